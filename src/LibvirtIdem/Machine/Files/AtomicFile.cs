using System.Globalization;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// The one way a file is written: a hidden file next to it with the same mode, owner and attributes, synced; then a look whether the target
/// is still what was read; then a change of places and a sync of the directory. Until <see cref="Commit"/> nothing is seen of it, and
/// without it <see cref="Dispose"/> leaves no trace. Several files of one change are written, then synced, then put in place, so that the
/// disk works on all of them at once.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    /// <summary>What the name of a hidden file that is not in place yet ends in: so the next run finds what a killed one left.</summary>
    private const string Unfinished = ".libvirt-idem.new";

    /// <summary>And that of the old content of a file that is written in place.</summary>
    public const string Overwritten = ".libvirt-idem.old";

    /// <summary>Of less the sync itself is over as soon.</summary>
    private const int WorthBeginning = 1 << 16;

    private readonly RootedFiles files;
    private readonly FileSnapshot before;
    private readonly FileContent content;
    private readonly ResolvedPath place;
    private readonly bool hasTurn;
    private string? temporary;

    /// <summary>The hidden file while it is not synced; below zero before and after.</summary>
    private int unsynced = -1;

    private AtomicFile(RootedFiles files, FileSnapshot before, FileContent content, bool followsLink = true, bool hasTurn = true)
    {
        (this.files, this.before, this.content, this.hasTurn) = (files, before, content, hasTurn);
        place = files.Resolve(before.Path, followsLink);
    }

    public string Path => before.Path;

    /// <param name="files">Where.</param>
    /// <param name="before">The file as it was read; where it was missing it is made with <paramref name="newMode"/>.</param>
    /// <param name="content">What it shall hold.</param>
    /// <param name="newMode">Permission bits of a new file.</param>
    /// <param name="followsLink">Whether a link at the path's end leads to the file; else it is the link's name that is replaced.</param>
    /// <param name="hasTurn">No other run writes the same file: else the hidden file gets a name of its own.</param>
    public static AtomicFile Prepare(
        RootedFiles files, FileSnapshot before, FileContent content, uint newMode, bool followsLink = true, bool hasTurn = true)
    {
        var file = new AtomicFile(files, before, content, followsLink, hasTurn);
        try
        {
            file.WriteTemporary(newMode);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The new content is on the disk.</summary>
    public void Sync()
    {
        if (unsynced >= 0 && Posix.Fsync(unsynced) < 0)
            throw files.Failed("sync", Path);
        Close();
    }

    /// <summary>Puts the new content in place, for good.</summary>
    /// <inheritdoc cref="Put"/>
    public void Commit(WithoutExchange fallback)
    {
        Sync();
        Put(fallback);
        SyncFolder();
    }

    /// <summary>That it is in place is on the disk.</summary>
    public void SyncFolder() => Sync(files, place, Path);

    /// <summary>Puts the new content, which is synced, in place.</summary>
    /// <param name="fallback">Where it cannot be exchanged. The record of the change says so by then where it may be written into.</param>
    /// <exception cref="ChangedUnderneathException">Another process wrote the file since it was read.</exception>
    public void Put(WithoutExchange fallback)
    {
        CheckUnchanged();
        if (new Replacement(files, place, temporary!, before).Put(fallback) < 0)
        {
            if (Posix.LastError != Posix.EBUSY)
                throw files.Failed("replace", Path);
            if (fallback != WithoutExchange.RenameOrWrite)
                throw new MachineException(Message.MountPoint(files.Shown(Path)));
            WriteInPlace();
            return;
        }
        temporary = null;
    }

    public void Dispose()
    {
        Close();
        if (temporary is not null)
            _ = Posix.UnlinkAt(place.Directory, temporary, 0);
        temporary = null;
        place.Dispose();
    }

    /// <summary>A copy next to the file, its mode and owner kept; libvirt loads what ends in .xml, so this never does.</summary>
    public static string Backup(RootedFiles files, FileSnapshot source, DateTimeOffset now)
    {
        var stamp = now.ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture);
        for (var attempt = 0; ; attempt++)
        {
            var path = $"{source.Path}.{stamp}{(attempt == 0 ? "" : $".{attempt}")}~";
            if (files.Exists(path))
                continue;
            using var copy = new AtomicFile(files, new(path, null, null), source.Bytes!, followsLink: false);
            copy.WriteTemporary(0x180, likeness: source.Path);
            copy.Commit(WithoutExchange.Refuse);
            return path;
        }
    }

    /// <summary>Takes a file away, for good.</summary>
    public static void Delete(RootedFiles files, string path, bool followsLink = true)
    {
        using var made = files.Resolve(path, followsLink);
        Remove(files, made, path);
        Sync(files, made, path);
    }

    /// <summary>Takes away a file of the tool's own that a power cut may bring back.</summary>
    public static void DeleteUnsynced(RootedFiles files, string path)
    {
        using var made = files.Resolve(path, followsLast: false);
        Remove(files, made, path);
    }

    private static void Remove(RootedFiles files, in ResolvedPath made, string path)
    {
        if (Posix.UnlinkAt(made.Directory, made.Name, 0) < 0 && Posix.LastError != Posix.ENOENT)
            throw files.Failed("remove", path);
    }

    /// <summary>Gives a file of the tool's own another name, for good.</summary>
    public static void Move(RootedFiles files, string from, string to)
    {
        using var source = files.Resolve(from, followsLast: false);
        using var target = files.Resolve(to, followsLast: false);
        if (Posix.Renameat(source.Directory, source.Name, target.Directory, target.Name) < 0)
            throw files.Failed("rename", from);
        Sync(files, target, to);
        Sync(files, source, from);
    }

    /// <summary>Takes away what a killed run left next to the file, and next to what a link there leads to.</summary>
    public static void Sweep(RootedFiles files, string path)
    {
        SweepTarget(files, path);
        SweepFolder(files, System.IO.Path.GetDirectoryName(path)!);
    }

    public static void SweepTarget(RootedFiles files, string path)
    {
        if (!files.Exists(System.IO.Path.GetDirectoryName(path)!))
            return;
        using var target = files.Resolve(path);
        _ = Posix.UnlinkAt(target.Directory, Hidden(target.Name), 0);
        _ = Posix.UnlinkAt(target.Directory, Hidden(target.Name, Overwritten), 0);
    }

    /// <summary>A copy that was asked for lies next to the link, and has a name of its own.</summary>
    public static void SweepFolder(RootedFiles files, string directory)
    {
        foreach (var name in files.List(directory))
            if (name.StartsWith('.')
                && (name.EndsWith(Unfinished, StringComparison.Ordinal) || name.EndsWith(Overwritten, StringComparison.Ordinal)))
                Delete(files, $"{directory}/{name}", followsLink: false);
    }

    /// <summary>A run was killed while it wrote the file, or is at it.</summary>
    public static bool IsUnfinished(RootedFiles files, string path) =>
        files.Exists($"{System.IO.Path.GetDirectoryName(path)}/{Hidden(System.IO.Path.GetFileName(path))}");

    /// <summary>
    /// What a run that wrote in place left next to the file: its old and its new content. Null where one of them is missing.
    /// </summary>
    public static (byte[] Old, byte[] New)? Torn(RootedFiles files, string path)
    {
        using var target = files.Resolve(path);
        return Read(Overwritten) is { } old && Read(Unfinished) is { } next ? (old, next) : null;

        byte[]? Read(string ending) => files.ReadAt(target, Hidden(target.Name, ending), path);
    }

    public static string Hidden(string name, string ending = Unfinished) => $".{name}{ending}";

    private void WriteTemporary(uint newMode, string? likeness = null)
    {
        unsynced = Create(temporary = Hidden(hasTurn ? place.Name : $"{place.Name}.{RandomIds.Uuid():N}"));
        foreach (var piece in content.Pieces)
            WriteAll(unsynced, piece.Span);
        var like = likeness ?? (before.Exists ? Path : null);
        if (like is not null)
            FileMetadata.Copy(files, like, unsynced);
        else if (Posix.ChangeMode(unsynced, newMode) < 0)
            throw files.Failed("set the mode of", Path);
        // The disk begins while the next file is written; where it does not, the sync does it all.
        if (content.Length >= WorthBeginning)
            _ = Posix.SyncFileRange(unsynced, 0, 0, Posix.SyncFileRangeWrite);
    }

    private void Close()
    {
        if (unsynced >= 0)
            _ = Posix.Close(unsynced);
        unsynced = -1;
    }

    private int Create(string name)
    {
        // Left by a run that was killed; no other program uses such names. A link there is not followed.
        _ = Posix.UnlinkAt(place.Directory, name, 0);
        var fd = Posix.OpenAt(place.Directory, name, Posix.WriteOnly | Posix.Create | Posix.Exclusive | Posix.NoFollow | Posix.CloseOnExec,
            0x180 /* 0600 */);
        return fd >= 0 ? fd : throw files.Failed("write next to", Path);
    }

    private void CheckUnchanged()
    {
        var isThere = Posix.Statx(place.Directory, place.Name, Posix.AtSymlinkNoFollow, Posix.AllOfStatus, out var status) == 0;
        if (!isThere && Posix.LastError != Posix.ENOENT)
            throw files.Failed("look at", Path);
        FileIdentity? now = isThere ? RootedFiles.IdentityOf(status) : null;
        if (now != before.Identity)
            throw new ChangedUnderneathException(files.Shown(Path));
    }

    /// <summary>Both contents lie next to the file until it is whole, so that the next run knows a mixture of them.</summary>
    private void WriteInPlace()
    {
        var copy = Hidden(place.Name, Overwritten);
        try
        {
            var fd = Create(copy);
            try
            {
                WriteAll(fd, before.Bytes!);
                if (Posix.Fsync(fd) < 0)
                    throw files.Failed("sync the old content of", Path);
            }
            finally
            {
                _ = Posix.Close(fd);
            }
            Sync(files, place, Path);
            InPlaceFile.Write(files, place, before, content.ToArray());
        }
        catch (TornException)
        {
            temporary = null;
            throw;
        }
        catch
        {
            _ = Posix.UnlinkAt(place.Directory, copy, 0);
            throw;
        }
        _ = Posix.UnlinkAt(place.Directory, copy, 0);
    }

    private unsafe void WriteAll(int fd, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
                written = Posix.Write(fd, start, (nuint)bytes.Length);
            if (written < 0 && Posix.LastError != Posix.EINTR)
                throw files.Failed("write", Path);
            bytes = bytes[(int)Math.Max(written, 0)..];
        }
    }

    /// <summary>What a directory says is safe against a power cut only once it is synced.</summary>
    private static void Sync(RootedFiles files, ResolvedPath written, string path)
    {
        var fd = Posix.OpenAt(written.Directory, ".", Posix.ReadOnly | Posix.Directory | Posix.CloseOnExec, 0);
        if (fd < 0)
            throw files.Failed("open the folder of", path);
        var synced = Posix.Fsync(fd);
        _ = Posix.Close(fd);
        if (synced < 0)
            throw files.Failed("sync the folder of", path);
    }
}
