using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Takes a change back by its record alone: the one way for a call that fails, one that was killed, and one that is undone. Only what the
/// change itself made is reverted, on what is there now; a part that cannot be is named, and the rest goes on.
/// </summary>
internal sealed class Rollback
{
    private const int MostRounds = 3;

    private readonly ChangeRecord record;
    private readonly TargetMachine machine;
    private readonly AttachedGuests guests;
    private readonly bool hasDaemon;
    private readonly FileRollback files;
    private readonly List<string> failures = [];
    private readonly List<Change> changes = [];
    private readonly List<string> toReload = [];

    private Rollback(ChangeRecord record, TargetMachine machine, AttachedGuests guests)
    {
        (this.record, this.machine, this.guests, hasDaemon) = (record, machine, guests, machine.DaemonPid is not null);
        files = new(record, machine.Files, hasDaemon);
    }

    /// <summary>What could not be rolled back.</summary>
    public IReadOnlyList<string> Failures => failures;

    /// <summary>The reservations that are removed, or there again.</summary>
    public IReadOnlyList<Change> Changes => changes;

    /// <summary>What it cost.</summary>
    public ApplyResult Applied { get; private set; } = ApplyResult.Nothing;

    /// <exception cref="MachineException">The record names files that no change of this tool touches.</exception>
    public static Rollback Run(ChangeRecord record, TargetMachine machine, AttachedGuests guests = AttachedGuests.Keep)
    {
        var rollback = new Rollback(record, machine, guests);
        rollback.Run();
        return rollback;
    }

    private void Run()
    {
        files.Sweep();
        foreach (var network in files.Networks())
            Try(Message.NetworkDefinitions(network.Name), () => Restore(network));
        foreach (var file in record.Files.Reverse())
            Try(machine.Files.Shown(RecordedFiles.PathOf(machine.Files, file)!), () => files.Restore(file));
        if (toReload.Count > 0)
            Try(Message.Memory, ReloadDaemon);
        foreach (var network in record.Networks.Where(network => network.RestartsDnsmasq && hasDaemon))
            Try(Message.NetworkDefinitions(network.Name), () => Applied = Applied.And(DnsmasqRestart.Run(network.Name, machine)));
        if (files.Written > 0)
            ReloadDnsmasq();
        Applied = Applied with { FilesWritten = files.Written };
    }

    private void Restore(NetworkRecord network)
    {
        try
        {
            if (hasDaemon)
                RestoreByDaemon(network);
            else
                RestoreOnDisk(network);
        }
        catch (TooLargeException)
        {
            // It went in by the files, and so it goes back.
            RestoreOnDisk(network);
            toReload.Add(network.Name);
        }
    }

    /// <summary>
    /// Until libvirt says what was there: it may do as it is told and answer with an error, and a reload by others takes back what is sent
    /// meanwhile.
    /// </summary>
    private void RestoreByDaemon(NetworkRecord network)
    {
        MachineException? refusal = null;
        for (var round = 0; ; round++)
        {
            DaemonReload.AwaitEarlier(machine);
            var now = CurrentNetworkReader.Now(network.Name, machine);
            var plan = NetworkRollback.Plan(network, now, guests);
            var steps = IsByReload(network) ? plan.Steps with { LiveUpdates = [] } : plan.Steps;
            if (round == 0)
                changes.AddRange(plan.Changes());
            if (steps.IsEmpty)
            {
                if (plan.Conflicts.Count > 0)
                    failures.Add(Message.StaysChanged(network.Name, plan.Conflicts));
                break;
            }
            if (round == MostRounds)
                throw refusal ?? new MachineException(Message.OverrunByReloads());
            refusal = Send(network, steps, now);
        }
        if (IsByReload(network))
            toReload.Add(network.Name);
        else if (record is { IsOfNetwork: false, Way: not ApplyMethod.Quiet })
            // Where a reload came in between, libvirt's memory may be right and its file not: the next one would take that in.
            files.RestoreStatus(network);
    }

    /// <summary>Thousands of entries go back as they came: by the status file and one reload.</summary>
    private bool IsByReload(NetworkRecord network) =>
        record is { IsOfNetwork: false, Way: ApplyMethod.Reload } && record.Files.Any(
            file => file.Role == Role.Status && file.Name == network.Name);

    private MachineException? Send(NetworkRecord network, NetworkSteps steps, CurrentNetwork now)
    {
        var sender = new NetworkSender(machine, network.Name);
        try
        {
            if (steps.Load is { } target)
                Load(network.Name, target);
            sender.Send(steps, now.Live is null ? network.Ports : BridgePorts.Record(machine.Files, network.Name, now.Ports));
            return null;
        }
        catch (MachineException failure)
        {
            return failure;
        }
        finally
        {
            failures.AddRange(sender.Warnings);
            Applied = Applied.And(new()
            {
                ApiUpdates = steps.LiveUpdates.Count,
                DnsmasqReloads = steps.LiveUpdates.Count,
                Interruptions = steps.LiveUpdates.Count(update => update.Interrupts) + (steps.Step == Step.Restart ? 1 : 0),
            });
        }
    }

    /// <summary>Settings that no update changes, by the status file and one reload.</summary>
    private void Load(string network, byte[] target)
    {
        var reload = new DaemonReload(machine);
        files.WriteLive(network, target);
        var sent = reload.Run([network]);
        Applied = Applied.And(
            new() { DaemonReloads = sent, Interruptions = sent * reload.ActiveNetworks, DnsmasqReloads = sent * reload.ActiveNetworks });
        failures.AddRange(reload.Watch.Finish(_ => record.Networks.First(changed => changed.Name == network).Touched));
        if (sent == 0)
            throw new MachineException(Message.NotReloaded());
    }

    /// <summary>No daemon runs, so the files are the truth, also of a change that went in by one.</summary>
    private void RestoreOnDisk(NetworkRecord network)
    {
        var plan = files.RestoreDefinitions(network);
        changes.AddRange(plan.Changes());
        if (plan.Conflicts.Count > 0)
            failures.Add(Message.StaysChanged(network.Name, plan.Conflicts));
        if (plan.Steps.Step is Step.Start or Step.Stop or Step.Restart)
            failures.Add(Message.RollbackNeedsDaemon(network.Name));
    }

    private void ReloadDaemon()
    {
        var reload = new DaemonReload(machine);
        var sent = reload.Run(toReload);
        Applied = Applied.And(
            new() { DaemonReloads = sent, Interruptions = sent * reload.ActiveNetworks, DnsmasqReloads = sent * reload.ActiveNetworks });
        if (sent == 0)
            throw new MachineException(Message.NotReloaded());
    }

    public static int ReloadDnsmasq(ChangeRecord record, TargetMachine machine) =>
        machine.Files.IsWholeSystem ? record.NetworkNames.Count(network => DnsmasqProcess.Reload(machine.Files, network)) : 0;

    private void ReloadDnsmasq() => Applied = Applied.And(new() { DnsmasqReloads = ReloadDnsmasq(record, machine) });

    private void Try(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is MachineException or ChangedUnderneathException or UnreadableException)
        {
            failures.Add(Message.RollbackFailed(what, failure.Message));
        }
    }
}
