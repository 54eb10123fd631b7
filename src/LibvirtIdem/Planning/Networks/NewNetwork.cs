using LibvirtIdem.Formats;

namespace LibvirtIdem.Planning;

/// <summary>What libvirt gives a network when it is defined, given here, so that a file has it before any libvirt has read it.</summary>
internal static class NewNetwork
{
    /// <summary>MAX_BRIDGE_ID (network/bridge_driver.c 9.0).</summary>
    private const int LastBridge = 256;

    /// <summary>A definition that says nothing but its name.</summary>
    public static byte[] Bare(string name) =>
        System.Text.Encoding.UTF8.GetBytes($"<network>\n  <name>{XmlElementBuilder.Escape(name)}</name>\n</network>\n");

    /// <summary>No name for the bridge, or a template for one (networkBridgeNameValidate 9.0).</summary>
    public static bool LeavesBridgeOpen(XmlElement network) =>
        network.Child("bridge")?["name"] is not { Length: > 0 } name || name.Contains("%d", StringComparison.Ordinal);

    /// <summary>uuid, the bridge's name and its mac, as far as they are missing (virNetworkDefParseXML, networkValidate 9.0).</summary>
    public static byte[] Complete(byte[] xml, NetworkState state, FactsOfPlan facts)
    {
        var draft = new XmlEditor(xml);
        if (draft.Network.Child("uuid") is null)
            draft.Add(draft.Network, new("uuid") { Text = state.FreshUuid.ToString() });
        if (!NetworkXml.Read(draft.Xml).HasOwnBridge)
            return draft.Xml;
        if (LeavesBridgeOpen(draft.Network))
        {
            var bridge =
                draft.Set(draft.Ensure(draft.Network, "bridge"), "name",
                FreeBridge(facts.Neighbours, draft.Network.Child("bridge")?["name"]));
            if (bridge["stp"] is null)
                bridge = draft.Set(bridge, "stp", "on");
            if (bridge["delay"] is null)
                draft.Set(bridge, "delay", "0");
        }
        if (draft.Network.Child("mac") is null)
            draft.Add(draft.Network, new("mac", ("address", state.FreshMac.ToString())));
        return draft.Xml;
    }

    /// <summary>The first that neither another network nor an interface of the host has (networkFindUnusedBridgeName 9.0).</summary>
    private static string FreeBridge(Neighbours neighbours, string? template)
    {
        template = template is null or "" ? "virbr%d" : template;
        for (var number = 0; ; number++)
        {
            var name = template.Replace("%d", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
            if (number == LastBridge || (!neighbours.HasBridge(name) && !neighbours.Interfaces.Contains(name, StringComparer.Ordinal)))
                return name;
        }
    }
}
