using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LibvirtIdem.Model;

internal enum Family { V4, V6 }

/// <summary>An IPv4 or IPv6 address, compared by value (libvirt's virSocketAddrEqual), ordered IPv4 first.</summary>
internal readonly record struct IpAddress(Family Family, UInt128 Value) : IComparable<IpAddress>
{
    /// <summary>INET6_ADDRSTRLEN without its zero.</summary>
    public const int LongestText = 45;

    /// <summary>Reads what inet_pton reads: a dotted quad without leading zeros, or IPv6 without zone, brackets or prefix.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[LongestText];
        address = default;
        return System.Text.Encoding.UTF8.TryGetBytes(text, bytes, out var length) && TryParse(bytes[..length], out address);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out IpAddress)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        if (text.Contains((byte)':'))
            return TryParseV6(text, out address);
        uint value = 0;
        uint octet = 0;
        var (dots, digits) = (0, 0);
        foreach (var character in text)
        {
            if (character == '.' && digits > 0 && dots < 3)
            {
                value = (value << 8) | octet;
                (dots, digits, octet) = (dots + 1, 0, 0);
                continue;
            }
            if (!char.IsAsciiDigit((char)character) || (digits > 0 && octet == 0) || (octet = octet * 10 + character - '0') > 255)
                return false;
            digits++;
        }
        address = new(Family.V4, (value << 8) | octet);
        return dots == 3 && digits > 0;
    }

    /// <summary>Appends the text to a buffer that has <see cref="LongestText"/> bytes left; how many it took.</summary>
    public int Format(Span<byte> buffer)
    {
        if (Family == Family.V6)
            return System.Text.Encoding.ASCII.GetBytes(ToString(), buffer);
        var length = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            System.Buffers.Text.Utf8Formatter.TryFormat((byte)((uint)Value >> shift), buffer[length..], out var digits);
            length += digits;
            if (shift > 0)
                buffer[length++] = (byte)'.';
        }
        return length;
    }

    public int CompareTo(IpAddress other) =>
        Family == other.Family ? Value.CompareTo(other.Value) : Family.CompareTo(other.Family);

    public override int GetHashCode() => ((ulong)Value ^ (ulong)(Value >> 64)).GetHashCode();

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Family == Family.V4
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes[12]}.{bytes[13]}.{bytes[14]}.{bytes[15]}")
            : new IPAddress(bytes).ToString();
    }

    private static bool TryParseV6(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        if (text.IndexOfAny("%[]/"u8) >= 0 || !IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        address = new(Family.V6, BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }
}
