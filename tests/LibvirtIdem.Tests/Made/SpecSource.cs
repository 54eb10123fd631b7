using System.Text;
using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The source text of what a call reads of the table: keys, kinds and examples.</summary>
internal static class SpecSource
{
    public static string Text()
    {
        var source = new StringBuilder("""
            // Made from OptionTable; make texts writes it.
            namespace LibvirtIdem.Asking;

            /// <summary>Keys and kinds of the options, in the order of --help: what is read, asked for and suggested.</summary>
            internal static class OptionSpecs
            {

            """);
        source.Append(List("public", "Item", ReservationOptions.Item));
        source.Append(List("public", "Definition", NetworkOptions.Definition));
        source.Append(List("public", "DnsRecord", DnsOptions.Record));
        // A file comes to reservation as its option csv.
        var commands = Enum.GetValues<Command>().Where(CommandNames.TakesOptions).Except([Command.Import]).ToArray();
        foreach (var command in commands)
            source.Append(List("private", $"{command}", [new("command", OptionKind.Text, ""), .. OptionTable.Of(command)]));
        source.Append("    public static OptionSpec[] Of(Command command) => command switch\n    {\n");
        foreach (var command in commands.Except([Command.Reservation]))
            source.Append($"        Command.{command} => {command},\n");
        source.Append("        _ => Reservation,\n    };\n\n");
        source.Append("    /// <summary>A value of a list, for the error that says that one is none.</summary>\n");
        source.Append("    public static string Example(string key) => key switch\n    {\n");
        var examples = commands.SelectMany(OptionTable.Of).Where(option => option.Example is not null).Select(option => (option.Key, option.Example));
        foreach (var (key, example) in examples.Distinct())
            source.Append($"        \"{key}\" => \"\"\"{example}\"\"\",\n");
        return source.Append("        _ => \"[]\",\n    };\n}\n").ToString();
    }

    private static string List(string access, string name, IEnumerable<Option> options)
    {
        var rows = options.Select(option => $"        new(\"{option.Key}\", OptionKind.{option.Kind}),\n");
        return $"    {access} static readonly OptionSpec[] {name} =\n    [\n{string.Concat(rows)}    ];\n\n";
    }
}
