using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// Reads rows that need no decoding and no second look, as nearly all rows of a large file are: one line without quotes or blanks, a MAC or a DUID, a plain name
/// and an address. It reads what <see cref="ReservationItemParser"/> would of the same row, and stops at the first that is anything else.
/// </summary>
internal struct CanonicalRows
{
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
        at = StartsWithLine(Encoding.UTF8.GetBytes(string.Join((char)separator, headers))) ? bytes.AsSpan().IndexOf((byte)'\n') + 1 : bytes.Length;
    }

    /// <summary>How many were read.</summary>
    public int Count { get; private set; }

    /// <summary>Nothing is left to be read.</summary>
    public readonly bool IsAtEnd => Count > 0 && at == bytes.Length;

    /// <summary>The next row; false where there is none of this form.</summary>
    public bool TryRead(out Reservation row)
    {
        row = default;
        MacAddress? mac = null;
        ClientId? id = null;
        IpAddress ip = default;
        Utf8Slice name = default;
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
            if (text.IsEmpty)
            {
            }
            else if (cell == columns.Mac)
            {
                if (!MacAddress.TryParse(text, out var parsed) || parsed is { IsMulticast: true } or { Value: 0 })
                    return false;
                mac = parsed;
            }
            else if (cell == columns.Name)
            {
                if (!HostName.IsPlain(text))
                    return false;
                name = new(bytes, start, text.Length);
            }
            else if (cell == columns.Ip)
            {
                if (!IpAddress.TryParse(text, out ip))
                    return false;
            }
            else if (cell == columns.Id)
            {
                if (!ClientId.TryParse(new(bytes, start, text.Length), out var parsed) || !parsed.HasLegalLength)
                    return false;
                id = parsed.Revived();
            }
            else
            {
                return false;
            }
        }
        var isUsual = ip != default && (ip.Family == Family.V4 ? mac is not null && id is null : id is not null && mac is null);
        if (!isUsual)
            return false;
        row = new() { Ip = ip, Mac = mac, Id = id, Name = name };
        (at, Count) = (next, Count + 1);
        return true;
    }

    private readonly bool StartsWithLine(ReadOnlySpan<byte> line) =>
        bytes.AsSpan().StartsWith(line) && bytes.AsSpan(line.Length) is [(byte)'\n', ..] or [(byte)'\r', (byte)'\n', ..];
}
