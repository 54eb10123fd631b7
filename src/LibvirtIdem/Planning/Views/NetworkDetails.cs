using System.Globalization;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What a definition has besides subnets and reservations, as the options of <c>network</c> say it; null, or empty, where it is as libvirt
/// supposes.
/// </summary>
internal sealed record NetworkDetails
{
    public string? Title { get; init; }

    public string? Description { get; init; }

    public int? Mtu { get; init; }

    public bool? DomainLocalOnly { get; init; }

    public bool? DomainRegister { get; init; }

    public bool? DnsEnabled { get; init; }

    public bool? ForwardPlainNames { get; init; }

    public bool? LocalPtr { get; init; }

    public string? NatPorts { get; init; }

    public string? NatAddresses { get; init; }

    /// <summary>Addresses and their names; wildcards among them as <c>*.apps.lab.test</c>.</summary>
    public IReadOnlyList<DnsHostEntry> Names { get; init; } = [];

    public IReadOnlyList<DnsSrv> Srv { get; init; } = [];

    public IReadOnlyList<DnsTxt> Txt { get; init; } = [];

    public IReadOnlyList<DnsForwarder> Forwarders { get; init; } = [];

    public IReadOnlyList<StaticRoute> Routes { get; init; } = [];

    public IReadOnlyList<string> DnsmasqOptions { get; init; } = [];

    public static NetworkDetails Read(NetworkDefinition definition)
    {
        var network = XmlElement.ReadNetwork(definition.Xml);
        var (domain, dns, nat) = (network.Child("domain"), network.Child("dns"), network.Child("forward")?.Child("nat"));
        var options = network.DnsmasqOptions?.Children.ConvertAll(option => option["value"] ?? "") ?? [];
        return new()
        {
            Title = Given(network.Child("title")?.Text),
            Description = Given(network.Child("description")?.Text),
            Mtu = Number(network.Child("mtu")?["size"]),
            DomainLocalOnly = If(domain?["localOnly"] == "yes", true),
            DomainRegister = If(domain?["register"] == "yes", true),
            DnsEnabled = If(dns?["enable"] == "no", false),
            ForwardPlainNames = If(dns?["forwardPlainNames"] == "no", false),
            LocalPtr = If(network.All("ip").Exists(ip => ip["localPtr"] == "yes"), true),
            NatPorts = Given(NetworkElements.NatRange(nat?.Child("port"))) is { } ports && ports != NetworkSettings.DefaultNatPorts ? ports
                : null,
            NatAddresses = Given(NetworkElements.NatRange(nat?.Child("address"))),
            Names = [.. (dns?.All("host") ?? [])
                .Select(host => new DnsHostEntry(NetworkElements.HostKey(host), host.All("hostname").ConvertAll(name => name.Text.Trim()))),
                .. Wildcards(options)],
            Srv = dns?.All("srv").ConvertAll(
                srv => new DnsSrv(srv["service"] ?? "", srv["protocol"] ?? "", srv["domain"], srv["target"], Number(srv["port"]),
                Number(srv["priority"]), Number(srv["weight"]))) ?? [],
            Txt = dns?.All("txt").ConvertAll(txt => new DnsTxt(txt["name"] ?? "", Plain(txt["value"] ?? ""))) ?? [],
            Forwarders = dns?.All("forwarder")
                .ConvertAll(forwarder => new DnsForwarder(Address(forwarder["addr"]), forwarder["domain"], Number(forwarder["port"])))
                ?? [],
            Routes = [.. network.All("route").SelectMany(Route)],
            DnsmasqOptions = options,
        };
    }

    private static IEnumerable<DnsHostEntry> Wildcards(List<string> options)
    {
        foreach (var option in options.ConvertAll(AddressOption.Read))
            if (IpAddress.TryParse(option.Ip.AsSpan(), out var ip))
                yield return new(ip.ToString(), [.. option.Domains.Select(domain => "*." + domain)]);
    }

    private static IEnumerable<StaticRoute> Route(XmlElement route)
    {
        if (NetworkElements.SubnetOf(route["address"], route["netmask"], route["prefix"]) is { } destination
            && Address(route["gateway"]) is { } gateway)
            yield return new(destination, gateway, Number(route["metric"]));
    }

    /// <summary>As it is served, without the quotes that dnsmasq needs.</summary>
    private static string Plain(string value) =>
        TxtValue.Quote(value) != value && TxtValue.Read(value) is { } strings ? string.Concat(strings) : value;

    private static IpAddress? Address(string? text) => IpAddress.TryParse(text.AsSpan(), out var ip) ? ip : null;

    private static string? Given(string? text) => text is { Length: > 0 } ? text : null;

    private static bool? If(bool isSo, bool value) => isSo ? value : null;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
