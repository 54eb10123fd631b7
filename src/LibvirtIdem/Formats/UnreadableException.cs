namespace LibvirtIdem.Formats;

/// <summary>A file is not what it claims to be; <paramref name="line"/> counts from 1.</summary>
internal sealed class UnreadableException(int line, string reason) : Exception(reason)
{
    public int Line { get; } = line;

    public static UnreadableException At(ReadOnlySpan<byte> text, int offset, string reason) =>
        new(1 + text[..Math.Min(offset, text.Length)].Count((byte)'\n'), reason);
}
