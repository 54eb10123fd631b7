using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>A network's block of /etc/hosts as a table: one line an address. A line without names is none.</summary>
internal sealed class HostsLines
{
    private readonly List<HostsEntry> lines;
    private readonly RowIndex lineOf;

    /// <param name="entries">Becomes the table: not to be used any more.</param>
    /// <param name="about">How many there may be in the end: room for them is made at once.</param>
    public HostsLines(List<HostsEntry> entries, int about = 0)
    {
        lines = entries;
        lines.EnsureCapacity(about);
        lineOf = new(Math.Max(entries.Count, about));
        Dictionary<int, Utf8Builder>? longer = null;
        for (var line = 0; line < lines.Count; line++)
        {
            if (At(lines[line].Ip) is not { } first)
            {
                lineOf.Add(RowIndex.Hash(lines[line].Ip), line);
                continue;
            }
            longer ??= [];
            if (!longer.TryGetValue(first, out var names))
                longer[first] = names = new Utf8Builder().Append(lines[first].Names);
            names.Append(' ').Append(lines[line].Names);
            lines[line] = default;
        }
        foreach (var (line, names) in longer ?? [])
            lines[line] = new(lines[line].Ip, names.ToText());
    }

    public int Count => lines.Count;

    public HostsEntry this[int line]
    {
        get => lines[line];
        set => lines[line] = value;
    }

    /// <summary>A line for an address that has none.</summary>
    public void Append(HostsEntry entry)
    {
        lineOf.Add(RowIndex.Hash(entry.Ip), lines.Count);
        lines.Add(entry);
    }

    public int? At(IpAddress ip)
    {
        for (var place = lineOf.First(RowIndex.Hash(ip)); place >= 0; place = lineOf.Next(place))
            if (lines[lineOf.Row(place)] is { Names.IsNull: false } line && line.Ip == ip)
                return lineOf.Row(place);
        return null;
    }

    /// <summary>Whether the address's line has the name.</summary>
    public bool Holds(IpAddress ip, Utf8Slice name)
    {
        if (At(ip) is { } line && !name.IsNull)
            for (var rest = lines[line].Names; EtcHosts.NextName(ref rest, out var other);)
                if (other.EqualsIgnoreCase(name))
                    return true;
        return false;
    }

    /// <summary>The further names of a reservation, as they are in the block; null where there are none.</summary>
    public IReadOnlyList<Utf8Slice>? AliasesOf(in Reservation reservation)
    {
        if (At(reservation.Ip) is not { } line || lines[line].Names.EqualsIgnoreCase(reservation.Name))
            return null;
        var words = EtcHosts.Words(lines[line].Names);
        for (var word = words.Count - 1; word >= 0; word--)
            if (words[word].EqualsIgnoreCase(reservation.Name))
                words.RemoveAt(word);
        return words;
    }

    /// <summary>By address, without lines that have no name. Not to be changed any more.</summary>
    public List<HostsEntry> Sorted()
    {
        lines.RemoveAll(line => line.Names.IsNull);
        // A file's rows come in order mostly, and telling that is much cheaper than sorting them.
        for (var line = 1; line < lines.Count; line++)
            if (lines[line].Ip.CompareTo(lines[line - 1].Ip) < 0)
            {
                lines.Sort((one, other) => one.Ip.CompareTo(other.Ip));
                break;
            }
        return lines;
    }
}
