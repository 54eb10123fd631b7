using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>A name and one address of it, in a zone or, the other way round, in a reverse zone.</summary>
internal readonly record struct ZoneAddress(string Name, IpAddress Ip);

/// <summary>A forward zone: its name, the addresses of its name server, and its names, absolute and without the dot at the end.</summary>
internal sealed record Zone(string Name, IReadOnlyList<IpAddress> ServerAddresses, IReadOnlyList<ZoneAddress> Addresses);

/// <summary>A reverse zone and its addresses, each once.</summary>
internal sealed record ReverseZone(string Name, string NameServer, IReadOnlyList<ZoneAddress> Addresses);

/// <summary>
/// Zones as files of RFC 1035 section 5, one behind the other: each begins with a comment <c>; zone NAME</c>, so that they can be split.
/// All names are absolute (with a dot at the end) and were checked to be those of hosts, so nothing in them is structure. The serial is
/// always 1: the text is the same as long as the names are.
/// </summary>
internal static class ZoneFile
{
    private const string Times = "1 3600 600 604800 300";

    public static byte[] Render(IReadOnlyList<Zone> zones, IReadOnlyList<ReverseZone> reverse)
    {
        var text = new Utf8Builder();
        foreach (var zone in zones)
        {
            var server = NameServer(zone);
            Begin(text, zone.Name, server);
            foreach (var ip in zone.ServerAddresses)
                Address(text, server, ip);
            foreach (var (name, ip) in zone.Addresses)
                Address(text, name, ip);
        }
        foreach (var zone in reverse)
        {
            Begin(text, zone.Name, zone.NameServer);
            foreach (var (name, ip) in zone.Addresses)
                text.Append(ReverseName(ip, ip.Family == Family.V4 ? 4 : 32)).Append(". IN PTR "u8).Append(name).Append(".\n"u8);
        }
        return text.Written.ToArray();
    }

    /// <summary><c>ns</c> in the zone, or the first of <c>ns1</c>, <c>ns2</c> … that no guest has.</summary>
    public static string NameServer(Zone zone)
    {
        for (var number = 0; ; number++)
        {
            var name = $"ns{(number == 0 ? "" : number)}.{zone.Name}";
            if (!zone.Addresses.Any(address => address.Name == name))
                return name;
        }
    }

    /// <summary>The name of an address, or of the network that its first parts are (RFC 1035 section 3.5, RFC 3596 section 2.5).</summary>
    /// <param name="ip">The address.</param>
    /// <param name="parts">How many bytes of IPv4, or hex digits of IPv6.</param>
    public static string ReverseName(IpAddress ip, int parts)
    {
        var (all, bits) = ip.Family == Family.V4 ? (4, 8) : (32, 4);
        var labels = new List<string>(parts + 1);
        for (var part = all - parts; part < all; part++)
            labels.Add(((ulong)(ip.Value >> (part * bits)) & ((1UL << bits) - 1))
                .ToString(bits == 8 ? "d" : "x", System.Globalization.CultureInfo.InvariantCulture));
        labels.Add(ip.Family == Family.V4 ? "in-addr.arpa" : "ip6.arpa");
        return string.Join('.', labels);
    }

    private static void Begin(Utf8Builder text, string zone, string server)
    {
        if (!text.IsEmpty)
            text.Append('\n');
        text.Append("; zone "u8).Append(zone).Append("\n$TTL 3600\n"u8).Append(zone).Append(". IN SOA "u8).Append(server)
            .Append(". hostmaster."u8).Append(
            zone.EndsWith(".arpa", StringComparison.Ordinal) ? server[(server.IndexOf('.', StringComparison.Ordinal) + 1)..] : zone)
            .Append(". "u8).Append(Times).Append('\n').Append(zone).Append(". IN NS "u8).Append(server).Append(".\n"u8);
    }

    private static void Address(Utf8Builder text, string name, IpAddress ip) =>
        text.Append(name).Append(ip.Family == Family.V4 ? ". IN A "u8 : ". IN AAAA "u8).Append(ip).Append('\n');
}
