using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// The names of reservations in the network's own DNS. With <c>dns=true</c> they are put there. Without it, a reservation whose name is
/// there at its address keeps that: names move, change and go with it. <c>dns=false</c> leaves them alone. What else the DNS has stays.
/// </summary>
internal sealed class ReservationNames
{
    private readonly EntryMatcher reservations;
    private readonly bool replaces;
    private readonly Dictionary<int, List<Held>> olds = [];
    private readonly List<Held> displaced = [];
    private readonly List<Held> wanted = [];
    private readonly HashSet<int> had = [];
    private readonly HashSet<int> has = [];
    private readonly HashSet<IpAddress> hadDisplaced = [];
    private readonly HashSet<int> refused = [];

    /// <param name="reservations">What becomes of the reservations.</param>
    /// <param name="replaces">A name loses its other addresses of the family; else they are an error.</param>
    /// <param name="leaves">What the call removes without naming it keeps its names.</param>
    /// <param name="aliasesBefore">The aliases that a target had; null where none are known.</param>
    /// <param name="aliasesOfDisplaced">Those of an entry that goes, by its address.</param>
    public ReservationNames(EntryMatcher reservations, bool replaces, bool leaves, Func<int, IReadOnlyList<Utf8Slice>?> aliasesBefore,
        Func<IpAddress, IReadOnlyList<Utf8Slice>?> aliasesOfDisplaced)
    {
        (this.reservations, this.replaces) = (reservations, replaces);
        foreach (var entry in leaves ? [] : reservations.Displaced.Items)
            if (!entry.Name.IsNull)
                displaced.Add(new(-1, entry.Ip, NamesOf(entry.Name, aliasesOfDisplaced(entry.Ip))));
        for (var target = 0; target < reservations.Count; target++)
            if (!reservations.IsRefused(target) && reservations.Wanted(target).Dns != false)
                Add(target, aliasesBefore(target));
    }

    public List<Problem> Problems { get; } = [];

    /// <summary>Addresses from which names go, with the names that they keep.</summary>
    public Dictionary<IpAddress, IReadOnlyList<string>> Left { get; } = [];

    /// <summary>Nothing to look for in any definition.</summary>
    public bool IsEmpty => olds.Count + displaced.Count + wanted.Count == 0;

    /// <summary>The target's name was in the DNS at its address, on either side.</summary>
    public bool Had(int target) => had.Contains(target);

    /// <summary>It is once the call is done.</summary>
    public bool Has(int target) => has.Contains(target);

    /// <inheritdoc cref="Had(int)"/>
    public bool HadDisplaced(IpAddress ip) => hadDisplaced.Contains(ip);

    /// <summary>A definition, or a status file, with the names as they shall be; the same bytes where it has them so.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="changed">Called with each target of which a name comes or goes.</param>
    public byte[] In(byte[] xml, Action<int>? changed = null)
    {
        if (IsEmpty || (!wanted.Exists(each => IsAsked(each.Target)) && xml.AsSpan().IndexOf("<hostname"u8) < 0))
            return xml;
        var hosts = new DnsHostList(XmlElement.ReadNetwork(xml));
        var kept = wanted.FindAll(each => IsAsked(each.Target) || hosts.Has(each.Ip, each.Names[0])
            || OldsOf(each.Target).Exists(old => hosts.Has(old.Ip, old.Names[0])));
        var names = kept.SelectMany(each => each.Names.Select(name => (each.Ip, Name: name.ToLowerInvariant()))).ToHashSet();
        foreach (var old in olds.Values.SelectMany(each => each).Concat(displaced).Where(old => hosts.Has(old.Ip, old.Names[0])).ToList())
        {
            if (old.Target < 0)
                hadDisplaced.Add(old.Ip);
            else
                had.Add(old.Target);
            foreach (var name in old.Names)
                if (!names.Contains((old.Ip, name.ToLowerInvariant())) && hosts.Remove(old.Ip, name))
                    changed?.Invoke(old.Target);
            if (hosts.NamesOf(old.Ip) is { Count: > 0 } left)
                Left[old.Ip] = left;
        }
        foreach (var each in kept)
        {
            has.Add(each.Target);
            foreach (var name in each.Names)
                if (!hosts.Has(each.Ip, name) && MayAdd(hosts, each, name))
                {
                    hosts.Add(each.Ip, name);
                    changed?.Invoke(each.Target);
                }
        }
        return hosts.IsChanged ? RequestMerge.ApplyNames(xml, hosts.Entries, null) : xml;
    }

    private void Add(int target, IReadOnlyList<Utf8Slice>? aliasesBefore)
    {
        ref readonly var item = ref reservations.Wanted(target);
        var entries = reservations.Entries(target);
        var aliases = item.Aliases ?? aliasesBefore;
        ref readonly var desired = ref reservations.Desired(target);
        if (item.IsPresent && IsWritable(desired.Name))
            wanted.Add(new(target, desired.Ip, NamesOf(desired.Name, aliases?.Where(IsWritable))));
        foreach (var entry in entries)
            if (!entry.Name.IsNull)
                OldsOf(target).Add(new(target, entry.Ip, NamesOf(entry.Name, [.. aliasesBefore ?? [], .. item.Aliases ?? []])));
    }

    /// <summary>Whether the name may have another address; where it may not, that is a problem of its reservation.</summary>
    private bool MayAdd(DnsHostList hosts, Held held, string name)
    {
        if (!IsAsked(held.Target) || hosts.OtherAddresses(name, held.Ip) is not { Count: > 0 } others)
            return true;
        if (replaces)
            foreach (var other in others)
                hosts.Remove(other, name);
        else if (refused.Add(held.Target))
            Problems.Add(Message.NameHasOtherAddress(name, string.Join(", ", others), reservations.Wanted(held.Target).At));
        return replaces;
    }

    /// <summary>A name that is kept may have been written by others, with characters that dnsmasq reads as structure.</summary>
    private static bool IsWritable(Utf8Slice name) => !name.IsNull && HostName.Refusal(name.Span) is null;

    private bool IsAsked(int target) => reservations.Wanted(target).Dns == true;

    private List<Held> OldsOf(int target)
    {
        if (!olds.TryGetValue(target, out var held))
            olds[target] = held = [];
        return held;
    }

    private static List<string> NamesOf(Utf8Slice name, IEnumerable<Utf8Slice>? aliases) =>
        [name.ToString(), .. (aliases ?? []).Select(alias => alias.ToString())];

    /// <summary>What a reservation has, or shall have: its own name first.</summary>
    private readonly record struct Held(int Target, IpAddress Ip, List<string> Names);
}
