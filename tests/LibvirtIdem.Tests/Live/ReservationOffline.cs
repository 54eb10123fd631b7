using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>libvirtd is killed, its dnsmasq lives on.</summary>
public sealed class ReservationOffline(World world) : IClassFixture<World>
{
    [Fact]
    public void IsServedAtOnceAndStillThereWhenTheDaemonIsBack()
    {
        world.Network("off", "<ip address='10.78.1.1' netmask='255.255.255.0'><dhcp><range start='10.78.1.100' end='10.78.1.150'/></dhcp></ip>");
        world.Network("other", "<ip address='10.78.2.1' netmask='255.255.255.0'><dhcp><range start='10.78.2.100' end='10.78.2.150'/></dhcp></ip>");
        world.StopDaemon();
        var result = world.Must(change: true, "network=off", "mac=52:54:00:12:34:56", "ip=10.78.1.10", "name=web1");
        Assert.Equal("files", result["applied"]!.GetValue<string>());
        Assert.Equal(1, result["effects"]!["dnsmasq_reloads"]!.GetValue<int>());
        Assert.Equal(4, result["files"]!.AsArray().Count);
        Assert.Contains("10.78.1.10", world.Shell("getent hosts web1"), StringComparison.Ordinal);
        world.Plug("guest1", "off", "52:54:00:12:34:56");
        Assert.Equal("10.78.1.10", world.AskV4("guest1"));
        world.Must(change: false, "network=off", "mac=52:54:00:12:34:56", "ip=10.78.1.10", "name=web1");

        world.StartDaemon();
        const string entry = "<host mac='52:54:00:12:34:56' name='web1' ip='10.78.1.10'/>";
        Assert.Contains(entry, world.Definition("off", live: true), StringComparison.Ordinal);
        Assert.Contains(entry, world.Definition("off", live: false), StringComparison.Ordinal);
        Assert.Equal("52:54:00:12:34:56,10.78.1.10,web1\n", world.Hostsfile("off"));
        world.Must(change: false, "network=off", "mac=52:54:00:12:34:56", "ip=10.78.1.10", "name=web1");
        Assert.Equal("10.78.1.10", world.AskV4("guest1"));
    }

    [Fact]
    public void DriftIsRepairedAndGuestsSwapWithoutADaemonToo()
    {
        world.Network("half", "<ip address='10.78.7.1' netmask='255.255.255.0'><dhcp><range start='10.78.7.100' end='10.78.7.150'/></dhcp></ip>");
        world.Shell("""
            virsh -q net-update half add ip-dhcp-host "<host mac='52:54:00:07:00:0a' name='halfa' ip='10.78.7.10'/>" --live
            virsh -q net-update half add ip-dhcp-host "<host mac='52:54:00:07:00:0b' name='halfb' ip='10.78.7.11'/>" --config
            """);
        world.StopDaemon();
        var repaired = world.Must(change: true, "network=half",
            """reservations=[{"mac":"52:54:00:07:00:0a","ip":"10.78.7.10"},{"mac":"52:54:00:07:00:0b","ip":"10.78.7.11"}]""");
        var swapped = world.Must(change: true, "network=half",
            """reservations=[{"mac":"52:54:00:07:00:0a","ip":"10.78.7.11"},{"mac":"52:54:00:07:00:0b","ip":"10.78.7.10"}]""");
        world.Plug("guest7", "half", "52:54:00:07:00:0a");
        var given = world.AskV4("guest7");
        world.StartDaemon();
        Assert.Equal(2, repaired["warnings"]!.AsArray().Count(warning => warning!.GetValue<string>().Contains("now it is in both", StringComparison.Ordinal)));
        Assert.Equal(2, swapped["summary"]!["updated"]!.GetValue<int>());
        Assert.Equal("10.78.7.11", given);
        foreach (var live in new[] { true, false })
        {
            Assert.Contains("<host mac='52:54:00:07:00:0a' name='halfa' ip='10.78.7.11'/>", world.Definition("half", live), StringComparison.Ordinal);
            Assert.Contains("<host mac='52:54:00:07:00:0b' name='halfb' ip='10.78.7.10'/>", world.Definition("half", live), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FirstReservationWithoutARangeNeedsARestartAndSaysSo()
    {
        world.Network("bare", "<ip address='10.78.3.1' netmask='255.255.255.0'/>");
        world.StopDaemon();
        var result = world.Must(change: true, "network=bare", "mac=52:54:00:03:00:01", "ip=10.78.3.10");
        world.StartDaemon();
        Assert.True(result["restart_required"]!.GetValue<bool>());
        world.Shell("virsh -q net-destroy bare && virsh -q net-start bare");
        world.Plug("guest3", "bare", "52:54:00:03:00:01");
        Assert.Equal("10.78.3.10", world.AskV4("guest3"));
        Assert.False(world.Must(change: false, "network=bare", "mac=52:54:00:03:00:01", "ip=10.78.3.10")["restart_required"]!.GetValue<bool>());
    }

    [Fact]
    public void PidFileOfAnotherProcessIsNotSignalled()
    {
        world.Network("forged", "<ip address='10.78.4.1' netmask='255.255.255.0'><dhcp><range start='10.78.4.100' end='10.78.4.150'/></dhcp></ip>");
        world.StopDaemon();
        // A bystander that a SIGHUP would end, named by a pid file that dnsmasq's own user may write.
        world.Shell("setsid sleep 300 >/dev/null 2>&1 & echo $! >/run/libvirt/network/forged.pid");
        var result = world.Must(change: true, "network=forged", "mac=52:54:00:04:00:01", "ip=10.78.4.10");
        var bystander = world.Run("bash", "-c", "kill -0 $(cat /run/libvirt/network/forged.pid)");
        world.StartDaemon();
        Assert.Equal(0, bystander.ExitCode);
        Assert.Equal(0, result["effects"]!["dnsmasq_reloads"]!.GetValue<int>());
        Assert.Contains(result["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("no dnsmasq runs", StringComparison.Ordinal));
    }

    [Fact]
    public void PidFileWithAnotherNetworksDnsmasqIsNotBelieved()
    {
        foreach (var third in new[] { 26, 27 })
            world.Network($"pids{third}", $"<ip address='10.78.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.78.{third}.100' end='10.78.{third}.150'/></dhcp></ip>");
        world.StopDaemon();
        world.Shell("cp /run/libvirt/network/pids27.pid /run/libvirt/network/pids26.pid");
        var result = world.Must(change: true, "network=pids26", "mac=52:54:00:06:00:01", "ip=10.78.26.10");
        world.StartDaemon();
        Assert.Equal(0, result["effects"]!["dnsmasq_reloads"]!.GetValue<int>());
        Assert.Contains(result["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("no dnsmasq runs", StringComparison.Ordinal));
    }

    [Fact]
    public void ApiWithoutADaemonIsRefused()
    {
        world.StopDaemon();
        var refused = world.Reservation("network=any", "mac=52:54:00:05:00:01", "ip=10.78.5.10", "apply=api");
        world.StartDaemon();
        Assert.Equal("not_supported", refused.ErrorCode);
    }

    [Fact]
    public void BindMountedEtcHostsIsRefusedUnlessUnsafeWrites()
    {
        world.Network("bound", "<ip address='10.78.16.1' netmask='255.255.255.0'><dhcp><range start='10.78.16.100' end='10.78.16.150'/></dhcp></ip>");
        world.Shell("cp /etc/hosts /run/hosts && mount --bind /run/hosts /etc/hosts");
        string[] arguments = ["network=bound", "mac=52:54:00:06:10:01", "ip=10.78.16.77", "name=bound1"];
        var refused = world.Reservation(arguments);
        var untouched = world.Definition("bound", live: false);
        var leftovers = world.Shell("find /etc -maxdepth 1 -name '.hosts.*'");
        var written = world.Reservation([.. arguments, "unsafe_writes=true"]);
        var hosts = world.Shell("cat /run/hosts; umount /etc/hosts");
        Assert.Equal("io_error", refused.ErrorCode);
        Assert.Contains("unsafe_writes", refused.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("10.78.16.77", untouched, StringComparison.Ordinal);
        Assert.Empty(leftovers);
        Assert.Equal(0, written.ExitCode);
        Assert.Contains("10.78.16.77 bound1", hosts, StringComparison.Ordinal);
    }
}
