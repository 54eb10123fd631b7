using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// One side of a network, live or config, as one XML document holds it. <paramref name="Forward"/> is libvirt's mode: none for an
/// isolated network.
/// </summary>
internal sealed record NetworkDefinition(
    byte[] Xml, string Name, string? Uuid, string Forward, string? Bridge, string? Domain, IReadOnlyList<SubnetElement> Subnets)
{
    /// <summary>Modes in which libvirt owns the bridge and serves DHCP; in the others it refuses an &lt;ip&gt; (networkValidate).</summary>
    public bool HasOwnBridge => Forward is "none" or "nat" or "route" or "open";

    public IEnumerable<ReservationElement> Reservations => Subnets.SelectMany(subnet => subnet.Reservations);

    public IEnumerable<DhcpRange> Ranges => Subnets.SelectMany(subnet => subnet.Ranges);

    /// <summary>The &lt;ip&gt; that holds the address, or null.</summary>
    public SubnetElement? SubnetOf(IpAddress ip) => Subnets.FirstOrDefault(subnet => subnet.Subnet.Contains(ip));
}

/// <summary>From the first byte of an element's start tag to the one after its end tag; the tags' own ends between.</summary>
internal readonly record struct ElementSpan(int Start, int StartTagEnd, int EndTagStart, int End)
{
    /// <summary><c>&lt;x/&gt;</c>: start and end tag are one.</summary>
    public bool IsSelfClosed => EndTagStart == Start;
}

/// <summary>
/// An &lt;ip&gt; element. <paramref name="Index"/> counts all of them from 0: virNetworkUpdate's parentIndex. <paramref name="Dhcp"/>
/// is the first &lt;dhcp&gt;, the only one libvirt reads.
/// </summary>
internal sealed record SubnetElement(
    int Index, Subnet Subnet, ElementSpan Element, ElementSpan? Dhcp, ElementSpan? LastRange, int? FirstBootp,
    IReadOnlyList<DhcpRange> Ranges, IReadOnlyList<ReservationElement> Reservations)
{
    public bool HasDhcp => Ranges.Count > 0 || Reservations.Count > 0;
}

/// <summary>A &lt;host&gt; of &lt;dhcp&gt;: what it says, and where. <paramref name="Lease"/> is its first &lt;lease&gt; child.</summary>
internal sealed record ReservationElement(Reservation Reservation, int SubnetIndex, ElementSpan Element, ElementSpan? Lease);
