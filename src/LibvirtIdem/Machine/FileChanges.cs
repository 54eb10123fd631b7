using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// The files of one change: all are written in full before the first is put in place, and each goes back as far as nobody else has touched it
/// since. The one way in which a plan reaches the disk.
/// </summary>
internal sealed class FileChanges(RootedFiles files, bool unsafeWrites)
{
    private readonly List<FileEdit> written = [];
    private readonly List<FileEdit> removed = [];
    private readonly Dictionary<string, string> backups = new(StringComparer.Ordinal);

    /// <summary>For the path of each changed file where its copy is.</summary>
    public IReadOnlyDictionary<string, string> Backups => backups;

    public int Count => written.Count + removed.Count;

    /// <param name="edits">In the order in which they are put in place.</param>
    /// <param name="backedUp">Files of which a copy is kept, before anything changes.</param>
    /// <exception cref="ChangedUnderneathException">Somebody else has written one of them; those before it are in place.</exception>
    public void Write(IReadOnlyList<FileEdit> edits, IEnumerable<FileSnapshot> backedUp)
    {
        var prepared = new List<(FileEdit Edit, AtomicFile File)>();
        try
        {
            foreach (var edit in edits)
            {
                files.MakeDirectory(Path.GetDirectoryName(edit.Before.Path)!, 0x1ED /* 0755 */);
                prepared.Add((edit, AtomicFile.Prepare(files, edit.Before, edit.After, edit.NewMode)));
            }
            foreach (var file in backedUp)
                if (file.Exists && !backups.ContainsKey(file.Path))
                    backups[file.Path] = AtomicFile.Backup(files, file, DateTimeOffset.UtcNow);
            foreach (var (edit, file) in prepared)
            {
                file.Commit(unsafeWrites);
                written.Add(edit);
            }
        }
        finally
        {
            foreach (var (_, file) in prepared)
                file.Dispose();
        }
    }

    /// <exception cref="ChangedUnderneathException">Somebody else has written it since.</exception>
    public void Remove(Role role, FileSnapshot file, uint mode)
    {
        if (files.Identity(file.Path) != file.Identity)
            throw new ChangedUnderneathException(file.Path);
        AtomicFile.Delete(files, file.Path);
        removed.Add(new(role, file, [], mode));
    }

    /// <param name="rollBack">Takes what fails.</param>
    /// <param name="merged">What a file that libvirt has written anew shall hold instead of what was there; null where nobody but this change wrote it.</param>
    public void PutBack(RollBack rollBack, Func<FileEdit, FileSnapshot, byte[]?>? merged = null)
    {
        foreach (var edit in Enumerable.Reverse(removed))
            rollBack.Try(files.Shown(edit.Before.Path), () => Replace(files.Read(edit.Before.Path), edit.Before.Bytes!, edit.NewMode));
        foreach (var edit in Enumerable.Reverse(written))
            rollBack.Try(files.Shown(edit.Before.Path), () => Restore(edit, merged));
        foreach (var backup in backups.Values)
            rollBack.Try(files.Shown(backup), () => AtomicFile.Delete(files, backup));
        removed.Clear();
        written.Clear();
        backups.Clear();
    }

    private void Restore(FileEdit edit, Func<FileEdit, FileSnapshot, byte[]?>? merged)
    {
        var now = files.Read(edit.Before.Path);
        if (merged?.Invoke(edit, now) is { } instead)
            Replace(now, instead, edit.NewMode);
        else if (!now.Bytes.AsSpan().SequenceEqual(edit.After))
            throw new ChangedUnderneathException(edit.Before.Path);
        else if (edit.Before.Bytes is { } bytes)
            Replace(now, bytes, edit.NewMode);
        else
            AtomicFile.Delete(files, edit.Before.Path);
    }

    private void Replace(FileSnapshot now, byte[] bytes, uint newMode)
    {
        using var file = AtomicFile.Prepare(files, now, bytes, newMode);
        file.Commit(unsafeWrites);
    }
}
