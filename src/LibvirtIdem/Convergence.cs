using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem;

/// <summary>Applies a plan until what is there is what was asked for. Others may write meanwhile; then what is there now is planned anew.</summary>
internal sealed class Convergence(ReservationRequest asked, TargetMachine machine, Transaction transaction)
{
    /// <summary>How long plans are made anew because somebody else was faster: a loop of virsh leaves some 20 ms between two of its changes.</summary>
    private const int LongestRaceMilliseconds = 30_000;

    private const int MostReloads = 3;

    /// <summary>A reload by somebody else takes back what the API acknowledged meanwhile.</summary>
    private const int MostOverruns = 3;

    /// <summary>So many calls of the API, some 0.4 s each, may stand in for a reload that does not succeed.</summary>
    private const int MostCallsInstead = 100;

    /// <summary>libvirt answers before dnsmasq's files are written: up to 0.9 s with two networks (measured with 9.0).</summary>
    private const int SettlingMilliseconds = 5000;

    private const int AfterReloadMilliseconds = 1000;

    private const int LookAgainMilliseconds = 20;

    private readonly Deadline deadline = new(LongestRaceMilliseconds);
    private readonly Applier applier = new(asked, machine, transaction);
    private ReservationRequest request = asked;
    private readonly List<ReloadWatch> watches = [];
    private int reloads;
    private int overruns;

    /// <summary>The whole change, however many steps it took.</summary>
    public Plan? Change { get; private set; }

    /// <summary>The plan that says what is to be told of the outcome.</summary>
    public Plan? Judged { get; private set; }

    public Receipt? Receipt { get; private set; }

    private bool MayTryAgain => machine.Interruption.Asked is null && !deadline.IsOver;

    /// <summary>What a reload did to others, where the call failed.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Null when all of it is done, else why not; then it is rolled back.</summary>
    public Problem? Run(Plan plan, CurrentState current)
    {
        Problem? problem;
        try
        {
            problem = Converge(plan, current);
        }
        catch (MachineException failure)
        {
            var hasEnded = current.HasDaemon && machine.DaemonPid is null;
            problem = ((MachineException)transaction.RollBack(hasEnded ? new MachineException(Sentences.DaemonEnded()) : failure)).Problem;
        }
        catch (Exception bug)
        {
            throw transaction.RollBack(bug);
        }
        if (problem is null)
            return null;
        try
        {
            Warnings = Judge();
        }
        catch (MachineException)
        {
            // The daemon does not answer any more, and the problem that is reported says so.
        }
        return problem;
    }

    private Problem? Converge(Plan plan, CurrentState current)
    {
        DaemonReload? reload = null;
        var outlook = current.Reload.IsValueCreated ? current.Reload.Value : null;
        var isFresh = !plan.ReloadsDaemon;
        for (; ; isFresh = false)
        {
            if (!isFresh)
            {
                if (machine.Interruption.Asked is { } signal)
                    return Sentences.Interrupted(signal, transaction.RollBack());
                // All that takes time comes before the look on which the plan is made.
                reload = plan.ReloadsDaemon ? GetReady() : null;
                current = StateReader.Read(request, machine, outlook);
                plan = Planner.Plan(request, current);
                if (plan.IsRefused)
                    return transaction.Receipt is null ? plan.Problems[0] : NotConverged();
                if (plan.IsEmpty)
                    return Done(plan, current);
                if (plan.ReloadsDaemon && reload is null)
                    continue;
            }
            try
            {
                Change = transaction.Receipt is null ? plan : Change;
                applier.Apply(plan, reload);
                if (Verify(plan) is { } verified)
                    return Done(verified, current);
                if (!MayTryAgain || (plan.WayIn is { Way: Way.Api or Way.Quiet, Prepares: false } && ++overruns > MostOverruns))
                    return NotConverged();
                // Somebody writes the same network again and again, and a reload reads it while they do: what is left goes in call by call.
                if (plan.ReloadsDaemon && ++reloads == MostReloads && plan.LiveChanges <= MostCallsInstead)
                    request = request with { Apply = Apply.Api };
            }
            catch (ChangedUnderneathException changed)
            {
                // A later step that reloads writes nothing but the status file, and that was not written.
                if (transaction.Receipt is null || !plan.ReloadsDaemon)
                    transaction.RollBack();
                if (!MayTryAgain)
                    return transaction.Receipt is null ? Sentences.ChangedUnderneath(changed.Path) : NotConverged();
            }
        }
    }

    private DaemonReload GetReady()
    {
        var reload = new DaemonReload(machine);
        watches.Add(reload.Watch);
        return reload;
    }

    private Problem? Done(Plan judged, CurrentState before)
    {
        transaction.Commit();
        (Change, Judged, Receipt) = (Change ?? judged, judged, transaction.Receipt ?? Receipt.Nothing);
        if (Judge() is { Count: > 0 } found)
            Receipt = Receipt with { Warnings = [.. Receipt.Warnings, .. found] };
        if (!before.HasDaemon && machine.DaemonPid is { } pid)
            Receipt = Receipt with { Warnings = [.. Receipt.Warnings, Sentences.DaemonAppeared(pid)] };
        return null;
    }

    private List<string> Judge() => [.. watches.SelectMany(watch => watch.Judge(applier.Touched)).Distinct(StringComparer.Ordinal)];

    private Problem NotConverged() => Sentences.NotConverged(request.Networks, transaction.RollBack());

    /// <summary>
    /// Null when the time is over and what is there is still not what was planned: it is planned anew, and nothing may be left to do. Others may
    /// have written a file since, which does no harm as long as it says what was asked for; without a daemon its bytes tell most quickly.
    /// </summary>
    private Plan? Verify(Plan plan)
    {
        // A daemon that was started meanwhile may have read the files half written: what it has is planned on.
        if (plan.WayIn.Way == Way.Files && request.Apply != Apply.Files && machine.DaemonPid is not null)
            return PlanAgain() is var loaded && IsSettled(loaded) ? loaded : null;
        if (plan.WayIn.Way == Way.Files)
            return plan.FileEdits.All(edit => machine.Files.Holds(edit.Before.Path, edit.After)) ? plan : PlanAgain() is var now && IsSettled(now) ? now : null;
        // One call of several steps: what is left is planned anew.
        if (plan.WayIn.Prepares)
            return null;
        DaemonReload.AwaitEarlier(machine);
        // A reload is over when this is asked: what it has not taken in by then needs another one.
        var patience = plan.ReloadsDaemon ? AfterReloadMilliseconds : SettlingMilliseconds;
        // What libvirt's memory lacks does not come by itself.
        var last = Wait.Until(patience, LookAgainMilliseconds, () =>
            PlanAgain() is var again && (IsSettled(again) || (plan.WayIn.Way == Way.Api && again is { IsRefused: false, ChangesDefinitions: true })) ? again : null);
        return last is not null && IsSettled(last) ? last : null;
    }

    private Plan PlanAgain() => Planner.Plan(request, StateReader.Read(request, machine));

    private static bool IsSettled(Plan plan) => plan is { IsRefused: false, IsEmpty: true };
}
