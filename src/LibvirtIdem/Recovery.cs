using LibvirtIdem.Machine;
using LibvirtIdem.Planning;

namespace LibvirtIdem;

/// <summary>
/// What the run before left half done, since it was killed or the machine went down: completed where every file is new already, else rolled back,
/// before a changing call reads anything.
/// </summary>
internal static class Recovery
{
    public static void Run(TargetMachine machine, bool checkMode, int lockSeconds)
    {
        if (!Journal.IsOpen(machine.Files))
            return;
        if (checkMode)
        {
            // While the lock is held it is the journal of a run that is at work.
            machine.Notices = Turn.IsTaken(machine.Files) ? [] : [Sentences.InterruptedSeen];
            return;
        }
        using var turn = Turn.Wait(machine, lockSeconds);
        var journal = new Journal(machine.Files);
        if (journal.Interrupted() is not { } record)
            return;
        new FileRollback(record, machine.Files, hasDaemon: false).Sweep();
        if (record.Way == Way.Files && RecordedFiles.AreAfter(machine.Files, record))
        {
            Rollback.TellDnsmasq(record, machine);
            machine.Notices = [Sentences.InterruptedFinished];
            machine.Notice(journal.Commit());
            return;
        }
        if (record.Way != Way.Files)
            machine.Wake();
        var rollback = Rollback.Run(record, machine);
        if (TornFile.Left(machine.Files, record) is { Count: > 0 } torn)
            throw new MachineException(Sentences.StillTorn(torn, rollback.Failures));
        machine.RolledBack = rollback.Changes;
        machine.Notices = [Sentences.InterruptedRolledBack(record.NetworkNames, rollback.Changes, rollback.Failures)];
        // A record of what could not be rolled back is not lost.
        if (rollback.Failures.Count == 0)
            journal.Discard();
        else
            machine.Notice(Sentences.RecordKept(journal.SetAside()));
    }
}
