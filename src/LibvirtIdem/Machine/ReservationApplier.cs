using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Takes the steps of a plan for reservations: files are written in full before the first is put in place, /etc/hosts first of them. Each
/// step is recorded before it is taken.
/// </summary>
internal sealed class ReservationApplier(ReservationRequest request, TargetMachine machine, Transaction transaction)
{
    /// <summary>
    /// A record of a change to files names this many reservations at most, so that an import of tens of thousands is not written twice;
    /// such a change can be rolled back as long as nothing else writes the files.
    /// </summary>
    private const int MostRecordedForFiles = 5000;

    private readonly Dictionary<string, ReservationSet> touched = new(StringComparer.Ordinal);

    /// <param name="plan">What is to be done.</param>
    /// <param name="reload">Where the daemon is to reload: got ready before the plan was made.</param>
    /// <exception cref="ChangedUnderneathException">Another process was faster.</exception>
    public void Apply(ReservationPlan plan, DaemonReload? reload)
    {
        var warnings = new List<string>();
        foreach (var network in plan.WayIn.Way == ApplyMethod.Files ? [] : plan.Networks)
            foreach (var entry in network.Touched)
                Touched(network.Network).Add(entry);
        transaction.Begin(RecordOf(plan));
        transaction.Files.Write(plan.FileEdits, request.Backup ? plan.Files.Select(changed => changed.File) : []);
        UpdateDefinitions(plan, warnings);
        var reloads = plan.ReloadsDaemon ? Reload(plan, reload!) : 0;
        var calls = plan.Networks.Sum(network => network.LiveCalls.Count);
        var names = plan.Networks.Sum(network => network.LiveNames.Count);
        var active = reload?.ActiveNetworks ?? 0;
        transaction.Add(new()
        {
            FilesWritten = plan.Files.Count,
            ApiUpdates = calls + names,
            DaemonReloads = reloads,
            Interruptions = calls + reloads * active,
            DnsmasqReloads = calls + names + reloads * active + plan.Networks.Count(network => ReloadDnsmasq(network, warnings)),
            Backups = transaction.Files.Backups,
            Warnings = warnings,
        });
        // What comes in several steps is planned again, and restarted after the last.
        if (!plan.WayIn.Prepares)
            RestartDnsmasq(plan);
    }

    private void RestartDnsmasq(ReservationPlan plan)
    {
        foreach (var network in plan.Networks.Where(network => network.RestartsDnsmasq))
        {
            machine.StopSignals.ThrowIfReceived();
            transaction.Begin(new(
                IsOfNetwork: false, plan.WayIn.Way, [],
                [.. NetworksOf(plan).Where(each => each.Name == network.Network).Select(each => each with { RestartsDnsmasq = true })]));
            transaction.Add(DnsmasqRestart.Run(network.Network, machine));
        }
    }

    /// <summary>Every entry of the network that a step of the call touched, as it was and as it became.</summary>
    public ReservationSet Touched(string network)
    {
        if (!touched.TryGetValue(network, out var entries))
            touched[network] = entries = new();
        return entries;
    }

    private ChangeRecord RecordOf(ReservationPlan plan) =>
        new(IsOfNetwork: false, plan.WayIn.Way, [.. plan.FileEdits.Select(transaction.Files.Record)], [.. NetworksOf(plan)]);

    private static IEnumerable<NetworkRecord> NetworksOf(ReservationPlan plan)
    {
        if (plan.WayIn.Way == ApplyMethod.Files && plan.Networks.All(network => network is { ConfigNames: null, RunningNames: null })
            && plan.Summary.Added + plan.Summary.Updated + plan.Summary.Removed > MostRecordedForFiles)
            return [];
        var isOnFiles = plan.WayIn.Way == ApplyMethod.Files;
        return plan.Networks.Select(network => new NetworkRecord(network.Network,
            network.ConfigNames ?? DefinitionChange.OfReservations(isOnFiles ? null : network.Before.Config?.Xml),
            network.RunningNames ?? DefinitionChange.OfReservations(isOnFiles ? null : network.Before.Running?.Xml))
        {
            Added = [.. network.Added],
            Removed = [.. network.Removed],
            // What goes into the running network by the status file goes back so.
            RestartsDnsmasq = network.RestartsDnsmasq && (network.RunningNames is not null || network.Touched.Any(entry => entry.IsOption)),
        });
    }

    /// <summary>The persistent side in one definition, which interrupts nothing; then the live side, call by call.</summary>
    private void UpdateDefinitions(ReservationPlan plan, List<string> warnings)
    {
        if (plan.ChangesDefinitions)
            DaemonReload.AwaitEarlier(machine);
        CheckUnchanged(plan);
        foreach (var network in plan.Networks.Where(network => network.Define is not null))
        {
            machine.Libvirt.Define(network.Define!);
            // apply=quiet reads the live side from its file, which libvirt's memory is behind.
            if (plan.WayIn.Way != ApplyMethod.Quiet)
                ReapplyLostUpdates(network, warnings);
        }
        foreach (var network in plan.Networks.Where(network => network.LiveCalls.Count + network.LiveNames.Count > 0))
        {
            for (var done = 0; done < network.LiveCalls.Count; done++)
            {
                machine.StopSignals.ThrowIfReceived();
                machine.Progress.Report(Message.CallsUnderWay(network.Network), done, network.LiveCalls.Count);
                Send(network.Network, network.LiveCalls[done].Command, network.LiveCalls[done].SubnetIndex,
                    network.LiveCalls[done].Reservation);
            }
            foreach (var name in network.LiveNames)
            {
                machine.StopSignals.ThrowIfReceived();
                machine.Libvirt.UpdateLive(network.Network, (int)name.Section, (int)name.Command, name.SubnetIndex, name.Element);
            }
        }
    }

    /// <summary>
    /// A definition replaces the whole persistent side, and libvirt makes it wait while another client's update of both sides is under way:
    /// that one is then lost on this side, and seen on the live side only. It is applied again.
    /// </summary>
    private void ReapplyLostUpdates(NetworkReservationsPlan network, List<string> warnings)
    {
        if (network.Before is not { IsFromFiles: false, Live: { } liveBefore, Config: { } configBefore }
            || machine.Libvirt.DumpXml(network.Network, live: true) is not { } live || live.AsSpan().SequenceEqual(liveBefore.Xml)
            || machine.Libvirt.DumpXml(network.Network, live: false) is not { } config)
            return;
        var (definition, then, now, persistent) =
            (NetworkXml.Read(config), SetOf(liveBefore), SetOf(NetworkXml.Read(live)), SetOf(configBefore));
        var present = SetOf(definition);
        foreach (var added in now.Items.Where(
            entry => !then.Contains(entry) && !present.Contains(entry) && !Touched(network.Network).Contains(entry)))
            Reapply(added, ApiCommand.AddLast);
        foreach (var removed in then.Items.Where(
            entry =>
            !now.Contains(entry) && present.Contains(entry) && persistent.Contains(entry) && !Touched(network.Network).Contains(entry)))
            Reapply(removed, ApiCommand.Delete);

        void Reapply(in Reservation entry, ApiCommand command)
        {
            if (entry.IsOption || definition.SubnetOf(entry.Ip) is not { } subnet)
                return;
            machine.Libvirt.Update(network.Network, live: false, (int)command, subnet.Index, NetworkXmlEditor.Element(entry));
            warnings.Add(Message.Repaired(network.Network, live: false, entry, command == ApiCommand.AddLast));
        }
    }

    private static ReservationSet SetOf(NetworkDefinition definition)
    {
        var set = new ReservationSet();
        foreach (var element in definition.Reservations)
            set.Add(element.Reservation);
        return set;
    }

    private void Send(string network, ApiCommand command, int subnet, in Reservation reservation) =>
        machine.Libvirt.Update(network, live: true, (int)command, subnet, NetworkXmlEditor.Element(reservation));

    private static int Reload(ReservationPlan plan, DaemonReload reload)
    {
        var networks =
            plan.Networks.Where(network =>
            plan.FileEdits.Any(edit => edit.Role == Role.Status && ReferenceEquals(edit.Before, network.Before.StatusFile))).ToList();
        var reloads = reload.Run([.. networks.Select(network => network.Network)]);
        if (reloads == 0)
            throw new MachineException(Message.NotReloaded());
        return reloads;
    }

    private void CheckUnchanged(ReservationPlan plan)
    {
        if (!plan.ChangesDefinitions)
            return;
        foreach (var network in plan.Networks.Where(network => !network.Before.IsFromFiles))
        {
            machine.Libvirt.RequireStill(network.Network, network.Before.Config?.Xml, live: false);
            // The other ways write the status file, and notice when libvirt does so, too.
            if (plan.WayIn.Way == ApplyMethod.Api || plan.WayIn.Prepares)
                machine.Libvirt.RequireStill(network.Network, network.Before.Live?.Xml, live: true);
        }
    }

    private bool ReloadDnsmasq(NetworkReservationsPlan network, List<string> warnings)
    {
        if (!network.ReloadDnsmasq || !machine.Files.IsWholeSystem)
            return false;
        if (DnsmasqProcess.Reload(machine.Files, network.Network))
            return true;
        warnings.Add(Message.NoDnsmasq(network.Network));
        return false;
    }
}
