using System.Text;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>A call of the program, as far as its words go.</summary>
internal abstract record Call
{
    private Call()
    {
    }

    /// <summary>A command and its arguments, which are not read yet.</summary>
    /// <param name="Command">What is asked for.</param>
    /// <param name="Source">Where the arguments came from, as the user would say.</param>
    /// <param name="Json">The arguments as JSON; null where they are words.</param>
    /// <param name="Words">Each of them is key=value.</param>
    /// <param name="CsvFile">What <c>import</c> was given as its file.</param>
    public sealed record Run(Command Command, string Source, byte[]? Json, string[] Words, string? CsvFile = null) : Call
    {
        public Run(Command command, string source, byte[] json, string? csvFile = null) : this(command, source, json, [], csvFile)
        {
        }
    }

    /// <summary>Plain text for a person, or for the package that asks for the version.</summary>
    public sealed record Text(byte[] Content) : Call;

    public sealed record Wrong(Problem Problem) : Call;
}

/// <summary>The contract's section 1: COMMAND [ARGS], or one JSON file, as Ansible calls a binary module.</summary>
internal static class CommandLine
{
    public static Call Parse(string[] words, Func<string, byte[]?> readFile, Func<byte[]> readInput)
    {
        if (words.Length == 0)
            return new Call.Wrong(Message.NoCommand());
        var (first, rest) = (words[0], words[1..]);
        if (CommandNames.TryParse(first, out var command))
            return AsksForHelp(rest) ? new Call.Text(Help.Of(command).ToArray()) : Parse(command, rest, readFile, readInput);
        if (IsHelp(first) || first == "help")
            return rest is [var topic, ..] && !IsHelp(topic) ? HelpOf(topic) : new Call.Text(Help.Overview.ToArray());
        if (first == "--version")
            return new Call.Text(Help.Version);
        return rest.Length == 0 && readFile(first) is { } file ? new Call.Run(OptionsReader.CommandIn(file), first, file)
            : new Call.Wrong(Message.UnknownCommand(first, Suggestion.For(first, CommandNames.Names)));
    }

    private static bool AsksForHelp(string[] words)
    {
        foreach (var word in words)
            if (IsHelp(word))
                return true;
        return false;
    }

    private static bool IsHelp(string word) => word is "--help" or "-h";

    private static Call HelpOf(string topic) => CommandNames.TryParse(topic, out var command) ? new Call.Text(Help.Of(command).ToArray())
        : new Call.Wrong(Message.NoSuchCommand(topic, Suggestion.For(topic, CommandNames.Names)));

    private static Call Parse(Command command, string[] words, Func<string, byte[]?> readFile, Func<byte[]> readInput) => command switch
    {
        Command.Schema => SchemaOf(words),
        Command.Completion =>
            words is [var shell] && Completions.For(shell) is { Length: > 0 } script ? new Call.Text(script.ToArray())
            : new Call.Wrong(Message.CompletionNeedsShell()),
        Command.Import =>
            words is [var csv, ..] && !csv.StartsWith('{') ? Arguments(command, words[1..], csv, readFile, readInput)
            : new Call.Wrong(Message.ImportNeedsFile()),
        _ => Arguments(command, words, null, readFile, readInput),
    };

    private static Call SchemaOf(string[] words) => words switch
    {
        [] => new Call.Text(Schemas.All()),
        [var word] when CommandNames.TryParse(word, out var command) && CommandNames.TakesOptions(command) =>
            new Call.Text(Schemas.Of(command)),
        _ => new Call.Wrong(Message.NoSchema(words[^1], CommandNames.WithOptions)),
    };

    private static Call Arguments(Command command, string[] words, string? csv, Func<string, byte[]?> readFile, Func<byte[]> readInput)
    {
        if (words is [var only])
        {
            if (only == "-")
                return new Call.Run(command, "standard input", readInput(), csv);
            if (only.TrimStart().StartsWith('{'))
                return new Call.Run(command, "the argument", Encoding.UTF8.GetBytes(only), csv);
            if (!only.Contains('=', StringComparison.Ordinal) || only.StartsWith('/') || only.StartsWith("./", StringComparison.Ordinal))
                return readFile(only) is { } file ? new Call.Run(command, only, file, csv) : new Call.Wrong(Message.NotArguments(only));
        }
        foreach (var word in words)
            if (word.IndexOf('=', StringComparison.Ordinal) <= 0)
                return new Call.Wrong(Message.NotArguments(word));
        return new Call.Run(command, "the arguments", null, words, csv);
    }
}
