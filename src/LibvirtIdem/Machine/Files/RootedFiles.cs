using System.Runtime.InteropServices;
using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// Paths under a root. With a root other than / every step is resolved as if rooted there (openat2, RESOLVE_IN_ROOT), so that a link in an
/// image, which others made, cannot lead out of it; nor into a folder of the host that is mounted in it (<see cref="ImageMounts"/>).
/// </summary>
internal sealed partial class RootedFiles : IDisposable
{
    private const int PieceLength = 32768;

    /// <summary>Some two million reservations. What is larger was put there to be so.</summary>
    public const int MostBytes = 256 << 20;
    private readonly string root;
    private readonly int rootFd;

    /// <summary>Null for the whole system.</summary>
    private readonly ImageMounts? mounts;

    public RootedFiles(string root)
    {
        this.root = root;
        IsWholeSystem = root == "/";
        rootFd = Posix.OpenAt(Posix.AtFdCwd, root, Posix.PathOnly | Posix.Directory | Posix.CloseOnExec, 0);
        if (rootFd < 0)
            throw new MachineException(Message.NoRoot(root, Errno.Describe(Posix.LastError)));
        mounts = IsWholeSystem ? null : new(rootFd, root);
    }

    public bool IsWholeSystem { get; }

    public string Root => root;

    /// <summary>The path as a person outside the root would type it.</summary>
    public string Shown(string path) => IsWholeSystem ? path : root.TrimEnd('/') + path;

    public FileSnapshot Read(string path, int flags = 0)
    {
        var fd = TryOpenFile(path, flags, out var status);
        if (fd < 0)
            return new(path, null, null) { Shown = Shown(path) };
        try
        {
            return new(path, ReadAll(fd, path, status), IdentityOf(status)) { Shown = Shown(path) };
        }
        finally
        {
            _ = Posix.Close(fd);
        }
    }

    /// <summary>A file next to the one that was resolved, under a name of the tool's own; null where it is none.</summary>
    public byte[]? ReadAt(in ResolvedPath place, string name, string path)
    {
        var fd = Posix.OpenAt(place.Directory, name,
            Posix.ReadOnly | Posix.NoFollow | Posix.NonBlocking | Posix.NoTerminal | Posix.CloseOnExec, 0);
        if (fd < 0)
            return null;
        try
        {
            var status = StatusOf(fd, path);
            return (status.Mode & Posix.FileKind) == Posix.RegularFile ? ReadAll(fd, path, status) : null;
        }
        finally
        {
            _ = Posix.Close(fd);
        }
    }

    /// <summary>Whether the file's bytes are these; they are not all in memory twice for it.</summary>
    public unsafe bool Holds(string path, FileContent content)
    {
        var fd = TryOpenFile(path, 0, out _);
        if (fd < 0)
            return false;
        try
        {
            var piece = stackalloc byte[PieceLength];
            for (var rest = new FileContent.Comparison(content); ;)
            {
                var got = Posix.Read(fd, piece, PieceLength);
                if (got < 0 && Posix.LastError == Posix.EINTR)
                    continue;
                if (got < 0)
                    throw Failed("read", path);
                if (got == 0)
                    return rest.IsAtEnd;
                if (!rest.Continues(new(piece, (int)got)))
                    return false;
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
        var isThere = Posix.Statx(fd, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var status) == 0;
        _ = Posix.Close(fd);
        return isThere ? IdentityOf(status) : null;
    }

    public bool Exists(string path, int flags = 0)
    {
        var fd = TryOpen(path, Posix.PathOnly | flags);
        if (fd >= 0)
            _ = Posix.Close(fd);
        return fd >= 0;
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

    public MachineException Failed(string operation, string path) =>
        new(Message.Failed(operation, Shown(path), Posix.LastError, Errno.Describe(Posix.LastError)));

    public void Dispose() => _ = Posix.Close(rootFd);

    public static FileIdentity IdentityOf(in Posix.FileStatus status) => new(
        status.DeviceMajor, status.DeviceMinor, status.Inode, status.Size,
        status.ModifySeconds, status.ModifyNanoseconds, status.ChangeSeconds, status.ChangeNanoseconds);

    private unsafe byte[] ReadAll(int fd, string path, in Posix.FileStatus status)
    {
        if (status.Size > MostBytes)
            throw new MachineException(Message.TooLargeFile(Shown(path)));
        MemoryLimit.Require((long)status.Size);
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
