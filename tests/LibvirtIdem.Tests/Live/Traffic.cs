using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LibvirtIdem.Tests.Live;

/// <summary>How many of something were sent, and how many of these got no answer.</summary>
public sealed record Count(int Sent, int Lost)
{
    public override string ToString() => $"{Lost} of {Sent}";
}

public sealed record Losses(Count Ping, Count Udp, Count NewUdp, Count Tcp, Count NewTcp)
{
    /// <summary>All but what TCP says of its one connection: there a busy machine looks like a loss. That it stands at the end is certain.</summary>
    public IEnumerable<Count> Answers => [Ping, Udp, NewUdp, NewTcp];

    public override string ToString() => $"ping {Ping}, UDP {Udp}, new UDP {NewUdp}, TCP {Tcp}, new TCP {NewTcp}";
}

/// <summary>
/// What a guest sends every 10 ms: pings to a guest beside it; and through NAT to an echo at the uplink, one UDP flow, one TCP connection, and new
/// ones of both. Answers have a second; a SYN or segment that is lost shows, since TCP sends it again.
/// </summary>
internal sealed class Traffic
{
    private const int SpacingMilliseconds = 10;
    private const int PatienceMilliseconds = 1000;

    /// <summary>Linux sends a SYN again after one second.</summary>
    private const int SynAgainMilliseconds = 900;

    /// <summary>struct tcp_info, tcpi_total_retrans.</summary>
    private const int TcpInfo = 11, TotalRetransmits = 100;

    private readonly IPAddress neighbour;
    private readonly IPEndPoint echo;
    private readonly List<Task<Count>> running;
    private volatile bool isOver;

    public Traffic(World world, string guest, IPAddress neighbour, IPEndPoint echo)
    {
        (this.neighbour, this.echo) = (neighbour, echo);
        running = [.. new Func<Count>[] { Ping, Udp, NewUdp, Tcp, NewTcp }.Select(stream =>
            Task.Factory.StartNew(() => world.Inside(guest, stream), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <summary>Answers UDP and TCP that come from the hypervisor with what was sent, at the uplink, until it is disposed.</summary>
    public static IDisposable Echo(World world, string uplink, IPEndPoint at, IPAddress hypervisor) => world.Inside(uplink, () =>
    {
        var (udp, tcp) = (new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp), new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        udp.Bind(at);
        tcp.Bind(at);
        tcp.Listen(1024);
        _ = Task.WhenAll(EchoUdp(), EchoTcp());
        return new Both(udp, tcp);

        async Task EchoUdp()
        {
            var buffer = new byte[64];
            for (; ; )
            {
                var got = await udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                // From any other address, it came past NAT, and there is no way back to it.
                if (got.RemoteEndPoint is IPEndPoint { Address: var address } && address.Equals(hypervisor))
                    await udp.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), SocketFlags.None, got.RemoteEndPoint);
            }
        }

        async Task EchoTcp()
        {
            for (; ; )
                _ = EchoConnection(await tcp.AcceptAsync());
        }

        static async Task EchoConnection(Socket connection)
        {
            using var end = connection;
            connection.NoDelay = true;
            var buffer = new byte[64];
            while (await connection.ReceiveAsync(buffer) is var length and > 0)
                await connection.SendAsync(buffer.AsMemory(0, length));
        }
    });

    public async Task<Losses> Stop()
    {
        isOver = true;
        return await Task.WhenAll(running) is [var ping, var udp, var newUdp, var tcp, var newTcp] ? new(ping, udp, newUdp, tcp, newTcp) : throw new UnreachableException();
    }

    private Count Ping()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        socket.Connect(neighbour, 0);
        var packet = new byte[12];
        return OneByOne(socket, number =>
        {
            packet[0] = 8;
            BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(8), number);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), 0);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), Internet.Checksum(packet));
            return packet;
        }, answer => answer[20] == 0 ? BinaryPrimitives.ReadInt32BigEndian(answer[28..]) : null);
    }

    private Count Udp()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(echo);
        var packet = new byte[4];
        return OneByOne(socket, number =>
        {
            BinaryPrimitives.WriteInt32BigEndian(packet, number);
            return packet;
        }, answer => BinaryPrimitives.ReadInt32BigEndian(answer));
    }

    private Count NewUdp()
    {
        var sockets = new List<Socket>();
        Paced(_ =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            sockets.Add(socket);
            socket.Connect(echo);
            Unheeding(() => socket.Send(new byte[4]));
        });
        Thread.Sleep(PatienceMilliseconds);
        var lost = sockets.Count(socket => socket.Available == 0);
        sockets.ForEach(socket => socket.Dispose());
        return new(sockets.Count, lost);
    }

    private Count Tcp()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(echo);
        var back = 0;
        var buffer = new byte[64];
        var sent = Paced(_ =>
        {
            socket.Send(new byte[1]);
            while (socket.Available > 0)
                back += socket.Receive(buffer);
        });
        socket.ReceiveTimeout = 10 * PatienceMilliseconds;
        while (back < sent)
            back += socket.Receive(buffer) is var length and > 0 ? length : throw new InvalidOperationException("the connection ended");
        Span<byte> info = stackalloc byte[TotalRetransmits + 4];
        socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, info);
        return new(sent, BitConverter.ToInt32(info[TotalRetransmits..]));
    }

    private Count NewTcp()
    {
        var sockets = new List<Socket>();
        var connecting = new List<Task<TimeSpan>>();
        Paced(_ =>
        {
            sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            connecting.Add(Connect(sockets[^1]));
        });
        Thread.Sleep(PatienceMilliseconds);
        var inTime = connecting.Count(task => task.IsCompletedSuccessfully && task.Result.TotalMilliseconds < SynAgainMilliseconds);
        sockets.ForEach(socket => socket.Dispose());
        return new(sockets.Count, sockets.Count - inTime);

        async Task<TimeSpan> Connect(Socket socket)
        {
            var start = Stopwatch.GetTimestamp();
            using var end = socket;
            await socket.ConnectAsync(echo);
            return Stopwatch.GetElapsedTime(start);
        }
    }

    private Count OneByOne(Socket socket, Func<int, byte[]> packet, Func<ReadOnlySpan<byte>, int?> numberOf)
    {
        var answered = new HashSet<int>();
        var buffer = new byte[256];
        var sent = Paced(number =>
        {
            Unheeding(() => socket.Send(packet(number)));
            Drain();
        });
        Thread.Sleep(PatienceMilliseconds);
        Drain();
        return new(sent, sent - answered.Count);

        void Drain()
        {
            while (socket.Available > 0)
                if (numberOf(buffer.AsSpan(0, Unheeding(() => socket.Receive(buffer)))) is { } number)
                    answered.Add(number);
        }
    }

    /// <summary>Half-built rules refuse a packet, and the next call on its socket is told so instead of being done.</summary>
    private static int Unheeding(Func<int> call)
    {
        try
        {
            return call();
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable)
        {
            return call();
        }
    }

    /// <summary>How often it was done.</summary>
    private int Paced(Action<int> one)
    {
        var start = Stopwatch.GetTimestamp();
        var number = 0;
        for (; !isOver; number++)
        {
            one(number);
            if ((int)((number + 1) * SpacingMilliseconds - Stopwatch.GetElapsedTime(start).TotalMilliseconds) is var early and > 0)
                Thread.Sleep(early);
        }
        return number;
    }

    private sealed class Both(IDisposable one, IDisposable other) : IDisposable
    {
        public void Dispose()
        {
            one.Dispose();
            other.Dispose();
        }
    }
}
