using System.Text.Json;
using LibvirtIdem.Asking;
using LibvirtIdem.Model;

namespace LibvirtIdem.Tests.Made;

/// <summary>What the parser itself knows of the options, by the problems that it reports.</summary>
internal static class KnownOptions
{
    /// <summary>What is said of options that make no sense together with nothing else.</summary>
    public static IReadOnlyList<Problem> Problems(Command command, Dictionary<string, object> options)
    {
        _ = Request(command, options, out var problems);
        return problems;
    }

    /// <summary>What they ask for; null if there are problems.</summary>
    public static object? Request(Command command, Dictionary<string, object> options, out IReadOnlyList<Problem> problems)
    {
        var call = new Call.Run(command, "the probe", JsonSerializer.SerializeToUtf8Bytes(options));
        var probe = OptionsReader.Read(call, out var problem) ?? throw new InvalidOperationException(problem!.Msg);
        return command switch
        {
            Command.Network => NetworkRequestParser.Parse(probe, out problems),
            Command.Export => ExportRequestParser.Parse(probe, out problems),
            Command.Info => InfoRequestParser.Parse(probe, out problems),
            Command.Dns => DnsRequestParser.Parse(probe, out problems),
            Command.Undo => UndoRequestParser.Parse(probe, out problems),
            _ => ReservationRequestParser.Parse(probe, null, _ => null, out problems),
        };
    }
}
