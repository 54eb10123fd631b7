using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>The next address to give away.</summary>
internal static class FreeAddress
{
    /// <summary>The lowest that nobody has: outside the ranges where one is left, so that it is nobody's by chance tomorrow; null where all are taken.</summary>
    public static IpAddress? Lowest(in Subnet subnet, IReadOnlyList<DhcpRange> ranges, AddressSet taken)
    {
        if (Lowest(subnet, subnet.First.Value, subnet.Last.Value, ranges, taken) is { } outside)
            return outside;
        IpAddress? lowest = null;
        foreach (var range in ranges)
            if (Lowest(subnet, range.Start.Value, range.End.Value, [], taken) is { } inside && (lowest is not { } known || inside.CompareTo(known) < 0))
                lowest = inside;
        return lowest;
    }

    private static IpAddress? Lowest(in Subnet subnet, UInt128 first, UInt128 last, IReadOnlyList<DhcpRange> avoided, AddressSet taken)
    {
        for (var value = first; ;)
        {
            var ip = new IpAddress(subnet.Family, value);
            var end = value;
            foreach (var range in avoided)
                if (range.Contains(ip) && range.End.Value > end)
                    end = range.End.Value;
            if (end == value && !IsAvoided(ip, avoided) && !taken.Contains(ip) && subnet.ReservedFor(ip) is null)
                return ip;
            if (end >= last)
                return null;
            value = end + 1;
        }
    }

    private static bool IsAvoided(IpAddress ip, IReadOnlyList<DhcpRange> avoided)
    {
        foreach (var range in avoided)
            if (range.Contains(ip))
                return true;
        return false;
    }
}
