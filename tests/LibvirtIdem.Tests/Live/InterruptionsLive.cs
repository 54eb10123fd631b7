using System.Globalization;
using System.Net;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>What guests that talk notice of a change, each way in.</summary>
public sealed class InterruptionsLive(World world, ITestOutputHelper output) : IClassFixture<World>
{
    private static readonly IPEndPoint Uplink = new(IPAddress.Parse("198.51.100.2"), 7);

    /// <summary>Two guests on a network of their own.</summary>
    private void Network(string network, int second)
    {
        world.Network(network, string.Create(CultureInfo.InvariantCulture, $"<ip address='10.{second}.0.1' netmask='255.255.0.0'><dhcp><range start='10.{second}.0.2' end='10.{second}.31.255'/></dhcp></ip><ip family='ipv6' address='2001:db8:{second}::1' prefix='64'/>"));
        for (var guest = 1; guest <= 2; guest++)
        {
            world.Plug($"{network}{guest}", network, $"52:54:{second:x2}:ff:ff:0{guest}");
            world.Shell($"ip -n {network}{guest} addr add 10.{second}.255.{guest}/16 dev eth0 && ip -n {network}{guest} route add default via 10.{second}.0.1");
        }
    }

    /// <summary>What the guests of the network that changes lose, and those of the network beside it.</summary>
    private async Task<(Losses Changed, Losses Beside)> During(string way, int third, int count)
    {
        var rows = "mac,ip,name\n" + string.Concat(Enumerable.Range(0, count).Select(row => string.Create(CultureInfo.InvariantCulture, $"52:54:78:{third:x2}:{row >> 8:x2}:{row & 255:x2},10.120.{third + (row >> 8)}.{row & 255},t{third}-{row}\n")));
        return await During($"{way}, {count} reservations", () => world.RunWith(rows, World.Tool, "import", "-", "network=changed", $"apply={way}"));
    }

    private async Task<(Losses Changed, Losses Beside)> During(string what, Func<Outcome> call)
    {
        var (changed, beside) = (new Traffic(world, "changed1", IPAddress.Parse("10.120.255.2"), Uplink), new Traffic(world, "beside1", IPAddress.Parse("10.121.255.2"), Uplink));
        await Task.Delay(500);
        var outcome = call();
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.True(outcome.Changed);
        await Task.Delay(1000);
        var losses = (Changed: await changed.Stop(), Beside: await beside.Stop());
        output.WriteLine($"{what}: {losses.Changed}; on the other network {losses.Beside}");
        Assert.All([.. losses.Changed.Answers, .. losses.Beside.Answers], sent => Assert.True(sent.Sent > 100));
        return losses;
    }

    [Fact]
    public async Task QuietLosesNothingAndReloadAndApiLoseSome()
    {
        world.Shell("""
            ip netns add uplink
            ip link add wan type veth peer name eth0 netns uplink
            ip addr add 198.51.100.1/24 dev wan && ip link set wan up
            ip -n uplink addr add 198.51.100.2/24 dev eth0 && ip -n uplink link set eth0 up
            """);
        using var echo = Traffic.Echo(world, "uplink", Uplink, IPAddress.Parse("198.51.100.1"));
        Network("changed", 120);
        Network("beside", 121);
        // Guests on one bridge see its rules only where the host filters bridged packets, as Docker has it do.
        world.Shell("f=/proc/sys/net/bridge/bridge-nf-call-iptables; [ ! -e $f ] || echo 1 >$f");

        // Before the others: a flow that began while NAT was away stays without it as long as conntrack knows it.
        foreach (var (policy, third) in new[] { ("DROP", 1), ("ACCEPT", 5) })
        {
            world.Shell($"iptables -P FORWARD {policy}");
            var quiet = await During("quiet", third, 1000);
            Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0], quiet.Changed.Answers.Concat(quiet.Beside.Answers).Select(count => count.Lost));
        }

        // Nor does a restart of dnsmasq touch them.
        string[] first = ["network=changed", "id=00:03:00:01:52:54:78:ff:ff:01", "ip=2001:db8:120::10", "force=true"];
        world.Must(change: true, first);
        var restarted = await During("restart=dnsmasq", () => world.Reservation([.. first, "restart=dnsmasq"]));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0], restarted.Changed.Answers.Concat(restarted.Beside.Answers).Select(count => count.Lost));

        // And it is seen where something is lost.
        var reload = await During("reload", 9, 3);
        Assert.All([reload.Changed.NewUdp, reload.Changed.NewTcp, reload.Beside.NewUdp, reload.Beside.NewTcp], count => Assert.NotEqual(0, count.Lost));
        var api = await During("api", 10, 1);
        Assert.All([api.Changed.NewUdp, api.Changed.NewTcp], count => Assert.NotEqual(0, count.Lost));
        Assert.Equal([0, 0], new[] { api.Beside.Ping, api.Beside.Udp }.Select(count => count.Lost));
    }
}
