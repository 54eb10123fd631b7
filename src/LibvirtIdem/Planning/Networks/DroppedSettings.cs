using LibvirtIdem.Formats;

namespace LibvirtIdem.Planning;

/// <summary>
/// What libvirt did not keep of a definition: the difference between the document that it was given and what it says afterwards.
/// </summary>
/// <param name="Given">Settings that only the given document has.</param>
/// <param name="Kept">Settings that only libvirt's has: defaults in the place of others.</param>
internal sealed record DroppedSettings(IReadOnlyList<NetworkSetting> Given, IReadOnlyList<NetworkSetting> Kept)
{
    /// <summary>Null where it kept all.</summary>
    /// <param name="given">The document that virNetworkDefineXML took.</param>
    /// <param name="kept">The persistent definition, read back.</param>
    public static DroppedSettings? Of(byte[] given, byte[] kept)
    {
        var (added, removed) =
            SettingChanges.Differing(NetworkSettings.Read(XmlElement.ReadNetwork(given)),
            NetworkSettings.Read(XmlElement.ReadNetwork(kept)));
        // Where the document leaves these to libvirt.
        removed.RemoveAll(part => part.What is NetworkSetting.Uuid or NetworkSetting.Mac or NetworkSetting.Bridge);
        return added.Exists(part => part.Value.Length > 0) ? new(added, removed) : null;
    }

    /// <summary>Whether the definitions differ in nothing else.</summary>
    /// <param name="removed">What only the present definition says.</param>
    /// <param name="added">What only the document says.</param>
    public bool Covers(List<NetworkSetting> removed, List<NetworkSetting> added) =>
        added.TrueForAll(Given.Contains) && removed.TrueForAll(Kept.Contains);
}
