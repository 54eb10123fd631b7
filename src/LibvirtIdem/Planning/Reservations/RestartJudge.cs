using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Can the dnsmasq that runs serve what is reserved? Its conf decides; definitions and hostsfile can all agree and no guest get an answer.
/// </summary>
internal static class RestartJudge
{
    private const int LeaseStep = 1000;

    /// <summary>Why the network must be restarted before all of it is served.</summary>
    /// <param name="conf">The conf the dnsmasq was started with; null where none runs, or where libvirt is about to write a new
    /// one.</param>
    /// <param name="network">Its name.</param>
    /// <param name="live">What the live side holds.</param>
    public static IReadOnlyList<RestartReason> Reasons(DnsmasqConf? conf, string network, IEnumerable<Reservation> live)
    {
        if (conf is null)
            return [];
        var (hasV4, hasV6) = (false, false);
        foreach (var reservation in live)
        {
            hasV4 |= reservation.Family == Family.V4;
            hasV6 |= reservation is { Family: Family.V6, IsOption: false };
        }
        var reasons = new List<RestartReason>();
        if (hasV4 && !conf.Serves(Family.V4))
            reasons.Add(new(Message.NotServed(network, Family.V4), RestartKind.Dnsmasq));
        if (hasV6 && !conf.Serves(Family.V6))
            reasons.Add(new(Message.NotServed(network, Family.V6), RestartKind.Dnsmasq));
        return reasons;
    }

    /// <summary>IPv6 reservations by MAC that the conf lacks, or has and should not; null where there are none.</summary>
    /// <param name="conf">The conf the dnsmasq was started with.</param>
    /// <param name="network">Its name.</param>
    /// <param name="wanted">What it shall serve.</param>
    public static RestartReason? OfOptions(DnsmasqConf? conf, string network, IEnumerable<Reservation> wanted)
    {
        if (conf is null)
            return null;
        var options = wanted.Where(reservation => reservation.IsOption).Select(reservation => HostOption.Render(reservation))
            .ToHashSet(StringComparer.Ordinal);
        options.SymmetricExceptWith(conf.HostOptions);
        return options.Count == 0 ? null : new(Message.ByMacWaits(network, options.Count), RestartKind.Dnsmasq);
    }

    /// <summary>The lines that the conf should have by both definitions, and has not.</summary>
    public static IEnumerable<string> Lacks(DnsmasqConf? conf, XmlElement live, XmlElement wanted) => conf is null ? []
        : DnsmasqSettings.ConfLines(live).Intersect(DnsmasqSettings.ConfLines(wanted), StringComparer.Ordinal)
            .Where(line => !conf.Has(line));

    /// <summary>
    /// Whether dnsmasq would be started with a higher dhcp-lease-max than it has: its ranges have grown since. An option of the network's
    /// own is left alone.
    /// </summary>
    public static bool RaisesLeaseLimit(DnsmasqConf? conf, NetworkDefinition live) =>
        conf is not null && DnsmasqConf.LeaseMaxOf(live) > conf.LeaseMax && live.Xml.AsSpan().IndexOf("dhcp-lease-max"u8) < 0;

    /// <summary>
    /// How many leases an option of ours lets a network without a range give out, where they are more than its dnsmasq does now; null where
    /// they are not. With a range libvirt writes the limit itself, and dnsmasq takes only one (networkDnsmasqConfContents 9.0). Rounded up,
    /// so that not each further reservation needs a restart.
    /// </summary>
    public static int? WiderLimit(DnsmasqConf? conf, NetworkDefinition live, int reservations) =>
        conf is null || live.Ranges.Any() || reservations <= conf.LeaseMax ? null : (reservations / LeaseStep + 1) * LeaseStep;

    /// <summary>
    /// libvirt sets dhcp-lease-max to the size of the ranges, so guests with an address outside them come on top; null where all fit.
    /// </summary>
    public static string? LeaseLimit(int? leaseMax, NetworkDefinition live, IEnumerable<Reservation> reservations)
    {
        if (leaseMax is not { } most)
            return null;
        var inRanges = live.Ranges.Aggregate(UInt128.Zero, (sum, range) => sum + range.Size);
        var ranges = new RangeSet(live.Ranges);
        var addresses = new AddressSet();
        foreach (var reservation in reservations)
            if (ranges.Of(reservation.Ip) is null)
                addresses.Add(reservation.Ip);
        var outside = addresses.Count;
        return outside == 0 || inRanges + (UInt128)outside <= (UInt128)most ? null
            : Message.LeaseLimit(live.Name, most, inRanges, outside);
    }
}
