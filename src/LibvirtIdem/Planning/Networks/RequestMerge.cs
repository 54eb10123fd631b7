using System.Globalization;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Puts what a call gives into a definition that is there, and leaves the rest of it to the byte. A value that is there already, however it
/// is written, is no change; so a definition that says all of the request comes out as the same array.
/// </summary>
internal sealed class RequestMerge
{
    private readonly NetworkRequest request;
    private readonly XmlEditor draft;

    private RequestMerge(NetworkRequest request, byte[] xml) => (this.request, draft) = (request, new(xml));

    public static byte[] Apply(NetworkRequest request, byte[] xml)
    {
        var merge = new RequestMerge(request, xml);
        merge.ApplyText("title", request.Title);
        merge.ApplyText("description", request.Description);
        merge.ApplyForward();
        merge.ApplyBridge();
        merge.ApplyDomain();
        new SubnetMerge(request, merge.draft).Apply();
        merge.ApplyDns();
        merge.ApplyRoutes();
        merge.ApplyDnsmasqOptions();
        return merge.draft.Xml;
    }

    /// <param name="xml">The definition.</param>
    /// <param name="hosts">Its DNS names, all of them.</param>
    /// <param name="options">Its dnsmasq options, all of them; null leaves them.</param>
    public static byte[] ApplyNames(byte[] xml, IEnumerable<DnsHostEntry> hosts, IReadOnlyList<string>? options)
    {
        var merge = new RequestMerge(new() { Name = "", DnsmasqOptions = options }, xml);
        merge.ApplyHosts(hosts.Select(host => (host.Ip, (IReadOnlyList<string>)host.Names)));
        merge.ApplyDnsmasqOptions();
        return merge.draft.Xml;
    }

    private XmlElement Network => draft.Network;

    private void ApplyForward()
    {
        var mode = Network.Child("forward") is { } present ? present["mode"] ?? "nat" : "none";
        if (request.Forward is { } wanted && wanted != mode)
        {
            if (wanted == "none")
                draft.Remove(Network.Child("forward")!);
            else
                draft.Set(draft.Ensure(Network, "forward"), "mode", wanted);
            // libvirt refuses <nat> in another mode, and a device for one that forwards anywhere (virNetworkForwardDefParseXML 9.0).
            if (wanted != "nat" && Network.Child("forward")?.Child("nat") is { } nat)
                draft.Remove(nat);
            if (wanted == "open")
                SetForwardDevice("");
        }
        if (request.ForwardDev is { } device)
            SetForwardDevice(device);
        if (request.NatIpv6 is { } natIpv6)
            SetNatIpv6(natIpv6);
        SetNatRange("address", request.NatAddresses);
        SetNatRange("port", request.NatPorts);
    }

    private void ApplyText(string name, string? wanted)
    {
        var present = Network.Child(name);
        if (wanted is null || wanted == (present?.Text ?? ""))
            return;
        if (wanted.Length == 0)
            draft.Remove(present!);
        else if (present is null)
            draft.Add(Network, new(name) { Text = wanted });
        else
            draft.Replace(present, new(name) { Text = wanted });
    }

    /// <summary>The <c>&lt;address&gt;</c> or <c>&lt;port&gt;</c> of <c>&lt;nat&gt;</c>: <c>start-end</c>; empty takes it away.</summary>
    private void SetNatRange(string name, string? wanted)
    {
        if (wanted is null || Network.Child("forward") is not { } forward)
            return;
        var present = NetworkElements.NatRange(forward.Child("nat")?.Child(name));
        if (present == wanted || (present.Length == 0 && wanted == NetworkSettings.DefaultNatPorts))
            return;
        if (wanted.Length == 0)
        {
            draft.Remove(forward.Child("nat")!.Child(name)!);
            if (Network.Child("forward")?.Child("nat") is { Attributes.Count: 0, Children.Count: 0 } empty)
                draft.Remove(empty);
            return;
        }
        var ends = wanted.Split('-');
        var range = draft.Ensure(draft.Ensure(forward, "nat"), name);
        draft.Set(draft.Set(range, "start", ends[0]), "end", ends[1]);
    }

    private void SetForwardDevice(string device)
    {
        if (Network.Child("forward") is not { } forward)
            return;
        var interfaces = forward.All("interface");
        if (string.Join(' ', interfaces.Count > 0 ? interfaces.Select(each => each["dev"]) : [forward["dev"] ?? ""]) == device)
            return;
        for (var index = interfaces.Count - 1; index >= (device.Length > 0 ? 1 : 0); index--)
            draft.Remove(interfaces[index]);
        if (device.Length > 0 && Network.Child("forward")!.Child("interface") is { } only)
            draft.Set(only, "dev", device);
        draft.Set(Network.Child("forward")!, "dev", device.Length > 0 ? device : null);
    }

    private void SetNatIpv6(bool wanted)
    {
        if (Network.Child("forward") is not { } forward || (forward.Child("nat")?["ipv6"] == "yes") == wanted)
            return;
        var nat = draft.Set(draft.Ensure(forward, "nat"), "ipv6", wanted ? "yes" : null);
        if (!wanted && nat is { Attributes.Count: 0, Children.Count: 0 })
            draft.Remove(nat);
    }

    private void ApplyBridge()
    {
        if (request.Bridge is { } name && Network.Child("bridge")?["name"] != name)
            draft.Set(draft.Ensure(Network, "bridge"), "name", name);
        if (request.Stp is { } stp && (Network.Child("bridge")?["stp"] != "off") != stp)
            draft.Set(draft.Ensure(Network, "bridge"), "stp", stp ? "on" : "off");
        if (request.Delay is { } delay && Number(Network.Child("bridge")?["delay"]) != delay)
            draft.Set(draft.Ensure(Network, "bridge"), "delay", Text(delay));
        if (request.Zone is { } zone && (Network.Child("bridge")?["zone"] ?? "") != zone)
            draft.Set(draft.Ensure(Network, "bridge"), "zone", zone.Length > 0 ? zone : null);
        if (request.Mtu is { } mtu && Number(Network.Child("mtu")?["size"]) != mtu)
        {
            if (mtu == 0)
                draft.Remove(Network.Child("mtu")!);
            else
                draft.Set(draft.Ensure(Network, "mtu"), "size", Text(mtu));
        }
        if (request.Mac is { } mac && !(MacAddress.TryParse((Network.Child("mac")?["address"]).AsSpan(), out var present)
            && present == mac))
            draft.Set(draft.Ensure(Network, "mac"), "address", mac.ToString());
    }

    private void ApplyDomain()
    {
        if (request.Domain is { Length: 0 } && Network.Child("domain") is { } removed)
            draft.Remove(removed);
        else if (request.Domain is { Length: > 0 } name && Network.Child("domain")?["name"] != name)
            draft.Set(draft.Ensure(Network, "domain"), "name", name);
        if (request.DomainLocalOnly is { } localOnly && Network.Child("domain") is { } domain
            && (domain["localOnly"] == "yes") != localOnly)
            draft.Set(domain, "localOnly", localOnly ? "yes" : null);
        if (request.DomainRegister is { } register && Network.Child("domain") is { } registered
            && (registered["register"] == "yes") != register)
            draft.Set(registered, "register", register ? "yes" : null);
    }

    private void ApplyDns()
    {
        SetDnsFlag("enable", request.DnsEnabled);
        SetDnsFlag("forwardPlainNames", request.ForwardPlainNames);
        ApplyDns("forwarder", request.DnsForwarders?.Select(Forwarder), NetworkElements.Forwarder, NetworkElements.Forwarder);
        ApplyDns("txt", request.DnsTxt?.Select(txt => new ElementSpec(txt.Name, $"{txt.Name}={TxtValue.Quote(txt.Value)}",
            new("txt", ("name", txt.Name), ("value", TxtValue.Quote(txt.Value))))), txt => txt["name"] ?? "", NetworkElements.Txt);
        ApplyDns("srv", request.DnsSrv?.Select(Srv), NetworkElements.SrvKey, NetworkElements.Srv);
        ApplyHosts(request.DnsHosts?.Select(host => (host.Ip.ToString(), host.Names)));
    }

    private void ApplyHosts(IEnumerable<(string Ip, IReadOnlyList<string> Names)>? hosts) =>
        ApplyDns("host", hosts?.Select(host => new ElementSpec(host.Ip, NetworkElements.Host(host.Ip, host.Names),
            new("host", ("ip", host.Ip)) { Children = [.. host.Names.Select(each => new XmlElementBuilder("hostname") { Text = each })] })),
            NetworkElements.HostKey, NetworkElements.Host);

    /// <summary>Both are on where nothing is said.</summary>
    private void SetDnsFlag(string name, bool? wanted)
    {
        if (wanted is not { } on || (Network.Child("dns")?[name] != "no") == on)
            return;
        var dns = draft.Set(draft.Ensure(Network, "dns"), name, on ? null : "no");
        if (dns.Attributes.Count == 0 && draft.IsBlank(dns))
            draft.Remove(dns);
    }

    /// <summary>A forwarder is known by all it says.</summary>
    private static ElementSpec Forwarder(DnsForwarder forwarder)
    {
        var value = NetworkElements.Forwarder(forwarder.Address?.ToString(), forwarder.Domain, Text(forwarder.Port));
        return new(value, value, new(
            "forwarder", ("domain", forwarder.Domain), ("addr", forwarder.Address?.ToString()), ("port", Text(forwarder.Port))));
    }

    private void ApplyDns(
        string element, IEnumerable<ElementSpec>? wanted, Func<XmlElement, string> keyOf, Func<XmlElement, string> valueOf)
    {
        if (wanted is null)
            return;
        ElementListMerge.Apply(draft, () => Network.Child("dns"), () => draft.Ensure(Network, "dns"), element, [.. wanted], keyOf, valueOf);
        if (Network.Child("dns") is { Attributes.Count: 0 } empty && draft.IsBlank(empty))
            draft.Remove(empty);
    }

    private static ElementSpec Srv(DnsSrv srv)
    {
        var key = NetworkElements.SrvKey(srv.Service, srv.Protocol, srv.Domain, srv.Target);
        return new(key, NetworkElements.Srv(key, Text(srv.Port), Text(srv.Priority), Text(srv.Weight)),
            new("srv", ("service", srv.Service), ("protocol", srv.Protocol), ("domain", srv.Domain), ("target", srv.Target),
                ("port", Text(srv.Port)),
                ("priority", Text(srv.Priority)), ("weight", Text(srv.Weight))));
    }

    private void ApplyRoutes()
    {
        if (request.Routes is not { } routes)
            return;
        ElementListMerge.Apply(draft, () => Network, () => Network, "route", routes.Select(route => new ElementSpec(
            route.Destination.ToString(), NetworkElements.Route(route.Destination.ToString(), route.Gateway.ToString(), Text(route.Metric)),
            new("route", ("family", route.Gateway.Family == Family.V6 ? "ipv6" : null), ("address", route.Destination.Address.ToString()),
                ("prefix", Text(route.Destination.Prefix)), ("gateway", route.Gateway.ToString()),
                ("metric", Text(route.Metric))))).ToList(),
            NetworkElements.RouteKey, NetworkElements.Route);
    }

    private void ApplyDnsmasqOptions()
    {
        if (request.DnsmasqOptions is not { } given)
            return;
        // Reservations by MAC are options too, and no others' business.
        List<string> options = [.. given, .. HostOption.KeptOf(Network).Except(given, StringComparer.Ordinal)];
        if (options.Count > 0 && Network.DnsmasqPrefix is null)
            draft.Set(Network, XmlElement.DnsmasqDeclaration.Name, XmlElement.DnsmasqDeclaration.Value);
        if (Network.DnsmasqPrefix is not { } prefix)
            return;
        ElementListMerge.Apply(draft, () => Network.DnsmasqOptions,
            () => Network.DnsmasqOptions ?? draft.AddAfter(Network, Network.Children[^1], new(prefix + ":options")),
            prefix + ":option", options.Select(option => new ElementSpec(option, option, new(prefix + ":option", ("value", option))))
            .ToList(),
            option => option["value"] ?? "", option => option["value"] ?? "");
        if (Network.DnsmasqOptions is { } empty && draft.IsBlank(empty))
            draft.Remove(empty);
    }

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
