using System.Globalization;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Hosts;

/// <summary>
/// A world on another Debian release, in a root that tests/hosts/root has made and keeps; with <paramref name="isModular"/> below the daemons that
/// tests/hosts/modular has built.
/// </summary>
/// <param name="suite">The release.</param>
/// <param name="daemons">As tests/world/init has them.</param>
/// <param name="isModular">virtnetworkd, virtqemud and virtproxyd instead of libvirtd.</param>
public abstract class HostWorld(string suite, string daemons = "running", bool isModular = false) : World
{
    /// <summary>The daemon that owns the networks.</summary>
    public string Daemon { get; } = isModular ? "virtnetworkd" : "libvirtd";

    private protected override string[] Init() =>
        [Path.Combine(Repository, "tests/hosts/init"), Tool, daemons, Made("root", suite), .. isModular ? [Made("modular")] : (string[])[]];

    /// <summary>The folder that one of the scripts of tests/hosts keeps.</summary>
    private static string Made(string script, params string[] arguments)
    {
        const int unavailable = 3;
        var made = Here(Path.Combine(Repository, "tests/hosts", script), arguments);
        if (made.ExitCode == unavailable)
            throw new WorldMissingException(made.Error.Trim());
        Assert.True(made.ExitCode == 0, made.Error);
        return made.Output.Trim();
    }
}

/// <summary>libvirt 7.0, dnsmasq 2.85, glibc 2.31.</summary>
public sealed class Debian11World() : HostWorld("bullseye");

/// <summary>libvirt 11.3, dnsmasq 2.91.</summary>
public sealed class Debian13World() : HostWorld("trixie");

/// <summary>The newest.</summary>
public sealed class DebianSidWorld() : HostWorld("sid");

/// <summary>virtnetworkd 11.3 and its sisters, as on Fedora, RHEL 9, openSUSE and Arch.</summary>
public sealed class ModularWorld() : HostWorld("trixie", "modular", isModular: true);

/// <summary>The same, each behind its sockets.</summary>
public sealed class SleepingModularWorld() : HostWorld("trixie", "modular-sleeping", isModular: true)
{
    /// <summary>How often virtnetworkd was started so far.</summary>
    public int DaemonStarts => int.Parse(Shell($"grep -c ^start /run/{Daemon}.lives || true"), CultureInfo.InvariantCulture);

    /// <summary>Its activator holds the socket, and no daemon runs.</summary>
    public bool IsAsleep => !Shell($"tail -n 1 /run/{Daemon}.lives").StartsWith("start", StringComparison.Ordinal);

    /// <summary>Stops it as its unit would; one that has just been started is let be for a second, or its activator takes it for one that fails.</summary>
    public void PutToSleep()
    {
        Shell("sleep 1.1");
        for (var patience = 200; !IsAsleep; Thread.Sleep(50))
        {
            Shell($"set -- $(tail -n 1 /run/{Daemon}.lives); [ \"$1\" != start ] || kill $2 || true");
            Assert.True(patience-- > 0, $"{Daemon} does not stop");
        }
    }
}
