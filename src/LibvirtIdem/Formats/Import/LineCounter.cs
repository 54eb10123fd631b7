namespace LibvirtIdem.Formats;

/// <summary>Line numbers, from 1, of offsets that only grow: the text is counted once, however many are asked for.</summary>
internal ref struct LineCounter(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> text = text;
    private int counted;
    private int line = 1;

    public int At(int offset)
    {
        line += text[counted..offset].Count((byte)'\n');
        counted = offset;
        return line;
    }
}
