using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// What is done to a file that cannot change places with its new content in one step, because the kernel, a sandbox or the file system does
/// not allow that.
/// </summary>
internal enum WithoutExchange
{
    /// <summary>Nothing: another process may replace it in the moment of the rename, and that edit would be lost.</summary>
    Refuse,

    /// <summary>A rename between two checks of it. It is the tool's own, or <c>unsafe_writes</c> was asked for.</summary>
    Rename,

    /// <summary>The same; a mount point, which no rename replaces, is written into.</summary>
    RenameOrWrite,
}

/// <summary>
/// Puts the new content of a file, which is there under a hidden name, in the file's place. A rename would take along whatever came there
/// since the last check, if only a moment ago: so the two change places (renameat2, RENAME_EXCHANGE), and what comes out is checked. A kill
/// in the middle leaves the old one under the hidden name.
/// </summary>
internal readonly ref struct Replacement(RootedFiles files, ResolvedPath place, string temporary, FileSnapshot before)
{
    private static NewerCall renameat2;

    /// <summary>No file can be exchanged here, whatever its file system.</summary>
    public static bool IsExchangeMissing => renameat2.IsMissing;

    private string Shown => files.Shown(before.Path);

    /// <summary>Below zero, with the reason, where the file stays.</summary>
    /// <exception cref="ChangedUnderneathException">Another process has changed it; its file is in place.</exception>
    /// <exception cref="MachineException">It may not be replaced in the way that is left.</exception>
    public int Put(WithoutExchange fallback)
    {
        if (before.Identity is not { } read)
            return PutNew(fallback);
        if (!IsRefused(Posix.Exchange))
            return Posix.LastError == 0 ? CheckExchanged(read) : -1;
        if (fallback == WithoutExchange.Refuse)
            throw new MachineException(Message.NoExchange(Shown));
        return PutBetweenChecks(read);
    }

    /// <summary>Whether the kernel or the file system does not know the flag. Else errno says how the rename ended.</summary>
    private bool IsRefused(uint flag)
    {
        if (renameat2.IsMissing)
            return true;
        var result = Posix.Renameat2(place.Directory, temporary, place.Directory, place.Name, flag);
        if (result == 0)
            Posix.LastError = 0;
        // Not every file system can do it; nor for a file of another project quota than its folder's.
        else if (Posix.LastError is Posix.EINVAL or Posix.EXDEV)
            return true;
        else if (Posix.LastError is Posix.EEXIST or Posix.ENOENT)
            throw new ChangedUnderneathException(Shown);
        return renameat2.IsRefused(result);
    }

    /// <summary>The change of places itself is all that may have touched it.</summary>
    private int CheckExchanged(FileIdentity read)
    {
        if (!IsStill(read, temporary))
        {
            _ = Posix.Renameat2(place.Directory, temporary, place.Directory, place.Name, Posix.Exchange);
            throw new ChangedUnderneathException(Shown);
        }
        return Posix.UnlinkAt(place.Directory, temporary, 0) == 0 ? 0 : throw files.Failed("remove the old content of", before.Path);
    }

    /// <summary>A second name for it fails where there is a file, exactly as RENAME_NOREPLACE does.</summary>
    private int PutNew(WithoutExchange fallback)
    {
        if (!IsRefused(Posix.NoReplace))
            return Posix.LastError == 0 ? 0 : -1;
        if (Posix.LinkAt(place.Directory, temporary, place.Directory, place.Name, 0) == 0)
            return Posix.UnlinkAt(place.Directory, temporary, 0);
        if (Posix.LastError == Posix.EEXIST)
            throw new ChangedUnderneathException(Shown);
        // Nor has every file system second names; that the file is missing was checked just now.
        if (fallback == WithoutExchange.Refuse)
            throw new MachineException(Message.NoExchange(Shown));
        return Posix.Renameat(place.Directory, temporary, place.Directory, place.Name);
    }

    /// <summary>
    /// The old file keeps a second name over the rename: so an edit that is written into it up to that very moment is seen, and it is put
    /// back. One that replaces it in the microseconds after the first check is lost.
    /// </summary>
    private int PutBetweenChecks(FileIdentity read)
    {
        var old = AtomicFile.Hidden(place.Name, AtomicFile.Overwritten);
        _ = Posix.UnlinkAt(place.Directory, old, 0);
        if (Posix.LinkAt(place.Directory, place.Name, place.Directory, old, 0) < 0)
        {
            // It is on another mount than its folder, and a rename says that with EBUSY.
            Posix.LastError = Posix.LastError == Posix.EXDEV ? Posix.EBUSY : Posix.LastError;
            return -1;
        }
        try
        {
            if (!IsStill(read, old))
                throw new ChangedUnderneathException(Shown);
            if (Posix.Renameat(place.Directory, temporary, place.Directory, place.Name) < 0)
                return -1;
            if (IsStill(read, old))
                return 0;
            _ = Posix.Renameat(place.Directory, old, place.Directory, place.Name);
            throw new ChangedUnderneathException(Shown);
        }
        finally
        {
            var error = Posix.LastError;
            _ = Posix.UnlinkAt(place.Directory, old, 0);
            Posix.LastError = error;
        }
    }

    /// <summary>But for the time of the last change of its names.</summary>
    private bool IsStill(FileIdentity read, string name) =>
        Posix.Statx(place.Directory, name, Posix.AtSymlinkNoFollow, Posix.AllOfStatus, out var status) == 0
        && RootedFiles.IdentityOf(status) with { ChangeSeconds = read.ChangeSeconds, ChangeNanoseconds = read.ChangeNanoseconds } == read;
}
