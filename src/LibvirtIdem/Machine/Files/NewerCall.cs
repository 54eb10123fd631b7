namespace LibvirtIdem.Machine;

/// <summary>
/// A system call that not every Linux since 4.18 has, or that a sandbox (seccomp) may refuse, and for which there is another way. The call
/// is made first, so a kernel that has it pays nothing; once it is refused, the other way is used for the rest of the run. Each of them has
/// its place: <see cref="RootedOpen"/> (openat2), <see cref="Replacement"/> (renameat2), <see cref="ProcessHandle"/> (pidfd_open,
/// pidfd_send_signal) and <see cref="Posix.Statx"/> (statx).
/// </summary>
internal struct NewerCall
{
    private bool hasWorked;

    /// <summary>It was refused before: go the other way at once.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>
    /// Whether the call itself was refused, and not what it was asked for: ENOSYS says so; EPERM and EINVAL do as long as it has never
    /// succeeded.
    /// </summary>
    /// <param name="result">What it returned; errno is set where that is below zero.</param>
    public bool IsRefused(long result)
    {
        if (result >= 0)
            return !(hasWorked = true);
        return IsMissing = Posix.LastError == Posix.ENOSYS || (!hasWorked && Posix.LastError is Posix.EPERM or Posix.EINVAL);
    }
}
