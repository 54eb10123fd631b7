using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// One reload of the daemon, from SIGHUP until the thread that does it has ended (daemonReloadHandlerThread, remote_daemon.c 9.0), or where
/// threads bear no names (before 6.1) until the hostsfile of every active network was written, its last work (networkStateReload,
/// bridge_driver.c 9.0). It answers nothing, and swallows a signal that comes while it is at an earlier reload.
/// </summary>
internal sealed class DaemonReload
{
    private const int MostSignals = 5;
    private const int LookAgainMilliseconds = 5;

    /// <summary>A signal is hardly ever swallowed, after the wait for an earlier reload; on a busy machine one reload took 5.3 s.</summary>
    private const int ShortestPatienceMilliseconds = 5000;

    private const int LongestWaitMilliseconds = 15_000;

    /// <summary>Twice what the firewall rules of one network take (measured: some 0.4 s).</summary>
    private const int PatienceForEachNetworkMilliseconds = 800;

    /// <summary>Bytes of status file that libvirt surely reads and writes out as hostsfile in a millisecond.</summary>
    private const int BytesPerMillisecond = 1000;

    private readonly RootedFiles files;
    private readonly Progress progress;
    private readonly List<string> active;

    /// <summary>
    /// Waits until an earlier reload is over, and looks at everything that libvirt may make wait: no more of that once it is to go fast.
    /// </summary>
    public DaemonReload(TargetMachine machine)
    {
        (files, progress) = (machine.Files, machine.Progress);
        active = [.. machine.Libvirt.Networks().Where(network => network.IsActive).Select(network => network.Name)];
        AwaitEarlier(machine);
        Watch = new(machine);
    }

    /// <summary>What others do, from now on.</summary>
    public ReloadWatch Watch { get; }

    public int ActiveNetworks => active.Count;

    /// <summary>
    /// Waits until no reload is under way, by any process: it loads what it read before a change of ours, which libvirt acknowledged
    /// meanwhile (measured: 17 of 18). Answers whether one was.
    /// </summary>
    public static bool AwaitEarlier(TargetMachine machine)
    {
        var wasUnderWay = Daemon.IsReloading(machine.Files);
        if (wasUnderWay)
            Await(machine.Progress, Message.EarlierReloadUnderWay, LongestWaitMilliseconds, () => !Daemon.IsReloading(machine.Files));
        return wasUnderWay;
    }

    /// <summary>Signals until libvirt has reloaded. Answers with how many signals, 0 where it never did.</summary>
    /// <param name="networks">Whose status files were written.</param>
    public int Run(IReadOnlyList<string> networks)
    {
        var hostsfiles = active.Select(LibvirtPaths.Hostsfile).Where(files.Exists).ToList();
        var before = hostsfiles.ConvertAll(files.Identity);
        var size = networks.Sum(network => (long)(files.Identity(LibvirtPaths.Status(network))?.Size ?? 0));
        Watch.Start();
        for (var signals = 1; signals <= MostSignals && Daemon.Reload(files); signals++)
        {
            var hasBegun = false;
            if (Await(progress, Message.ReloadUnderWay, Patience(size), IsOver))
                return signals;

            bool IsOver()
            {
                // Others write hostsfiles too: where the thread can be seen, it is what counts.
                var isAtIt = Daemon.IsReloading(files);
                hasBegun |= isAtIt;
                return !isAtIt && (hasBegun || hostsfiles.Select(files.Identity).Zip(before).All(pair => pair.First != pair.Second));
            }
        }
        return 0;
    }

    private int Patience(long statusBytes) =>
        ShortestPatienceMilliseconds + (int)(statusBytes / BytesPerMillisecond) + PatienceForEachNetworkMilliseconds * active.Count;

    private static bool Await(Progress progress, string what, int milliseconds, Func<bool> isSo) =>
        Wait.Until(milliseconds, LookAgainMilliseconds, () =>
    {
        progress.Report(what, 0, 0);
        return isSo();
    });
}
