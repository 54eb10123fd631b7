using System.Buffers;

namespace LibvirtIdem.Machine;

/// <summary>Standard output in pieces, so that a result of a million changes is never in memory as a whole.</summary>
internal sealed class OutputBuffer : IBufferWriter<byte>
{
    // Not cleared: of a short result most of it is never touched.
    private byte[] buffer = GC.AllocateUninitializedArray<byte>(16384);
    private int filled;

    public void Advance(int count) => filled += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (buffer.Length - filled < Math.Max(sizeHint, 1))
            Flush();
        if (buffer.Length < sizeHint)
            buffer = new byte[sizeHint];
        return buffer.AsMemory(filled);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>All of it reached standard output so far.</summary>
    public bool IsWhole { get; private set; } = true;

    public void Flush()
    {
        IsWhole &= StandardStreams.Print(buffer.AsSpan(0, filled));
        filled = 0;
    }
}
