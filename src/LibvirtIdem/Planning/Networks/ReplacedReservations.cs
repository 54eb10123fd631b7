using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Reservations that a call of <c>network</c> removes from the definition, moves or renames. Their names in the network's block of
/// /etc/hosts and their lines in the hostsfile follow.
/// </summary>
internal sealed class ReplacedReservations
{
    private readonly ReservationSet removed = new();
    private readonly List<Reservation> added;
    private readonly RowIndex removedByIp;
    private readonly RowIndex addedByMac;
    private readonly RowIndex addedById;
    private readonly RowIndex addedByName;

    /// <param name="before">The definition before the call; null where there is none.</param>
    /// <param name="after">As the call makes it.</param>
    public ReplacedReservations(NetworkDefinition? before, NetworkDefinition after)
    {
        var (old, made) = (NetworkRecord.SetOf(before?.Xml), NetworkRecord.SetOf(after.Xml));
        foreach (var entry in old.Items.Where(entry => !made.Contains(entry)))
            removed.Add(entry);
        added = [.. made.Items.Where(entry => !old.Contains(entry))];
        removedByIp = Index(removed.Items, entry => RowIndex.Hash(entry.Ip));
        addedByMac = Index(added, entry => entry.MacHash);
        addedById = Index(added, IdHash);
        addedByName = Index(added, entry => RowIndex.Hash(entry.Name.Span));
    }

    public bool IsEmpty => removed.Count == 0;

    /// <summary>Takes them out of one of the network's definitions.</summary>
    public ReservationEdits From(NetworkDefinition definition)
    {
        var edits = new ReservationEdits(definition);
        for (var entry = 0; entry < definition.Reservations.Count; entry++)
            if (removed.Contains(definition.Reservations[entry].Reservation))
                edits.Remove(entry);
        return edits;
    }

    /// <summary>The network's block with each of their lines removed, or at the new address and with the new name.</summary>
    /// <param name="hosts">The file.</param>
    /// <param name="changes">What that changes, line by line.</param>
    public List<HostsEntry> Block(EtcHosts hosts, Action<HostsEntry, HostsEntry?> changes)
    {
        var block = new List<HostsEntry>();
        foreach (var line in hosts.Own)
        {
            if (Find(line) is not { } old)
            {
                block.Add(line);
                continue;
            }
            var moved = Successor(old) is { } successor ? new HostsEntry(successor.Ip, Renamed(line.Names, old.Name, successor.Name))
                : (HostsEntry?)null;
            if (moved is { } entry)
                block.Add(entry);
            if (moved != line)
                changes(line, moved);
        }
        block.Sort((one, other) => one.Ip.CompareTo(other.Ip));
        return block;
    }

    private Reservation? Find(HostsEntry line)
    {
        var rest = line.Names;
        EtcHosts.NextName(ref rest, out var first);
        return First(removed.Items, removedByIp, RowIndex.Hash(line.Ip),
            entry => entry.Ip == line.Ip && (entry.Name.IsNull || entry.Name.EqualsIgnoreCase(first)));
    }

    /// <summary>The same client's new reservation, of the same family.</summary>
    private Reservation? Successor(Reservation old) =>
        old.Mac is { } mac ? First(added, addedByMac, old.MacHash, entry => entry.Family == old.Family && entry.Mac == mac)
        : old.Id is { } id ? First(added, addedById, IdHash(old), entry => entry.Family == old.Family && entry.Id?.Equals(id) == true)
        : First(added, addedByName, RowIndex.Hash(old.Name.Span),
            entry => entry.Family == old.Family && entry.Name.EqualsIgnoreCase(old.Name));

    private static Reservation? First(IReadOnlyList<Reservation> entries, RowIndex index, uint hash, Func<Reservation, bool> isIt)
    {
        for (var place = index.First(hash); place >= 0; place = index.Next(place))
            if (isIt(entries[index.Row(place)]))
                return entries[index.Row(place)];
        return null;
    }

    /// <summary>The newest row comes first: from the end, so that the first entry is found before its double.</summary>
    private static RowIndex Index(IReadOnlyList<Reservation> entries, Func<Reservation, uint> hash)
    {
        var index = new RowIndex(entries.Count);
        for (var row = entries.Count - 1; row >= 0; row--)
            index.Add(hash(entries[row]), row);
        return index;
    }

    private static uint IdHash(Reservation entry) => RowIndex.Hash(entry.Id is { } id ? id.Text.Span : []);

    private static Utf8Slice Renamed(Utf8Slice names, Utf8Slice old, Utf8Slice name)
    {
        if (name.IsNull || name.EqualsIgnoreCase(old))
            return names;
        EtcHosts.NextName(ref names, out _);
        var renamed = new Utf8Builder().Append(name);
        return (names.IsNull ? renamed : renamed.Append(' ').Append(names)).ToText();
    }
}
