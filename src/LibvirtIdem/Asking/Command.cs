namespace LibvirtIdem.Asking;

/// <summary>What can be asked for, in the order of <c>--help</c>.</summary>
internal enum Command
{
    Reservation,
    Network,
    Dns,
    Import,
    Export,
    Info,
    Undo,
    Schema,
    Completion,
}

/// <summary>The commands by their names.</summary>
internal static class CommandNames
{
    /// <summary>In the order of <see cref="Command"/>.</summary>
    public static readonly string[] Names = ["reservation", "network", "dns", "import", "export", "info", "undo", "schema", "completion"];

    /// <summary>Those that take options and answer with a result; the others print what is known beforehand.</summary>
    public static IEnumerable<string> WithOptions => Names[..(int)Command.Schema];

    public static bool TakesOptions(Command command) => command < Command.Schema;

    public static bool TryParse(string word, out Command command)
    {
        var index = Array.IndexOf(Names, word);
        command = (Command)Math.Max(index, 0);
        return index >= 0;
    }
}
