using System.Text;

namespace LibvirtIdem.Machine;

/// <summary>
/// A daemon that no process runs and that the first connection to its socket starts (systemd's socket activation): the normal state of a
/// host two minutes after it booted (libvirtd.service and virtnetworkd.service, --timeout 120). Seen without connecting, which would wake
/// it.
/// </summary>
internal static class SleepingDaemon
{
    private const string Sockets = "/proc/net/unix";

    /// <summary>__SO_ACCEPTCON of linux/net.h: the socket accepts connections.</summary>
    private const string Listening = "00010000";

    /// <summary>The program that a connection to the owner's socket starts; null where no socket listens, or a daemon runs.</summary>
    public static string? NameOf(RootedFiles files) =>
        !files.IsWholeSystem || Daemon.Owner(files) is not null ? null
            : Listens(files, LibvirtPaths.NetworkSocket) ? "virtnetworkd" : Listens(files, LibvirtPaths.Socket) && !Daemon.IsProxied(files)
                ? "libvirtd" : null;

    /// <summary>Whether the daemon that runs the guests can be asked, awake or not.</summary>
    public static bool GuestsListen(RootedFiles files) =>
        files.IsWholeSystem && (Listens(files, LibvirtPaths.GuestSocket) || Listens(files, LibvirtPaths.Socket));

    private static bool Listens(RootedFiles files, string path)
    {
        if (!files.Exists(path) || StandardStreams.ReadFile(Sockets) is not { } table)
            return false;
        // Num RefCount Protocol Flags Type St Inode Path; some programs bind by /var/run.
        foreach (var line in Encoding.UTF8.GetString(table).Split('\n'))
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, Listening, _, _, _, var name]
                && (name == path || name == "/var" + path))
                return true;
        return false;
    }
}
