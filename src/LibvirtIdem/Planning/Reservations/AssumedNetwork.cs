using System.Text;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// A network that is not there yet, for check mode: with a subnet around each address that is asked for, so that all but the subnets
/// themselves is checked as ever (conflicts and duplicates in the input, names, /etc/hosts).
/// </summary>
internal static class AssumedNetwork
{
    private const int V4Prefix = 16;
    private const int V6Prefix = 64;

    public static NetworkDefinition For(NetworkReservationsRequest network)
    {
        var (taken, subnets) = (new AddressSet(), new List<Subnet>());
        foreach (var wanted in network.Wanted)
            if (wanted.Ip is { } ip)
                taken.Add(ip);
        foreach (var wanted in network.Wanted)
            if (wanted.Ip is { } ip && !subnets.Exists(subnet => subnet.Contains(ip)))
                subnets.Add(Around(ip, taken));
        if (subnets.Count == 0)
            subnets.Add(new(IpAddress.TryParse("192.0.2.1", out var any) ? any : default, 24));
        // A range, so that no subnet is one of guests that configure themselves.
        return NetworkXml.Read(Encoding.UTF8.GetBytes(
            $"<network><name>{XmlElementBuilder.Escape(network.Name)}</name>{string.Concat(subnets.Select(subnet =>
            $"<ip family='{(subnet.Family == Family.V4 ? "ipv4" : "ipv6")}' address='{subnet.Address}' prefix='{subnet.Prefix}'><dhcp><range start='{subnet.Address}' end='{subnet.Address}'/></dhcp></ip>"))}</network>"));
    }

    /// <summary>The subnet that holds the address, its bridge at one that is not asked for.</summary>
    private static Subnet Around(IpAddress ip, AddressSet taken)
    {
        var prefix = ip.Family == Family.V4 ? V4Prefix : V6Prefix;
        var first = new Subnet(ip, prefix).First;
        var bridge = first.Value + 1;
        while (taken.Contains(new(ip.Family, bridge)))
            bridge++;
        return new(new(ip.Family, bridge), prefix);
    }
}
