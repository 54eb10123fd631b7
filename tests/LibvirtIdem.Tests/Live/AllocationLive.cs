using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>MACs and addresses that the tool finds, parts of a network that teams share, and what removed guests leave behind; with a running libvirtd.</summary>
public sealed class AllocationLive(World world) : IClassFixture<World>
{
    private static readonly int ParallelCalls = Effort.Of(60, 500);

    [Fact]
    public void ParallelCallsGetDifferentMacsAndAddressesAndTheSameAgain()
    {
        world.Network("alloc", "<ip address='10.72.0.1' netmask='255.255.252.0'><dhcp><range start='10.72.3.200' end='10.72.3.250'/></dhcp></ip>");
        var first = Calls();
        Assert.All(first, result => Assert.True(result["changed"]!.GetValue<bool>()));
        Assert.Equal(ParallelCalls, first.Select(result => result["reservations"]![0]!["mac"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ParallelCalls, first.Select(result => result["reservations"]![0]!["ip"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
        var again = Calls();
        Assert.All(again, result => Assert.False(result["changed"]!.GetValue<bool>()));
        Assert.Equal(first.Select(Found), again.Select(Found), StringComparer.Ordinal);
        Assert.Equal(ParallelCalls, world.Hostsfile("alloc").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        // On another hypervisor, which has none of them, the names get the same MACs, in whatever order they come.
        world.Shell($"mkdir -p /run/second/etc && {World.Tool} network name=alloc ipv4=10.72.0.1/22 root=/run/second");
        var names = Enumerable.Range(1, ParallelCalls).Reverse().Select(number => string.Create(CultureInfo.InvariantCulture, $$"""{"name": "g{{number}}", "mac": "auto", "ip": "auto"}"""));
        var second = world.RunWith($$"""{"network": "alloc", "root": "/run/second", "reservations": [{{string.Join(",", names)}}]}""", World.Tool, "reservation", "-");
        Assert.Equal(first.Select(result => Mac(result["reservations"]![0]!)), second.Json["reservations"]!.AsArray().Reverse().Select(item => Mac(item!)), StringComparer.Ordinal);

        static string Mac(JsonNode reservation) => $"{reservation["name"]} {reservation["mac"]}";

        static string Found(JsonNode result) => result["reservations"]!.ToJsonString();

        List<JsonNode> Calls() => [.. world.Shell($$"""
            cd /run && mkdir -p calls
            for n in $(seq {{ParallelCalls}}); do {{World.Tool}} reservation network=alloc name=g$n mac=auto ip=auto lock_timeout=600 >calls/$n & done
            wait
            cat $(seq -f 'calls/%g' {{ParallelCalls}})
            """).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    [Fact]
    public void TwoTeamsPurgeWithinTheirPartsInALoopAndLoseNothing()
    {
        world.Network("teams", "<ip address='10.75.2.1' netmask='255.255.255.0'><dhcp><range start='10.75.2.200' end='10.75.2.250'/></dhcp></ip>");
        // Each team has two sets in turn, one guest of which stays.
        world.Shell($$"""
            cd /run
            team() {
                for ((turn = 0; turn < 10 || SECONDS < {{Effort.Of(0, 60)}}; turn++)); do
                    printf 'name,mac,ip\n%s-stays,auto,auto\n%s-%s,auto,auto\n' $1 $1 $((turn % 2)) >$1.csv
                    {{World.Tool}} import $1.csv network=teams within=$2 purge=true lock_timeout=600 >>$1.out
                    virsh net-dumpxml teams | grep -q "name='$1-stays'" || echo LOST >>$1.out
                done
            }
            team a 10.75.2.32/27 & team b 10.75.2.64-10.75.2.95 &
            wait
            ! grep -e LOST -e '"failed":true' a.out b.out
            """);
        Assert.Equal(["a-n", "a-stays", "b-n", "b-stays"], world.Hostsfile("teams").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')[2].Replace('0', 'n').Replace('1', 'n')).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var third = world.Reservation("network=teams", "name=c", "mac=auto", "ip=auto", "purge=true", "max_removals=0");
        Assert.Equal("too_many_removals", third.ErrorCode);
        Assert.Contains("4 reservations", third.Output, StringComparison.Ordinal);
    }

    /// <summary>libvirtd loads definitions whose emulator is not installed; a domain that runs is known by its status file while the daemon is down.</summary>
    [Fact]
    public void OnlyWhatNoDomainHasIsPruned()
    {
        world.Network("pruned", "<ip address='10.75.3.1' netmask='255.255.255.0'><dhcp><range start='10.75.3.200' end='10.75.3.250'/></dhcp></ip>");
        world.Must(change: true, """{"network": "pruned", "reservations": [{"name": "defined", "mac": "52:54:00:75:03:01", "ip": "10.75.3.11"}, {"name": "running", "mac": "52:54:00:75:03:02", "ip": "10.75.3.12"}, {"name": "removed", "mac": "52:54:00:75:03:03", "ip": "10.75.3.13"}]}""");
        Assert.Equal("too_many_removals", world.Reservation("network=pruned", "prune=true").ErrorCode);
        world.StopDaemon();
        Assert.Equal("not_supported", world.Reservation("network=pruned", "prune=true", "max_removals=9").ErrorCode);
        world.Shell($"""
            mkdir -p /etc/libvirt/qemu /run/libvirt/qemu
            echo "{Domain("defined", "52:54:00:75:03:01")}" >/etc/libvirt/qemu/defined.xml
            echo "<domstatus state='running' reason='booted' pid='1'>{Domain("running", "52:54:00:75:03:02")}</domstatus>" >/run/libvirt/qemu/running.xml
            """);
        var predicted = world.Must(change: true, "network=pruned", "prune=true", "check_mode=true");
        Assert.Equal("""[{"action":"removed","mac":"52:54:00:75:03:03","name":"removed","ip":"10.75.3.13","reason":"no_guest"}]""", predicted["changes"]!.ToJsonString());
        Assert.Contains("\"problem\":\"no_guest\"", world.Run(World.Tool, "info", "network=pruned").Output, StringComparison.Ordinal);
        world.Must(change: true, "network=pruned", "prune=true");
        world.Must(change: false, "network=pruned", "prune=true");
        Assert.Contains("10.75.3.12", world.Hostsfile("pruned"), StringComparison.Ordinal);

        world.Shell("rm /run/libvirt/qemu/running.xml");
        world.StartDaemon();
        Assert.Contains("defined", world.Shell("virsh list --all --name"), StringComparison.Ordinal);
        Assert.Equal("52:54:00:75:03:02", world.Must(change: true, "network=pruned", "prune=true")["changes"]![0]!["mac"]!.GetValue<string>());
        Assert.Equal("52:54:00:75:03:01,10.75.3.11,defined\n", world.Hostsfile("pruned"));
        Assert.DoesNotContain("no_guest", world.Run(World.Tool, "info", "network=pruned").Output, StringComparison.Ordinal);

        static string Domain(string name, string mac) => $"<domain type='qemu'><name>{name}</name><memory>1024</memory><os><type arch='x86_64'>hvm</type></os>"
            + $"<devices><interface type='network'><mac address='{mac}'/><source network='pruned'/></interface></devices></domain>";
    }

    /// <summary>The next guest on an address gets it at once, with each way of removing; the leases of other clients stay.</summary>
    [Theory]
    [InlineData(4, "state=absent", "name=old")]
    [InlineData(5, "purge=true", "max_removals=9")]
    [InlineData(6, "purge=true", "max_removals=9", "within=10.75.6.10/32")]
    public void AReleasedLeaseIsTheNextGuests(int third, params string[] removal)
    {
        var network = string.Create(CultureInfo.InvariantCulture, $"freed{third}");
        var (old, next, other) = ($"52:54:00:75:{third:x2}:0a", $"52:54:00:75:{third:x2}:0b", $"52:54:00:75:{third:x2}:0c");
        world.Network(network, $"<ip address='10.75.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.75.{third}.10' end='10.75.{third}.20'/></dhcp></ip>");
        world.Must(change: true, $"network={network}", "name=old", $"mac={old}", $"ip=10.75.{third}.10");
        world.Plug($"old{third}", network, old);
        world.Plug($"next{third}", network, next);
        world.Plug($"other{third}", network, other);
        Assert.Equal($"10.75.{third}.10", world.AskV4($"old{third}"));
        var kept = world.AskV4($"other{third}");
        var result = world.Must(change: true, [$"network={network}", "on_active_lease=release", .. removal]);
        Assert.Equal(1, result["effects"]!["leases_released"]!.GetValue<int>());
        Assert.Equal(1, result["summary"]!["removed"]!.GetValue<int>());
        Assert.Empty(world.Must(change: true, $"network={network}", "name=next", $"mac={next}", $"ip=10.75.{third}.10", "on_active_lease=fail")["warnings"]!.AsArray());
        Assert.Equal($"10.75.{third}.10", world.AskV4($"next{third}"));
        Assert.Equal(kept, world.AskV4($"other{third}"));
    }

    /// <summary>A recreated guest with another address; and the same by DUID on IPv6.</summary>
    [Fact]
    public void ReplacedAndIpv6LeasesAreReleased()
    {
        world.Network("freedx", "<ip address='10.75.7.1' netmask='255.255.255.0'><dhcp><range start='10.75.7.10' end='10.75.7.20'/></dhcp></ip>"
            + "<ip family='ipv6' address='2001:db8:75::1' prefix='64'><dhcp><range start='2001:db8:75::100' end='2001:db8:75::1ff'/></dhcp></ip>");
        world.Must(change: true, """{"network": "freedx", "reservations": [{"name": "x", "mac": "52:54:00:75:07:0a", "ip": "10.75.7.10"}, {"name": "x", "id": "00:03:00:01:52:54:00:75:07:0a", "ip": "2001:db8:75::10"}]}""");
        world.Plug("freedx1", "freedx", "52:54:00:75:07:0a");
        world.Plug("freedx2", "freedx", "52:54:00:75:07:0b");
        Assert.Equal("10.75.7.10", world.AskV4("freedx1"));
        Assert.Equal("2001:db8:75::10", world.AskV6("freedx1"));
        var replaced = world.Must(change: true, "network=freedx", "name=x", "mac=52:54:00:75:07:0b", "ip=10.75.7.11", "on_conflict=replace", "on_active_lease=release");
        Assert.Equal(1, replaced["effects"]!["leases_released"]!.GetValue<int>());
        var six = world.Must(change: true, "network=freedx", "id=00:03:00:01:52:54:00:75:07:0a", "state=absent", "on_active_lease=release");
        Assert.Equal(1, six["effects"]!["leases_released"]!.GetValue<int>());
        world.Must(change: true, "network=freedx", "name=y", "id=00:03:00:01:52:54:00:75:07:0b", "ip=2001:db8:75::10", "on_active_lease=fail");
        Assert.Equal("10.75.7.11", world.AskV4("freedx2"));
        Assert.Equal("2001:db8:75::10", world.AskV6("freedx2"));
    }
}
