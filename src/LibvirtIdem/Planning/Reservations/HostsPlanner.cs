using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Brings the network's block of one file in the form of /etc/hosts in step with the reservations that the call names. Lines of other
/// reservations in the block stay; outside it only <c>on_conflict=replace</c> takes a name off a line.
/// </summary>
internal sealed class HostsPlanner
{
    /// <summary>Of a file with millions of lines for one name no more are reported.</summary>
    private const int MostMentions = 1000;

    private readonly ReservationRequest request;
    private readonly EntryMatcher targets;
    private readonly string shownPath;
    private readonly EtcHosts hosts;
    private readonly Utf8Slice domain;
    private readonly List<Utf8Slice> protectedNames;
    private readonly HostsLines lines;
    private readonly List<HostsEntry>? before;
    private readonly List<(Utf8Slice Name, int Target, bool IsElsewhere)> names;
    private readonly RowIndex ownerOf;
    private readonly List<ForeignName> taken = [];
    private RowIndex? getters;
    private bool isChanged;

    /// <param name="request">The call.</param>
    /// <param name="targets">What it comes to, for the network whose block it is.</param>
    /// <param name="path">The file's, as messages show it.</param>
    /// <param name="hosts">The file, read for the network.</param>
    /// <param name="hostName">The machine's own name, which stays its own.</param>
    /// <param name="domain">The network's.</param>
    public HostsPlanner(
        ReservationRequest request, EntryMatcher targets, string path, EtcHosts hosts, string? hostName, Utf8Slice domain)
    {
        (this.request, this.targets, this.hosts, this.domain, shownPath) = (request, targets, hosts, domain, path);
        before = request.Diff ? [.. hosts.Own] : null;
        lines = new(hosts.Own, targets.Count);
        (names, ownerOf) = (new(targets.Count), new(targets.Count));
        protectedNames = HostOwnNames.Of(hosts, hostName);
    }

    public List<Problem> Problems { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>
    /// Targets whose line changes. The definitions may be planned at the same time, so nothing of the targets is changed here.
    /// </summary>
    public List<int> Touched { get; } = [];

    /// <summary>The block before and after, for a person to compare; lines outside it that lose a name are there with it.</summary>
    public string TextBefore =>
        EtcHosts.Canonical((before ?? []).OrderBy(entry => entry.Ip))
        + string.Concat(taken.Select(name => $"line {name.LineNumber}: {name.Ip} {name.Name}\n"));

    public string TextAfter => EtcHosts.Canonical(lines.Sorted());

    /// <summary>
    /// The further names of a target's reservation, as they are in the block; null where there are none. Where a change is half in, or the
    /// definitions were changed by hand, the line at its address may be that of another target, which gets the address.
    /// </summary>
    public IReadOnlyList<Utf8Slice>? AliasesOf(int target, in Reservation reservation) =>
        lines.AliasesOf(reservation) is { } aliases
            && (lines.Holds(reservation.Ip, reservation.Name) || NewOwnerOf(reservation.Ip) is not (>= 0 and var getter)
            || getter == target || !lines.Holds(reservation.Ip, targets.Desired(getter).Name)) ? aliases : null;

    /// <summary>
    /// Takes the line of what goes away out. Before <see cref="Put"/>: its address and its names may be given on in the same call.
    /// </summary>
    public bool Remove(IpAddress ip)
    {
        if (lines.At(ip) is not { } line)
            return false;
        lines[line] = default;
        return isChanged = true;
    }

    /// <summary>Warns of names of removed reservations that other lines still map to their addresses.</summary>
    public void WarnOfLeftovers(IReadOnlyList<Reservation> leftovers)
    {
        if (leftovers.Count == 0)
            return;
        var index = new RowIndex(leftovers.Count);
        for (var row = 0; row < leftovers.Count; row++)
            if (!leftovers[row].Name.IsNull)
                index.Add(RowIndex.Hash(leftovers[row].Name.Span), row);
        foreach (var mention in hosts.Foreign())
            for (var place = index.First(RowIndex.Hash(mention.Name.Span)); place >= 0; place = index.Next(place))
                if (leftovers[index.Row(place)] is var removed && removed.Ip == mention.Ip && removed.Name.EqualsIgnoreCase(mention.Name))
                    Warnings.Add(Message.NameStays(shownPath, mention.LineNumber, mention.Name, mention.Ip));
    }

    /// <summary>Puts in the lines of all reservations that stay or come, and notes the targets whose line changes.</summary>
    /// <param name="aliasesOf">The further names that a target shall have.</param>
    /// <param name="isReserved">Whether an address is a reservation's once the call is done.</param>
    public void Put(Func<int, IReadOnlyList<Utf8Slice>?> aliasesOf, Func<IpAddress, bool> isReserved)
    {
        RemoveStale(isReserved);
        for (var target = 0; target < targets.Count; target++)
        {
            if (!IsPresent(target))
                continue;
            if (!targets.Desired(target).Name.IsNull)
                Claim(target, targets.Desired(target).Name, targets.Desired(target).NameHash);
            foreach (var alias in aliasesOf(target) ?? [])
                Claim(target, alias, HostName.Hash(alias.Span));
        }
        FindElsewhere();
        ClearOldLines(isReserved);
        var name = 0;
        for (var target = 0; target < targets.Count; target++)
            if (IsPresent(target) && PutLine(targets.Desired(target).Ip, Names(target, ref name)))
                Touched.Add(target);
    }

    /// <summary>
    /// Lines that no reservation stands behind, as where one was deleted by hand: all with <c>purge</c>, else those at the address, or of
    /// the name, of what is to be absent and is.
    /// </summary>
    private void RemoveStale(Func<IpAddress, bool> isReserved)
    {
        var (names, ips) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new AddressSet());
        for (var target = 0; target < targets.Count; target++)
        {
            ref readonly var desired = ref targets.Wanted(target);
            if (desired.IsPresent || targets.Entries(target).Count > 0)
                continue;
            if (!desired.Name.IsNullOrEmpty)
                names.Add(desired.Name.ToString());
            else if (desired.Ip is { } ip)
                ips.Add(ip);
        }
        if (!request.Purge && names.Count + ips.Count == 0)
            return;
        var stale = 0;
        for (var line = 0; line < lines.Count; line++)
        {
            var (ip, rest) = (lines[line].Ip, lines[line].Names);
            if (EtcHosts.NextName(ref rest, out var name)
                && ((request.Purge && request.Within?.Contains(ip) != false) || ips.Contains(ip)
                || (names.Count > 0 && names.Contains(name.ToString()))) && !isReserved(ip) && Remove(ip))
                stale++;
        }
        if (stale > 0)
            Warnings.Add(Message.StaleLines(shownPath, stale));
    }

    /// <summary>The file's new bytes, or null where it says the same already.</summary>
    public FileContent? Result() => isChanged || taken.Count > 0 ? hosts.With(lines.Sorted(), taken) : null;

    private bool IsPresent(int target) => targets.Wanted(target).IsPresent && !targets.IsRefused(target);

    private void Claim(int target, Utf8Slice name, uint hash)
    {
        var owner = OwnerOf(name, hash, targets.Desired(target).Family);
        if (HostName.IsReservedName(name, protectedNames))
            Problems.Add(Message.ProtectedName(targets.Wanted(target), name, shownPath));
        else if (owner >= 0 && names[owner].Target is var other && other != target)
            Problems.Add(Message.TwoWantTheSame(
                targets.Wanted(target), targets.Desired(target), targets.Desired(other), targets.Wanted(other)));
        // One that is kept: its writer may have put a line end into it.
        else if (targets.Wanted(target).Name.IsNull && HostName.Refusal(name.Span) is { } why)
            Warnings.Add(Message.KeptOutOfHosts(targets.Desired(target).Ip, shownPath, why));
        else if (!IsAllowedInHosts(name))
            Warnings.Add(Message.ForeignDomain(name, shownPath));
        else if (owner < 0)
        {
            ownerOf.Add(hash, names.Count);
            names.Add((name, target, false));
        }
    }

    private int OwnerOf(Utf8Slice name, Family family) => OwnerOf(name, HostName.Hash(name.Span), family);

    private int OwnerOf(Utf8Slice name, uint hash, Family family)
    {
        for (var place = ownerOf.First(hash); place >= 0; place = ownerOf.Next(place))
            if (names[ownerOf.Row(place)] is var owner && owner.Name.EqualsIgnoreCase(name)
                && targets.Desired(owner.Target).Family == family)
                return ownerOf.Row(place);
        return -1;
    }

    private void FindElsewhere()
    {
        if (names.Count == 0)
            return;
        foreach (var mention in hosts.Foreign())
        {
            if (OwnerOf(mention.Name, mention.Ip.Family) is not (>= 0 and var owner))
                continue;
            if (mention.Ip == targets.Desired(names[owner].Target).Ip)
                names[owner] = names[owner] with { IsElsewhere = true };
            else if (request.OnConflict == OnConflict.Replace)
                taken.Add(mention);
            else if (Problems.Count < MostMentions)
                Problems.Add(Message.NameOutside(
                    targets.Wanted(names[owner].Target), mention.Name, mention.Ip, shownPath, mention.LineNumber));
        }
    }

    /// <summary>A name that is wanted now, in the block at another address: a leftover, unless a reservation stands behind it.</summary>
    private void ClearOldLines(Func<IpAddress, bool> isReserved)
    {
        for (var line = 0; line < lines.Count; line++)
        {
            if (lines[line] is not { Names.IsNull: false } old)
                continue;
            var cleared = false;
            for (var rest = old.Names; EtcHosts.NextName(ref rest, out var name);)
            {
                if (OwnerOf(name, old.Ip.Family) is not (>= 0 and var owner) || targets.Desired(names[owner].Target).Ip == old.Ip)
                    continue;
                // Its line is rewritten anyway.
                if (NewOwnerOf(old.Ip) >= 0)
                    break;
                if (isReserved(old.Ip) && request.OnConflict == OnConflict.Fail)
                    Problems.Add(Message.NameInBlock(targets.Wanted(names[owner].Target), name, old.Ip, shownPath));
                cleared = true;
            }
            if (cleared)
                (lines[line], isChanged) = (WithoutOwned(old), true);
        }
    }

    private HostsEntry WithoutOwned(HostsEntry line) =>
        new(line.Ip, Joined([.. EtcHosts.Words(line.Names).Where(name => OwnerOf(name, line.Ip.Family) < 0)]));

    /// <summary>The target whose address it is once the call is done; -1 where there is none.</summary>
    private int NewOwnerOf(IpAddress ip)
    {
        if (getters is null)
        {
            getters = new(targets.Count);
            for (var target = 0; target < targets.Count; target++)
                if (IsPresent(target))
                    getters.Add(RowIndex.Hash(targets.Desired(target).Ip), target);
        }
        for (var place = getters.First(RowIndex.Hash(ip)); place >= 0; place = getters.Next(place))
            if (targets.Desired(getters.Row(place)).Ip == ip)
                return getters.Row(place);
        return -1;
    }

    /// <summary>The target's names that go into its line, in their order.</summary>
    private Utf8Slice Names(int target, ref int name)
    {
        List<Utf8Slice>? more = null;
        Utf8Slice first = default;
        for (; name < names.Count && names[name].Target == target; name++)
        {
            if (names[name].IsElsewhere)
                continue;
            if (first.IsNull)
                first = names[name].Name;
            else
                (more ??= [first]).Add(names[name].Name);
        }
        return more is null ? first : Joined(more);
    }

    private bool PutLine(IpAddress ip, Utf8Slice wanted)
    {
        var line = lines.At(ip);
        if (line is { } there ? lines[there].Names.EqualsIgnoreCase(wanted) : wanted.IsNull)
            return false;
        if (line is { } old)
            lines[old] = new(ip, wanted);
        else
            lines.Append(new(ip, wanted));
        return isChanged = true;
    }

    /// <summary>A dotted name that is not the network's own could take a real site away from the whole machine.</summary>
    private bool IsAllowedInHosts(Utf8Slice name) => !name.Span.Contains((byte)'.') || IsOfOwnDomain(name.ToString());

    private bool IsOfOwnDomain(string name) =>
        request.Domains.Append(domain.OrNull()).OfType<string>()
            .Any(own => name.EndsWith("." + own.TrimStart('.'), StringComparison.OrdinalIgnoreCase));

    private static Utf8Slice Joined(List<Utf8Slice> names)
    {
        if (names.Count == 0)
            return default;
        var joined = new Utf8Builder();
        foreach (var name in names)
            (joined.IsEmpty ? joined : joined.Append(' ')).Append(name);
        return joined.ToText();
    }
}
