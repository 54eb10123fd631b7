namespace LibvirtIdem.Model;

/// <summary>The MAC of every interface of every libvirt domain, defined or running.</summary>
/// <param name="hasGuests">Whether there is a domain at all.</param>
/// <param name="macs">Their values.</param>
internal sealed class GuestMacs(bool hasGuests, HashSet<ulong> macs)
{
    public bool HasGuests => hasGuests;

    public bool Has(MacAddress mac) => macs.Contains(mac.Value);
}
