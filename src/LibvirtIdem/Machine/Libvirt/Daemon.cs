using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// Which daemon owns the networks: libvirtd or virtnetworkd, whichever holds the lock on driver.pid for as long as it lives
/// (networkStateInitialize, virPidFileAcquire 9.0). The pid in the file outlives a kill -9; the lock does not.
/// </summary>
internal static class Daemon
{
    /// <summary>Tells it to read its files again. False where the process is no such daemon, or not the owner any more.</summary>
    public static bool Reload(RootedFiles files)
    {
        if (Owner(files) is not (> 0 and var pid) || ProcessHandle.Open(pid) is not { } process)
            return false;
        using (process)
            // The lock is asked again once the handle is there: a pid that was given on in between no longer matters.
            return ReloadRefusal(pid) is null && Owner(files) == pid && process.Send(Posix.SigHup);
    }

    /// <summary>
    /// Why the daemon is sent no SIGHUP; null where it may be. A program of another name (nixpkgs starts .libvirtd-wrapped) is not known to
    /// take it as a reload, and one that does not would end.
    /// </summary>
    public static string? ReloadRefusal(int? owner) => owner is not (> 0 and var pid) ? Message.NoReload()
        : Name(pid) is "libvirtd" or "virtnetworkd" ? null : Message.UnknownDaemonName(Name(pid));

    /// <summary>
    /// A reload is under way: libvirt gives it a thread of its own, of this name since 6.1 (daemonReloadHandler, remote_daemon.c 9.0).
    /// </summary>
    public static bool IsReloading(RootedFiles files) =>
        Owner(files) is > 0 and var pid && files.List($"/proc/{pid}/task")
            .Exists(thread => StandardStreams.ReadFile($"/proc/{pid}/task/{thread}/comm").AsSpan().StartsWith("daemon-reload"u8));

    /// <summary>The name of its program; null where it cannot be seen from here.</summary>
    public static string? Name(int pid) =>
        pid <= 0 ? null : Path.GetFileName(RootedFiles.ReadLink($"/proc/{pid}/exe"))?.Replace(" (deleted)", "", StringComparison.Ordinal);

    /// <summary>
    /// The owner's pid, -1 where it runs but its pid cannot be seen from here, null where none runs. Never one under an image root.
    /// </summary>
    public static int? Owner(RootedFiles files) => HolderOf(LibvirtPaths.DriverPid, files);

    /// <summary>
    /// Whether the daemon that runs QEMU's domains is awake: libvirtd or virtqemud (qemuStateInitialize, virPidFileAcquire 9.0).
    /// </summary>
    public static bool RunsGuests(RootedFiles files) => HolderOf(LibvirtPaths.GuestDriverPid, files) is not null;

    /// <summary>virtproxyd runs: libvirtd's socket is its own, and starts no libvirtd.</summary>
    public static bool IsProxied(RootedFiles files) => HolderOf(LibvirtPaths.ProxyPid, files) is not null;

    private static int? HolderOf(string pidFile, RootedFiles files)
    {
        if (!files.IsWholeSystem)
            return null;
        var fd = files.TryOpen(pidFile, Posix.ReadOnly | Posix.NonBlocking | Posix.NoTerminal);
        if (fd < 0)
            return null;
        try
        {
            var holder = Posix.LockHolder(fd);
            return holder == 0 ? null : holder;
        }
        finally
        {
            _ = Posix.Close(fd);
        }
    }
}
