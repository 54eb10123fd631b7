using System.Globalization;
using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Machine;

/// <summary>
/// What is being done, for a person at a terminal, once it takes more than a second: one line on standard error, written over.
/// </summary>
internal sealed class Progress(bool isShown)
{
    private const int SilentMilliseconds = 1000;
    private const int RefreshMilliseconds = 200;

    private readonly long started = Environment.TickCount64;
    private long phaseStarted;
    private long lastTold;
    private string? current;

    /// <param name="phase">What is being done.</param>
    /// <param name="done">How much of it is.</param>
    /// <param name="total">How much there is; 0 where that cannot be counted.</param>
    public void Report(string phase, int done, int total)
    {
        if (!isShown)
            return;
        var now = Environment.TickCount64;
        if (phase != current)
            (current, phaseStarted) = (phase, now);
        if (now - started < SilentMilliseconds || now - lastTold < RefreshMilliseconds)
            return;
        lastTold = now;
        var seconds = Math.Max(now - phaseStarted, 1) / 1000.0;
        Write(total == 0 ? string.Create(CultureInfo.InvariantCulture, $"{phase}: {(now - started) / 1000.0:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{phase}: {done} of {total}, {done / seconds:0.0} a second"));
    }

    /// <summary>Removes the line.</summary>
    public void Clear()
    {
        if (lastTold > 0)
            Write("");
        lastTold = 0;
    }

    // To the line's beginning, and erase to its end.
    private static void Write(string line) =>
        StandardStreams.WriteErrorBytes(Encoding.UTF8.GetBytes("\r\x1b[K" + TerminalText.Shown(line)));
}
