using System.Globalization;
using System.Text;
using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// Which file systems are an image's own: the one its root is on, and each that is mounted below the root and cannot be seen outside it. A
/// folder of the host that is bind-mounted into the image (<c>mount --rbind /run IMAGE/run</c>) can be seen outside, so a link or a change
/// record of the image must not lead there.
/// </summary>
internal sealed class ImageMounts
{
    /// <summary>File systems that hold settings of the kernel instead of files (proc(5), sysfs(5)), wherever they are mounted.</summary>
    private static readonly string[] NotForFiles =
        ["proc", "sysfs", "devtmpfs", "securityfs", "debugfs", "tracefs", "configfs", "efivarfs", "binfmt_misc", "cgroup", "cgroup2", "bpf",
            "fusectl", "pstore"];

    private readonly string root;
    private readonly ulong rootMount;
    private readonly Dictionary<ulong, bool> known = [];

    /// <param name="rootFd">The image's root.</param>
    /// <param name="shown">The root as the caller typed it.</param>
    /// <exception cref="MachineException">It is the root of the running system under another name, or mounts cannot be
    /// distinguished.</exception>
    public ImageMounts(int rootFd, string shown)
    {
        if (Posix.Statx(rootFd, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var status) < 0)
            throw new MachineException(Message.NoRoot(shown, Errno.Describe(Posix.LastError)));
        if (Posix.Statx(Posix.AtFdCwd, "/", 0, Posix.AllOfStatus, out var system) == 0 && IsSame(status, system))
            throw new MachineException(Message.RootIsTheSystem(shown));
        rootMount = MountOf(rootFd, status);
        if (rootMount == 0)
            throw new MachineException(Message.NoMountIds(shown));
        known[rootMount] = true;
        // As the kernel's table of mounts names it, without links.
        root = RootedFiles.ReadLink(Own(rootFd, "fd")) ?? shown;
    }

    /// <summary>An open file or folder of the image is on a file system of its own.</summary>
    public bool IsOwn(int fd, in Posix.FileStatus status)
    {
        var mount = MountOf(fd, status);
        if (!known.TryGetValue(mount, out var isOwn))
            known[mount] = isOwn = IsOwn(mount);
        return isOwn;
    }

    public static bool IsSame(in Posix.FileStatus one, in Posix.FileStatus other) =>
        (one.DeviceMajor, one.DeviceMinor, one.Inode) == (other.DeviceMajor, other.DeviceMinor, other.Inode);

    /// <summary>The mount a descriptor is on; 0 where neither statx (Linux 5.8) nor /proc says.</summary>
    public static ulong MountOf(int fd, in Posix.FileStatus status)
    {
        // qemu-user sets the bit and leaves the field empty.
        if ((status.Mask & Posix.MountIdOfStatus) != 0 && status.MountId != 0)
            return status.MountId;
        foreach (var line in Lines(Own(fd, "fdinfo")))
            if (line.StartsWith("mnt_id:", StringComparison.Ordinal)
                && ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var mount))
                return mount;
        return 0;
    }

    private static string Own(int fd, string folder) => "/proc/self/" + folder + "/" + fd.ToString(CultureInfo.InvariantCulture);

    private static string[] Lines(string path) => Encoding.UTF8.GetString(StandardStreams.ReadFile(path) ?? []).Split('\n');

    /// <summary>Without a table of mounts none but the root's own is.</summary>
    private bool IsOwn(ulong mount)
    {
        var mounts = new List<Mount>();
        foreach (var line in Lines("/proc/self/mountinfo"))
            if (Mount.Read(line) is { } read)
                mounts.Add(read);
        return mounts.Find(known => known.Id == mount) is { } own && !NotForFiles.Contains(own.Kind, StringComparer.Ordinal)
            && !mounts.Exists(other => other.Device == own.Device && !IsBelow(other.Place, root)
                && (IsBelow(own.Root, other.Root) || IsBelow(other.Root, own.Root)));
    }

    /// <summary>It is the folder, or in it.</summary>
    private static bool IsBelow(string path, string folder) =>
        path == folder || folder == "/" || (path.Length > folder.Length && path[folder.Length] == '/'
            && path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>
    /// A line of /proc/self/mountinfo (proc_pid_mountinfo(5)): <c>36 35 98:0 /folder /place options … - ext4 /dev/x options</c>.
    /// <paramref name="Root"/> is the folder of the file system that is mounted at <paramref name="Place"/>.
    /// </summary>
    private sealed record Mount(ulong Id, string Device, string Root, string Place, string Kind)
    {
        public static Mount? Read(string line)
        {
            var words = line.Split(' ');
            var dash = Array.IndexOf(words, "-");
            return dash >= 6 && dash + 1 < words.Length
                && ulong.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new(id, words[2], Plain(words[3]), Plain(words[4]), words[dash + 1]) : null;
        }

        /// <summary>Spaces, tabs, line ends and backslashes are written as three octal digits.</summary>
        private static string Plain(string text) =>
            text.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
                .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
    }
}
