using System.Text.RegularExpressions;

namespace LibvirtIdem.Tests.Machine;

/// <summary>One system call of a traced run: its number among those of its kind is what strace's injection counts.</summary>
internal sealed partial record TracedCall(string Syscall, int Number, string Line)
{
    /// <summary>It came back, and not with an error.</summary>
    public bool IsDone => Done().IsMatch(Line);

    [GeneratedRegex(@"\) += \d+")]
    private static partial Regex Done();
}

/// <summary>What strace wrote down.</summary>
internal static partial class Trace
{
    /// <summary>The calls of the main thread, which does all the work; strace counts each kind by itself, and each thread.</summary>
    public static List<TracedCall> OfMainThread(string trace)
    {
        var (calls, counts, main) = (new List<TracedCall>(), new Dictionary<string, int>(StringComparer.Ordinal), trace.Split(' ')[0] + " ");
        foreach (var line in trace.Split('\n'))
        {
            if (!line.StartsWith(main, StringComparison.Ordinal) || Entry().Match(line) is not { Success: true } call)
                continue;
            var syscall = call.Groups[1].Value;
            counts[syscall] = counts.GetValueOrDefault(syscall) + 1;
            calls.Add(new(syscall, counts[syscall], line));
        }
        return calls;
    }

    [GeneratedRegex(@"^\d+ +(\w+)\(")]
    private static partial Regex Entry();
}
