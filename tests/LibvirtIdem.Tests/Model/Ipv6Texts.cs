using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Model;

/// <summary>IPv6 addresses as the tool reads and writes them, against System.Net.</summary>
public sealed class Ipv6Texts
{
    private static readonly Gen<ulong> Half =
        from kind in Gen.Int[0, 4]
        from value in Gen.ULong
        select kind switch
        {
            0 => value,
            1 => 0UL,
            2 => value & 0xFFFF_0000_0000_000F,
            3 => value & 0x0000_FFFF_0000_FF00,
            _ => 0x5EFE_0000_0000UL | (uint)value,
        };

    private static readonly Gen<IPAddress> Address = Gen.Select(Half, Half).Select((high, low) =>
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), low);
        return new IPAddress(bytes);
    });

    /// <summary>Addresses with a few letters changed, put in or taken out, and what never was one.</summary>
    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.Select(Address, Gen.Int[0, 3], Gen.Char[":0fF.g%"], Gen.Int[0, 40]).Select((address, kind, letter, at) =>
        {
            var text = address.ToString();
            at = Math.Min(at, text.Length - 1);
            return kind switch { 0 => text, 1 => text.Insert(at, letter.ToString()), 2 => text.Remove(at, 1), _ => text.Remove(at, 1).Insert(at, letter.ToString()) };
        }),
        Gen.String[Gen.Char[":01aF."], 0, 24],
        Gen.String[Gen.Char["0a"], 0, 5].Array[1, 10].Select(groups => string.Join(':', groups)));

    [Fact]
    public void AreReadAsSystemNetReadsThem() => Words.Sample(text =>
    {
        if (!text.Contains(':', StringComparison.Ordinal))
            return;
        // Neither zones nor brackets, and IPv4 is kept as what such an address maps.
        var isAddress = text.IndexOfAny(['%', '[', ']', '/']) < 0 && IPAddress.TryParse(text, out var known)
            && known.AddressFamily == AddressFamily.InterNetworkV6 && !known.IsIPv4MappedToIPv6;
        Assert.Equal(isAddress, IpAddress.TryParse(Encoding.UTF8.GetBytes(text), out var read));
        if (isAddress)
            Assert.Equal(IPAddress.Parse(text).ToString(), read.ToString());
    }, iter: Effort.Of(100_000, 10_000_000));

    [Fact]
    public void AreWrittenAsSystemNetWritesThem() => Address.Sample(address =>
    {
        if (address.IsIPv4MappedToIPv6)
            return;
        var (high, low) = (BinaryPrimitives.ReadUInt64BigEndian(address.GetAddressBytes()), BinaryPrimitives.ReadUInt64BigEndian(address.GetAddressBytes().AsSpan(8)));
        Assert.Equal(address.ToString(), new IpAddress(Family.V6, new(high, low)).ToString());
    }, iter: Effort.Of(100_000, 10_000_000));
}
