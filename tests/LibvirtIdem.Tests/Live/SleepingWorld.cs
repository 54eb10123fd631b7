using System.Globalization;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// A world whose libvirtd sleeps behind its socket, as on a host two minutes after boot: the first connection starts it, and it exits
/// after 4 s without one. tests/world/activator holds the socket.
/// </summary>
public class SleepingWorld : World
{
    /// <summary>How often the daemon was started so far.</summary>
    public int DaemonStarts => int.Parse(Shell($"grep -c ^start /run/{Daemon}.lives || true"), CultureInfo.InvariantCulture);

    /// <summary>Its activator holds the socket, and no daemon runs.</summary>
    public bool IsAsleep => !Shell($"tail -n 1 /run/{Daemon}.lives").StartsWith("start", StringComparison.Ordinal);

    /// <summary>The one that owns the networks.</summary>
    private protected virtual string Daemon => "libvirtd";

    private protected override string[] Init() => [.. base.Init(), "sleeping"];

    /// <summary>Waits until the daemon has exited for want of clients; one that stays awake fails the test.</summary>
    public void AwaitSleep()
    {
        for (var patience = 600; !IsAsleep; Thread.Sleep(50))
            Assert.True(patience-- > 0, $"{Daemon} stays awake");
    }
}
