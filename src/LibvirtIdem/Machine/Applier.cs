using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Carries a plan out, all of it or nothing: files are written in full before the first is put in place, /etc/hosts first of them, and what
/// was done is undone when a later step fails or the result is not what was planned.
/// </summary>
internal sealed class Applier(ReservationRequest request, TargetMachine machine, CurrentState before, Plan plan)
{
    private readonly List<FileEdit> written = [];
    private readonly Dictionary<Role, string> backups = [];
    private bool defined;
    private bool updatedLive;

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
            ApiUpdates = plan.LiveCalls.Count,
            DnsmasqReloads = plan.LiveCalls.Count + (Reload(warnings) ? 1 : 0),
            Backups = backups,
            Warnings = warnings,
        };
    }

    /// <summary>Back to what was there, as far as nobody else has touched it since. Answers what could not be put back.</summary>
    public IReadOnlyList<string> PutBack()
    {
        var troubles = new List<string>();
        if (updatedLive)
            Try("the live definition", RestoreLive);
        if (defined)
            Try("the persistent definition", () => machine.Libvirt.Define(before.Config!.Xml));
        foreach (var edit in Enumerable.Reverse(written))
            Try(machine.Files.Shown(edit.Before.Path), () => Restore(edit));
        foreach (var backup in backups.Values)
            Try(machine.Files.Shown(backup), () => AtomicFile.Delete(machine.Files, backup));
        if (written.Count > 0 && plan.ReloadDnsmasq && machine.Files.IsWholeSystem)
            DnsmasqProcess.Reload(machine.Files, plan.Network);
        (defined, updatedLive) = (false, false);
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
                foreach (var (role, file) in plan.Files)
                    if (file.Exists)
                        backups[role] = AtomicFile.Backup(machine.Files, file, DateTimeOffset.UtcNow);
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
        if (plan.Define is null && plan.LiveCalls.Count == 0)
            return;
        CheckUnchanged(before.Config, live: false);
        CheckUnchanged(before.Live, live: true);
        // Noted before each call: the daemon may answer with an error although its memory has changed (networkUpdate 9.0).
        if (plan.Define is { } xml)
        {
            defined = true;
            machine.Libvirt.Define(xml);
        }
        foreach (var call in plan.LiveCalls)
        {
            updatedLive = true;
            Send(call.Command, call.SubnetIndex, call.Reservation);
        }
    }

    private void Send(ApiCommand command, int subnet, Reservation reservation) =>
        machine.Libvirt.UpdateLive(plan.Network, (int)command, subnet, NetworkXmlEditor.Element(reservation));

    private void CheckUnchanged(NetworkDefinition? side, bool live)
    {
        var now = machine.Libvirt.Xml(plan.Network, live);
        if (!now.AsSpan().SequenceEqual(side?.Xml))
            throw new ChangedUnderneathException($"the {(live ? "live" : "persistent")} definition of network {plan.Network}");
    }

    private void RestoreLive()
    {
        if (machine.Libvirt.Xml(plan.Network, live: true) is not { } xml)
            return;
        var (old, now) = (before.Live!, NetworkXml.Read(xml));
        foreach (var entry in now.Reservations.Where(entry => !old.Reservations.Any(other => other.Reservation == entry.Reservation)))
            Send(ApiCommand.Delete, entry.SubnetIndex, entry.Reservation);
        foreach (var entry in old.Reservations.Where(entry => !now.Reservations.Any(other => other.Reservation == entry.Reservation)))
            Send(ApiCommand.AddLast, entry.SubnetIndex, entry.Reservation);
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

    private bool Reload(List<string> warnings)
    {
        if (!plan.ReloadDnsmasq || !machine.Files.IsWholeSystem)
            return false;
        if (DnsmasqProcess.Reload(machine.Files, plan.Network))
            return true;
        warnings.Add(Sentences.NoDnsmasq(plan.Network));
        return false;
    }
}
