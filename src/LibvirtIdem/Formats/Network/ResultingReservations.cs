using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// What a side holds once its edits are done, in its order. Walked through where it lies: a large network costs no copy of each entry.
/// </summary>
internal readonly struct ResultingReservations(ReservationEdits edits)
{
    public Enumerator GetEnumerator() => new(edits);

    /// <summary>Stands on an entry of the document, its replacement, or one that comes after a subnet's entries.</summary>
    public struct Enumerator(ReservationEdits edits)
    {
        private const int None = -1;

        private int subnet;
        private int entry = None;
        private int added = None;

        public readonly ref readonly Reservation Current =>
            ref added != None ? ref edits.AddedTo(subnet)[added] : ref edits.ResultOf(entry);

        public bool MoveNext()
        {
            var subnets = edits.Definition.Subnets;
            // The last place is that of the options.
            for (; subnet <= subnets.Length; subnet++, added = None)
            {
                var end = subnet < subnets.Length ? subnets[subnet].EndReservation : edits.Definition.Reservations.Count;
                while (entry + 1 < end)
                    if (!edits.IsRemoved(++entry))
                        return true;
                if (++added < edits.AddedTo(subnet).Length)
                    return true;
            }
            return false;
        }
    }
}
