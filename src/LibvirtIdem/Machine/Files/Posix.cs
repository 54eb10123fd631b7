using System.Runtime.InteropServices;

namespace LibvirtIdem.Machine;

/// <summary>The system calls the tool uses, under their own names (Linux, glibc). Each answers -1 and sets errno on failure.</summary>
internal static unsafe partial class Posix
{
    public const int AtFdCwd = -100;
    public const int AtEmptyPath = 0x1000;
    public const int AtSymlinkNoFollow = 0x100;

    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NoTerminal = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    // These two differ between the architectures the tool is built for (asm-generic against arm64's own fcntl.h).
    public static readonly int Directory = IsArm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    public const int ResolveNoLinks = 0x04;
    public const int ResolveInRoot = 0x10;

    public const int FileKind = 0xF000;
    public const int RegularFile = 0x8000;
    public const int SymbolicLink = 0xA000;
    public const int Folder = 0x4000;

    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EINVAL = 22;
    public const int EROFS = 30;
    public const int EPIPE = 32;
    public const int ENOSYS = 38;
    public const int ELOOP = 40;
    public const int ENODATA = 61;
    public const int EILSEQ = 84;
    public const int ENOTSUP = 95;

    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;

    public const uint SyncFileRangeWrite = 2;

    public const int UseHugePages = 14; // MADV_HUGEPAGE

    public const uint NoReplace = 1;
    public const uint Exchange = 2;

    public const int SigHup = 1;
    public const int SigFileSize = 25; // SIGXFSZ

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [StructLayout(LayoutKind.Sequential)]
    public struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>struct flock of fcntl(2) on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Flock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Pid;
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int directory, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Syscall(long number, int directory, string path, OpenHow* how, nuint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Syscall(long number, long fromDirectory, string from, long toDirectory, string to, ulong flags);

    [LibraryImport("libc", EntryPoint = "madvise")]
    public static partial int Advise(nuint start, nuint length, int advice);

    /// <summary>Leaves <see cref="LastError"/> alone, so that it can stand between a failure and its report.</summary>
    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int fd, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "pwrite64", SetLastError = true)]
    public static partial nint WriteAt(int fd, byte* buffer, nuint size, long at);

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    public static partial int Allocate(int fd, int mode, long at, long size);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Truncate(int fd, long size);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int fd);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    public static partial int SyncFileRange(int fd, long start, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(int fd, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(int fd, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectoryAt(int directory, string path, uint mode);

    /// <summary>Leaves <see cref="LastError"/> alone.</summary>
    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint Umask(uint mask);

    [LibraryImport("libc", EntryPoint = "sched_yield")]
    public static partial int Yield();

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Renameat(int fromDirectory, string from, int toDirectory, string to);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkAt(int fromDirectory, string from, int toDirectory, string to, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnlinkAt(int directory, string path, int flags);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SymbolicLinkAt(string target, int directory, string path);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int fd, byte* address, uint addressSize);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(int fd, int level, int option, byte* value, uint size);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int fd, byte* message, nuint size, int flags, byte* address, uint addressSize);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int fd, nuint request, byte* argument);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLinkAt(int directory, string path, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint ReadDirectory(int fd, byte* entries, nuint size);

    [LibraryImport("libc", EntryPoint = "flistxattr", SetLastError = true)]
    public static partial nint ListAttributes(int fd, byte* names, nuint size);

    [LibraryImport("libc", EntryPoint = "fgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetAttribute(int fd, string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "getxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetAttribute(string path, string name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAttribute(int fd, string name, byte* value, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int LockFile(int fd, int operation);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int fd, int command, ref Flock flock);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long first, long second, nint third, long fourth);

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    public static partial nint GetRandom(byte* bytes, nuint size, uint flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getrlimit64")]
    private static partial int GetLimit(int resource, long* limit);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(byte* waits, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "fstatfs64")]
    private static partial int FileSystemStatus(int fd, long* status);

    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsTerminal(int fd);

    /// <summary>openat2(2), for which glibc has no function: every step of the path stays under the directory.</summary>
    /// <param name="directory">The root.</param>
    /// <param name="path">Below it.</param>
    /// <param name="flags">As for <see cref="OpenAt"/>.</param>
    /// <param name="resolve">What is refused besides, such as <see cref="ResolveNoLinks"/>.</param>
    public static int Openat2(int directory, string path, int flags, int resolve = 0)
    {
        var how = new OpenHow { Flags = (uint)flags, Resolve = (uint)(ResolveInRoot | resolve) };
        return (int)Syscall(437, directory, path, &how, (nuint)sizeof(OpenHow));
    }

    /// <summary>renameat2(2); glibc's function would answer EINVAL where the kernel answers ENOSYS.</summary>
    public static int Renameat2(int fromDirectory, string from, int toDirectory, string to, uint flags) =>
        (int)Syscall(IsArm ? 276 : 316, fromDirectory, from, toDirectory, to, flags);

    /// <summary>
    /// The pid that holds a write lock on the file (F_GETLK): 0 where none does, -1 where its pid cannot be seen from here.
    /// </summary>
    public static int LockHolder(int fd)
    {
        var flock = new Flock { Type = 1 };
        if (FileControl(fd, 5, ref flock) < 0 || flock.Type == 2)
            return 0;
        return flock.Pid > 0 ? flock.Pid : -1;
    }

    /// <summary>Bytes of address space that the process may use (RLIMIT_AS).</summary>
    public static long AddressLimit()
    {
        var limit = stackalloc long[2];
        return GetLimit(9, limit) == 0 && limit[0] >= 0 ? limit[0] : long.MaxValue;
    }

    public static void IgnoreSignal(int signal) => _ = Signal(signal, 1 /* SIG_IGN */);

    /// <summary>Waits until the descriptor can be read from, or written to. Leaves <see cref="LastError"/> alone.</summary>
    public static void Poll(int fd, bool forOutput)
    {
        // struct pollfd: descriptor, POLLIN or POLLOUT, what has come.
        var wait = stackalloc byte[8];
        (*(int*)wait, *(short*)(wait + 4), *(short*)(wait + 6)) = (fd, (short)(forOutput ? 4 : 1), 0);
        _ = Poll(wait, 1, -1);
    }

    /// <summary>The kind of file system a descriptor is on, by its number in linux/magic.h; 0 where that cannot be said.</summary>
    public static long FileSystemOf(int fd)
    {
        var status = stackalloc long[15]; // struct statfs64; its kind is the first of it
        return FileSystemStatus(fd, status) == 0 ? status[0] : 0;
    }

    /// <summary>pidfd_open(2).</summary>
    public static int PidfdOpen(int pid) => (int)Syscall(434, pid, 0, 0, 0);

    /// <summary>pidfd_send_signal(2).</summary>
    public static int PidfdSendSignal(int pidFd, int signal) => (int)Syscall(424, pidFd, signal, 0, 0);

    public static int LastError
    {
        get => Marshal.GetLastPInvokeError();
        set => Marshal.SetLastPInvokeError(value);
    }
}
