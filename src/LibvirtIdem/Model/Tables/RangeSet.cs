namespace LibvirtIdem.Model;

/// <summary>Ranges of addresses as one set: joined where they overlap, sorted, so that an address is found in them by halving.</summary>
internal sealed class RangeSet
{
    private readonly List<DhcpRange> ranges = [];

    public RangeSet(IEnumerable<DhcpRange> given)
    {
        foreach (var range in given.OrderBy(range => range.Start))
        {
            if (ranges.Count > 0 && ranges[^1] is var last && last.Contains(range.Start))
                ranges[^1] = last.End.CompareTo(range.End) < 0 ? new(last.Start, range.End) : last;
            else
                ranges.Add(range);
        }
    }

    public IReadOnlyList<DhcpRange> Ranges => ranges;

    /// <summary>The range that holds the address; null where none does.</summary>
    public DhcpRange? Of(IpAddress ip)
    {
        var (low, high) = (0, ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Contains(ip))
                return ranges[middle];
            if (ranges[middle].Start.CompareTo(ip) < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return null;
    }
}
