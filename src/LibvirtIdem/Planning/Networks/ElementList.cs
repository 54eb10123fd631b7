using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>The elements of one kind in a network's document: DNS records, ranges of a subnet, routes, dnsmasq options.</summary>
/// <param name="What">In the options' words.</param>
/// <param name="Parent">Where they are; null where that is missing.</param>
/// <param name="Ensure">The same, made where it is missing; null where it cannot be.</param>
/// <param name="Name">The elements' name.</param>
/// <param name="KeyOf">What one is known by.</param>
/// <param name="ValueOf">All that it says.</param>
internal sealed record ElementList(
    string What, Func<XmlElement, XmlElement?> Parent, Func<XmlEditor, XmlElement?> Ensure, Func<XmlElement, string> Name,
    Func<XmlElement, string> KeyOf, Func<XmlElement, string> ValueOf)
{
    public static ElementList Routes =>
        new("route", network => network, draft => draft.Network, _ => "route", NetworkElements.RouteKey, NetworkElements.Route);

    public static ElementList Options =>
        new("dnsmasq_option", network => network.DnsmasqOptions, EnsureOptions, network => network.DnsmasqPrefix + ":option", Option,
        Option);

    /// <summary>The DNS records that virNetworkUpdate changes in a running network.</summary>
    public static IReadOnlyList<ElementList> Live =>
        [OfDns("host", NetworkElements.HostKey, NetworkElements.Host), OfDns("srv", NetworkElements.SrvKey, NetworkElements.Srv),
            OfDns("txt", txt => txt["name"] ?? "", NetworkElements.Txt)];

    /// <summary>All that a definition lists outside its subnets.</summary>
    public static IReadOnlyList<ElementList> All =>
        [.. Live, OfDns("forwarder", NetworkElements.Forwarder, NetworkElements.Forwarder), Routes, Options];

    /// <summary>The ranges of each of the network's subnets.</summary>
    public static IEnumerable<ElementList> RangesOf(XmlElement network) =>
        network.All("ip").Select(ip => NetworkElements.SubnetOf(ip["address"], ip["netmask"], ip["prefix"])).OfType<Subnet>()
            .Select(Ranges);

    private static ElementList OfDns(string name, Func<XmlElement, string> keyOf, Func<XmlElement, string> valueOf) =>
        new("dns_" + name, network => network.Child("dns"), draft => draft.Ensure(draft.Network, "dns"), _ => name, keyOf, valueOf);

    public static ElementList Ranges(Subnet subnet) =>
        InDhcp(NetworkSetting.Range, subnet, "range", NetworkElements.RangeKey, NetworkElements.Range);

    public static ElementList Bootp(Subnet subnet) => InDhcp("bootp_file", subnet, "bootp", bootp => bootp.Name, CanonicalXml.Of);

    public static ElementList Tftp(Subnet subnet) =>
        new("tftp_root", network => SubnetIn(network, subnet), draft => SubnetIn(draft.Network, subnet), _ => "tftp", tftp => tftp.Name,
            CanonicalXml.Of);

    /// <summary>The network's <c>&lt;ip&gt;</c> of that address and prefix.</summary>
    public static XmlElement? SubnetIn(XmlElement network, Subnet subnet) =>
        network.All("ip").Find(ip => NetworkElements.SubnetOf(ip["address"], ip["netmask"], ip["prefix"]) == subnet);

    public List<XmlElement> In(XmlElement network) => Parent(network)?.All(Name(network)) ?? [];

    /// <summary>The first that says this.</summary>
    public XmlElement? Find(XmlElement network, string value) => In(network).Find(element => ValueOf(element) == value);

    private static ElementList InDhcp(
        string what, Subnet subnet, string name, Func<XmlElement, string> keyOf, Func<XmlElement, string> valueOf) =>
        new(what, network => SubnetIn(network, subnet)?.Child("dhcp"),
            draft => SubnetIn(draft.Network, subnet) is { } ip ? draft.Ensure(ip, "dhcp") : null, _ => name, keyOf, valueOf);

    private static XmlElement EnsureOptions(XmlEditor draft)
    {
        if (draft.Network.DnsmasqPrefix is null)
            draft.Set(draft.Network, XmlElement.DnsmasqDeclaration.Name, XmlElement.DnsmasqDeclaration.Value);
        return draft.Network.DnsmasqOptions
            ?? draft.AddAfter(draft.Network, draft.Network.Children[^1], new(draft.Network.DnsmasqPrefix + ":options"));
    }

    private static string Option(XmlElement option) => option["value"] ?? "";
}
