using System.Runtime.InteropServices;
using System.Text;

namespace LibvirtIdem.Machine;

/// <content>Running another program, its input and its output files in memory.</content>
internal static unsafe partial class Posix
{
    private const int NoHang = 1; // WNOHANG
    private const int SigKill = 9;
    private const int ActionsSize = 512; // more than posix_spawn_file_actions_t of any libc
    private const int LookAgainMilliseconds = 2;

    /// <summary>
    /// Runs a program without an environment until it ends. Returns its exit status and all that it printed; null where it cannot be run,
    /// or takes too long.
    /// </summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <param name="milliseconds">How long it may take.</param>
    public static (int Status, string Output)? Run(string path, string[] arguments, byte[] input, int milliseconds)
    {
        var (stdin, stdout) = (MemoryFile("input", CloseOnExecMemory), MemoryFile("output", CloseOnExecMemory));
        try
        {
            fixed (byte* bytes = input)
                if (stdin < 0 || stdout < 0 || PositionedWrite(stdin, bytes, (nuint)input.Length, 0) != input.Length)
                    return null;
            if (Spawn(path, arguments, stdin, stdout) is not { } pid)
                return null;
            int status;
            for (var deadline = new Deadline(milliseconds); WaitProcess(pid, &status, NoHang) != pid; Thread.Sleep(LookAgainMilliseconds))
            {
                if (!deadline.IsOver)
                    continue;
                _ = Kill(pid, SigKill);
                _ = WaitProcess(pid, &status, 0);
                return null;
            }
            var output = new byte[4096];
            fixed (byte* bytes = output)
                return ((status >> 8) & 0xFF,
                    Encoding.UTF8.GetString(output, 0, (int)nint.Max(PositionedRead(stdout, bytes, (nuint)output.Length, 0), 0)));
        }
        finally
        {
            _ = Close(stdin);
            _ = Close(stdout);
        }
    }

    private static int? Spawn(string path, string[] arguments, int stdin, int stdout)
    {
        var actions = stackalloc byte[ActionsSize];
        var words = new byte*[arguments.Length + 2];
        words[0] = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        for (var index = 0; index < arguments.Length; index++)
            words[index + 1] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[index]);
        var environment = stackalloc byte*[1];
        environment[0] = null;
        _ = FileActionsInit(actions);
        _ = FileActionsDuplicate(actions, stdin, 0);
        _ = FileActionsDuplicate(actions, stdout, 1);
        _ = FileActionsDuplicate(actions, stdout, 2);
        int pid, failure;
        fixed (byte** start = words)
            failure = SpawnProcess(&pid, words[0], actions, null, start, environment);
        _ = FileActionsDestroy(actions);
        foreach (var word in words)
            Marshal.FreeCoTaskMem((nint)word);
        return failure == 0 ? pid : null;
    }

    private const uint CloseOnExecMemory = 1; // MFD_CLOEXEC

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint PositionedRead(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite")]
    private static partial nint PositionedWrite(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int FileActionsDuplicate(byte* actions, int fd, int newFd);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int SpawnProcess(int* pid, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitProcess(int pid, int* status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);
}
