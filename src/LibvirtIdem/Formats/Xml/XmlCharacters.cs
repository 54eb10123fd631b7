using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>Which characters XML 1.0 allows where, and what its references stand for.</summary>
internal static class XmlCharacters
{
    private static readonly SearchValues<byte> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(code => !IsSpace(code)).Select(code => (byte)code)]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpace(int character) => character is ' ' or '\t' or '\r' or '\n';

    /// <summary>The document is UTF-8 throughout and has no character that XML forbids (section 2.2).</summary>
    public static void Check(ReadOnlySpan<byte> xml)
    {
        if (xml.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || xml.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            throw UnreadableException.At(xml, 0, "it is UTF-16; only UTF-8 is read");
        if (IsPlain(xml))
            return;
        if (!Utf8.IsValid(xml))
            throw UnreadableException.At(xml, FirstInvalid(xml), "it is not UTF-8");
        if (xml.IndexOfAny(Forbidden) is var control and >= 0)
            throw UnreadableException.At(xml, control, "it has a control character");
        ReadOnlySpan<byte> nonCharacter = [0xEF, 0xBF];
        for (var at = 0; xml[at..].IndexOf(nonCharacter) is var found and >= 0; at++)
        {
            at += found;
            if (xml[at + 2] >= 0xBE)
                throw UnreadableException.At(xml, at, "it has U+FFFE or U+FFFF");
        }
    }

    /// <summary>Nothing but ASCII that XML allows: what most of these files are, and told in one pass.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> xml)
    {
        while (xml.Length >= Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(xml);
            // As signed numbers, both control characters and what is not ASCII are below the space.
            var others = Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)' ')).AsByte();
            if (others != Vector128<byte>.Zero)
            {
                var spaces = Vector128.Equals(bytes, Vector128.Create((byte)'\n')) | Vector128.Equals(bytes, Vector128.Create((byte)'\t'))
                    | Vector128.Equals(bytes, Vector128.Create((byte)'\r'));
                if ((others & ~spaces) != Vector128<byte>.Zero)
                    return false;
            }
            xml = xml[Vector128<byte>.Count..];
        }
        foreach (var character in xml)
            if (!IsSpace(character) && (sbyte)character < ' ')
                return false;
        return true;
    }

    /// <summary>Where the name that starts at <paramref name="at"/> ends; there must be one.</summary>
    public static int NameEnd(ReadOnlySpan<byte> xml, int at)
    {
        var start = at;
        if (at < xml.Length && char.IsAsciiLetter((char)xml[at]))
        {
            do
                at++;
            while (at < xml.Length && IsAsciiName(xml[at]));
        }
        while (at < xml.Length && IsNameCharacter(xml, at, isFirst: at == start, out var length))
            at += length;
        return at > start ? at : throw UnreadableException.At(
            xml, start, "a name is missing, or starts with a character that no name starts with");
    }

    /// <summary>Every &amp; between the offsets starts a reference to one of XML's five entities or to a character.</summary>
    public static void CheckReferences(ReadOnlySpan<byte> xml, int start, int end)
    {
        for (var at = start; xml[at..end].IndexOf((byte)'&') is var found and >= 0; at++)
        {
            at += found;
            if (!TryReference(xml[at..end], out _, out _))
                throw UnreadableException.At(xml, at, "& does not start one of XML's own references");
        }
    }

    public static string Decode(ReadOnlySpan<byte> raw, bool isAttribute)
    {
        if (!raw.ContainsAny("&\r\n\t"u8))
            return Encoding.UTF8.GetString(raw);
        var text = new StringBuilder(raw.Length);
        while (raw.Length > 0)
        {
            var plain = raw.IndexOfAny("&\r\n\t"u8);
            text.Append(Encoding.UTF8.GetString(plain < 0 ? raw : raw[..plain]));
            if (plain < 0)
                break;
            raw = raw[plain..];
            var length = 1;
            if (raw[0] == '&' && TryReference(raw, out var rune, out length))
                text.Append(rune.ToString());
            else if (raw[0] == '\r' && raw.Length > 1 && raw[1] == '\n')
                length = 0;
            else
                text.Append(isAttribute ? ' ' : raw[0] == '\r' ? '\n' : (char)raw[0]);
            raw = raw[Math.Max(length, 1)..];
        }
        return text.ToString();
    }

    /// <summary>Line ends as XML hands them on: always \n (section 2.11).</summary>
    public static string Lines(ReadOnlySpan<byte> raw) =>
        Encoding.UTF8.GetString(raw).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static bool TryReference(ReadOnlySpan<byte> text, out Rune rune, out int length)
    {
        rune = default;
        length = text.IndexOf((byte)';') + 1;
        if (length < 3)
            return false;
        var body = Encoding.UTF8.GetString(text[1..(length - 1)]);
        var (isNumber, code) = body switch
        {
            "lt" => (true, '<'),
            "gt" => (true, '>'),
            "amp" => (true, '&'),
            "apos" => (true, '\''),
            "quot" => (true, '"'),
            _ when body.StartsWith("#x", StringComparison.Ordinal) =>
                (int.TryParse(body.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex), hex),
            _ when body.StartsWith('#') =>
                (int.TryParse(body.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number), number),
            _ => (false, 0),
        };
        return isNumber && (code >= 0x20 || IsSpace(code)) && code is not (0xFFFE or 0xFFFF) && Rune.TryCreate(code, out rune);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAsciiName(byte character) =>
        char.IsAsciiLetterOrDigit((char)character) || character is (byte)'-' or (byte)'.' or (byte)'_' or (byte)':';

    private static bool IsNameCharacter(ReadOnlySpan<byte> xml, int at, bool isFirst, out int length)
    {
        length = 1;
        var character = xml[at];
        if (character < 0x80)
        {
            return IsAsciiName(character) && (!isFirst || char.IsAsciiLetter((char)character) || character is (byte)'_' or (byte)':');
        }
        Rune.DecodeFromUtf8(xml[at..], out var rune, out length);
        return rune.Value is 0xB7 or (>= 0x300 and <= 0x36F) or 0x203F or 0x2040
            ? !isFirst
            : rune.Value is >= 0xC0 and not (0xD7 or 0xF7 or 0x37E) and not (>= 0x2000 and <= 0x200B) and not (>= 0x200E and <= 0x206F)
                and not (>= 0x2190 and <= 0x2BFF) and not (>= 0x2FF0 and <= 0x3000) and not (>= 0xD800 and <= 0xF8FF)
                and not (>= 0xFDD0 and <= 0xFDEF) and < 0xF0000;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> xml)
    {
        var at = 0;
        while (at < xml.Length && Rune.DecodeFromUtf8(xml[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }

    /// <summary>Appends an attribute's value, with an entity for each character that is markup.</summary>
    public static Utf8Builder Escape(Utf8Builder text, Utf8Slice value)
    {
        if (value.Span.IndexOfAny("<>&'\""u8) < 0)
            return text.Append(value);
        foreach (var character in value.Span)
        {
            _ = character switch
            {
                (byte)'&' => text.Append("&amp;"u8),
                (byte)'<' => text.Append("&lt;"u8),
                (byte)'>' => text.Append("&gt;"u8),
                (byte)'\'' => text.Append("&apos;"u8),
                (byte)'"' => text.Append("&quot;"u8),
                _ => text.Append((char)character),
            };
        }
        return text;
    }
}
