namespace LibvirtIdem.Model;

/// <summary>Reservations in the order in which they came, each once, compared to the letter.</summary>
internal sealed class ReservationSet
{
    private readonly List<Reservation> reservations = [];
    private readonly RowIndex index = new(0);

    public int Count => reservations.Count;

    public IReadOnlyList<Reservation> Items => reservations;

    /// <summary>False where it is there already.</summary>
    public bool Add(in Reservation reservation)
    {
        if (Contains(reservation))
            return false;
        index.Add(reservation.ValueHash, reservations.Count);
        reservations.Add(reservation);
        return true;
    }

    public bool Contains(in Reservation reservation)
    {
        for (var place = index.First(reservation.ValueHash); place >= 0; place = index.Next(place))
            if (reservations[index.Row(place)].Equals(reservation))
                return true;
        return false;
    }
}
