using System.Text.Json;
using LibvirtIdem.Asking;
using LibvirtIdem.Model;

namespace LibvirtIdem.Tests.Made;

/// <summary>What the parser itself knows of the options: their kinds from its tables, the words of a choice by what it says of a word that is none.</summary>
internal static class KnownOptions
{
    private const string NoWord = "?";

    /// <summary>The options of a command and of what kind each is, in the order of --help.</summary>
    public static IEnumerable<(string Name, OptionKind Kind)> Of(Command command)
    {
        var kinds = OptionSpecs.Of(command).ToDictionary(option => option.Key, option => option.Kind, StringComparer.Ordinal);
        var options = new HelpPage(command == Command.Import ? Command.Reservation : command).Options.Select(option => (option.Name, kinds[option.Name]));
        // A file takes the place of the single reservation.
        return command != Command.Import ? options : options.Where(option => !OptionSpecs.Item.Any(item => item.Key == option.Name) && option.Name != "reservations");
    }

    /// <summary>The words that an option may be; null where it is no choice.</summary>
    public static string[]? Words(Command command, string option)
    {
        const string Choice = " is not one of ";
        // A reservation's state is looked at where there is a reservation.
        var call = new Dictionary<string, object>(StringComparer.Ordinal) { ["ip"] = "192.0.2.7", ["mac"] = "52:54:00:00:00:07", ["name"] = "probe", [option] = NoWord };
        foreach (var key in call.Keys.Except(Of(command).Select(known => known.Name), StringComparer.Ordinal))
            call.Remove(key);
        return Problems(command, call).Where(problem => problem.Field == option && problem.Msg.Contains(Choice, StringComparison.Ordinal))
            .Select(problem => problem.Msg[(problem.Msg.IndexOf(Choice, StringComparison.Ordinal) + Choice.Length)..].Split(", ")).SingleOrDefault();
    }

    /// <summary>What is said of options that make no sense together with nothing else.</summary>
    public static IReadOnlyList<Problem> Problems(Command command, Dictionary<string, object> options)
    {
        var call = new Call.Run(command, "the probe", JsonSerializer.SerializeToUtf8Bytes(options));
        var probe = OptionsReader.Read(call, out var problem) ?? throw new InvalidOperationException(problem!.Msg);
        IReadOnlyList<Problem> problems;
        _ = command switch
        {
            Command.Network => NetworkRequestParser.Parse(probe, out problems),
            Command.Export => ExportRequestParser.Parse(probe, out problems),
            Command.Info => InfoRequestParser.Parse(probe, out problems),
            Command.Dns => DnsRequestParser.Parse(probe, out problems),
            Command.Undo => UndoRequestParser.Parse(probe, out problems),
            _ => (object?)ReservationRequestParser.Parse(probe, null, _ => null, out problems),
        };
        return problems;
    }
}
