using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>What is not an element: the declaration, comments, processing instructions. Each answers with the offset after it.</summary>
internal static class XmlDeclaration
{
    public static int CommentEnd(ReadOnlySpan<byte> xml, int start)
    {
        var dashes = xml[(start + 4)..].IndexOf("--"u8);
        var end = start + 4 + dashes + 2;
        return dashes >= 0 && end < xml.Length && xml[end] == '>'
            ? end + 1
            : throw UnreadableException.At(xml, start, "a comment is never closed, or has -- inside");
    }

    public static int InstructionEnd(ReadOnlySpan<byte> xml, int start)
    {
        var nameEnd = XmlCharacters.NameEnd(xml, start + 2);
        var name = Encoding.UTF8.GetString(xml[(start + 2)..nameEnd]);
        if (name.Equals("xml", StringComparison.OrdinalIgnoreCase))
            throw UnreadableException.At(xml, start, "an XML declaration stands elsewhere than at the very beginning");
        var length = xml[nameEnd..].IndexOf("?>"u8);
        return length == 0 || (length > 0 && XmlCharacters.IsSpace(xml[nameEnd]))
            ? nameEnd + length + 2
            : throw UnreadableException.At(xml, start, "a processing instruction is never closed");
    }

    /// <summary>version, then perhaps encoding (UTF-8 or its subset ASCII), then perhaps standalone; nothing else (section 2.8).</summary>
    public static int Check(ReadOnlySpan<byte> xml, int start)
    {
        var length = xml[start..].IndexOf("?>"u8);
        if (length < 0)
            throw UnreadableException.At(xml, start, "the XML declaration is never closed");
        var rest = xml[(start + 5)..(start + length)];
        if (Take(ref rest, "version") is not { } version || !version.StartsWith("1.", StringComparison.Ordinal)
            || version.Length < 3 || version.AsSpan(2).ContainsAnyExceptInRange('0', '9'))
            throw UnreadableException.At(xml, start, "the XML declaration names no version 1.x");
        var encoding = Take(ref rest, "encoding");
        if (encoding is not null && encoding.ToLowerInvariant() is not ("utf-8" or "us-ascii"))
            throw UnreadableException.At(xml, start, $"it is in {encoding}; only UTF-8 is read");
        if (Take(ref rest, "standalone") is not (null or "yes" or "no") || rest.IndexOfAnyExcept(" \t\r\n"u8) >= 0)
            throw UnreadableException.At(xml, start, "the XML declaration is malformed");
        return start + length + 2;
    }

    private static string? Take(ref ReadOnlySpan<byte> rest, string name)
    {
        var text = rest.TrimStart(" \t\r\n"u8);
        if (text.Length == rest.Length || !text.StartsWith(Encoding.UTF8.GetBytes(name)))
            return null;
        text = text[name.Length..].TrimStart(" \t\r\n"u8);
        if (text.Length == 0 || text[0] != '=')
            return null;
        text = text[1..].TrimStart(" \t\r\n"u8);
        if (text.Length == 0 || text[0] is not ((byte)'"' or (byte)'\''))
            return null;
        var end = text[1..].IndexOf(text[0]);
        if (end < 0)
            return null;
        rest = text[(end + 2)..];
        return Encoding.UTF8.GetString(text.Slice(1, end));
    }
}
