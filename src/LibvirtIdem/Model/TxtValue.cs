using System.Text;

namespace LibvirtIdem.Model;

/// <summary>
/// The value of a TXT record in the form that dnsmasq's conf has it. libvirt copies the value as it is into <c>txt-record=NAME,VALUE</c>
/// (networkDnsmasqConfContents, network/bridge_driver.c 7.0 to 12.8), and dnsmasq reads commas, quotes, <c>#</c> and spaces at the ends as
/// structure (read_file and --txt-record in dnsmasq's option.c, tried with 2.90). So a text with one of these is kept in quotes.
/// </summary>
internal static class TxtValue
{
    /// <summary>The form in which dnsmasq serves exactly this text. It cuts a text over 255 bytes into strings of 255 itself.</summary>
    public static string Quote(string text) => IsPlain(text) ? text : InQuotes(text);

    /// <summary>The same form for every value that is served the same; a value that keeps dnsmasq from starting stays as it is.</summary>
    public static string Canonical(string value) =>
        IsPlain(value) ? value : Read(value) is { } strings ? string.Join(',', strings.Select(Quote)) : value;

    /// <summary>The strings that dnsmasq serves for a value; null where it does not start with it.</summary>
    public static List<string>? Read(string value)
    {
        // A line break is the end of dnsmasq's line, in quotes too.
        if (value.Contains('\n', StringComparison.Ordinal) || Unquote(value) is not { } characters)
            return null;
        var end = characters.Count;
        while (end > 0 && characters[end - 1] == (' ', false))
            end--;
        var at = 0;
        while (at < end && characters[at] == (' ', false))
            at++;
        var strings = new List<string>();
        var text = new StringBuilder();
        for (; at < end; at++)
        {
            if (characters[at] != (',', false))
            {
                text.Append(characters[at].Character);
                continue;
            }
            strings.Add(text.ToString());
            text.Clear();
        }
        strings.Add(text.ToString());
        return strings;
    }

    /// <summary>
    /// The value means itself, or one or more texts in quotes. Any other is served as something else than it says, or keeps dnsmasq from
    /// starting.
    /// </summary>
    public static bool IsWellQuoted(string value) => Read(value) is { } strings
        && ((strings is [var text] && text == value) || value == string.Join(',', strings.Select(InQuotes)));

    /// <summary>A text that means itself. What is not ASCII is quoted, because isspace(3) depends on the locale there.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0 && text[0] != ' ' && text[^1] != ' ' && Ascii.IsValid(text) && text.AsSpan().IndexOfAny(",\"") < 0
            && !text.Any(char.IsControl)
        && !text.Contains(" #", StringComparison.Ordinal);

    /// <summary>
    /// The characters of a value without its quotes and its comment, and which of them were quoted; null where a quote is not closed.
    /// </summary>
    private static List<(char Character, bool IsQuoted)>? Unquote(string value)
    {
        var characters = new List<(char, bool)>();
        var isAfterSpace = false;
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == '"')
            {
                for (at++; at < value.Length && value[at] != '"'; at++)
                    characters.Add((value[at] == '\\' && at + 1 < value.Length && Escaped(value[at + 1]) is { } escaped
                        ? Skip(ref at, escaped) : value[at], true));
                if (at++ >= value.Length)
                    return null;
                // dnsmasq takes the character behind a quoted part as it is, a quote too.
                if (at == value.Length)
                    break;
            }
            if (value[at] is ' ' or '\t' or '\r' or '\v' or '\f')
            {
                characters.Add((' ', false));
                isAfterSpace = true;
                continue;
            }
            if (isAfterSpace && value[at] == '#')
                break;
            isAfterSpace = false;
            characters.Add((value[at], false));
        }
        return characters;
    }

    private static string InQuotes(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private static char? Escaped(char letter) => letter switch
    {
        '"' or '\\' => letter,
        't' => '\t',
        'n' => '\n',
        'b' => '\b',
        'r' => '\r',
        'e' => '\e',
        _ => null,
    };

    private static char Skip(ref int at, char escaped)
    {
        at++;
        return escaped;
    }
}
