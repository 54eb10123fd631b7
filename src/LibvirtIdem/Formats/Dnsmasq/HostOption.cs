using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// A reservation of an IPv6 address by MAC as a dnsmasq option of the network: <c>dhcp-host=52:54:00:12:34:56,[2001:db8::10],web1,12h</c>
/// (dnsmasq(8), --dhcp-host). dnsmasq reads it when it starts, and knows a client's MAC from the neighbour table (tried with 2.90). An
/// option in any other shape is another client's.
/// </summary>
internal static class HostOption
{
    public const string Begin = "dhcp-host=";

    private const string RangeBegin = "dhcp-range=";

    public static string Render(in Reservation reservation) =>
        $"{Begin}{reservation.Mac},[{reservation.Ip}]{(reservation.Name.IsNull ? "" : "," + reservation.Name)}{(reservation.LeaseTime is { } lease ? "," + lease : "")}";

    /// <summary>False for what <see cref="Render"/> would not write.</summary>
    public static bool TryRead(string option, out Reservation reservation)
    {
        reservation = default;
        if (!option.StartsWith(Begin, StringComparison.Ordinal)
            || option[Begin.Length..].Split(',') is not [var client, ['[', .. var address, ']'], .. var rest]
            || !MacAddress.TryParse(client, out var mac) || !IpAddress.TryParse(address.AsSpan(), out var ip) || ip.Family != Family.V6)
            return false;
        LeaseTime? lease = rest is [.., var last] && LeaseTime.TryParse(last, out var time) ? time : null;
        var names = lease is null ? rest : rest[..^1];
        if (names.Length > 1 || (names is [var name] && HostName.Refusal(((Utf8Slice)name).Span) is not null))
            return false;
        reservation = new() { Ip = ip, Mac = mac, Name = names is [var only] ? only : default(Utf8Slice), LeaseTime = lease };
        return Render(reservation) == option;
    }

    /// <summary>The options of a network that are reservations, and what has them served.</summary>
    public static IEnumerable<string> KeptOf(XmlElement network)
    {
        var values = network.DnsmasqOptions?.Children.Select(option => option["value"] ?? "").ToList() ?? [];
        var hosts = values.FindAll(value => TryRead(value, out _));
        var ranges = hosts.Count == 0 ? [] : network.All("ip")
            .Select(ip => NetworkElements.SubnetOf(ip["address"], ip["netmask"], ip["prefix"])).OfType<Subnet>().Select(RangeOf)
            .Intersect(values, StringComparer.Ordinal);
        return [.. hosts, .. ranges];
    }

    /// <summary>
    /// What makes dnsmasq answer DHCPv6 in a subnet for which libvirt makes it send router advertisements only (networkDnsmasqConfContents
    /// 9.0): guests keep SLAAC, and one that asks gets what is reserved (tried with 2.90).
    /// </summary>
    public static string RangeOf(Subnet subnet) => $"{RangeBegin}{subnet.Address},static,{subnet.Prefix}";
}
