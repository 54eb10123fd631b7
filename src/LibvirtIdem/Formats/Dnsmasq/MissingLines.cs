using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>Reservations that a file should have a line of, each of which is taken once.</summary>
internal sealed class MissingLines
{
    private readonly List<Reservation> wanted;
    private readonly bool[] isTaken;
    private readonly RowIndex index;

    public MissingLines(List<Reservation> wanted)
    {
        (this.wanted, isTaken, index) = (wanted, new bool[wanted.Count], new(wanted.Count));
        for (var row = 0; row < wanted.Count; row++)
        {
            // What is reserved twice takes one line.
            if (Find(Line(wanted[row])) >= 0)
                continue;
            index.Add(Line(wanted[row]).ValueHash, row);
            Count++;
        }
    }

    /// <summary>How many are not taken yet.</summary>
    public int Count { get; private set; }

    public bool Take(in Reservation line)
    {
        if (Find(line) is not (>= 0 and var row) || isTaken[row])
            return false;
        Count--;
        return isTaken[row] = true;
    }

    private int Find(in Reservation line)
    {
        for (var place = index.First(line.ValueHash); place >= 0; place = index.Next(place))
            if (Line(wanted[index.Row(place)]).SameAs(line))
                return index.Row(place);
        return RowIndex.None;
    }

    /// <summary>As far as its line says it: no id on IPv4.</summary>
    private static Reservation Line(in Reservation reservation) =>
        reservation is { Family: Family.V4, Id: not null } ? reservation with { Id = null } : reservation;
}
