using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>A change that a real libvirtd has taken in, taken back by undo.</summary>
public sealed class UndoLive(World world) : IClassFixture<World>
{
    private const int Rows = 6;

    [Theory]
    [InlineData("api", 4)]
    [InlineData("reload", 5)]
    [InlineData("quiet", 6)]
    public void UndoTakesTheChangeOutOfAllSides(string apply, int third)
    {
        var network = Made("back", third, apply);
        var hosts = world.Shell("cat /etc/hosts");
        world.Must(change: true, $"network={network}", "mac=52:54:00:00:0f:01", $"ip=10.88.{third}.99", $"name=stays{third}");
        var then = world.Shell("cat /etc/hosts");
        Assert.True(world.Run(World.Tool, "reservation", $"/run/{network}.json").Changed);
        var predicted = world.Run(World.Tool, "undo", "check_mode=true").Json;
        var undone = world.Run(World.Tool, "undo").Json;
        Assert.Equal(Rows, undone["summary"]!["removed"]!.GetValue<int>());
        Assert.Equal(predicted["changes"]!.ToJsonString(), undone["changes"]!.ToJsonString());
        Assert.Equal(predicted["files"]!.ToJsonString(), undone["files"]!.ToJsonString());
        Assert.Equal("config etc_hosts hostsfile status", string.Join(' ', undone["files"]!.AsArray().Select(file => file!["role"]!.GetValue<string>()).Order(StringComparer.Ordinal)));
        Assert.Equal(apply == "api" ? Rows : 0, undone["effects"]!["api_updates"]!.GetValue<int>());
        Assert.Equal(apply == "reload", undone["effects"]!["daemon_reloads"]!.GetValue<int>() > 0);
        Assert.Equal(apply != "quiet", undone["effects"]!["interruptions"]!.GetValue<int>() > 0);
        Assert.Equal(then, world.Shell("cat /etc/hosts"));
        Assert.Equal(1, Count(world.Definition(network, live: false)));
        Assert.Equal($"52:54:00:00:0f:01,10.88.{third}.99,stays{third}\n", world.Hostsfile(network));
        // Somebody else's entry stays, and the next undo does not mind it.
        world.Shell($"virsh -q net-update {network} add ip-dhcp-host \"<host mac='52:54:00:00:0e:01' ip='10.88.{third}.98'/>\" --live --config");
        Assert.True(world.Run(World.Tool, "undo").Changed);
        Assert.Equal(hosts, world.Shell("cat /etc/hosts"));
        Assert.Equal(1, Count(world.Definition(network, live: false)));
        Assert.Contains("52:54:00:00:0e:01", world.Definition(network, live: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("virsh -q net-destroy {0}; virsh -q net-start {0}", 10)]
    [InlineData("pkill -HUP -x libvirtd; until virsh net-dumpxml {0} | grep -q '<host mac='; do sleep 0.1; done", 11)]
    [InlineData("virsh -q net-update {0} add ip-dhcp-host \"<host mac='52:54:00:00:0e:0b' ip='10.88.12.120'/>\" --live --config", 12)]
    public void QuietIsUndoneAfterLibvirtHasWrittenItsFiles(string meanwhile, int third)
    {
        var network = Made("late", third, "quiet");
        var hosts = world.Shell("cat /etc/hosts");
        Assert.True(world.Run(World.Tool, "reservation", $"/run/{network}.json").Changed);
        world.Shell(meanwhile.Replace("{0}", network, StringComparison.Ordinal));
        var undone = world.Run(World.Tool, "undo");
        Assert.True(undone.Changed, undone.Output);
        Assert.Equal(hosts, world.Shell("cat /etc/hosts"));
        Assert.DoesNotContain("n1'", world.Definition(network, live: true) + world.Definition(network, live: false), StringComparison.Ordinal);
        // libvirt writes dnsmasq's file a little after it has answered.
        world.Shell($"for i in $(seq 300); do {World.Tool} info network={network} | grep -q '\"drift\":\\[\\]' && exit; sleep 0.1; done; {World.Tool} info network={network}; exit 1");
    }

    [Fact]
    public void UndoRefusesWhatMovedOn()
    {
        var network = Made("moved", 7, "api");
        Assert.True(world.Run(World.Tool, "reservation", $"/run/{network}.json").Changed);
        world.Shell($"virsh -q net-update {network} delete ip-dhcp-host \"<host mac='52:54:00:07:00:01' name='k7n1' ip='10.88.7.21'/>\" --live --config");
        var refused = world.Run(World.Tool, "undo");
        Assert.Equal("changed_underneath", refused.ErrorCode);
        Assert.Equal(Rows - 1, Count(world.Definition(network, live: false)));
    }

    [Fact]
    public void UndoPutsANetworkBack()
    {
        Made("net", 8, "api");
        var before = world.Definition("net8", live: false);
        Assert.True(world.Run(World.Tool, "network", "name=net8", "ipv6=2001:db8:88::1/64", "autostart=true", "domain=lab.example").Changed);
        Assert.True(world.Run(World.Tool, "undo").Changed);
        Assert.Equal(before, world.Definition("net8", live: false));
        Assert.Contains("no", world.Shell("virsh net-info net8 | grep Autostart"), StringComparison.Ordinal);
        Assert.True(world.Run(World.Tool, "network", "name=net9", "state=active", "ipv4=10.88.9.1/24").Changed);
        Assert.True(world.Run(World.Tool, "undo").Changed);
        Assert.DoesNotContain("net9", world.Shell("virsh net-list --all --name"), StringComparison.Ordinal);
    }

    /// <summary>A running network, and a call with rows for it in a file.</summary>
    private string Made(string prefix, int third, string apply)
    {
        var name = $"{prefix}{third}";
        world.Network(name, $"<ip address='10.88.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.88.{third}.100' end='10.88.{third}.150'/></dhcp></ip>");
        var rows = string.Join(',', Enumerable.Range(1, Rows).Select(row => $"{{\"mac\":\"52:54:00:{third:d2}:00:0{row}\",\"ip\":\"10.88.{third}.2{row}\",\"name\":\"k{third}n{row}\"}}"));
        world.Shell($"cat > /run/{name}.json <<'X'\n{{\"network\":\"{name}\",\"apply\":\"{apply}\",\"reservations\":[{rows}]}}\nX");
        return name;
    }

    private static int Count(string text, string what = "<host mac=") => text.Split(what).Length - 1;
}
