using System.Text.Json.Nodes;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>Names in a network's own DNS: what its dnsmasq answers, and whose names stay.</summary>
public sealed class DnsLive(World world) : IClassFixture<World>
{
    [Fact]
    public void NamesResolveAtOnceAndGoAlone()
    {
        Start("names", "10.91.1", "domain=lab.test");
        world.Shell("virsh -q net-update names add dns-host \"<host ip='10.91.1.5'><hostname>theirs</hostname></host>\" --live --config");
        var dnsmasq = world.Shell("cat /run/libvirt/network/names.pid");
        string[] call = ["network=names", "name=api.lab.test", "ip=10.91.1.5,2001:db8:91::5", "aliases=api-int.lab.test"];
        var predicted = Must(change: true, [.. call, "check_mode=true"]);
        Assert.Equal("", Ask("names", "10.91.1.1", "api.lab.test A"));

        var result = Must(change: true, call);
        Assert.Equal(predicted["changes"]!.ToJsonString(), result["changes"]!.ToJsonString());
        Assert.False(result["restart_required"]!.GetValue<bool>());
        Assert.Equal("10.91.1.5", Ask("names", "10.91.1.1", "api.lab.test A"));
        Assert.Equal("2001:db8:91::5", Ask("names", "10.91.1.1", "api-int.lab.test AAAA"));
        Assert.Contains("theirs.", Ask("names", "10.91.1.1", "-x 10.91.1.5"), StringComparison.Ordinal);
        Assert.Equal("api.lab.test.", Ask("names", "10.91.1.1", "-x 2001:db8:91::5").Split('\n')[0]);
        Must(change: false, call);

        Must(change: true, "network=names", "name=api.lab.test", "state=absent");
        Assert.Equal("", Ask("names", "10.91.1.1", "api.lab.test A"));
        Assert.Equal("10.91.1.5", Ask("names", "10.91.1.1", "api-int.lab.test A"));
        Assert.Equal("10.91.1.5", Ask("names", "10.91.1.1", "theirs A"));
        Assert.Equal(dnsmasq, world.Shell("cat /run/libvirt/network/names.pid"));

        Assert.True(world.Run(World.Tool, "undo").Changed);
        Assert.Equal("10.91.1.5", Ask("names", "10.91.1.1", "api.lab.test A"));
        Assert.Equal("10.91.1.5", Ask("names", "10.91.1.1", "theirs A"));
    }

    [Fact]
    public void CheckModeAssumesANetworkThatIsMissing()
    {
        string[] call = ["dns", "network=later", "name=api.lab.test", "ip=10.91.99.5"];
        Assert.Equal("network_not_found", world.Run(World.Tool, call).ErrorCode);
        var predicted = world.Run(World.Tool, [.. call, "check_mode=true"]);
        Assert.True(predicted.ExitCode == 0 && predicted.Changed, predicted.Output);
        Assert.Contains("network later does not exist", predicted.Json["warnings"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("10.91.99.5 api.lab.test", predicted.Json["changes"]![0]!["after"]!.GetValue<string>());
    }

    [Fact]
    public void AWildcardWaitsForTheRestart()
    {
        Start("wild", "10.91.2");
        string[] call = ["network=wild", "name=*.apps.wild.test", "ip=10.91.2.6"];
        var result = Must(change: true, call);
        Assert.True(result["restart_required"]!.GetValue<bool>());
        Assert.Contains("address=/apps.wild.test/10.91.2.6", result["restart_reasons"]![0]!["what"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("", Ask("wild", "10.91.2.1", "any.apps.wild.test A"));

        Assert.False(Must(change: true, [.. call, "restart=if_needed"])["restart_required"]!.GetValue<bool>());
        Assert.Equal("10.91.2.6", Ask("wild", "10.91.2.1", "any.apps.wild.test A"));
        Must(change: false, [.. call, "restart=if_needed"]);
        Must(change: true, "network=wild", "name=*.apps.wild.test", "state=absent", "restart=if_needed");
        Assert.Equal("", Ask("wild", "10.91.2.1", "any.apps.wild.test A"));
    }

    [Fact]
    public void NamesOfOneSideOnlyStayThere()
    {
        Start("sides", "10.91.3");
        world.Shell("""
            virsh -q net-update sides add dns-host "<host ip='10.91.3.5'><hostname>running</hostname></host>" --live
            virsh -q net-update sides add dns-host "<host ip='10.91.3.5'><hostname>defined</hostname></host>" --config
            """);
        Must(change: true, "network=sides", "name=both", "ip=10.91.3.5");
        Assert.Contains("<hostname>running</hostname>\n      <hostname>both</hostname>", world.Definition("sides", live: true), StringComparison.Ordinal);
        Assert.Contains("<hostname>defined</hostname>\n      <hostname>both</hostname>", world.Definition("sides", live: false), StringComparison.Ordinal);
        Assert.DoesNotContain("defined", world.Definition("sides", live: true), StringComparison.Ordinal);
        Must(change: false, "network=sides", "name=both", "ip=10.91.3.5");
    }

    [Fact]
    public void ParallelCallsAreAllIn()
    {
        Start("many", "10.91.4");
        // By pairs on one address, and in between another client's.
        var outcomes = Enumerable.Range(1, 10).AsParallel().WithDegreeOfParallelism(10).Select(number =>
            number % 5 == 0 ? world.Run("virsh", "-q", "net-update", "many", "add", "dns-host", $"<host ip='10.91.4.{100 + number}'><hostname>virsh{number}</hostname></host>", "--live", "--config")
            : world.Run(World.Tool, "dns", "network=many", $"name=name{number}", $"ip=10.91.4.{10 + (number / 2)}")).ToList();
        Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error));
        foreach (var number in Enumerable.Range(1, 10).Where(number => number % 5 != 0))
        {
            Assert.Equal($"10.91.4.{10 + (number / 2)}", Ask("many", "10.91.4.1", $"name{number} A"));
            Assert.Contains($"<hostname>name{number}</hostname>", world.Definition("many", live: false), StringComparison.Ordinal);
        }
        Assert.Equal("10.91.4.105", Ask("many", "10.91.4.1", "virsh5 A"));
        Assert.Contains("<hostname>virsh10</hostname>", world.Definition("many", live: false), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutADaemonTheDefinitionIsEnough()
    {
        world.MustNetwork(change: true, "name=off", "ipv4=10.91.5.1/24");
        Must(change: true, "network=off", "name=api", "ip=10.91.5.5");
        world.Shell("virsh -q net-start off");
        Assert.Equal("10.91.5.5", Ask("off", "10.91.5.1", "api A"));
    }

    private void Start(string name, string subnet, params string[] more) =>
        world.MustNetwork(change: true, [$"name={name}", "state=active", $"ipv4={subnet}.1/24", .. more]);

    private JsonNode Must(bool change, params string[] arguments)
    {
        var outcome = world.Run(World.Tool, ["dns", .. arguments]);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Equal(change, outcome.Changed);
        return outcome.Json;
    }

    /// <summary>What the network's dnsmasq answers, one value a line.</summary>
    private string Ask(string network, string server, string question) =>
        world.Shell($"grep -q . /run/libvirt/network/{network}.pid && dig +short +norecurse +time=2 @{server} {question}").Trim();
}
