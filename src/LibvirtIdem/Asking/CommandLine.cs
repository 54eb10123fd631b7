using System.Text;
using System.Text.Json;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>A call of the program: which command, and its arguments as JSON, whatever form they came in.</summary>
internal abstract record Call
{
    private Call()
    {
    }

    /// <summary><paramref name="CsvFile"/>: what <c>import</c> was given as its file.</summary>
    public sealed record Reservation(byte[] Arguments, string Source, string? CsvFile = null) : Call;

    public sealed record Export(byte[] Arguments, string Source) : Call;

    public sealed record Network(byte[] Arguments, string Source) : Call;

    public sealed record Info(byte[] Arguments, string Source) : Call;

    public sealed record Undo(byte[] Arguments, string Source) : Call;

    /// <summary>Plain text for a person, or for the package that asks for the version.</summary>
    public sealed record Text(string Content) : Call;

    public sealed record Wrong(Problem Problem) : Call;
}

/// <summary>The contract's section 1: COMMAND [ARGS], or one JSON file, as Ansible calls a binary module.</summary>
internal static class CommandLine
{
    private static readonly string[] Commands = ["reservation", "network", "import", "export", "info", "undo"];

    public static Call Parse(string[] words, Func<string, byte[]?> readFile, Func<byte[]> readInput)
    {
        if (words.Length == 0)
            return new Call.Wrong(Sentences.NoCommand());
        switch (words[0])
        {
            case "--help" or "-h" or "help":
                return new Call.Text(Help.Overview);
            case "--version":
                return new Call.Text(Help.Version);
            case "reservation" when words[1..].Any(word => word is "--help" or "-h"):
                return new Call.Text(Help.Reservation);
            case "reservation":
                return Arguments(words[1..], readFile, readInput);
            case "network" when words[1..].Any(word => word is "--help" or "-h"):
                return new Call.Text(Help.Network);
            case "network":
                return Arguments(words[1..], readFile, readInput) is Call.Reservation asked ? new Call.Network(asked.Arguments, asked.Source) : Arguments(words[1..], readFile, readInput);
            case "import" when words[1..].Any(word => word is "--help" or "-h"):
                return new Call.Text(Help.Import);
            case "import" when words.Length == 1 || (words[1] != "-" && words[1].StartsWith('{')):
                return new Call.Wrong(Sentences.ImportNeedsFile());
            case "import":
                return Arguments(words[2..], readFile, readInput) is Call.Reservation call ? call with { CsvFile = words[1] } : Arguments(words[2..], readFile, readInput);
            case "export" when words[1..].Any(word => word is "--help" or "-h"):
                return new Call.Text(Help.Export);
            case "export":
                return Arguments(words[1..], readFile, readInput) is Call.Reservation given ? new Call.Export(given.Arguments, given.Source) : Arguments(words[1..], readFile, readInput);
            case "info" when words[1..].Any(word => word is "--help" or "-h"):
                return new Call.Text(Help.Info);
            case "info":
                return Arguments(words[1..], readFile, readInput) is var about && about is Call.Reservation told ? new Call.Info(told.Arguments, told.Source) : about;
            case "undo" when words[1..].Any(word => word is "--help" or "-h"):
                return new Call.Text(Help.Undo);
            case "undo":
                return Arguments(words[1..], readFile, readInput) is var back && back is Call.Reservation undone ? new Call.Undo(undone.Arguments, undone.Source) : back;
            default:
                if (words.Length == 1 && readFile(words[0]) is { } file)
                    return OptionsReader.Names("export", file) ? new Call.Export(file, words[0])
                        : OptionsReader.Names("info", file) ? new Call.Info(file, words[0])
                        : OptionsReader.Names("undo", file) ? new Call.Undo(file, words[0])
                        : OptionsReader.Names("network", file) ? new Call.Network(file, words[0]) : new Call.Reservation(file, words[0]);
                return new Call.Wrong(Sentences.UnknownCommand(words[0], Nearest.To(words[0], Commands)));
        }
    }

    private static Call Arguments(string[] words, Func<string, byte[]?> readFile, Func<byte[]> readInput)
    {
        if (words is [var only])
        {
            if (only == "-")
                return new Call.Reservation(readInput(), "standard input");
            if (only.TrimStart().StartsWith('{'))
                return new Call.Reservation(Encoding.UTF8.GetBytes(only), "the argument");
            if (!only.Contains('=', StringComparison.Ordinal) || only.StartsWith('/') || only.StartsWith("./", StringComparison.Ordinal))
                return readFile(only) is { } file ? new Call.Reservation(file, only) : new Call.Wrong(Sentences.NotArguments(only));
        }
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var word in words)
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                    return new Call.Wrong(Sentences.NotArguments(word));
                json.WriteString(word[..equals], word[(equals + 1)..]);
            }
            json.WriteEndObject();
        }
        return new Call.Reservation(stream.ToArray(), "the arguments");
    }
}
