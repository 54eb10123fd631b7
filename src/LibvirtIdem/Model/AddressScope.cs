using System.Globalization;

namespace LibvirtIdem.Model;

/// <summary>The addresses that a call may touch (<c>within</c>): subnets and ranges of either family.</summary>
internal sealed class AddressScope
{
    private readonly string text;
    private readonly RangeSet ranges;

    private AddressScope(string text, IEnumerable<DhcpRange> given) => (this.text, ranges) = (text, new(given));

    public IReadOnlyList<DhcpRange> Ranges => ranges.Ranges;

    /// <param name="words">Each <c>address/prefix</c> or <c>start-end</c>.</param>
    /// <param name="wrong">The word that is neither; null where all are.</param>
    public static AddressScope? Parse(IReadOnlyList<string> words, out string? wrong)
    {
        var given = new List<DhcpRange>(words.Count);
        foreach (var word in words)
        {
            if ((Subnet(word) ?? Range(word)) is not { } range)
            {
                wrong = word;
                return null;
            }
            given.Add(range);
        }
        wrong = null;
        return new(string.Join(", ", words), given);
    }

    public bool Contains(IpAddress ip) => ranges.Of(ip) is not null;

    public override string ToString() => text;

    /// <summary>Bits after the prefix may be set: 192.168.122.33/27 is the subnet that holds the address.</summary>
    private static DhcpRange? Subnet(string word)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IpAddress.TryParse(word.AsSpan(0, slash), out var ip)
            && int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            && prefix <= (ip.Family == Family.V4 ? 32 : 128) && new Subnet(ip, prefix) is var subnet ? new(subnet.First, subnet.Last)
            : null;
    }

    private static DhcpRange? Range(string word)
    {
        var ends = word.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length == 2 && IpAddress.TryParse(ends[0].AsSpan(), out var start) && IpAddress.TryParse(ends[1].AsSpan(), out var end)
            && start.Family == end.Family && start.CompareTo(end) <= 0 ? new(start, end) : null;
    }
}
