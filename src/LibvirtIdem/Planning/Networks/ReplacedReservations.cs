using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Reservations that a call of <c>network</c> removes from the definition, moves or renames. Their names in the network's block of /etc/hosts and their lines
/// in the hostsfile follow.
/// </summary>
internal sealed class ReplacedReservations
{
    private readonly ReservationSet removed = new();
    private readonly List<Reservation> added = [];

    /// <param name="before">The definition before the call; null where there is none.</param>
    /// <param name="after">As the call makes it.</param>
    public ReplacedReservations(NetworkDefinition? before, NetworkDefinition after)
    {
        var (old, made) = (NetworkRecord.SetOf(before?.Xml), NetworkRecord.SetOf(after.Xml));
        foreach (var entry in old.Items.Where(entry => !made.Contains(entry)))
            removed.Add(entry);
        added.AddRange(made.Items.Where(entry => !old.Contains(entry)));
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
            var moved = Successor(old) is { } successor ? new HostsEntry(successor.Ip, Renamed(line.Names, old.Name, successor.Name)) : (HostsEntry?)null;
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
        foreach (var entry in removed.Items)
            if (entry.Ip == line.Ip && (entry.Name.IsNull || entry.Name.EqualsIgnoreCase(first)))
                return entry;
        return null;
    }

    /// <summary>The same client's new reservation, of the same family.</summary>
    private Reservation? Successor(in Reservation old)
    {
        foreach (var entry in added)
            if (entry.Family == old.Family && (old.Mac is { } mac ? entry.Mac == mac : old.Id is { } id ? entry.Id?.Equals(id) == true : entry.Name.EqualsIgnoreCase(old.Name)))
                return entry;
        return null;
    }

    private static Utf8Slice Renamed(Utf8Slice names, Utf8Slice old, Utf8Slice name)
    {
        if (name.IsNull || name.EqualsIgnoreCase(old))
            return names;
        EtcHosts.NextName(ref names, out _);
        var renamed = new Utf8Builder().Append(name);
        return (names.IsNull ? renamed : renamed.Append(' ').Append(names)).ToText();
    }
}
