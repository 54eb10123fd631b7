namespace LibvirtIdem.Formats;

/// <summary>
/// The DNS TXT record that makes libvirt restart a network's dnsmasq: for a live ADD and for a DELETE of one it writes NAME.conf again from
/// the live definition and starts dnsmasq with that; bridge, ports and firewall stay (networkUpdate, bridge_driver.c 9.0; tried on 7.0, 9.0
/// and 12.8). It never stays.
/// </summary>
internal static class RestartRecord
{
    /// <summary>Under a name that no zone can have (RFC 6761).</summary>
    private const string Name = "restart.libvirt-idem.invalid";

    public const string Markup = $"<txt name='{Name}' value='restart'/>";

    public static bool IsIn(byte[] definition) => Find(XmlElement.ReadNetwork(definition)) is not null;

    /// <summary>The definition without the record; the same bytes where it has none.</summary>
    public static byte[] Without(byte[] definition)
    {
        if (definition.AsSpan().IndexOf("libvirt-idem.invalid"u8) < 0)
            return definition;
        var draft = new XmlEditor(definition);
        while (Find(draft.Network) is { } record)
            draft.Remove(record);
        if (draft.Network.Child("dns") is { Attributes.Count: 0 } empty && draft.IsBlank(empty))
            draft.Remove(empty);
        return draft.Xml;
    }

    private static XmlElement? Find(XmlElement network) => network.Child("dns")?.All("txt").Find(record => record["name"] == Name);
}
