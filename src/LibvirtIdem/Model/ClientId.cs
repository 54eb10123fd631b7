using System.Text;

namespace LibvirtIdem.Model;

/// <summary>
/// A DHCPv6 client identifier (DUID, RFC 8415 section 11), equal by bytes: <c>0:3</c> is <c>00:03</c>. dnsmasq 2.90 reads an
/// id without colons as text and never matches it (measured), so such an entry is <see cref="IsDead"/> and is not equal to any other.
/// </summary>
internal readonly record struct ClientId
{
    private ClientId(string text, bool isDead) => (Text, IsDead) = (text, isDead);

    /// <summary>Lower-case octets of two digits with colons.</summary>
    public string Text { get; }

    public bool IsDead { get; }

    /// <summary>A DUID is a two-byte type and 1 to 128 bytes more (RFC 8415 section 11.1).</summary>
    public bool HasLegalLength => (Text.Length + 1) / 3 is >= 3 and <= 130;

    public bool SameClient(ClientId other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <summary>The identifier as the tool writes it: alive, whatever it was read from.</summary>
    public ClientId Revived() => new(Text, isDead: false);

    /// <summary>What stands in a file, whatever it is: text that is no identifier is a dead one.</summary>
    public static ClientId Read(string text) => TryParse(text, out var id) ? id : new(text, isDead: true);

    public static bool TryParse(ReadOnlySpan<char> text, out ClientId id)
    {
        id = default;
        var bytes = new StringBuilder(text.Length * 3 / 2);
        var hasColons = text.Contains(':');
        if (hasColons)
        {
            foreach (var range in text.Split(':'))
                if (!Append(bytes, text[range]))
                    return false;
        }
        else
        {
            if (text.Length % 2 != 0)
                return false;
            for (var i = 0; i < text.Length; i += 2)
                if (!Append(bytes, text.Slice(i, 2)))
                    return false;
        }
        id = new(bytes.ToString(), isDead: !hasColons);
        return bytes.Length > 0;
    }

    private static bool Append(StringBuilder bytes, ReadOnlySpan<char> octet)
    {
        if (octet.Length is 0 or > 2 || !char.IsAsciiHexDigit(octet[0]) || !char.IsAsciiHexDigit(octet[^1]))
            return false;
        if (bytes.Length > 0)
            bytes.Append(':');
        if (octet.Length == 1)
            bytes.Append('0');
        foreach (var digit in octet)
            bytes.Append(char.ToLowerInvariant(digit));
        return true;
    }
}
