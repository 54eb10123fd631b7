using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// A file that was written in place by a run that was killed: it holds a mixture of what it held and what it was to hold, which both lie
/// next to it (<see cref="AtomicFile.Torn"/>). Its record puts it back.
/// </summary>
internal static class TornFile
{
    public static bool Is(RootedFiles files, FileRecord record, FileSnapshot now) =>
        record is { InPlace: true, Before: not null } && now.Exists && !record.IsBefore(now.Bytes) && !record.IsAfter(now.Bytes)
            && AtomicFile.Torn(files, now.Path) is not null;

    /// <summary>In place again, which needs no room but that of the old content.</summary>
    /// <exception cref="ChangedUnderneathException">Another process has written into it since, so what belongs to whom is not
    /// known.</exception>
    /// <exception cref="MachineException">It cannot be written.</exception>
    public static void Restore(RootedFiles files, FileRecord record, FileSnapshot now)
    {
        if (AtomicFile.Torn(files, now.Path) is not var (old, next) || !InPlaceFile.IsMixture(now.Bytes, old, next))
            throw new ChangedUnderneathException(now.Shown);
        using (var place = files.Resolve(now.Path))
            InPlaceFile.Write(files, place, now, record.Before!);
        AtomicFile.Sweep(files, now.Path);
    }

    /// <summary>Those that could not be put back, as messages name them. Their record must stay.</summary>
    public static List<string> Left(RootedFiles files, ChangeRecord record)
    {
        var left = new List<string>();
        foreach (var file in record.Files)
            if (file.InPlace && RecordedFiles.PathOf(files, file) is { } path && Is(files, file, files.Read(path))
                && !left.Contains(files.Shown(path)))
                left.Add(files.Shown(path));
        return left;
    }

    /// <summary>Takes away what a killed run left next to its files, but for what a torn one is put back by.</summary>
    public static void Sweep(RootedFiles files, IEnumerable<FileRecord> records)
    {
        // Each folder is listed once: a record may be of thousands of files.
        var (folders, kept) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var record in records)
        {
            if (RecordedFiles.PathOf(files, record) is not { } path)
                continue;
            var folder = Path.GetDirectoryName(path)!;
            folders.Add(folder);
            if (record.InPlace && Is(files, record, files.Read(path)))
                kept.Add(folder);
            else
                AtomicFile.SweepTarget(files, path);
        }
        foreach (var folder in folders.Except(kept, StringComparer.Ordinal))
            AtomicFile.SweepFolder(files, folder);
    }
}
