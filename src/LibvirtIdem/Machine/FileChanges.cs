using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// The files of one change: all are written in full before the first is put in place, and each goes back as far as nobody else has touched it
/// since. The one way in which a plan reaches the disk.
/// </summary>
internal sealed class FileChanges(RootedFiles files, bool unsafeWrites)
{
    private readonly List<FileRecord> done = [];
    private readonly Dictionary<string, string> backups = new(StringComparer.Ordinal);

    /// <summary>For the path of each changed file where its copy is.</summary>
    public IReadOnlyDictionary<string, string> Backups => backups;

    public int Count => done.Count;

    /// <summary>What is about to be done to a file.</summary>
    public FileRecord Record(FileEdit edit) => RecordedFiles.Record(edit) with { InPlace = unsafeWrites && InPlaceFile.IsMountPoint(files, edit.Before.Path) };

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
                // Noted first: a folder that cannot be synced fails the call when the new file is in place already.
                done.Add(Record(edit));
                Commit(file);
            }
        }
        finally
        {
            foreach (var (_, file) in prepared)
                file.Dispose();
        }
    }

    private void Commit(AtomicFile file)
    {
        try
        {
            file.Commit(unsafeWrites);
        }
        catch (ChangedUnderneathException)
        {
            done.RemoveAt(done.Count - 1);
            throw;
        }
    }

    /// <exception cref="ChangedUnderneathException">Somebody else has written it since.</exception>
    public void Remove(Role role, FileSnapshot file, uint mode)
    {
        if (files.Identity(file.Path) != file.Identity)
            throw new ChangedUnderneathException(file.Shown);
        done.Add(RecordedFiles.Removal(role, file.Path, file.Bytes!, mode));
        AtomicFile.Delete(files, file.Path);
    }

    public void SetAutostart(string network, bool autostarts)
    {
        done.Add(RecordedFiles.Autostart(network, autostarts));
        AutostartLink.Set(files, network, autostarts);
    }

    /// <summary>What an interrupted run did, or was about to do; what it left half written goes, but for what a torn file is put back by.</summary>
    public void Resume(IReadOnlyList<FileRecord> records)
    {
        foreach (var record in records)
            if (RecordedFiles.PathOf(files, record) is null)
                throw new MachineException(Sentences.ForeignRecord(record.Name));
        TornFile.Sweep(files, records);
        done.AddRange(records);
    }

    /// <summary>Whether each file holds what the change put there.</summary>
    public bool AreAfter => done.TrueForAll(record => record.IsAfter(RecordedFiles.Content(files, record)));

    /// <param name="rollBack">Takes what fails.</param>
    /// <param name="merged">What a file that libvirt has written anew shall hold instead of what was there; null where nobody but this change wrote it.</param>
    public void PutBack(RollBack rollBack, Func<FileRecord, FileSnapshot, byte[]?>? merged = null)
    {
        foreach (var record in Enumerable.Reverse(done))
            rollBack.Try(files.Shown(RecordedFiles.PathOf(files, record)!), () => Restore(record, merged));
        foreach (var backup in backups.Values)
            rollBack.Try(files.Shown(backup), () => AtomicFile.Delete(files, backup));
        done.Clear();
        backups.Clear();
    }

    private void Restore(FileRecord record, Func<FileRecord, FileSnapshot, byte[]?>? merged)
    {
        var path = RecordedFiles.PathOf(files, record)!;
        if (record.Role == Role.Autostart)
        {
            AutostartLink.Set(files, record.Name, record.Before is not null);
            return;
        }
        var now = files.Read(path);
        if (merged?.Invoke(record, now) is { } instead)
        {
            if (!instead.AsSpan().SequenceEqual(now.Bytes))
                Replace(now, instead, RecordedFiles.ModeOf(record));
        }
        else if (TornFile.Is(files, record, now))
            TornFile.Restore(files, record, now);
        else if (record.IsBefore(now.Bytes))
        {
            // A write in place that failed may have left both contents next to a file that it did not touch.
            if (record.InPlace)
                AtomicFile.SweepTarget(files, path);
        }
        else if (!record.IsAfter(now.Bytes))
            throw new ChangedUnderneathException(now.Shown);
        else if (record.Before is { } bytes)
            Replace(now, bytes, RecordedFiles.ModeOf(record));
        else
            AtomicFile.Delete(files, path);
    }

    private void Replace(FileSnapshot now, byte[] bytes, uint newMode)
    {
        using var file = AtomicFile.Prepare(files, now, bytes, newMode);
        file.Commit(unsafeWrites);
    }
}
