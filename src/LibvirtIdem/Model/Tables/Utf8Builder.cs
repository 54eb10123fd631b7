using System.Runtime.CompilerServices;
using System.Text;

namespace LibvirtIdem.Model;

/// <summary>A text that grows, in bytes from the start: thousands of lines without a string each.</summary>
internal sealed class Utf8Builder
{
    private byte[] buffer;
    private int length;

    public Utf8Builder(int capacity = 256) => buffer = GC.AllocateUninitializedArray<byte>(capacity);

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public bool IsEmpty => length == 0;

    /// <summary>All of it, where it lies: not to be appended to any more.</summary>
    public Utf8Slice ToText() => new(buffer, 0, length);

    public void Clear() => length = 0;

    public void Advance(int written) => length += written;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8Builder Append(ReadOnlySpan<byte> text)
    {
        if (buffer.Length - length < text.Length)
            Grow(text.Length);
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
        return this;
    }

    public Utf8Builder Append(string? text)
    {
        length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0)));
        return this;
    }

    public Utf8Builder Append(Utf8Slice text) => Append(text.Span);

    public Utf8Builder Append(char character)
    {
        if (buffer.Length == length)
            Grow(1);
        buffer[length++] = (byte)character;
        return this;
    }

    public Utf8Builder Append(MacAddress mac)
    {
        mac.Format(Room(MacAddress.TextLength));
        length += MacAddress.TextLength;
        return this;
    }

    public Utf8Builder Append(IpAddress ip)
    {
        length += ip.Format(Room(IpAddress.LongestText));
        return this;
    }

    /// <summary>Room for at least that number of bytes, to be written to; <see cref="Advance"/> says how many were.</summary>
    public Span<byte> Room(int size)
    {
        if (buffer.Length - length < size)
            Grow(size);
        return buffer.AsSpan(length);
    }

    private void Grow(int size)
    {
        var larger = GC.AllocateUninitializedArray<byte>(Math.Max(buffer.Length * 2, length + size));
        Written.CopyTo(larger);
        buffer = larger;
    }
}
