using LibvirtIdem.Machine;
using LibvirtIdem.Messages;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Commands;

/// <summary>
/// What the run before left half done, since it was killed or the machine went down: completed where every file is new already, else rolled
/// back, before a changing call reads anything.
/// </summary>
internal static class JournalRecovery
{
    public static void Run(TargetMachine machine, bool checkMode, int lockSeconds)
    {
        if (!Journal.IsOpen(machine.Files))
            return;
        if (checkMode)
        {
            // While the lock is held it is the journal of a run that is at work.
            machine.Warnings = RunLock.IsHeld(machine.Files) ? [] : [Message.InterruptedSeen];
            return;
        }
        using var runLock = RunLock.Acquire(machine, lockSeconds);
        var journal = new Journal(machine.Files);
        if (journal.Interrupted() is not { } record)
            return;
        new FileRollback(record, machine.Files, hasDaemon: false).Sweep();
        if (record.Way == ApplyMethod.Files && RecordedFiles.AreAfter(machine.Files, record))
        {
            Rollback.ReloadDnsmasq(record, machine);
            machine.Warnings = [Message.InterruptedFinished];
            machine.Warn(journal.Commit());
            return;
        }
        if (record.Way != ApplyMethod.Files)
            machine.Wake();
        var rollback = Rollback.Run(record, machine);
        if (TornFile.Left(machine.Files, record) is { Count: > 0 } torn)
            throw new MachineException(Message.StillTorn(torn, rollback.Failures));
        machine.RolledBack = rollback.Changes;
        machine.Warnings = [Message.InterruptedRolledBack(record.NetworkNames, rollback.Changes, rollback.Failures)];
        // A record of what could not be rolled back is not lost.
        if (rollback.Failures.Count == 0)
            journal.Discard();
        else
            machine.Warn(Message.RecordKept(journal.SetAside()));
    }
}
