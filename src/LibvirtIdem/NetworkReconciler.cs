using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>The spine of <c>network</c>: read, plan, apply, verify; as for reservations, verifying is reading and planning again.</summary>
internal static class NetworkReconciler
{
    /// <summary>How long it plans again because another process was faster.</summary>
    private const int LongestRaceMilliseconds = 30_000;

    private const int SettlingMilliseconds = 5000;

    /// <summary>A short reload by another client may come and go unseen.</summary>
    private const int MostAttempts = 2;

    /// <summary>Then dnsmasq's files are written.</summary>
    private const int AfterReloadMilliseconds = 1000;

    private const int LookAgainMilliseconds = 20;

    public static Result Run(NetworkWish wish, bool showsProgress) =>
        DocumentMerge.Settle(wish) is { } problem ? Report.Refused(wish.Name, [problem])
        : ChangingCommand.Run(new(wish.Root, showsProgress, wish.CheckMode, wish.LockSeconds), machine => Run(wish, machine), wish.Name);

    private static Result Run(NetworkWish wish, TargetMachine machine)
    {
        var plan = DefinitionPlanner.Plan(wish, DefinitionReader.Read(wish, machine));
        if (DnsmasqSyntax.Check(plan, machine) is { } refused)
            return Report.Refused(wish.Name, [refused], plan.Warnings);
        if (plan.IsRefused || plan.IsEmpty || wish.CheckMode)
            return Tell(plan, wish, machine, plan, wish.CheckMode ? null : Receipt.Nothing);

        // Only now the lock: a call that finds nothing to do leaves no trace at all.
        using var turn = Turn.Wait(machine, wish.LockSeconds);
        var transaction = new Transaction(machine, wish.UnsafeWrites);
        try
        {
            return Converge(wish, machine, transaction);
        }
        catch (Exception failure)
        {
            throw transaction.RollBack(failure);
        }
    }

    /// <summary>Applies plans until the network is as it was asked for.</summary>
    private static Result Converge(NetworkWish wish, TargetMachine machine, Transaction transaction)
    {
        var (applier, deadline, attempts) = (new DefinitionApplier(wish, machine, transaction), new Deadline(LongestRaceMilliseconds), 0);
        DefinitionState? first = null;
        for (; ; )
        {
            var plan = DefinitionPlanner.Plan(wish, DefinitionReader.Read(wish, machine, applier.Dropped));
            if (plan.IsRefused)
                return Report.Refused(wish.Name, [.. plan.Problems, .. transaction.RollBack().Select(Sentences.NotRolledBack)], plan.Warnings);
            if (plan.IsEmpty)
                return Done(plan);
            if (plan.NeedsDaemon)
            {
                machine.Wake();
                continue;
            }
            first ??= plan.Before;
            machine.Interruption.Check();
            try
            {
                applier.Apply(plan);
                var wasOverrun = plan.Before.HasDaemon && DaemonReload.AwaitEarlier(machine);
                if (Verify(wish, machine, applier.Dropped, wasOverrun ? AfterReloadMilliseconds : SettlingMilliseconds) is { } verified)
                    return Done(verified);
                var failures = transaction.RollBack();
                // A reload by another client took back what libvirt had acknowledged: the same again.
                if ((!wasOverrun && (plan is not { Before.HasDaemon: true, Steps.Step: Step.None } || attempts++ >= MostAttempts)) || failures.Count > 0 || deadline.IsOver)
                    return Report.Refused(wish.Name, [Sentences.NetworkNotConverged(wish.Name, failures)]);
                first = null;
            }
            catch (SettingsDroppedException)
            {
                // The definition is in as far as this libvirt keeps it: the rest of the plan is made again without what it does not.
            }
            catch (ChangedUnderneathException changed)
            {
                if (transaction.RollBack() is { Count: > 0 } failures || deadline.IsOver)
                    return Report.Refused(wish.Name, [Sentences.ChangedUnderneath(changed.Path)]);
                first = null;
            }
        }

        Result Done(DefinitionPlan judged)
        {
            transaction.Commit();
            // What was there at first, and what is asked but for what libvirt does not keep.
            var whole = first is null ? judged : DefinitionPlanner.Plan(wish, first with { Dropped = applier.Dropped });
            return Tell(whole, wish, machine, judged, transaction.Receipt ?? Receipt.Nothing);
        }
    }

    /// <summary>Null when the time is over and the network is still not as it was planned.</summary>
    private static DefinitionPlan? Verify(NetworkWish wish, TargetMachine machine, DroppedSettings? dropped, int patience)
    {
        machine.ForgetNetwork(wish.Name);
        return Wait.Until(patience, LookAgainMilliseconds, () =>
            DefinitionPlanner.Plan(wish, DefinitionReader.Read(wish, machine, dropped)) is { IsRefused: false, IsEmpty: true } again ? again : null);
    }

    private static Result Tell(DefinitionPlan plan, NetworkWish wish, TargetMachine machine, DefinitionPlan judged, Receipt? receipt) =>
        plan.IsRefused ? Report.Refused(wish.Name, plan.Problems, plan.Warnings) : NetworkReport.Done(plan, judged, receipt is null ? null : receipt with { DaemonStarts = machine.DaemonStarts }, wish.Diff, machine.Files.Shown);
}
