using System.Buffers;
using LibvirtIdem.Asking;
using LibvirtIdem.Commands;
using LibvirtIdem.Machine;
using LibvirtIdem.Messages;
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
        // A limit on the size of files (ulimit -f) is an error of the write, like a full disk.
        Posix.IgnoreSignal(Posix.SigFileSize);
        try
        {
            return CommandLine.Parse(args, StandardStreams.ReadFile, StandardStreams.ReadInput) switch
            {
                Call.Text { Content: var text } => StandardStreams.Print(text) ? 0 : Failed,
                Call.Wrong { Problem: var wrong } => Print(ReservationReport.Refused(null, [wrong]), StandardStreams.ErrorIsTerminal),
                Call.Run call => Answer(call),
                var other => throw new NotSupportedException(other.ToString()),
            };
        }
        catch (MachineException failure)
        {
            return Print(ReservationReport.Refused(null, [failure.Problem]), StandardStreams.ErrorIsTerminal);
        }
        catch (OutOfMemoryException)
        {
            return Print(ReservationReport.Refused(null, [Message.NoMemory()]), StandardStreams.ErrorIsTerminal);
        }
        catch (Exception bug)
        {
            Write(ReservationReport.Bug(bug));
            return Bug;
        }
    }

    private static int Answer(Call.Run call)
    {
        var options = OptionsReader.Read(call, out var unreadable);
        // Over ssh Ansible runs modules on a terminal, where lines for a person would land in the middle of the JSON.
        var isWatched = StandardStreams.ErrorIsTerminal && options?.AreFromAnsible != true;
        if (options is null)
            return Print(ReservationReport.Refused(null, [unreadable!]), isWatched);
        IReadOnlyList<Problem> problems;
        var result = call.Command switch
        {
            Command.Network =>
                NetworkRequestParser.Parse(options, out problems) is { } request ? NetworkCommand.Run(request, isWatched) : null,
            Command.Dns => DnsRequestParser.Parse(options, out problems) is { } names ? NetworkCommand.Run(names, isWatched) : null,
            Command.Export => ExportRequestParser.Parse(options, out problems) is { } request ? ExportCommand.Run(request) : null,
            Command.Info => InfoRequestParser.Parse(options, out problems) is { } request ? InfoCommand.Run(request) : null,
            Command.Undo =>
                UndoRequestParser.Parse(options, out problems) is { } request ? UndoCommand.Run(request with { ShowsProgress = isWatched })
                : null,
            _ => ReservationRequestParser.Parse(options, call.CsvFile, ImportReader.Of(options), out problems) is { } request
                ? ReservationCommand.Run(request with { ShowsProgress = isWatched }) : null,
        };
        return Print(result ?? ReservationReport.Refused(null, problems), isWatched);
    }

    /// <param name="result">What came of the call.</param>
    /// <param name="isWatched">A person reads along on standard error.</param>
    private static int Print(Result result, bool isWatched)
    {
        if (isWatched)
            foreach (var line in result.Text is null ? [result.Msg] : result.Warnings.Append(result.Msg))
                StandardStreams.WriteError(TerminalText.Shown(line));
        if (result.Text is { } instead)
            return StandardStreams.Print(StandardStreams.OutputIsTerminal ? TerminalText.Lines(instead) : instead) ? 0 : Failed;
        // The change stays; a result that could not be written is a failure.
        if (!Write(result))
            return Failed;
        if (result is InfoResult { Seen: { } seen } && isWatched)
            foreach (var line in InfoTable.Draw(seen, StandardStreams.ErrorHasColor))
                StandardStreams.WriteError(line);
        var isWrongCall = result.Errors?.Any(error => error.Code is ErrorCode.Usage or ErrorCode.UnknownOption) == true;
        return !result.Failed ? 0 : isWrongCall ? WrongCall : Failed;
    }

    private static bool Write(Result result)
    {
        if (StandardStreams.OutputIsTerminal)
        {
            var document = new ArrayBufferWriter<byte>();
            ReservationReport.Write(result, indented: true, document);
            return StandardStreams.Print(TerminalText.Json(document.WrittenSpan));
        }
        var output = new OutputBuffer();
        ReservationReport.Write(result, indented: false, output);
        output.Flush();
        return output.IsWhole;
    }
}
