using static LibvirtIdem.Asking.OptionKind;

namespace LibvirtIdem.Asking;

/// <summary>Options that commands have in common.</summary>
internal static class SharedOptions
{
    public static readonly string[] ApplyWords = ["auto", "api", "reload", "quiet", "files"];

    public static readonly Option Root = new("root", Text, "work on a mounted image or chroot")
    {
        Default = "/",
        Long = "work on a mounted image or chroot: no daemon is contacted, no signal is sent",
        Ansible = """
            Work on a mounted image or chroot below this directory of the target. No daemon is contacted, and no process is signalled

            An absolute path on the target
            """,
    };

    public static readonly Option RootToRead = Root with { Help = "read a mounted image or chroot", Long = null };

    public static readonly Option CheckMode = new("check_mode", Flag, "predict only") { Default = "false" };

    public static readonly Option Diff = new("diff", Flag, "return the text before and after") { Default = "false" };

    public static readonly Option LockTimeout = new("lock_timeout", Number, "seconds to wait for another run")
    {
        Default = "30",
        Long = "seconds to wait for another run; the error names its pid",
    };

    public static readonly Option[] OfChanges =
    [
        Root,
        CheckMode,
        Diff,
        new("backup", Flag, "keep a timestamped copy of each changed file") { Default = "false" },
        new("unsafe_writes", Flag, "write in place if a file cannot be replaced (a bind-mounted /etc/hosts); not atomic")
        {
            Default = "false",
            Long = """
                write in place if a file cannot be replaced by rename (a bind-mounted `/etc/hosts`). Not atomic: others may read a partly
                written file; space is reserved first, and after a kill the next changing call restores the file. If two files cannot be
                exchanged ([old kernels, sandboxes and some file systems](security.md#old-kernels-and-seccomp)), a plain rename replaces the
                file
                """,
            Ansible = """
                write in place if a file cannot be replaced by rename, such as a bind-mounted `/etc/hosts`. Not atomic: others may read a
                partly written file
                """,
        },
        LockTimeout,
    ];

    public static readonly Option[] OfSettings =
        [.. OfChanges.Select(option => option == Diff ? Diff with { Help = "return the network's settings before and after" } : option)];

    /// <summary>Of <c>network</c> and <c>dns</c>.</summary>
    public static readonly Option Apply = new("apply", Text, """
        with a daemon: api, or quiet (do not change the running network); without one: files
        """)
    {
        Default = "auto",
        Choices = ApplyWords,
        Long = "with a daemon `api`, or `quiet` (do not change the running network); without one `files`",
    };
}
