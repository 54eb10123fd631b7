using LibvirtIdem.Asking;
using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// How long the answer of a daemon is waited for: until <c>lock_timeout</c> is over, and after SIGTERM or SIGINT only a moment more for
/// each answer, until one does not come.
/// </summary>
internal sealed class DaemonPatience(int lockSeconds, StopSignals interruption)
{
    /// <summary>Any change that libvirt makes by one call takes less, but for a network's start on a busy machine.</summary>
    private const int AfterSignalMilliseconds = 2000;

    private long? signalled;
    private bool isSilent;

    /// <summary>lock_timeout=0 waits for no other run; a daemon's answer takes time nevertheless.</summary>
    private int Seconds => lockSeconds > 0 ? lockSeconds : RequestParser.DefaultLockSeconds;

    /// <summary>Why the wait is over; null while it is not.</summary>
    /// <param name="started">When it began (<see cref="Environment.TickCount64"/>).</param>
    public string? IsOver(long started)
    {
        var now = Environment.TickCount64;
        if (interruption.Received is { } signal)
        {
            // A rollback asks many times, and a daemon that answers is not to be given up in the middle of it.
            isSilent |= now - Math.Max(signalled ??= now, started) >= AfterSignalMilliseconds;
            if (isSilent)
                return Message.DaemonSilentAt(signal);
        }
        return now - started >= Seconds * 1000L ? Message.DaemonSilent(Seconds) : null;
    }
}
