using System.Runtime.InteropServices;
using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>Where a path ends up once every link is followed: an open directory (closed by <see cref="Dispose"/>) and a name in it.</summary>
internal readonly record struct Place(int Directory, string Name) : IDisposable
{
    public void Dispose() => _ = Posix.Close(Directory);
}

/// <summary>
/// Paths under a root. With a root other than / every step is resolved as if rooted there (openat2, RESOLVE_IN_ROOT), so that a
/// link in somebody else's image cannot lead out of it.
/// </summary>
internal sealed class RootedFiles : IDisposable
{
    private const int MostLinks = 40;

    private const int PieceLength = 32768;

    /// <summary>Some two million reservations. What is larger was put there to be so.</summary>
    public const int MostBytes = 256 << 20;
    private readonly string root;
    private readonly int rootFd;

    public RootedFiles(string root)
    {
        this.root = root;
        IsWholeSystem = root == "/";
        rootFd = Posix.OpenAt(Posix.AtFdCwd, root, Posix.PathOnly | Posix.Directory | Posix.CloseOnExec, 0);
        if (rootFd < 0)
            throw new MachineException(Sentences.NoRoot(root, Errno.Text(Posix.LastError)));
    }

    public bool IsWholeSystem { get; }

    public string Root => root;

    /// <summary>The path as a person outside the root would type it.</summary>
    public string Shown(string path) => IsWholeSystem ? path : root.TrimEnd('/') + path;

    public FileSnapshot Read(string path, int flags = 0)
    {
        // A pipe that somebody put there would have the call wait for ever.
        var fd = TryOpen(path, Posix.ReadOnly | Posix.NonBlocking | flags);
        if (fd < 0)
            return new(path, null, null);
        try
        {
            return new(path, ReadAll(fd, path, out var status), IdentityOf(status));
        }
        finally
        {
            _ = Posix.Close(fd);
        }
    }

    /// <summary>Whether the file's bytes are these; they are not all in memory twice for it.</summary>
    public unsafe bool Holds(string path, ReadOnlySpan<byte> bytes)
    {
        var fd = TryOpen(path, Posix.ReadOnly | Posix.NonBlocking);
        if (fd < 0)
            return false;
        try
        {
            var piece = stackalloc byte[PieceLength];
            for (var rest = bytes; ;)
            {
                var got = Posix.Read(fd, piece, PieceLength);
                if (got < 0 && Posix.LastError == Posix.EINTR)
                    continue;
                if (got < 0)
                    throw Failed("read", path);
                if (got == 0)
                    return rest.IsEmpty;
                if (!rest.StartsWith(new ReadOnlySpan<byte>(piece, (int)got)))
                    return false;
                rest = rest[(int)got..];
            }
        }
        finally
        {
            _ = Posix.Close(fd);
        }
    }

    /// <summary>Null where there is no such file.</summary>
    public FileIdentity? Identity(string path)
    {
        var fd = TryOpen(path, Posix.PathOnly);
        if (fd < 0)
            return null;
        var isThere = Posix.StatAt(fd, "", Posix.AtEmptyPath, 0x7FF, out var status) == 0;
        _ = Posix.Close(fd);
        return isThere ? IdentityOf(status) : null;
    }

    public bool Exists(string path)
    {
        var fd = TryOpen(path, Posix.PathOnly);
        if (fd >= 0)
            _ = Posix.Close(fd);
        return fd >= 0;
    }

    /// <summary>-1 where there is no such file.</summary>
    public int TryOpen(string path, int flags)
    {
        var fd = Open(path, flags | Posix.CloseOnExec, 0);
        if (fd >= 0 || Posix.LastError is Posix.ENOENT or Posix.ENOTDIR)
            return fd;
        throw Failed("open", path);
    }

    /// <summary>File names in a directory, sorted; none where it is missing.</summary>
    public unsafe List<string> List(string directory)
    {
        var fd = TryOpen(directory, Posix.ReadOnly | Posix.Directory);
        if (fd < 0)
            return [];
        var names = new List<string>();
        try
        {
            var entries = stackalloc byte[8192];
            for (nint got; (got = Posix.ReadDirectory(fd, entries, 8192)) != 0;)
            {
                if (got < 0)
                    throw Failed("list", directory);
                // struct linux_dirent64: inode and offset, 8 bytes each; the record's length, 2; its type, 1; the name.
                for (nint at = 0; at < got; at += *(ushort*)(entries + at + 16))
                    names.Add(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entries + at + 19)));
            }
        }
        finally
        {
            _ = Posix.Close(fd);
        }
        names.RemoveAll(name => name is "." or "..");
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Follows the path's links to the file itself, which need not exist; its directory must.</summary>
    public Place Resolve(string path, bool followsLast = true)
    {
        var at = path;
        for (var links = 0; links <= MostLinks; links++)
        {
            var slash = at.LastIndexOf('/');
            var (parent, name) = (slash == 0 ? "/" : at[..slash], at[(slash + 1)..]);
            var directory = Open(parent, Posix.PathOnly | Posix.Directory | Posix.CloseOnExec, 0);
            if (directory < 0)
                throw Failed("open", parent);
            if (!followsLast || ReadLink(directory, name) is not { } link)
                return new(directory, name);
            _ = Posix.Close(directory);
            at = link.StartsWith('/') ? link : $"{parent.TrimEnd('/')}/{link}";
        }
        throw new MachineException(Sentences.LinkLoop(Shown(path)));
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

    /// <summary>Makes the directory and those above it; existing ones stay as they are.</summary>
    public void MakeDirectory(string path, uint mode)
    {
        if (Exists(path))
            return;
        var parent = Path.GetDirectoryName(path)!;
        if (parent != "/")
            MakeDirectory(parent, 0x1ED /* 0755 */);
        using var place = Resolve(path);
        if (Posix.MakeDirectoryAt(place.Directory, place.Name, mode) < 0 && Posix.LastError != Posix.EEXIST)
            throw Failed("make", path);
    }

    /// <summary>The tool's own folder must be nobody else's: what lies there is acted upon.</summary>
    public void RequireOwn(string directory)
    {
        using var place = Resolve(directory, followsLast: false);
        if (Posix.StatAt(place.Directory, place.Name, Posix.AtSymlinkNoFollow, 0x7FF, out var status) < 0)
            throw Failed("look at", directory);
        if (status.Uid != Posix.EffectiveUser() || (status.Mode & 0xF03F /* type, and what others may */) != 0x4000)
            throw new MachineException(Sentences.NotOwn(Shown(directory)));
    }

    public int Open(string path, int flags, uint mode) => IsWholeSystem
        ? Posix.OpenAt(Posix.AtFdCwd, path, flags, mode)
        : Posix.OpenInRoot(rootFd, path, flags, mode);

    public MachineException Failed(string operation, string path) => new(Sentences.Failed(operation, Shown(path), Posix.LastError, Errno.Text(Posix.LastError)));

    public void Dispose() => _ = Posix.Close(rootFd);

    private static unsafe string? ReadLink(int directory, string name)
    {
        var target = stackalloc byte[4096];
        var length = Posix.ReadLinkAt(directory, name, target, 4096);
        return length < 0 ? null : Encoding.UTF8.GetString(target, (int)length);
    }

    public static FileIdentity IdentityOf(in Posix.Statx status) => new(
        status.DeviceMajor, status.DeviceMinor, status.Inode, status.Size,
        status.ModifySeconds, status.ModifyNanoseconds, status.ChangeSeconds, status.ChangeNanoseconds);

    private unsafe byte[] ReadAll(int fd, string path, out Posix.Statx status)
    {
        if (Posix.StatAt(fd, "", Posix.AtEmptyPath, 0x7FF, out status) < 0)
            throw Failed("look at", path);
        if ((status.Mode & Posix.FileKind) != Posix.RegularFile)
            throw new MachineException(Sentences.NotAFile(Shown(path)));
        if (status.Size > MostBytes)
            throw new MachineException(Sentences.TooLargeFile(Shown(path)));
        // Files in /proc say 0, and a file may grow while it is read.
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Max(status.Size, 1));
        var filled = 0;
        while (true)
        {
            byte more = 0;
            nint got;
            fixed (byte* start = buffer)
                got = filled < buffer.Length ? Posix.Read(fd, start + filled, (nuint)(buffer.Length - filled)) : Posix.Read(fd, &more, 1);
            if (got < 0 && Posix.LastError != Posix.EINTR)
                throw Failed("read", path);
            if (got == 0)
                return filled == buffer.Length ? buffer : buffer.AsSpan(0, filled).ToArray();
            if (got > 0 && filled == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Max(buffer.Length * 2, 4096));
                buffer[filled] = more;
            }
            filled += (int)Math.Max(got, 0);
        }
    }
}
