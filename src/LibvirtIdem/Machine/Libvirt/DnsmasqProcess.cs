using System.Globalization;
using System.Text;

namespace LibvirtIdem.Machine;

/// <summary>
/// The dnsmasq of one network. Its pid file belongs to dnsmasq's own user, so what it says is checked before root signals anybody: the
/// process must be a dnsmasq that runs with exactly this network's conf.
/// </summary>
internal static class DnsmasqProcess
{
    /// <summary>The file of the program that serves the network; null where none does.</summary>
    public static string? Program(RootedFiles files, string network) =>
        Find(files, network) is { } pid ? RootedFiles.ReadLink($"/proc/{pid}/exe")?.Replace(" (deleted)", "", StringComparison.Ordinal)
            : null;

    /// <summary>Tells it to read the hostsfile and /etc/hosts again. False where it does not run.</summary>
    public static bool Reload(RootedFiles files, string network)
    {
        if (PidIn(files, network) is not { } pid || ProcessHandle.Open(pid) is not { } process)
            return false;
        using (process)
            // The handle first, the check second: a pid that is given on in between no longer matters.
            return IsOurs(files, pid, network) && process.Send(Posix.SigHup);
    }

    /// <summary>Its pid; null where it does not run.</summary>
    public static int? Find(RootedFiles files, string network) =>
        PidIn(files, network) is { } pid && IsOurs(files, pid, network) ? pid : null;

    /// <summary>Whether it runs, be it without its pid file.</summary>
    public static bool Runs(RootedFiles files, string network)
    {
        if (PidIn(files, network) is { } pid && IsOurs(files, pid, network))
            return true;
        foreach (var name in files.List("/proc"))
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var other) && IsOurs(files, other, network))
                return true;
        return false;
    }

    private static int? PidIn(RootedFiles files, string network) =>
        files.Read(LibvirtPaths.Pid(network)).Bytes is { } text
        && int.TryParse(Encoding.ASCII.GetString(text).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid >= 2
        ? pid : null;

    private static bool IsOurs(RootedFiles files, int pid, string network)
    {
        var program = Path.GetFileName(RootedFiles.ReadLink($"/proc/{pid}/exe"));
        var words = Encoding.UTF8.GetString(files.Read($"/proc/{pid}/cmdline").Bytes ?? []).Split('\0');
        return program is "dnsmasq" or "dnsmasq (deleted)"
            && words.Contains($"--conf-file={LibvirtPaths.Conf(network)}", StringComparer.Ordinal);
    }
}
