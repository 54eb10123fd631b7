using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Puts back what a change of reservations has done, entry by entry where a daemon holds it, so that nothing of what others did since is lost.
/// The same way for a step that failed, for a run that was interrupted, and for <c>undo</c>.
/// </summary>
internal sealed class Restoration(TargetMachine machine, FileChanges files)
{
    private const int MostRounds = 3;

    private readonly List<NetworkBefore> defined = [];
    private readonly List<NetworkBefore> updated = [];
    private readonly List<NetworkBefore> reloaded = [];
    private readonly List<NetworkBefore> spliced = [];
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    private int calls;
    private int reloads;
    private int rebuilt;
    private int signals;

    /// <summary>The change to be put back was written beside a running libvirt, which may have written the same files since.</summary>
    private bool isQuiet;

    /// <summary>For each network every entry that a step touched.</summary>
    private readonly Dictionary<string, ReservationSet> touched = new(StringComparer.Ordinal);

    /// <summary>A network as it was before the first step.</summary>
    private sealed record NetworkBefore(string Name, NetworkDefinition? Config, NetworkDefinition? Live);

    /// <summary>What putting back has cost so far; files are counted by whoever planned it.</summary>
    public Receipt Receipt => new() { ApiUpdates = calls, DaemonReloads = reloads, Interruptions = calls + rebuilt, DnsmasqReloads = calls + rebuilt + signals };

    /// <summary>Every entry of the network that a step of the change touched, as it was and as it became.</summary>
    public ReservationSet Touched(string network)
    {
        if (!touched.TryGetValue(network, out var entries))
            touched[network] = entries = new();
        return entries;
    }

    /// <summary>The persistent side goes back.</summary>
    public void NoteDefined(string network, NetworkDefinition? config) => Note(defined, new(network, config, null));

    /// <summary>The live side goes back, by calls.</summary>
    public void NoteUpdated(string network, NetworkDefinition? live) => Note(updated, new(network, null, live));

    /// <summary>The live side goes back, by its status file and a reload.</summary>
    public void NoteReloaded(string network) => Note(reloaded, new(network, null, null));

    /// <summary>The network's dnsmasq is to read its files again.</summary>
    public void NoteTold(string network) => told.Add(network);

    /// <summary>What an interrupted run did or was about to do, or one that is to be undone.</summary>
    public void Resume(ChangeRecord record, bool hasDaemon)
    {
        // A daemon that has started since has its own copy of these, and writes them.
        var isOlder = hasDaemon && record.Way == Way.Files;
        files.Resume([.. record.Files.Where(file => !isOlder || file.Role is not (Role.Config or Role.Status or Role.Hostsfile))]);
        foreach (var network in record.Networks.Concat(isOlder ? Loaded(record) : []))
        {
            foreach (var entry in network.Touched)
                Touched(network.Name).Add(entry);
            var (config, live) = (Definition(network.Config), Definition(network.Live));
            if (!hasDaemon)
            {
                spliced.Add(new(network.Name, config, live));
                continue;
            }
            NoteDefined(network.Name, config);
            if (record.Way == Way.Reload && record.Files.Any(file => file.Role == Role.Status && file.Name == network.Name))
                NoteReloaded(network.Name);
            else
                // After quiet too: libvirt may have learned of it since, by a reload of its own.
                NoteUpdated(network.Name, live);
        }
        isQuiet = hasDaemon && record.Way == Way.Quiet;
        foreach (var network in record.NetworkNames)
            NoteTold(network);
    }

    /// <summary>Back to what was there, as far as nobody else has touched it since. Answers what could not be put back.</summary>
    public IReadOnlyList<string> Run()
    {
        var rollBack = new RollBack();
        var wroteFiles = files.Count > 0;
        foreach (var network in updated)
            rollBack.Try(Sentences.LiveDefinition(network.Name), () => RestoreLive(network));
        foreach (var network in defined)
            rollBack.Try(Sentences.PersistentDefinition(network.Name), () => RestoreConfig(network));
        foreach (var network in spliced)
        {
            rollBack.Try(machine.Files.Shown(LibvirtPaths.Config(network.Name)), () => Splice(network, LibvirtPaths.Config(network.Name), network.Config));
            rollBack.Try(machine.Files.Shown(LibvirtPaths.Status(network.Name)), () => Splice(network, LibvirtPaths.Status(network.Name), network.Live));
        }
        files.PutBack(rollBack, Rewritten);
        if (reloaded.Count > 0)
            rollBack.Try(Sentences.Memory, () => ReloadDaemon());
        if (wroteFiles)
            TellDnsmasq();
        defined.Clear();
        updated.Clear();
        reloaded.Clear();
        spliced.Clear();
        return rollBack.Troubles;
    }

    public void TellDnsmasq()
    {
        foreach (var network in told)
            if (machine.Files.IsWholeSystem && DnsmasqProcess.Reload(machine.Files, network))
                signals++;
    }

    private void ReloadDaemon()
    {
        var reload = new DaemonReload(machine);
        var sent = reload.Run([.. reloaded.Select(network => network.Name)]);
        reloads += sent;
        rebuilt += sent * reload.ActiveNetworks;
    }

    /// <summary>Only what was there before the first step counts.</summary>
    private static void Note(List<NetworkBefore> steps, NetworkBefore network)
    {
        if (!steps.Exists(step => step.Name == network.Name))
            steps.Add(network);
    }

    private void RestoreConfig(NetworkBefore network)
    {
        if (network.Config is { } before)
            Restore(network.Name, live: false, before, back => machine.Libvirt.Define(NetworkXmlEditor.Apply(back)));
    }

    private void RestoreLive(NetworkBefore network)
    {
        if (network.Live is not { } before)
            return;
        Restore(network.Name, live: true, before, back =>
        {
            foreach (var call in LiveCalls.Order(back))
            {
                calls++;
                machine.Libvirt.Update(network.Name, live: true, (int)call.Command, call.SubnetIndex, NetworkXmlEditor.Element(call.Reservation));
            }
        });
        // Where such a reload came between, libvirt's memory may be as it was and its file not: the next one would take that in.
        if (!isQuiet)
            Splice(network, LibvirtPaths.Status(network.Name), before);
    }

    /// <summary>Until libvirt says what was there: a reload by somebody else takes back what is sent while it is under way.</summary>
    private void Restore(string network, bool live, NetworkDefinition before, Action<ReservationEdits> send)
    {
        for (var round = 0; ; round++)
        {
            DaemonReload.AwaitEarlier(machine);
            if (machine.Libvirt.Xml(network, live) is not { } xml || ReservationEdits.Back(NetworkXml.Read(xml), before, Touched(network)) is not { IsEmpty: false } back)
                return;
            if (round == MostRounds)
                throw new MachineException(Sentences.OverrunByReloads());
            send(back);
        }
    }

    /// <summary>The daemon that took the change in is gone, and the file it wrote is what it starts from.</summary>
    private void Splice(NetworkBefore network, string path, NetworkDefinition? before)
    {
        var now = machine.Files.Read(path);
        if (before is null || now.Bytes is not { } bytes)
            return;
        var back = ReservationEdits.Back(NetworkXml.Read(bytes), before, Touched(network.Name));
        if (back.IsEmpty)
            return;
        using var file = AtomicFile.Prepare(machine.Files, now, NetworkXmlEditor.Apply(back), 0x180 /* 0600 */);
        file.Commit(inPlaceAllowed: false);
    }

    /// <summary>What a daemon has loaded of files that were changed before it started.</summary>
    private IEnumerable<NetworkRecord> Loaded(ChangeRecord record)
    {
        foreach (var file in record.Files.Where(file => file.Role == Role.Config && file.Before is not null))
        {
            var now = machine.Files.Read(LibvirtPaths.Config(file.Name)).Bytes;
            if (now is null || !file.IsAfter(now))
                continue;
            var (before, after) = (NetworkRecord.SetOf(file.Before), NetworkRecord.SetOf(now));
            yield return new(file.Name, file.Before, file.Before, null,
                [.. before.Items.Where(entry => !after.Contains(entry)), .. after.Items.Where(entry => !before.Contains(entry))]);
        }
    }

    private static NetworkDefinition? Definition(byte[]? xml) => xml is null ? null : NetworkXml.Read(xml);

    /// <summary>What libvirt has written anew, in its own way: the entries of the change are taken out of that. Null where it has not.</summary>
    private byte[]? Rewritten(FileRecord record, FileSnapshot now)
    {
        if (now.Bytes is not { } bytes || (reloaded.Count == 0 && !(isQuiet && !record.IsAfter(bytes) && !record.IsBefore(bytes))))
            return null;
        if (record.Role == Role.Status && record.Before is { } old)
        {
            var (definition, before) = (NetworkXml.Read(bytes), NetworkXml.Read(old));
            return NetworkXmlEditor.Apply(ReservationEdits.Back(definition, before, Touched(definition.Name)));
        }
        // libvirt writes it from what it knows, which the calls before this have put right.
        return isQuiet && record.Role == Role.Hostsfile ? bytes : null;
    }
}
