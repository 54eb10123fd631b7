using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>Many reservations as one change, on a running libvirtd.</summary>
public sealed class BulkLive(World world, ITestOutputHelper output) : IClassFixture<World>
{
    private static string Subnet(int second, string range = "<range start='10.{0}.0.2' end='10.{0}.255.250'/>") =>
        string.Format(CultureInfo.InvariantCulture, $"<ip address='10.{{0}}.0.1' netmask='255.255.0.0'>{(range.Length == 0 ? "" : $"<dhcp>{range}</dhcp>")}</ip>", second);

    /// <summary>Rows of <paramref name="count"/> guests from 10.SECOND.THIRD.0 on.</summary>
    private static string Rows(int second, int count, int third = 1, string name = "g")
    {
        var rows = new StringBuilder("mac,ip,name\n");
        for (var row = 0; row < count; row++)
            rows.Append(CultureInfo.InvariantCulture, $"52:54:{second:x2}:00:{row >> 8:x2}:{row & 255:x2},10.{second}.{third + (row >> 8)}.{row & 255},{name}{second}-{row}\n");
        return rows.ToString();
    }

    private JsonNode Import(bool change, string rows, params string[] arguments)
    {
        var outcome = world.RunWith(rows, World.Tool, ["import", "-", .. arguments]);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Equal(change, outcome.Changed);
        return outcome.Json;
    }

    private int Count(string network, bool live) => int.Parse(world.Shell($"virsh net-dumpxml {network} {(live ? "" : "--inactive")} | grep -c '<host mac' || true"), CultureInfo.InvariantCulture);

    /// <summary>So many changes that one reload would disturb less, however many networks the tests before this one left active.</summary>
    private int MoreThanNetworks() => int.Parse(world.Shell("virsh net-list --name | grep -c ."), CultureInfo.InvariantCulture) + 2;

    private int Lines(string network) => int.Parse(world.Shell($"wc -l </var/lib/libvirt/dnsmasq/{network}.hostsfile"), CultureInfo.InvariantCulture);

    [Fact]
    public void TwoThousandGoInByOneReload()
    {
        world.Network("many", Subnet(90));
        world.Network("idle", Subnet(91));
        var result = Import(change: true, Rows(90, 2000), "network=many");
        Assert.Equal("reload", result["applied"]!.GetValue<string>());
        // One, where the machine does nothing else; on a busy one libvirt may take longer than a signal is waited for.
        Assert.InRange(result["effects"]!["daemon_reloads"]!.GetValue<int>(), 1, 3);
        Assert.Equal(0, result["effects"]!["api_updates"]!.GetValue<int>());
        Assert.Equal((2000, 2000, 2000), (Count("many", live: true), Count("many", live: false), Lines("many")));
        Import(change: false, Rows(90, 2000), "network=many");
        world.Plug("last", "many", "52:54:5a:00:07:cf");
        Assert.Equal("10.90.8.207", world.AskV4("last"));
    }

    [Fact]
    public void WithoutARangeTheFirstOpensDhcpAndTheRestFollow()
    {
        world.Network("norange", Subnet(92, ""));
        var result = Import(change: true, Rows(92, 50), "network=norange");
        Assert.Equal(1, result["effects"]!["api_updates"]!.GetValue<int>());
        Assert.InRange(result["effects"]!["daemon_reloads"]!.GetValue<int>(), 1, 3);
        Assert.False(result["restart_required"]!.GetValue<bool>());
        Assert.Equal(50, result["summary"]!["added"]!.GetValue<int>());
        world.Plug("norange49", "norange", "52:54:5c:00:00:31");
        Assert.Equal("10.92.1.49", world.AskV4("norange49"));
        Import(change: false, Rows(92, 50), "network=norange");
    }

    [Fact]
    public void QuietInterruptsNothingAndIsServed()
    {
        world.Network("quiet", Subnet(93));
        var rules = world.Shell("iptables-save | grep -v '^[:#]'");
        var result = Import(change: true, Rows(93, 300), "network=quiet", "apply=quiet");
        Assert.Equal("quiet", result["applied"]!.GetValue<string>());
        Assert.Equal(0, result["effects"]!["interruptions"]!.GetValue<int>());
        Assert.Equal(rules, world.Shell("iptables-save | grep -v '^[:#]'"));
        Assert.Equal((0, 300, 300), (Count("quiet", live: true), Count("quiet", live: false), Lines("quiet")));
        world.Plug("quiet7", "quiet", "52:54:5d:00:00:07");
        Assert.Equal("10.93.1.7", world.AskV4("quiet7"));
        Import(change: false, Rows(93, 300), "network=quiet", "apply=quiet");
        // libvirt learns it at its next start, from the status file.
        world.StopDaemon();
        world.StartDaemon();
        Assert.Equal(300, Count("quiet", live: true));
        Import(change: false, Rows(93, 300), "network=quiet");
    }

    [Fact]
    public void ReloadsBackToBackAllArrive()
    {
        world.Network("quick", Subnet(94));
        for (var round = 0; round < 3; round++)
        {
            Import(change: true, Rows(94, 20, third: 1 + round), "network=quick", "apply=reload");
            Assert.Contains($"10.94.{1 + round}.19", world.Definition("quick", live: true), StringComparison.Ordinal);
            Assert.Contains($"10.94.{1 + round}.19", world.Definition("quick", live: false), StringComparison.Ordinal);
            Assert.Contains($"10.94.{1 + round}.19", world.Hostsfile("quick"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AutoDoesNotReloadWhereThatWouldStartSomething()
    {
        world.Network("calm", Subnet(95));
        world.Network("stopped", Subnet(96));
        world.Shell("virsh -q net-autostart stopped && virsh -q net-destroy stopped");
        var result = Import(change: true, Rows(95, MoreThanNetworks()), "network=calm");
        world.Shell("virsh -q net-autostart --disable stopped");
        Assert.Equal("api", result["applied"]!.GetValue<string>());
        Assert.Contains(result["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("network stopped is stopped but set to autostart", StringComparison.Ordinal));
        Assert.DoesNotContain("stopped", world.Shell("virsh net-list --name"), StringComparison.Ordinal);
    }

    [Fact]
    public void AutoDoesNotReloadWhereThatWouldStartAPool()
    {
        world.Network("poolless", Subnet(104));
        world.Shell("mkdir -p /run/pool && virsh -q pool-define-as stopped dir --target /run/pool && virsh -q pool-autostart stopped");
        var result = Import(change: true, Rows(104, MoreThanNetworks()), "network=poolless");
        world.Shell("virsh -q pool-undefine stopped");
        Assert.Equal("api", result["applied"]!.GetValue<string>());
        Assert.Contains(result["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("storage pool stopped is stopped but set to autostart", StringComparison.Ordinal));
    }

    [Fact]
    public void AutoDoesNotReloadOverAHandEditThatWaits()
    {
        world.Network("plain", Subnet(97));
        world.Network("edited", Subnet(98));
        world.Shell("sed -i 's|</dhcp>|<host mac=\"52:54:62:00:00:01\" ip=\"10.98.0.9\"/></dhcp>|' /etc/libvirt/qemu/networks/edited.xml; sed -i '/<range/a <host mac=\"52:54:62:00:00:02\" ip=\"10.98.0.10\"/>' /etc/libvirt/qemu/networks/edited.xml");
        var result = Import(change: true, Rows(97, MoreThanNetworks()), "network=plain");
        Assert.Equal("api", result["applied"]!.GetValue<string>());
        Assert.DoesNotContain("10.98.0.10", world.Definition("edited", live: false), StringComparison.Ordinal);
        // Who insists is told what came in with it.
        var insisted = Import(change: true, Rows(97, 40), "network=plain", "apply=reload");
        Assert.Contains(insisted["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("/etc/libvirt/qemu/networks/edited.xml differs from libvirt", StringComparison.Ordinal));
    }

    [Fact]
    public void PurgeAndSeveralNetworksAreOneReload()
    {
        world.Network("north", Subnet(99));
        world.Network("south", Subnet(100));
        Import(change: true, Rows(99, 30), "network=north");
        var rows = "network,mac,ip,name\n" + string.Concat(Rows(99, 20).Split('\n')[11..21].Select(row => $"north,{row}\n")) + string.Concat(Rows(100, 25).Split('\n')[1..26].Select(row => $"south,{row}\n"));
        var result = Import(change: true, rows, "purge=true");
        Assert.InRange(result["effects"]!["daemon_reloads"]!.GetValue<int>(), 1, 3);
        Assert.Equal("""{"added":25,"updated":0,"removed":20,"unchanged":10}""", result["summary"]!.ToJsonString());
        Assert.Equal((10, 10, 10), (Count("north", live: true), Count("north", live: false), Lines("north")));
        Assert.Equal((25, 25, 25), (Count("south", live: true), Count("south", live: false), Lines("south")));
        Import(change: false, rows, "purge=true");
    }

    [Fact]
    public void DuringLoopsOfVirshNothingAcknowledgedIsLostUnreported()
    {
        world.Network("ours", Subnet(101));
        world.Network("theirs", Subnet(102));
        world.Shell("""
            add() {
                for n in $(seq 25000); do
                    [ -e /run/enough ] && break
                    ip=10.$2.$((100 + n / 250)).$((1 + n % 250))
                    virsh -q net-update $1 add ip-dhcp-host "<host mac='52:54:$(printf %02x:01:%02x:%02x $2 $((n / 250)) $((n % 250)))' ip='$ip'/>" --live --config 2>/dev/null && echo $ip >>/run/acked.$1
                done
            }
            add ours 101 >/dev/null 2>&1 </dev/null & add theirs 102 >/dev/null 2>&1 </dev/null &
            disown -a
            """);
        var (told, last) = (new StringBuilder(), 0);
        for (var third = 1; third <= Effort.Of(2, 50); third++)
        {
            var outcome = world.RunWith(Rows(101, 4, third, name: $"r{third}-"), World.Tool, "import", "-", "network=ours", "apply=reload");
            told.Append(outcome.Json["warnings"]!.ToJsonString());
            if (outcome.ExitCode == 0)
                last = third;
            else
                Assert.True(outcome.ErrorCode is "changed_underneath" or "not_converged", outcome.Output);
        }
        world.Shell("touch /run/enough; sleep 3; rm /run/enough");
        // One that is overrun for half a minute may give up, and has then changed nothing.
        Assert.NotEqual(0, last);
        foreach (var live in new[] { true, false })
        {
            // The later call moved the same guests.
            Assert.Equal(4, System.Text.RegularExpressions.Regex.Count(world.Definition("ours", live), $@"ip='10\.101\.{last}\."));
            foreach (var network in new[] { "ours", "theirs" })
            {
                var (definition, acknowledged) = (world.Definition(network, live), world.Shell($"cat /run/acked.{network}").Split('\n', StringSplitOptions.RemoveEmptyEntries));
                Assert.NotEmpty(acknowledged);
                output.WriteLine($"{network}, {(live ? "live" : "config")}: {acknowledged.Length} acknowledged to virsh, {acknowledged.Count(ip => told.ToString().Contains($"{ip} ", StringComparison.Ordinal))} told of");
                Assert.DoesNotContain(acknowledged, ip => !definition.Contains($"ip='{ip}'", StringComparison.Ordinal) && !told.ToString().Contains($"{ip} ", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void APersonSeesProgressAndAPipeDoesNot()
    {
        world.Network("watched", Subnet(103));
        world.Shell($"cat >/run/watched.csv <<'X'\n{Rows(103, 6)}X\n");
        var seen = world.Shell($"script -qec '{World.Tool} import /run/watched.csv network=watched apply=api' /dev/null");
        Assert.Contains("network watched, live changes: ", seen, StringComparison.Ordinal);
        Assert.Contains("watched: 6 added", seen, StringComparison.Ordinal);
        var piped = world.RunWith(Rows(103, 6, third: 2), World.Tool, "import", "-", "network=watched", "apply=api");
        Assert.Equal("", piped.Error);
        Assert.Equal(0, piped.ExitCode);
    }
}
