using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>One reservation of a file, as text; null where the file says nothing of the kind.</summary>
internal sealed record ImportedRow
{
    public string? Mac { get; set; }

    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Ip { get; set; }

    public string? Guest { get; set; }

    public string? LeaseTime { get; set; }

    public string? Aliases { get; set; }

    public string? State { get; set; }

    public string? Network { get; set; }
}

/// <summary>The rows as the lines of a CSV file; each stands at its own line, or below where another one does.</summary>
internal sealed class ImportedRows
{
    private readonly StringBuilder text = new();
    private int line = 1;

    public string Text => text.ToString();

    public void Add(int at, ImportedRow row)
    {
        for (; line < at; line++)
            text.Append('\n');
        string?[] cells = [row.Mac, row.Id, row.Name, row.Ip, row.Guest, row.LeaseTime, row.Aliases, row.State, row.Network];
        for (var cell = 0; cell < cells.Length; cell++)
            text.Append(cell == 0 ? "" : ",").Append(Quoted(cells[cell]));
        text.Append('\n');
        line++;
    }

    /// <summary>A line break would move the lines below.</summary>
    private string Quoted(string? cell) =>
        cell is null ? "" : cell.AsSpan().IndexOfAny('\n', '\r') >= 0 ? throw new UnreadableException(line, "a value has a line break")
        : cell.AsSpan().IndexOfAny(",\";#") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
