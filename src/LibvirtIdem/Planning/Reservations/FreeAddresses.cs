using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// The free addresses of a network: not reserved in a definition or in the hostsfile, not leased, not asked for by the call. Each is given
/// once, the lowest first, those outside the ranges before those inside, which could be anybody's tomorrow.
/// </summary>
internal sealed class FreeAddresses
{
    private readonly NetworkSnapshot network;
    private readonly AddressScope? within;
    private readonly AddressSet reserved = new();
    private readonly IEnumerator<IpAddress>?[] left = new IEnumerator<IpAddress>?[2];
    private AddressSet? leased;

    /// <param name="network">What is there.</param>
    /// <param name="within">The only addresses that may be given; null for all.</param>
    public FreeAddresses(NetworkSnapshot network, AddressScope? within = null)
    {
        (this.network, this.within) = (network, within);
        foreach (var side in network.Sides)
        {
            foreach (var element in side.Reservations)
                reserved.Add(element.Reservation.Ip);
            foreach (var subnet in side.Subnets)
                reserved.Add(subnet.Subnet.Address);
        }
        foreach (var (_, line) in Hostsfile.Lines(network.Hostsfile.Bytes ?? []))
            if (line is { } reservation)
                reserved.Add(reservation.Ip);
    }

    /// <summary>False where another client is to have it.</summary>
    public bool Take(IpAddress ip) => reserved.Add(ip);

    /// <summary>The next one; null where none is left, or there is no such subnet.</summary>
    public IpAddress? Next(Family family)
    {
        var addresses = left[(int)family] ??= Of(family).GetEnumerator();
        return addresses.MoveNext() ? addresses.Current : null;
    }

    /// <summary>The subnet that DHCP is served on, or would be: libvirt has one for each family.</summary>
    public static SubnetElement? SubnetOf(NetworkDefinition definition, Family family)
    {
        SubnetElement? chosen = null;
        foreach (var subnet in definition.Subnets)
            if (subnet.Subnet.Family == family && (chosen is null || (subnet.HasDhcp && !chosen.HasDhcp)))
                chosen = subnet;
        return chosen;
    }

    private IEnumerable<IpAddress> Of(Family family)
    {
        if (SubnetOf(network.Served, family) is not { Subnet: var subnet })
            yield break;
        leased ??= Leased();
        var ranges = new RangeSet(network.Sides.SelectMany(side => side.Ranges));
        var whole = new DhcpRange(subnet.First, subnet.Last);
        var parts = within is null ? [whole] : within.Ranges.Select(part => part.Common(whole)).OfType<DhcpRange>().ToList();
        foreach (var part in parts)
            foreach (var ip in Between(subnet, part.Start.Value, part.End.Value, ranges))
                yield return ip;
        foreach (var range in ranges.Ranges)
            foreach (var part in parts)
                if (part.Common(range) is { } common)
                    foreach (var ip in Between(subnet, common.Start.Value, common.End.Value, null))
                        yield return ip;
    }

    private AddressSet Leased()
    {
        var addresses = new AddressSet();
        foreach (var lease in network.Leases)
            addresses.Add(lease.Ip);
        return addresses;
    }

    private IEnumerable<IpAddress> Between(Subnet subnet, UInt128 first, UInt128 last, RangeSet? avoided)
    {
        for (var value = first; ;)
        {
            var ip = new IpAddress(subnet.Family, value);
            var range = avoided?.Of(ip);
            var end = range?.End.Value ?? value;
            // What is given is taken: two guests of one call get two addresses.
            if (range is null && subnet.ReservedFor(ip) is null && !leased!.Contains(ip) && reserved.Add(ip))
                yield return ip;
            if (end >= last)
                yield break;
            value = end + 1;
        }
    }
}
