using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>Reservations of one place, to be paired with those of another: each is taken once.</summary>
internal sealed class ReservationTable
{
    private readonly IReadOnlyList<Reservation> entries;
    private readonly bool[] isTaken;
    private readonly RowIndex byIp;
    private readonly RowIndex byClient;
    private readonly Dictionary<int, int> freeByIp = [];
    private readonly Dictionary<int, int> freeByClient = [];

    public ReservationTable(IReadOnlyList<Reservation> entries)
    {
        (this.entries, isTaken, byIp, byClient) = (entries, new bool[entries.Count], new(entries.Count), new(entries.Count));
        // The newest row comes first: from the end, so that the first entry is found before its double.
        for (var row = entries.Count - 1; row >= 0; row--)
        {
            byIp.Add(RowIndex.Hash(entries[row].Ip), row);
            byClient.Add(ClientHash(entries[row]), row);
        }
    }

    public IEnumerable<Reservation> Left
    {
        get
        {
            for (var row = 0; row < isTaken.Length; row++)
                if (!isTaken[row])
                    yield return entries[row];
        }
    }

    /// <summary>One that gives the client the same.</summary>
    public bool TakeSame(in Reservation wanted)
    {
        for (var place = FirstFree(byIp, freeByIp, RowIndex.Hash(wanted.Ip)); place >= 0; place = byIp.Next(place))
            if (byIp.Row(place) is var row && !isTaken[row] && entries[row].SameAs(wanted))
                return isTaken[row] = true;
        return false;
    }

    /// <summary>One for the same client, else one of the same address.</summary>
    public bool TakeRelated(in Reservation wanted)
    {
        for (var place = FirstFree(byClient, freeByClient, ClientHash(wanted)); place >= 0; place = byClient.Next(place))
            if (byClient.Row(place) is var row && !isTaken[row] && IsSameClient(entries[row], wanted))
                return isTaken[row] = true;
        for (var place = FirstFree(byIp, freeByIp, RowIndex.Hash(wanted.Ip)); place >= 0; place = byIp.Next(place))
            if (byIp.Row(place) is var row && !isTaken[row] && entries[row].Ip == wanted.Ip)
                return isTaken[row] = true;
        return false;
    }

    /// <summary>Where a search begins: of a million equal entries not each looks at all that are taken.</summary>
    private int FirstFree(RowIndex index, Dictionary<int, int> free, uint hash)
    {
        var first = index.First(hash);
        if (first < 0 || !isTaken[index.Row(first)])
            return first;
        var place = free.GetValueOrDefault(first, first);
        while (place >= 0 && isTaken[index.Row(place)])
            place = index.Next(place);
        return free[first] = place;
    }

    /// <summary>Whether both are for one guest: its mac, or on IPv6 its id, else its name.</summary>
    public static bool IsSameClient(in Reservation one, in Reservation other) =>
        one.Family == other.Family && one.IsNameOnly == other.IsNameOnly
        && (one.IsNameOnly ? one.Name.EqualsIgnoreCase(other.Name)
            : one.Mac is not null || other.Mac is not null ? one.Mac == other.Mac
                : one.Id is { } id && other.Id is { } second && id.SameClient(second));

    private static uint ClientHash(in Reservation entry) =>
        entry.IsNameOnly ? RowIndex.Hash(entry.Name.Span) : entry.Mac is { } mac ? RowIndex.Hash(mac.Value)
            : RowIndex.Hash(entry.Id!.Value.Text.Span);
}
