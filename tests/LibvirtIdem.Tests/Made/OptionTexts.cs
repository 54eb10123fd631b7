using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The texts of a row of the table of options, as the pages need them.</summary>
internal static class OptionTexts
{
    /// <summary>The options of a command; none where its help refers to that of <c>reservation</c>.</summary>
    public static Option[][] Listed(Command command) => command == Command.Import ? [] : OptionTable.GroupsOf(command);

    /// <summary>What follows <c>=</c> in <c>--help</c>: the default, or what a value looks like.</summary>
    public static string Value(Option option) =>
        option.Default ?? (option.Fields.Length > 0 ? $"[{{{Keys(option)}}}]" : option.Shape);

    /// <summary>One line for <c>--help</c>, schema, completions and man page.</summary>
    public static string Short(Option option) =>
        (option is { Kind: OptionKind.Flag, Default: null } ? "true or false: " : "") + Flow(option.Help)
        + (option.IsCleared ? $"; {option.Key}= clears {(option.Kind == OptionKind.Words ? "them" : "it")}" : "");

    /// <summary>A cell of the reference's table.</summary>
    public static string Reference(Option option)
    {
        var paragraphs = Paragraphs(option.Long ?? option.Help);
        return string.Join(". ", paragraphs.Select((paragraph, index) => index == 0 ? paragraph : Capitalized(paragraph)))
            + (option.Fields.Length > 0 ? $": a list of `{{{Keys(option)}}}`" : "")
            + (option.IsCleared ? $"; `{option.Key}=` clears {(option.Kind == OptionKind.Words ? "them" : "it")}" : "")
            + (option.Since is null ? "" : $" (since {option.Since})");
    }

    /// <summary>The sentences of a module's documentation, in Ansible's markup.</summary>
    /// <param name="option">Which.</param>
    /// <param name="keys">The options of the module.</param>
    public static List<string> Ansible(Option option, IReadOnlyCollection<string> keys)
    {
        var sentences = Paragraphs(option.Ansible ?? option.Long ?? option.Help).Select(Sentence).ToList();
        if (option.IsCleared)
            sentences[^1] += option.Kind == OptionKind.Words ? " An empty list clears them." : " An empty text clears it.";
        if (option.Since is not null)
            sentences[^1] += $" Since libvirt-idem {option.Since}.";
        return sentences.ConvertAll(sentence => Coded(sentence, Marked));

        string Marked(string code) => keys.Contains(code.Split('=')[0], StringComparer.Ordinal) && !option.Choices.Contains(code, StringComparer.Ordinal) ? $"I({code})" : $"C({code})";
    }

    /// <summary>The text without the backquotes of code, or with what is given for it.</summary>
    public static string Coded(string text, Func<string, string> code) =>
        string.Concat(text.Split('`').Select((part, index) => index % 2 == 0 ? part : code(part)));

    public static string Sentence(string text) => Capitalized(text) + ".";

    public static List<string> Paragraphs(string text) => [.. text.Split("\n\n").Select(Flow)];

    /// <summary>The words in lines of at most this width.</summary>
    public static List<string> Wrapped(string text, int width)
    {
        var lines = new List<string>();
        var rest = text;
        while (rest.Length > width && rest.LastIndexOf(' ', width) is > 0 and var end)
        {
            lines.Add(rest[..end]);
            rest = rest[(end + 1)..];
        }
        return [.. lines, rest];
    }

    public static string Flow(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string Keys(Option option) => string.Join(", ", option.Fields.Select(field => field.Key));

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
