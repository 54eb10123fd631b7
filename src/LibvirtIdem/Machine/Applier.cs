using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Carries a plan out, all of it or nothing: files are written in full before the first is put in place, /etc/hosts first of them, and what
/// was done is undone when a later step fails or the result is not what was planned.
/// </summary>
internal sealed class Applier(ReservationRequest request, TargetMachine machine, Plan plan)
{
    private readonly List<FileEdit> written = [];
    private readonly Dictionary<string, string> backups = new(StringComparer.Ordinal);
    private readonly List<NetworkPlan> defined = [];
    private readonly List<NetworkPlan> updated = [];

    /// <exception cref="ChangedUnderneathException">Somebody else was faster; nothing of this plan is left.</exception>
    public Receipt Apply()
    {
        try
        {
            WriteFiles();
            UpdateDefinitions();
        }
        catch (Exception failure)
        {
            var troubles = PutBack();
            throw troubles.Count == 0 || failure is not MachineException { Problem: var problem } ? failure
                : new MachineException(problem with { Msg = $"{problem.Msg}; {string.Join("; ", troubles)}" });
        }
        var warnings = new List<string>();
        return new()
        {
            FilesWritten = plan.Files.Count,
            ApiUpdates = plan.Networks.Sum(network => network.LiveCalls.Count),
            DnsmasqReloads = plan.Networks.Sum(network => network.LiveCalls.Count + (Reload(network, warnings) ? 1 : 0)),
            Backups = backups,
            Warnings = warnings,
        };
    }

    /// <summary>Back to what was there, as far as nobody else has touched it since. Answers what could not be put back.</summary>
    public IReadOnlyList<string> PutBack()
    {
        var troubles = new List<string>();
        foreach (var network in updated)
            Try($"the live definition of network {network.Network}", () => RestoreLive(network));
        foreach (var network in defined)
            Try($"the persistent definition of network {network.Network}", () => machine.Libvirt.Define(network.Before.Config!.Xml));
        foreach (var edit in Enumerable.Reverse(written))
            Try(machine.Files.Shown(edit.Before.Path), () => Restore(edit));
        foreach (var backup in backups.Values)
            Try(machine.Files.Shown(backup), () => AtomicFile.Delete(machine.Files, backup));
        foreach (var network in plan.Networks)
            if (written.Count > 0 && network.ReloadDnsmasq && machine.Files.IsWholeSystem)
                DnsmasqProcess.Reload(machine.Files, network.Network);
        defined.Clear();
        updated.Clear();
        written.Clear();
        return troubles;

        void Try(string what, Action action)
        {
            try
            {
                action();
            }
            catch (Exception failure) when (failure is MachineException or ChangedUnderneathException)
            {
                troubles.Add(Sentences.PutBackFailed(what, failure.Message));
            }
        }
    }

    private void WriteFiles()
    {
        var prepared = new List<(FileEdit Edit, AtomicFile File)>();
        try
        {
            foreach (var edit in plan.FileEdits)
            {
                machine.Files.MakeDirectory(Path.GetDirectoryName(edit.Before.Path)!, 0x1ED /* 0755 */);
                prepared.Add((edit, AtomicFile.Prepare(machine.Files, edit.Before, edit.After, edit.NewMode)));
            }
            if (request.Backup)
                foreach (var (_, file) in plan.Files)
                    if (file.Exists)
                        backups[file.Path] = AtomicFile.Backup(machine.Files, file, DateTimeOffset.UtcNow);
            foreach (var (edit, file) in prepared)
            {
                file.Commit(request.UnsafeWrites);
                written.Add(edit);
            }
        }
        finally
        {
            foreach (var (_, file) in prepared)
                file.Dispose();
        }
    }

    /// <summary>The persistent side in one definition, which interrupts nothing; then the live side, call by call.</summary>
    private void UpdateDefinitions()
    {
        if (!plan.ChangesDefinitions)
            return;
        foreach (var network in plan.Networks)
        {
            CheckUnchanged(network.Network, network.Before.Config, live: false);
            CheckUnchanged(network.Network, network.Before.Live, live: true);
        }
        // Noted before each call: the daemon may answer with an error although its memory has changed (networkUpdate 9.0).
        foreach (var network in plan.Networks.Where(network => network.Define is not null))
        {
            defined.Add(network);
            machine.Libvirt.Define(network.Define!);
        }
        foreach (var network in plan.Networks.Where(network => network.LiveCalls.Count > 0))
        {
            updated.Add(network);
            foreach (var call in network.LiveCalls)
                Send(network.Network, call.Command, call.SubnetIndex, call.Reservation);
        }
    }

    private void Send(string network, ApiCommand command, int subnet, in Reservation reservation) =>
        machine.Libvirt.UpdateLive(network, (int)command, subnet, NetworkXmlEditor.Element(reservation));

    private void CheckUnchanged(string network, NetworkDefinition? side, bool live)
    {
        if (!machine.Libvirt.Xml(network, live).AsSpan().SequenceEqual(side?.Xml))
            throw new ChangedUnderneathException($"the {(live ? "live" : "persistent")} definition of network {network}");
    }

    private void RestoreLive(NetworkPlan network)
    {
        if (machine.Libvirt.Xml(network.Network, live: true) is not { } xml)
            return;
        var (old, now) = (network.Before.Live!.Reservations, NetworkXml.Read(xml).Reservations);
        foreach (var entry in Missing(now, old))
            Send(network.Network, ApiCommand.Delete, entry.SubnetIndex, entry.Reservation);
        foreach (var entry in Missing(old, now))
            Send(network.Network, ApiCommand.AddLast, entry.SubnetIndex, entry.Reservation);
    }

    private static List<ReservationElement> Missing(ReservationElement[] these, ReservationElement[] those)
    {
        var there = new ReservationSet();
        foreach (var element in those)
            there.Add(element.Reservation);
        return [.. these.Where(element => !there.Contains(element.Reservation))];
    }

    private void Restore(FileEdit edit)
    {
        var now = machine.Files.Read(edit.Before.Path);
        if (!now.Bytes.AsSpan().SequenceEqual(edit.After))
            throw new ChangedUnderneathException(edit.Before.Path);
        if (edit.Before.Bytes is not { } bytes)
        {
            AtomicFile.Delete(machine.Files, edit.Before.Path);
            return;
        }
        using var file = AtomicFile.Prepare(machine.Files, now, bytes, edit.NewMode);
        file.Commit(request.UnsafeWrites);
    }

    private bool Reload(NetworkPlan network, List<string> warnings)
    {
        if (!network.ReloadDnsmasq || !machine.Files.IsWholeSystem)
            return false;
        if (DnsmasqProcess.Reload(machine.Files, network.Network))
            return true;
        warnings.Add(Sentences.NoDnsmasq(network.Network));
        return false;
    }
}
