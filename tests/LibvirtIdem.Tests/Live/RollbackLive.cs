using System.Globalization;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>Calls that fail on a real libvirtd leave what was there; what libvirt does not keep is named; records of the format before can be read.</summary>
public sealed class RollbackLive(World world) : IClassFixture<World>
{
    [Fact]
    public void ADnsmasqOptionThatIsRefusedChangesNothing()
    {
        var bridge = Attached("opt", 1);
        var refused = world.RunNetwork("name=opt1", "dnsmasq_options=[\"cache-size=50\",\"no-such-option\"]", "restart=if_needed");
        Assert.Equal("invalid_value", refused.ErrorCode);
        Assert.Contains("no-such-option", refused.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        // libvirt writes a dhcp-lease-max of its own, and dnsmasq takes one only.
        Assert.Equal("invalid_value", world.RunNetwork("name=opt1", "dnsmasq_options=dhcp-lease-max=9", "restart=if_needed").ErrorCode);
        Assert.Equal(bridge, Bridge("opt1"));
        Assert.DoesNotContain("option", world.Definition("opt1", live: false), StringComparison.Ordinal);
    }

    [Fact]
    public void ARestartThatFailsIsRolledBack()
    {
        Attached("fail", 2);
        var (config, live) = (world.Definition("fail2", live: false), world.Definition("fail2", live: true));
        // The new address's DNS port is taken, so dnsmasq cannot start there.
        world.Shell("""
            cat >/run/taker.py <<'P'
            import socket, time
            s = socket.socket(); s.setsockopt(socket.SOL_IP, 15, 1); s.bind(('10.85.102.1', 53)); s.listen(); open('/run/taken', 'w'); time.sleep(60)
            P
            python3 /run/taker.py >/dev/null 2>&1 & echo $! >/run/taker.pid
            until [ -e /run/taken ]; do sleep 0.05; done
            """);
        var failed = world.RunNetwork("name=fail2", "ipv4=10.85.102.1/24", "dhcp_ranges=10.85.102.100-10.85.102.110", "restart=if_needed");
        world.Shell("kill $(cat /run/taker.pid)");
        Assert.Equal("daemon_error", failed.ErrorCode);
        Assert.Equal(config, world.Definition("fail2", live: false));
        Assert.Equal(live, world.Definition("fail2", live: true));
        Assert.Contains("vgfail2", world.Shell("ls /sys/class/net/fail2/brif"), StringComparison.Ordinal);
        Assert.False(world.RunNetwork("name=fail2", "ipv4=10.85.2.1/24", "restart=if_needed").Changed);
    }

    [Fact]
    public void ABridgeThatIsTakenChangesNothing()
    {
        var bridge = Attached("taken", 3);
        world.Shell("ip link add dummy0 type veth peer name dummy1");
        foreach (var call in new[] { "bridge=dummy0", "xml=<network><name>taken3</name><forward mode='open'/><bridge name='dummy0'/><ip address='10.85.3.1' netmask='255.255.255.0'/></network>" })
            Assert.Equal("conflict", world.RunNetwork(call.StartsWith("xml", StringComparison.Ordinal) ? [call, "restart=if_needed", "force=true"] : ["name=taken3", call, "restart=if_needed"]).ErrorCode);
        Assert.Equal(bridge, Bridge("taken3"));
    }

    [Theory]
    [InlineData("<title>t</title>", "<title>")]
    [InlineData("<description>d</description>", "<description>")]
    [InlineData("<colour>red</colour>", "<colour>")]
    [InlineData("<route address='10.84.0.0' prefix='16' gateway='10.85.{0}.9' via='x'/>", "<route via=…>")]
    [InlineData("<metadata><plain/></metadata>", "metadata")]
    public void WhatLibvirtDoesNotKeepIsNamedAndTheRestIsIn(string part, string named)
    {
        var third = 10 + part.Length;
        var name = $"drop{third}";
        var xml = $"<network><name>{name}</name><forward mode='open'/><bridge name='{name}'/><domain name='new.test'/>"
            + $"<ip address='10.85.{third}.1' netmask='255.255.255.0'/>{string.Format(CultureInfo.InvariantCulture, part, third)}</network>";
        world.Network(name, $"<ip address='10.85.{third}.1' netmask='255.255.255.0'/>");
        var first = world.RunNetwork($"xml={xml}", "restart=if_needed");
        Assert.True(first.ExitCode == 0 && first.Changed, first.Output);
        Assert.Contains(first.Json["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains(named, StringComparison.Ordinal));
        Assert.Contains("new.test", world.Definition(name, live: true), StringComparison.Ordinal);
        var bridge = Bridge(name);
        var second = world.RunNetwork($"xml={xml}", "restart=if_needed");
        Assert.True(second.ExitCode == 0 && !second.Changed, second.Output);
        Assert.Equal(bridge, Bridge(name));
    }

    [Theory]
    [InlineData("0.15")]
    [InlineData("0.4")]
    [InlineData("0.9")]
    public void ADaemonThatDiesWhileItReloadsLeavesNothingOfTheChange(string after)
    {
        var third = 80 + (int)(10 * double.Parse(after, CultureInfo.InvariantCulture));
        var name = $"dies{third}";
        world.Network(name, $"<ip address='10.85.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.85.{third}.100' end='10.85.{third}.150'/></dhcp></ip>");
        var rows = string.Join(',', Enumerable.Range(1, 40).Select(row => $"{{\"mac\":\"52:54:00:{third:d2}:00:{row:x2}\",\"ip\":\"10.85.{third}.{row + 10}\",\"name\":\"d{third}n{row}\"}}"));
        world.Shell($"cat > /run/{name}.json <<'X'\n{{\"network\":\"{name}\",\"apply\":\"reload\",\"reservations\":[{rows}]}}\nX");
        var hosts = world.Shell("cat /etc/hosts");
        world.Shell($"(sleep {after}; kill -9 $(cat /run/libvirtd.pid)) >/dev/null 2>&1 &");
        var outcome = world.Run(World.Tool, "reservation", $"/run/{name}.json");
        world.Shell("while kill -0 $(cat /run/libvirtd.pid) 2>/dev/null; do sleep 0.05; done");
        var there = outcome.ExitCode == 0 ? 40 : 0;
        Assert.True(outcome.ExitCode == 0 || outcome.Json["msg"]!.GetValue<string>().Contains("rolled back", StringComparison.Ordinal), outcome.Output);
        foreach (var file in new[] { $"/etc/libvirt/qemu/networks/{name}.xml", $"/run/libvirt/network/{name}.xml", $"/var/lib/libvirt/dnsmasq/{name}.hostsfile" })
            Assert.True(world.Shell($"grep -c 10.85.{third}. {file} || true").Trim() is var count && int.Parse(count, CultureInfo.InvariantCulture) - (file.EndsWith("xml", StringComparison.Ordinal) ? 2 : 0) == there, $"{file}: {world.Shell($"cat {file}")}\n{outcome.Output}");
        if (there == 0)
            Assert.Equal(hosts, world.Shell("cat /etc/hosts"));
        world.StartDaemon();
        world.Shell($"test -z \"$(find /var/lib/libvirt-idem -name journal)\"");
        Assert.Equal(outcome.ExitCode != 0, world.Run(World.Tool, "reservation", $"/run/{name}.json").Changed);
    }

    [Fact]
    public void RecordsOfFormat1AreReadAndRolledBack()
    {
        const string mac = "<mac address='52:54:00:12:34:40'/><ip address='10.90.40.1' netmask='255.255.255.0'><dhcp><range start='10.90.40.100' end='10.90.40.200'/>";
        Define("");
        // A run that was killed after its definition was in, and an entry of another client since.
        Define("<domain name='lab.example'/>");
        world.Shell($"mkdir -m 700 -p /var/lib/libvirt-idem && cp {Fixture("format-1-network-journal")} /var/lib/libvirt-idem/journal && chmod 600 /var/lib/libvirt-idem/journal");
        world.Shell("virsh -q net-update old add ip-dhcp-host \"<host mac='52:54:00:00:00:99' name='theirs' ip='10.90.40.99'/>\" --live --config");
        var next = world.Must(change: false, "network=old", "state=absent", "name=nobody");
        Assert.Contains("rolled back", next["warnings"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("lab.example", world.Definition("old", live: false), StringComparison.Ordinal);
        Assert.Contains("theirs", world.Definition("old", live: false), StringComparison.Ordinal);
        world.Shell("virsh -q net-update old delete ip-dhcp-host \"<host mac='52:54:00:00:00:99' name='theirs' ip='10.90.40.99'/>\" --live --config");

        Define("<domain name='lab.example'/>");
        world.Shell($"virsh -q net-autostart old; mkdir -m 700 -p /var/lib/libvirt-idem/undo && cp {Fixture("format-1-network")} /var/lib/libvirt-idem/undo/0000009998");
        Assert.Equal(0, world.Run(World.Tool, "undo").ExitCode);
        Assert.DoesNotContain("lab.example", world.Definition("old", live: false), StringComparison.Ordinal);
        Assert.Contains("no", world.Shell("virsh net-info old | grep Autostart"), StringComparison.Ordinal);

        world.Shell("virsh -q net-update old add ip-dhcp-host \"<host mac='52:54:00:00:00:02' name='second' ip='10.90.40.12'/>\" --live --config");
        world.Shell($"cp {Fixture("format-1-reservation")} /var/lib/libvirt-idem/undo/0000009999");
        Assert.Equal(0, world.Run(World.Tool, "undo").ExitCode);
        Assert.DoesNotContain("second", world.Definition("old", live: false) + world.Definition("old", live: true), StringComparison.Ordinal);

        void Define(string domain) => world.Shell($"""
            echo "<network><name>old</name><uuid>1b0f4a52-2f0e-4c6e-9f3a-3f2f0c1d2e40</uuid><forward mode='open'/><bridge name='old' stp='off' delay='0'/>{domain}{mac}<host mac='52:54:00:00:00:01' name='first' ip='10.90.40.11'/></dhcp></ip></network>" >/run/old.xml
            virsh -q net-define /run/old.xml; virsh -q net-list --name | grep -qx old || virsh -q net-start old
            """);

        static string Fixture(string name) => Path.Combine(World.Repository, "tests/fixtures/records", name);
    }

    [Fact]
    public void ReservationsThatANetworkCallMovesTakeTheirNamesWithThem()
    {
        world.Network("moves50", "<ip address='10.85.50.1' netmask='255.255.255.0'><dhcp><range start='10.85.50.100' end='10.85.50.110'/></dhcp></ip>");
        world.Must(change: true, "network=moves50", "mac=52:54:00:50:00:01", "ip=10.85.50.11", "name=stays50", "aliases=also50");
        world.Must(change: true, "network=moves50", "mac=52:54:00:50:00:02", "ip=10.85.50.12", "name=goes50");
        var xml = "<network><name>moves50</name><forward mode='nat'/><bridge name='moves50' stp='off' delay='0'/><ip address='10.85.50.1' netmask='255.255.255.0'><dhcp>"
            + "<range start='10.85.50.100' end='10.85.50.110'/><host mac='52:54:00:50:00:01' name='stays50' ip='10.85.50.31'/></dhcp></ip></network>";
        world.MustNetwork(change: true, $"xml={xml}", "force=true");
        var hosts = world.Shell("cat /etc/hosts");
        Assert.Contains("10.85.50.31 stays50 also50\n", hosts, StringComparison.Ordinal);
        Assert.DoesNotContain("goes50", hosts, StringComparison.Ordinal);
        Assert.Equal("52:54:00:50:00:01,10.85.50.31,stays50\n", world.Hostsfile("moves50"));
        world.MustNetwork(change: false, $"xml={xml}", "force=true");
    }

    /// <summary>A running network with a guest's wire on it; what its bridge and its port are.</summary>
    private string Attached(string prefix, int third)
    {
        var name = $"{prefix}{third}";
        world.Network(name, $"<ip address='10.85.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.85.{third}.100' end='10.85.{third}.150'/></dhcp></ip>");
        world.Plug($"g{name}", name, $"52:54:00:85:00:0{third}");
        return Bridge(name);
    }

    private string Bridge(string name) => world.Shell($"cat /sys/class/net/{name}/ifindex; ls /sys/class/net/{name}/brif");
}
