using System.Globalization;
using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// NAME.conf, which libvirt writes when it starts a network's dnsmasq and never after: the judge of what that dnsmasq can serve,
/// whatever the definitions and the hostsfile say (measured with libvirt 9.0, dnsmasq 2.90).
/// </summary>
internal sealed record DnsmasqConf(bool ReadsHostsfile, bool ServesV4, bool ServesV6, int LeaseMax)
{
    /// <summary>What dnsmasq uses where libvirt sets none: it does so only where there is a range.</summary>
    private const int DefaultLeaseMax = 1000;

    /// <summary>
    /// What the conf will say that libvirt writes when it starts a dnsmasq for this definition (networkDnsmasqConfContents 9.0).
    /// </summary>
    public static int LeaseMaxOf(NetworkDefinition definition)
    {
        var inRanges = definition.Ranges.Aggregate(UInt128.Zero, (sum, range) => sum + range.Size);
        return inRanges == 0 ? DefaultLeaseMax : (int)UInt128.Min(inRanges, int.MaxValue);
    }

    public static DnsmasqConf Read(byte[] conf)
    {
        var (readsHostsfile, servesV4, servesV6, leaseMax) = (false, false, false, DefaultLeaseMax);
        foreach (var line in Encoding.UTF8.GetString(conf).Split('\n'))
        {
            if (line.StartsWith("dhcp-hostsfile=", StringComparison.Ordinal))
                readsHostsfile = true;
            else if (Value(line, "dhcp-lease-max=") is { } max
                && int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                leaseMax = number;
            else if (Value(line, "dhcp-range=") is { } range)
            {
                var isV6 = range.Contains(':', StringComparison.Ordinal);
                servesV4 |= !isV6;
                servesV6 |= isV6 && !range.Contains("ra-only", StringComparison.Ordinal);
            }
        }
        return new(readsHostsfile, servesV4, servesV6, leaseMax) { text = conf };
    }

    private byte[] text = [];

    private HashSet<string>? lines;

    private HashSet<string> Lines => lines ??= Encoding.UTF8.GetString(text).Split('\n').ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the conf has this very line.</summary>
    public bool Has(string line) => Lines.Contains(line);

    /// <summary>Lines that are reservations of IPv6 addresses by MAC.</summary>
    public IEnumerable<string> HostOptions =>
        text.AsSpan().IndexOf("dhcp-host="u8) < 0 ? [] : Lines.Where(line => HostOption.TryRead(line, out _));

    public bool Serves(Family family) => ReadsHostsfile && (family == Family.V4 ? ServesV4 : ServesV6);

    private static string? Value(string line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal) ? line[key.Length..].Trim() : null;
}
