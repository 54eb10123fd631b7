using System.Globalization;
using LibvirtIdem.Messages;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// The record of the change that is under way, in the tool's own folder: written and synced before anything else is touched. One that is
/// still there without its run says that the run was interrupted. A change that is done becomes the newest generation, for <c>undo</c>.
/// Only the holder of the run lock (<see cref="RunLock"/>) may write here.
/// </summary>
internal sealed class Journal(RootedFiles files)
{
    private const string Open = LibvirtPaths.OwnFolder + "/journal";
    private const string Generations = LibvirtPaths.OwnFolder + "/undo";
    private const string Unrestored = LibvirtPaths.OwnFolder + "/unrestored";
    private const uint Secret = 0x180; // 0600: it holds what the 0600 definitions hold.

    /// <summary>This many changes can be undone, one after the other.</summary>
    private const int MostGenerations = 20;

    /// <summary>All generations together; the newest is kept whatever its size.</summary>
    private const long MostBytes = 64 << 20;

    /// <summary>The change under way, with all its steps so far; null before the first.</summary>
    public ChangeRecord? Record { get; private set; }

    /// <summary>A change is under way, or was interrupted, if only while its record was written.</summary>
    public static bool IsOpen(RootedFiles files) => files.Exists(Open, Posix.NoFollow) || AtomicFile.IsUnfinished(files, Open);

    /// <summary>Adds a step that is about to be taken.</summary>
    public void Write(ChangeRecord step)
    {
        Record = Record?.And(step) ?? step;
        using var file =
            AtomicFile.Prepare(files, new(Open, null, files.Identity(Open)), ChangeRecordFormat.Write(Record), Secret, followsLink: false);
        file.Commit(WithoutExchange.Rename);
    }

    /// <summary>The change of a run that was interrupted; null where that had begun none.</summary>
    /// <exception cref="MachineException">The record cannot be read.</exception>
    public ChangeRecord? Interrupted()
    {
        AtomicFile.Sweep(files, Open);
        return Record = files.Exists(Open, Posix.NoFollow) ? Read(Open) : null;
    }

    /// <summary>A record whose files are put in place again, by a rename or in place.</summary>
    public ChangeRecord Placed(ChangeRecord record) =>
        record with { Files = [.. record.Files.Select(file => file with { InPlace = IsInPlace(files, file) })] };

    private static bool IsInPlace(RootedFiles files, FileRecord file) =>
        RecordedFiles.PathOf(files, file) is { } path && InPlaceFile.IsMountPoint(files, path);

    /// <summary>
    /// Some of the interrupted change could not be rolled back, for another process has written it since: its record is kept out of the
    /// way. Returns where.
    /// </summary>
    public string SetAside()
    {
        Record = null;
        files.MakeDirectory(Unrestored, 0x1C0 /* 0700 */);
        var path = PathOf(Unrestored, Numbers(Unrestored) is [.., var last] ? last + 1 : 1);
        AtomicFile.Move(files, Open, path);
        return files.Shown(path);
    }

    /// <summary>The change is in, and can be undone from now on. Returns why it may not be; null where it can.</summary>
    /// <exception cref="MachineException">The record can be closed in no way, so the next call settles it.</exception>
    public string? Commit()
    {
        if (Record is null)
            return null;
        try
        {
            files.MakeDirectory(Generations, 0x1C0 /* 0700 */);
            var numbers = Numbers();
            AtomicFile.Move(files, Open, PathOf(numbers.Count == 0 ? 1 : numbers[^1] + 1));
            Record = null;
            Prune();
            return null;
        }
        catch (MachineException failure)
        {
            // All of it is in: a record that stays open would have the next call roll it back.
            Discard();
            return Message.NotKept(failure.Problem.Msg);
        }
    }

    /// <summary>The change is rolled back, or none of it was made.</summary>
    public void Discard()
    {
        Record = null;
        if (files.Exists(Open))
            AtomicFile.Delete(files, Open);
    }

    /// <summary>
    /// The newest change that is not undone yet, and the number of its generation; null where there is none. One that changed nothing is
    /// passed over.
    /// </summary>
    /// <exception cref="MachineException">It cannot be read.</exception>
    public (ChangeRecord Change, long Number)? Newest()
    {
        foreach (var number in Enumerable.Reverse(Numbers()))
            if (Read(PathOf(number)) is { IsEmpty: false } change)
                return (change, number);
        return null;
    }

    /// <summary>
    /// The generation is undone. In one step it takes the place of the open record: an interrupted run that leaves it there leaves all of
    /// it rolled back. Returns why it may still be there; null where it is removed.
    /// </summary>
    public string? Undone(long number)
    {
        try
        {
            AtomicFile.Move(files, PathOf(number), Open);
            AtomicFile.Delete(files, Open);
            return null;
        }
        catch (MachineException failure) when (!files.Exists(PathOf(number)))
        {
            return Message.NotForgotten(failure.Problem.Msg);
        }
    }

    /// <exception cref="MachineException">It is damaged, or names what no change of this tool touches.</exception>
    private ChangeRecord Read(string path)
    {
        if (files.Read(path, Posix.NoFollow).Bytes is not { } bytes || ChangeRecordFormat.Read(bytes) is not { } change)
            throw new MachineException(Message.DamagedRecord(files.Shown(path)));
        RecordedFiles.Require(files, change, path);
        return change;
    }

    /// <summary>
    /// One that comes back after a power cut is pruned by the next change, so there is nothing to wait for: an image may have thousands of
    /// them.
    /// </summary>
    private void Prune()
    {
        var bytes = 0L;
        var kept = 0;
        foreach (var number in Enumerable.Reverse(Numbers()))
        {
            bytes += (long)(files.Identity(PathOf(number))?.Size ?? 0);
            if (kept > 0 && (kept >= MostGenerations || bytes > MostBytes))
                AtomicFile.DeleteUnsynced(files, PathOf(number));
            kept++;
        }
    }

    private List<long> Numbers(string folder = Generations)
    {
        var numbers = new List<long>();
        foreach (var name in files.List(folder))
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue)
                numbers.Add(number);
        numbers.Sort();
        return numbers;
    }

    private static string PathOf(long number) => PathOf(Generations, number);

    private static string PathOf(string folder, long number) => $"{folder}/{number.ToString("D10", CultureInfo.InvariantCulture)}";
}
