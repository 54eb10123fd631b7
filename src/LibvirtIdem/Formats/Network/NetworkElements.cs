using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>Ranges, routes and DNS records as one line of text each, and by what one is known from another.</summary>
internal static class NetworkElements
{
    public static string HostKey(XmlElement host) => Address(host["ip"]);

    /// <summary><c>192.168.122.5 gateway host2</c></summary>
    public static string Host(XmlElement host) => Host(Address(host["ip"]), host.All("hostname").ConvertAll(name => name.Text.Trim()));

    public static string Host(string ip, IEnumerable<string> names) => ip + " " + string.Join(' ', names);

    /// <summary>What virNetworkUpdate knows a record by (virNetworkDefUpdateDNSSrv, conf/network_conf.c 9.0).</summary>
    public static string SrvKey(XmlElement srv) => SrvKey(srv["service"], srv["protocol"], srv["domain"], srv["target"]);

    public static string SrvKey(string? service, string? protocol, string? domain, string? target) =>
        $"_{service}._{protocol}{(domain is null ? "" : "." + domain)} {target}".TrimEnd();

    /// <summary>
    /// <c>_ldap._tcp.example.com server.example.com 389 10 5</c>: target, port, priority, weight; zeros at the end left out.
    /// </summary>
    public static string Srv(XmlElement srv) =>
        Srv(SrvKey(srv), srv["port"], srv["priority"], srv["weight"]);

    public static string Srv(string key, string? port, string? priority, string? weight)
    {
        List<string> numbers = [Number(port), Number(priority), Number(weight)];
        while (numbers.Count > 0 && numbers[^1] == "0")
            numbers.RemoveAt(numbers.Count - 1);
        return numbers.Count == 0 ? key : key + " " + string.Join(' ', numbers);
    }

    /// <summary>
    /// <c>_dmarc.example.com="v=DMARC1; rua=mailto:a@example.com,mailto:b@example.com"</c>: in quotes where dnsmasq needs them.
    /// </summary>
    public static string Txt(XmlElement txt) => $"{txt["name"]}={TxtValue.Canonical(txt["value"] ?? "")}";

    public static string Forwarder(XmlElement forwarder) =>
        Forwarder(forwarder["addr"] is { } address ? Address(address) : null, forwarder["domain"], forwarder["port"]);

    /// <summary><c>corp.example 192.0.2.53#5353</c>, as dnsmasq writes a port; 53 is left out.</summary>
    public static string Forwarder(string? address, string? domain, string? port) =>
        $"{domain}{(domain is null ? "" : " ")}{address}{(port is null or "53" ? "" : "#" + Number(port))}".TrimEnd();

    public static string RangeKey(XmlElement range) => Address(range["start"]) + "-" + Address(range["end"]);

    /// <summary><c>192.168.122.2-192.168.122.254 1h</c></summary>
    public static string Range(XmlElement range) => Range(RangeKey(range), LeaseTimeOf(range));

    /// <summary>Times are the same by their duration: in hours, else minutes, where they are whole ones.</summary>
    public static string Range(string key, LeaseTime? lease) => lease is not { } time ? key : key + " " + time.Seconds switch
    {
        0 => time.ToString(),
        var seconds when seconds % 3600 == 0 => $"{seconds / 3600}h",
        var seconds when seconds % 60 == 0 => $"{seconds / 60}m",
        var seconds => $"{seconds}s",
    };

    public static LeaseTime? LeaseTimeOf(XmlElement element) =>
        element.Child("lease") is { } lease ? LeaseTime.FromXml(lease["expiry"], lease["unit"]) : null;

    public static string RouteKey(XmlElement route) => SubnetOf(route["address"], route["netmask"], route["prefix"])?.ToString() ?? "?";

    /// <summary><c>10.1.0.0/16 via 192.168.122.9 metric 5</c></summary>
    public static string Route(XmlElement route) => Route(RouteKey(route), Address(route["gateway"]), route["metric"]);

    public static string Route(string key, string gateway, string? metric) =>
        $"{key} via {gateway}{(metric is null ? "" : $" metric {metric}")}";

    /// <summary>
    /// The two ends of a <c>&lt;port&gt;</c> or <c>&lt;address&gt;</c> inside <c>&lt;nat&gt;</c>: <c>1024-65535</c>; empty where there is
    /// none.
    /// </summary>
    public static string NatRange(XmlElement? range) => range is null ? "" : $"{End(range["start"])}-{End(range["end"] ?? range["start"])}";

    private static string End(string? text) => text?.Contains('.', StringComparison.Ordinal) == true ? Address(text) : Number(text);

    /// <summary>An address with its netmask or prefix; null where they cannot be read.</summary>
    public static Subnet? SubnetOf(string? address, string? netmask, string? prefix) =>
        IpAddress.TryParse(address.AsSpan(), out var ip) && NetworkXml.PrefixOf(ip, netmask, prefix) is { } bits ? new Subnet(ip, bits)
            : null;

    private static string Address(string? text) => IpAddress.TryParse(text.AsSpan(), out var ip) ? ip.ToString() : text ?? "";

    private static string Number(string? text) => text?.TrimStart('0') is { Length: > 0 } number ? number : "0";
}
