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
internal sealed record RecordList(
    string What, Func<XmlElement, XmlElement?> Parent, Func<XmlEditor, XmlElement?> Ensure, Func<XmlElement, string> Name,
    Func<XmlElement, string> KeyOf, Func<XmlElement, string> ValueOf)
{
    public static RecordList Routes =>
        new("route", network => network, draft => draft.Network, _ => "route", NetworkRecords.RouteKey, NetworkRecords.Route);

    public static RecordList Options =>
        new("dnsmasq_option", network => network.DnsmasqOptions, EnsureOptions, network => network.DnsmasqPrefix + ":option", Option,
        Option);

    /// <summary>The DNS records that virNetworkUpdate changes in a running network.</summary>
    public static IReadOnlyList<RecordList> Live =>
        [OfDns("host", NetworkRecords.HostKey, NetworkRecords.Host), OfDns("srv", NetworkRecords.SrvKey, NetworkRecords.Srv),
            OfDns("txt", txt => txt["name"] ?? "", NetworkRecords.Txt)];

    /// <summary>All that a definition lists outside its subnets.</summary>
    public static IReadOnlyList<RecordList> All =>
        [.. Live, OfDns("forwarder", NetworkRecords.Forwarder, NetworkRecords.Forwarder), Routes, Options];

    /// <summary>The ranges of each of the network's subnets.</summary>
    public static IEnumerable<RecordList> RangesOf(XmlElement network) =>
        network.All("ip").Select(ip => NetworkRecords.SubnetOf(ip["address"], ip["netmask"], ip["prefix"])).OfType<Subnet>().Select(Ranges);

    private static RecordList OfDns(string name, Func<XmlElement, string> keyOf, Func<XmlElement, string> valueOf) =>
        new("dns_" + name, network => network.Child("dns"), draft => draft.Ensure(draft.Network, "dns"), _ => name, keyOf, valueOf);

    public static RecordList Ranges(Subnet subnet) =>
        InDhcp(NetworkSetting.Range, subnet, "range", NetworkRecords.RangeKey, NetworkRecords.Range);

    public static RecordList Bootp(Subnet subnet) => InDhcp("bootp_file", subnet, "bootp", bootp => bootp.Name, CanonicalXml.Of);

    public static RecordList Tftp(Subnet subnet) =>
        new("tftp_root", network => SubnetIn(network, subnet), draft => SubnetIn(draft.Network, subnet), _ => "tftp", tftp => tftp.Name,
            CanonicalXml.Of);

    /// <summary>The network's <c>&lt;ip&gt;</c> of that address and prefix.</summary>
    public static XmlElement? SubnetIn(XmlElement network, Subnet subnet) =>
        network.All("ip").Find(ip => NetworkRecords.SubnetOf(ip["address"], ip["netmask"], ip["prefix"]) == subnet);

    public List<XmlElement> In(XmlElement network) => Parent(network)?.All(Name(network)) ?? [];

    /// <summary>The first that says this.</summary>
    public XmlElement? Find(XmlElement network, string value) => In(network).Find(element => ValueOf(element) == value);

    private static RecordList InDhcp(
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
