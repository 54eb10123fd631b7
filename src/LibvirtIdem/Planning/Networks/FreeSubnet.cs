using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// <c>ipv4=auto</c>: the first of 192.168.122.0/24, 192.168.123.0/24 and so on that overlaps no other network, and no route or address of
/// the host.
/// </summary>
internal static class FreeSubnet
{
    /// <summary>192.168.122.0/24, libvirt's own.</summary>
    private const uint First = 0xC0A8_7A00;

    /// <summary>192.168.254.0/24.</summary>
    private const uint Last = 0xC0A8_FE00;

    private const int Prefix = 24;

    /// <summary>With the bridge at .1; null where each is taken.</summary>
    /// <param name="neighbours">Of the network.</param>
    /// <param name="own">The network's live definition: its own routes and addresses are no obstacle.</param>
    /// <param name="obstacle">What the first one overlaps; null where it is free.</param>
    public static Subnet? Find(Neighbours neighbours, NetworkDefinition? own, out string? obstacle)
    {
        obstacle = null;
        for (var network = First; network <= Last; network += 256)
        {
            var subnet = new Subnet(new(Family.V4, network + 1), Prefix);
            if (Obstacle(subnet, neighbours, own) is not { } found)
                return subnet;
            if (network == First)
                obstacle = $"{subnet.First}/{Prefix} overlaps {found}";
        }
        return null;
    }

    /// <summary>The upper half, without the broadcast address: the lower one is left for reservations.</summary>
    public static DhcpRange RangeOf(Subnet subnet) =>
        new(new(subnet.Family, subnet.First.Value + 128), new(subnet.Family, subnet.Last.Value - 1));

    private static string? Obstacle(Subnet subnet, Neighbours neighbours, NetworkDefinition? own)
    {
        foreach (var other in neighbours.Others)
            foreach (var taken in other.Subnets)
                if (SubnetMerge.Overlap(subnet, taken.Subnet))
                    return $"{taken.Subnet} of network {other.Name}";
        foreach (var route in neighbours.Routes)
            if (SubnetMerge.Overlap(subnet, route.Destination) && route.Interface != own?.Bridge)
                return $"the host's route to {route.Destination.First}/{route.Destination.Prefix} via {route.Interface}";
        foreach (var address in neighbours.Addresses)
            if (subnet.Contains(address) && own?.Subnets.Any(mine => mine.Subnet.Address == address) != true)
                return $"the host's address {address}";
        return null;
    }
}
