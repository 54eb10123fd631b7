using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// The files of one change: all are written in full before the first is put in place. The one way in which a plan reaches the disk.
/// </summary>
internal sealed class FileChanges(RootedFiles files, bool unsafeWrites)
{
    private readonly Dictionary<string, string> backups = new(StringComparer.Ordinal);

    /// <summary>For the path of each changed file where its copy is.</summary>
    public IReadOnlyDictionary<string, string> Backups => backups;

    /// <summary>What is in place, in the order in which it came there.</summary>
    public List<FileRecord> Committed { get; } = [];

    /// <summary>What is about to be done to a file.</summary>
    public FileRecord Record(FileEdit edit) =>
        RecordedFiles.Record(edit) with { InPlace = unsafeWrites && InPlaceFile.IsMountPoint(files, edit.Before.Path) };

    /// <param name="edits">In the order in which they are put in place.</param>
    /// <param name="backedUp">Files of which a copy is kept, before anything changes.</param>
    /// <exception cref="ChangedUnderneathException">Another process has written one of them; those before it are in place.</exception>
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
            foreach (var (_, file) in prepared)
                file.Sync();
            foreach (var file in backedUp)
                if (file.Exists && !backups.ContainsKey(file.Path))
                    backups[file.Path] = AtomicFile.Backup(files, file, DateTimeOffset.UtcNow);
            foreach (var (edit, file) in prepared)
            {
                // Before it is: what fails afterwards fails the call when the new file is in place already.
                var record = Record(edit);
                Committed.Add(record);
                try
                {
                    file.Put(record.InPlace ? WithoutExchange.RenameOrWrite : unsafeWrites ? WithoutExchange.Rename
                        : WithoutExchange.Refuse);
                }
                catch (ChangedUnderneathException)
                {
                    Committed.RemoveAt(Committed.Count - 1);
                    throw;
                }
            }
            foreach (var (_, file) in prepared)
                file.SyncFolder();
        }
        finally
        {
            foreach (var (_, file) in prepared)
                file.Dispose();
        }
    }

    /// <exception cref="ChangedUnderneathException">Another process has written it since.</exception>
    public void Remove(Role role, FileSnapshot file, uint mode)
    {
        if (files.Identity(file.Path) != file.Identity)
            throw new ChangedUnderneathException(file.Shown);
        Committed.Add(RecordedFiles.Removal(role, file.Path, file.Bytes!, mode));
        AtomicFile.Delete(files, file.Path);
    }

    public void SetAutostart(string network, bool autostarts)
    {
        Committed.Add(RecordedFiles.Autostart(network, autostarts));
        AutostartLink.Set(files, network, autostarts);
    }

    /// <summary>The change is rolled back, so copies of what was there are of no use.</summary>
    public void DiscardBackups()
    {
        foreach (var backup in backups.Values)
            AtomicFile.Delete(files, backup);
        backups.Clear();
    }
}
