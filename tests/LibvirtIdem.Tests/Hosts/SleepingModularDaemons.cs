using Xunit;

namespace LibvirtIdem.Tests.Hosts;

/// <summary>
/// Calls while virtnetworkd sleeps behind its socket: what wakes it, once, and the same outcome as while it is awake. It stays awake while a network is active, so
/// what puts it to sleep here is a stop, as after an upgrade; its networks run on.
/// </summary>
public sealed class SleepingModularDaemons(SleepingModularWorld world) : IClassFixture<SleepingModularWorld>
{
    [Fact(Explicit = true)]
    public void WhatReadsOrReservesLeavesItAsleep()
    {
        Made("plain1", 1, isAsleep: true);
        var starts = world.DaemonStarts;
        var daemon = world.Run(Live.World.Tool, "info").Json["daemon"]!;
        Assert.Equal(("virtnetworkd", "asleep"), (daemon["name"]!.GetValue<string>(), daemon["state"]!.GetValue<string>()));
        string[] call = ["network=plain1", "mac=52:54:00:78:01:01", "ip=10.78.1.11", "name=plain11"];
        Assert.Equal("files", world.Must(change: true, call)["applied"]!.GetValue<string>());
        world.Must(change: false, [.. call, "apply=api"]);
        world.Must(change: true, "network=plain1", "mac=52:54:00:78:01:02", "ip=10.78.1.12", "apply=quiet");
        world.MustNetwork(change: true, "name=plain1", "autostart=true");
        world.MustNetwork(change: true, "name=plain1", "domain=lab.example", "check_mode=true");
        Assert.True(world.Run(Live.World.Tool, "undo").Changed);
        world.Plug("gplain1", "plain1", "52:54:00:78:01:01");
        Assert.Equal("10.78.1.11", world.AskV4("gplain1"));
        Assert.Equal(starts, world.DaemonStarts);
        Assert.True(world.IsAsleep);
        foreach (var live in new[] { true, false })
            Assert.Contains("plain11", world.Definition("plain1", live), StringComparison.Ordinal);
    }

    [Theory(Explicit = true)]
    [InlineData(10, "network", "name={0}", "state=inactive")]
    [InlineData(12, "network", "name={0}", "domain=lab.example", "restart=if_needed")]
    [InlineData(14, "network", "name={0}", "domain=lab.example", "restart=dnsmasq")]
    [InlineData(16, "network", "name={0}", "dhcp_ranges=10.78.{1}.100-10.78.{1}.160")]
    [InlineData(18, "network", "name={0}", "dns_hosts=[{\"ip\":\"10.78.{1}.5\",\"names\":[\"nas{1}\"]}]")]
    [InlineData(20, "network", "name={0}", "state=absent", "force=true")]
    [InlineData(22, "network", "name=new{1}", "state=active", "forward=none", "ipv4=10.77.{1}.1/24", "bridge=new{1}")]
    [InlineData(24, "reservation", "network={0}", "mac=52:54:00:78:03:01", "ip=10.78.{1}.11", "apply=api")]
    [InlineData(26, "reservation", "network={0}", "mac=52:54:00:78:03:01", "ip=10.78.{1}.11", "apply=reload")]
    [InlineData(28, "dns", "network={0}", "name=one.test", "ip=10.78.{1}.5")]
    public void WhatNeedsItWakesItOnceAndComesToTheSame(int third, string command, params string[] words)
    {
        var outcomes = new List<string>();
        foreach (var isAsleep in new[] { true, false })
        {
            var number = third + (isAsleep ? 0 : 1);
            var name = Made((isAsleep ? "zz" : "aw") + number, number, isAsleep);
            var starts = world.DaemonStarts;
            var call = words.Select(word => word.Replace("{0}", name, StringComparison.Ordinal).Replace("{1}", $"{number}", StringComparison.Ordinal)).ToArray();
            var outcome = world.Run(Live.World.Tool, [command, .. call]);
            Assert.True(outcome.ExitCode == 0 && outcome.Changed, outcome.Output);
            Assert.Equal(isAsleep ? 1 : 0, outcome.Json["effects"]!["daemon_starts"]!.GetValue<int>());
            Assert.Equal(starts + (isAsleep ? 1 : 0), world.DaemonStarts);
            outcomes.Add($"{outcome.Json["applied"]} {outcome.Json["restart_required"]} {outcome.Json["summary"]!.ToJsonString()}");
            var again = world.Run(Live.World.Tool, [command, .. call]);
            Assert.True(again.ExitCode == 0 && !again.Changed, again.Output);
        }
        Assert.Equal(outcomes[0], outcomes[1]);
    }

    [Fact(Explicit = true)]
    public void TheFirstReservationOfANetworkIsServedAtOnce()
    {
        Start("first5", "<ip address='10.78.5.1' netmask='255.255.255.0'/>");
        world.PutToSleep();
        var done = world.Must(change: true, "network=first5", "mac=52:54:00:78:05:01", "ip=10.78.5.11", "name=first5");
        Assert.Equal(1, done["effects"]!["daemon_starts"]!.GetValue<int>());
        world.Plug("gfirst5", "first5", "52:54:00:78:05:01");
        Assert.Equal("10.78.5.11", world.AskV4("gfirst5"));
    }

    /// <summary>virtqemud, which sleeps as well, is asked for the guest. As it starts it connects to virtnetworkd, which is counted where that wakes it.</summary>
    [Fact(Explicit = true)]
    public void AGuestIsFoundByItsOwnDaemon()
    {
        Made("guests7", 7, isAsleep: true);
        world.Shell("""
            mkdir -p /etc/libvirt/qemu
            echo "<domain type='qemu'><name>web7</name><memory>1024</memory><os><type arch='x86_64'>hvm</type></os><devices><interface type='network'><mac address='52:54:00:78:07:01'/><source network='guests7'/></interface></devices></domain>" >/etc/libvirt/qemu/web7.xml
            """);
        var starts = world.DaemonStarts;
        var done = world.Must(change: true, "network=guests7", "guest=web7", "ip=10.78.7.11");
        Assert.Equal(starts + done["effects"]!["daemon_starts"]!.GetValue<int>(), world.DaemonStarts);
        Assert.Equal("52:54:00:78:07:01 web7", $"{done["reservations"]![0]!["mac"]} {done["reservations"]![0]!["name"]}");
        world.Must(change: false, "network=guests7", "guest=web7", "ip=10.78.7.11");
        Assert.Contains("start", world.Shell("cat /run/virtqemud.lives"), StringComparison.Ordinal);
        world.Shell("virsh -q -c network:///system net-list");
        world.Must(change: false, "network=guests7", "guest=web7", "ip=10.78.7.11");
    }

    [Fact(Explicit = true)]
    public void UndoGoesAcrossSleepAndWaking()
    {
        Made("back6", 6, isAsleep: false);
        var (config, live) = (world.Definition("back6", live: false), world.Definition("back6", live: true));
        world.MustNetwork(change: true, "name=back6", "domain=lab.example", "dns_hosts=[{\"ip\":\"10.78.6.5\",\"names\":[\"nas6\"]}]");
        world.PutToSleep();
        Undo();
        world.PutToSleep();
        world.Must(change: true, "network=back6", "mac=52:54:00:78:06:01", "ip=10.78.6.11", "name=back61");
        world.Shell("virsh -q -c network:///system net-list");
        Undo();
        Assert.DoesNotContain("back61", world.Shell("cat /etc/hosts") + world.Hostsfile("back6"), StringComparison.Ordinal);

        void Undo()
        {
            var undone = world.Run(Live.World.Tool, "undo");
            Assert.True(undone.ExitCode == 0 && undone.Changed, undone.Output);
            Assert.Equal(config, world.Definition("back6", live: false));
            Assert.Equal(live, world.Definition("back6", live: true));
        }
    }

    /// <summary>An isolated network, as in the tour.</summary>
    private void Start(string name, string addresses) =>
        world.Shell($"echo \"<network><name>{name}</name><bridge name='{name}'/>{addresses}</network>\" >/run/{name}.net && virsh -q net-define /run/{name}.net && virsh -q net-start {name}");

    /// <summary>A running network, and the daemon asleep or awake.</summary>
    private string Made(string name, int third, bool isAsleep)
    {
        Start(name, $"<ip address='10.78.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.78.{third}.100' end='10.78.{third}.150'/></dhcp></ip>");
        if (isAsleep)
            world.PutToSleep();
        else
            world.Shell("virsh -q -c network:///system net-list");
        return name;
    }
}
