using LibvirtIdem.Messages;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// The change of one call while it is applied: its record, its files and what it has cost, and the way back. Only for the holder of the run
/// lock.
/// </summary>
internal sealed class Transaction(TargetMachine machine, bool unsafeWrites)
{
    private readonly Journal journal = new(machine.Files);

    public FileChanges Files { get; private set; } = new(machine.Files, unsafeWrites);

    /// <summary>What has been done so far; null before the first step is in.</summary>
    public ApplyResult? Applied { get; private set; }

    /// <summary>A step is about to be taken.</summary>
    /// <exception cref="MachineException">It cannot be taken with all that is promised; nothing of it is.</exception>
    public void Begin(ChangeRecord step)
    {
        journal.Write(step);
        if (Replacement.IsExchangeMissing && !unsafeWrites && step.Files.FirstOrDefault(IsReplaced) is { } file)
            throw new MachineException(Message.NoExchange(machine.Files.Shown(RecordedFiles.PathOf(machine.Files, file)!)));
    }

    /// <summary>A step is in.</summary>
    public void Add(ApplyResult step) => Applied = Applied?.And(step) ?? step;

    /// <summary>All of the change is in.</summary>
    public void Commit() => machine.Warn(journal.Commit());

    /// <summary>
    /// Back to what was there, but for what others changed. Returns what could not be rolled back: the next call tries that once more.
    /// </summary>
    public IReadOnlyList<string> RollBack()
    {
        Applied = null;
        if (journal.Record is not { } record)
            return [];
        var rollback = Rollback.Run(record with { Files = [.. Files.Committed] }, machine);
        Files.DiscardBackups();
        Files = new(machine.Files, unsafeWrites);
        if (rollback.Failures.Count == 0)
            journal.Discard();
        return rollback.Failures;
    }

    /// <summary>The failure for which the change was rolled back, with what of it is left.</summary>
    public Exception RollBack(Exception failure) =>
        RollBack() is { Count: > 0 } failures && failure is MachineException { Problem: var problem }
        ? new MachineException(problem with { Msg = $"{problem.Msg}; {string.Join("; ", failures)}" }) : failure;

    private static bool IsReplaced(FileRecord file) => file is { Role: not Role.Autostart, Before: not null, After: not null };
}
