using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LibvirtIdem.Tests.Live;

/// <summary>What a guest came to hold: an address and the name that came with it, or why not.</summary>
public sealed record Answer(string Address, string Name, string Refusal);

/// <summary>
/// Many guests behind one wire, each with its own MAC, going from DISCOVER to ACK side by side. They ask for answers by broadcast: for a unicast
/// one dnsmasq would put each guest into the kernel's table of neighbours, which holds 1,024.
/// </summary>
internal sealed partial class DhcpClients : IDisposable
{
    private const int Window = 32;
    private const int Tries = 6;
    private const int Frame = 14;
    private const int Bootp = Frame + 20 + 8;
    private const int Options = Bootp + 240;
    private const byte Discover = 1, Offer = 2, Request = 3, Ack = 5, Nak = 6;

    private readonly Socket wire;
    private readonly byte[] received = new byte[2048];

    public DhcpClients(World world, string wire) => this.wire = world.Inside(wire, () =>
    {
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)IPAddress.HostToNetworkOrder((short)0x0800)) { ReceiveTimeout = 200 };
        socket.ReceiveBufferSize = 1 << 22;
        socket.Bind(new Link(NameToIndex("eth0")));
        return socket;
    });

    public void Dispose() => wire.Dispose();

    /// <summary>One answer for each MAC, in their order.</summary>
    public IReadOnlyList<Answer> Ask(IReadOnlyList<string> macs)
    {
        var answers = new Answer?[macs.Count];
        var waiting = new Dictionary<int, Exchange>();
        for (var next = 0; next < macs.Count || waiting.Count > 0;)
        {
            for (; next < macs.Count && waiting.Count < Window; next++)
                Send(waiting[next] = new(next, PhysicalAddress.Parse(macs[next]).GetAddressBytes()));
            if (Receive() is { } guest && waiting.TryGetValue(guest, out var exchange) && Advance(exchange) is { } answer)
            {
                answers[guest] = answer;
                waiting.Remove(guest);
            }
            foreach (var late in waiting.Values.Where(exchange => Stopwatch.GetElapsedTime(exchange.Sent).TotalSeconds > 1).ToList())
                if (late.Tries < Tries)
                    Send(late);
                else
                {
                    answers[late.Number] = new("", "", "no answer");
                    waiting.Remove(late.Number);
                }
        }
        return answers!;
    }

    private static Answer? Finish(ReadOnlySpan<byte> packet, byte type) => type switch
    {
        Ack => new(new IPAddress(packet.Slice(Bootp + 16, 4)).ToString(), Text(Option(packet, 12)), ""),
        Nak => new("", "", Text(Option(packet, 56))),
        _ => null,
    };

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes);

    private static ReadOnlySpan<byte> Option(ReadOnlySpan<byte> packet, byte code)
    {
        for (var at = Options; at + 1 < packet.Length && packet[at] != 255; at += packet[at] == 0 ? 1 : 2 + packet[at + 1])
            if (packet[at] == code)
                return packet.Slice(at + 2, packet[at + 1]);
        return [];
    }

    private Answer? Advance(Exchange exchange)
    {
        var type = Option(received, 53) is [var one] ? one : (byte)0;
        if (type != Offer || exchange.Offered is not null)
            return exchange.Offered is null ? null : Finish(received, type);
        exchange.Offered = received[(Bootp + 16)..(Bootp + 20)];
        exchange.Server = Option(received, 54).ToArray();
        exchange.Tries = 0;
        Send(exchange);
        return null;
    }

    /// <summary>The number of the guest that the next packet is for.</summary>
    private int? Receive()
    {
        try
        {
            received.AsSpan().Clear();
            var length = wire.Receive(received);
            return length > Options && received[23] == 17 && BinaryPrimitives.ReadUInt16BigEndian(received.AsSpan(Frame + 22)) == 68 && received[Bootp] == 2
                ? BinaryPrimitives.ReadInt32BigEndian(received.AsSpan(Bootp + 4)) : null;
        }
        catch (SocketException silence) when (silence.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return null;
        }
    }

    private void Send(Exchange exchange)
    {
        (exchange.Sent, exchange.Tries) = (Stopwatch.GetTimestamp(), exchange.Tries + 1);
        var packet = new byte[Options + 64];
        ReadOnlySpan<byte> parameters = [55, 4, 1, 3, 6, 12];
        ReadOnlySpan<byte> asked = exchange.Offered is null ? [53, 1, Discover, .. parameters, 255] : [53, 1, Request, 50, 4, .. exchange.Offered, 54, 4, .. exchange.Server!, .. parameters, 255];
        asked.CopyTo(packet.AsSpan(Options));
        // Ethernet, to everybody.
        packet.AsSpan(0, 6).Fill(255);
        exchange.Mac.CopyTo(packet.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(12), 0x0800);
        // IP from 0.0.0.0, and UDP without a checksum.
        var ip = packet.AsSpan(Frame);
        (ip[0], ip[8], ip[9]) = (0x45, 64, 17);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        ip[16..20].Fill(255);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Internet.Checksum(ip[..20]));
        BinaryPrimitives.WriteUInt16BigEndian(ip[20..], 68);
        BinaryPrimitives.WriteUInt16BigEndian(ip[22..], 67);
        BinaryPrimitives.WriteUInt16BigEndian(ip[24..], (ushort)(ip.Length - 20));
        var bootp = packet.AsSpan(Bootp);
        (bootp[0], bootp[1], bootp[2], bootp[10]) = (1, 1, 6, 0x80);
        BinaryPrimitives.WriteInt32BigEndian(bootp[4..], exchange.Number);
        exchange.Mac.CopyTo(bootp[28..]);
        BinaryPrimitives.WriteUInt32BigEndian(bootp[236..], 0x63825363);
        wire.Send(packet);
    }

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NameToIndex(string name);

    private sealed class Exchange(int number, byte[] mac)
    {
        public int Number => number;
        public byte[] Mac => mac;
        public byte[]? Offered { get; set; }
        public byte[]? Server { get; set; }
        public long Sent { get; set; }
        public int Tries { get; set; }
    }

    /// <summary>sockaddr_ll, for which the framework has no type.</summary>
    private sealed class Link(int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], 0x0800);
            BitConverter.TryWriteBytes(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
