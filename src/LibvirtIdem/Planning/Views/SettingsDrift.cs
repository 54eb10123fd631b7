using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>What is different between the running network and its persistent definition, but for the reservations.</summary>
internal static class SettingsDrift
{
    /// <summary>The changes that lead from the running network to the persistent definition.</summary>
    public static List<SettingChange> Between(NetworkDefinition live, NetworkDefinition persistent)
    {
        var (running, defined) = (XmlElement.ReadNetwork(live.Xml), XmlElement.ReadNetwork(persistent.Xml));
        var (removed, added) = SettingChanges.Differing(NetworkSettings.Read(running), NetworkSettings.Read(defined));
        removed.RemoveAll(part => !Counts(part));
        added.RemoveAll(part => !Counts(part));
        return SettingChanges.Between(removed, added, out _);

        // What a definition may leave to libvirt, the running network has.
        bool Counts(NetworkSetting part) => part.What switch
        {
            // libvirt keeps them in the running network until it is restarted, and nothing that runs reads them.
            NetworkSetting.Title or NetworkSetting.Description => false,
            NetworkSetting.Uuid => defined.Child("uuid") is not null,
            NetworkSetting.Mac => defined.Child("mac") is not null,
            NetworkSetting.Bridge => !NewNetwork.LeavesBridgeOpen(defined),
            // Of a pool of devices the running network lists each.
            _ => live.HasOwnBridge || !part.What.StartsWith("forward_", StringComparison.Ordinal),
        };
    }

    /// <summary>
    /// libvirt starts one for a network with addresses, unless it has neither DNS nor DHCP nor TFTP (networkStartDhcpDaemon,
    /// bridge_driver.c 9.0).
    /// </summary>
    public static bool NeedsDnsmasq(NetworkDefinition live)
    {
        if (!live.HasOwnBridge || live.Subnets.Length == 0)
            return false;
        var network = XmlElement.ReadNetwork(live.Xml);
        return network.Child("dns")?["enable"] != "no"
            || network.All("ip").Exists(
                ip => ip.Child("tftp") is not null || ip.Child("dhcp") is { } dhcp
                && (dhcp.Child("range") ?? dhcp.Child("host")) is not null);
    }
}
