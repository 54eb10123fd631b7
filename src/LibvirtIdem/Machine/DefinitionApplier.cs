using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>Carries a plan for one network out, all of it or nothing: what was done is undone when a later step fails or the result is not what was planned.</summary>
internal sealed class DefinitionApplier(NetworkWish wish, TargetMachine machine, DefinitionPlan plan, Journal journal)
{
    private readonly FileChanges files = new(machine.Files, wish.UnsafeWrites);
    private readonly List<string> warnings = [];
    private readonly Dictionary<string, string> portSettings = BridgePorts.SettingsOf(machine.Files, plan.Before.Ports);
    private readonly List<byte[]> portDocuments = plan.Step is Step.Restart or Step.Stop or Step.Remove ? BridgePorts.Documents(machine.Files, plan.Network) : [];
    private bool touchedDaemon;

    private string Name => plan.Network;

    private NetworkState Before => plan.Before.Network;

    /// <exception cref="ChangedUnderneathException">Somebody else was faster; nothing of the plan is left.</exception>
    public Receipt Apply()
    {
        try
        {
            journal.Note(RecordOf(plan));
            WriteFiles();
            if (plan.Before.HasDaemon)
                ChangeDaemon();
            else if (plan.SetAutostart is { } autostarts)
                files.SetAutostart(Name, autostarts);
        }
        catch (Exception failure)
        {
            throw RollBack.Told(failure, PutBack());
        }
        return new()
        {
            FilesWritten = files.Count,
            ApiUpdates = plan.LiveUpdates.Count,
            DnsmasqReloads = plan.LiveUpdates.Count,
            Interruptions = plan.LiveUpdates.Count(update => update.Interrupts) + (plan.Step == Step.Restart ? 1 : 0),
            Backups = files.Backups,
            Warnings = warnings,
        };
    }

    /// <summary>Back to what was there. Answers what could not be put back.</summary>
    public IReadOnlyList<string> PutBack()
    {
        var rollBack = new RollBack();
        if (touchedDaemon)
        {
            rollBack.Try($"the running network {Name}", RestoreLive);
            rollBack.Try($"the persistent definition of network {Name}", RestoreConfig);
            rollBack.Try($"network {Name} {(Before.Live is null ? "stopped" : "running")}", RestoreActivity);
        }
        files.PutBack(rollBack);
        // What is left is tried once more, by the next call.
        if (rollBack.Troubles.Count == 0)
            journal.Close(isDone: false);
        return rollBack.Troubles;
    }

    private ChangeRecord RecordOf(DefinitionPlan plan) => new(IsOfNetwork: true, plan.Before.HasDaemon ? Way.Api : Way.Files,
        [
            .. plan.FileEdits.Select(files.Record),
            .. plan.Removals.Select(removal => RecordedFiles.Removal(removal.Role, removal.File.Path, removal.File.Bytes!, ModeOf(removal.Role))),
            .. plan is { SetAutostart: { } autostarts, Before.HasDaemon: false } ? [RecordedFiles.Autostart(plan.Network, autostarts)] : (FileRecord[])[],
        ],
        plan.Before.HasDaemon
            ? [new(plan.Network, plan.Before.Network.Config?.Xml, plan.Before.Network.Live?.Xml, plan.SetAutostart is null && plan.Step != Step.Remove ? null : plan.Before.Autostarts, [])]
            : []);

    private static uint ModeOf(Role role) => role == Role.Config ? 0x180u /* 0600 */ : 0x1A4 /* 0644 */;

    private void WriteFiles()
    {
        files.Write(plan.FileEdits, wish.Backup ? plan.Files.Where(file => file.Role != Role.Autostart).Select(file => machine.Files.Read(file.Path)) : []);
        foreach (var (role, file) in plan.Removals)
            files.Remove(role, file, ModeOf(role));
    }

    private void ChangeDaemon()
    {
        DaemonReload.AwaitEarlier(machine);
        machine.Libvirt.RequireStill(Name, Before.Config?.Xml, live: false);
        machine.Libvirt.RequireStill(Name, Before.Live?.Xml, live: true);
        // Noted before the first call: the daemon may answer with an error although its memory has changed (networkUpdate 9.0).
        touchedDaemon = true;
        var libvirt = machine.Libvirt;
        if (plan.Define is { } xml)
        {
            libvirt.Define(xml);
            libvirt.Forget(Name);
        }
        foreach (var update in plan.LiveUpdates)
            libvirt.UpdateLive(Name, (int)update.Section, (int)update.Command, update.SubnetIndex, update.Element);
        if (plan.SetAutostart is { } autostarts)
            libvirt.SetAutostart(Name, autostarts);
        switch (plan.Step)
        {
            case Step.Start:
                libvirt.Start(Name);
                break;
            case Step.Stop:
                libvirt.Stop(Name);
                break;
            case Step.Restart:
                libvirt.Stop(Name);
                libvirt.Start(Name);
                PlugIn();
                break;
            case Step.Remove:
                if (Before.Live is not null)
                    libvirt.Stop(Name);
                if (Before.Config is not null)
                    libvirt.Undefine(Name);
                break;
        }
    }

    private void PlugIn()
    {
        foreach (var document in portDocuments)
            if (!machine.Libvirt.ReclaimPort(Name, document))
                warnings.Add(Sentences.PortForgotten(Name));
        if (plan.Before.Ports.Count == 0 || machine.Libvirt.Xml(Name, live: true) is not { } xml || NetworkXml.Read(xml).Bridge is not { } bridge)
            return;
        if (BridgePorts.PlugIn(machine.Files, bridge, plan.Before.Ports, portSettings) is { Count: > 0 } left)
            warnings.Add(Sentences.NotPluggedIn(Name, left));
    }

    /// <summary>Only what was sent. libvirt may do as it is told and answer with an error all the same, so what is there then decides.</summary>
    private void RestoreLive()
    {
        MachineException? refusal = null;
        foreach (var update in Differences())
        {
            try
            {
                machine.Libvirt.UpdateLive(Name, (int)update.Section, (int)update.Command, update.SubnetIndex, update.Element);
            }
            catch (MachineException failure)
            {
                refusal = failure;
            }
        }
        if (refusal is not null && Differences().Count > 0)
            throw refusal;
    }

    /// <summary>What leads from the running network to the one that was there.</summary>
    private List<LiveUpdate> Differences()
    {
        if (plan.LiveUpdates.Count == 0 || Before.Live is not { } before || machine.Libvirt.Xml(Name, live: true) is not { } now)
            return [];
        var updates = new List<LiveUpdate>(LiveParts.Updates(XmlElement.ReadNetwork(now), XmlElement.ReadNetwork(before.Xml), LiveParts.KindsOf(wish), out _));
        if (plan.LiveUpdates.Any(update => update.Section == ApiSection.Reservation))
            updates.AddRange(LiveUpdate.ForReservations(new ReservationEdits(before).Onto(NetworkXml.Read(now))));
        return updates;
    }

    private void RestoreConfig()
    {
        machine.Libvirt.Forget(Name);
        var now = machine.Libvirt.Xml(Name, live: false);
        if (Before.Config is not { } before)
        {
            if (now is not null)
                machine.Libvirt.Undefine(Name);
            return;
        }
        if (now is null)
            machine.Libvirt.Define(before.Xml);
        else if (plan.Define is { } ours && !now.AsSpan().SequenceEqual(before.Xml))
            machine.Libvirt.Define(WithOthers(before.Xml, ours, now));
        if (machine.Libvirt.Autostarts(Name) != plan.Before.Autostarts)
            machine.Libvirt.SetAutostart(Name, plan.Before.Autostarts);
    }

    /// <summary>What was there before, with the reservations that others have added or taken out since this call's own definition.</summary>
    private static byte[] WithOthers(byte[] before, byte[] ours, byte[] now)
    {
        var (written, found, others) = (NetworkRecord.SetOf(ours), NetworkRecord.SetOf(now), new ReservationSet());
        foreach (var entry in found.Items)
            if (!written.Contains(entry))
                others.Add(entry);
        foreach (var entry in written.Items)
            if (!found.Contains(entry))
                others.Add(entry);
        var edits = ReservationEdits.Back(NetworkXml.Read(before), NetworkXml.Read(now), others);
        return edits.IsEmpty ? before : NetworkXmlEditor.Apply(edits);
    }

    private void RestoreActivity()
    {
        machine.Libvirt.Forget(Name);
        var isActive = machine.Libvirt.IsActive(Name);
        if (Before.Live is null == !isActive)
            return;
        if (isActive)
        {
            machine.Libvirt.Stop(Name);
            return;
        }
        if (Before.Config is null)
            machine.Libvirt.StartTransient(Name, Before.Live!.Xml);
        else
            machine.Libvirt.Start(Name);
        PlugIn();
    }
}
