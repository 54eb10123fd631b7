using System.Buffers.Binary;
using System.Text;
using LibvirtIdem.Formats;

namespace LibvirtIdem.Machine;

/// <summary>
/// A connection to a libvirt daemon, spoken to as its own clients do. Its client library would do as well, but takes 10 to 45 ms to load,
/// which is more than most calls last. The protocol is the one that clients and daemons of all versions share.
/// </summary>
internal sealed unsafe class LibvirtSocket
{
    private const int Unix = 1;
    private const int Stream = 1;
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL: a daemon that is gone is an error like others
    private const int LongestMessage = 64 << 20; // twice libvirt's own limit

    private readonly int fd;
    private int serial;

    private LibvirtSocket(int fd) => this.fd = fd;

    /// <summary>Null where nobody listens; why is in <see cref="Posix.LastError"/>. It is never closed: the process ends with the call.</summary>
    public static LibvirtSocket? Connect(string path)
    {
        var socket = Posix.Socket(Unix, Stream | Posix.CloseOnExec, 0);
        // struct sockaddr_un: family, path.
        var address = stackalloc byte[110];
        var fields = new Span<byte>(address, 110);
        fields.Clear();
        *(ushort*)address = Unix;
        Encoding.UTF8.GetBytes(path, fields[2..]);
        int answer;
        do
            answer = socket < 0 ? socket : Posix.Connect(socket, address, (uint)fields.Length);
        while (answer < 0 && Posix.LastError == Posix.EINTR);
        if (answer == 0)
            return new(socket);
        _ = Posix.Close(socket);
        return null;
    }

    /// <summary>Sends a call and waits for its answer, as long as it takes. Null where the daemon hung up.</summary>
    public RpcReply? Ask(RpcCall call)
    {
        if (!Send(call.Finish(++serial)))
            return null;
        for (; ; )
        {
            var length = new byte[sizeof(int)];
            if (!Receive(length) || BinaryPrimitives.ReadInt32BigEndian(length) is not (>= RpcReply.HeaderSize + sizeof(int) and <= LongestMessage and var size))
                return null;
            var message = new byte[size - sizeof(int)];
            if (!Receive(message))
                return null;
            var reply = new RpcReply(message);
            if (reply.Answers(serial))
                return reply;
        }
    }

    private bool Send(ReadOnlySpan<byte> message)
    {
        while (message.Length > 0)
        {
            nint sent;
            fixed (byte* bytes = message)
                sent = Posix.SendTo(fd, bytes, (nuint)message.Length, NoSignal, null, 0);
            if (sent < 0 && Posix.LastError != Posix.EINTR)
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
            if (received == 0 || (received < 0 && Posix.LastError != Posix.EINTR))
                return false;
            message = message[(int)nint.Max(received, 0)..];
        }
        return true;
    }
}
