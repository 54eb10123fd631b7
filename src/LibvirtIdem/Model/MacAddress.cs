using System.Buffers.Binary;
using System.Globalization;

namespace LibvirtIdem.Model;

/// <summary>An Ethernet address, 48 bits, written in lower case with colons.</summary>
internal readonly record struct MacAddress(ulong Value)
{
    /// <summary>Twelve digits and five colons.</summary>
    public const int TextLength = 17;

    /// <summary>The group bit of the first octet (IEEE 802): libvirt refuses such an address for a reservation.</summary>
    public bool IsMulticast => (Value >> 40 & 1) == 1;

    /// <summary>
    /// Reads <c>52:54:00:aa:bb:cc</c>, <c>52-54-00-aa-bb-cc</c>, <c>5254.00aa.bbcc</c> or twelve hex digits. With colons an octet
    /// may be one digit, as in libvirt's virMacAddrParse (util/virmacaddr.c 9.0).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out MacAddress mac)
    {
        // How libvirt and most people write it; everything else goes the long way.
        if (text.Length == TextLength && TryParseColons(text, out mac))
            return true;
        Span<char> characters = stackalloc char[TextLength];
        mac = default;
        return text.Length <= TextLength && TryParse(characters[..System.Text.Encoding.Latin1.GetChars(text, characters)], out mac);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out MacAddress)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress mac)
    {
        mac = default;
        var (separator, groupDigits) = Shape(text);
        ulong value = 0;
        var groups = 0;
        foreach (var range in text.Split(separator))
        {
            var group = text[range];
            if (group.Length == 0 || group.Length > groupDigits || (separator != ':' && group.Length != groupDigits)
                || !ulong.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
                return false;
            value = (value << (4 * groupDigits)) | bits;
            if (++groups * groupDigits > 12)
                return false;
        }
        mac = new(value);
        return groups * groupDigits == 12;
    }

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TextLength];
        Format(text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    /// <summary>Writes <see cref="TextLength"/> bytes.</summary>
    public void Format(Span<byte> text)
    {
        text = text[..TextLength];
        BinaryPrimitives.WriteUInt64LittleEndian(text, Half(Value >> 24));
        text[8] = (byte)':';
        BinaryPrimitives.WriteUInt64LittleEndian(text[9..], Half(Value));
    }

    /// <summary>The lowest three octets as text, eight characters, as the bytes of a number: the first one lowest.</summary>
    private static ulong Half(ulong octets)
    {
        const ulong Nibbles = 0x000F_0000_0F00_000F, Digits = 0x0101_0001_0100_0101, Colons = 0x0000_3A00_003A_0000;
        var places = (octets >> 16 & 255) | (octets >> 8 & 255) << 24 | (octets & 255) << 48;
        var values = (places >> 4 & Nibbles) | (places & Nibbles) << 8;
        // Six more than nine carries out of the nibble: a letter.
        var letters = (values + Digits * 6) >> 4 & Digits;
        return values + Digits * '0' + letters * ('a' - '0' - 10) | Colons;
    }

    private static bool TryParseColons(ReadOnlySpan<byte> text, out MacAddress mac)
    {
        mac = default;
        ulong value = 0;
        for (var at = 0; at < TextLength; at += 3)
        {
            var octet = (HexDigit.ValueOf(text[at]) << 4) | HexDigit.ValueOf(text[at + 1]);
            if (octet < 0 || (at + 2 < TextLength && text[at + 2] != ':'))
                return false;
            value = (value << 8) | (uint)octet;
        }
        mac = new(value);
        return true;
    }

    private static (char Separator, int GroupDigits) Shape(ReadOnlySpan<char> text) =>
        text.Contains(':') ? (':', 2)
        : text.Contains('-') ? ('-', 2)
        : text.Contains('.') ? ('.', 4)
        : (':', 12);
}
