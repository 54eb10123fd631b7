using System.Text;
using System.Text.RegularExpressions;
using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>An option as <c>--help</c> tells of it. Value: its default or its shape.</summary>
public sealed record HelpOption(string Name, string Value, string Description)
{
    /// <summary>Null where what stands after <c>=</c> only shows what it looks like.</summary>
    public string? Default => Value.Length == 0 || Value[0] == '[' || Value.Contains(',', StringComparison.Ordinal) || Value.All(char.IsUpper) ? null : Value;
}

/// <summary>The help text of a command, taken apart: schemas, completions and the man page are made of it, so that nothing is said twice by hand.</summary>
public sealed partial class HelpPage
{
    internal HelpPage(Command command)
    {
        Name = CommandNames.Names[(int)command];
        Text = Encoding.UTF8.GetString(Help.Of(command));
        var paragraphs = Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Usage = paragraphs[0]["usage: ".Length..];
        Summary = paragraphs[1].ReplaceLineEndings(" ");
        Options = OptionsIn(Text);
    }

    public string Name { get; }

    public string Text { get; }

    public string Usage { get; }

    public string Summary { get; }

    public IReadOnlyList<HelpOption> Options { get; }

    public static IReadOnlyList<HelpOption> OptionsIn(string text) => [.. OptionLines().Matches(text).Select(line => new HelpOption(
        line.Groups["name"].Value, line.Groups["value"].Value, Spaces().Replace(line.Groups["text"].Value.Trim(), " ")))];

    /// <summary>What the overview says of a command in a line.</summary>
    public static string InShort(string command) =>
        Regex.Match(Encoding.UTF8.GetString(Help.Overview), $"^  {command}\\b(?: [A-Z]+| \\[[A-Z]+\\])? +(?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture).Groups["text"].Value;

    [GeneratedRegex(@"^  (?<name>\w+)=(?<value>\[\{[^\]]*\}\]|\S*)(?<text>.*(?:\n {24,}\S.*)*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex OptionLines();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
