using System.Buffers;

namespace LibvirtIdem.Model;

/// <summary>
/// A DHCPv6 client identifier (DUID, RFC 8415 section 11), equal by bytes: <c>0:3</c> is <c>00:03</c>. dnsmasq 2.90 reads an
/// id without colons as text and never matches it (measured), so such an entry is <see cref="IsDead"/> and is not equal to any other.
/// </summary>
/// <param name="Text">Lower-case octets of two digits with colons; any other text of a file, as a dead one.</param>
/// <param name="IsDead">It is never matched.</param>
internal readonly record struct ClientId(Utf8Slice Text, bool IsDead)
{
    private static readonly SearchValues<byte> UsualCharacters = SearchValues.Create("0123456789abcdef:"u8);

    /// <summary>A DUID is a two-byte type and 1 to 128 bytes more (RFC 8415 section 11.1).</summary>
    public bool HasLegalLength => (Text.Length + 1) / 3 is >= 3 and <= 130;

    /// <summary>
    /// A type that clients use: link-layer address and time, enterprise number, link-layer address, UUID (RFC 8415 section 11, RFC 6355).
    /// </summary>
    public bool HasKnownType => Text.Span is [(byte)'0', (byte)'0', (byte)':', (byte)'0', >= (byte)'1' and <= (byte)'4', ..];

    /// <summary>
    /// The MAC in what many IPv4 clients send as their client identifier, hardware type 1 and the address (RFC 2132 section 9.14): no DUID.
    /// Null where it is not of that form.
    /// </summary>
    public MacAddress? MacOfIpv4Client =>
        Text.Length == 20 && Text.Span.StartsWith("01:"u8) && MacAddress.TryParse(Text.Span[3..], out var mac) ? mac : null;

    public bool SameClient(ClientId other) => Text.Equals(other.Text);

    /// <summary>The identifier as the tool writes it: alive, whatever it was read from.</summary>
    public ClientId Revived() => new(Text, IsDead: false);

    /// <summary>Any text of a file: text that is not an identifier is a dead one.</summary>
    public static ClientId Read(Utf8Slice text) => TryParse(text, out var id) ? id : new(text, IsDead: true);

    /// <summary>Hex octets with colons, with hyphens (as Windows writes them) or without either; alive only with colons.</summary>
    public static bool TryParse(Utf8Slice text, out ClientId id)
    {
        id = new(text, IsDead: false);
        return text.Span.Contains((byte)':') ? IsCanonical(text.Span) || TryParse(text.Span, (byte)':', out id)
            : TryParse(text.Span, text.Span.Contains((byte)'-') ? (byte)'-' : null, out id);
    }

    /// <summary>
    /// The identifier at a place in a file, if it is written as we would; it ends where neither a digit nor a colon follows.
    /// </summary>
    public static ClientId? ReadCanonical(byte[] file, int start)
    {
        var rest = file.AsSpan(start);
        var length = rest.IndexOfAnyExcept(UsualCharacters);
        return length > 0 && rest[..length].Contains((byte)':') && IsCanonical(rest[..length])
            ? new(new(file, start, length), IsDead: false) : null;
    }

    public override string ToString() => Text.ToString();

    /// <summary>Most are written as we would: those stay where they lie.</summary>
    private static bool IsCanonical(ReadOnlySpan<byte> text)
    {
        if (text.Length % 3 != 2)
            return false;
        for (var at = 0; at < text.Length; at++)
            if (at % 3 == 2 ? text[at] != ':' : !char.IsAsciiHexDigitLower((char)text[at]))
                return false;
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, byte? separator, out ClientId id)
    {
        id = default;
        if (separator is null && text.Length % 2 != 0)
            return false;
        var octets = new byte[text.Length * 3 / 2 + 3];
        var length = 0;
        for (var at = 0; at < text.Length;)
        {
            var end = separator is { } mark ? text[at..].IndexOf(mark) : 2;
            end = end < 0 ? text.Length : at + end;
            if (end - at is 0 or > 2 || !char.IsAsciiHexDigit((char)text[at]) || !char.IsAsciiHexDigit((char)text[end - 1]))
                return false;
            if (length > 0)
                octets[length++] = (byte)':';
            octets[length++] = end - at == 2 ? Lower(text[at]) : (byte)'0';
            octets[length++] = Lower(text[end - 1]);
            at = separator is not null && end < text.Length ? end + 1 : end;
            if (separator is not null && at == text.Length && end < text.Length)
                return false;
        }
        id = new(new(octets, 0, length), IsDead: separator != ':');
        return length > 0;

        static byte Lower(byte digit) => (byte)(digit | 0x20);
    }
}
