using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// Reads rows that need no decoding and no second look, as nearly all rows of a large file are: one line without quotes or blanks, a MAC or
/// a DUID, a plain name and an address. It reads what <see cref="ReservationItemParser"/> would of the same row, and stops at the first
/// that is anything else.
/// </summary>
internal struct CanonicalRows
{
    /// <summary>Bytes of which half takes longer to read than a thread to start.</summary>
    private const int WorthAThread = 1 << 17;

    private readonly byte[] bytes;
    private readonly byte separator;
    private readonly CsvColumns columns;
    private readonly int cells;
    private int at;

    /// <param name="bytes">The file.</param>
    /// <param name="headers">Its header row.</param>
    /// <param name="separator">Between two cells.</param>
    /// <param name="columns">What the cells mean.</param>
    public CanonicalRows(byte[] bytes, IReadOnlyList<string> headers, byte separator, CsvColumns columns)
    {
        (this.bytes, this.separator, this.columns, cells) = (bytes, separator, columns, headers.Count);
        // Else there is a comment, a mark or a quote before the rows.
        var line = Encoding.UTF8.GetBytes(string.Join((char)separator, headers));
        at = StartsWithLine(line) ? bytes.AsSpan().IndexOf((byte)'\n') + 1 : bytes.Length;
    }

    /// <summary>How many were read, or lie before.</summary>
    public int Count { get; private set; }

    /// <summary>Nothing is left to be read.</summary>
    public readonly bool IsAtEnd => Count > 0 && at == bytes.Length;

    /// <summary>
    /// The rows from the middle of a large file on; null where it is not worth a thread. Each line before them counts as a row.
    /// </summary>
    public readonly CanonicalRows? Half()
    {
        var (first, middle) = (this, (at + bytes.Length) / 2);
        var lineEnd = bytes.AsSpan(middle).IndexOf((byte)'\n');
        if (bytes.Length - at < WorthAThread || lineEnd < 0 || !first.TryRead(out _))
            return null;
        middle += lineEnd + 1;
        return this with { at = middle, Count = bytes.AsSpan(at, middle - at).Count((byte)'\n') };
    }

    /// <summary>The next row; false where there is none of this form.</summary>
    public bool TryRead(out Reservation row)
    {
        row = default;
        var values = default(Values);
        var next = at;
        for (var cell = 0; cell < cells; cell++)
        {
            var isLast = cell == cells - 1;
            var start = next;
            var rest = bytes.AsSpan(start);
            var length = rest.IndexOf(isLast ? (byte)'\n' : separator);
            if (length < 0 && !isLast)
                return false;
            var text = length < 0 ? rest : rest[..length];
            next += text.Length + (length < 0 ? 0 : 1);
            if (isLast && text is [.., (byte)'\r'])
                text = text[..^1];
            if (!text.IsEmpty && !TryTake(cell, start, text, ref values))
                return false;
        }
        if (!values.AreOfOneClient)
            return false;
        row = new() { Ip = values.Ip, Mac = values.Mac, Id = values.Id, Name = values.Name };
        (at, Count) = (next, Count + 1);
        return true;
    }

    /// <summary>False where the cell has another form, or any other meaning.</summary>
    private readonly bool TryTake(int cell, int start, ReadOnlySpan<byte> text, ref Values values)
    {
        if (cell == columns.Mac && MacAddress.TryParse(text, out var mac) && mac is { IsMulticast: false, Value: not 0 })
            values.Mac = mac;
        else if (cell == columns.Name && HostName.IsPlain(text))
            values.Name = new(bytes, start, text.Length);
        else if (cell == columns.Id && ClientId.TryParse(new(bytes, start, text.Length), out var id) && id.HasLegalLength)
            values.Id = id.Revived();
        else
            return cell == columns.Ip && IpAddress.TryParse(text, out values.Ip);
        return true;
    }

    private readonly bool StartsWithLine(ReadOnlySpan<byte> line) =>
        bytes.AsSpan().StartsWith(line) && bytes.AsSpan(line.Length) is [(byte)'\n', ..] or [(byte)'\r', (byte)'\n', ..];

    private struct Values
    {
        public MacAddress? Mac;
        public ClientId? Id;
        public IpAddress Ip;
        public Utf8Slice Name;

        /// <summary>IPv4 by its MAC, or IPv6 by its DUID.</summary>
        public readonly bool AreOfOneClient =>
            Ip != default && (Ip.Family == Family.V4 ? Mac is not null && Id is null : Id is not null && Mac is null);
    }
}
