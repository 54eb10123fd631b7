using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// What the host must do for a routed IPv6 network and may not. Only said: kernel settings are the administrator's. libvirt itself turns
/// forwarding on when such a network starts, and refuses to start it where that would cost the host its own routes
/// (networkEnableIPForwarding, virNetDevIPCheckIPv6Forwarding 9.0).
/// </summary>
internal static class Ipv6Advice
{
    public static IEnumerable<string> Of(NetworkDefinition network, HostIpv6? host)
    {
        var subnets = Array.FindAll(network.Subnets, subnet => subnet.Subnet.Family == Family.V6);
        if (subnets.Length == 0 || network.Forward is not ("nat" or "route" or "open"))
            yield break;
        var isMasqueraded = XmlElement.ReadNetwork(network.Xml).Child("forward")?.Child("nat")?["ipv6"] == "yes";
        foreach (var subnet in subnets)
            if (!isMasqueraded && !IsGlobal(subnet.Subnet.Address))
                yield return Message.NotGlobal(subnet.Subnet);
        if (host is null)
            yield break;
        if (!host.Forwards)
            yield return Message.Ipv6ForwardingOff(network.Name);
        foreach (var uplink in host.RiskyUplinks)
            if (uplink != network.Bridge)
                yield return Message.UplinkLosesRoutes(uplink);
        if (host.GlobalInterfaces.All(name => name == network.Bridge) && Array.Exists(subnets, subnet => IsGlobal(subnet.Subnet.Address)))
            yield return Message.HostHasNoGlobalAddress();
    }

    /// <summary>2000::/3, what the Internet routes (RFC 4291 section 2.4).</summary>
    private static bool IsGlobal(IpAddress ip) => ip.Value >> 125 == 1;
}
