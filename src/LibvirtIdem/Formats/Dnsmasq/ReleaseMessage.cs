using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// The message by which a client gives its lease back; dnsmasq takes it from any sender on the bridge, if it names lease and server exactly
/// (dhcp_reply, rfc2131.c and rfc3315.c 2.90). Null where the lease's record lacks what the message must say.
/// </summary>
internal static class ReleaseMessage
{
    private const int Shortest = 300; // BOOTP's size, which some relays want (RFC 1542 section 2.1)
    private const int LongestOption = 255;

    /// <summary>DHCPRELEASE (RFC 2131 section 4.4.6).</summary>
    /// <param name="lease">An IPv4 lease.</param>
    /// <param name="server">The bridge's address in the lease's subnet: dnsmasq's server identifier.</param>
    /// <param name="transaction">Any number.</param>
    public static byte[]? V4(Lease lease, IpAddress server, uint transaction)
    {
        if (lease.Mac is not { } mac)
            return null;
        var message = new List<byte>(Shortest) { 1, 1, 6, 0 }; // BOOTREQUEST, Ethernet, six octets, no relays
        AddNumber(message, transaction);
        AddNumber(message, 0); // seconds and flags
        AddNumber(message, (uint)lease.Ip.Value); // ciaddr
        message.AddRange(new byte[12]); // yiaddr, siaddr, giaddr
        for (var shift = 40; shift >= 0; shift -= 8)
            message.Add((byte)(mac.Value >> shift));
        message.AddRange(new byte[10 + 64 + 128]); // the rest of chaddr, sname, file
        // Magic cookie; DHCP message type; server identifier.
        message.AddRange((ReadOnlySpan<byte>)[0x63, 0x82, 0x53, 0x63, 53, 1, 7, 54, 4]);
        AddNumber(message, (uint)server.Value);
        if (Octets(lease.Client) is { Length: > 0 and <= LongestOption } client)
        {
            message.AddRange((ReadOnlySpan<byte>)[61, (byte)client.Length]);
            message.AddRange(client);
        }
        message.Add(255);
        message.AddRange(new byte[Math.Max(0, Shortest - message.Count)]);
        return [.. message];
    }

    /// <summary>Release (RFC 8415 section 18.2.7).</summary>
    public static byte[]? V6(Lease lease, uint transaction)
    {
        if (Octets(lease.Client) is not { Length: > 0 } client || Octets(lease.Server) is not { Length: > 0 } server
            || lease.Association is not { Length: > 0 } association
            || !uint.TryParse(association.AsSpan(association[0] == 'T' ? 1 : 0), NumberStyles.None, CultureInfo.InvariantCulture,
                out var number))
            return null;
        var isTemporary = association[0] == 'T';
        var message = new List<byte> { 8, (byte)(transaction >> 16), (byte)(transaction >> 8), (byte)transaction };
        AddOption(message, 1, client);
        AddOption(message, 2, server);
        AddOption(message, 8, [0, 0]); // elapsed time
        var address = new List<byte>();
        AddNumber(address, number);
        if (!isTemporary)
            address.AddRange(new byte[8]); // T1 and T2
        Span<byte> ip = stackalloc byte[24]; // IA Address: lifetimes 0
        ip.Clear();
        BinaryPrimitives.WriteUInt128BigEndian(ip, lease.Ip.Value);
        AddOption(address, 5, ip);
        AddOption(message, isTemporary ? 4 : 3, [.. address]);
        return [.. message];
    }

    private static void AddOption(List<byte> message, int code, ReadOnlySpan<byte> value)
    {
        AddNumber(message, (uint)(code << 16 | value.Length));
        message.AddRange(value);
    }

    private static void AddNumber(List<byte> message, uint number) =>
        message.AddRange((ReadOnlySpan<byte>)[(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    /// <summary>Null where it is not hex with colons.</summary>
    private static byte[]? Octets(string? hex)
    {
        if (hex is null)
            return null;
        var digits = hex.Replace(":", "", StringComparison.Ordinal);
        var octets = new byte[digits.Length / 2];
        return Convert.FromHexString(digits, octets, out _, out var written) == OperationStatus.Done && written == octets.Length
            && digits.Length % 2 == 0 ? octets : null;
    }
}
