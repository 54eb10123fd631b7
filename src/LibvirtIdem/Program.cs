using System.Text.Json.Serialization.Metadata;
using LibvirtIdem.Asking;
using LibvirtIdem.Machine;
using LibvirtIdem.Model;
using LibvirtIdem.Reporting;

namespace LibvirtIdem;

/// <summary>Ask, reconcile, report: the only place that prints and that knows exit codes.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int WrongCall = 2;
    private const int Bug = 70;

    private delegate TRequest? Check<TOptions, TRequest>(TOptions options, out IReadOnlyList<Problem> problems);

    public static int Main(string[] args)
    {
        try
        {
            return CommandLine.Parse(args, StandardStreams.ReadFile, StandardStreams.ReadInput) switch
            {
                Call.Text { Content: var text } => StandardStreams.Print(text) ? 0 : Failed,
                Call.Wrong { Problem: var wrong } => Print(Report.Refused(null, [wrong]), StandardStreams.ErrorIsTerminal),
                Call.Run call => Answer(call),
                var other => throw new NotSupportedException(other.ToString()),
            };
        }
        catch (MachineException failure)
        {
            return Print(Report.Refused(null, [failure.Problem]), StandardStreams.ErrorIsTerminal);
        }
        catch (Exception bug)
        {
            Write(Report.Bug(bug));
            return Bug;
        }
    }

    private static int Answer(Call.Run call) => call.Command switch
    {
        Command.Network => Answer<NetworkOptions, NetworkWish>(call, OptionsJson.Default.NetworkOptions, NetworkCheck.Check, NetworkReconciler.Run),
        Command.Export => Answer<ExportOptions, ExportRequest>(call, OptionsJson.Default.ExportOptions, ExportCheck.Check, (request, _) => Exporter.Run(request)),
        Command.Info => Answer<InfoOptions, InfoRequest>(call, OptionsJson.Default.InfoOptions, InfoCheck.Check, (request, _) => Inspector.Run(request)),
        Command.Undo => Answer<UndoOptions, UndoRequest>(call, OptionsJson.Default.UndoOptions, UndoCheck.Check,
            (request, isWatched) => Undoer.Run(request with { ShowsProgress = isWatched })),
        _ => Answer<ReservationOptions, ReservationRequest>(call, OptionsJson.Default.ReservationOptions,
            (options, out problems) => ReservationCheck.Check(options, call.CsvFile, ReadCsv, out problems),
            (request, isWatched) => Reconciler.Run(request with { ShowsProgress = isWatched })),
    };

    private static int Answer<TOptions, TRequest>(Call.Run call, JsonTypeInfo<TOptions> type, Check<TOptions, TRequest> check, Func<TRequest, bool, Result> run)
        where TOptions : Options where TRequest : class
    {
        var options = OptionsReader.Read(call.Arguments, call.Source, type, out var unreadable);
        // Over ssh Ansible runs modules on a terminal, where lines for a person would land in the middle of the JSON.
        var isWatched = StandardStreams.ErrorIsTerminal && options?.IsFromAnsible() != true;
        if (options is null)
            return Print(Report.Refused(null, [unreadable!]), isWatched);
        return Print(check(options, out var problems) is { } request ? run(request, isWatched) : Report.Refused(null, problems), isWatched);
    }

    private static byte[]? ReadCsv(string path) => path == "-" ? StandardStreams.ReadInput() : StandardStreams.ReadFile(path);

    /// <param name="result">What came of the call.</param>
    /// <param name="isWatched">A person reads along on standard error.</param>
    private static int Print(Result result, bool isWatched)
    {
        if (isWatched)
            foreach (var line in result.Text is null ? [result.Msg] : result.Warnings.Append(result.Msg))
                StandardStreams.Say(line);
        if (result.Text is { } instead)
            return StandardStreams.Print(instead) ? 0 : Failed;
        // The change stays; that nobody can read what it was is a failure all the same.
        if (!Write(result))
            return Failed;
        if (result is InfoResult { Seen: { } seen } && isWatched)
            foreach (var line in InfoTable.Draw(seen, StandardStreams.ErrorHasColor))
                StandardStreams.Say(line);
        var isWrongCall = result.Errors?.Any(error => error.Code is Code.Usage or Code.UnknownOption) == true;
        return !result.Failed ? 0 : isWrongCall ? WrongCall : Failed;
    }

    private static bool Write(Result result)
    {
        var output = new OutputBuffer();
        Report.Write(result, StandardStreams.OutputIsTerminal, output);
        output.Flush();
        return output.IsWhole;
    }
}
