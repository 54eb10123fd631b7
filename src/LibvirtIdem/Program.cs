using System.Text;
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

    public static int Main(string[] args)
    {
        try
        {
            var call = CommandLine.Parse(args, StandardStreams.ReadFile, StandardStreams.ReadInput);
            if (call is not Call.Text text)
                return Print(Answer(call, out var fromAnsible), fromAnsible);
            StandardStreams.Print(Encoding.UTF8.GetBytes(text.Content));
            return 0;
        }
        catch (Exception bug)
        {
            Write(Report.Bug(bug));
            return Bug;
        }
    }

    private static Result Answer(Call call, out bool fromAnsible)
    {
        fromAnsible = false;
        return call switch
        {
            Call.Wrong { Problem: var wrong } => Report.Refused(null, [wrong]),
            Call.Export export => Answer(export, out fromAnsible),
            Call.Info info => Answer(info, out fromAnsible),
            Call.Undo undo => Answer(undo, out fromAnsible),
            Call.Network network => Answer(network, out fromAnsible),
            _ => Answer((Call.Reservation)call, out fromAnsible),
        };
    }

    private static Result Answer(Call.Reservation call, out bool fromAnsible)
    {
        var options = OptionsReader.Read(call.Arguments, call.Source, out var unreadable);
        fromAnsible = OptionsCheck.IsFromAnsible(options?.Unknown);
        if (options is null)
            return Report.Refused(null, [unreadable!]);
        if (call.CsvFile is not null && options.Csv is not null)
            return Report.Refused(null, [Sentences.GivenTwice("csv")]);
        options.Csv ??= call.CsvFile is null ? null : new() { Value = call.CsvFile };
        return ReservationCheck.Check(options, ReadCsv, out var problems) is { } request
            ? Reconciler.Run(request with { ShowsProgress = StandardStreams.ErrorIsTerminal && !fromAnsible }) : Report.Refused(null, problems);
    }

    private static Result Answer(Call.Export call, out bool fromAnsible)
    {
        var options = OptionsReader.Read(call.Arguments, call.Source, OptionsJson.Default.ExportOptions, out var unreadable);
        fromAnsible = OptionsCheck.IsFromAnsible(options?.Unknown);
        return options is null ? Report.Refused(null, [unreadable!])
            : ExportCheck.Check(options, out var problems) is { } request ? Exporter.Run(request) : Report.Refused(null, problems);
    }

    private static Result Answer(Call.Info call, out bool fromAnsible)
    {
        var options = OptionsReader.Read(call.Arguments, call.Source, OptionsJson.Default.InfoOptions, out var unreadable);
        fromAnsible = OptionsCheck.IsFromAnsible(options?.Unknown);
        return options is null ? Report.Refused(null, [unreadable!])
            : InfoCheck.Check(options, out var problems) is { } request ? Inspector.Run(request) : Report.Refused(null, problems);
    }

    private static Result Answer(Call.Undo call, out bool fromAnsible)
    {
        var options = OptionsReader.Read(call.Arguments, call.Source, OptionsJson.Default.UndoOptions, out var unreadable);
        fromAnsible = OptionsCheck.IsFromAnsible(options?.Unknown);
        return options is null ? Report.Refused(null, [unreadable!])
            : UndoCheck.Check(options, out var problems) is { } request
                ? Undoer.Run(request with { ShowsProgress = StandardStreams.ErrorIsTerminal && !fromAnsible }) : Report.Refused(null, problems);
    }

    private static Result Answer(Call.Network call, out bool fromAnsible)
    {
        var options = OptionsReader.Read(call.Arguments, call.Source, OptionsJson.Default.NetworkOptions, out var unreadable);
        fromAnsible = OptionsCheck.IsFromAnsible(options?.Unknown);
        return options is null ? Report.Refused(null, [unreadable!])
            : NetworkCheck.Check(options, out var problems) is { } wish
                ? NetworkReconciler.Run(wish, showsProgress: StandardStreams.ErrorIsTerminal && !fromAnsible) : Report.Refused(null, problems);
    }

    private static byte[]? ReadCsv(string path) => path == "-" ? StandardStreams.ReadInput() : StandardStreams.ReadFile(path);

    private static int Print(Result result, bool fromAnsible)
    {
        // Over ssh Ansible runs modules on a terminal, where these lines would land in the middle of the JSON.
        if (StandardStreams.ErrorIsTerminal && !fromAnsible)
            foreach (var line in result.Text is null ? [result.Msg] : result.Warnings.Append(result.Msg))
                StandardStreams.Say(line);
        if (result.Text is { } instead)
            return StandardStreams.Print(instead) ? 0 : Failed;
        Write(result);
        if (result is InfoResult { Seen: { } seen } && StandardStreams.ErrorIsTerminal && !fromAnsible)
            foreach (var line in InfoTable.Draw(seen, StandardStreams.ErrorHasColor))
                StandardStreams.Say(line);
        var isWrongCall = result.Errors?.Any(error => error.Code is Code.Usage or Code.UnknownOption) == true;
        return !result.Failed ? 0 : isWrongCall ? WrongCall : Failed;
    }

    private static void Write(Result result)
    {
        var output = new OutputBuffer();
        Report.Write(result, StandardStreams.OutputIsTerminal, output);
        output.Flush();
    }
}
