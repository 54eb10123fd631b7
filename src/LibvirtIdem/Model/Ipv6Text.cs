using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LibvirtIdem.Model;

/// <summary>
/// IPv6 addresses as text (RFC 4291 section 2.2, written as RFC 5952 wants it). System.Net's reader and writer decide what an address is;
/// but they take a third of a large call and leave two objects behind for each, so plain groups of hex digits are read and written here.
/// The tests hold the one against the other.
/// </summary>
internal static class Ipv6Text
{
    private const int Groups = 8;
    private const int NoGap = Groups + 1;

    /// <summary>The interface identifier of ISATAP, behind which System.Net writes an IPv4 address (RFC 5214 section 6.1).</summary>
    private const ulong Isatap = 0x5EFE;

    public static bool TryRead(ReadOnlySpan<byte> text, out ulong high, out ulong low)
    {
        if (TryReadGroups(text, out high, out low))
            return true;
        if (text.IndexOfAny("%[]/"u8) >= 0 || !IPAddress.TryParse(text, out var parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        (high, low) = (BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return true;
    }

    /// <summary>How many bytes it took.</summary>
    public static int Format(ulong high, ulong low, Span<byte> text)
    {
        if (high != 0 && low >> 32 != Isatap)
            return FormatGroups(high, low, text);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        new IPAddress(bytes).TryFormat(text, out var length);
        return length;
    }

    /// <summary>Groups of one to four hex digits, and :: once at most. False for any other form too.</summary>
    private static bool TryReadGroups(ReadOnlySpan<byte> text, out ulong high, out ulong low)
    {
        (high, low) = (0, 0);
        Span<ushort> groups = stackalloc ushort[Groups];
        var (count, gap, at) = (0, NoGap, 0);
        if (text.StartsWith("::"u8))
            (gap, at) = (0, 2);
        while (at < text.Length)
        {
            var (group, start) = (0, at);
            for (; at < text.Length && HexDigit.ValueOf(text[at]) is >= 0 and var digit; at++)
                group = (group << 4) | digit;
            if (count == Groups || at - start is 0 or > 4)
                return false;
            groups[count++] = (ushort)group;
            if (at == text.Length)
                break;
            if (text[at++] != ':' || at == text.Length)
                return false;
            if (text[at] != ':')
                continue;
            if (gap != NoGap)
                return false;
            (gap, at) = (count, at + 1);
        }
        var missing = Groups - count;
        if ((missing == 0) != (gap == NoGap))
            return false;
        for (var place = 0; place < Groups; place++)
        {
            var group = place < gap ? groups[place] : place < gap + missing ? 0u : groups[place - missing];
            (high, low) = ((high << 16) | (low >> 48), (low << 16) | group);
        }
        return true;
    }

    private static int FormatGroups(ulong high, ulong low, Span<byte> text)
    {
        var (gap, gapEnd) = LongestZeros(high, low);
        var length = 0;
        for (var place = 0; place < Groups; place++)
        {
            if (place == gap)
            {
                text[length++] = (byte)':';
                place = gapEnd - 1;
                if (gapEnd == Groups)
                    text[length++] = (byte)':';
                continue;
            }
            if (place > 0)
                text[length++] = (byte)':';
            var group = Group(high, low, place);
            for (var shift = group > 0xFFF ? 12 : group > 0xFF ? 8 : group > 0xF ? 4 : 0; shift >= 0; shift -= 4)
                text[length++] = HexDigit.Of(group >> shift);
        }
        return length;
    }

    /// <summary>
    /// The first of the longest runs of at least two groups that are zero: from which to before which; none at the end of all groups.
    /// </summary>
    private static (int Start, int End) LongestZeros(ulong high, ulong low)
    {
        var (start, end, from) = (Groups, Groups + 1, 0);
        for (var place = 0; place < Groups; place++)
        {
            if (Group(high, low, place) != 0)
                from = place + 1;
            else if (place + 1 - from > end - start)
                (start, end) = (from, place + 1);
        }
        return (start, end);
    }

    private static int Group(ulong high, ulong low, int place) => (ushort)((place < 4 ? high : low) >> (48 - (place & 3) * 16));
}
