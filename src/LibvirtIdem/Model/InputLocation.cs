namespace LibvirtIdem.Model;

/// <summary>
/// Where the caller wrote something: an item of a list, counted from 0, or a row of a CSV file, as an editor counts lines.
/// </summary>
internal readonly record struct InputLocation
{
    private readonly int numberAndOne;
    private readonly bool isRow;

    private InputLocation(int number, bool isRow) => (numberAndOne, this.isRow) = (number + 1, isRow);

    public int? Index => numberAndOne == 0 || isRow ? null : numberAndOne - 1;

    public int? Row => isRow ? numberAndOne - 1 : null;

    public static InputLocation Item(int index) => new(index, isRow: false);

    public static InputLocation Line(int row) => new(row, isRow: true);
}
