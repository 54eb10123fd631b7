using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>
/// The spine of <c>undo</c>: the rollback of the newest generation is planned (pure), then done by what rolls back every change. While it is at work the
/// journal holds the way forward again, so an interrupted undo is rolled back too.
/// </summary>
internal static class Undoer
{
    public static Result Run(UndoRequest request) =>
        ChangingCommand.Run(new(request.Root, request.ShowsProgress, request.CheckMode, request.LockSeconds), machine => Run(request, machine));

    private static Result Run(UndoRequest request, TargetMachine machine)
    {
        using var turn = request.CheckMode ? null : Turn.Wait(machine, request.LockSeconds);
        var journal = new Journal(machine.Files);
        if (journal.Newest() is not (var record, var number))
            return UndoReport.Nothing();
        if (!request.CheckMode && record.Way != Way.Files)
            machine.Wake();
        var plan = UndoPlan.Make(record, UndoReader.Read(record, machine));
        if (plan.Problems.Count > 0)
            return Report.Refused(null, plan.Problems);
        if (request.CheckMode)
            return UndoReport.Done(plan, null, null, request.Diff, machine.Files.Shown);

        var inverse = journal.Placed(plan.Inverse);
        journal.Write(inverse);
        var rollback = Rollback.Run(record, machine, AttachedGuests.Detach);
        if (rollback.Failures.Count > 0)
        {
            // Forward again: no call asks for half of it.
            var forward = Rollback.Run(inverse, machine);
            // What is left is tried once more, by the next call.
            if (forward.Failures.Count == 0)
                journal.Discard();
            return Report.Refused(null, [Sentences.NotUndone([.. rollback.Failures, .. forward.Failures])]);
        }
        machine.Notice(journal.Undone(number));
        return UndoReport.Done(plan, machine.DaemonPid is not null, EffectsRow.Of(rollback.Receipt with { DaemonStarts = machine.DaemonStarts }), request.Diff, machine.Files.Shown);
    }
}
