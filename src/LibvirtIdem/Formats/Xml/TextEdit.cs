using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>Replace <paramref name="Length"/> bytes at <paramref name="Start"/> by <paramref name="Text"/>.</summary>
internal readonly record struct TextEdit(int Start, int Length, Utf8Slice Text)
{
    /// <summary>
    /// The text with all edits in, every other byte as it was. Edits at one place keep the order in which they were made;
    /// edits that overlap are a bug.
    /// </summary>
    public static byte[] Apply(ReadOnlySpan<byte> text, List<TextEdit> edits)
    {
        if (!IsOrdered(edits))
            edits = [.. edits.OrderBy(edit => edit.Start)];
        var size = text.Length;
        foreach (var edit in edits)
            size += edit.Text.Length - edit.Length;
        var result = GC.AllocateUninitializedArray<byte>(size);
        var (from, to) = (0, 0);
        foreach (var edit in edits)
        {
            if (edit.Start < from)
                throw new InvalidOperationException($"edits overlap at byte {edit.Start}");
            text[from..edit.Start].CopyTo(result.AsSpan(to));
            to += edit.Start - from;
            edit.Text.Span.CopyTo(result.AsSpan(to));
            to += edit.Text.Length;
            from = edit.Start + edit.Length;
        }
        text[from..].CopyTo(result.AsSpan(to));
        return result;
    }

    public static bool IsOrdered(List<TextEdit> edits)
    {
        for (var i = 1; i < edits.Count; i++)
            if (edits[i].Start < edits[i - 1].Start)
                return false;
        return true;
    }
}
