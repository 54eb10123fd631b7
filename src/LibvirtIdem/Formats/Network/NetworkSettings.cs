using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Takes a definition apart into what it says, as virNetworkDefParseXML reads it (conf/network_conf.c 9.0): defaults filled in, netmask and
/// prefix the same, order of attributes and white space nothing. What this tool has no word for is told as it stands, element by element.
/// </summary>
internal sealed class NetworkSettings
{
    /// <summary>What libvirt supposes where a definition has no ports.</summary>
    public const string DefaultNatPorts = "1024-65535";

    private readonly List<NetworkSetting> parts = [];

    private NetworkSettings()
    {
    }

    /// <summary>All of it but the name and the reservations.</summary>
    public static List<NetworkSetting> Read(XmlElement network)
    {
        var reader = new NetworkSettings();
        reader.ReadForward(network.Child("forward"));
        reader.ReadBridge(network);
        reader.Add(NetworkSetting.Title, "", network.Child("title")?.Text ?? "");
        reader.Add(NetworkSetting.Description, "", network.Child("description")?.Text ?? "");
        var options = network.DnsmasqOptions;
        foreach (var child in network.Children)
            if (child != options)
                reader.ReadChild(child);
        foreach (var option in options?.Children ?? [])
            reader.Add("dnsmasq_option", option["value"] ?? "", option["value"] ?? "");
        reader.ReadDns(network.Child("dns"));
        reader.Extra("network",
            network.Attributes.FindAll(attribute => attribute.Name is not ("connections" or "xmlns")
            && !attribute.Name.StartsWith("xmlns:", StringComparison.Ordinal)));
        return reader.parts;
    }

    /// <summary>The network's settings that are a single value, whose default is what stands for "nothing said".</summary>
    private void ReadForward(XmlElement? forward)
    {
        Add(NetworkSetting.Forward, "", forward is null ? "none" : forward["mode"] ?? "nat");
        var devices = forward?.All("interface").ConvertAll(device => device["dev"] ?? "") ?? [];
        if (devices.Count == 0 && forward?["dev"] is { } only)
            devices = [only];
        Add("forward_dev", "", string.Join(' ', devices));
        var nat = forward?.Child("nat");
        Add("nat_ipv6", "", nat?["ipv6"] == "yes" ? "true" : "false");
        // A running network says the range of ports that libvirt supposes.
        Add("nat_ports", "", NetworkElements.NatRange(nat?.Child("port")) is var ports && ports == DefaultNatPorts ? "" : ports);
        Add("nat_addresses", "", NetworkElements.NatRange(nat?.Child("address")));
        if (forward is null)
            return;
        foreach (var child in forward.Children)
            if (child.Name is not ("nat" or "interface"))
                Add("forward_" + child.Name, CanonicalXml.Of(child), CanonicalXml.Of(child));
        Extra("forward", forward.Attributes.FindAll(
            attribute => attribute.Name is not ("mode" or "dev") && attribute is not { Name: "managed", Value: "no" }));
    }

    private void ReadBridge(XmlElement network)
    {
        var (bridge, domain) = (network.Child("bridge"), network.Child("domain"));
        Add(NetworkSetting.Bridge, "", bridge?["name"] ?? "");
        Add("stp", "", bridge?["stp"] == "off" ? "false" : "true");
        Add("delay", "", Number(bridge?["delay"]));
        Add("zone", "", bridge?["zone"] ?? "");
        Add("mtu", "", Number(network.Child("mtu")?["size"]));
        var mac = network.Child("mac")?["address"];
        Add(NetworkSetting.Mac, "", MacAddress.TryParse(mac.AsSpan(), out var parsed) ? parsed.ToString() : mac ?? "");
        Add("domain", "", domain?["name"] ?? "");
        Add("domain_local_only", "", domain?["localOnly"] == "yes" ? "true" : "false");
        Add("domain_register", "", domain?["register"] == "yes" ? "true" : "false");
        Extra("bridge", bridge?.Attributes.FindAll(attribute => attribute.Name is not ("name" or "stp" or "delay" or "zone")));
        Extra("domain", domain?.Attributes.FindAll(attribute => attribute.Name is not ("name" or "localOnly" or "register")));
    }

    private void ReadChild(XmlElement child)
    {
        switch (child.Name)
        {
            case "name" or "forward" or "bridge" or "mtu" or "mac" or "domain" or "dns" or "title" or "description":
                break;
            case "uuid":
                Add(NetworkSetting.Uuid, "", child.Text.Trim().Replace("-", "", StringComparison.Ordinal).ToLowerInvariant());
                break;
            case "ip":
                ReadSubnet(child);
                break;
            case "route":
                Add("route", NetworkElements.RouteKey(child), NetworkElements.Route(child));
                break;
            default:
                Add(child.Name, child["name"] is { } name ? name : child.Name, CanonicalXml.Of(child));
                break;
        }
    }

    private void ReadSubnet(XmlElement ip)
    {
        var subnet = NetworkElements.SubnetOf(ip["address"], ip["netmask"], ip["prefix"])?.ToString() ?? "?";
        Add(NetworkSetting.Subnet, subnet, subnet);
        foreach (var attribute in ip.Attributes)
            if (attribute is { Name: "localPtr", Value: "yes" })
                Add("local_ptr", subnet, subnet);
            else if (attribute.Name is not ("family" or "address" or "netmask" or "prefix" or "localPtr"))
                Add("subnet_" + attribute.Name, subnet, attribute.Value);
        if (ip.Child("tftp")?["root"] is { } root)
            Add("tftp_root", subnet, root);
        var dhcp = ip.Child("dhcp");
        foreach (var range in dhcp?.All("range") ?? [])
            Add(NetworkSetting.Range, NetworkElements.RangeKey(range), NetworkElements.Range(range));
        if (dhcp?.Child("bootp") is not { } bootp)
            return;
        Add("bootp_file", subnet, bootp["file"] ?? "");
        if (bootp["server"] is { } server)
            Add("bootp_server", subnet, server);
    }

    private void ReadDns(XmlElement? dns)
    {
        Add("dns_enabled", "", dns?["enable"] == "no" ? "false" : "true");
        Add(NetworkSetting.ForwardPlainNames, "", dns?["forwardPlainNames"] == "no" ? "false" : "true");
        foreach (var child in dns?.Children ?? [])
        {
            switch (child.Name)
            {
                case "host":
                    Add(NetworkSetting.DnsHost, NetworkElements.HostKey(child), NetworkElements.Host(child));
                    break;
                case "srv":
                    Add(NetworkSetting.DnsSrv, NetworkElements.SrvKey(child), NetworkElements.Srv(child));
                    break;
                case "txt":
                    Add(NetworkSetting.DnsTxt, child["name"] ?? "", NetworkElements.Txt(child));
                    break;
                case "forwarder":
                    Add("dns_forwarder", NetworkElements.Forwarder(child), NetworkElements.Forwarder(child));
                    break;
                default:
                    Add("dns_" + child.Name, CanonicalXml.Of(child), CanonicalXml.Of(child));
                    break;
            }
        }
    }

    /// <summary>Attributes that only documents have words for.</summary>
    private void Extra(string element, List<XmlAttribute>? attributes)
    {
        foreach (var attribute in attributes ?? [])
            if (attribute is not { Name: "trustGuestRxFilters" or "ipv6", Value: "no" })
                Add(element + "_" + attribute.Name, "", attribute.Value);
    }

    private void Add(string what, string key, string value) => parts.Add(new(what, key, value));

    private static string Number(string? text) => text?.TrimStart('0') is { Length: > 0 } number ? number : "0";
}
