using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using static LibvirtIdem.Asking.CsvCells;

namespace LibvirtIdem.Asking;

/// <summary>
/// A CSV file of reservations: the contract's section 4. What is wrong in a row is noted with the row's number, as an editor counts
/// lines, and the next row is read; so all errors of a file are reported at once. Values stay where they are in the file.
/// </summary>
internal sealed class CsvFile(
    ImportedText text, string path, string defaultNetwork, ReservationItemParser check, List<Problem> problems, List<string> warnings)
{

    /// <summary>That of a file whose rows are canonical.</summary>
    private const int HeaderLine = 1;

    private readonly byte[] bytes = text.Csv;
    private readonly List<NetworkRows> networks = [];
    private bool hasNetworks;
    private bool isBroken;
    private bool sawClient;
    private bool sawForeignClient;
    private Utf8Slice lastNetwork;
    private NetworkRows? lastRows;

    /// <summary>What the rows ask of each network, in the order in which they name them.</summary>
    public List<NetworkReservationsRequest> Networks =>
        networks.Count == 0 ? (hasNetworks && problems.Count > 0 ? [] : [new(defaultNetwork, [])])
        : networks.ConvertAll(network =>
        new NetworkReservationsRequest(network.Name, network.All(), network.IsNamed) { Guests = network.Guests });

    /// <summary>Reads all rows; answers why none can be read.</summary>
    public Problem? Read()
    {
        if (FirstInvalid() is { } line)
            return Message.CsvNotUtf8(path, line);
        using var reader = CsvReader.Create(bytes, Options());
        if (CsvColumns.Read(reader.Headers.ToArray(), path, out var problem) is not { } columns)
            return problem;
        if (columns.Id >= 0 && EveryCell(columns.Id, IsRowNumber))
            columns.IgnoreId();
        if (columns.State >= 0 && EveryCell(columns.State, IsUse))
            columns.IgnoreState();
        if (columns.Ignored.Count > 0)
            warnings.Add(Message.IgnoredColumns(path, columns.Ignored.ConvertAll(column => reader.Headers[column].Trim())));
        hasNetworks = columns.Network >= 0;
        var cells = reader.Headers.Count;
        var canonical = new CanonicalRows(bytes, reader.Headers, (byte)reader.Separator, columns);
        ReadCanonical(ref canonical);
        if (!canonical.IsAtEnd)
            for (isBroken = false; reader.Read(); isBroken = false)
                if (reader.LineNumber > HeaderLine + canonical.Count)
                    ReadRow(reader, columns, cells);
        if (sawForeignClient)
            warnings.Add(Message.ClientsIgnored(path, reader.Headers[columns.Client].Trim()));
        return sawClient ? null : UnknownClients(columns, reader.Headers);
    }

    /// <summary>
    /// Reservations by name alone are for any guest that says the name: not what a file with a column of MACs, or of DUIDs, is about.
    /// </summary>
    private Problem? UnknownClients(CsvColumns columns, IReadOnlyList<string> headers)
    {
        foreach (var column in columns.Ignored)
        {
            var header = headers[column].Trim();
            if (EveryCell(column, IsMac) && AnyCell(column, IsPlainlyMac))
                return Message.CsvColumnOfClients(path, header, "mac", "MAC addresses");
            if (EveryCell(column, cell => IsMac(cell) || IsIpv4Client(cell)) && AnyCell(column, IsIpv4Client))
                return Message.CsvColumnOfClients(path, header, "client_id", "MAC addresses as client identifiers");
            if (EveryCell(column, cell => IsDuid(cell) || IsPlaceholder(cell)) && AnyCell(column, IsDuid))
                return Message.CsvColumnOfClients(path, header, "id", "DUIDs");
        }
        return null;
    }

    /// <summary>
    /// Rows up to the first that is not canonical. Those of a large file are read as two halves at the same time: where the first half is
    /// canonical, the second begins with the row that its lines say.
    /// </summary>
    private void ReadCanonical(ref CanonicalRows canonical)
    {
        if (canonical.Half() is not { } half || RowsOf(default, LineOf(1)) is not { } rows)
        {
            while (canonical.TryRead(out var row))
                RowsOf(default, LineOf(canonical.Count))?.Add(Canonical(row, canonical.Count), guest: default);
            sawClient |= canonical.Count > 0;
            return;
        }
        var (first, second) = (canonical, half);
        TwoThreads.Run(() => second = ReadPart(second, int.MaxValue, rows), () => first = ReadPart(first, half.Count, rows));
        canonical = first.Count == half.Count ? second : first;
        rows.Keep(canonical.Count);
        sawClient |= canonical.Count > 0;
    }

    /// <summary>Rows up to a number, or to the first that is not canonical; where it came to.</summary>
    private CanonicalRows ReadPart(CanonicalRows part, int end, NetworkRows rows)
    {
        while (part.Count < end && part.TryRead(out var row))
            rows.Put(Canonical(row, part.Count), part.Count);
        return part;
    }

    /// <param name="row">As it was read.</param>
    /// <param name="number">From 1.</param>
    private DesiredReservation Canonical(in Reservation row, int number) =>
        new(row, hasIp: true) { At = LineOf(number), IsPresent = true };

    private InputLocation LineOf(int row) => InputLocation.Line(HeaderLine + row - text.AddedLines);

    private void ReadRow(CsvReader reader, CsvColumns columns, int cells)
    {
        var at = InputLocation.Line((int)reader.LineNumber - text.AddedLines);
        // Spreadsheets write the rows below the last one as empty cells.
        var isEmpty = true;
        for (var cell = 0; cell < reader.FieldCount && isEmpty; cell++)
            isEmpty = reader.IsEmpty(cell);
        if (isEmpty)
            return;
        if (isBroken)
        {
            problems.Add(Message.CsvQuotes(at));
            return;
        }
        if (reader.FieldCount != cells)
        {
            problems.Add(Message.CsvCells(reader.FieldCount, cells, at));
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
        if (columns.Dns >= 0 && Cell(reader, columns.Dns) is { IsNullOrEmpty: false } dns)
        {
            fields.Dns = OptionValue.ReadFlag(dns.ToString());
            if (fields.Dns is null)
                problems.Add(Message.WrongValue("dns", dns.ToString(), "true or false", at));
        }
        if (columns.Client >= 0 && !TakeClient(ref fields, Cell(reader, columns.Client), reader.Headers[columns.Client].Trim(), at))
            return;
        sawClient |= !fields.Mac.IsNull || !fields.Id.IsNull || !fields.Guest.IsNull;
        if (check.Parse(fields, at) is { } wanted && RowsOf(Cell(reader, columns.Network), at) is { } rows)
            rows.Add(wanted, fields.Guest);
    }

    /// <summary>
    /// A client identifier is the DUID of an IPv6 row. On IPv4 libvirt knows guests by MAC only, and the identifier most often is the MAC;
    /// another one is noted and ignored where the row has a MAC, and refused where it is all that says who is meant.
    /// </summary>
    private bool TakeClient(ref ItemFields fields, Utf8Slice client, string header, InputLocation at)
    {
        if (client.IsNull)
            return true;
        var isId = ClientId.TryParse(client, out var id);
        if (fields.Ip.Span.Contains((byte)':'))
        {
            fields.Id = fields.Id.IsNull ? client : fields.Id;
            return true;
        }
        var given = MacAddress.TryParse(client.Span, out var plain) ? plain : isId ? id.MacOfIpv4Client : null;
        if (given is { } mac && fields.Mac.IsNull)
        {
            fields.Mac = mac.ToString();
            return true;
        }
        if (!fields.Mac.IsNull || !fields.Guest.IsNull)
        {
            sawForeignClient |= given is null || !MacAddress.TryParse(fields.Mac.Span, out var own) || own != given;
            return true;
        }
        if (fields.Ip.IsNull || fields.Ip.Span.SequenceEqual("auto"u8))
        {
            fields.Id = fields.Id.IsNull ? client : fields.Id;
            return true;
        }
        problems.Add(Message.ClientIsNoMac(header, client.ToString(), at));
        sawClient = true;
        return false;
    }

    /// <summary>The cell's text, where it lies if it needs no decoding; null text where it is empty or there is no such column.</summary>
    private Utf8Slice Cell(CsvReader reader, int column)
    {
        if (column < 0)
            return default;
        var value = reader.GetSpan(column);
        return value.IsEmpty ? default
            : bytes.AsSpan().Overlaps(value, out var start) ? new(bytes, start, value.Length) : Utf8Slice.Of(value.ToArray());
    }

    private NetworkRows? RowsOf(Utf8Slice name, InputLocation at) =>
        lastRows is not null && name.Equals(lastNetwork) ? lastRows : OtherRowsOf(name, at);

    private NetworkRows? OtherRowsOf(Utf8Slice name, InputLocation at)
    {
        var network = name.OrNull() ?? defaultNetwork;
        if (NetworkName.Refusal(network) is { } why)
        {
            problems.Add(Message.BadNetworkName(network, why, at));
            return null;
        }
        if (networks.Find(other => other.Name == network) is not { } rows)
            networks.Add(rows = new(network, networks.Count == 0 ? Lines() - 1 : 0));
        rows.IsNamed &= !name.IsNull;
        (lastNetwork, lastRows) = (name, rows);
        return rows;
    }

    /// <summary>Inventories write an address with its subnet's prefix, which the network itself knows.</summary>
    private static Utf8Slice WithoutPrefix(Utf8Slice ip)
    {
        var slash = ip.Span.IndexOf((byte)'/');
        return slash > 0 && int.TryParse(ip.Span[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            && ip.Length - slash <= 4
            && prefix <= (ip.Span.Contains((byte)':') ? 128 : 32) ? Utf8Slice.Of(ip.Span[..slash].ToArray()) : ip;
    }

    private static List<Utf8Slice>? Words(Utf8Slice cell) => cell.IsNull ? null
        : [.. cell.ToString().Split([' ', ',', ';', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => (Utf8Slice)word)];

    private delegate bool CellTest(ReadOnlySpan<byte> cell);

    /// <summary>Whether the column has cells, and all that are not empty pass the test.</summary>
    private bool EveryCell(int column, CellTest test) => AnyCell(column, _ => true) && !AnyCell(column, cell => !test(cell));

    private bool AnyCell(int column, CellTest test)
    {
        using var reader = CsvReader.Create(bytes, Options());
        while (reader.Read())
            if (column < reader.FieldCount && !reader.IsEmpty(column) && test(reader.GetSpan(column)))
                return true;
        return false;
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
