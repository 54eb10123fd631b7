using System.Text;
using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// Where a path ends up once every link is followed: an open directory (closed by <see cref="Dispose"/>) and a name in it.
/// </summary>
internal readonly record struct ResolvedPath(int Directory, string Name) : IDisposable
{
    public void Dispose() => _ = Posix.Close(Directory);
}

/// <content>Opening and following paths, and what of an image's mounts and links is refused on the way.</content>
internal sealed partial class RootedFiles
{
    private const int MostLinks = 40;

    /// <summary>
    /// openat2 answers EAGAIN where something is renamed or mounted anywhere while it goes up a folder (".."): a loop of renames hits one
    /// in 30.
    /// </summary>
    private const int MostRetries = 1000;

    /// <summary>-1 where there is no such file.</summary>
    public int TryOpen(string path, int flags)
    {
        var fd = Open(path, flags | Posix.CloseOnExec);
        if (fd < 0)
            return Posix.LastError is Posix.ENOENT or Posix.ENOTDIR ? fd : throw Failed("open", path);
        if (mounts is not null)
            RequireInside(fd, StatusOf(fd, path), path, hasFollowed: false);
        return fd;
    }

    /// <summary>
    /// Opens a regular file to be read; -1 where there is none. A pipe or a device in its place is refused, and not waited for.
    /// </summary>
    public int TryOpenFile(string path, int flags, out Posix.FileStatus status)
    {
        status = default;
        var fd = Open(path, Posix.ReadOnly | Posix.NonBlocking | Posix.NoTerminal | Posix.CloseOnExec | flags);
        if (fd < 0)
            return Posix.LastError is Posix.ENOENT or Posix.ENOTDIR ? fd : throw Failed("open", path);
        status = StatusOf(fd, path);
        if (mounts is not null)
            RequireInside(fd, status, path, hasFollowed: false);
        if ((status.Mode & Posix.FileKind) == Posix.RegularFile)
            return fd;
        _ = Posix.Close(fd);
        throw new MachineException(Message.NotAFile(Shown(path)));
    }

    /// <summary>Follows the path's links to the file itself, which need not exist; its directory must.</summary>
    public ResolvedPath Resolve(string path, bool followsLast = true)
    {
        var at = path;
        for (var links = 0; links <= MostLinks; links++)
        {
            var slash = at.LastIndexOf('/');
            var (parent, name) = (slash == 0 ? "/" : at[..slash], at[(slash + 1)..]);
            var directory = Open(parent, Posix.PathOnly | Posix.Directory | Posix.CloseOnExec);
            if (directory < 0)
                throw Failed("open", parent);
            if (mounts is not null)
                RequireInside(directory, StatusOf(directory, parent), parent, hasFollowed: links > 0);
            if (!followsLast || ReadLink(directory, name) is not { } link)
                return new(directory, name);
            _ = Posix.Close(directory);
            if (link.Contains('\uFFFD', StringComparison.Ordinal))
                throw new MachineException(Message.OddLink(Shown(path)));
            at = link.StartsWith('/') ? link : $"{parent.TrimEnd('/')}/{link}";
        }
        throw new MachineException(Message.LinkLoop(Shown(path)));
    }

    /// <summary>Makes the directory and those above it; existing ones stay as they are.</summary>
    public void MakeDirectory(string path, uint mode)
    {
        if (Exists(path))
            return;
        var parent = Path.GetDirectoryName(path)!;
        if (parent != "/")
            MakeDirectory(parent, 0x1ED /* 0755 */);
        using var place = Resolve(path);
        // A narrow umask of the caller's would keep dnsmasq, which runs as a user of its own, out of its folder.
        var umask = Posix.Umask(0);
        var made = Posix.MakeDirectoryAt(place.Directory, place.Name, mode);
        _ = Posix.Umask(umask);
        if (made < 0 && Posix.LastError != Posix.EEXIST)
            throw Failed("make", path);
    }

    /// <summary>
    /// What a change record of an image names must be on file systems of the image's own, the file and its folder, whatever leads there.
    /// </summary>
    public void RequireOwnMount(string path)
    {
        if (mounts is null || !Exists(Path.GetDirectoryName(path)!))
            return;
        using var place = Resolve(path);
        var isOwn = mounts.IsOwn(place.Directory, StatusOf(place.Directory, path));
        if (isOwn && TryOpen(path, Posix.PathOnly) is >= 0 and var fd)
        {
            isOwn = mounts.IsOwn(fd, StatusOf(fd, path));
            _ = Posix.Close(fd);
        }
        if (!isOwn)
            throw new MachineException(Message.LeadsOut(Shown(path)));
    }

    /// <summary>The tool's own folder must belong to this user alone: what is in it is acted upon.</summary>
    public void RequireOwn(string directory)
    {
        RequireOwnMount(directory);
        using var place = Resolve(directory, followsLast: false);
        if (Posix.Statx(place.Directory, place.Name, Posix.AtSymlinkNoFollow, Posix.AllOfStatus, out var status) < 0)
            throw Failed("look at", directory);
        if (status.Uid != Posix.EffectiveUser() || (status.Mode & 0xF03F /* type, and what others may */) != 0x4000)
            throw new MachineException(Message.NotOwn(Shown(directory)));
    }

    /// <summary>Where a symbolic link of the whole system points; null where there is none.</summary>
    public static string? ReadLink(string path) => ReadLink(Posix.AtFdCwd, path);

    /// <summary>Where a symbolic link under the root points, as it is written; null where there is none.</summary>
    public string? LinkTarget(string path)
    {
        if (!Exists(Path.GetDirectoryName(path)!))
            return null;
        using var place = Resolve(path, followsLast: false);
        return ReadLink(place.Directory, place.Name);
    }

    /// <summary>Bytes that are no UTF-8 come out as U+FFFD.</summary>
    public static unsafe string? ReadLink(int directory, string name)
    {
        var target = stackalloc byte[4096];
        var length = Posix.ReadLinkAt(directory, name, target, 4096);
        return length < 0 ? null : Encoding.UTF8.GetString(target, (int)length);
    }

    private int Open(string path, int flags, int resolve = 0)
    {
        if (IsWholeSystem)
            return Posix.OpenAt(Posix.AtFdCwd, path, flags, 0);
        var fd = -1;
        for (var tries = 0; tries < MostRetries && (fd = RootedOpen.Open(rootFd, path, flags, resolve)) < 0
            && Posix.LastError == Posix.EAGAIN; tries++)
            _ = Posix.Yield();
        return fd;
    }

    /// <summary>
    /// What is mounted at the very place that a role has is where the caller wants the image's files; where a link leads, only the image's
    /// own file systems count. The descriptor is closed where it is refused.
    /// </summary>
    private void RequireInside(int fd, in Posix.FileStatus status, string path, bool hasFollowed)
    {
        if (mounts!.IsOwn(fd, status) || (!hasFollowed && IsWithoutLinks(path, status)))
            return;
        _ = Posix.Close(fd);
        throw new MachineException(Message.LeadsOut(Shown(path)));
    }

    private bool IsWithoutLinks(string path, in Posix.FileStatus status)
    {
        var fd = Open(path, Posix.PathOnly | Posix.CloseOnExec, Posix.ResolveNoLinks);
        if (fd < 0)
            return false;
        var isSame = ImageMounts.IsSame(StatusOf(fd, path), status);
        _ = Posix.Close(fd);
        return isSame;
    }

    private Posix.FileStatus StatusOf(int fd, string path)
    {
        if (Posix.Statx(fd, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var status) == 0)
            return status;
        _ = Posix.Close(fd);
        throw Failed("look at", path);
    }
}
