using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>Replace <paramref name="Length"/> bytes at <paramref name="Start"/> by <paramref name="Text"/>.</summary>
internal readonly record struct TextEdit(int Start, int Length, Utf8Slice Text)
{
    /// <summary>
    /// The text with all edits in, every other byte as it was. Edits at one place keep the order in which they were made; edits that
    /// overlap are a bug.
    /// </summary>
    public static byte[] Apply(byte[] text, List<TextEdit> edits) => FileContent.Edited(text, edits).ToArray();

    /// <summary>The same as what stays and what is new by turns.</summary>
    public static List<Utf8Slice> Pieces(byte[] text, List<TextEdit> edits)
    {
        if (!IsOrdered(edits))
            edits = [.. edits.OrderBy(edit => edit.Start)];
        var (pieces, from) = (new List<Utf8Slice>(2 * edits.Count + 1), 0);
        foreach (var edit in edits)
        {
            if (edit.Start < from)
                throw new InvalidOperationException($"edits overlap at byte {edit.Start}");
            pieces.Add(new(text, from, edit.Start - from));
            pieces.Add(edit.Text);
            from = edit.Start + edit.Length;
        }
        pieces.Add(new(text, from, text.Length - from));
        return pieces;
    }

    private static bool IsOrdered(List<TextEdit> edits)
    {
        for (var i = 1; i < edits.Count; i++)
            if (edits[i].Start < edits[i - 1].Start)
                return false;
        return true;
    }
}
