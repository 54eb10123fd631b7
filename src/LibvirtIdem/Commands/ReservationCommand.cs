using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem.Commands;

/// <summary>
/// The spine: read, plan, apply, verify. Where a daemon runs, verifying is reading and planning again, which must find nothing left to do;
/// so what makes a second call change nothing is also what says that the first one worked.
/// </summary>
internal static class ReservationCommand
{
    public static Result Run(ReservationRequest request) =>
        ChangingCommand.Run(new(request.Root, request.ShowsProgress, request.CheckMode, request.LockSeconds),
            machine => Run(request, machine), request.Network, request.Problems);

    private static Result Run(ReservationRequest asked, TargetMachine machine)
    {
        try
        {
            return Execute(GuestReader.ResolveGuests(asked, machine), machine);
        }
        catch (UnusableNetworkException unusable)
            when (asked.CheckMode && unusable.All.Any(network => network.Problem.Code == ErrorCode.NetworkNotFound))
        {
            return Run(asked.Assuming(Assumed(asked, unusable, machine)), machine);
        }
        catch (UnusableNetworkException unusable) when (asked.Networks.Count > 1 || unusable.Network.IsNamedByRows)
        {
            return Run(asked.Without(unusable.All), machine);
        }
    }

    /// <summary>A play that defines a network and then its reservations goes through its check mode too.</summary>
    private static List<string> Assumed(ReservationRequest asked, UnusableNetworkException unusable, TargetMachine machine)
    {
        var missing = unusable.All.Where(network => network.Problem.Code == ErrorCode.NetworkNotFound).Select(network => network.Network)
            .ToList();
        foreach (var network in missing)
            machine.Warn(Message.NetworkAssumed(
                network.Name, Suggestion.For(network.Name, ReservationStateReader.KnownNetworks(machine.Files)),
                asked.Networks.First(each => each.Name == network.Name).Wanted.Count(wanted => wanted.WantsAddress)));
        return missing.ConvertAll(network => network.Name);
    }

    private static Result Execute(ReservationRequest request, TargetMachine machine)
    {
        var current = ReservationStateReader.Read(request, machine);
        request = GuestMacsReader.Fill(request, machine);
        var plan = Plan(request, ref current, machine);
        if (IsDone(plan, request))
            return Report(plan, request, machine, plan, null);

        // Only now the lock: a call that finds nothing to do leaves no trace at all.
        using var runLock = RunLock.Acquire(machine, request.LockSeconds);
        if (plan.NeedsDaemon)
            machine.Wake();
        // Most often nothing was written while the lock was waited for, and the plan still holds.
        if (plan.NeedsDaemon || request.Prune || !ReservationStateReader.IsUnchanged(current, machine))
        {
            current = ReservationStateReader.Read(request, machine);
            request = GuestMacsReader.Fill(request, machine);
            plan = Plan(request, ref current, machine);
            if (IsDone(plan, request))
                return Report(plan, request, machine, plan, null);
        }
        var convergence = new ReservationConvergence(request, machine, new(machine, request.UnsafeWrites));
        return convergence.Run(plan, current) is { } problem ? ReservationReport.Refused(request.Network, [problem], convergence.Warnings)
            : Report(convergence.InitialPlan!, request, machine, convergence.FinalPlan!,
                LeaseRelease.After(convergence.InitialPlan!, convergence.Applied!, machine));
    }

    /// <summary>Facts that few calls need are read when a plan asks for them.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="current">What is there; comes back with those facts.</param>
    /// <param name="machine">Where.</param>
    public static ReservationPlan Plan(ReservationRequest request, ref ReservationState current, TargetMachine machine)
    {
        var plan = ReservationPlanner.Plan(request, current);
        if (plan.Needs == Fact.None)
            return plan;
        current = ReservationStateReader.Completed(current, request, plan.Needs, machine);
        return ReservationPlanner.Plan(request, current);
    }

    private static bool IsDone(ReservationPlan plan, ReservationRequest request) => plan.IsRefused || plan.IsEmpty || request.CheckMode;

    private static Result Report(
        ReservationPlan plan, ReservationRequest request, TargetMachine machine, ReservationPlan finalPlan, ApplyResult? applied) =>
        plan.IsRefused ? ReservationReport.Refused(request.Network, plan.Problems, plan.Warnings)
        : ReservationReport.Done(plan, finalPlan.Resolved,
            request.CheckMode ? null : (applied ?? ApplyResult.Nothing) with { DaemonStarts = machine.DaemonStarts },
            [.. finalPlan.RestartReasons], request.Diff, machine.Files.Shown);
}
