namespace LibvirtIdem.Machine;

/// <summary>
/// Which daemon owns the networks: libvirtd or virtnetworkd, whichever holds the lock on driver.pid for as long as it lives
/// (networkStateInitialize, virPidFileAcquire 9.0). The pid in the file outlives a kill -9; the lock does not.
/// </summary>
internal static class Daemon
{
    /// <summary>The owner's pid, -1 where it runs but its pid cannot be seen from here, null where none runs. Never one under an image root.</summary>
    public static int? Owner(RootedFiles files)
    {
        if (!files.IsWholeSystem)
            return null;
        var fd = files.TryOpen(LibvirtPaths.DriverPid, Posix.ReadOnly);
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
