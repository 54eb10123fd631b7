using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// A CSV file of reservations: the contract's section 4. What is wrong in a row is noted with the row's number, as an editor counts
/// lines, and the next row is read; so all that is wrong in a file is told at once. Values stay where they lie in the file.
/// </summary>
internal sealed class CsvFile(byte[] bytes, string path, string defaultNetwork, ItemCheck check, List<Problem> problems, List<string> warnings)
{
    private const int LongestNumber = 9;

    private readonly List<NetworkRows> networks = [];
    private bool hasNetworks;
    private bool isBroken;
    private Text lastNetwork;
    private NetworkRows? lastRows;

    /// <summary>What the rows ask of each network, in the order in which they name them.</summary>
    public List<NetworkRequest> Networks => networks.Count == 0 ? (hasNetworks && problems.Count > 0 ? [] : [new(defaultNetwork, [])]) : networks.ConvertAll(network => new NetworkRequest(network.Name, network.All(), network.IsNamed) { Guests = network.Guests });

    /// <summary>Reads all rows; answers why none can be read.</summary>
    public Problem? Read()
    {
        if (FirstInvalid() is { } line)
            return Sentences.CsvNotUtf8(path, line);
        using var reader = CsvReader.Create(bytes, Options());
        if (CsvColumns.Read(reader.Headers.ToArray(), path, out var problem) is not { } columns)
            return problem;
        if (columns.Id >= 0 && !HasIds(columns.Id))
            columns.IgnoreId(reader.Headers[columns.Id]);
        if (columns.Ignored.Count > 0)
            warnings.Add(Sentences.IgnoredColumns(path, columns.Ignored));
        hasNetworks = columns.Network >= 0;
        var cells = reader.Headers.Count;
        for (isBroken = false; reader.Read(); isBroken = false)
            ReadRow(reader, columns, cells);
        return null;
    }

    private void ReadRow(CsvReader reader, CsvColumns columns, int cells)
    {
        var at = Place.Line((int)reader.LineNumber);
        // Spreadsheets write the rows below the last one as empty cells.
        var isEmpty = true;
        for (var cell = 0; cell < reader.FieldCount && isEmpty; cell++)
            isEmpty = reader.IsEmpty(cell);
        if (isEmpty)
            return;
        if (isBroken)
        {
            problems.Add(Sentences.CsvQuotes(at));
            return;
        }
        if (reader.FieldCount != cells)
        {
            problems.Add(Sentences.CsvCells(reader.FieldCount, cells, at));
            return;
        }
        var fields = new ItemFields
        {
            State = Cell(reader, columns.State),
            Mac = Cell(reader, columns.Mac),
            Id = Cell(reader, columns.Id),
            Name = Cell(reader, columns.Name),
            Ip = WithoutPrefix(Cell(reader, columns.Ip)),
            Guest = Cell(reader, columns.Guest),
            LeaseTime = Cell(reader, columns.LeaseTime),
            Aliases = Words(Cell(reader, columns.Aliases)),
        };
        if (check.Check(fields, at) is { } wanted && RowsOf(Cell(reader, columns.Network), at) is { } rows)
            rows.Add(wanted, fields.Guest);
    }

    /// <summary>The cell's text, where it lies if it needs no decoding; null text where it is empty or there is no such column.</summary>
    private Text Cell(CsvReader reader, int column)
    {
        if (column < 0)
            return default;
        var value = reader.GetSpan(column);
        return value.IsEmpty ? default
            : bytes.AsSpan().Overlaps(value, out var start) ? new(bytes, start, value.Length) : Text.Of(value.ToArray());
    }

    private NetworkRows? RowsOf(Text name, Place at) => lastRows is not null && name.Equals(lastNetwork) ? lastRows : OtherRowsOf(name, at);

    private NetworkRows? OtherRowsOf(Text name, Place at)
    {
        var network = name.OrNull() ?? defaultNetwork;
        if (NetworkName.Refusal(network) is { } why)
        {
            problems.Add(Sentences.BadNetworkName(network, why, at));
            return null;
        }
        if (networks.Find(other => other.Name == network) is not { } rows)
            networks.Add(rows = new(network, networks.Count == 0 ? Lines() - 1 : 0));
        rows.IsNamed &= !name.IsNull;
        (lastNetwork, lastRows) = (name, rows);
        return rows;
    }

    /// <summary>Inventories write an address with its subnet's prefix, which the network itself knows.</summary>
    private static Text WithoutPrefix(Text ip)
    {
        var slash = ip.Span.IndexOf((byte)'/');
        return slash > 0 && int.TryParse(ip.Span[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && ip.Length - slash <= 4
            && prefix <= (ip.Span.Contains((byte)':') ? 128 : 32) ? Text.Of(ip.Span[..slash].ToArray()) : ip;
    }

    private static List<Text>? Words(Text cell) => cell.IsNull ? null
        : [.. cell.ToString().Split([' ', ',', ';', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word => (Text)word)];

    /// <summary>Whether any row has more in the column than a row's number.</summary>
    private bool HasIds(int column)
    {
        using var reader = CsvReader.Create(bytes, Options());
        var sawNumber = false;
        while (reader.Read())
        {
            if (column >= reader.FieldCount || reader.IsEmpty(column))
                continue;
            var value = reader.GetSpan(column);
            if (value.Length > LongestNumber || value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
                return true;
            sawNumber = true;
        }
        return !sawNumber;
    }

    private int? FirstInvalid()
    {
        // UTF-16 has its mark, and the reader knows it.
        if (Utf8.IsValid(bytes) || bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return null;
        var line = 1;
        for (var start = 0; start < bytes.Length; line++)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            var end = length < 0 ? bytes.Length : start + length + 1;
            if (!Utf8.IsValid(bytes.AsSpan(start, end - start)))
                break;
            start = end;
        }
        return line;
    }

    private int Lines() => bytes.AsSpan().Count((byte)'\n') + (bytes is [.., not (byte)'\n'] ? 1 : 0);

    /// <summary>The rows of one network, in an array that in most files is of the right size from the start, and is handed on as it is.</summary>
    private sealed class NetworkRows(string name, int expected)
    {
        private Wanted[] rows = new Wanted[Math.Max(expected, 0)];
        private int count;

        public string Name { get; } = name;

        /// <summary>None of the rows means it by an empty cell.</summary>
        public bool IsNamed { get; set; } = true;

        public List<WantedGuest> Guests { get; } = [];

        public void Add(in Wanted row, Text guest)
        {
            if (!guest.IsNull)
                Guests.Add(new(count, guest.ToString()));
            if (count == rows.Length)
                Array.Resize(ref rows, Math.Max(rows.Length * 2, 4));
            rows[count++] = row;
        }

        public Wanted[] All()
        {
            Array.Resize(ref rows, count);
            return rows;
        }
    }

    private CsvReaderOptions Options() => new()
    {
        CommentPrefix = '#',
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        TrackLineNumbers = true,
        DetectSeparatorHint = true,
        // Read on, so that the rows after it are looked at too.
        MalformedData = CsvMalformedDataHandling.Recover,
        OnMalformedRecord = _ => isBroken = true,
    };
}
