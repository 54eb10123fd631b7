using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>The names of reservations in a network's own DNS (<c>dns=true</c>): what its dnsmasq answers while they come, follow and go.</summary>
public sealed class ReservationDnsLive(World world) : IClassFixture<World>
{
    private const string Web = "mac=52:54:00:92:01:01";

    [Fact]
    public void NamesFollowTheirReservationAndOthersStay()
    {
        Start("follow", "10.92.1");
        world.Shell("virsh -q net-update follow add dns-host \"<host ip='10.92.1.11'><hostname>theirs</hostname></host>\" --live --config");
        var dnsmasq = world.Shell("cat /run/libvirt/network/follow.pid");
        string[] call = ["network=follow", Web, "ip=10.92.1.11", "name=web1", "aliases=www", "etc_hosts=false", "dns=true"];
        var predicted = world.Must(change: true, [.. call, "check_mode=true", "diff=true"]);
        Assert.Equal("", Ask("10.92.1.1", "web1 A"));

        var done = world.Must(change: true, [.. call, "diff=true"]);
        Assert.Equal(predicted["changes"]!.ToJsonString(), done["changes"]!.ToJsonString());
        Assert.Equal(predicted["diff"]!.ToJsonString(), done["diff"]!.ToJsonString());
        Assert.True(done["changes"]![0]!["dns"]!.GetValue<bool>());
        // Nobody has a lease, and /etc/hosts has no line.
        Assert.Equal("10.92.1.11", Ask("10.92.1.1", "web1 A"));
        Assert.Equal("10.92.1.11", Ask("10.92.1.1", "www.lab.test A"));
        world.Must(change: false, call);
        world.Must(change: false, "network=follow", Web, "ip=10.92.1.11", "name=web1", "etc_hosts=false");

        // Not given, it stays as it is: the names move, and are renamed.
        world.Must(change: true, "network=follow", Web, "ip=10.92.1.12", "aliases=www", "etc_hosts=false", "dns=true");
        Assert.Equal("web1.lab.test.", Ask("10.92.1.1", "-x 10.92.1.12"));
        // What an address keeps that no reservation has is named: without /etc/hosts it is not known whose alias it is.
        var moved = world.Must(change: true, "network=follow", Web, "ip=10.92.1.13", "etc_hosts=false");
        Assert.Contains("www at 10.92.1.12", moved["warnings"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("10.92.1.13", Ask("10.92.1.1", "web1 A"));
        world.Must(change: true, "network=follow", Web, "ip=10.92.1.13", "name=web2", "etc_hosts=false");
        Assert.Equal("10.92.1.13", Ask("10.92.1.1", "web2 A"));
        Assert.Equal("", Ask("10.92.1.1", "web1 A"));
        Assert.Equal("10.92.1.11", Ask("10.92.1.1", "theirs A"));

        var gone = world.Must(change: true, "network=follow", Web, "state=absent", "etc_hosts=false");
        Assert.True(gone["changes"]![0]!["dns"]!.GetValue<bool>());
        Assert.Equal("", Ask("10.92.1.1", "web2 A"));
        Assert.Equal("10.92.1.11", Ask("10.92.1.1", "theirs A"));
        Assert.True(world.Run(World.Tool, "undo").Changed);
        Assert.Equal("10.92.1.13", Ask("10.92.1.1", "web2 A"));
        Assert.Equal(dnsmasq, world.Shell("cat /run/libvirt/network/follow.pid"));
        Assert.Equal("[]", world.Run(World.Tool, "info", "network=follow").Json["networks"]![0]!["drift"]!.ToJsonString());
    }

    [Theory]
    [InlineData("api")]
    [InlineData("reload")]
    public void ASetIsSwappedAndPurged(string way)
    {
        var (name, subnet) = way == "api" ? ("swapa", "10.92.2") : ("swapr", "10.92.3");
        Start(name, subnet);
        Call(1, 2, 3);
        Assert.Equal([$"{subnet}.11", $"{subnet}.12", $"{subnet}.13"], Answers());
        Call(2, 1, 3);
        Assert.Equal([$"{subnet}.12", $"{subnet}.11", $"{subnet}.13"], Answers());
        Assert.Equal($"{subnet}.12", Ask($"{subnet}.1", $"{name}-alias1 A"));

        world.Must(change: true, $"network={name}", "mac=52:54:00:92:02:03", $"ip={subnet}.13", "purge=true", $"apply={way}");
        Assert.Equal(["", "", $"{subnet}.13"], Answers());
        Assert.DoesNotContain("hostname>" + name + "1<", world.Definition(name, live: true) + world.Definition(name, live: false), StringComparison.Ordinal);

        void Call(params int[] last)
        {
            var items = string.Join(',', last.Select((each, index) =>
                $$"""{"mac":"52:54:00:92:02:0{{index + 1}}","ip":"{{subnet}}.1{{each}}","name":"{{name}}{{index + 1}}","aliases":["{{name}}-alias{{index + 1}}"],"dns":true}"""));
            string[] call = [$$"""{"network":"{{name}}","apply":"{{way}}","reservations":[{{items}}]}"""];
            world.Must(change: true, call);
            world.Must(change: false, call);
        }

        string[] Answers() => [.. new[] { 1, 2, 3 }.Select(number => Ask($"{subnet}.1", $"{name}{number} A"))];
    }

    [Fact]
    public void ParallelCallsAllGetTheirNames()
    {
        Start("many", "10.92.4");
        world.Shell("""
            for n in 1 2 3 4 5 6 7 8; do
                /run/tool reservation network=many mac=52:54:00:92:04:0$n ip=10.92.4.2$n name=many$n etc_hosts=false dns=true >/run/many.$n &
            done
            wait
            """.Replace("/run/tool", World.Tool, StringComparison.Ordinal));
        for (var number = 1; number <= 8; number++)
            Assert.Equal($"10.92.4.2{number}", Ask("10.92.4.1", $"many{number} A"));
    }

    [Fact]
    public void ANameOfAnotherAddressIsAConflict()
    {
        Start("clash", "10.92.5");
        world.Shell("virsh -q net-update clash add dns-host \"<host ip='10.92.5.5'><hostname>db1</hostname></host>\" --live --config");
        string[] call = ["network=clash", "mac=52:54:00:92:05:01", "ip=10.92.5.11", "name=db1", "etc_hosts=false", "dns=true"];
        var refused = world.Reservation(call);
        Assert.Equal("conflict", refused.ErrorCode);
        Assert.Contains("10.92.5.5", refused.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        world.Must(change: true, [.. call, "on_conflict=replace"]);
        Assert.Equal("10.92.5.11", Ask("10.92.5.1", "db1 A"));
        world.Must(change: true, "network=clash", "mac=52:54:00:92:05:01", "state=absent", "dns=false", "etc_hosts=false");
        Assert.Equal("10.92.5.11", Ask("10.92.5.1", "db1 A"));
    }

    private void Start(string name, string subnet)
    {
        var network = world.RunNetwork($"name={name}", "state=active", $"ipv4={subnet}.1/24", $"bridge={name}", "domain=lab.test", $"dhcp_ranges={subnet}.2-{subnet}.254");
        Assert.True(network.ExitCode == 0, network.Output);
    }

    private string Ask(string server, string question) => world.Shell($"dig +short +time=2 +tries=2 @{server} {question} || true").Trim();
}
