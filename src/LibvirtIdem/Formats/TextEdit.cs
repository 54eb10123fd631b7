using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>Replace <paramref name="Length"/> bytes at <paramref name="Start"/> by <paramref name="Text"/>.</summary>
internal readonly record struct TextEdit(int Start, int Length, string Text)
{
    /// <summary>
    /// The text with all edits in, every other byte as it was. Edits at one place keep the order in which they were made;
    /// edits that overlap are a bug.
    /// </summary>
    public static byte[] Apply(ReadOnlySpan<byte> text, IEnumerable<TextEdit> edits)
    {
        var ordered = edits.OrderBy(edit => edit.Start).ToList();
        var size = text.Length + ordered.Sum(edit => Encoding.UTF8.GetByteCount(edit.Text) - edit.Length);
        var result = new byte[size];
        var (from, to) = (0, 0);
        foreach (var edit in ordered)
        {
            if (edit.Start < from)
                throw new InvalidOperationException($"edits overlap at byte {edit.Start}");
            text[from..edit.Start].CopyTo(result.AsSpan(to));
            to += edit.Start - from;
            to += Encoding.UTF8.GetBytes(edit.Text, result.AsSpan(to));
            from = edit.Start + edit.Length;
        }
        text[from..].CopyTo(result.AsSpan(to));
        return result;
    }
}
