using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>
/// The spine: read, plan, apply, verify. Where a daemon runs, verifying is reading and planning again, which must find nothing left to do;
/// so what makes a second call change nothing is also what says that the first one worked.
/// </summary>
internal static class Reconciler
{
    public static Result Run(ReservationRequest request) =>
        ChangingCommand.Run(new(request.Root, request.ShowsProgress, request.CheckMode, request.LockSeconds), machine => Run(request, machine), request.Network, request.Problems);

    private static Result Run(ReservationRequest asked, TargetMachine machine)
    {
        try
        {
            return Reconcile(GuestReader.Settle(asked, machine), machine);
        }
        catch (UnusableNetworkException unusable) when (asked.Networks.Count > 1 || unusable.Network.IsNamedByRows)
        {
            return Run(asked.Without(unusable.All), machine);
        }
    }

    private static Result Reconcile(ReservationRequest request, TargetMachine machine)
    {
        var current = StateReader.Read(request, machine);
        var plan = Planner.Plan(request, current);
        if (IsDone(plan, request))
            return Tell(plan, request, machine, plan, null);

        // Only now the lock: a call that finds nothing to do leaves no trace at all.
        using var turn = Turn.Wait(machine, request.LockSeconds);
        if (plan.NeedsDaemon)
            machine.Wake();
        // Most often nothing was written while the lock was waited for, and the plan still holds.
        if (plan.NeedsDaemon || !StateReader.IsStill(current, machine))
        {
            current = StateReader.Read(request, machine);
            plan = Planner.Plan(request, current);
            if (IsDone(plan, request))
                return Tell(plan, request, machine, plan, null);
        }
        var convergence = new Convergence(request, machine, new(machine, request.UnsafeWrites));
        return convergence.Run(plan, current) is { } problem ? Report.Refused(request.Network, [problem], convergence.Warnings)
            : Tell(convergence.Change!, request, machine, convergence.Judged!, LeaseRelease.After(convergence.Change!, convergence.Receipt!, machine));
    }

    private static bool IsDone(Plan plan, ReservationRequest request) => plan.IsRefused || plan.IsEmpty || request.CheckMode;

    private static Result Tell(Plan plan, ReservationRequest request, TargetMachine machine, Plan judged, Receipt? receipt) =>
        plan.IsRefused ? Report.Refused(request.Network, plan.Problems, plan.Warnings)
        : Report.Done(plan, request.CheckMode ? null : (receipt ?? Receipt.Nothing) with { DaemonStarts = machine.DaemonStarts }, [.. judged.RestartReasons], request.Diff, machine.Files.Shown);
}
