using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// The published binary is static, and stays so while it runs: a shared library that a static glibc loads later (libcrypto, libnss_…, a converter of gconv) damages its memory. Each
/// command is traced, on a running libvirtd and on an image.
/// </summary>
public sealed partial class NoLibraries(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("/", 1)]
    [InlineData("/run/image", 2)]
    public void AreLoadedByAnyCommand(string root, int third)
    {
        var name = $"bare{third}";
        world.Shell("mkdir -p /run/image/etc/libvirt/qemu/networks; printf '127.0.0.1 localhost\\n' >/run/image/etc/hosts");
        // More items, and more keys in one of them, than any table of the framework has before it hashes with a secret.
        var items = string.Join(',', Enumerable.Range(0, 100).Select(item => string.Create(CultureInfo.InvariantCulture,
            $$"""{"mac": "52:54:00:62:00:{{item:x2}}", "ip": "10.62.{{third}}.{{100 + item}}", "name": "n{{third}}-{{item}}"{{string.Concat(Enumerable.Range(0, 40).Select(key => $", \"_ansible_{key}\": {key}"))}}}""")));
        world.Shell($"cat >/run/{name}.json <<'END'\n{{\"network\": \"{name}\", \"root\": \"{root}\", \"reservations\": [{items}]}}\nEND");
        Traced("--version");
        Traced("--help");
        Traced(["network", $"name={name}", $"root={root}", $"bridge={name}", $"ipv4=10.62.{third}.1/24", $"ipv6=2001:db8:62:{third}::1/64", "domain=bare.example", .. root == "/" ? ["state=active"] : (string[])[]]);
        Traced("reservation", $"network={name}", $"root={root}", "id=00:03:00:01:52:54:00:62:01:01", $"ip=2001:db8:62:{third}::11", "name=Straße.bare.example", "force=true", "check_mode=true");
        Traced("reservation", $"network={name}", $"root={root}", "mac=52:54:00:62:01:01", "ip=auto", "name=one", "diff=true", "backup=true");
        Traced("reservation", $"/run/{name}.json");
        Traced("export", $"network={name}", $"root={root}", "format=csv", $"dest=/run/{name}.csv");
        Traced("export", $"network={name}", $"root={root}", "format=hosts");
        Traced("import", $"/run/{name}.csv", $"network={name}", $"root={root}", "purge=true");
        Traced("info", $"root={root}");
        Traced(["network", $"name={name}", $"root={root}", "dns_hosts=[{\"ip\":\"10.62.1.9\",\"names\":[\"nas\"]}]", .. root == "/" ? ["restart=if_needed"] : (string[])[]]);
        Traced("undo", $"root={root}");
    }

    private void Traced(params string[] words)
    {
        var outcome = world.Run("strace", ["-f", "-qq", "-o", "/run/libraries.trace", "-e", "trace=open,openat,openat2,connect,execve", World.Tool, .. words]);
        Assert.True(outcome.ExitCode == (words.Contains("name=Straße.bare.example") ? 1 : 0), string.Join(' ', words) + outcome.Output + outcome.Error);
        var trace = world.Shell("cat /run/libraries.trace").Split('\n');
        // Another program that it runs (dnsmasq --test) has libraries of its own.
        var others = trace.Where(line => line.Contains("execve(", StringComparison.Ordinal)).Skip(1).Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(trace.Where(line => !others.Contains(line.Split(' ')[0])), line => Library().IsMatch(line));
    }

    [GeneratedRegex(@"\.so[.0-9]*""|nsswitch|resolv\.conf|host\.conf|gconv|/etc/(passwd|group|services|protocols)""|nscd")]
    private static partial Regex Library();
}
