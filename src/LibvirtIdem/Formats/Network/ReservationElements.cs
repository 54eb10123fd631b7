using System.Collections;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// The reservations of a document, in its order: a table that is filled once, with room that may stay empty, and looked at where it lies.
/// </summary>
internal sealed class ReservationElements : IReadOnlyCollection<ReservationElement>
{
    private ReservationElement[] rows = [];

    public int Count { get; private set; }

    public ref readonly ReservationElement this[int row] => ref rows[row];

    public ReadOnlySpan<ReservationElement> Entries => rows.AsSpan(0, Count);

    public ReadOnlySpan<ReservationElement>.Enumerator GetEnumerator() => Entries.GetEnumerator();

    IEnumerator<ReservationElement> IEnumerable<ReservationElement>.GetEnumerator()
    {
        for (var row = 0; row < Count; row++)
            yield return rows[row];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<ReservationElement>)this).GetEnumerator();

    public void Add(in Reservation reservation, int subnetIndex, int start, int end)
    {
        if (Count == rows.Length)
            Expect(Count / 8 + 1);
        rows[Count++] = new(reservation, subnetIndex, start, end);
    }

    /// <summary>Makes room for more: what is never filled costs addresses, no memory.</summary>
    public void Expect(int more) => Array.Resize(ref rows, Count + more);
}
