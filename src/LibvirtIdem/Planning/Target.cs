using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>One wanted reservation, the entries that are it on each side (config first), and what they shall become.</summary>
internal sealed class Target(Wanted wanted, int sides)
{
    private readonly List<ReservationElement>[] byClient = NewLists(sides);
    private readonly List<ReservationElement>[] byName = NewLists(sides);

    public Wanted Wanted { get; } = wanted;

    /// <summary>Null for one that shall be absent.</summary>
    public Reservation? Desired { get; private set; }

    /// <summary>The entry before the change, on the side that lasts longest; null where there was none.</summary>
    public Reservation? Before { get; private set; }

    /// <summary>Some view of it changes: a definition, the hostsfile, or a line of /etc/hosts.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Its further names in /etc/hosts before the change; null until that was looked at.</summary>
    public IReadOnlyList<string>? AliasesBefore { get; set; }

    /// <summary>On each side the entry of somebody else whose place this one takes.</summary>
    public ReservationElement?[] Successor { get; } = new ReservationElement?[sides];

    /// <summary>
    /// IPv4 is known by its mac, IPv6 by its id; where a name-only entry bears the name of the request it is adopted, and a
    /// request with only a name means the entry of that name, whatever client it has.
    /// </summary>
    public IEnumerable<ReservationElement> Owned(int side) => byClient[side].Count > 0 ? byClient[side] : byName[side];

    /// <summary>The one of several that stays: the one with the wanted address, else the first.</summary>
    public ReservationElement? Keeper(int side) =>
        Owned(side).FirstOrDefault(element => element.Reservation.Ip == Wanted.Ip) ?? Owned(side).FirstOrDefault();

    /// <summary>Takes the entry for its own if it is.</summary>
    public void Consider(int side, ReservationElement element, string? domain)
    {
        var entry = element.Reservation;
        if (!Wanted.IsPresent)
        {
            if (MatchesAll(entry, domain))
                byClient[side].Add(element);
            return;
        }
        if (entry.Family != Wanted.Ip!.Value.Family)
            return;
        var hasClient = Wanted.Mac is not null || Wanted.Id is not null;
        var sameClient = entry.Family == Family.V4
            ? Wanted.Mac is { } mac && entry.Mac == mac
            : Wanted.Id is { } id && entry.Id is { } other && other.SameClient(id);
        if (sameClient)
            byClient[side].Add(element);
        else if (SameName(entry, domain) && (!hasClient || IsNameOnly(entry)))
            byName[side].Add(element);
    }

    /// <summary>Gives up entries that are somebody else's in the same call.</summary>
    public void LeaveTo(int side, Predicate<ReservationElement> isTheirs) => byClient[side].RemoveAll(isTheirs);

    /// <summary>Entries that differ although only one can be meant; null where it is clear. Exact copies are one entry written twice.</summary>
    public IReadOnlyList<Reservation>? AmbiguousEntries()
    {
        for (var side = 0; side < byClient.Length; side++)
        {
            var mustBeOne = !Wanted.IsPresent || byClient[side].Count == 0;
            foreach (var family in Owned(side).Select(element => element.Reservation).GroupBy(entry => entry.Family))
                if (mustBeOne && family.Any(entry => !entry.SameAs(family.First())))
                    return [.. family];
        }
        return null;
    }

    /// <summary>Lays the request over what is there: the same result for both sides, so that drift between them ends.</summary>
    public Reservation Settle()
    {
        var side = Enumerable.Range(0, byClient.Length).Select(Keeper).FirstOrDefault(keeper => keeper is not null);
        Before = side?.Reservation;
        Desired = new()
        {
            Ip = Wanted.Ip!.Value,
            Mac = Wanted.Mac ?? (Wanted.Ip.Value.Family == Family.V4 ? Before?.Mac : null),
            Id = Wanted.Id ?? (Wanted.Ip.Value.Family == Family.V6 ? Before?.Id?.Revived() : null),
            Name = Wanted.Name switch { null => Before?.Name, "" => null, var name => name },
            LeaseTime = Wanted.LeaseTime ?? (Wanted.ClearsLeaseTime ? null : Before?.LeaseTime),
        };
        return Desired;
    }

    /// <summary>A name that differs in case only stays as it is spelled: libvirt compares it exactly.</summary>
    public Reservation KeepSpelling(Reservation entry) =>
        string.Equals(entry.Name, Desired!.Name, StringComparison.OrdinalIgnoreCase) ? Desired with { Name = entry.Name } : Desired;

    private bool MatchesAll(Reservation entry, string? domain) =>
        (Wanted.Mac is null || entry.Mac == Wanted.Mac)
        && (Wanted.Id is not { } id || (entry.Family == Family.V6 && entry.Id is { } other && other.SameClient(id)))
        && (Wanted.Ip is null || entry.Ip == Wanted.Ip)
        && (string.IsNullOrEmpty(Wanted.Name) || SameName(entry, domain));

    private bool SameName(Reservation entry, string? domain) =>
        entry.Name is not null && !string.IsNullOrEmpty(Wanted.Name)
        && HostName.Comparer(domain).Equals(entry.Name, Wanted.Name);

    private static bool IsNameOnly(Reservation entry) => entry.Family == Family.V4 ? entry.Mac is null : entry.Id is null;

    private static List<ReservationElement>[] NewLists(int count)
    {
        var lists = new List<ReservationElement>[count];
        for (var i = 0; i < count; i++)
            lists[i] = [];
        return lists;
    }
}
