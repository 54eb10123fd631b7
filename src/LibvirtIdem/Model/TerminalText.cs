using System.Buffers;
using System.Text;

namespace LibvirtIdem.Model;

/// <summary>
/// Text on its way to a terminal. What comes from a file, an image, a guest or an argument must not steer it, nor change the order in which
/// a person reads: control characters (ECMA-48, with the C1 ones and DEL), bidirectional controls (Unicode UAX #9) and line separators are
/// shown as <c>\u202e</c>, which is what JSON calls them, too.
/// </summary>
internal static class TerminalText
{
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Range('\0', '\x1F'), .. Range('\x7F', '\x9F'), '\u061C', '\u200E', '\u200F', .. Range('\u2028', '\u202E'),
            .. Range('\u2066', '\u2069')]);

    /// <summary>One line.</summary>
    public static string Shown(string line)
    {
        if (line.AsSpan().IndexOfAny(Unsafe) < 0)
            return line;
        var shown = new StringBuilder(line.Length + 16);
        foreach (var character in line)
            if (Unsafe.Contains(character))
                AppendEscape(shown, character);
            else
                shown.Append(character);
        return shown.ToString();
    }

    /// <summary>A JSON document, which stays the same document: only strings have anything that is escaped.</summary>
    public static ReadOnlySpan<byte> Json(ReadOnlySpan<byte> document) => Lines(document, "\n");

    /// <summary>
    /// Text of many lines, where tabs are columns. Bytes that are no UTF-8 are shown as <c>\x9b</c>: a terminal may take them for C1
    /// characters.
    /// </summary>
    public static ReadOnlySpan<byte> Lines(ReadOnlySpan<byte> text) => Lines(text, "\n\t");

    private static ReadOnlySpan<byte> Lines(ReadOnlySpan<byte> text, ReadOnlySpan<char> kept)
    {
        // All printable ASCII and what is kept: nothing to escape.
        if (text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
            return text;
        var shown = new StringBuilder(text.Length);
        Span<char> characters = stackalloc char[2];
        while (text.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(text, out var rune, out var length);
            if (status != OperationStatus.Done)
                foreach (var stray in text[..length])
                    shown.Append("\\x").Append(stray.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            else if (rune.IsBmp && Unsafe.Contains((char)rune.Value) && !kept.Contains((char)rune.Value))
                AppendEscape(shown, (char)rune.Value);
            else
                shown.Append(characters[..rune.EncodeToUtf16(characters)]);
            text = text[length..];
        }
        return Encoding.UTF8.GetBytes(shown.ToString());
    }

    private static void AppendEscape(StringBuilder shown, char character) =>
        shown.Append("\\u").Append(((int)character).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);
}
