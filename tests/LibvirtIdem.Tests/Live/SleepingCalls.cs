using System.Globalization;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>Calls beside a libvirtd that sleeps behind its socket: who wakes it, who does not, and the same outcome either way.</summary>
public sealed class SleepingCalls(SleepingWorld world) : IClassFixture<SleepingWorld>
{
    [Fact]
    public void WhatReadsOrReservesLeavesItAsleep()
    {
        Made("plain", 1);
        var starts = world.DaemonStarts;
        Assert.Equal("asleep", world.Run(World.Tool, "info").Json["networks"] is null ? "" : world.Run(World.Tool, "info").Json["daemon"]!["state"]!.GetValue<string>());
        Assert.Equal("libvirtd", world.Run(World.Tool, "info").Json["daemon"]!["name"]!.GetValue<string>());
        var done = world.Must(change: true, "network=plain1", "mac=52:54:00:78:01:01", "ip=10.78.1.11", "name=plain11");
        Assert.Equal("files", done["applied"]!.GetValue<string>());
        Assert.Equal(0, done["effects"]!["daemon_starts"]!.GetValue<int>());
        world.Must(change: false, "network=plain1", "mac=52:54:00:78:01:01", "ip=10.78.1.11", "name=plain11");
        world.Must(change: false, "network=plain1", "mac=52:54:00:78:01:01", "ip=10.78.1.11", "name=plain11", "apply=api");
        world.Must(change: true, "network=plain1", "mac=52:54:00:78:01:02", "ip=10.78.1.12", "check_mode=true", "apply=api");
        world.Must(change: true, "network=plain1", "mac=52:54:00:78:01:02", "ip=10.78.1.12", "apply=quiet");
        world.MustNetwork(change: true, "name=plain1", "autostart=true");
        world.MustNetwork(change: true, "name=plain1", "domain=lab.example", "check_mode=true");
        world.MustNetwork(change: false, "name=plain1", "state=active");
        Assert.Equal(0, world.Run(World.Tool, "export", "format=csv").ExitCode);
        world.Plug("gplain1", "plain1", "52:54:00:78:01:01");
        Assert.Equal("10.78.1.11", world.AskV4("gplain1"));
        Assert.Equal(starts, world.DaemonStarts);
        Assert.True(world.IsAsleep);
        // What it loads when it wakes is what was written.
        foreach (var live in new[] { true, false })
            Assert.Contains("plain11", world.Definition("plain1", live), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, "network", "name={0}", "state=inactive")]
    [InlineData(12, "network", "name={0}", "domain=lab.example", "restart=if_needed")]
    [InlineData(14, "network", "name={0}", "domain=lab.example", "restart=dnsmasq")]
    [InlineData(16, "network", "name={0}", "dhcp_ranges=10.78.{1}.100-10.78.{1}.160")]
    [InlineData(18, "network", "name={0}", "dns_hosts=[{\"ip\":\"10.78.{1}.5\",\"names\":[\"nas{1}\"]}]")]
    [InlineData(20, "network", "name={0}", "state=absent", "force=true")]
    [InlineData(22, "network", "name=new{0}", "state=active", "ipv4=10.77.{1}.1/24", "bridge=new{1}")]
    [InlineData(24, "reservation", "network={0}", "mac=52:54:00:78:03:01", "ip=10.78.{1}.11", "apply=api")]
    [InlineData(26, "reservation", "network={0}", "mac=52:54:00:78:03:01", "ip=10.78.{1}.11", "apply=reload")]
    [InlineData(30, "dns", "network={0}", "name=api{1}.lab.example", "ip=10.78.{1}.5")]
    [InlineData(28, "reservation", "network={0}", "mac=52:54:00:78:03:02", "ip=10.78.{1}.12", "name=n{1}", "etc_hosts=false", "dns=true")]
    public void WhatNeedsItWakesItOnceAndComesToTheSame(int third, string command, params string[] words)
    {
        var outcomes = new List<string>();
        foreach (var isAsleep in new[] { true, false })
        {
            var name = Made(isAsleep ? "zz" : "aw", third + (isAsleep ? 0 : 1));
            // A client that stays keeps it awake, however busy the machine is.
            var client = isAsleep ? "" : world.Shell("virsh net-event --event lifecycle --loop --timeout 300 >/dev/null 2>&1 & virsh -q net-list >/dev/null; echo $!").Trim();
            var starts = world.DaemonStarts;
            var call = words.Select(word => word.Replace("{0}", name, StringComparison.Ordinal).Replace("{1}", $"{third + (isAsleep ? 0 : 1)}", StringComparison.Ordinal)).ToArray();
            var outcome = world.Run(World.Tool, [command, .. call]);
            Assert.True(outcome.ExitCode == 0 && outcome.Changed, outcome.Output);
            Assert.Equal(isAsleep ? 1 : 0, outcome.Json["effects"]!["daemon_starts"]!.GetValue<int>());
            Assert.Equal(starts + (isAsleep ? 1 : 0), world.DaemonStarts);
            outcomes.Add($"{outcome.Json["applied"]} {outcome.Json["restart_required"]} {outcome.Json["summary"]!.ToJsonString()}");
            var again = world.Run(World.Tool, [command, .. call]);
            Assert.True(again.ExitCode == 0 && !again.Changed, again.Output);
            if (client.Length > 0)
                world.Shell($"kill {client}");
            Remove(name, $"new{name}");
        }
        Assert.Equal(outcomes[0], outcomes[1]);
    }

    [Fact]
    public void TheFirstReservationOfANetworkIsServedAtOnce()
    {
        world.Network("first5", "<ip address='10.78.5.1' netmask='255.255.255.0'/>");
        world.AwaitSleep();
        var done = world.Must(change: true, "network=first5", "mac=52:54:00:78:05:01", "ip=10.78.5.11", "name=first5");
        Assert.Equal(1, done["effects"]!["daemon_starts"]!.GetValue<int>());
        world.Plug("gfirst5", "first5", "52:54:00:78:05:01");
        Assert.Equal("10.78.5.11", world.AskV4("gfirst5"));
    }

    [Fact]
    public void TheFirstIpv6ReservationIsServedByARestartOfDnsmasq()
    {
        world.Network("sixth", "<ip address='10.78.8.1' netmask='255.255.255.0'/><ip family='ipv6' address='2001:db8:78:8::1' prefix='64'/>");
        world.AwaitSleep();
        string[] call = ["network=sixth", "id=00:03:00:01:52:54:00:78:08:01", "ip=2001:db8:78:8::10", "force=true", "restart=dnsmasq"];
        var done = world.Must(change: true, call);
        Assert.Equal((1, 1), (done["effects"]!["daemon_starts"]!.GetValue<int>(), done["effects"]!["dnsmasq_restarts"]!.GetValue<int>()));
        world.AwaitSleep();
        world.Must(change: false, call);
        Assert.True(world.IsAsleep);
        world.Plug("gsixth", "sixth", "52:54:00:78:08:01");
        Assert.Equal("2001:db8:78:8::10", world.AskV6("gsixth"));
    }

    [Fact]
    public void UndoGoesAcrossSleepAndWaking()
    {
        var name = Made("back", 6);
        var (config, live) = (world.Definition(name, live: false), world.Definition(name, live: true));
        world.MustNetwork(change: true, $"name={name}", "domain=lab.example", "dns_hosts=[{\"ip\":\"10.78.6.5\",\"names\":[\"nas6\"]}]");
        world.AwaitSleep();
        var undone = world.Run(World.Tool, "undo");
        Assert.True(undone.ExitCode == 0 && undone.Changed, undone.Output);
        Assert.Equal(config, world.Definition(name, live: false));
        Assert.Equal(live, world.Definition(name, live: true));
        // The other way: done on files, undone with the daemon awake.
        world.AwaitSleep();
        world.Must(change: true, $"network={name}", "mac=52:54:00:78:06:01", "ip=10.78.6.11", "name=back6");
        world.Shell("virsh -q net-list");
        undone = world.Run(World.Tool, "undo");
        Assert.True(undone.ExitCode == 0 && undone.Changed, undone.Output);
        Assert.Equal(config, world.Definition(name, live: false));
        Assert.Equal(live, world.Definition(name, live: true));
        Assert.DoesNotContain("back6", world.Shell("cat /etc/hosts") + world.Hostsfile(name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.02")]
    [InlineData("0.05")]
    [InlineData("0.2")]
    public void AWakeUpByOthersDuringACallLosesNothing(string after)
    {
        var third = 210 + (int)(100 * double.Parse(after, CultureInfo.InvariantCulture));
        var name = Made("race", third);
        for (var round = 1; round <= 4; round++)
        {
            world.AwaitSleep();
            world.Shell($"(sleep {after}; virsh -q net-list) >/dev/null 2>&1 &");
            world.Must(change: true, $"network={name}", $"mac=52:54:00:78:{third:x2}:0{round}", $"ip=10.78.{third}.1{round}", $"name=race{third}n{round}");
            foreach (var live in new[] { true, false })
                Assert.Contains($"race{third}n{round}'", world.Definition(name, live), StringComparison.Ordinal);
            Assert.Contains($"race{third}n{round}\n", world.Hostsfile(name), StringComparison.Ordinal);
        }
        Remove(name);
    }

    /// <summary>A daemon takes about a second for each running network when it starts.</summary>
    private void Remove(params string[] networks)
    {
        foreach (var network in networks)
            world.Shell($"virsh -q net-destroy {network} >/dev/null 2>&1 || true; virsh -q net-undefine {network} >/dev/null 2>&1 || true");
    }

    /// <summary>A running network, and the daemon asleep again.</summary>
    private string Made(string prefix, int third)
    {
        world.Network($"{prefix}{third}", $"<ip address='10.78.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.78.{third}.100' end='10.78.{third}.150'/></dhcp></ip>");
        world.AwaitSleep();
        return $"{prefix}{third}";
    }
}

/// <summary>A socket whose daemon cannot start; its activator gives up, as systemd does, so the world is of no more use.</summary>
public sealed class SleepingDaemonThatFails(SleepingWorld world) : IClassFixture<SleepingWorld>
{
    [Fact]
    public void ADaemonThatDoesNotStartIsNamedAndNothingIsWritten()
    {
        const string name = "dead8";
        world.Network(name, "<ip address='10.78.8.1' netmask='255.255.255.0'><dhcp><range start='10.78.8.100' end='10.78.8.150'/></dhcp></ip>");
        world.AwaitSleep();
        world.Shell("cp /etc/libvirt/libvirtd.conf /run/libvirtd.conf; echo 'listen_tls = \"neither\"' >>/etc/libvirt/libvirtd.conf");
        var before = world.Shell($"cat /etc/libvirt/qemu/networks/{name}.xml /run/libvirt/network/{name}.xml /etc/hosts");
        var failed = world.RunNetwork($"name={name}", "domain=lab.example");
        world.Shell("cp /run/libvirtd.conf /etc/libvirt/libvirtd.conf");
        Assert.Equal("daemon_error", failed.ErrorCode);
        Assert.Contains("libvirtd.service", failed.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(before, world.Shell($"cat /etc/libvirt/qemu/networks/{name}.xml /run/libvirt/network/{name}.xml /etc/hosts"));
    }
}
