using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Model;

/// <summary>Ranges as a set, held against asking each of them.</summary>
public sealed class RangeSets
{
    [Fact]
    public void HoldWhatAnyOfTheirRangesHolds()
    {
        // Every four ranges of a few, which touch, hold and overlap each other in every order.
        DhcpRange[] few = [new(Ip(5), Ip(9)), new(Ip(9), Ip(12)), new(Ip(10), Ip(10)), new(Ip(2), Ip(30)), new(Ip(20), Ip(25)), new(Ip(5), Ip(9)), new(Ip(31), Ip(40))];
        for (var choice = 0; choice < few.Length * few.Length * few.Length * few.Length; choice++)
        {
            List<DhcpRange> ranges = [few[choice % 7], few[choice / 7 % 7], few[choice / 49 % 7], few[choice / 343]];
            ranges.RemoveRange(0, choice % 4);
            var set = new RangeSet(ranges);
            for (var ip = 0; ip < 45; ip++)
            {
                Assert.Equal(ranges.Exists(range => range.Contains(Ip(ip))), set.Of(Ip(ip)) is not null);
                Assert.False(set.Of(new IpAddress(Family.V6, (UInt128)ip)) is not null);
            }
            Assert.Equal(set.Ranges.Count - 1, Math.Max(-1, set.Ranges.Zip(set.Ranges.Skip(1)).Count(pair => pair.First.End.CompareTo(pair.Second.Start) < 0)));
        }
    }

    private static IpAddress Ip(int value) => new(Family.V4, (UInt128)value);
}
