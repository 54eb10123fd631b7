using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Carries plans out, all of it or nothing: files are written in full before the first is put in place, /etc/hosts first of them, and what
/// was done is undone when a later step fails or the result is not what was planned. A change that needs several steps is undone as a whole.
/// </summary>
internal sealed class Applier
{
    private readonly ReservationRequest request;
    private readonly TargetMachine machine;
    private readonly Journal journal;
    private readonly FileChanges files;
    private readonly Restoration restoration;

    public Applier(ReservationRequest request, TargetMachine machine)
    {
        (this.request, this.machine) = (request, machine);
        journal = new(machine.Files);
        files = new(machine.Files, request.UnsafeWrites);
        restoration = new(machine, files);
    }

    /// <summary>What has been done so far; null before the first step.</summary>
    public Receipt? Receipt { get; private set; }

    /// <param name="plan">What is to be done.</param>
    /// <param name="reload">Where the daemon is to reload: got ready before the plan was made.</param>
    /// <exception cref="ChangedUnderneathException">Somebody else was faster; nothing of this plan, nor of one before it, is left.</exception>
    public void Apply(Plan plan, DaemonReload? reload)
    {
        var warnings = new List<string>();
        var reloads = 0;
        try
        {
            // Files go back as a whole.
            foreach (var network in plan.WayIn.Way == Way.Files ? [] : plan.Networks)
                foreach (var entry in network.Touched)
                    restoration.Touched(network.Network).Add(entry);
            journal.Note(RecordOf(plan));
            files.Write(plan.FileEdits, request.Backup ? plan.Files.Select(changed => changed.File) : []);
            UpdateDefinitions(plan, warnings);
            if (plan.ReloadsDaemon)
                reloads = Reload(plan, reload!);
        }
        catch (ChangedUnderneathException) when (Receipt is not null && plan.ReloadsDaemon)
        {
            // Nothing but the status file is written in this step, and that was not.
            throw;
        }
        catch (Exception failure)
        {
            throw RollBack.Told(failure, PutBack());
        }
        var calls = plan.Networks.Sum(network => network.LiveCalls.Count);
        var active = reload?.ActiveNetworks ?? 0;
        var done = new Receipt
        {
            FilesWritten = plan.Files.Count,
            ApiUpdates = calls,
            DaemonReloads = reloads,
            Interruptions = calls + reloads * active,
            DnsmasqReloads = calls + reloads * active + plan.Networks.Count(network => ReloadDnsmasq(network, warnings)),
            Backups = files.Backups,
            Warnings = warnings,
        };
        Receipt = Receipt?.And(done) ?? done;
    }

    /// <summary>Back to what was there, as far as nobody else has touched it since. Answers what could not be put back.</summary>
    public IReadOnlyList<string> PutBack()
    {
        Receipt = null;
        var troubles = restoration.Run();
        // What is left is tried once more, by the next call.
        if (troubles.Count == 0)
            journal.Close(isDone: false);
        return troubles;
    }

    /// <inheritdoc cref="Journal.Keep"/>
    public string? Keep() => journal.Keep(machine.DaemonPid is null ? null : machine.Libvirt);

    /// <inheritdoc cref="Restoration.Touched"/>
    public ReservationSet Touched(string network) => restoration.Touched(network);

    private ChangeRecord RecordOf(Plan plan) => new(IsOfNetwork: false, plan.WayIn.Way, [.. plan.FileEdits.Select(files.Record)],
        plan.WayIn.Way == Way.Files ? [] : [.. plan.Networks.Select(network => new NetworkRecord(
            network.Network, network.Before.Config?.Xml, network.Before.Running?.Xml, Autostarts: null, [.. network.Touched]))]);

    /// <summary>The persistent side in one definition, which interrupts nothing; then the live side, call by call.</summary>
    private void UpdateDefinitions(Plan plan, List<string> warnings)
    {
        if (plan.ChangesDefinitions)
            DaemonReload.AwaitEarlier(machine);
        CheckUnchanged(plan);
        // Noted before each call: the daemon may answer with an error although its memory has changed (networkUpdate 9.0).
        foreach (var network in plan.Networks.Where(network => network.Define is not null))
        {
            restoration.NoteDefined(network.Network, network.Before.Config);
            machine.Libvirt.Define(network.Define!);
            // apply=quiet reads the live side from its file, which libvirt's memory is behind.
            if (plan.WayIn.Way != Way.Quiet)
                MendDefined(network, warnings);
        }
        foreach (var network in plan.Networks.Where(network => network.LiveCalls.Count > 0))
        {
            restoration.NoteUpdated(network.Network, network.Before.Running);
            for (var done = 0; done < network.LiveCalls.Count; done++)
            {
                machine.Interruption.Check();
                machine.Progress.Tell(Sentences.CallsUnderWay(network.Network), done, network.LiveCalls.Count);
                Send(network.Network, network.LiveCalls[done].Command, network.LiveCalls[done].SubnetIndex, network.LiveCalls[done].Reservation);
            }
        }
    }

    /// <summary>
    /// A definition replaces the whole persistent side, and libvirt makes it wait while somebody else's update of both sides is under way: that one
    /// is then gone on this side, and seen on the live side only. It is done again.
    /// </summary>
    private void MendDefined(NetworkPlan network, List<string> warnings)
    {
        if (network.Before is not { IsFromFiles: false, Live: { } liveBefore, Config: { } configBefore }
            || machine.Libvirt.Xml(network.Network, live: true) is not { } live || live.AsSpan().SequenceEqual(liveBefore.Xml)
            || machine.Libvirt.Xml(network.Network, live: false) is not { } config)
            return;
        var (definition, then, now, persistent) = (NetworkXml.Read(config), SetOf(liveBefore), SetOf(NetworkXml.Read(live)), SetOf(configBefore));
        var present = SetOf(definition);
        foreach (var added in now.Items.Where(entry => !then.Contains(entry) && !present.Contains(entry) && !Touched(network.Network).Contains(entry)))
            Mend(added, ApiCommand.AddLast);
        foreach (var removed in then.Items.Where(entry => !now.Contains(entry) && present.Contains(entry) && persistent.Contains(entry) && !Touched(network.Network).Contains(entry)))
            Mend(removed, ApiCommand.Delete);

        void Mend(in Reservation entry, ApiCommand command)
        {
            if (definition.SubnetOf(entry.Ip) is not { } subnet)
                return;
            machine.Libvirt.Update(network.Network, live: false, (int)command, subnet.Index, NetworkXmlEditor.Element(entry));
            warnings.Add(Sentences.Repaired(network.Network, live: false, entry, command == ApiCommand.AddLast));
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

    private int Reload(Plan plan, DaemonReload reload)
    {
        var networks = plan.Networks.Where(network => plan.FileEdits.Any(edit => edit.Role == Role.Status && ReferenceEquals(edit.Before, network.Before.StatusFile.Value))).ToList();
        foreach (var network in networks)
            restoration.NoteReloaded(network.Network);
        var reloads = reload.Run([.. networks.Select(network => network.Network)]);
        if (reloads == 0)
            throw new MachineException(Sentences.NotReloaded());
        return reloads;
    }

    private void CheckUnchanged(Plan plan)
    {
        if (!plan.ChangesDefinitions)
            return;
        foreach (var network in plan.Networks.Where(network => !network.Before.IsFromFiles))
        {
            machine.Libvirt.RequireStill(network.Network, network.Before.Config?.Xml, live: false);
            // The other ways write the status file, and notice when libvirt does so, too.
            if (plan.WayIn.Way == Way.Api || plan.WayIn.Prepares)
                machine.Libvirt.RequireStill(network.Network, network.Before.Live?.Xml, live: true);
        }
    }

    private bool ReloadDnsmasq(NetworkPlan network, List<string> warnings)
    {
        if (!network.ReloadDnsmasq || !machine.Files.IsWholeSystem)
            return false;
        restoration.NoteTold(network.Network);
        if (DnsmasqProcess.Reload(machine.Files, network.Network))
            return true;
        warnings.Add(Sentences.NoDnsmasq(network.Network));
        return false;
    }
}
