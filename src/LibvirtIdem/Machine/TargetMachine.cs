using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// The world the tool works on, behind one object: files under a root, the daemon and dnsmasq where the root is the system's own.
/// </summary>
internal sealed class TargetMachine : IDisposable
{
    /// <summary>A start takes 0.6 s (virtnetworkd 11.3) to 1.25 s (libvirtd 9.0) on an idle machine.</summary>
    private const int LongestStartMilliseconds = 30_000;

    private const int LookAgainMilliseconds = 10;

    private Libvirt? libvirt;

    /// <param name="root">/, or an image.</param>
    /// <param name="showsProgress">A person reads along.</param>
    /// <param name="lockSeconds">How long another run, or a daemon's answer, is waited for.</param>
    public TargetMachine(string root, bool showsProgress = false, int lockSeconds = 0)
    {
        Progress = new(showsProgress);
        Patience = new(lockSeconds, StopSignals);
        var path = FullPath(root);
        if (path == "/" && Posix.EffectiveUser() != 0)
            throw new MachineException(Message.NotRoot());
        Files = new(path);
    }

    public RootedFiles Files { get; }

    public Progress Progress { get; }

    public StopSignals StopSignals { get; } = new();

    public DaemonPatience Patience { get; }

    /// <summary>What was found and repaired in addition to the call's own work: reported with its result.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>Reservations that the rollback of an interrupted run removed, or brought back.</summary>
    public IReadOnlyList<Change> RolledBack { get; set; } = [];

    public void Warn(string? notice) => Warnings = notice is null ? Warnings : [.. Warnings, notice];

    /// <summary>The daemon's API; the connection is made once and only where it is asked for.</summary>
    public Libvirt Libvirt => libvirt ??= Libvirt.Connect(DaemonPid is { } pid ? Daemon.Name(pid) : null, Patience);

    /// <summary>Drops the cached handle of the network's name: it may be another network by now.</summary>
    public void InvalidateNetworkCache(string name) => libvirt?.InvalidateCache(name);

    /// <summary>The pid of the daemon that owns the networks right now, -1 for one that cannot be seen, null for none.</summary>
    public int? DaemonPid => Daemon.Owner(Files);

    /// <summary>The daemon that a connection would start; null where one runs, or none would.</summary>
    public string? SleepingDaemon => Machine.SleepingDaemon.NameOf(Files);

    /// <summary>How many daemons this call has started.</summary>
    public int DaemonStarts { get; private set; }

    /// <summary>
    /// Starts the daemon by a connection to its socket, and waits until it owns the networks. One that runs is left as it is.
    /// </summary>
    /// <exception cref="MachineException">It does not start.</exception>
    public void Wake()
    {
        if (SleepingDaemon is not { } name)
            return;
        try
        {
            libvirt = Libvirt.Connect(name, Patience);
        }
        catch (MachineException failure)
        {
            throw new MachineException(Message.DaemonDoesNotStart(name, failure.Problem.Msg));
        }
        if (!Wait.Until(LongestStartMilliseconds, LookAgainMilliseconds, () => DaemonPid is not null))
            throw new MachineException(Message.DaemonDoesNotStart(name, null));
        DaemonStarts++;
    }

    /// <summary>A connection to the guests' daemon has started the networks' daemon, which is the same.</summary>
    public void RecordDaemonStart() => DaemonStarts++;

    /// <summary>A folder that the call was started in and that is removed since has no path.</summary>
    public static string FullPath(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (IOException)
        {
            throw new MachineException(Message.NoWorkingFolder(path));
        }
    }

    public void Dispose()
    {
        Progress.Clear();
        StopSignals.Dispose();
        Files.Dispose();
    }
}
