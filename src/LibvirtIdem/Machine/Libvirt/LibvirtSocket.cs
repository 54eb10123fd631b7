using System.Buffers.Binary;
using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// A connection to a libvirt daemon, spoken to as its own clients do. Its client library would do as well, but takes 10 to 45 ms to load,
/// which is more than most calls last. The protocol is the one that clients and daemons of all versions share.
/// </summary>
internal sealed unsafe class LibvirtSocket
{
    private const int Unix = 1;
    private const int Stream = 1;
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL: a closed connection is an error like others
    private const int LongestMessage = 64 << 20; // twice libvirt's own limit

    private const int SocketLevel = 1; // SOL_SOCKET
    private const int ReceiveTimeout = 20; // SO_RCVTIMEO
    private const int SendTimeout = 21; // SO_SNDTIMEO
    private const long SliceMicroseconds = 100_000;

    private readonly int fd;
    private readonly DaemonPatience patience;
    private int serial;
    private long asked;

    private LibvirtSocket(int fd, DaemonPatience patience) => (this.fd, this.patience) = (fd, patience);

    /// <summary>Why there is no answer, nor will be one to any later call.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>
    /// Null where nothing listens; why is in <see cref="Posix.LastError"/>. It is never closed: the process ends with the call.
    /// </summary>
    public static LibvirtSocket? Connect(string path, DaemonPatience patience)
    {
        var socket = Posix.Socket(Unix, Stream | Posix.CloseOnExec, 0);
        // A daemon that hangs accepts no connection, and nothing that is sent.
        Limit(socket, ReceiveTimeout);
        Limit(socket, SendTimeout);
        // struct sockaddr_un: family, path.
        var address = stackalloc byte[110];
        var fields = new Span<byte>(address, 110);
        fields.Clear();
        *(ushort*)address = Unix;
        Encoding.UTF8.GetBytes(path, fields[2..]);
        var started = Environment.TickCount64;
        int answer;
        do
            answer = socket < 0 ? socket : Posix.Connect(socket, address, (uint)fields.Length);
        while (answer < 0 && Posix.LastError is Posix.EINTR or Posix.EAGAIN && patience.IsOver(started) is null);
        if (answer == 0)
            return new(socket, patience);
        _ = Posix.Close(socket);
        return null;
    }

    /// <summary>Sends a call and waits for its answer. Null where there is none; <see cref="Failure"/> says why.</summary>
    public RpcReply? Ask(RpcCall call)
    {
        if (Failure.Length > 0)
            return null;
        asked = Environment.TickCount64;
        if (!Send(call.Finish(++serial)))
            return null;
        for (; ; )
        {
            var length = new byte[sizeof(int)];
            if (!Receive(length))
                return null;
            if (BinaryPrimitives.ReadInt32BigEndian(
                length) is not (>= RpcReply.HeaderSize + sizeof(int) and <= LongestMessage and var size))
            {
                Failure = Message.NotLibvirt;
                return null;
            }
            var message = new byte[size - sizeof(int)];
            if (!Receive(message))
                return null;
            var reply = new RpcReply(message,
                () => new MachineException(Message.Daemon("read a reply", null, Failure = Message.NotLibvirt)));
            if (reply.Answers(serial))
                return reply;
            // Events that it sends without an end are no answer.
            if (patience.IsOver(asked) is { } reason)
            {
                Failure = reason;
                return null;
            }
        }
    }

    /// <summary>So that each wait comes up after a moment, to see whether it is over.</summary>
    private static void Limit(int socket, int option)
    {
        // struct timeval: seconds, microseconds.
        var time = stackalloc long[2];
        (time[0], time[1]) = (0, SliceMicroseconds);
        _ = Posix.SetSocketOption(socket, SocketLevel, option, (byte*)time, 2 * sizeof(long));
    }

    private bool Send(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            nint sent;
            fixed (byte* bytes = message)
                sent = Posix.SendTo(fd, bytes, (nuint)message.Length, NoSignal, null, 0);
            if (sent < 0 && !MayGoOn())
                return false;
            message = message[(int)nint.Max(sent, 0)..];
        }
        return true;
    }

    private bool Receive(Span<byte> message)
    {
        while (message.Length > 0)
        {
            nint received;
            fixed (byte* bytes = message)
                received = Posix.Read(fd, bytes, (nuint)message.Length);
            if (received == 0)
                Failure = Message.DaemonHungUp;
            if (received == 0 || (received < 0 && !MayGoOn()))
                return false;
            message = message[(int)nint.Max(received, 0)..];
        }
        return true;
    }

    private bool MayGoOn()
    {
        Failure = Posix.LastError is Posix.EINTR or Posix.EAGAIN ? patience.IsOver(asked) ?? "" : Message.DaemonHungUp;
        return Failure.Length == 0;
    }
}
