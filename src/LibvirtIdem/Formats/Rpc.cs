using System.Buffers.Binary;
using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>
/// One call of libvirt's remote protocol as bytes: length, header, arguments (virnetprotocol.x, remote_protocol.x 9.0). It is XDR (RFC
/// 4506): big-endian words, texts behind their length and filled up to whole words.
/// </summary>
internal sealed class RpcCall
{
    private const int Program = 0x20008086;
    private const int Version = 1;
    private const int SerialAt = 20;

    private byte[] bytes = new byte[128];
    private int length = sizeof(int);

    public RpcCall(int procedure) => Number(Program).Number(Version).Number(procedure).Number(0).Number(0).Number(0);

    public RpcCall Number(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), value);
        return this;
    }

    public RpcCall Text(ReadOnlySpan<byte> text)
    {
        Number(text.Length);
        return Handle(text);
    }

    public RpcCall Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    /// <summary>What libvirt gave to name a network or a guest by.</summary>
    public RpcCall Handle(ReadOnlySpan<byte> handle)
    {
        var room = Room((handle.Length + 3) & ~3);
        handle.CopyTo(room);
        room[handle.Length..].Clear();
        return this;
    }

    /// <summary>The whole message.</summary>
    public ReadOnlySpan<byte> Finish(int serial)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(SerialAt), serial);
        return bytes.AsSpan(0, length);
    }

    private Span<byte> Room(int size)
    {
        if (length + size > bytes.Length)
            Array.Resize(ref bytes, int.Max(2 * bytes.Length, length + size));
        length += size;
        return bytes.AsSpan(length - size, size);
    }
}

/// <summary>An answer without its length; what it holds is read front to back.</summary>
/// <param name="message">From the header on.</param>
/// <param name="malformed">Makes what is thrown where the message is shorter than it says.</param>
internal sealed class RpcReply(byte[] message, Func<Exception> malformed)
{
    public const int HeaderSize = 24;
    private const int TypeAt = 12;
    private const int SerialAt = 16;
    private const int StatusAt = 20;
    private const int Reply = 1;
    private const int UuidSize = 16;

    private int position = HeaderSize;

    /// <summary>Then it holds a code (virErrorNumber), what part of libvirt it comes from, and whether a text follows.</summary>
    public bool IsError => Word(StatusAt) != 0;

    public int ErrorCode => Word(HeaderSize);

    /// <summary>Events come in between and are ignored.</summary>
    public bool Answers(int serial) => Word(TypeAt) == Reply && Word(SerialAt) == serial;

    public int Number()
    {
        var number = Word(position);
        position += sizeof(int);
        return number;
    }

    public ReadOnlySpan<byte> Text()
    {
        var size = Number();
        if (size < 0 || size > message.Length - position)
            throw malformed();
        var text = message.AsSpan(position, size);
        position += (size + 3) & ~3;
        return text;
    }

    /// <summary>A network: its name and UUID, to name it by in calls.</summary>
    public byte[] Network(out string name) => Handle(UuidSize, out name);

    /// <summary>A guest: its name, UUID, and number while it runs.</summary>
    public byte[] Guest(out string name) => Handle(UuidSize + sizeof(int), out name);

    private byte[] Handle(int rest, out string name)
    {
        var start = position;
        name = Encoding.UTF8.GetString(Text());
        position += rest;
        return position <= message.Length ? message[start..position] : throw malformed();
    }

    private int Word(int at) =>
        at <= message.Length - sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(at)) : throw malformed();
}
