using System.Globalization;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// The record of the change that is under way, in the tool's own folder: written and synced before anything else is touched. One that is still
/// there without its run says that the run was interrupted. A change that is done becomes the newest generation, for <c>undo</c>. Only who has
/// the turn (<see cref="Turn"/>) may write here.
/// </summary>
internal sealed class Journal(RootedFiles files)
{
    private const string Open = LibvirtPaths.OwnFolder + "/journal";
    private const string Generations = LibvirtPaths.OwnFolder + "/undo";
    private const string Unrestored = LibvirtPaths.OwnFolder + "/unrestored";
    private const uint Secret = 0x180; // 0600: it holds what the 0600 definitions hold.

    /// <summary>So many changes can be undone, one after the other.</summary>
    private const int MostGenerations = 20;

    /// <summary>All generations together; the newest is kept whatever its size.</summary>
    private const long MostBytes = 64 << 20;

    private ChangeRecord? record;
    private bool isRecovering;

    /// <summary>A change is under way, or was interrupted, if only while its record was written.</summary>
    public static bool IsOpen(RootedFiles files) => files.Exists(Open, Posix.NoFollow) || AtomicFile.IsUnfinished(files, Open);

    /// <summary>What is about to be changed, and all of this change that went before.</summary>
    public void Note(ChangeRecord step)
    {
        record = record?.And(step) ?? step;
        Write(Open, ChangeText.Write(record));
    }

    /// <summary>A change is about to be undone, which <paramref name="inverse"/> would put back. What is noted from now on belongs to it, and only <see cref="Finish"/> closes it.</summary>
    public void Begin(ChangeRecord inverse)
    {
        Note(inverse with { Files = [.. inverse.Files.Select(Placed)] });
        isRecovering = true;
    }

    private FileRecord Placed(FileRecord file) => file with { InPlace = RecordedFiles.PathOf(files, file) is { } path && InPlaceFile.IsMountPoint(files, path) };

    /// <summary>The interrupted change. What is noted from now on belongs to it, and only <see cref="Finish"/> closes it.</summary>
    /// <exception cref="MachineException">It cannot be read.</exception>
    public ChangeRecord? Interrupted()
    {
        AtomicFile.Sweep(files, Open);
        record = files.Read(Open, Posix.NoFollow).Bytes is { } bytes ? ChangeText.Read(bytes) ?? throw Damaged(Open) : null;
        if (record is not null)
            RecordedFiles.Require(files, record, Open);
        isRecovering = record is not null;
        return record;
    }

    /// <summary>The change is all in (then it can be undone), or all taken back.</summary>
    public void Finish(bool isDone)
    {
        isRecovering = false;
        Close(isDone);
    }

    /// <summary>Some of the interrupted change could not be put back, for another process has written it since: its record is kept out of the way. Answers where.</summary>
    public string SetAside()
    {
        (isRecovering, record) = (false, null);
        files.MakeDirectory(Unrestored, 0x1C0 /* 0700 */);
        var path = PathOf(Unrestored, Numbers(Unrestored) is [.., var last] ? last + 1 : 1);
        AtomicFile.Move(files, Open, path);
        return files.Shown(path);
    }

    /// <summary>The change is in, and can be undone from now on. Answers why it may not be; null where it can.</summary>
    /// <exception cref="MachineException">The record cannot be closed in any way, so the next call settles it.</exception>
    public string? Keep(Libvirt? libvirt)
    {
        if (isRecovering || record is null)
            return null;
        try
        {
            Note(libvirt);
            Close(isDone: true);
            return null;
        }
        catch (MachineException failure)
        {
            // All of it is in: a record that stays open would have the next call take it back.
            Close(isDone: false);
            return Sentences.NotKept(failure.Problem.Msg);
        }
    }

    /// <summary>What became of each network that a daemon holds.</summary>
    private void Note(Libvirt? libvirt)
    {
        if (libvirt is not null && record!.Networks.Count > 0)
        {
            record = record with { Networks = [.. record.Networks.Select(network => network with { After = network.Fingerprint(Definition(libvirt, network.Name), record.IsOfNetwork) })] };
            Write(Open, ChangeText.Write(record));
        }
    }

    /// <summary>The persistent definition; null where there is none, or it is too large for the API.</summary>
    public static byte[]? Definition(Libvirt libvirt, string network)
    {
        try
        {
            libvirt.Forget(network);
            return libvirt.Xml(network, live: false);
        }
        catch (TooLargeException)
        {
            return null;
        }
    }

    /// <summary>The change is in, or taken back: the one makes it a generation, the other forgets it.</summary>
    public void Close(bool isDone)
    {
        if (isRecovering)
            return;
        record = null;
        if (!files.Exists(Open))
            return;
        if (!isDone)
        {
            AtomicFile.Delete(files, Open);
            return;
        }
        files.MakeDirectory(Generations, 0x1C0 /* 0700 */);
        var numbers = Numbers();
        AtomicFile.Move(files, Open, PathOf(numbers.Count == 0 ? 1 : numbers[^1] + 1));
        Prune();
    }

    /// <summary>The newest change that is not undone yet, and the number of its generation; null where there is none.</summary>
    /// <exception cref="MachineException">It cannot be read.</exception>
    public (ChangeRecord Change, long Number)? Newest()
    {
        if (Numbers() is not [.., var newest])
            return null;
        var change = files.Read(PathOf(newest), Posix.NoFollow).Bytes is { } bytes && ChangeText.Read(bytes) is { } read ? read : throw Damaged(PathOf(newest));
        RecordedFiles.Require(files, change, PathOf(newest));
        return (change, newest);
    }

    /// <summary>
    /// The generation is undone. In one step it takes the place of the way forward: whoever finds it there finds all of it put back, and forgets it.
    /// Answers why it may still be there; null where it is gone.
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
            return Sentences.NotForgotten(failure.Problem.Msg);
        }
    }

    private void Forget(long number) => AtomicFile.Delete(files, PathOf(number));

    private void Prune()
    {
        var bytes = 0L;
        var kept = 0;
        foreach (var number in Enumerable.Reverse(Numbers()))
        {
            bytes += (long)(files.Identity(PathOf(number))?.Size ?? 0);
            if (kept > 0 && (kept >= MostGenerations || bytes > MostBytes))
                Forget(number);
            kept++;
        }
    }

    private List<long> Numbers(string folder = Generations)
    {
        var numbers = new List<long>();
        foreach (var name in files.List(folder))
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        numbers.Sort();
        return numbers;
    }

    private void Write(string path, byte[] content)
    {
        using var file = AtomicFile.Prepare(files, new(path, null, files.Identity(path)), content, Secret, followsLink: false);
        file.Commit(inPlaceAllowed: false);
    }

    private static string PathOf(long number) => PathOf(Generations, number);

    private static string PathOf(string folder, long number) => $"{folder}/{number.ToString("D10", CultureInfo.InvariantCulture)}";

    private MachineException Damaged(string path) => new(Sentences.DamagedRecord(files.Shown(path)));
}
