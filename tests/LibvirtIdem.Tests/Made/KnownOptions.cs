using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LibvirtIdem.Asking;
using LibvirtIdem.Model;

namespace LibvirtIdem.Tests.Made;

/// <summary>What the parser itself knows of the options: their kinds by the types it reads into, the words of a choice by what it says of a word that is none.</summary>
internal static class KnownOptions
{
    private const string NoWord = "?";

    /// <summary>The options of a command and of what kind each is, in the order of --help.</summary>
    public static IEnumerable<(string Name, Type Kind)> Of(Command command)
    {
        var kinds = Type(command).Properties.Where(property => !property.IsExtensionData).ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.Ordinal);
        var options = new HelpPage(command == Command.Import ? Command.Reservation : command).Options.Select(option => (option.Name, kinds[option.Name]));
        // A file takes the place of the single reservation.
        return command != Command.Import ? options : options.Where(option => !ItemKeys().Contains(option.Name, StringComparer.Ordinal) && option.Name != "reservations");
    }

    public static IEnumerable<string> ItemKeys() => OptionsJson.Default.ReservationItem.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name);

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
        var json = JsonSerializer.SerializeToUtf8Bytes(options);
        IReadOnlyList<Problem> problems;
        _ = command switch
        {
            Command.Network => NetworkCheck.Check(Read(json, OptionsJson.Default.NetworkOptions), out problems),
            Command.Export => ExportCheck.Check(Read(json, OptionsJson.Default.ExportOptions), out problems),
            Command.Info => InfoCheck.Check(Read(json, OptionsJson.Default.InfoOptions), out problems),
            Command.Undo => UndoCheck.Check(Read(json, OptionsJson.Default.UndoOptions), out problems),
            _ => (object?)ReservationCheck.Check(Read(json, OptionsJson.Default.ReservationOptions), null, _ => null, out problems),
        };
        return problems;
    }

    public static JsonTypeInfo Type(Command command) => command switch
    {
        Command.Network => OptionsJson.Default.NetworkOptions,
        Command.Export => OptionsJson.Default.ExportOptions,
        Command.Info => OptionsJson.Default.InfoOptions,
        Command.Undo => OptionsJson.Default.UndoOptions,
        _ => OptionsJson.Default.ReservationOptions,
    };

    private static TOptions Read<TOptions>(byte[] json, JsonTypeInfo<TOptions> type) where TOptions : Options =>
        OptionsReader.Read(json, "the probe", type, out var problem) ?? throw new InvalidOperationException(problem!.Msg);
}
