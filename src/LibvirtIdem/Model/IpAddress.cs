using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LibvirtIdem.Model;

internal enum Family { V4, V6 }

/// <summary>An IPv4 or IPv6 address, compared by value (libvirt's virSocketAddrEqual), ordered IPv4 first.</summary>
internal readonly record struct IpAddress(Family Family, UInt128 Value) : IComparable<IpAddress>
{
    /// <summary>Reads what inet_pton reads: a dotted quad without leading zeros, or IPv6 without zone, brackets or prefix.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.Contains(':'))
            return TryParseV6(text, out address);
        uint value = 0;
        var quads = 0;
        foreach (var part in text.Split('.'))
        {
            var digits = text[part];
            if (digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0') || ++quads > 4
                || !byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
                return false;
            value = (value << 8) | octet;
        }
        address = new(Family.V4, value);
        return quads == 4;
    }

    public int CompareTo(IpAddress other) =>
        Family == other.Family ? Value.CompareTo(other.Value) : Family.CompareTo(other.Family);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Family == Family.V4
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes[12]}.{bytes[13]}.{bytes[14]}.{bytes[15]}")
            : new IPAddress(bytes).ToString();
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.IndexOfAny("%[]/") >= 0 || !IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        address = new(Family.V6, BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return true;
    }
}
