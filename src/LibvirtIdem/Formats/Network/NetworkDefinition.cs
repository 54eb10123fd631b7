using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// One side of a network, live or config, as one XML document holds it. <paramref name="Forward"/> is libvirt's mode: none for an
/// isolated network. <paramref name="Reservations"/> are in the document's order, those of one subnet next to each other.
/// </summary>
internal sealed record NetworkDefinition(
    byte[] Xml, string Name, string? Uuid, string Forward, string? Bridge, Utf8Slice Domain, SubnetElement[] Subnets,
    ReservationElements Reservations)
{
    /// <summary>Modes in which libvirt owns the bridge and serves DHCP; in the others it refuses an &lt;ip&gt; (networkValidate).</summary>
    public bool HasOwnBridge => Forward is "none" or "nat" or "route" or "open";

    public IEnumerable<DhcpRange> Ranges => Subnets.SelectMany(subnet => subnet.Ranges);

    /// <summary>Where reservations stand that are dnsmasq options: after those of all subnets.</summary>
    public int OptionsPlace => Subnets.Length;

    /// <summary>dnsmasq options <c>dhcp-host=</c> that are no reservations of ours, such as ones with tags.</summary>
    public IReadOnlyList<string> OtherHostOptions { get; init; } = [];

    /// <summary>
    /// The index of the &lt;ip&gt; in which the reservation stands, or <see cref="OptionsPlace"/>; null where no subnet holds its address.
    /// </summary>
    public int? PlaceOf(in Reservation reservation) =>
        SubnetOf(reservation.Ip) is not { } subnet ? null : reservation.IsOption ? OptionsPlace : subnet.Index;

    /// <summary>The &lt;ip&gt; that holds the address, or null.</summary>
    public SubnetElement? SubnetOf(IpAddress ip)
    {
        foreach (var subnet in Subnets)
            if (subnet.Subnet.Contains(ip))
                return subnet;
        return null;
    }

    /// <summary>The same reservations to the letter, in whatever order.</summary>
    public bool HasReservationsOf(NetworkDefinition other)
    {
        var own = Reservations.Entries;
        var others = other.Reservations.Entries;
        if (own.Length != others.Length)
            return false;
        var same = 0;
        while (same < own.Length && own[same].Reservation.Equals(others[same].Reservation))
            same++;
        if (same == own.Length)
            return true;
        var rest = new ReservationSet();
        foreach (ref readonly var element in others[same..])
            rest.Add(element.Reservation);
        foreach (ref readonly var element in own[same..])
            if (!rest.Contains(element.Reservation))
                return false;
        return true;
    }

    public bool HasDhcp(Family family)
    {
        foreach (var subnet in Subnets)
            if (subnet.HasDhcp && subnet.Subnet.Family == family)
                return true;
        return false;
    }
}

/// <summary>From the first byte of an element's start tag to the one after its end tag; the tags' own ends between.</summary>
internal readonly record struct ElementSpan(int Start, int StartTagEnd, int EndTagStart, int End)
{
    /// <summary><c>&lt;x/&gt;</c>: start and end tag are one.</summary>
    public bool IsSelfClosed => EndTagStart == Start;
}

/// <summary>
/// An &lt;ip&gt; element. <paramref name="Index"/> counts all of them from 0: virNetworkUpdate's parentIndex. <paramref name="Dhcp"/>
/// is the first &lt;dhcp&gt;, the only one libvirt reads; its reservations are the document's from <paramref name="FirstReservation"/> to
/// before <paramref name="EndReservation"/>.
/// </summary>
internal sealed record SubnetElement(
    int Index, Subnet Subnet, ElementSpan Element, ElementSpan? Dhcp, ElementSpan? LastRange, int? FirstBootp,
    IReadOnlyList<DhcpRange> Ranges, int FirstReservation, int EndReservation)
{
    public bool HasDhcp => Ranges.Count > 0 || EndReservation > FirstReservation;
}

/// <summary>
/// A &lt;host&gt; of &lt;dhcp&gt;, or a dnsmasq option: what it says, and from which byte to before which it stands.
/// <paramref name="subnetIndex"/>: its <see cref="NetworkDefinition.PlaceOf"/>.
/// </summary>
internal readonly struct ReservationElement(Reservation reservation, int subnetIndex, int start, int end)
{
    /// <summary>A field, so that it can be looked at where it lies.</summary>
    public readonly Reservation Reservation = reservation;

    public int SubnetIndex { get; } = subnetIndex;

    public int Start { get; } = start;

    public int End { get; } = end;
}
