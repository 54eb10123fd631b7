using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Hosts;

/// <summary>
/// The same tour on every host: what the tool does with a network, its reservations and a DHCP client. The networks are isolated, since NAT of the newer
/// ones wants kernel modules that not every machine has. Run by <c>make test-hosts</c> only.
/// </summary>
public abstract class Tour(HostWorld world)
{
    [Fact(Explicit = true)]
    public void NetworkIsMadeChangedStoppedAndRemoved()
    {
        string[] network = ["name=life", "forward=none", "ipv4=10.80.1.1/24", Ranges(1), "domain=life.test", "state=active", "autostart=true"];
        world.MustNetwork(change: true, network);
        world.MustNetwork(change: false, network);
        Assert.Contains("yes", world.Shell("virsh -q net-list --autostart | grep life"), StringComparison.Ordinal);
        var changed = world.MustNetwork(change: true, "name=life", """dns_hosts=[{"ip":"10.80.1.9","names":["printer"]}]""");
        Assert.False(changed["restart_required"]!.GetValue<bool>());
        Assert.Contains("printer", world.Definition("life", live: true), StringComparison.Ordinal);
        Assert.True(world.MustNetwork(change: true, "name=life", "domain=other.test")["restart_required"]!.GetValue<bool>());
        world.MustNetwork(change: true, "name=life", "restart=if_needed");
        Assert.Contains("other.test", world.Definition("life", live: true), StringComparison.Ordinal);
        world.MustNetwork(change: true, "name=life", "state=inactive");
        world.MustNetwork(change: true, "name=life", "state=absent");
        world.MustNetwork(change: false, "name=life", "state=absent");
        Assert.DoesNotContain("life", world.Shell("virsh -q net-list --all"), StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public void DnsmasqIsRestartedAndTheBridgeStays()
    {
        world.MustNetwork(change: true, "name=alone", "forward=none", "bridge=alone", "ipv4=10.80.30.1/24", "ipv6=2001:db8:80:30::1/64", Ranges(30), "state=active");
        var bridge = world.Shell("cat /sys/class/net/alone/ifindex");
        string[] first = ["network=alone", "id=00:03:00:01:52:54:00:80:30:01", "ip=2001:db8:80:30::10", "force=true", "restart=dnsmasq"];
        Assert.False(world.Must(change: true, first)["restart_required"]!.GetValue<bool>());
        string[] settings = ["name=alone", "domain=alone.test", "dns_forwarders=[{\"addr\":\"10.80.30.9\",\"domain\":\"corp.test\"}]", "dnsmasq_options=[\"address=/apps.alone.test/10.80.30.5\"]", "bootp_file=pxe.0", "restart=dnsmasq"];
        Assert.False(world.MustNetwork(change: true, settings)["restart_required"]!.GetValue<bool>());
        var conf = world.Shell("cat /var/lib/libvirt/dnsmasq/alone.conf");
        Assert.All(["domain=alone.test", "server=/corp.test/10.80.30.9", "address=/apps.alone.test/10.80.30.5", "dhcp-boot=pxe.0", "dhcp-range=2001:db8:80:30::1,static"],
            line => Assert.Contains(line, conf, StringComparison.Ordinal));
        Assert.DoesNotContain("libvirt-idem.invalid", conf + world.Definition("alone", live: true), StringComparison.Ordinal);
        Assert.Equal(bridge, world.Shell("cat /sys/class/net/alone/ifindex"));
        world.Must(change: false, first);
        world.MustNetwork(change: false, settings);
        Assert.Equal(0, world.Run(World.Tool, "undo").ExitCode);
        Assert.DoesNotContain("alone.test", world.Shell("cat /var/lib/libvirt/dnsmasq/alone.conf"), StringComparison.Ordinal);
        world.MustNetwork(change: true, "name=alone", "state=absent", "force=true");
    }

    [Fact(Explicit = true)]
    public void Ipv6ByMacAndNamesInTheDnsAreServed()
    {
        world.MustNetwork(change: true, "name=bymac", "forward=none", "bridge=bymac", "ipv4=10.80.31.1/24", "ipv6=2001:db8:80:31::1/64", "state=active");
        string[] six = ["network=bymac", "mac=52:54:00:80:31:01", "ip=2001:db8:80:31::10", "name=six31", "dns=true", "restart=dnsmasq"];
        Assert.False(world.Must(change: true, six)["restart_required"]!.GetValue<bool>());
        world.Must(change: false, six);
        var conf = world.Shell("cat /var/lib/libvirt/dnsmasq/bymac.conf");
        Assert.Contains("dhcp-host=52:54:00:80:31:01,[2001:db8:80:31::10],six31", conf, StringComparison.Ordinal);
        Assert.DoesNotContain("libvirt-idem.invalid", conf + world.Definition("bymac", live: true), StringComparison.Ordinal);
        Assert.Contains("six31", world.Shell("cat /var/lib/libvirt/dnsmasq/bymac.addnhosts"), StringComparison.Ordinal);
        world.Must(change: true, "network=bymac", "mac=52:54:00:80:31:01", "state=absent", "restart=dnsmasq");
        Assert.DoesNotContain("six31", world.Definition("bymac", live: true) + world.Definition("bymac", live: false), StringComparison.Ordinal);
        world.MustNetwork(change: true, "name=bymac", "state=absent", "force=true");
    }

    [Theory(Explicit = true)]
    [InlineData("api", 2)]
    [InlineData("reload", 3)]
    [InlineData("quiet", 4)]
    public void ReservationReachesItsClient(string apply, int third)
    {
        var network = Make(apply, third);
        string[] web1 = [$"network={network}", $"mac=52:54:00:80:{third:x2}:01", $"ip=10.80.{third}.10", $"name=web{third}", $"apply={apply}"];
        var result = world.Must(change: true, web1);
        Assert.Equal(apply, result["applied"]!.GetValue<string>());
        Assert.Equal(apply == "reload" ? 1 : 0, result["effects"]!["daemon_reloads"]!.GetValue<int>());
        world.Must(change: false, web1);
        Assert.Equal($"52:54:00:80:{third:x2}:01,10.80.{third}.10,web{third}\n", world.Hostsfile(network));
        Assert.Contains($"10.80.{third}.10", world.Shell($"getent hosts web{third}"), StringComparison.Ordinal);
        world.Plug($"guest{third}", network, $"52:54:00:80:{third:x2}:01");
        Assert.Equal($"10.80.{third}.10", world.AskV4($"guest{third}"));
        foreach (var live in apply == "quiet" ? [false] : new[] { true, false })
            Assert.Contains($"ip='10.80.{third}.10'", world.Definition(network, live), StringComparison.Ordinal);
        world.Must(change: true, [.. web1, "state=absent"]);
        Assert.Equal("", world.Hostsfile(network));
    }

    [Theory(Explicit = true)]
    [InlineData("api", 5)]
    [InlineData("reload", 6)]
    public void TwoSwapTheirAddresses(string apply, int third)
    {
        var network = Make("swap" + apply, third);
        Reserve(10, 11);
        Reserve(11, 10);
        foreach (var live in new[] { true, false })
        {
            var definition = world.Definition(network, live);
            Assert.Contains($"<host mac='52:54:00:80:{third:x2}:0a' name='a{third}' ip='10.80.{third}.11'/>", definition, StringComparison.Ordinal);
            Assert.Contains($"<host mac='52:54:00:80:{third:x2}:0b' name='b{third}' ip='10.80.{third}.10'/>", definition, StringComparison.Ordinal);
        }

        void Reserve(int a, int b)
        {
            var set = $$"""reservations=[{"mac":"52:54:00:80:{{third:x2}}:0a","name":"a{{third}}","ip":"10.80.{{third}}.{{a}}"},{"mac":"52:54:00:80:{{third:x2}}:0b","name":"b{{third}}","ip":"10.80.{{third}}.{{b}}"}]""";
            world.Must(change: true, $"network={network}", set, $"apply={apply}");
            world.Must(change: false, $"network={network}", set);
        }
    }

    [Theory(Explicit = true)]
    [InlineData("--live", "config", 7)]
    [InlineData("--config", "live", 8)]
    public void DriftIsReportedAndRepaired(string onlySide, string missing, int third)
    {
        var network = Make($"drift{third}", third);
        world.Shell($"virsh -q net-update {network} add ip-dhcp-host \"<host mac='52:54:00:80:{third:x2}:01' name='half{third}' ip='10.80.{third}.20'/>\" {onlySide}");
        Assert.Contains($$"""{"where":"{{missing}}","problem":"missing",""", Info(network)["drift"]!.ToJsonString(), StringComparison.Ordinal);
        world.Must(change: true, $"network={network}", $"mac=52:54:00:80:{third:x2}:01", $"ip=10.80.{third}.20");
        Assert.Empty(Info(network)["drift"]!.AsArray());
        foreach (var live in new[] { true, false })
            Assert.Contains($"ip='10.80.{third}.20'", world.Definition(network, live), StringComparison.Ordinal);
    }

    [Theory(Explicit = true)]
    [InlineData("api", 9)]
    [InlineData("reload", 10)]
    [InlineData("quiet", 11)]
    public void UndoPutsBackWhatWasThere(string apply, int third)
    {
        var network = Make("undo" + apply, third);
        world.Must(change: true, $"network={network}", $"mac=52:54:00:80:{third:x2}:01", $"ip=10.80.{third}.30", $"name=kept{third}");
        var before = Everything();
        world.Must(change: true, $"network={network}", $"mac=52:54:00:80:{third:x2}:01", $"ip=10.80.{third}.31", $"apply={apply}", "on_active_lease=ignore");
        Assert.NotEqual(before, Everything(), StringComparer.Ordinal);
        var undone = world.Run(World.Tool, "undo");
        Assert.True(undone.ExitCode == 0 && undone.Changed, undone.Output + undone.Error);
        Assert.Equal(before, Everything());

        string Everything() => world.Definition(network, live: true) + world.Definition(network, live: false) + world.Hostsfile(network) + world.Shell("cat /etc/hosts");
    }

    [Fact(Explicit = true)]
    public void TableIsImportedPurgedAndExported()
    {
        var network = Make("bulk", 12);
        var rows = new StringBuilder("mac,name,ip\n");
        for (var row = 0; row < 70; row++)
            rows.Append(CultureInfo.InvariantCulture, $"52:54:00:80:0c:{row:x2},bulk{row},10.80.12.{10 + row}\n");
        Import(rows.ToString(), change: true);
        Import(rows.ToString(), change: false);
        Assert.Equal(70, world.Hostsfile(network).Count(character => character == '\n'));
        Assert.Equal(70, Info(network)["reservations"]!.AsArray().Count);
        Assert.Empty(Info(network)["drift"]!.AsArray());
        var two = "mac,name,ip\n52:54:00:80:0c:01,bulk1,10.80.12.11\n52:54:00:80:0c:02,bulk2,10.80.12.12\n";
        Assert.Equal(68, Import(two, change: true, "purge=true", "max_removals=68")["summary"]!["removed"]!.GetValue<int>());
        Assert.Equal(two, world.Run(World.Tool, "export", "network=bulk", "format=csv").Output.Replace("\r", "", StringComparison.Ordinal));
        world.Plug("bulk1", network, "52:54:00:80:0c:01");
        Assert.Equal("10.80.12.11", world.AskV4("bulk1"));

        JsonNode Import(string table, bool change, params string[] options)
        {
            var outcome = world.RunWith(table, World.Tool, ["import", "-", $"network={network}", .. options]);
            Assert.True(outcome.ExitCode == 0 && outcome.Changed == change, outcome.Output + outcome.Error);
            return outcome.Json;
        }
    }

    /// <summary>The files serve while no daemon runs, and the next one has it all.</summary>
    [Fact(Explicit = true)]
    public void DaemonThatWasKilledFindsWhatTheFilesGot()
    {
        var network = Make("files", 13);
        world.Plug("files", network, "52:54:00:80:0d:01");
        world.Shell("kill -9 $(cat /run/libvirt/network/driver.pid); sleep 0.2");
        try
        {
            Assert.Null(world.Run(World.Tool, "info").Json["daemon"]);
            var result = world.Must(change: true, $"network={network}", "mac=52:54:00:80:0d:01", "ip=10.80.13.10", "name=filed");
            Assert.Equal("files", result["applied"]!.GetValue<string>());
            Assert.Equal(1, result["effects"]!["dnsmasq_reloads"]!.GetValue<int>());
            Assert.Equal("10.80.13.10", world.AskV4("files"));
        }
        finally
        {
            world.Shell($"rm -f /run/{world.Daemon}.pid; {world.Daemon} -d; until virsh -q net-list >/dev/null 2>&1; do sleep 0.05; done");
        }
        Assert.Equal(world.Daemon, world.Run(World.Tool, "info").Json["daemon"]!["name"]!.GetValue<string>());
        foreach (var live in new[] { true, false })
            Assert.Contains("ip='10.80.13.10'", world.Definition(network, live), StringComparison.Ordinal);
        world.Must(change: false, $"network={network}", "mac=52:54:00:80:0d:01", "ip=10.80.13.10", "name=filed");
    }

    /// <summary>Over the reservations too, so that dhcp-lease-max covers them.</summary>
    private static string Ranges(int third) => $"dhcp_ranges=10.80.{third}.10-10.80.{third}.200";

    private string Make(string network, int third)
    {
        world.MustNetwork(change: true, $"name={network}", $"bridge={network}", "forward=none", $"ipv4=10.80.{third}.1/24", Ranges(third), "state=active");
        return network;
    }

    private JsonNode Info(string network)
    {
        var outcome = world.Run(World.Tool, "info", $"network={network}");
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome.Json["networks"]!.AsArray().Single()!;
    }
}
