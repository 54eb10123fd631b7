using LibvirtIdem.Asking;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Decides what happens to the reservations of both sides of one network. A side's entries are looked at once, each against what the call
/// names, so the work grows with the network and the call, not with their product. A target is a number: of one item that is wanted.
/// </summary>
internal sealed partial class EntryMatcher
{
    private static readonly Reservation[] NoEntry = new Reservation[1];

    private readonly ReservationRequest request;
    private readonly NetworkSnapshot current;
    private readonly DesiredReservation[] wanted;
    private readonly Utf8Slice domain;
    private readonly DefinitionSide[] sides;
    private readonly List<Problem> problems = [];
    private readonly Reservation[] desired;
    private readonly bool[] isRefused;
    private readonly bool[] isTouched;
    private FreeAddresses? free;

    public EntryMatcher(ReservationRequest request, NetworkReservationsRequest network, NetworkSnapshot current)
    {
        (this.request, this.current) = (request, current);
        wanted = request.WantsMacs ? AutoMacs.Assign(network.Wanted, current, network.Name) : network.Wanted;
        if (request.WantsAddresses)
            wanted = AutoAddresses.AssignAddresses(
                wanted, current, free = new(current, request.Within), within: request.Within,
                replaces: request.OnConflict == OnConflict.Replace || request.Purge);
        domain = current.Served.Domain;
        sides = Array.ConvertAll(current.Sides, definition => new DefinitionSide(definition, wanted.Length));
        (desired, isRefused, isTouched) = (new Reservation[wanted.Length], new bool[wanted.Length], new bool[wanted.Length]);
        Config = Array.Find(sides, side => side.Definition == current.Config);
        Live = Array.Find(sides, side => side.Definition == current.Live);
        Ahead = Array.Find(sides, side => side.Definition == current.StatusFileAhead);
    }

    public DefinitionSide[] Sides => sides;

    public DefinitionSide? Config { get; }

    public DefinitionSide? Live { get; }

    /// <inheritdoc cref="NetworkSnapshot.StatusFileAhead"/>
    public DefinitionSide? Ahead { get; }

    public int Count => wanted.Length;

    public IReadOnlyList<Problem> Problems => problems;

    /// <summary>
    /// Entries that go because the call wants what they hold (<c>on_conflict=replace</c>), or does not name them (<c>purge</c>).
    /// </summary>
    public ReservationSet Displaced { get; } = new();

    public ref readonly DesiredReservation Wanted(int target) => ref wanted[target];

    /// <summary>What a target that shall be present becomes.</summary>
    public ref readonly Reservation Desired(int target) => ref desired[target];

    /// <summary>Some view of it changes: a definition, the hostsfile, or a line of /etc/hosts.</summary>
    public bool IsTouched(int target) => isTouched[target];

    /// <summary>It has a problem.</summary>
    public bool IsRefused(int target) => isRefused[target];

    public void Touch(int target) => isTouched[target] = true;

    /// <summary>One that the caller could take instead; another for each that asks.</summary>
    public IpAddress? NextFree(Family family) => (free ??= new(current, request.Within)).Next(family);

    /// <summary>There was an entry before the change, on any side.</summary>
    public bool HadEntry(int target)
    {
        foreach (var side in sides)
            if (side.Owned.Any(target))
                return true;
        return false;
    }

    /// <summary>The entry before the change, on the side that lasts longest; null where there was none.</summary>
    public Reservation? Before(int target) => HadEntry(target) ? EntryBefore(target) : null;

    /// <summary>The same where it lies; an empty one where there was none.</summary>
    private ref readonly Reservation EntryBefore(int target)
    {
        foreach (var side in sides)
            if (side.KeptEntry(target, wanted[target].Ip) is >= 0 and var keeper)
                return ref side.Entry(keeper);
        return ref NoEntry[0];
    }

    /// <summary>What stands for the target on any side, each once.</summary>
    public IReadOnlyList<Reservation> Entries(int target)
    {
        var entries = new ReservationSet();
        foreach (var side in sides)
            foreach (var entry in side.Owned.Entries(target))
                entries.Add(side.Entry(entry));
        return entries.Items;
    }

    /// <summary>What the call removes: named as absent, or displaced.</summary>
    public IEnumerable<Reservation> Removed()
    {
        foreach (var entry in Displaced.Items)
            yield return entry;
        for (var target = 0; target < wanted.Length; target++)
            if (!wanted[target].IsPresent)
                foreach (var entry in Entries(target))
                    yield return entry;
    }

    public void Plan()
    {
        var placement = new AddressRules(Array.ConvertAll(sides, side => side.Definition), request.Force, request.Within);
        for (var target = 0; target < wanted.Length; target++)
            if ((AddressRefusal(target) ?? placement.Refusal(wanted[target])) is { } problem)
                Refuse(target, problem);
        FindOwned();
        RefuseOutsideScope();
        for (var target = 0; target < wanted.Length; target++)
            MergeDesired(target);
        RefuseContradictions();
        var claims = new Claims(desired, domain);
        for (var target = 0; target < wanted.Length; target++)
            if (wanted[target].IsPresent && !isRefused[target] && claims.Add(target) is { } twin)
                Refuse(target, Message.TwoWantTheSame(wanted[target], desired[target], desired[twin], wanted[twin]));
        foreach (var side in sides)
            FindHolders(side, claims);
        if (problems.Count > 0)
            return;
        foreach (var side in sides)
        {
            side.Edits.Expect(wanted.Length - side.Owned.Count);
            for (var target = 0; target < wanted.Length; target++)
                Edit(side, target);
        }
    }

    private Problem? AddressRefusal(int target) =>
        wanted[target] is not { WantsAddress: true, Ip: null } ? null
        : AutoAddresses.FamilyOf(wanted[target], current.Served) is var family
            && FreeAddresses.SubnetOf(current.Served, family) is { Subnet: var subnet }
            ? Message.NoAddressLeft(wanted[target], current.Served.Name, subnet)
            : Message.NoSubnetOfFamily(wanted[target], current.Served.Name, family, current.Served.Subnets.Select(other => other.Subnet));

    private void FindOwned()
    {
        var index = new IdentityIndex(wanted, domain);
        foreach (var (first, second) in index.Duplicates)
            Refuse(second, Message.NamedTwice(wanted[second], wanted[first]));
        foreach (var side in sides)
        {
            var entries = side.Definition.Reservations.Entries;
            for (var entry = 0; entry < entries.Length; entry++)
                if (index.MayBeMeant(entries[entry].Reservation))
                    foreach (var target in index.MayMean(entries[entry].Reservation))
                        Consider(side, entry, target);
            FindSharedEntries(side);
        }
    }

    /// <summary>
    /// Takes the entry for the target's own if it is. IPv4 is known by its mac, IPv6 by its id; a name-only entry that bears the name of
    /// the request is adopted, and a request with only a name means the entry of that name, whatever client it has.
    /// </summary>
    private void Consider(DefinitionSide side, int number, int target)
    {
        ref readonly var entry = ref side.Entry(number);
        ref readonly var item = ref wanted[target];
        if (!item.IsPresent)
        {
            if (AbsentItem.Means(item, entry, domain))
                side.Owned.AddClient(target, number);
            return;
        }
        if (item.Ip is { } ip && ip.Family != entry.Family)
            return;
        var isSameClient = (item.Mac is { } wantedMac && entry.Mac == wantedMac)
            || (entry is { Family: Family.V6, Id: { } entryId } && item.Id is { } wantedId && entryId.SameClient(wantedId));
        if (isSameClient)
            side.Owned.AddClient(target, number);
        else if (SameName(entry, item) && (item is { Mac: null, Id: null } || entry.IsNameOnly))
            side.Owned.AddName(target, number);
    }

    private bool SameName(in Reservation entry, in DesiredReservation item) =>
        !entry.Name.IsNull && !item.Name.IsNullOrEmpty && HostName.SameKey(entry.Name, item.Name, domain);

    /// <summary>
    /// One entry that two items mean, say one by its mac and one by its name. Where one of them is to be absent, it is the other's: a name
    /// or an address may be taken from one guest and given to another in one call, and the second call must find nothing to do.
    /// </summary>
    private void FindSharedEntries(DefinitionSide side)
    {
        for (var isPresent = true; ; isPresent = false)
        {
            for (var target = 0; target < wanted.Length; target++)
            {
                if (wanted[target].IsPresent != isPresent || !side.Owned.Any(target))
                    continue;
                if (!isPresent)
                    Leave(side, target);
                if (side.Owned.HasSeveral(target))
                    foreach (var entry in side.Owned.Entries(target))
                        TakeOver(side, entry, target);
                else if (side.Owned.Any(target))
                    TakeOver(side, side.Owned.First(target), target);
            }
            if (!isPresent)
                return;
        }
    }

    private void TakeOver(DefinitionSide side, int entry, int target)
    {
        if (side.OwnerOf(entry) is { } owner)
            Refuse(target, Message.BothMean(wanted[target], wanted[owner], side.Entry(entry)));
        else
            side.SetOwner(entry, target);
    }

    /// <summary>Lays the request over what is there: the same result for both sides, so that drift between them ends.</summary>
    private void MergeDesired(int target)
    {
        if (AmbiguousEntries(target) is { } entries)
        {
            Refuse(target, Message.Ambiguous(wanted[target], entries));
            return;
        }
        ref readonly var item = ref wanted[target];
        if (!item.IsPresent || item.Ip is not { } ip)
            return;
        desired[target] = item.Over(EntryBefore(target));
        if (desired[target] is { IsNameOnly: true, Name.IsNull: true })
            Refuse(target, Message.NothingLeftToKnowItBy(item));
    }

    /// <summary>
    /// Entries that differ although only one can be meant; null where it is clear. Exact copies are one entry written twice.
    /// </summary>
    private List<Reservation>? AmbiguousEntries(int target)
    {
        foreach (var side in sides)
            if (side.Owned.HasSeveral(target) && !(wanted[target].IsPresent && side.Owned.IsByClient(target))
                && DifferingEntries(side, target) is { } entries)
                return entries;
        return null;
    }

    private static List<Reservation>? DifferingEntries(DefinitionSide side, int target)
    {
        var entries = side.Owned.Entries(target).Select(entry => side.Definition.Reservations[entry].Reservation).ToList();
        foreach (var family in (ReadOnlySpan<Family>)[Family.V4, Family.V6])
        {
            var ofFamily = entries.FindAll(entry => entry.Family == family);
            if (ofFamily.Exists(entry => !entry.SameAs(ofFamily[0])))
                return ofFamily;
        }
        return null;
    }

    private void Refuse(int target, Problem problem)
    {
        problems.Add(problem);
        isRefused[target] = true;
    }
}
