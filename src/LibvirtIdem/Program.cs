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
        if (call is Call.Wrong { Problem: var wrong })
            return Report.Refused(null, [wrong]);
        var (arguments, source, csvFile) = (Call.Reservation)call;
        if (OptionsReader.Read(arguments, source, out var unreadable) is not { } options)
            return Report.Refused(null, [unreadable!]);
        if (csvFile is not null && options.Csv is not null)
            return Report.Refused(null, [Sentences.GivenTwice("csv")]);
        options.Csv ??= csvFile is null ? null : new() { Value = csvFile };
        fromAnsible = options.Unknown?.Keys.Any(key => key.StartsWith("_ansible_", StringComparison.Ordinal)) == true;
        return ReservationCheck.Check(options, ReadCsv, out var problems) is { } request
            ? Reconciler.Run(request with { ShowsProgress = StandardStreams.ErrorIsTerminal && !fromAnsible }) : Report.Refused(null, problems);
    }

    private static byte[]? ReadCsv(string path) => path == "-" ? StandardStreams.ReadInput() : StandardStreams.ReadFile(path);

    private static int Print(Result result, bool fromAnsible)
    {
        // Over ssh Ansible runs modules on a terminal, where this line would land in the middle of the JSON.
        if (StandardStreams.ErrorIsTerminal && !fromAnsible)
            StandardStreams.Say(result.Msg);
        Write(result);
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
