using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LibvirtIdem.Model;

internal enum Family { V4, V6 }

/// <summary>
/// An IPv4 or IPv6 address, compared by value (libvirt's virSocketAddrEqual), ordered IPv4 first. Sixteen bytes: IPv4 is kept as IPv6 maps
/// it (RFC 4291 section 2.5.5.2), which is why such an IPv6 address cannot be read.
/// </summary>
internal readonly record struct IpAddress : IComparable<IpAddress>
{
    private const ulong MappedV4 = 0xFFFF_0000_0000;

    private static readonly uint[] Octets = Written();

    /// <summary>INET6_ADDRSTRLEN without its zero.</summary>
    public const int LongestText = 45;

    /// <summary>INET_ADDRSTRLEN without its zero.</summary>
    public const int LongestV4Text = 15;

    public IpAddress(Family family, UInt128 value) =>
        (High, Low) = family == Family.V4 ? (0, MappedV4 | (uint)value) : ((ulong)(value >> 64), (ulong)value);

    private IpAddress(ulong high, ulong low) => (High, Low) = (high, low);

    public ulong High { get; }

    public ulong Low { get; }

    public Family Family => High == 0 && Low >> 32 == MappedV4 >> 32 ? Family.V4 : Family.V6;

    public UInt128 Value => Family == Family.V4 ? (uint)Low : new UInt128(High, Low);

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
        var length = ReadV4(text, out address);
        return length > 0 ? length == text.Length : text.Contains((byte)':') && TryParseV6(text, out address);
    }

    /// <summary>How many bytes the dotted quad takes that stands at the beginning, 0 where none does.</summary>
    public static int ReadV4(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        var (value, at) = (0u, 0);
        for (var octets = 1; ; octets++, at++)
        {
            var octet = DigitAt(text, at);
            if (octet > 9)
                return 0;
            if (DigitAt(text, ++at) is <= 9 and var second)
            {
                if (octet == 0)
                    return 0;
                octet = octet * 10 + second;
                if (DigitAt(text, ++at) is <= 9 and var third)
                {
                    octet = octet * 10 + third;
                    at++;
                }
            }
            if (octet > 255)
                return 0;
            value = (value << 8) | octet;
            if (octets == 4)
                break;
            if (at >= text.Length || text[at] != '.')
                return 0;
        }
        address = new(0, MappedV4 | value);
        return at;
    }

    /// <summary>More than nine where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint DigitAt(ReadOnlySpan<byte> text, int at) => (uint)at < (uint)text.Length ? (uint)text[at] - '0' : uint.MaxValue;

    /// <summary>Appends the text to a buffer that has <see cref="LongestText"/> bytes left; how many it took.</summary>
    public int Format(Span<byte> buffer) => Family == Family.V4 ? FormatV4(buffer) : Ipv6Text.Format(High, Low, buffer);

    private int FormatV4(Span<byte> buffer)
    {
        var length = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            var octet = (byte)(Low >> shift);
            BinaryPrimitives.WriteUInt32LittleEndian(buffer[length..], Octets[octet]);
            length += octet < 10 ? 2 : octet < 100 ? 3 : 4;
        }
        // Without the last dot.
        return length - 1;
    }

    /// <summary>The decimal digits of each octet and a dot, as the bytes of a number, the first one lowest.</summary>
    private static uint[] Written()
    {
        var octets = new uint[256];
        for (var octet = 0u; octet < octets.Length; octet++)
        {
            var text = (uint)'.';
            for (var rest = octet; ; rest /= 10)
            {
                text = (text << 8) | ('0' + rest % 10);
                if (rest < 10)
                    break;
            }
            octets[octet] = text;
        }
        return octets;
    }

    public int CompareTo(IpAddress other) =>
        High == other.High && Low >> 32 == other.Low >> 32 ? Low.CompareTo(other.Low)
        : Family != other.Family ? (Family == Family.V4 ? -1 : 1)
        : High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public override int GetHashCode() => (int)RowIndex.Hash(this);

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[LongestText];
        return System.Text.Encoding.ASCII.GetString(text[..Format(text)]);
    }

    private static bool TryParseV6(ReadOnlySpan<byte> text, out IpAddress address)
    {
        var isAddress = Ipv6Text.TryRead(text, out var high, out var low);
        address = isAddress ? new(high, low) : default;
        return isAddress && address.Family == Family.V6;
    }
}
