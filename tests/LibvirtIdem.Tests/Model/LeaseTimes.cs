using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Model;

public sealed class LeaseTimes
{
    [Theory]
    [InlineData("30m", 1800UL)]
    [InlineData("1800s", 1800UL)]
    [InlineData("2d", 172_800UL)]
    [InlineData("infinite", 0UL)]
    public void AreEqualByDuration(string text, ulong seconds)
    {
        Assert.True(LeaseTime.TryParse(text, out var time));
        Assert.Equal(seconds, time.Seconds);
    }

    [Theory]
    [InlineData("119s")]
    [InlineData("1m")]
    [InlineData("30")]
    [InlineData("m")]
    [InlineData("-30m")]
    [InlineData("99999999999d")]
    public void RefusesWhatLibvirtWould(string text) => Assert.False(LeaseTime.TryParse(text, out _));
}
