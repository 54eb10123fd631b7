using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// The file that a caller wants a text in, outside every root. It may be in a folder that others write into (/tmp), so its last link is
/// not followed, neither when it is looked at nor when it is replaced.
/// </summary>
internal static class DestFile
{
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int SymbolicLink = 0xA000;

    /// <summary>Writes the text unless it is there already; answers whether it was not.</summary>
    public static bool Update(string path, byte[] text, bool checkMode)
    {
        using var files = new RootedFiles("/");
        var full = TargetMachine.FullPath(path);
        if (Posix.Statx(Posix.AtFdCwd, full, Posix.AtSymlinkNoFollow, Posix.AllOfStatus, out var status) == 0
            && (status.Mode & TypeMask) != RegularFile)
            throw new MachineException(Message.DestNotAFile(full, (status.Mode & TypeMask) == SymbolicLink));
        var before = files.Read(full, Posix.NoFollow);
        if (before.Bytes is { } bytes && bytes.AsSpan().SequenceEqual(text))
            return false;
        if (checkMode)
            return true;
        try
        {
            using var file = AtomicFile.Prepare(files, before, text, 0x1A4 /* 0644 */, followsLink: false, hasTurn: false);
            file.Commit(WithoutExchange.Rename);
            return true;
        }
        catch (ChangedUnderneathException changed)
        {
            throw new MachineException(Message.ChangedUnderneath(changed.Path));
        }
    }
}
