using System.Globalization;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>A network that moves to another subnet with all that is in it, and one that finds a subnet; with a running libvirtd and real clients.</summary>
public sealed class RenumberLive(World world) : IClassFixture<World>
{
    private const int Reservations = 300;

    [Fact]
    public void ANetworkMovesWithItsGuests()
    {
        const string definition = "<dns><host ip='10.74.0.5'><hostname>nas</hostname></host></dns>"
            + "<ip address='10.74.0.1' netmask='255.255.0.0'><dhcp><range start='10.74.1.1' end='10.74.3.255'/><range start='10.74.9.200' end='10.74.9.250'/></dhcp></ip>"
            + "<ip family='ipv6' address='2001:db8:740::1' prefix='64'><dhcp><range start='2001:db8:740::100' end='2001:db8:740::1ff'/></dhcp></ip>";
        world.Network("moves", definition);
        var rows = Enumerable.Range(1, Reservations).Select(row => string.Create(CultureInfo.InvariantCulture,
            $$"""{"name": "m{{row}}", "mac": "52:54:00:74:{{row >> 8:x2}}:{{row & 255:x2}}", "ip": "10.74.{{1 + (row >> 8)}}.{{row & 255}}"}"""));
        world.RunWith($$"""{"network": "moves", "reservations": [{{string.Join(",", rows)}}, {"name": "m1", "id": "00:03:00:01:52:54:00:74:00:01", "ip": "2001:db8:740::11"}]}""", World.Tool, "reservation", "-");
        world.Plug("moves1", "moves", "52:54:00:74:00:01");
        world.Plug("moves2", "moves", "52:54:00:74:00:02");
        world.Plug("moves3", "moves", "52:54:00:74:01:2c");
        AssertGuestsAreIn("10.74");
        // dhcp-lease-max is libvirt's, before and after.
        var (before, hosts, drift) = (world.Definition("moves", live: false), world.Shell("cat /etc/hosts"), Drift());

        // Pending: the running network keeps its subnet, and a second call has nothing to do.
        string[] move = ["name=moves", "ipv4=10.73.0.1/16", "ipv6=2001:db8:730::1/64", "renumber=true"];
        var pending = world.MustNetwork(change: true, move);
        Assert.True(pending["restart_required"]!.GetValue<bool>());
        Assert.Equal(Reservations + 1, pending["changes"]!.AsArray().Count(change => change!["what"]!.GetValue<string>() == "reservation" && change["action"]!.GetValue<string>() == "updated"));
        Assert.Contains(pending["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("attached to network moves", StringComparison.Ordinal));
        Assert.Contains("10.74.1.1", world.Hostsfile("moves"), StringComparison.Ordinal);
        Assert.True(world.MustNetwork(change: false, move)["restart_required"]!.GetValue<bool>());

        // All of it, as one change that one undo takes back.
        Assert.True(world.Run(World.Tool, "undo").Changed);
        Assert.Equal(before, world.Definition("moves", live: false));
        Assert.Equal(hosts, world.Shell("cat /etc/hosts"));
        var moved = world.MustNetwork(change: true, [.. move, "restart=if_needed"]);
        Assert.False(moved["restart_required"]!.GetValue<bool>());
        world.MustNetwork(change: false, [.. move, "restart=if_needed"]);
        Assert.Equal(before.Replace("10.74.", "10.73.", StringComparison.Ordinal).Replace("2001:db8:740:", "2001:db8:730:", StringComparison.Ordinal), world.Definition("moves", live: false));
        Assert.Equal(hosts.Replace("10.74.", "10.73.", StringComparison.Ordinal).Replace("2001:db8:740:", "2001:db8:730:", StringComparison.Ordinal), world.Shell("cat /etc/hosts"));
        Assert.DoesNotContain("10.74.", world.Hostsfile("moves"), StringComparison.Ordinal);
        Assert.Equal(drift, Drift());
        AssertGuestsAreIn("10.73");
        Assert.Equal("2001:db8:730::11", world.AskV6("moves1"));
        Assert.Contains("10.73.2.44", world.Shell("getent hosts m300"), StringComparison.Ordinal);
        Assert.True(world.Run(World.Tool, "undo").Changed);
        Assert.Equal(before, world.Definition("moves", live: false));
        AssertGuestsAreIn("10.74");

        void AssertGuestsAreIn(string net) => Assert.Equal($"{net}.1.1 {net}.1.2 {net}.2.44", string.Join(' ', new[] { "moves1", "moves2", "moves3" }.Select(guest => world.AskV4(guest))));

        string Drift() => world.Run(World.Tool, "info", "network=moves").Json["networks"]![0]!["drift"]!.ToJsonString();
    }

    /// <summary>A nested host: its own network is 192.168.122.0/24, once with a route and once by an address alone.</summary>
    [Fact]
    public void AFreeSubnetIsFound()
    {
        world.Shell("""
            ip link add uplink type veth peer name uplink2 && ip link set uplink2 up && ip addr add 192.168.122.7/24 dev uplink && ip link set uplink up
            ip addr add 192.168.123.7/32 dev uplink
            """);
        var refused = world.RunNetwork("name=nested", "ipv4=192.168.122.1/24", "forward=nat");
        Assert.Contains("192.168.124.1/24 is free", refused.Output, StringComparison.Ordinal);
        var made = world.MustNetwork(change: true, "name=nested", "ipv4=auto", "forward=nat", "state=active");
        Assert.Contains("192.168.122.0/24 overlaps the host's route to 192.168.122.0/24 via uplink", made["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        var definition = world.Definition("nested", live: true);
        Assert.Contains("<ip address='192.168.124.1' netmask='255.255.255.0'>", definition, StringComparison.Ordinal);
        Assert.Contains("<range start='192.168.124.128' end='192.168.124.254'/>", definition, StringComparison.Ordinal);
        var again = world.MustNetwork(change: false, "name=nested", "ipv4=auto", "forward=nat", "state=active");
        Assert.Empty(again["warnings"]!.AsArray());
    }
}
