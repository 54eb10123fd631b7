using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// The rows of one network, in an array that in most files is of the right size from the start, and is handed on as it is.
/// </summary>
internal sealed class NetworkRows(string name, int expected)
{
    private DesiredReservation[] rows = new DesiredReservation[Math.Max(expected, 0)];
    private int count;

    public string Name { get; } = name;

    /// <summary>None of the rows means it by an empty cell.</summary>
    public bool IsNamed { get; set; } = true;

    public List<GuestLookup> Guests { get; } = [];

    public void Add(in DesiredReservation row, Utf8Slice guest)
    {
        if (!guest.IsNull)
            Guests.Add(new(count, guest.ToString()));
        if (count == rows.Length)
            Array.Resize(ref rows, Math.Max(rows.Length * 2, 4));
        rows[count++] = row;
    }

    /// <summary>The row of its number, while there is nothing but canonical rows; counted by <see cref="Keep"/>.</summary>
    public void Put(in DesiredReservation row, int number) => rows[number - 1] = row;

    public void Keep(int number) => count = number;

    public DesiredReservation[] All()
    {
        Array.Resize(ref rows, count);
        return rows;
    }
}
