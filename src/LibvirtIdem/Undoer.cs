using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>
/// The spine of <c>undo</c>: the newest generation is planned back (pure), and put back by what puts back a step that failed. While it is at work the
/// journal holds the way forward again, so an interrupted undo is put back too.
/// </summary>
internal static class Undoer
{
    public static Result Run(UndoRequest request)
    {
        try
        {
            using var machine = new TargetMachine(request.Root, request.ShowsProgress, request.LockSeconds);
            Recovery.Run(machine, request.CheckMode, request.LockSeconds);
            return Report.Noticed(Run(request, machine), machine.Notices);
        }
        catch (MachineException failure)
        {
            return Report.Refused(null, [failure.Problem]);
        }
    }

    private static Result Run(UndoRequest request, TargetMachine machine)
    {
        using var turn = request.CheckMode ? null : Turn.Wait(machine, request.LockSeconds);
        var journal = new Journal(machine.Files);
        if (journal.Newest() is not (var record, var number))
            return UndoReport.Nothing();
        var plan = UndoPlan.Make(record, Read(record, machine));
        if (plan.Problems.Count > 0)
            return Report.Refused(null, plan.Problems);
        if (request.CheckMode)
            return UndoReport.Done(plan, null, null, request.Diff, machine.Files.Shown);

        journal.Begin(plan.Inverse);
        if (PutBack(record, machine, journal, out var effects) is { Count: > 0 } troubles)
        {
            // Forward again: half of it undone is nobody's wish.
            var left = PutBack(plan.Inverse, machine, journal, out _);
            // What is left is tried once more, by the next call.
            if (left.Count == 0)
                journal.Finish(isDone: false);
            return Report.Refused(null, [Sentences.NotUndone([.. troubles, .. left])]);
        }
        machine.Notice(journal.Undone(number));
        return UndoReport.Done(plan, machine.DaemonPid is not null, effects, request.Diff, machine.Files.Shown);
    }

    private static IReadOnlyList<string> PutBack(ChangeRecord record, TargetMachine machine, Journal journal, out EffectsRow effects)
    {
        var hasDaemon = machine.DaemonPid is not null;
        var restoration = new Restoration(machine, new(machine.Files, unsafeWrites: true));
        restoration.Resume(record, hasDaemon);
        return Recovery.PutBack(record, restoration, machine, journal, hasDaemon, out effects);
    }

    private static UndoState Read(ChangeRecord record, TargetMachine machine)
    {
        var hasDaemon = machine.DaemonPid is not null;
        var files = new List<(FileRecord, string, byte[]?)>();
        // A file that was written twice is as the last of the two left it.
        foreach (var file in record.Files.GroupBy(file => (file.Role, file.Name)).Select(group => group.Last() with { Before = group.First().Before }))
            files.Add((file, RecordedFiles.PathOf(machine.Files, file) ?? throw new MachineException(Sentences.ForeignRecord(file.Name)), RecordedFiles.Content(machine.Files, file)));
        var definitions = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var network in record.Networks)
            definitions[network.Name] = hasDaemon ? Journal.Definition(machine.Libvirt, network.Name) : machine.Files.Read(LibvirtPaths.Config(network.Name)).Bytes;
        return new(hasDaemon, files, definitions, hasDaemon ? [.. record.Networks.SelectMany(Daemons)] : []);

        // What libvirt writes itself, as the change that is undone was told to change it.
        IEnumerable<(Role, string)> Daemons(NetworkRecord network)
        {
            yield return (Role.Config, LibvirtPaths.Config(network.Name));
            if (network.Live is null || record.IsOfNetwork)
                yield break;
            yield return (Role.Hostsfile, LibvirtPaths.Hostsfile(network.Name));
            yield return (Role.Status, LibvirtPaths.Status(network.Name));
        }
    }
}
