using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>What is there now of what a change touched.</summary>
/// <param name="HasDaemon">A daemon answers for the definitions.</param>
/// <param name="Files">Each file of the record with its path and content; null where it is missing.</param>
/// <param name="Definitions">The persistent definition of each network that a daemon holds.</param>
/// <param name="Daemons">The files that the daemon will write.</param>
internal sealed record UndoState(bool HasDaemon, IReadOnlyList<(FileRecord Record, string Path, byte[]? Now)> Files, IReadOnlyDictionary<string, byte[]?> Definitions,
    IReadOnlyList<(Role Role, string Path)> Daemons);

/// <summary>What undoing a change will do, or, with <see cref="Problems"/>, why it will not.</summary>
internal sealed record UndoPlan
{
    public required ChangeRecord Record { get; init; }

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Of reservations.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>Of parts of networks.</summary>
    public IReadOnlyList<PartChange> Parts { get; init; } = [];

    public IReadOnlyList<DiffText> Diffs { get; init; } = [];

    public IReadOnlyList<(Role Role, string Path)> Files { get; init; } = [];

    /// <summary>The change as it would be undone again: what an interrupted undo is put back by.</summary>
    public required ChangeRecord Inverse { get; init; }

    public static UndoPlan Make(ChangeRecord record, UndoState state)
    {
        var problems = new List<Problem>();
        // A daemon has rewritten, or will rewrite, what is its own; its definitions are compared instead.
        var isDaemons = state.HasDaemon || record.Way != Way.Files;
        foreach (var (file, path, now) in state.Files)
            if (!file.IsAfter(now) && !(isDaemons && file.Role is Role.Status or Role.Hostsfile))
                problems.Add(Sentences.MovedOn(path));
        foreach (var network in record.Networks)
            if (network.After is { } after && state.Definitions.TryGetValue(network.Name, out var now) && network.Fingerprint(now, record.IsOfNetwork) != after)
                problems.Add(Sentences.NetworkMovedOn(network.Name));
        var (changes, parts, diffs) = (new List<Change>(), new List<PartChange>(), new List<DiffText>());
        foreach (var (name, path, before, now) in Definitions(record, state))
        {
            if (record.IsOfNetwork)
            {
                var (was, isNow) = (PartsOf(before), PartsOf(now));
                parts.AddRange(before is null ? [new(ChangeAction.Removed, "network", name, null)] : now is null ? [new(ChangeAction.Added, "network", null, name)]
                    : PartChanges.Between(isNow, was, out _));
                diffs.Add(new(path, PartChanges.Canonical(isNow), PartChanges.Canonical(was)));
                continue;
            }
            var (old, present) = (NetworkRecord.SetOf(before), NetworkRecord.SetOf(now));
            var touched = record.Networks.FirstOrDefault(network => network.Name == name) is { } known ? known.Touched.ToHashSet() : null;
            var gone = present.Items.Where(entry => !old.Contains(entry) && touched?.Contains(entry) != false).ToList();
            var come = old.Items.Where(entry => !present.Contains(entry) && touched?.Contains(entry) != false).ToList();
            changes.AddRange(Pair(name, gone, come));
            diffs.Add(new(path, NetworkPlanner.Canonical(present.Items), NetworkPlanner.Canonical(present.Items.Except(gone).Concat(come))));
        }
        foreach (var link in state.Files.Where(file => file.Record.Role == Role.Autostart))
            parts.Add(new(ChangeAction.Updated, "autostart", Word(link.Now is not null), Word(link.Record.Before is not null)));
        return new()
        {
            Record = record,
            Problems = problems,
            Changes = changes,
            Parts = parts,
            Diffs = [.. diffs.Where(diff => diff.Before != diff.After)],
            Files = [.. state.Files.Select(file => (file.Record.Role, file.Path)).Concat(state.Daemons).Distinct()],
            Inverse = new(record.IsOfNetwork, record.Way,
                [.. state.Files.Reverse().Select(file => new FileRecord(file.Record.Role, file.Record.Name, file.Now, file.Record.Before is { } before ? FileRecord.Hash(before) : null, file.Record.Mode))],
                [.. record.Networks.Select(network => network with { Config = state.Definitions.GetValueOrDefault(network.Name) ?? network.Config, After = null })]),
        };
    }

    /// <summary>Each network's persistent definition before the change and now.</summary>
    private static IEnumerable<(string Name, string Path, byte[]? Before, byte[]? Now)> Definitions(ChangeRecord record, UndoState state)
    {
        foreach (var network in record.Networks)
            yield return (network.Name, network.Name, network.Config, state.Definitions.GetValueOrDefault(network.Name));
        foreach (var (file, path, now) in state.Files)
            if (file.Role == Role.Config)
                yield return (file.Name, path, file.Before, now);
    }

    /// <summary>A reservation that goes and one that comes for the same client are one that changes.</summary>
    private static IEnumerable<Change> Pair(string network, List<Reservation> gone, List<Reservation> come)
    {
        var old = gone.GroupBy(KeyOf, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var entry in come)
            yield return old.Remove(KeyOf(entry), out var before)
                ? new(network, ChangeAction.Updated, entry, null, before) : new(network, ChangeAction.Added, entry, null);
        foreach (var entry in old.Values)
            yield return new(network, ChangeAction.Removed, entry, null);
    }

    private static string KeyOf(Reservation entry) => $"{entry.Family} {entry.Mac?.ToString() ?? entry.Id?.ToString() ?? entry.Name.ToString()}";

    private static List<NetworkPart> PartsOf(byte[]? definition) => definition is null ? [] : NetworkParts.Read(XmlElement.ReadNetwork(definition));

    private static string Word(bool flag) => flag ? "true" : "false";
}
