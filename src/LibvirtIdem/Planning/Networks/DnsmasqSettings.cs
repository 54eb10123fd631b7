using LibvirtIdem.Formats;

namespace LibvirtIdem.Planning;

/// <summary>
/// The settings of a definition that only dnsmasq reads: domain, forwarders, tftp, bootp, dnsmasq options. virNetworkUpdate does not change
/// them in a running network; libvirt takes them in from the status file at a reload, and hands them to dnsmasq when it starts that again.
/// </summary>
internal static class DnsmasqSettings
{
    private const string ForwardsPlainNames = "forwardPlainNames";
    private const string LocalPtr = "localPtr";

    /// <summary>One definition with these settings of another; all else stays, byte for byte.</summary>
    /// <param name="definition">The definition, or a status file.</param>
    /// <param name="wantedXml">The definition with the settings to be.</param>
    /// <param name="kinds">Also the lists of these kinds, which virNetworkUpdate could not change as a whole.</param>
    public static byte[] Apply(byte[] definition, byte[] wantedXml, IReadOnlyCollection<string> kinds)
    {
        var (draft, wanted) = (new XmlEditor(definition), XmlElement.ReadNetwork(wantedXml));
        if (Text(draft.Network.Child("domain")) != Text(wanted.Child("domain")) && !IsRegistered(draft.Network) && !IsRegistered(wanted))
        {
            while (draft.Network.Child("domain") is { } old)
                draft.Remove(old);
            if (wanted.Child("domain") is { } domain)
                draft.AddCopy(draft.Network, domain, wantedXml);
        }
        if (wanted.Child("dns")?[ForwardsPlainNames] is var plain && draft.Network.Child("dns")?[ForwardsPlainNames] != plain)
            draft.Set(draft.Ensure(draft.Network, "dns"), ForwardsPlainNames, plain);
        foreach (var list in ElementList.All.Where(
            list => list.What is "dns_forwarder" or "dnsmasq_option" || kinds.Contains(list.What, StringComparer.Ordinal)))
            Copy(draft, list, wanted, wantedXml);
        foreach (var subnet in draft.Network.All("ip").Select(ip => NetworkElements.SubnetOf(ip["address"], ip["netmask"], ip["prefix"]))
            .OfType<Model.Subnet>().ToList())
        {
            if (ElementList.SubnetIn(wanted, subnet) is not { } target)
                continue;
            if (ElementList.SubnetIn(draft.Network, subnet)![LocalPtr] != target[LocalPtr])
                draft.Set(ElementList.SubnetIn(draft.Network, subnet)!, LocalPtr, target[LocalPtr]);
            Copy(draft, ElementList.Tftp(subnet), wanted, wantedXml);
            if (kinds.Contains(NetworkSetting.Range, StringComparer.Ordinal))
                Copy(draft, ElementList.Ranges(subnet), wanted, wantedXml);
            Copy(draft, ElementList.Bootp(subnet), wanted, wantedXml);
        }
        return draft.Xml;
    }

    private static void Copy(XmlEditor draft, ElementList list, XmlElement wanted, byte[] wantedXml)
    {
        if (list.In(draft.Network).ConvertAll(element => list.ValueOf(element))
            .SequenceEqual(list.In(wanted).ConvertAll(element => list.ValueOf(element)), StringComparer.Ordinal))
            return;
        while (list.In(draft.Network) is [var first, ..])
            draft.Remove(first);
        foreach (var element in list.In(wanted))
            if (list.Ensure(draft) is { } parent)
                draft.AddCopy(parent, element, wantedXml);
        if (list.Parent(draft.Network) is { Attributes.Count: 0 } empty && empty != draft.Network && empty.Name != "ip"
            && draft.IsBlank(empty))
            draft.Remove(empty);
    }

    /// <summary>
    /// libvirt registers the domain with systemd-resolved when the network starts, and not, as far as is known, when it starts dnsmasq
    /// again (networkStartNetworkVirtual, bridge_driver.c 10.1; unverified).
    /// </summary>
    private static bool IsRegistered(XmlElement network) => network.Child("domain")?["register"] == "yes";

    private static string? Text(XmlElement? element) => element is null ? null : CanonicalXml.Of(element);

    /// <summary>
    /// The lines that libvirt writes into NAME.conf for these settings (networkDnsmasqConfContents, bridge_driver.c 9.0).
    /// </summary>
    public static IEnumerable<string> ConfLines(XmlElement network)
    {
        if (network.Child("domain") is { } domain && domain["name"] is { } name)
        {
            yield return $"domain={name}";
            if (domain["localOnly"] == "yes")
                yield return $"local=/{name}/";
        }
        foreach (var forwarder in network.Child("dns")?.All("forwarder") ?? [])
            yield return
                $"server={(forwarder["domain"] is { } of ? $"/{of}/" : "")}{forwarder["addr"] ?? "#"}{(forwarder["port"] is { } port ? $"#{port}" : "")}";
        if (network.Child("dns")?[ForwardsPlainNames] == "no")
            yield return "domain-needed";
        // Only where the subnet has IPv4 DHCP.
        foreach (var ip in network.All("ip")
            .Where(ip => ip["family"] is null or "ipv4" && ip.Child("dhcp") is { } dhcp
            && (dhcp.Child("range") is not null || dhcp.Child("host") is not null)))
        {
            if (ip.Child("tftp")?["root"] is { } root)
                yield return $"tftp-root={root}";
            if (ip.Child("dhcp")!.Child("bootp") is { } bootp && bootp["file"] is { } file)
                yield return bootp["server"] is { } server ? $"dhcp-boot={file},,{server}" : $"dhcp-boot={file}";
        }
        foreach (var option in network.DnsmasqOptions?.Children ?? [])
            if (option["value"] is { Length: > 0 } value)
                yield return value;
    }
}
