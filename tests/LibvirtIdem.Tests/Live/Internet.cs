using System.Buffers.Binary;

namespace LibvirtIdem.Tests.Live;

internal static class Internet
{
    /// <summary>RFC 1071, for an even number of bytes.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        for (var at = 0; at < bytes.Length; at += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        while (sum > 0xffff)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
