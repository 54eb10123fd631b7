using System.Runtime.CompilerServices;

namespace LibvirtIdem.Model;

/// <summary>
/// A short text that is put together in room which was made for all of it: a large file has a hundred thousand such lines.
/// </summary>
internal ref struct Utf8Line(Span<byte> room)
{
    private readonly Span<byte> room = room;

    /// <summary>How many bytes were added.</summary>
    public int Length { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(room[Length..]);
        Length += text.Length;
    }

    public void Add(MacAddress mac)
    {
        mac.Format(room[Length..]);
        Length += MacAddress.TextLength;
    }

    public void Add(IpAddress ip) => Length += ip.Format(room[Length..]);
}
