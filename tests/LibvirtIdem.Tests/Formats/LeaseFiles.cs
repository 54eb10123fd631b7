using System.Text;
using LibvirtIdem.Formats;
using Xunit;

namespace LibvirtIdem.Tests.Formats;

/// <summary>libvirt's record of leases: what is not as libvirt writes it counts as no leases at all, since only warnings hang on them.</summary>
public sealed class LeaseFiles
{
    [Theory]
    [InlineData("""[{"ip-address": "192.168.122.9", "expiry-time": 2000000000}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, null, {"ip-address": "no address"}, {"ip-address": "192.168.122.8", "expiry-time": 1}]""", 1)]
    [InlineData("""[{"ip-address": "192.168.122.9", "hostname": null, "unknown": {"a": [1]}}]""", 1)]
    [InlineData("null", 0)]
    [InlineData("{}", 0)]
    [InlineData("[", 0)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, 1]""", 0)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, {"ip-address": 9}]""", 0)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, {"server-duid": true}]""", 0)]
    [InlineData("""[{"ip-address": "192.168.122.9"}, {"hostname": "\ud800"}]""", 0)]
    [InlineData("""[{"ip-address": "192.168.122.9", "expiry-time": "2000000000"}]""", 0)]
    [InlineData("""[{"ip-address": "192.168.122.9", "expiry-time": null}]""", 0)]
    [InlineData("""[{"ip-address": "192.168.122.9", "expiry-time": 1.5}]""", 0)]
    public void OneWrongKindMakesNone(string json, int count) =>
        Assert.Equal(count, LeaseFile.Read(Encoding.UTF8.GetBytes(json), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)).Count);
}
