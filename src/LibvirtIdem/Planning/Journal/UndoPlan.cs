using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>What is there now of what a change touched.</summary>
/// <param name="HasDaemon">A daemon answers for the definitions.</param>
/// <param name="Files">Each file of the record with its path and content; null where it is missing.</param>
/// <param name="Networks">Each network of the record, and how it is now.</param>
/// <param name="WrittenByDaemon">The files that the daemon will write.</param>
internal sealed record UndoState(
    bool HasDaemon, IReadOnlyList<(FileRecord Record, string Path, byte[]? Now)> Files,
    IReadOnlyList<(NetworkRecord Record, CurrentNetwork Now)> Networks,
    IReadOnlyList<(Role Role, string Path)> WrittenByDaemon);

/// <summary>What undoing a change will do, or, with <see cref="Problems"/>, why it will not.</summary>
internal sealed record UndoPlan
{
    public required ChangeRecord Record { get; init; }

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Of reservations.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>Of settings of networks.</summary>
    public IReadOnlyList<SettingChange> Parts { get; init; } = [];

    /// <summary>Of names in a network's own DNS, which are settings: a change of reservations may have some.</summary>
    public bool ChangesNames => Parts.Any(part => part.What == NetworkSetting.DnsHost);

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What is attached to networks that are stopped or restarted.</summary>
    public IReadOnlyList<GuestPort> Guests { get; init; } = [];

    public IReadOnlyList<DiffText> Diffs { get; init; } = [];

    public IReadOnlyList<(Role Role, string Path)> Files { get; init; } = [];

    /// <summary>The change as it would be undone again: what an interrupted undo is rolled back by.</summary>
    public required ChangeRecord Inverse { get; init; }

    public static UndoPlan Make(ChangeRecord record, UndoState state)
    {
        var rollbacks =
            state.Networks.Select(network =>
            (network.Record, network.Now, Rollback: NetworkRollback.Plan(network.Record, network.Now, AttachedGuests.Detach))).ToList();
        var (changes, parts, warnings, diffs) = (new List<Change>(), new List<SettingChange>(), new List<string>(), new List<DiffText>());
        var guests = new List<GuestPort>();
        foreach (var (network, now, rollback) in rollbacks)
        {
            changes.AddRange(Pair(rollback.Changes()));
            parts.AddRange(rollback.Parts());
            diffs.Add(Diff(record, network.Name, now, rollback));
            if (rollback.Steps.Step is not (Step.Stop or Step.Restart or Step.Remove) || now.Ports.Count == 0)
                continue;
            guests.AddRange(now.Ports);
            warnings.Add(rollback.Steps.Step == Step.Restart ? Message.GuestsReattached(network.Name, now.Ports)
                : Message.GuestsCutOff(network.Name, now.Ports));
        }
        foreach (var (file, path, now) in state.Files.Where(
            file => file.Record.Role == Role.Config && rollbacks.TrueForAll(known => known.Record.Name != file.Record.Name)))
        {
            changes.AddRange(Pair(NetworkRollback.Changes(file.Name, now, file.Before)));
            diffs.Add(new(path, Canonical(now), Canonical(file.Before)));
        }
        foreach (var link in state.Files.Where(file => file.Record.Role == Role.Autostart))
            parts.Add(new(ChangeAction.Updated, "autostart", Word(link.Now is not null), Word(link.Record.Before is not null)));
        return new()
        {
            Record = record,
            Problems = [.. ProblemsOf(record, state, rollbacks)],
            Changes = changes,
            Parts = parts,
            Warnings = warnings,
            Guests = guests,
            Diffs = [.. diffs.Where(diff => diff.Before != diff.After)],
            Files = [.. state.Files.Select(file => (file.Record.Role, file.Path)).Concat(state.WrittenByDaemon).Distinct()],
            Inverse = new(record.IsOfNetwork, record.Way,
                [.. state.Files.Reverse().Select(
                    file => new FileRecord(file.Record.Role, file.Record.Name, file.Now,
                    file.Record.Before is { } before ? FileRecord.Hash(before) : null, file.Record.Mode))],
                [.. rollbacks.Select(network => network.Record.Inverse(network.Now, network.Rollback))]),
        };
    }

    private static IEnumerable<Problem> ProblemsOf(
        ChangeRecord record, UndoState state, List<(NetworkRecord Record, CurrentNetwork Now, NetworkRollback Rollback)> networks)
    {
        // A daemon has rewritten, or will rewrite, what is its own; definitions are compared by what they say.
        foreach (var (file, path, now) in state.Files)
            if (!file.IsAfter(now)
                && !(file.Role is Role.Config or Role.Status or Role.Hostsfile && (state.HasDaemon || record.Way != ApplyMethod.Files)
                && networks.Exists(network => network.Record.Name == file.Name)))
                yield return Message.MovedOn(path);
        foreach (var (network, now, rollback) in networks)
            if (rollback.Conflicts.Count > 0 || !IsAsMade(network, now))
                yield return Message.NetworkMovedOn(network.Name);
    }

    /// <summary>The reservations that the change made are there, and those that it removed are not.</summary>
    private static bool IsAsMade(NetworkRecord network, CurrentNetwork now)
    {
        if ((now.Config ?? now.Live) is not { } definition)
            return network.Config.After is null;
        var (present, touched) = (NetworkRecord.SetOf(definition), network.Touched);
        if (network.OldFingerprint is { } fingerprint)
            return fingerprint == FileRecord.Hash(
                network.IsAfterUnknown ? definition
                : Encoding.UTF8.GetBytes(RecordWords.Fingerprinted(present.Items.Where(entry => touched.Contains(entry)))));
        return network.Config.Before is null
            || (network.Added.Except(network.Removed).All(entry => present.Contains(entry))
                && !network.Removed.Except(network.Added).Any(entry => present.Contains(entry)));
    }

    private static DiffText Diff(ChangeRecord record, string network, CurrentNetwork now, NetworkRollback rollback) => record.IsOfNetwork
        ? new(network, SettingsOf(now.Config), SettingsOf(rollback.Config)) : new(
            network, Canonical(now.Config), Canonical(rollback.Config));

    private static string SettingsOf(byte[]? definition) =>
        definition is null ? "" : SettingChanges.Canonical(NetworkSettings.Read(XmlElement.ReadNetwork(definition)));

    private static string Canonical(byte[]? definition) => NetworkReservationsPlanner.Canonical(NetworkRecord.SetOf(definition).Items);

    /// <summary>A reservation that is removed and one that is added for the same client are one that changes.</summary>
    private static IEnumerable<Change> Pair(IEnumerable<Change> changes)
    {
        var all = changes.ToList();
        var old = all.Where(change => change.Action == ChangeAction.Removed).Select(change => change.Reservation)
            .GroupBy(entry => entry.Client, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var change in all.Where(change => change.Action == ChangeAction.Added))
            yield return old.Remove(change.Reservation.Client, out var before)
                ? change with { Action = ChangeAction.Updated, Before = before } : change;
        foreach (var change in all.Where(change => change.Action == ChangeAction.Removed && old.ContainsKey(change.Reservation.Client)))
            yield return change;
    }

    private static string Word(bool flag) => flag ? "true" : "false";
}
