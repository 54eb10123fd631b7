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
    /// <summary>How long plans are made anew because somebody else was faster: a loop of virsh leaves some 20 ms between two of its changes.</summary>
    private const int LongestRaceMilliseconds = 30_000;

    private const int MostReloads = 3;

    /// <summary>So many calls of the API, some 0.4 s each, may stand in for a reload that does not succeed.</summary>
    private const int MostCallsInstead = 100;

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
            return Report.Refused(request.Network, [failure.Problem, .. request.Problems]);
        }
    }

    private static Result Run(ReservationRequest request, TargetMachine machine)
    {
        var plan = Planner.Plan(request, StateReader.Read(request, machine));
        if (IsDone(plan, request))
            return Tell(plan, request, machine, plan, null);

        // Only now the lock: a call that finds nothing to do leaves no trace at all.
        using var turn = Turn.Wait(machine.Files, request.LockSeconds);
        var applier = new Applier(request, machine);
        Plan? first = null;
        var reloads = 0;
        for (var started = Environment.TickCount64; ;)
        {
            var mayTryAgain = Environment.TickCount64 - started < LongestRaceMilliseconds;
            // All that takes time comes before the look on which the plan is made.
            if (plan.ReloadsDaemon)
                new DaemonReload(machine).AwaitEarlier();
            var outlook = plan.ReloadsDaemon ? ReloadSurvey.Look(machine, request.Networks) : null;
            var watch = plan.ReloadsDaemon ? new ReloadWatch(machine) : null;
            var current = StateReader.Read(request, machine, outlook);
            plan = Planner.Plan(request, current);
            if (applier.Receipt is { } done && plan is { IsRefused: false, IsEmpty: true })
                return Tell(first!, request, machine, plan, done);
            if (applier.Receipt is null && IsDone(plan, request))
                return Tell(plan, request, machine, plan, null);
            try
            {
                if (plan.IsRefused)
                    throw new MachineException(plan.Problems[0]);
                if (plan.ReloadsDaemon && watch is null)
                    continue;
                // What is told is the whole change, however many steps it takes.
                first = applier.Receipt is null ? plan : first;
                applier.Apply(plan, watch);
                if (Verify(plan, request, machine) is { } verified)
                    return Tell(first!, request, machine, verified, WithDaemonNoticed(applier.Receipt!, current, machine));
                if (plan.WayIn is { Way: Way.Reload } && mayTryAgain)
                {
                    // Somebody writes the same network again and again, and a reload reads it while they do: what is left goes in call by call.
                    if (++reloads == MostReloads && plan.LiveChanges <= MostCallsInstead)
                        request = request with { Apply = Apply.Api };
                    continue;
                }
                return Report.Refused(request.Network, [Sentences.NotConverged(request.Networks, applier.PutBack())]);
            }
            catch (ChangedUnderneathException) when (mayTryAgain)
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
        foreach (var edit in plan.FileEdits.Where(edit => !plan.ReloadsDaemon || edit.Role is not (Role.Status or Role.Config)))
            if (!machine.Files.Read(edit.Before.Path).Bytes.AsSpan().SequenceEqual(edit.After))
                return null;
        if (plan.WayIn.Way == Way.Files)
            return plan;
        // One call of several steps: what is left is planned anew.
        if (plan.WayIn.Opens)
            return null;
        // A reload is over when this is asked: what it has not taken in by now needs another one.
        var patience = plan.ReloadsDaemon ? LookAgainMilliseconds : SettlingMilliseconds;
        for (var started = Environment.TickCount64; Environment.TickCount64 - started < patience; Thread.Sleep(LookAgainMilliseconds))
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
