using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// The files of a change that is rolled back: as bytes where they are still as the change left them, else entry by entry.
/// </summary>
internal sealed class FileRollback(ChangeRecord record, RootedFiles files, bool hasDaemon)
{
    /// <summary>How many files were written or removed.</summary>
    public int Written { get; private set; }

    /// <summary>
    /// A daemon has started since the change wrote the files that it reads: it holds its own copy of them, and writes it.
    /// </summary>
    private bool HasDaemonStarted => hasDaemon && record.Way == ApplyMethod.Files;

    /// <summary>Removes what a killed run left half written, but for what a torn file is restored from.</summary>
    /// <exception cref="MachineException">The record names a file that no change of this tool touches.</exception>
    public void Sweep()
    {
        foreach (var file in record.Files)
            if (RecordedFiles.PathOf(files, file) is null)
                throw new MachineException(Message.ForeignRecord(file.Name));
        TornFile.Sweep(files, record.Files);
    }

    /// <summary>Each network whose definitions the change touched.</summary>
    public IEnumerable<NetworkRecord> Networks()
    {
        foreach (var network in record.Networks)
            yield return record.Way != ApplyMethod.Files || record.IsOfNetwork
                || !(network.Config.KeepsSettings && network.Live.KeepsSettings) ? network
                // The definitions are not recorded twice.
                : network with
                {
                    Config = DefinitionChange.OfReservations(Before(Role.Config, network.Name)),
                    Live = DefinitionChange.OfReservations(Before(Role.Status, network.Name)),
                };
        if (!HasDaemonStarted)
            yield break;
        foreach (var file in record.Files.Where(
            file => file.Role == Role.Config && record.Networks.All(network => network.Name != file.Name)))
            if (Loaded(file) is { } network)
                yield return network;
    }

    /// <summary>Both definitions of a network and dnsmasq's file, where no daemon runs.</summary>
    public NetworkRollback RestoreDefinitions(NetworkRecord network)
    {
        var (config, hostsfile) = (files.Read(LibvirtPaths.Config(network.Name)), files.Read(LibvirtPaths.Hostsfile(network.Name)));
        var status = files.IsWholeSystem ? files.Read(RecordedFiles.StatusPath(files, network.Name)) : null;
        var plan = NetworkRollback.Plan(network, CurrentNetworkReader.OnDisk(network.Name, files), AttachedGuests.Keep);
        var served = ServedBack(network, status?.Bytes ?? config.Bytes);
        Put(Role.Config, network.Name, config, plan.Config);
        if (status is { Exists: true } && plan.Live is { } live)
            Put(Role.Status, network.Name, status, live);
        if (RecordOf(Role.Hostsfile, network.Name)?.IsBefore(hostsfile.Bytes) != true)
            Put(Role.Hostsfile, network.Name, hostsfile,
                hostsfile.Exists && served is { IsEmpty: false } && Hostsfile.Update(hostsfile.Bytes, served, out _, out _) is { } restored
                ? restored.ToArray() : hostsfile.Bytes);
        if (plan.Steps.SetAutostart is { } autostarts)
            AutostartLink.Set(files, network.Name, autostarts);
        return plan;
    }

    /// <summary>What libvirt's memory says again, in its status file too.</summary>
    public void RestoreStatus(NetworkRecord network)
    {
        var status = files.Read(RecordedFiles.StatusPath(files, network.Name));
        if (status.Bytes is not { } bytes || network.Live.Before is not { } before
            || ReservationEdits.RevertOn(NetworkXml.Read(bytes), NetworkXml.Read(before), network.Touched) is not { IsEmpty: false } back)
            return;
        Write(status, NetworkXmlEditor.Apply(back), 0x180 /* 0600 */);
    }

    /// <summary>What a definition says to dnsmasq, into the status file, for libvirt to take in.</summary>
    public void WriteLive(string network, byte[] definition)
    {
        var status = files.Read(RecordedFiles.StatusPath(files, network));
        if (status.Bytes is { } bytes)
            Write(status, DnsmasqSettings.Apply(bytes, definition, LiveSettings.AllKinds), 0x180 /* 0600 */);
    }

    public void Restore(FileRecord file)
    {
        if (file.Role == Role.Autostart)
        {
            if (AutostartLink.IsSet(files, file.Name) != file.Before is not null)
                AutostartLink.Set(files, file.Name, file.Before is not null);
            return;
        }
        if (IsOfDefinition(file) && (HasDaemonStarted || (!hasDaemon && record.Networks.Any(network => network.Name == file.Name))))
            return;
        var now = files.Read(RecordedFiles.PathOf(files, file)!);
        if (TornFile.Is(files, file, now))
        {
            TornFile.Restore(files, file, now);
            Written++;
        }
        else if (file.IsBefore(now.Bytes))
            SweepInPlace(file, now);
        else if (file.IsAfter(now.Bytes))
            Put(now, file.Before, RecordedFiles.ModeOf(file));
        else
            Put(now, Merged(file, now.Bytes) ?? throw new ChangedUnderneathException(now.Shown), RecordedFiles.ModeOf(file));
    }

    /// <summary>A write in place that failed may have left both contents next to a file that it did not touch.</summary>
    private void SweepInPlace(FileRecord file, FileSnapshot now)
    {
        if (file.InPlace)
            AtomicFile.SweepTarget(files, now.Path);
    }

    private static bool IsOfDefinition(FileRecord file) => file.Role is Role.Config or Role.Status or Role.Hostsfile;

    private FileRecord? RecordOf(Role role, string name) => record.Files.LastOrDefault(file => file.Role == role && file.Name == name);

    private byte[]? Before(Role role, string name) => record.Files.FirstOrDefault(file => file.Role == role && file.Name == name)?.Before;

    /// <summary>A record without the reservations that it touched: they are known as long as the daemon has written nothing else.</summary>
    private NetworkRecord? Loaded(FileRecord file)
    {
        var now = files.Read(LibvirtPaths.Config(file.Name)).Bytes;
        if (now is null || file.Before is null || !file.IsAfter(now))
            return null;
        var (before, after) = (NetworkRecord.SetOf(file.Before), NetworkRecord.SetOf(now));
        return new(file.Name, DefinitionChange.OfReservations(file.Before), DefinitionChange.OfReservations(file.Before))
        {
            Added = [.. after.Items.Where(entry => !before.Contains(entry))],
            Removed = [.. before.Items.Where(entry => !after.Contains(entry))],
        };
    }

    private static ReservationEdits? ServedBack(NetworkRecord network, byte[]? served) =>
        served is null || (network.Live.Before ?? network.Config.Before) is not { } before ? null
            : ReservationEdits.RevertOn(NetworkXml.Read(served), NetworkXml.Read(before), network.Touched);

    /// <summary>A file that another process has written since; null where it is not known how to take the change out of it.</summary>
    private byte[]? Merged(FileRecord file, byte[]? now)
    {
        if (now is null)
            return null;
        if (file.Role is Role.EtcHosts or Role.HostsTemplate)
            return record.NetworkNames.Aggregate(
                now, (text, network) =>
                EtcHosts.Read(text, network).With(file.Before is { } before ? EtcHosts.Read(before, network).Own : [], []).ToArray());
        if (file.Role is Role.Status or Role.Config && file.Before is { } old
            && record.Networks.FirstOrDefault(network => network.Name == file.Name) is { } touched)
        {
            var (change, isLive) = file.Role == Role.Status ? (touched.Live, true) : (touched.Config, false);
            var settings = change is { KeepsSettings: false, Before: not null, After: not null }
                ? SettingsRevert.Apply(now, change.Before, change.After, isLive, out _) : now;
            return NetworkXmlEditor.Apply(ReservationEdits.RevertOn(NetworkXml.Read(settings), NetworkXml.Read(old), touched.Touched));
        }
        // libvirt writes it from its memory, which is right again by now.
        return file.Role == Role.Hostsfile && hasDaemon ? now : null;
    }

    /// <summary>The file's old bytes where it is as the change left it, else what the rollback of the definition comes to.</summary>
    private void Put(Role role, string name, FileSnapshot now, byte[]? target) =>
        Put(now, RecordOf(role, name) is { } file && file.IsAfter(now.Bytes) ? Before(role, name) : target,
            role == Role.Hostsfile ? 0x1A4u /* 0644 */ : 0x180 /* 0600 */);

    private void Put(FileSnapshot now, byte[]? target, uint newMode)
    {
        if (target is null)
        {
            if (now.Exists)
                Delete(now);
        }
        else if (now.Bytes is null || !target.AsSpan().SequenceEqual(now.Bytes))
        {
            Write(now, target, newMode);
        }
    }

    private void Delete(FileSnapshot now)
    {
        AtomicFile.Delete(files, now.Path);
        Written++;
    }

    private void Write(FileSnapshot now, byte[] bytes, uint newMode)
    {
        using var file = AtomicFile.Prepare(files, now, bytes, newMode);
        file.Commit(WithoutExchange.RenameOrWrite);
        Written++;
    }
}
