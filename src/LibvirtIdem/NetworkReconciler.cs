using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>The spine of <c>network</c>: read, plan, apply, verify; as for reservations, verifying is reading and planning again.</summary>
internal static class NetworkReconciler
{
    /// <summary>How long plans are made anew because somebody else was faster.</summary>
    private const int LongestRaceMilliseconds = 30_000;

    private const int SettlingMilliseconds = 5000;

    /// <summary>A short reload by somebody else may come and go unseen.</summary>
    private const int MostAttempts = 2;

    /// <summary>Then dnsmasq's files are written.</summary>
    private const int AfterReloadMilliseconds = 1000;

    private const int LookAgainMilliseconds = 20;

    public static Result Run(NetworkWish wish, bool showsProgress)
    {
        if (DocumentMerge.Settle(wish) is { } problem)
            return Report.Refused(wish.Name, [problem]);
        try
        {
            using var machine = new TargetMachine(wish.Root, showsProgress, wish.LockSeconds);
            Recovery.Run(machine, wish.CheckMode, wish.LockSeconds);
            return Report.Noticed(Run(wish, machine), machine.Notices);
        }
        catch (MachineException failure)
        {
            return Report.Refused(wish.Name, [failure.Problem]);
        }
    }

    private static Result Run(NetworkWish wish, TargetMachine machine)
    {
        var plan = DefinitionPlanner.Plan(wish, DefinitionReader.Read(wish, machine));
        if (plan.IsRefused || plan.IsEmpty || wish.CheckMode)
            return Tell(plan, wish, machine, plan, wish.CheckMode ? null : Receipt.Nothing);

        // Only now the lock: a call that finds nothing to do leaves no trace at all.
        using var turn = Turn.Wait(machine, wish.LockSeconds);
        return Converge(wish, machine, new(machine.Files));
    }

    /// <summary>For who has the turn: applies plans until what is there is what was asked for.</summary>
    public static Result Converge(NetworkWish wish, TargetMachine machine, Journal journal)
    {
        var attempts = 0;
        for (var started = Environment.TickCount64; ;)
        {
            var plan = DefinitionPlanner.Plan(wish, DefinitionReader.Read(wish, machine));
            if (plan.IsRefused || plan.IsEmpty)
                return Tell(plan, wish, machine, plan, Receipt.Nothing);
            machine.Interruption.Check();
            var applier = new DefinitionApplier(wish, machine, plan, journal);
            try
            {
                var receipt = applier.Apply();
                var wasOverrun = plan.Before.HasDaemon && DaemonReload.AwaitEarlier(machine);
                if (Verify(wish, machine, wasOverrun ? AfterReloadMilliseconds : SettlingMilliseconds) is not { } judged)
                {
                    var troubles = applier.PutBack();
                    // A reload by somebody else took back what libvirt had acknowledged: the same again.
                    if ((wasOverrun || (plan is { Before.HasDaemon: true, Step: Step.None } && attempts++ < MostAttempts)) && troubles.Count == 0 && Environment.TickCount64 - started < LongestRaceMilliseconds)
                        continue;
                    return Report.Refused(wish.Name, [Sentences.NetworkNotConverged(wish.Name, troubles)]);
                }
                machine.Notice(journal.Keep(plan.Before.HasDaemon ? machine.Libvirt : null));
                return Tell(plan, wish, machine, judged, receipt);
            }
            catch (ChangedUnderneathException changed)
            {
                if (Environment.TickCount64 - started >= LongestRaceMilliseconds)
                    return Report.Refused(wish.Name, [Sentences.ChangedUnderneath(changed.Path)]);
            }
        }
    }

    /// <summary>Null when the time is over and what is there is still not what was planned.</summary>
    private static DefinitionPlan? Verify(NetworkWish wish, TargetMachine machine, int patience)
    {
        machine.ForgetNetwork(wish.Name);
        for (var begun = Environment.TickCount64; Environment.TickCount64 - begun < patience; Thread.Sleep(LookAgainMilliseconds))
            if (DefinitionPlanner.Plan(wish, DefinitionReader.Read(wish, machine)) is { IsRefused: false, IsEmpty: true } again)
                return again;
        return null;
    }

    private static Result Tell(DefinitionPlan plan, NetworkWish wish, TargetMachine machine, DefinitionPlan judged, Receipt? receipt) =>
        plan.IsRefused ? Report.Refused(wish.Name, plan.Problems, plan.Warnings) : NetworkReport.Done(plan, judged, receipt, wish.Diff, machine.Files.Shown);
}
