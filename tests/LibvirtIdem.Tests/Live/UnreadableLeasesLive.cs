using System.Text.Json.Nodes;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>libvirt's record of leases is damaged: who relies on it is told, and nothing else fails for it.</summary>
public sealed class UnreadableLeasesLive(World world) : IClassFixture<World>
{
    private const string Leases = "/var/lib/libvirt/dnsmasq/leases.status";

    [Fact]
    public void EachDamageIsToldWhereLeasesCount()
    {
        world.Network("leases", "<ip address='10.87.1.1' netmask='255.255.255.0'><dhcp><range start='10.87.1.2' end='10.87.1.254'/></dhcp></ip>");
        // The empty file of a network of which nobody has had a lease, and no file, are no leases.
        Assert.Equal("0", world.Shell($"stat -c %s {Leases}").Trim());
        Assert.Empty(Warnings(world.Run(World.Tool, "info", "network=leases").Json));
        Assert.Empty(Warnings(world.Must(change: true, "network=leases", "mac=52:54:00:87:01:01", "ip=10.87.1.20", "on_active_lease=fail")));
        world.Shell($"mv {Leases} /run/leases");
        Assert.Empty(Warnings(world.Must(change: true, "network=leases", "mac=52:54:00:87:01:02", "ip=auto", "on_active_lease=fail")));
        world.Shell($"mv /run/leases {Leases}");
        world.Plug("leases1", "leases", "52:54:00:87:01:09");
        var leased = world.AskV4("leases1");
        world.Shell($"timeout 20 bash -c 'until grep -q {leased} {Leases}; do sleep 0.05; done'; cp {Leases} /run/leases");

        // After each SIGHUP dnsmasq has libvirt write the file: not while it is stopped, and its helper is done.
        world.Shell("kill -STOP $(cat /run/libvirt/network/leases.pid); sleep 1");
        var next = 0x10;
        foreach (var damage in new[] { ": >", "head -c 40 /run/leases >", "echo '{}' >", "echo nothing >", "head -c 512 /dev/zero >", "rm -f FILE; mkdir", "echo '[{\"ip-address\": 7}]' >" })
        {
            string[] call = ["network=leases", $"mac=52:54:00:87:02:{next++:x2}"];
            world.Shell($"rm -rf {Leases}; {damage.Replace("FILE", Leases, StringComparison.Ordinal)} {Leases}");
            AssertWarned(world.Run(World.Tool, "info", "network=leases"));
            var refused = world.Reservation([.. call, $"ip={leased}", "on_active_lease=fail"]);
            Assert.Equal((1, "on_active_lease"), (refused.ExitCode, refused.Json["errors"]![0]!["field"]!.GetValue<string>()));
            AssertWarned(world.Reservation([.. call, $"ip={leased}", "check_mode=true"]));
            AssertWarned(world.Reservation([.. call, $"ip={leased}", "on_active_lease=release", "check_mode=true"]));
            Assert.Empty(Warnings(world.Must(change: true, [.. call, $"ip={leased}", "on_active_lease=ignore", "check_mode=true"])));
            Assert.Equal(1, world.Run(World.Tool, "export", "network=leases", "source=leases").ExitCode);
            AssertWarned(world.Run(World.Tool, "export", "source=leases"));
            AssertWarned(world.Reservation([.. call, "ip=auto", "on_active_lease=ignore"]));
            // What gives no guest an address goes through.
            Assert.Empty(Warnings(world.Must(change: false, [.. call, "ip=auto", "on_active_lease=fail"])));
            Assert.Empty(Warnings(world.Must(change: true, [.. call, "ip=auto", "lease_time=1h", "on_active_lease=fail"])));
            Assert.Empty(Warnings(world.Must(change: true, [.. call, "state=absent", "on_active_lease=fail"])));
        }
        world.Shell("kill -CONT $(cat /run/libvirt/network/leases.pid)");
        // What the message says to do helps.
        world.Shell($"rm {Leases} && kill -HUP $(cat /run/libvirt/network/leases.pid) && timeout 20 bash -c 'until grep -q {leased} {Leases}; do sleep 0.05; done'");
        Assert.Equal("active_lease", world.Reservation("network=leases", "mac=52:54:00:87:03:01", $"ip={leased}", "on_active_lease=fail").ErrorCode);
    }

    private static void AssertWarned(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        Assert.Contains(Leases, Assert.Single(Warnings(outcome.Json)), StringComparison.Ordinal);
    }

    private static List<string> Warnings(JsonNode result) => [.. result["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>())];
}
