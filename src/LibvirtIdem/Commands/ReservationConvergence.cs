using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Commands;

/// <summary>
/// Applies plans until the current state is the desired one. If others write meanwhile, it plans again on what is there then.
/// </summary>
internal sealed class ReservationConvergence(ReservationRequest asked, TargetMachine machine, Transaction transaction)
{
    /// <summary>
    /// How long it plans again because another process was faster: a loop of virsh leaves some 20 ms between two of its changes.
    /// </summary>
    private const int LongestRaceMilliseconds = 30_000;

    private const int MostReloads = 3;

    /// <summary>A reload by another process loses what the API acknowledged meanwhile.</summary>
    private const int MostOverruns = 3;

    /// <summary>The number of API calls, some 0.4 s each, that may replace a reload that does not succeed.</summary>
    private const int MostCallsInstead = 100;

    /// <summary>libvirt answers before dnsmasq's files are written: up to 0.9 s with two networks (measured with 9.0).</summary>
    private const int SettlingMilliseconds = 5000;

    private const int AfterReloadMilliseconds = 1000;

    private const int LookAgainMilliseconds = 20;

    private readonly Deadline deadline = new(LongestRaceMilliseconds);
    private readonly ReservationApplier applier = new(asked, machine, transaction);
    private ReservationRequest request = asked;
    private readonly List<ReloadWatch> watches = [];
    private int reloads;
    private int overruns;

    /// <summary>The whole change, however many steps it took.</summary>
    public ReservationPlan? InitialPlan { get; private set; }

    /// <summary>The plan from which the outcome is reported.</summary>
    public ReservationPlan? FinalPlan { get; private set; }

    public ApplyResult? Applied { get; private set; }

    private bool MayTryAgain => machine.StopSignals.Received is null && !deadline.IsOver;

    /// <summary>What a reload did to others, where the call failed.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Null when all of it is done, else why not; then it is rolled back.</summary>
    public Problem? Run(ReservationPlan plan, ReservationState current)
    {
        Problem? problem;
        try
        {
            problem = Converge(plan, current);
        }
        catch (MachineException failure)
        {
            var hasEnded = current.HasDaemon && machine.DaemonPid is null;
            problem = ((MachineException)transaction.RollBack(hasEnded ? new MachineException(Message.DaemonEnded()) : failure)).Problem;
        }
        catch (Exception bug)
        {
            throw transaction.RollBack(bug);
        }
        if (problem is null)
            return null;
        try
        {
            Warnings = CheckReloads();
        }
        catch (MachineException)
        {
            // The daemon does not answer any more, and the problem that is reported says so.
        }
        return problem;
    }

    private Problem? Converge(ReservationPlan plan, ReservationState current)
    {
        DaemonReload? reload = null;
        var facts = current.Facts;
        var isFresh = !plan.ReloadsDaemon;
        for (; ; isFresh = false)
        {
            if (!isFresh)
            {
                if (machine.StopSignals.Received is { } signal)
                    return Message.Interrupted(signal, transaction.RollBack());
                // All that takes time comes before the look on which the plan is made.
                reload = plan.ReloadsDaemon ? GetReady() : null;
                current = ReservationStateReader.Read(request, machine, facts);
                request = GuestMacsReader.Fill(request, machine);
                plan = ReservationCommand.Plan(request, ref current, machine);
                if (plan.IsRefused)
                    return transaction.Applied is null ? plan.Problems[0] : NotConverged();
                if (plan.IsEmpty)
                    return Done(plan, current);
                if (plan.ReloadsDaemon && reload is null)
                    continue;
            }
            try
            {
                InitialPlan = transaction.Applied is null ? plan : InitialPlan;
                request = request with { OldAliases = InitialPlan!.OldAliases };
                applier.Apply(plan, reload);
                if (Verify(plan) is { } verified)
                    return Done(verified, current);
                if (!MayTryAgain || (plan.WayIn is { Way: ApplyMethod.Api or ApplyMethod.Quiet, Prepares: false }
                    && ++overruns > MostOverruns))
                    return NotConverged();
                // Another client writes the same network again and again, and a reload reads it meanwhile: what is left is applied call by
                // call.
                if (plan.ReloadsDaemon && ++reloads == MostReloads && plan.LiveChanges <= MostCallsInstead)
                    request = request with { Apply = ApplyOption.Api };
            }
            catch (ChangedUnderneathException changed)
            {
                // A later step that reloads writes nothing but the status file, and that was not written.
                if (transaction.Applied is null || !plan.ReloadsDaemon)
                    transaction.RollBack();
                if (!MayTryAgain)
                    return transaction.Applied is null ? Message.ChangedUnderneath(changed.Path) : NotConverged();
            }
        }
    }

    private DaemonReload GetReady()
    {
        var reload = new DaemonReload(machine);
        watches.Add(reload.Watch);
        return reload;
    }

    private Problem? Done(ReservationPlan finalPlan, ReservationState before)
    {
        transaction.Commit();
        (InitialPlan, FinalPlan, Applied) = (InitialPlan ?? finalPlan, finalPlan, transaction.Applied ?? ApplyResult.Nothing);
        if (CheckReloads() is { Count: > 0 } found)
            Applied = Applied with { Warnings = [.. Applied.Warnings, .. found] };
        if (!before.HasDaemon && machine.DaemonPid is { } pid)
            Applied = Applied with { Warnings = [.. Applied.Warnings, Message.DaemonAppeared(pid)] };
        return null;
    }

    private List<string> CheckReloads() => [.. watches.SelectMany(watch => watch.Finish(applier.Touched)).Distinct(StringComparer.Ordinal)];

    private Problem NotConverged() => Message.NotConverged(request.Networks.Select(network => network.Name), transaction.RollBack());

    /// <summary>
    /// Null when the time is over and what is there is still not what was planned: it is planned again, and nothing may be left to do.
    /// Others may have written a file since, which does no harm as long as it says what was asked for; without a daemon its bytes tell most
    /// quickly.
    /// </summary>
    private ReservationPlan? Verify(ReservationPlan plan)
    {
        // A daemon that was started meanwhile may have read the files half written: what it has is planned on.
        if (plan.WayIn.Way == ApplyMethod.Files && request.Apply != ApplyOption.Files && machine.DaemonPid is not null)
            return PlanAgain() is var loaded && IsSettled(loaded) ? loaded : null;
        if (plan.WayIn.Way == ApplyMethod.Files)
            return plan.FileEdits.All(edit => machine.Files.Holds(edit.Before.Path, edit.After)) ? plan
                : PlanAgain() is var now && IsSettled(now) ? now : null;
        // One call of several steps: what is left is planned again.
        if (plan.WayIn.Prepares)
            return null;
        DaemonReload.AwaitEarlier(machine);
        // A reload is over when this is asked: what it has not taken in by then needs another one.
        var patience = plan.ReloadsDaemon ? AfterReloadMilliseconds : SettlingMilliseconds;
        // What libvirt's memory lacks does not come by itself.
        var last = Wait.Until(patience, LookAgainMilliseconds, () =>
            PlanAgain() is var again && (IsSettled(again)
                || (plan.WayIn.Way == ApplyMethod.Api && again is { IsRefused: false, ChangesDefinitions: true })) ? again : null);
        return last is not null && IsSettled(last) ? last : null;
    }

    private ReservationPlan PlanAgain()
    {
        var current = ReservationStateReader.Read(request, machine);
        return ReservationCommand.Plan(request, ref current, machine);
    }

    private static bool IsSettled(ReservationPlan plan) => plan is { IsRefused: false, IsEmpty: true };
}
