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
            return call is Call.Text text ? StandardStreams.Print(Encoding.UTF8.GetBytes(text.Content), 0) : Print(Answer(call, out var fromAnsible), fromAnsible);
        }
        catch (Exception bug)
        {
            return StandardStreams.Print(Report.Json(Report.Bug(bug), StandardStreams.OutputIsTerminal), Bug);
        }
    }

    private static Result Answer(Call call, out bool fromAnsible)
    {
        fromAnsible = false;
        if (call is Call.Wrong { Problem: var wrong })
            return Report.Refused(null, [wrong]);
        var (arguments, source) = (Call.Reservation)call;
        if (OptionsReader.Read(arguments, source, out var unreadable) is not { } options)
            return Report.Refused(null, [unreadable!]);
        fromAnsible = options.Unknown?.Keys.Any(key => key.StartsWith("_ansible_", StringComparison.Ordinal)) == true;
        return ReservationCheck.Check(options, out var problems) is { } request ? Reconciler.Run(request) : Report.Refused(null, problems);
    }

    private static int Print(Result result, bool fromAnsible)
    {
        // Over ssh Ansible runs modules on a terminal, where this line would land in the middle of the JSON.
        if (StandardStreams.ErrorIsTerminal && !fromAnsible)
            StandardStreams.Say(result.Msg);
        var isWrongCall = result.Errors?.Any(error => error.Code is Code.Usage or Code.UnknownOption) == true;
        return StandardStreams.Print(Report.Json(result, StandardStreams.OutputIsTerminal), !result.Failed ? 0 : isWrongCall ? WrongCall : Failed);
    }
}
