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
    /// <summary>How often a plan is made anew because somebody else wrote a file in the meantime.</summary>
    private const int MostAttempts = 8;

    /// <summary>libvirt answers before dnsmasq's files are written: up to 0.9 s with two networks (measured with 9.0).</summary>
    private const int SettlingMilliseconds = 5000;

    private const int LookAgainMilliseconds = 20;

    public static Result Run(ReservationRequest request)
    {
        try
        {
            using var machine = new TargetMachine(request.Root);
            return Run(request, machine);
        }
        catch (UnusableNetworkException unusable) when (request.Networks.Count > 1 || unusable.Network.IsNamedByRows)
        {
            return Run(request.Without(unusable.Network, unusable.Problem));
        }
        catch (MachineException failure)
        {
            return Report.Refused(request.Network, [failure.Problem, .. request.Problems]);
        }
    }

    private static Result Run(ReservationRequest request, TargetMachine machine)
    {
        var current = StateReader.Read(request, machine);
        var plan = Planner.Plan(request, current);
        if (IsDone(plan, request))
            return Tell(plan, request, machine, plan, null);

        // Only now the lock: a call that finds nothing to do leaves no trace at all.
        using var turn = Turn.Wait(machine.Files, request.LockSeconds);
        for (var attempt = 1; ; attempt++)
        {
            // Most often nobody wrote while the lock was waited for, and the plan still holds.
            if (attempt > 1 || !StateReader.IsStill(current, machine))
            {
                current = StateReader.Read(request, machine);
                plan = Planner.Plan(request, current);
                if (IsDone(plan, request))
                    return Tell(plan, request, machine, plan, null);
            }
            var applier = new Applier(request, machine, plan);
            try
            {
                var receipt = applier.Apply();
                if (Verify(plan, request, machine) is { } verified)
                    return Tell(plan, request, machine, verified, WithDaemonNoticed(receipt, current, machine));
                var troubles = applier.PutBack();
                return Report.Refused(request.Network, [Sentences.NotConverged(request.Networks, troubles)]);
            }
            catch (ChangedUnderneathException) when (attempt < MostAttempts)
            {
                // Read and plan again, on what is there now.
            }
            catch (ChangedUnderneathException changed)
            {
                return Report.Refused(request.Network, [Sentences.ChangedUnderneath(changed.Path)]);
            }
        }
    }

    private static bool IsDone(Plan plan, ReservationRequest request) => plan.IsRefused || plan.IsEmpty || request.CheckMode;

    /// <summary>
    /// Null when the time is over and what is there is still not what was planned; else the plan that says what is to be told of it.
    /// Files that the tool wrote itself are compared with what it wrote; what a daemon holds is planned anew, and nothing may be left to do.
    /// </summary>
    private static Plan? Verify(Plan plan, ReservationRequest request, TargetMachine machine)
    {
        foreach (var edit in plan.FileEdits)
            if (!machine.Files.Read(edit.Before.Path).Bytes.AsSpan().SequenceEqual(edit.After))
                return null;
        if (plan.Way == Way.Files)
            return plan;
        for (var started = Environment.TickCount64; Environment.TickCount64 - started < SettlingMilliseconds; Thread.Sleep(LookAgainMilliseconds))
            if (Planner.Plan(request, StateReader.Read(request, machine)) is { IsRefused: false, IsEmpty: true } again)
                return again;
        return null;
    }

    private static Receipt WithDaemonNoticed(Receipt receipt, CurrentState before, TargetMachine machine) =>
        !before.HasDaemon && machine.DaemonPid is { } pid
            ? receipt with { Warnings = [.. receipt.Warnings, Sentences.DaemonAppeared(pid)] } : receipt;

    private static Result Tell(Plan plan, ReservationRequest request, TargetMachine machine, Plan judged, Receipt? receipt) =>
        plan.IsRefused ? Report.Refused(request.Network, plan.Problems, plan.Warnings)
        : Report.Done(plan, receipt ?? (request.CheckMode ? null : Receipt.Nothing), [.. judged.RestartReasons], request.Diff, machine.Files.Shown);
}
