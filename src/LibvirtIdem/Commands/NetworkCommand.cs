using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Messages;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem.Commands;

/// <summary>The spine of <c>network</c>: read, plan, apply, verify; as for reservations, verifying is reading and planning again.</summary>
internal static class NetworkCommand
{
    /// <summary>How long it plans again because another process was faster.</summary>
    private const int LongestRaceMilliseconds = 30_000;

    private const int SettlingMilliseconds = 5000;

    /// <summary>A short reload by another client may come and go unseen.</summary>
    private const int MostAttempts = 2;

    /// <summary>Then dnsmasq's files are written.</summary>
    private const int AfterReloadMilliseconds = 1000;

    private const int LookAgainMilliseconds = 20;

    public static Result Run(NetworkRequest request, bool showsProgress) =>
        DocumentMerge.ReadName(request) is { } problem ? ReservationReport.Refused(request.Name, [problem])
        : ChangingCommand.Run(new(request.Root, showsProgress, request.CheckMode, request.LockSeconds), machine => Run(request, machine),
            request.Name);

    private static Result Run(NetworkRequest request, TargetMachine machine)
    {
        var plan = Plan(request, NetworkStateReader.Read(request, machine), machine);
        if (DnsmasqSyntax.Check(plan, machine) is { } refused)
            return ReservationReport.Refused(request.Name, [refused], plan.Warnings);
        if (plan.IsRefused || plan.IsEmpty || request.CheckMode)
            return Report(plan, request, machine, plan, request.CheckMode ? null : ApplyResult.Nothing);

        // Only now the lock: a call that finds nothing to do leaves no trace at all.
        using var runLock = RunLock.Acquire(machine, request.LockSeconds);
        var transaction = new Transaction(machine, request.UnsafeWrites);
        var applier = new NetworkApplier(request, machine, transaction);
        try
        {
            return Converge(request, machine, transaction, applier);
        }
        catch (Exception failure)
        {
            throw transaction.RollBack(failure);
        }
        finally
        {
            foreach (var warning in applier.RepairReloads())
                machine.Warn(warning);
        }
    }

    /// <summary>Facts that few calls need are read when a plan asks for them.</summary>
    private static NetworkPlan Plan(NetworkRequest request, NetworkState state, TargetMachine machine)
    {
        while (true)
        {
            var plan = NetworkPlanner.Plan(request, state);
            if (plan.Needs == Fact.None)
                return plan;
            state = NetworkStateReader.Completed(state, request.Name, plan.Needs, machine);
        }
    }

    /// <summary>Applies plans until the network is as it was asked for.</summary>
    private static Result Converge(NetworkRequest request, TargetMachine machine, Transaction transaction, NetworkApplier applier)
    {
        var (deadline, attempts) = (new Deadline(LongestRaceMilliseconds), 0);
        (NetworkState? first, DaemonReload? reload, Facts? facts) = (null, null, null);
        for (; ; )
        {
            var plan = Plan(request, NetworkStateReader.Read(request, machine, applier.Dropped, facts), machine);
            if (plan.IsRefused)
                return ReservationReport.Refused(
                    request.Name, [.. plan.Problems, .. transaction.RollBack().Select(Message.NotRolledBack)], plan.Warnings);
            if (plan.IsEmpty)
                return Done(plan);
            if (plan.NeedsDaemon)
            {
                machine.Wake();
                continue;
            }
            first ??= plan.Before;
            if (plan is { HasFirstSteps: false, LiveEdit: not null } && reload is null)
            {
                // All that takes time comes before the look on which the plan is made.
                (facts, reload) = (plan.Before.Facts with { Neighbours = null }, applier.PrepareReload());
                continue;
            }
            machine.StopSignals.ThrowIfReceived();
            try
            {
                applier.Apply(plan, reload);
                reload = null;
                // The rest is planned on what is there now.
                if (plan is { HasFirstSteps: true, RestartsDnsmasq: true } && !deadline.IsOver)
                    continue;
                var wasOverrun = plan.Before.HasDaemon && DaemonReload.AwaitEarlier(machine);
                if (Verify(request, machine, applier.Dropped, wasOverrun ? AfterReloadMilliseconds : SettlingMilliseconds) is { } verified)
                    return Done(verified);
                var failures = transaction.RollBack();
                // A reload by another client took back what libvirt had acknowledged: the same again.
                if ((!wasOverrun && (plan is not { Before.HasDaemon: true, Steps.Step: Step.None } || attempts++ >= MostAttempts))
                    || failures.Count > 0 || deadline.IsOver)
                    return ReservationReport.Refused(request.Name, [Message.NetworkNotConverged(request.Name, failures)]);
                first = null;
            }
            catch (SettingsDroppedException)
            {
                // The definition is in as far as this libvirt keeps it: the rest of the plan is made again without what it does not.
            }
            catch (ChangedUnderneathException changed)
            {
                if (transaction.RollBack() is { Count: > 0 } failures || deadline.IsOver)
                    return ReservationReport.Refused(request.Name, [Message.ChangedUnderneath(changed.Path)]);
                first = null;
            }
        }

        Result Done(NetworkPlan finalPlan)
        {
            transaction.Commit();
            // What was there at first, and what is asked but for what libvirt does not keep.
            var whole = first is null ? finalPlan : Plan(request, first with { Dropped = applier.Dropped }, machine);
            return Report(whole, request, machine, finalPlan, transaction.Applied ?? ApplyResult.Nothing);
        }
    }

    /// <summary>Null when the time is over and the network is still not as it was planned.</summary>
    private static NetworkPlan? Verify(NetworkRequest request, TargetMachine machine, DroppedSettings? dropped, int patience)
    {
        machine.InvalidateNetworkCache(request.Name);
        return Wait.Until(patience, LookAgainMilliseconds, () =>
            Plan(request, NetworkStateReader.Read(request, machine, dropped), machine) is { IsRefused: false, IsEmpty: true } again
                ? again : null);
    }

    private static Result Report(
        NetworkPlan plan, NetworkRequest request, TargetMachine machine, NetworkPlan finalPlan, ApplyResult? applied) =>
        plan.IsRefused ? ReservationReport.Refused(request.Name, plan.Problems, plan.Warnings)
            : NetworkReport.Done(plan, finalPlan, applied is null ? null : applied with { DaemonStarts = machine.DaemonStarts },
            request.Diff, machine.Files.Shown);
}
