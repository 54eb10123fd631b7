using System.Text;
using LibvirtIdem.Planning;
using Xunit;

namespace LibvirtIdem.Tests.Planning;

/// <summary>Which settings of a running network a restart of dnsmasq alone can bring in.</summary>
public sealed class RestartKinds
{
    [Theory]
    [InlineData("", "<domain name='lab.test'/>", true)]
    [InlineData("<domain name='lab.test'/>", "<domain name='lab.test' localOnly='yes'/>", true)]
    [InlineData("<domain name='lab.test'/>", "", true)]
    [InlineData("", "<domain name='lab.test' register='yes'/>", false)]
    [InlineData("<domain name='lab.test'/>", "<domain name='lab.test' register='yes'/>", false)]
    [InlineData("<domain name='lab.test' register='yes'/>", "<domain name='lab.test'/>", false)]
    [InlineData("<domain name='lab.test' register='yes'/>", "<domain name='other.test' register='yes'/>", false)]
    [InlineData("", "<bridge name='other'/>", false)]
    public void ADomainThatResolvedIsToldOfNeedsTheNetwork(string running, string wanted, bool isDnsmasqEnough)
    {
        var live = Definition(running);
        var applied = DnsmasqSettings.Apply(live, Definition(wanted), []);
        Assert.Equal(isDnsmasqEnough, !applied.AsSpan().SequenceEqual(live));
        if (isDnsmasqEnough)
            Assert.Contains(wanted, Encoding.UTF8.GetString(applied), StringComparison.Ordinal);
    }

    private static byte[] Definition(string settings) => Encoding.UTF8.GetBytes($"<network>\n  <name>lab</name>\n  {settings}\n</network>\n");
}
