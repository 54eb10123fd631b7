using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The source text of the completions: a script for each shell, from templates next to this file and the table of options.</summary>
internal static class CompletionSource
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    /// <summary>File names in src/LibvirtIdem/Asking/Help/Generated, and what they shall say.</summary>
    public static IEnumerable<(string File, string Text)> Files(string templates) => Shells.Select(shell =>
    {
        var name = char.ToUpperInvariant(shell[0]) + shell[1..];
        var script = File.ReadAllText(Path.Combine(templates, "completion." + shell)).TrimEnd('\n')
            .Replace("@COMMANDS@", Lines(CommandNames.Names, command => (shell == "zsh" ? "        " : "") + Item(shell, command, InShort(command))), StringComparison.Ordinal)
            .Replace("@NAMES@", string.Join(' ', CommandNames.Names), StringComparison.Ordinal)
            .Replace("@OPTIONS@", Cases(shell, Options), StringComparison.Ordinal)
            .Replace("@WORDS@", Cases(shell, WordsOf), StringComparison.Ordinal)
            .Replace("@WITH_OPTIONS@", string.Join(' ', CommandNames.WithOptions), StringComparison.Ordinal);
        var indented = string.Concat(script.Split('\n').Select(line => line.Length == 0 ? "\n" : "        " + line + "\n"));
        return ($"Completions.{name}.g.cs", $$""""
            // Made from CommandPage and OptionTable; make texts writes it.
            namespace LibvirtIdem.Asking;

            internal static partial class Completions
            {
                private static ReadOnlySpan<byte> {{name}} => """
            {{indented}}
                    """u8;
            }

            """");
    });

    /// <summary>A branch of the shell's case for each command, or for each option of each that is a choice.</summary>
    private static string Cases(string shell, Func<string, Command, IEnumerable<(string Pattern, IEnumerable<string> Items)>> of)
    {
        // Commands that have the same options share a branch.
        var branches = Enum.GetValues<Command>().Where(CommandNames.TakesOptions).SelectMany(command => of(shell, command))
            .GroupBy(branch => string.Join(shell == "bash" ? " " : "\n", branch.Items), branch => branch.Pattern, StringComparer.Ordinal);
        return string.Join('\n', branches.Select(branch => shell switch
        {
            "fish" => $"        case {string.Join(' ', branch.Distinct(StringComparer.Ordinal).Select(pattern => $"'{pattern}'"))}\n            printf '%s\\n' {branch.Key.Replace("\n", " \\\n                ", StringComparison.Ordinal)}",
            "zsh" => $"        {string.Join('|', branch.Distinct(StringComparer.Ordinal))})\n            items=(\n                {branch.Key.Replace("\n", "\n                ", StringComparison.Ordinal)}\n            ) ;;",
            _ => $"    {string.Join(" | ", branch.Distinct(StringComparer.Ordinal))}) echo {branch.Key} ;;",
        }));
    }

    private static IEnumerable<(string Pattern, IEnumerable<string> Items)> Options(string shell, Command command)
    {
        // The file of import is an argument.
        var options = OptionTable.Of(command).Where(option => command != Command.Import || option != ReservationOptions.Csv);
        yield return (CommandNames.Names[(int)command], options.Select(option => shell switch
        {
            "fish" => $"'{option.Key}=\\t{Short(OptionTexts.Short(option))}'",
            "zsh" => Item(shell, option.Key, OptionTexts.Short(option)),
            _ => option.Key,
        }));
    }

    private static IEnumerable<(string Pattern, IEnumerable<string> Items)> WordsOf(string shell, Command command)
    {
        foreach (var option in OptionTable.Of(command))
            if (option.Kind == OptionKind.Flag)
                yield return ($"*.{option.Key}", ["true", "false"]);
            else if (option.Choices.Length > 0)
                yield return ($"{CommandNames.Names[(int)command]}.{option.Key}", option.Choices);
    }

    private static string InShort(string command) => CommandPage.Of(Enum.Parse<Command>(command, ignoreCase: true)).Short;

    private static string Lines(IEnumerable<string> words, Func<string, string> line) => string.Join('\n', words.Select(line));

    private static string Item(string shell, string word, string description) => shell switch
    {
        "fish" => $"complete -c libvirt-idem -n __fish_is_first_token -a {word} -d '{Short(description)}'",
        "zsh" => $"'{word}:{Short(description).Replace(":", "\\:", StringComparison.Ordinal)}'",
        _ => word,
    };

    /// <summary>As much as fits beside a word, and nothing that a shell would read.</summary>
    private static string Short(string description)
    {
        const int Most = 60;
        var text = description.Replace('\'', '’').Replace("\\", "", StringComparison.Ordinal);
        foreach (var end in new[] { ": ", "; ", " (" })
            if (text.IndexOf(end, 12 < text.Length ? 12 : 0, StringComparison.Ordinal) is > 0 and var at)
                text = text[..at];
        return text.Length <= Most ? text : text[..text.LastIndexOf(' ', Most)] + " …";
    }
}
