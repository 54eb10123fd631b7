using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>The running system, where the kernel or a sandbox refuses the system calls that are newer than Linux 4.18; as <see cref="Machine.RefusedSystemCalls"/> on an image.</summary>
public sealed class RefusedSystemCallsLive(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("pidfd_open", "ENOSYS", 1)]
    [InlineData("pidfd_open", "EPERM", 2)]
    [InlineData("pidfd_send_signal", "ENOSYS", 3)]
    [InlineData("pidfd_send_signal", "EPERM", 4)]
    [InlineData("statx", "ENOSYS", 5)]
    [InlineData("statx", "EPERM", 6)]
    [InlineData("openat2", "ENOSYS", 7)]
    [InlineData("openat2,pidfd_open,pidfd_send_signal,statx", "EPERM", 8)]
    [InlineData("openat2,renameat2,pidfd_open,pidfd_send_signal,statx", "ENOSYS", 9)]
    [InlineData("renameat2", "EPERM", 10)]
    public void EveryCommandWorks(string calls, string error, int third)
    {
        var unsafeWrites = calls.Contains("renameat2", StringComparison.Ordinal) ? "unsafe_writes=true" : "unsafe_writes=false";
        var name = $"old{third}";
        var hosts = world.Shell("cat /etc/hosts");
        Must(true, "network", $"name={name}", "state=active", $"bridge={name}", $"ipv4=10.61.{third}.1/24", $"dhcp_ranges=10.61.{third}.100-10.61.{third}.199", unsafeWrites);
        world.Plug($"g{name}", name, "52:54:00:61:00:01");
        foreach (var (apply, address) in new[] { ("quiet", 111), ("reload", 112), ("api", 113) })
        {
            Must(true, "reservation", $"network={name}", "mac=52:54:00:61:00:01", $"ip=10.61.{third}.{address}", $"name={name}", $"apply={apply}", unsafeWrites);
            Must(false, "reservation", $"network={name}", "mac=52:54:00:61:00:01", $"ip=10.61.{third}.{address}", $"name={name}", $"apply={apply}", unsafeWrites);
            // The new address is served: dnsmasq was sent its signal.
            Assert.Equal($"10.61.{third}.{address}", world.AskV4($"g{name}"));
        }
        Must(true, "export", $"network={name}", "format=csv", $"dest=/run/{name}.csv");
        Must(false, "import", $"/run/{name}.csv", $"network={name}", unsafeWrites);
        var info = Must(false, "info", $"network={name}").ToJsonString();
        Assert.True(info.Contains("\"drift\":[]", StringComparison.Ordinal), info);
        Must(true, "undo");
        Assert.Contains($"10.61.{third}.112", world.Hostsfile(name), StringComparison.Ordinal);
        Must(true, "undo");
        Must(true, "undo");
        Assert.Equal(hosts, world.Shell("cat /etc/hosts"));
        Must(true, "network", $"name={name}", "state=absent", "force=true");

        System.Text.Json.Nodes.JsonNode Must(bool change, params string[] words)
        {
            var outcome = Without(calls, error, words);
            Assert.True(outcome.ExitCode == 0 && outcome.Changed == change, string.Join(' ', words) + outcome.Output + outcome.Error);
            return outcome.Json;
        }
    }

    [Theory]
    [InlineData("ENOSYS", "auto", 21)]
    [InlineData("ENOSYS", "reload", 22)]
    [InlineData("EPERM", "quiet", 23)]
    public void WithoutExchangeACallIsRefusedBeforeItTouchesAnything(string error, string apply, int third)
    {
        var name = $"kept{third}";
        world.Network(name, $"<ip address='10.61.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.61.{third}.100' end='10.61.{third}.199'/></dhcp></ip>");
        // A block of the tool's own in /etc/hosts: it is replaced by the next call.
        world.Must(change: true, $"network={name}", "mac=52:54:00:61:00:01", $"ip=10.61.{third}.11", $"name={name}");
        var before = State();
        var outcome = Without("renameat2", error, "reservation", $"network={name}", "mac=52:54:00:61:00:02", $"ip=10.61.{third}.12", $"name={name}b", $"apply={apply}");
        Assert.Equal("not_supported", outcome.ErrorCode);
        Assert.Equal(before, State());

        string State() => world.Shell($"cat /etc/hosts; find /etc/hosts /run/libvirt/network /var/lib/libvirt/dnsmasq /etc/libvirt/qemu/networks /var/lib/libvirt-idem -type f ! -name lock -printf '%p %i %T@ %s\\n' | sort; cat /var/lib/libvirt/dnsmasq/{name}.hostsfile")
            + world.Definition(name, live: true) + world.Definition(name, live: false);
    }

    private Outcome Without(string calls, string error, params string[] words) =>
        world.Run(Path.Combine(World.Repository, "tests/world/without"), [calls, error, World.Tool, .. words]);
}
