using System.Globalization;
using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// Whether the user that a network's dnsmasq runs as can read its hostsfile: a folder that was made under a narrow umask (077) keeps it
/// out, and dnsmasq then goes on without one reservation.
/// </summary>
internal static class DnsmasqAccess
{
    private const uint Read = 4;
    private const uint Enter = 1;

    /// <summary>
    /// The first folder it cannot enter, or the file it cannot read; null where it can, or no dnsmasq of the network runs here.
    /// </summary>
    public static AccessBarrier? Of(RootedFiles files, string network)
    {
        if (!files.IsWholeSystem || DnsmasqProcess.Find(files, network) is not { } pid || Identity(files, pid) is not { } identity
            || identity.User == 0)
            return null;
        var path = LibvirtPaths.Hostsfile(network);
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
            if (!MayUse(path[..slash], Enter, identity))
                return new(path[..slash], identity.User, IsFolder: true);
        return MayUse(path, Read, identity) ? null : new(path, identity.User, IsFolder: false);
    }

    /// <summary>
    /// By mode, owner and group (path_resolution(7)); an access control list decides otherwise, so such a file is taken for readable.
    /// </summary>
    private static unsafe bool MayUse(string path, uint wanted, (uint User, HashSet<uint> Groups) identity)
    {
        if (Posix.Statx(Posix.AtFdCwd, path, 0, Posix.AllOfStatus, out var status) < 0)
            return true;
        var shift = status.Uid == identity.User ? 6 : identity.Groups.Contains(status.Gid) ? 3 : 0;
        return ((uint)(status.Mode >> shift) & wanted) != 0 || Posix.GetAttribute(path, "system.posix_acl_access", null, 0) > 0;
    }

    /// <summary>
    /// /proc/PID/status: <c>Uid:</c> and <c>Gid:</c> are real, effective, saved, and that for files; <c>Groups:</c> are the others.
    /// </summary>
    private static (uint User, HashSet<uint> Groups)? Identity(RootedFiles files, int pid)
    {
        uint? user = null;
        var groups = new HashSet<uint>();
        foreach (var line in Encoding.ASCII.GetString(
            files.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")).Bytes ?? []).Split('\n'))
        {
            var words = line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["Uid:", _, _, _, var own] && uint.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out var uid))
                user = uid;
            else if (words is ["Gid:" or "Groups:", ..])
                foreach (var word in words[1..])
                    if (uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var group))
                        groups.Add(group);
        }
        return user is { } known ? (known, groups) : null;
    }
}
