namespace LibvirtIdem.Machine;

/// <summary>
/// A process that is to be sent a signal once it has been checked to be the right one: by a pidfd (Linux 5.3), which stays that process
/// when its pid is given to another one; else by its pid, right after the same checks.
/// </summary>
internal readonly struct ProcessHandle : IDisposable
{
    private static NewerCall pidfdOpen;
    private static NewerCall pidfdSendSignal;

    private readonly int pid;

    /// <summary>-1 without a pidfd.</summary>
    private readonly int fd;

    private ProcessHandle(int pid, int fd) => (this.pid, this.fd) = (pid, fd);

    /// <summary>Null where it does not run.</summary>
    public static ProcessHandle? Open(int pid)
    {
        if (pidfdOpen.IsMissing)
            return new(pid, -1);
        var opened = Posix.PidfdOpen(pid);
        return pidfdOpen.IsRefused(opened) ? new(pid, -1) : opened < 0 ? null : new(pid, opened);
    }

    /// <summary>
    /// Whether it was sent. The checks that it is the right process come between <see cref="Open"/> and this, the last of them just before.
    /// </summary>
    public bool Send(int signal)
    {
        if (fd >= 0 && !pidfdSendSignal.IsMissing)
        {
            var sent = Posix.PidfdSendSignal(fd, signal);
            if (!pidfdSendSignal.IsRefused(sent))
                return sent == 0;
        }
        return Posix.Kill(pid, signal) == 0;
    }

    public void Dispose()
    {
        if (fd >= 0)
            _ = Posix.Close(fd);
    }
}
