using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// One reload of the daemon, from SIGHUP until libvirt has written the hostsfile of every active network from its new memory, the last thing it
/// does (networkStateReload, bridge_driver.c 9.0; newer ones write the status files too). It answers nothing, and swallows a signal that comes
/// while it is at an earlier reload (measured: 0.7 s after that began, not 1.2 s).
/// </summary>
internal sealed class DaemonReload
{
    private const int MostSignals = 5;
    private const int LookAgainMilliseconds = 5;
    private const int QuietSeconds = 1;
    private const int QuietNanoseconds = 200_000_000;
    private const int LongestQuietWaitMilliseconds = 2000;

    /// <summary>A signal is hardly ever swallowed, after the wait for an earlier reload; on a busy machine one reload took 5.3 s.</summary>
    private const int ShortestPatienceMilliseconds = 5000;

    /// <summary>Twice what the firewall rules of one network take (measured: some 0.4 s).</summary>
    private const int PatienceForEachNetworkMilliseconds = 800;

    /// <summary>Bytes of status file that libvirt surely reads and writes out as hostsfile in a millisecond.</summary>
    private const int BytesPerMillisecond = 1000;

    private readonly RootedFiles files;
    private readonly Progress progress;
    private readonly List<string> active;

    /// <summary>Waits until an earlier reload is over, and looks at everything that libvirt may make wait: no more of that once it is to go fast.</summary>
    public DaemonReload(TargetMachine machine)
    {
        (files, progress) = (machine.Files, machine.Progress);
        active = [.. machine.Libvirt.Networks().Where(network => network.IsActive).Select(network => network.Name)];
        AwaitEarlier();
        Watch = new(machine);
    }

    /// <summary>What others do, from now on.</summary>
    public ReloadWatch Watch { get; }

    public int ActiveNetworks => active.Count;

    /// <summary>Signals until libvirt has reloaded. Answers with how many signals, 0 where it never did.</summary>
    /// <param name="networks">Whose status files were written.</param>
    public int Run(IReadOnlyList<string> networks)
    {
        var hostsfiles = active.Select(LibvirtPaths.Hostsfile).Where(files.Exists).ToList();
        var before = hostsfiles.ConvertAll(files.Identity);
        var size = networks.Sum(network => (long)(files.Identity(LibvirtPaths.Status(network))?.Size ?? 0));
        var patience = ShortestPatienceMilliseconds + (int)(size / BytesPerMillisecond) + PatienceForEachNetworkMilliseconds * hostsfiles.Count;
        Watch.Start();
        for (var signals = 1; signals <= MostSignals && Daemon.Reload(files); signals++)
            if (Await(patience, () => hostsfiles.Select(files.Identity).Zip(before).All(pair => pair.First != pair.Second)))
            {
                // Others write hostsfiles too, and make the reload wait for each network they change.
                if (Watch.SawOthers)
                    Thread.Sleep(PatienceForEachNetworkMilliseconds * active.Count);
                return signals;
            }
        return 0;
    }

    /// <summary>Until its last writes are old enough, or there has been time enough for it.</summary>
    private void AwaitEarlier()
    {
        var watched = active.SelectMany(network => new[] { LibvirtPaths.Status(network), LibvirtPaths.Hostsfile(network) }).ToList();
        for (var started = Environment.TickCount64; Environment.TickCount64 - started < LongestQuietWaitMilliseconds; Thread.Sleep(20))
        {
            progress.Tell(Sentences.EarlierReloadUnderWay, 0, 0);
            if (!watched.Exists(path => files.Identity(path) is { } identity && IsFresh(identity, DateTimeOffset.UtcNow)))
                return;
        }
    }

    private bool Await(int milliseconds, Func<bool> isSo)
    {
        for (var started = Environment.TickCount64; ; Thread.Sleep(LookAgainMilliseconds))
        {
            progress.Tell(Sentences.ReloadUnderWay, 0, 0);
            if (isSo())
                return true;
            if (Environment.TickCount64 - started >= milliseconds)
                return false;
        }
    }

    private static bool IsFresh(FileIdentity identity, DateTimeOffset now)
    {
        var changed = DateTimeOffset.FromUnixTimeSeconds(identity.ModifySeconds).AddTicks(identity.ModifyNanoseconds / 100);
        return now - changed < new TimeSpan(0, 0, QuietSeconds).Add(TimeSpan.FromTicks(QuietNanoseconds / 100)) && changed <= now;
    }
}
