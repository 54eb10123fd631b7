using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>
/// The spine: read, plan, apply, verify. Verifying is reading and planning again, which must find nothing left to do; so what makes a second
/// call change nothing is also what says that the first one worked.
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
        catch (MachineException failure)
        {
            return Report.Refused(request.Network, [failure.Problem]);
        }
    }

    private static Result Run(ReservationRequest request, TargetMachine machine)
    {
        var plan = Planner.Plan(request, StateReader.Read(request, machine));
        if (IsDone(plan, request))
            return Tell(plan, request, machine, plan, null);

        // Only now the lock: a call that finds nothing to do leaves no trace at all.
        using var turn = Turn.Wait(machine.Files, request.LockSeconds);
        for (var attempt = 1; ; attempt++)
        {
            var current = StateReader.Read(request, machine);
            plan = Planner.Plan(request, current);
            if (IsDone(plan, request))
                return Tell(plan, request, machine, plan, null);
            var applier = new Applier(request, machine, plan);
            try
            {
                var receipt = applier.Apply();
                if (Verify(request, machine, current.HasDaemon) is { } verified)
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

    /// <summary>The plan that finds nothing left to do, or null when the time is over and there still is something.</summary>
    private static Plan? Verify(ReservationRequest request, TargetMachine machine, bool mayBeLate)
    {
        var started = Environment.TickCount64;
        while (true)
        {
            var plan = Planner.Plan(request, StateReader.Read(request, machine));
            if (plan is { IsRefused: false, IsEmpty: true })
                return plan;
            if (!mayBeLate || Environment.TickCount64 - started > SettlingMilliseconds)
                return null;
            Thread.Sleep(LookAgainMilliseconds);
        }
    }

    private static Receipt WithDaemonNoticed(Receipt receipt, CurrentState before, TargetMachine machine) =>
        !before.HasDaemon && machine.DaemonPid is { } pid
            ? receipt with { Warnings = [.. receipt.Warnings, Sentences.DaemonAppeared(pid)] } : receipt;

    private static Result Tell(Plan plan, ReservationRequest request, TargetMachine machine, Plan judged, Receipt? receipt) =>
        plan.IsRefused ? Report.Refused(request.Network, plan.Problems, plan.Warnings)
        : Report.Done(plan, receipt ?? (request.CheckMode ? null : Receipt.Nothing), [.. judged.RestartReasons], request.Diff, machine.Files.Shown);
}
