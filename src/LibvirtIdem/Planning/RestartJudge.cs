using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>Can the dnsmasq that runs serve what is reserved? Its conf decides; definitions and hostsfile can all agree and no guest get an answer.</summary>
internal static class RestartJudge
{
    /// <summary>Why the network must be restarted before all of it is served.</summary>
    /// <param name="conf">The conf the dnsmasq was started with; null where none runs, or where libvirt is about to write a new one.</param>
    /// <param name="network">Its name.</param>
    /// <param name="live">What the live side holds.</param>
    public static IReadOnlyList<string> Reasons(DnsmasqConf? conf, string network, IEnumerable<Reservation> live)
    {
        if (conf is null)
            return [];
        return [.. live.Select(reservation => reservation.Family).Distinct().Order()
            .Where(family => !conf.Serves(family)).Select(family => Sentences.NotServed(network, family))];
    }

    /// <summary>libvirt sets dhcp-lease-max to the size of the ranges, so guests with an address outside them come on top; null where all fit.</summary>
    public static string? LeaseLimit(DnsmasqConf? conf, NetworkDefinition live, IEnumerable<Reservation> reservations)
    {
        if (conf is null)
            return null;
        var ranges = live.Ranges.ToList();
        var inRanges = ranges.Aggregate(UInt128.Zero, (sum, range) => sum + range.Size);
        var outside = reservations.Where(reservation => !ranges.Exists(range => range.Contains(reservation.Ip))).Select(reservation => reservation.Ip).Distinct().Count();
        return outside == 0 || inRanges + (UInt128)outside <= (UInt128)conf.LeaseMax ? null
            : Sentences.LeaseLimit(live.Name, conf.LeaseMax, inRanges, outside);
    }
}
