using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// Writes into a file that cannot be replaced because it is a mount point (<c>unsafe_writes</c>). That is not atomic; so room for all of it
/// is reserved first, and what comes out of a run that was killed is known by the old and the new content, which both lie next to the file
/// meanwhile.
/// </summary>
internal static unsafe class InPlaceFile
{
    private const int KeepSize = 1; // FALLOC_FL_KEEP_SIZE

    /// <summary>
    /// A rename onto it is refused with EBUSY. Where the kernel does not say on which mount a file is (before Linux 5.8), any file may be
    /// one.
    /// </summary>
    public static bool IsMountPoint(RootedFiles files, string path)
    {
        if (!files.Exists(path))
            return false;
        using var place = files.Resolve(path);
        return Posix.Statx(place.Directory, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var folder) == 0
            && Posix.Statx(place.Directory, place.Name, Posix.AtSymlinkNoFollow, Posix.AllOfStatus, out var file) == 0
            && ((folder.Mask & file.Mask & Posix.MountIdOfStatus) == 0 || folder.MountId != file.MountId);
    }

    /// <param name="files">Where.</param>
    /// <param name="place">The file.</param>
    /// <param name="before">As it was read.</param>
    /// <param name="content">What it shall hold.</param>
    /// <exception cref="TornException">It holds a mixture of both.</exception>
    /// <exception cref="MachineException">It holds what it held.</exception>
    /// <exception cref="ChangedUnderneathException">It is not what was read any more.</exception>
    public static void Write(RootedFiles files, in ResolvedPath place, FileSnapshot before, byte[] content)
    {
        var fd = Posix.OpenAt(place.Directory, place.Name,
            Posix.WriteOnly | Posix.NoFollow | Posix.NonBlocking | Posix.NoTerminal | Posix.CloseOnExec, 0);
        if (fd < 0)
            throw Posix.LastError == Posix.EROFS ? new(Message.ReadOnlyMount(before.Shown)) : files.Failed("open", before.Path);
        try
        {
            if (Posix.Statx(fd, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var status) < 0
                || RootedFiles.IdentityOf(status) != before.Identity)
                throw new ChangedUnderneathException(before.Shown);
            if (!Reserve(fd, before.Bytes!, content))
                throw files.Failed("write", before.Path);
            if (Put(fd, content, content.Length))
                return;
            var failure = files.Failed("write", before.Path);
            throw Put(fd, before.Bytes!, before.Bytes!.Length) ? failure : new TornException(failure.Problem);
        }
        finally
        {
            _ = Posix.Close(fd);
        }
    }

    /// <summary>
    /// Each byte is one of the old content or of the new one, or of room that was reserved, and the length is in between.
    /// </summary>
    public static bool IsMixture(ReadOnlySpan<byte> now, ReadOnlySpan<byte> old, ReadOnlySpan<byte> next)
    {
        if (now.Length < Math.Min(old.Length, next.Length) || now.Length > Math.Max(old.Length, next.Length))
            return false;
        for (var at = 0; at < now.Length; at++)
            if (!((at < old.Length && now[at] == old[at]) || (at < next.Length && now[at] == next[at])
                || (at >= Math.Min(old.Length, next.Length) && now[at] == 0)))
                return false;
        return true;
    }

    /// <summary>
    /// A disk that is full fails here, while nothing that was there is overwritten: what is longer than the old content is written first.
    /// False with the reason where it does.
    /// </summary>
    private static bool Reserve(int fd, byte[] old, byte[] content)
    {
        if (content.Length <= old.Length)
            return true;
        if ((Posix.Allocate(fd, KeepSize, 0, content.Length) == 0 || Posix.LastError is Posix.ENOTSUP or Posix.ENOSYS or Posix.EINTR)
            && WriteAt(fd, content.AsSpan(old.Length), old.Length))
            return true;
        var error = Posix.LastError;
        _ = Posix.Truncate(fd, old.Length);
        Posix.LastError = error;
        return false;
    }

    private static bool Put(int fd, byte[] content, long length) =>
        WriteAt(fd, content, 0) && Posix.Truncate(fd, length) == 0 && Posix.Fsync(fd) == 0;

    private static bool WriteAt(int fd, ReadOnlySpan<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            nint written;
            fixed (byte* start = bytes)
                written = Posix.WriteAt(fd, start, (nuint)bytes.Length, at);
            if (written < 0 && Posix.LastError != Posix.EINTR)
                return false;
            written = nint.Max(written, 0);
            bytes = bytes[(int)written..];
            at += written;
        }
        return true;
    }
}
