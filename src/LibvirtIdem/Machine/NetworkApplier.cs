using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>Takes the steps of a plan for one network; each is recorded before it is taken.</summary>
internal sealed class NetworkApplier(NetworkRequest request, TargetMachine machine, Transaction transaction)
{
    private readonly ReservationSet touched = new();
    private readonly List<ReloadWatch> watches = [];

    /// <summary>What libvirt was seen not to keep of the definition it was given.</summary>
    public DroppedSettings? Dropped { get; private set; }

    /// <summary>All of a reload that takes time, before the look on which it is planned.</summary>
    public DaemonReload PrepareReload()
    {
        var reload = new DaemonReload(machine);
        watches.Add(reload.Watch);
        return reload;
    }

    /// <summary>
    /// What the reloads of this call took back of other clients' changes is done again, or named; a daemon that does not answer any more is
    /// no failure of its own.
    /// </summary>
    public IReadOnlyList<string> RepairReloads()
    {
        try
        {
            return [.. watches.SelectMany(watch => watch.Finish(_ => touched)).Distinct(StringComparer.Ordinal)];
        }
        catch (MachineException)
        {
            return [];
        }
    }

    /// <param name="plan">What is to be done: what comes first, or, where there is nothing of that, the restart of dnsmasq.</param>
    /// <param name="reload">Where the daemon is to reload: got ready before the plan was made.</param>
    /// <exception cref="ChangedUnderneathException">Another process was faster.</exception>
    public void Apply(NetworkPlan plan, DaemonReload? reload)
    {
        if (plan.HasFirstSteps)
            ApplyFirst(plan);
        else
            RestartDnsmasq(plan, reload);
    }

    /// <summary>The status file and the reload that takes it in, where there is something for it; then the restart.</summary>
    private void RestartDnsmasq(NetworkPlan plan, DaemonReload? reload)
    {
        IReadOnlyList<FileEdit> edits = plan.LiveEdit is { } edit ? [edit] : [];
        transaction.Begin(RecordOf(plan, null) with { Files = [.. edits.Select(transaction.Files.Record)] });
        transaction.Files.Write(edits, request.Backup ? edits.Select(each => each.Before) : []);
        var reloads = edits.Count > 0 ? reload!.Run([plan.Network]) : 0;
        if (edits.Count > 0 && reloads == 0)
            throw new MachineException(Message.NotReloaded());
        var interruptions = reloads * (reload?.ActiveNetworks ?? 0);
        transaction.Add(
            new()
            {
                FilesWritten = transaction.Files.Committed.Count,
                DaemonReloads = reloads,
                Interruptions = interruptions,
                DnsmasqReloads = interruptions,
                Backups = transaction.Files.Backups,
            });
        machine.StopSignals.ThrowIfReceived();
        try
        {
            transaction.Add(DnsmasqRestart.Run(plan.Network, machine));
        }
        catch (MachineException failure)
        {
            throw new MachineException(Message.DnsmasqDoesNotStart(plan.Network, NewOptions(plan), failure.Problem.Msg));
        }
    }

    /// <summary>The dnsmasq options that the running network did not have.</summary>
    private static List<string> NewOptions(NetworkPlan plan)
    {
        var (before, after) = (OptionsOf(plan.Before.Network.Live!.Xml), OptionsOf(plan.LiveAfter!));
        return [.. after.Except(before, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> OptionsOf(byte[] definition) =>
        XmlElement.ReadNetwork(definition).DnsmasqOptions?.Children.Select(option => option["value"] ?? "") ?? [];

    private void ApplyFirst(NetworkPlan plan)
    {
        var (steps, sender) = (plan.Steps, new NetworkSender(machine, plan.Network));
        var ports = steps.Step is Step.Restart or Step.Stop or Step.Remove
            ? BridgePorts.Record(machine.Files, plan.Network, plan.Before.Ports) : null;
        transaction.Begin(RecordOf(plan, ports));
        WriteFiles(plan);
        if (plan.Before.HasDaemon)
        {
            CheckUnchanged(plan);
            sender.Send(steps, ports, () => VerifyDefined(plan));
        }
        else if (steps.SetAutostart is { } autostarts)
        {
            transaction.Files.SetAutostart(plan.Network, autostarts);
        }
        var signals = ReloadDnsmasq(plan) ? 1 : 0;
        transaction.Add(new()
        {
            FilesWritten = transaction.Files.Committed.Count,
            ApiUpdates = steps.LiveUpdates.Count,
            DnsmasqReloads = steps.LiveUpdates.Count + signals,
            Interruptions = steps.LiveUpdates.Count(update => update.Interrupts) + (steps.Step == Step.Restart ? 1 : 0),
            Backups = transaction.Files.Backups,
            Warnings = sender.Warnings,
        });
    }

    private ChangeRecord RecordOf(NetworkPlan plan, PortRecord? ports)
    {
        var (config, live) = (plan.Before.Network.Config?.Xml, plan.Before.Network.Live?.Xml);
        var network =
            new NetworkRecord(plan.Network, new(config, plan.ConfigAfter),
            plan.Before.HasDaemon ? new(live, plan.LiveAfter) : DefinitionChange.OfReservations(live))
            {
                AutostartBefore = plan.Before.HasDaemon && (plan.Steps.SetAutostart is not null || plan.Steps.Step == Step.Remove)
                ? plan.Before.Autostarts : null,
                Added = [.. Only(plan.ConfigAfter, config).Union(Only(plan.LiveAfter, live))],
                Removed = [.. Only(config, plan.ConfigAfter).Union(Only(live, plan.LiveAfter))],
                Ports = ports,
                RestartsDnsmasq = plan is { RestartsDnsmasq: true, HasFirstSteps: false },
            };
        foreach (var entry in network.Added.Concat(network.Removed))
            touched.Add(entry);
        return new(IsOfNetwork: true, plan.Before.HasDaemon ? ApplyMethod.Api : ApplyMethod.Files,
            [
                .. plan.FileEdits.Select(transaction.Files.Record),
                .. plan.Removals.Select(removal =>
                    RecordedFiles.Removal(removal.Role, removal.File.Path, removal.File.Bytes!, ModeOf(removal.Role))),
                .. plan is { Steps.SetAutostart: { } autostarts, Before.HasDaemon: false }
                    ? [RecordedFiles.Autostart(plan.Network, autostarts)] : (FileRecord[])[],
            ], [network]);
    }

    private static IEnumerable<Reservation> Only(byte[]? one, byte[]? other)
    {
        if (ReferenceEquals(one, other))
            return [];
        var others = NetworkRecord.SetOf(other);
        return NetworkRecord.SetOf(one).Items.Where(entry => !others.Contains(entry));
    }

    private static uint ModeOf(Role role) => role == Role.Config ? 0x180u /* 0600 */ : 0x1A4 /* 0644 */;

    private void WriteFiles(NetworkPlan plan)
    {
        transaction.Files.Write(plan.FileEdits,
            request.Backup ? plan.Files.Where(file => file.Role != Role.Autostart).Select(file => machine.Files.Read(file.Path)) : []);
        foreach (var (role, file) in plan.Removals)
            transaction.Files.Remove(role, file, ModeOf(role));
    }

    private void CheckUnchanged(NetworkPlan plan)
    {
        DaemonReload.AwaitEarlier(machine);
        machine.Libvirt.RequireStill(plan.Network, plan.Before.Network.Config?.Xml, live: false);
        machine.Libvirt.RequireStill(plan.Network, plan.Before.Network.Live?.Xml, live: true);
    }

    /// <summary>Before anything is restarted: what libvirt keeps of the definition is what the network would start with.</summary>
    private void VerifyDefined(NetworkPlan plan)
    {
        if (machine.Libvirt.DumpXml(plan.Network, live: false) is not { } kept
            || DroppedSettings.Of(plan.Steps.Define!, kept) is not { } dropped)
            return;
        Dropped = dropped;
        if (request.Document is null && plan.Before.Network.Config is { } before
            && DroppedSettings.Of(plan.Steps.Define!, before.Xml) is { } asked && asked.Given.All(dropped.Given.Contains))
            throw new MachineException(Message.NothingKept(
                plan.Network, machine.Libvirt.Version(), dropped.Given.Select(setting => (setting.What, setting.Value))));
        // What is restarted, or reported, would be judged by a definition that is not there: the rest is planned on what is.
        transaction.Add(ApplyResult.Nothing);
        throw new SettingsDroppedException();
    }

    /// <summary>It serves /etc/hosts, and libvirt signals it only for changes of its own.</summary>
    private bool ReloadDnsmasq(NetworkPlan plan) =>
        plan is { FileEdits.Count: > 0, Steps: { LiveUpdates.Count: 0, Step: Step.None }, Before.Network.Live: not null }
            && DnsmasqProcess.Reload(machine.Files, plan.Network);
}
