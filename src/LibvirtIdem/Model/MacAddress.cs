using System.Globalization;

namespace LibvirtIdem.Model;

/// <summary>An Ethernet address, 48 bits, written in lower case with colons.</summary>
internal readonly record struct MacAddress(ulong Value)
{
    /// <summary>The group bit of the first octet (IEEE 802): libvirt refuses such an address for a reservation.</summary>
    public bool IsMulticast => (Value >> 40 & 1) == 1;

    /// <summary>
    /// Reads <c>52:54:00:aa:bb:cc</c>, <c>52-54-00-aa-bb-cc</c>, <c>5254.00aa.bbcc</c> or twelve hex digits. With colons an octet
    /// may be one digit, as in libvirt's virMacAddrParse (util/virmacaddr.c 9.0).
    /// </summary>
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

    public override string ToString() => string.Create(17, Value, static (text, value) =>
    {
        for (var octet = 0; octet < 6; octet++)
        {
            ((byte)(value >> (40 - 8 * octet))).TryFormat(text[(octet * 3)..], out _, "x2", CultureInfo.InvariantCulture);
            if (octet < 5)
                text[octet * 3 + 2] = ':';
        }
    });

    private static (char Separator, int GroupDigits) Shape(ReadOnlySpan<char> text) =>
        text.Contains(':') ? (':', 2)
        : text.Contains('-') ? ('-', 2)
        : text.Contains('.') ? ('.', 4)
        : (':', 12);
}
