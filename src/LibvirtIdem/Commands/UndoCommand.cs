using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Messages;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem.Commands;

/// <summary>
/// The spine of <c>undo</c>: the rollback of the newest generation is planned (pure), then done by what rolls back every change. While it
/// is at work the journal holds the way forward again, so an interrupted undo is rolled back too.
/// </summary>
internal static class UndoCommand
{
    public static Result Run(UndoRequest request) =>
        ChangingCommand.Run(new(request.Root, request.ShowsProgress, request.CheckMode, request.LockSeconds),
            machine => Run(request, machine));

    private static Result Run(UndoRequest request, TargetMachine machine)
    {
        using var turn = request.CheckMode ? null : RunLock.Acquire(machine, request.LockSeconds);
        var journal = new Journal(machine.Files);
        if (journal.Newest() is not (var record, var number))
            return UndoReport.Nothing();
        if (!request.CheckMode && record.Way != ApplyMethod.Files)
            machine.Wake();
        var plan = UndoPlan.Make(record, UndoReader.Read(record, machine));
        if (plan.Problems.Count > 0)
            return ReservationReport.Refused(null, plan.Problems);
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
            return ReservationReport.Refused(null, [Message.NotUndone([.. rollback.Failures, .. forward.Failures])]);
        }
        machine.Warn(journal.Undone(number));
        return UndoReport.Done(plan, machine.DaemonPid is not null,
            EffectsRow.Of(rollback.Applied with { DaemonStarts = machine.DaemonStarts }), request.Diff, machine.Files.Shown);
    }
}
