using System.Text;
using LibvirtIdem.Formats;
using Xunit;

namespace LibvirtIdem.Tests.Formats;

/// <summary>libvirt's record of leases: what is not as libvirt writes it makes all of it unreadable.</summary>
public sealed class LeaseFiles
{
    [Theory]
    [InlineData("""[{"ip-address": "192.168.122.9", "expiry-time": 2000000000}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, null, {"ip-address": "no address"}, {"ip-address": "192.168.122.8", "expiry-time": 1}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9", "hostname": null, "unknown": {"a": [1]}}]""", 1)]
    [InlineData("", 0)]
    [InlineData("[\n\n]\n", 0)]
    public void LeasesAreRead(string json, int count) =>
        Assert.Equal(count, LeaseFile.Read(Encoding.UTF8.GetBytes(json), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)).Count);

    [Theory]
    [InlineData("null", 1)]
    [InlineData("{}", 1)]
    [InlineData("\n", 2)]
    [InlineData("\0\0\0\0", 1)]
    [InlineData("[", 1)]
    [InlineData("[\n  {\n    \"ip-address\": \"192.168.1", 3)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, 1]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, {"ip-address": 9}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, {"server-duid": true}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, {"hostname": "\ud800"}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9", "expiry-time": "2000000000"}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9", "expiry-time": null}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9", "expiry-time": 1.5}]""", 1)]
    public void OneWrongKindMakesAllUnreadable(string json, int line)
    {
        var unreadable = Assert.Throws<UnreadableException>(() => LeaseFile.Read(Encoding.UTF8.GetBytes(json), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));
        Assert.Equal(line, unreadable.Line);
    }
}
