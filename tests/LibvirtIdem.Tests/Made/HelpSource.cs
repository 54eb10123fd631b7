using System.Text;
using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The source text of <c>--help</c>: u8 literals, so that the binary needs no code to make them.</summary>
internal static class HelpSource
{
    private const int Column = 24;
    private const int Width = 120;

    public static string Text()
    {
        var source = new StringBuilder("""
            // Made from CommandPage and OptionTable; make texts writes it.
            namespace LibvirtIdem.Asking;

            internal static partial class Help
            {

            """);
        source.Append(Literal("public", "Overview", Overview()));
        foreach (var command in Enum.GetValues<Command>())
            source.Append('\n').Append(Literal("private", $"{command}", Page(command)));
        return source.Append("}\n").ToString();
    }

    private static string Overview()
    {
        var commands = Enum.GetValues<Command>().Select(CommandPage.Of).Select(page => $"  {page.Label,-18} {page.Short}\n");
        return $$"""
            {{CommandPage.About}}

            usage: libvirt-idem COMMAND [ARGS]
                   libvirt-idem ARGS_FILE          a JSON file (Ansible's binary-module call)

            commands:
            {{string.Concat(commands)}}
            {{CommandPage.Forms}}

            {{CommandPage.Examples}}

            libvirt-idem COMMAND --help             lists a command's options (help COMMAND does too)
            libvirt-idem --version

            exit status: 0 success, 1 failure, 2 usage error, 70 a bug in libvirt-idem

            """;
    }

    private static string Page(Command command)
    {
        var page = CommandPage.Of(command);
        var text = new StringBuilder($"usage: libvirt-idem {CommandNames.Names[(int)command]} {page.Usage}\n\n{page.Text}\n");
        foreach (var group in OptionTexts.Listed(command))
        {
            text.Append('\n');
            foreach (var option in group)
                Append(text, option);
        }
        return (page.Notes.Length == 0 ? text : text.Append('\n').Append(page.Notes).Append('\n')).ToString();
    }

    private static void Append(StringBuilder text, Option option)
    {
        var name = $"  {option.Key}={OptionTexts.Value(option)}";
        text.Append(name.Length < Column ? name.PadRight(Column) : $"{name}\n{new string(' ', Column)}");
        text.AppendJoin($"\n{new string(' ', Column)}", OptionTexts.Wrapped(OptionTexts.Short(option), Width - Column)).Append('\n');
    }

    private static string Literal(string access, string name, string text)
    {
        var lines = string.Concat(text.Split('\n').Select(line => line.Length == 0 ? "\n" : $"        {line}\n"));
        return $"    {access} static ReadOnlySpan<byte> {name} => \"\"\"\n{lines}        \"\"\"u8;\n";
    }
}
