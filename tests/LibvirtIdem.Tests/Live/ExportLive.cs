using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary><c>export</c> where a libvirtd and real clients are.</summary>
public sealed class ExportLive(World world) : IClassFixture<World>
{
    [Fact]
    public void WhatAGuestHoldsBecomesItsOwn()
    {
        world.Network("held", "<ip address='10.78.1.1' netmask='255.255.255.0'><dhcp><range start='10.78.1.100' end='10.78.1.120'/></dhcp></ip>");
        world.Plug("guest1", "held", "52:54:00:78:01:01");
        var address = world.AskV4("guest1", "-x hostname:pretender");
        Assert.StartsWith("10.78.1.1", address, StringComparison.Ordinal);
        world.Shell($"until grep -q {address} /var/lib/libvirt/dnsmasq/held.status; do sleep 0.1; done");
        var csv = world.Shell($"{World.Tool} export source=leases network=held format=csv | tee /run/held.csv");
        Assert.Equal($"mac,name,ip\n52:54:00:78:01:01,,{address}\n", csv);
        Assert.Contains("pretender", world.Shell($"{World.Tool} export source=leases network=held names=true"), StringComparison.Ordinal);
        var done = world.Run("bash", "-c", $"{World.Tool} export source=leases network=held format=csv | {World.Tool} import - network=held");
        Assert.Equal(1, done.Json["summary"]!["added"]!.GetValue<int>());
        foreach (var live in new[] { true, false })
            Assert.Contains($"<host mac='52:54:00:78:01:01' ip='{address}'/>", world.Definition("held", live), StringComparison.Ordinal);
        Assert.Equal(address, world.AskV4("guest1"));
        foreach (var source in new[] { "config", "live", "leases" })
            Assert.False(world.Run("bash", "-c", $"{World.Tool} export source={source} network=held format=csv | {World.Tool} import - network=held").Changed);
    }

    [Fact]
    public void AllNetworksAreThoseOfTheDaemon()
    {
        world.Network("runs", "<ip address='10.78.2.1' netmask='255.255.255.0'><dhcp><host mac='52:54:00:78:02:01' name='one' ip='10.78.2.10'/></dhcp></ip>");
        world.Network("rests", "<ip address='10.78.3.1' netmask='255.255.255.0'><dhcp><host mac='52:54:00:78:03:01' ip='10.78.3.10'/></dhcp></ip>");
        world.Shell("""
            virsh -q net-destroy rests
            echo "<network><name>fleeting</name><bridge name='fleeting'/><ip address='10.78.4.1' prefix='24'><dhcp><host name='brief' ip='10.78.4.10'/></dhcp></ip></network>" >/run/fleeting.net
            virsh -q net-create /run/fleeting.net
            """);
        var config = world.Run(World.Tool, "export").Json;
        Assert.Contains(config["reservations"]!.AsArray(), row => row!["network"]!.GetValue<string>() == "rests");
        Assert.Contains("fleeting", config["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        var live = world.Shell($"{World.Tool} export source=live format=csv");
        Assert.Contains(",brief,10.78.4.10,fleeting\n", live, StringComparison.Ordinal);
        Assert.DoesNotContain("rests", live, StringComparison.Ordinal);
        Assert.Equal("not_supported", world.Run(World.Tool, "export", "network=rests", "source=live").ErrorCode);
        Assert.Equal("not_supported", world.Run(World.Tool, "export", "network=fleeting").ErrorCode);
        Assert.Equal(config["reservations"]!.ToJsonString(), Offline()["reservations"]!.ToJsonString());

        System.Text.Json.Nodes.JsonNode Offline()
        {
            world.StopDaemon();
            var outcome = world.Run(World.Tool, "export").Json;
            world.StartDaemon();
            return outcome;
        }
    }
}
