using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Sorts the names of networks into zones: those of a network's domain into one of that name, names under another domain into one of that,
/// and addresses by subnet into reverse zones. The network's own DNS records (names, and wildcards of its dnsmasq options) come along with
/// the reservations.
/// </summary>
internal sealed class ZonePlanner
{
    private const string Wildcard = "*.";

    private readonly SortedDictionary<string, List<ZoneAddress>> zones = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (IpAddress First, string Server, Dictionary<IpAddress, string> Names)> reverse =
        new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<IpAddress>> servers = new(StringComparer.Ordinal);
    private readonly HashSet<ZoneAddress> seen = [];
    private readonly List<string> warnings = [];

    /// <param name="networks">As they were read.</param>
    /// <param name="rows">Their reservations, as far as they can be exported.</param>
    /// <param name="warnings">Names that have no place in a zone.</param>
    public static (IReadOnlyList<Zone> Zones, IReadOnlyList<ReverseZone> Reverse) Plan(
        IReadOnlyList<ExportedNetwork> networks, IReadOnlyList<ListedReservation> rows, out IReadOnlyList<string> warnings)
    {
        var planner = new ZonePlanner();
        foreach (var network in networks)
            planner.Add(network, rows.Where(row => row.Network == network.Name));
        warnings = planner.warnings;
        return planner.Sorted();
    }

    private void Add(ExportedNetwork network, IEnumerable<ListedReservation> rows)
    {
        foreach (var row in rows)
        {
            if (!row.Reservation.Name.IsNull)
                Add(network, row.Reservation.Name.ToString(), row.Reservation.Ip);
            foreach (var alias in row.Aliases ?? [])
                Add(network, alias.ToString(), row.Reservation.Ip);
        }
        if (network.Leases is not null)
            return;
        var document = XmlElement.ReadNetwork(network.Definition.Xml);
        foreach (var host in document.Child("dns")?.All("host") ?? [])
            if (IpAddress.TryParse(host["ip"].AsSpan(), out var ip))
                foreach (var name in host.All("hostname"))
                    Add(network, name.Text.Trim(), ip);
        foreach (var option in document.DnsmasqOptions?.Children ?? [])
            if (AddressOption.Read(option["value"] ?? "") is var address && IpAddress.TryParse(address.Ip.AsSpan(), out var answer))
                foreach (var domain in address.Domains)
                    if (!domain.Contains('.', StringComparison.Ordinal))
                        warnings.Add(Message.NotInAZone(network.Name, Wildcard + domain, answer, Message.NoDomain));
                    else if (Add(network, domain, answer))
                        Add(network, Wildcard + domain, answer);
    }

    /// <summary>A name without a dot is one under the network's domain.</summary>
    private bool Add(ExportedNetwork network, string name, IpAddress ip)
    {
        var domain = network.Definition.Domain.OrNull();
        var host = name.StartsWith(Wildcard, StringComparison.Ordinal) ? name[Wildcard.Length..] : name;
        var whole = (name.Contains('.', StringComparison.Ordinal) || domain is null ? name : $"{name}.{domain}").ToLowerInvariant();
        var why = HostName.Refusal(((Utf8Slice)host).Span) ?? (whole.Contains('.', StringComparison.Ordinal) ? null : Message.NoDomain)
            ?? (whole.Length > 253 ? Message.LongName : null);
        if (why is not null)
        {
            warnings.Add(Message.NotInAZone(network.Name, name, ip, why));
            return false;
        }
        var zone = domain is not null && IsUnder(whole, domain.ToLowerInvariant()) ? domain.ToLowerInvariant()
            : Parent(host == name ? whole : host.ToLowerInvariant());
        if (!zones.TryGetValue(zone, out var names))
            zones.Add(zone, names = []);
        if (!servers.TryGetValue(zone, out var addresses))
            servers.Add(zone, addresses = []);
        addresses.AddRange(network.Definition.Subnets.Select(subnet => subnet.Subnet.Address)
            .Where(address => !addresses.Contains(address)));
        if (seen.Add(new(whole, ip)))
            names.Add(new(whole, ip));
        if (host == name && network.Definition.SubnetOf(ip) is { } subnet)
            AddReverse(subnet.Subnet, zone, whole, ip);
        return true;
    }

    private static bool IsUnder(string name, string domain) => name == domain || name.EndsWith("." + domain, StringComparison.Ordinal);

    /// <summary>
    /// The domain that a name is in; a name of two labels is one of its own, since a zone for all of <c>.test</c> is not a network's.
    /// </summary>
    private static string Parent(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is var dot && name.IndexOf('.', dot + 1) < 0 ? name : name[(dot + 1)..];

    /// <summary>
    /// Zones end at a byte of IPv4 and at a hex digit of IPv6, so a larger one may hold a smaller subnet. An address has its first name.
    /// </summary>
    private void AddReverse(Subnet subnet, string zone, string name, IpAddress ip)
    {
        var parts = subnet.Family == Family.V4 ? Math.Min(subnet.Prefix / 8, 3) : Math.Min(subnet.Prefix / 4, 31);
        var key = ZoneFile.ReverseName(subnet.Address, parts);
        if (!reverse.TryGetValue(key, out var entry))
            reverse.Add(key, entry = (subnet.First, zone, []));
        entry.Names.TryAdd(ip, name);
    }

    private (IReadOnlyList<Zone> Zones, IReadOnlyList<ReverseZone> Reverse) Sorted()
    {
        // A zone below another one is part of that: no name server is asked for it.
        foreach (var inner in zones.Keys.ToList())
            if (zones.Keys.FirstOrDefault(outer => outer != inner && IsUnder(inner, outer)) is { } outer)
            {
                zones[outer].AddRange(zones[inner]);
                servers[outer].AddRange(servers[inner].Where(ip => !servers[outer].Contains(ip)));
                zones.Remove(inner);
            }
        var forward =
            zones.Select(zone =>
            new Zone(zone.Key, servers[zone.Key],
            [.. zone.Value.OrderBy(address => address.Name, StringComparer.Ordinal).ThenBy(address => address.Ip)])).ToList();
        return (forward, [.. reverse.Select(
            zone => new ReverseZone(zone.Key, ZoneFile.NameServer(forward.First(candidate => IsUnder(zone.Value.Server, candidate.Name))),
            [.. zone.Value.Names.OrderBy(name => name.Key).Select(name => new ZoneAddress(name.Value, name.Key))]))]);
    }
}
