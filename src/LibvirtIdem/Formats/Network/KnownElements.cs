using System.Globalization;

namespace LibvirtIdem.Formats;

/// <summary>
/// Which elements and attributes of a network's document libvirt reads (docs/formatnetwork.rst and virNetworkDefParseXML,
/// conf/network_conf.c, up to 12.8). It ignores all others without an error, so they are taken out beforehand, and named.
/// </summary>
internal static class KnownElements
{
    private const string Anything = "*";

    /// <summary>
    /// For the path of an element below the network its attributes and its children; <c>NAME@VERSION</c> is read since that version.
    /// </summary>
    private static readonly Dictionary<string, (string Attributes, string Children)> Table = new(StringComparer.Ordinal)
    {
        [""] = ("ipv6 trustGuestRxFilters connections",
            "name uuid title@9.7.0 description@9.7.0 metadata bridge mtu mac domain forward dns ip route bandwidth vlan port@6.1.0 portgroup virtualport"),
        ["name"] = ("", ""),
        ["uuid"] = ("", ""),
        ["title"] = ("", ""),
        ["description"] = ("", ""),
        ["metadata"] = (Anything, Anything),
        ["bridge"] = ("name stp delay macTableManager zone", ""),
        ["mtu"] = ("size", ""),
        ["mac"] = ("address", ""),
        ["domain"] = ("name localOnly register@10.1.0", ""),
        ["forward"] = ("mode dev managed", "nat interface pf address driver"),
        ["forward/nat"] = ("ipv6@6.5.0", "address port"),
        ["forward/nat/address"] = ("start end", ""),
        ["forward/nat/port"] = ("start end", ""),
        ["forward/interface"] = ("dev connections", ""),
        ["forward/pf"] = ("dev connections", ""),
        ["forward/address"] = (Anything, Anything),
        ["forward/driver"] = (Anything, Anything),
        ["dns"] = ("enable forwardPlainNames", "forwarder txt srv host"),
        ["dns/forwarder"] = ("addr domain port", ""),
        ["dns/txt"] = ("name value", ""),
        ["dns/srv"] = ("service protocol domain target port priority weight", ""),
        ["dns/host"] = ("ip", "hostname"),
        ["dns/host/hostname"] = ("", ""),
        ["ip"] = ("family address netmask prefix localPtr", "tftp dhcp"),
        ["ip/tftp"] = ("root", ""),
        ["ip/dhcp"] = ("", "range host bootp"),
        ["ip/dhcp/range"] = ("start end", "lease@6.3.0"),
        ["ip/dhcp/range/lease"] = ("expiry unit", ""),
        ["ip/dhcp/host"] = (Anything, Anything),
        ["ip/dhcp/bootp"] = ("file server", ""),
        ["route"] = ("family address netmask prefix gateway metric", ""),
        ["bandwidth"] = ("", "inbound outbound"),
        ["bandwidth/inbound"] = ("average peak burst floor", ""),
        ["bandwidth/outbound"] = ("average peak burst floor", ""),
        ["vlan"] = (Anything, Anything),
        ["port"] = ("isolated", ""),
        ["portgroup"] = ("name default trustGuestRxFilters", "bandwidth vlan virtualport"),
        ["portgroup/bandwidth"] = (Anything, Anything),
        ["portgroup/vlan"] = (Anything, Anything),
        ["portgroup/virtualport"] = (Anything, Anything),
        ["virtualport"] = (Anything, Anything),
    };

    /// <summary>The document without what a libvirt of this version ignores; the very bytes where it ignores nothing.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="version">major * 1,000,000 + minor * 1,000 + micro.</param>
    /// <param name="ignored">What it ignores, as messages name it: <c>&lt;title&gt; (since libvirt 9.7.0)</c>.</param>
    public static byte[] Keep(byte[] xml, long version, out IReadOnlyList<string> ignored)
    {
        var (draft, names) = (new XmlEditor(xml), new List<string>());
        while ((FindIgnored(draft.Network, "", version, draft.Network.DnsmasqOptions) ?? FindLoneBootp(draft)) is var (element, attribute,
            name))
        {
            if (!names.Contains(name))
                names.Add(name);
            if (attribute is null)
                draft.Remove(element);
            else
                draft.Set(element, attribute, null);
        }
        ignored = names;
        return draft.Xml;
    }

    /// <summary>The first, with its attribute where it is only that; null where none is left.</summary>
    private static (XmlElement Element, string? Attribute, string Name)? FindIgnored(
        XmlElement element, string path, long version, XmlElement? options)
    {
        if (!Table.TryGetValue(path, out var known) || known.Attributes == Anything)
            return null;
        foreach (var attribute in element.Attributes)
            if (IsIgnored(attribute.Name, known.Attributes, version, out var since)
                && !attribute.Name.StartsWith("xmlns", StringComparison.Ordinal))
                return (element, attribute.Name, $"<{element.Name} {attribute.Name}=…>{since}");
        if (path == "portgroup" && element["default"] is { } value && !IsYesOrNo(value))
            return (element, "default", $"<portgroup default='{value}'> (yes or no)");
        foreach (var child in element.Children)
        {
            if (child == options)
                continue;
            if (IsIgnored(child.Name, known.Children, version, out var since))
                return (child, null, $"<{child.Name}>{since}");
            if (FindIgnored(child, path.Length == 0 ? child.Name : path + "/" + child.Name, version, null) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>
    /// libvirt writes a <c>&lt;dhcp&gt;</c> only with a range or a host in it (virNetworkIPDefFormat, conf/network_conf.c 9.0).
    /// </summary>
    private static (XmlElement Element, string? Attribute, string Name)? FindLoneBootp(XmlEditor draft)
    {
        foreach (var ip in draft.Network.All("ip"))
            if (ip.Child("dhcp") is { } dhcp && dhcp.Child("bootp") is { } bootp && dhcp.Child("range") is null
                && draft.Xml.AsSpan(dhcp.StartTagEnd, dhcp.EndTagStart - dhcp.StartTagEnd).IndexOf("<host"u8) < 0)
                return (bootp, null, "<bootp> (without a <range> or <host>)");
        return null;
    }

    private static bool IsIgnored(string name, string known, long version, out string since)
    {
        since = "";
        foreach (var word in known.Split(' '))
        {
            var at = word.IndexOf('@', StringComparison.Ordinal);
            if ((at < 0 ? word : word[..at]) != name)
                continue;
            since = at < 0 ? "" : $" (since libvirt {word[(at + 1)..]})";
            return at >= 0 && version < NumberOf(word[(at + 1)..]);
        }
        return true;
    }

    /// <summary>virXMLPropTristateBool's words; older versions compare with yes (virNetworkPortGroupParseXML 9.0).</summary>
    private static bool IsYesOrNo(string value) => value is "yes" or "no";

    private static long NumberOf(string version)
    {
        var number = 0L;
        foreach (var part in version.Split('.'))
            number = number * 1000 + long.Parse(part, CultureInfo.InvariantCulture);
        return number;
    }
}
