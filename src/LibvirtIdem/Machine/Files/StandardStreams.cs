using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// Standard input and output by read(2) and write(2). Console sends escape codes to a terminal before the first byte, and over ssh Ansible
/// runs modules on one; FileStream writes at offsets of its own into a redirected file (measured with .NET 10).
/// </summary>
internal static unsafe class StandardStreams
{
    public static bool OutputIsTerminal => Posix.IsTerminal(1) == 1;

    public static bool ErrorIsTerminal => Posix.IsTerminal(2) == 1;

    /// <summary>Standard error shows colours and NO_COLOR is not set (no-color.org).</summary>
    public static bool ErrorHasColor =>
        ErrorIsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>The whole file, or null where there is none to read.</summary>
    /// <exception cref="MachineException">It does not end.</exception>
    public static byte[]? ReadFile(string path)
    {
        var fd = Posix.OpenAt(Posix.AtFdCwd, path, Posix.ReadOnly | Posix.CloseOnExec, 0);
        if (fd < 0)
            return null;
        try
        {
            // The size is only a hint: a pipe and a file in /proc have none.
            return Posix.Statx(fd, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var status) < 0 ? null
                : ReadToEnd(fd, (int)Math.Min(status.Size, int.MaxValue / 2));
        }
        finally
        {
            _ = Posix.Close(fd);
        }
    }

    public static byte[] ReadInput() => ReadToEnd(0, 0) ?? [];

    /// <summary>Writes it all; false where that failed. A reader that has closed the pipe is no error.</summary>
    public static bool Print(ReadOnlySpan<byte> text) => WriteAll(1, text);

    /// <summary>One line on standard error, for the person who watches.</summary>
    public static void WriteError(string line) => WriteAll(2, System.Text.Encoding.UTF8.GetBytes(line + "\n"));

    public static void WriteErrorBytes(ReadOnlySpan<byte> bytes) => WriteAll(2, bytes);

    private static bool WriteAll(int fd, ReadOnlySpan<byte> text)
    {
        while (text.Length > 0)
        {
            nint written;
            fixed (byte* start = text)
                written = Posix.Write(fd, start, (nuint)text.Length);
            if (written < 0 && !IsWaitedFor(fd, forOutput: true))
                return Posix.LastError == Posix.EPIPE;
            text = text[(int)Math.Max(written, 0)..];
        }
        return true;
    }

    /// <summary>
    /// Whether the call that failed is to be made again: the other end of a stream may have set it not to block (O_NONBLOCK), for itself
    /// and for everybody who has it.
    /// </summary>
    private static bool IsWaitedFor(int fd, bool forOutput)
    {
        if (Posix.LastError == Posix.EAGAIN)
            Posix.Poll(fd, forOutput);
        return Posix.LastError is Posix.EINTR or Posix.EAGAIN;
    }

    private static byte[]? ReadToEnd(int fd, int size)
    {
        MemoryLimit.Require(size);
        var buffer = GC.AllocateUninitializedArray<byte>(size);
        var filled = 0;
        while (true)
        {
            // What is as large as it was said to be ends here, and is not copied.
            byte more = 0;
            nint got;
            fixed (byte* start = buffer)
                got = filled < buffer.Length ? Posix.Read(fd, start + filled, (nuint)(buffer.Length - filled)) : Posix.Read(fd, &more, 1);
            if (got < 0 && !IsWaitedFor(fd, forOutput: false))
                return null;
            if (got == 0)
                return filled == buffer.Length ? buffer : buffer.AsSpan(0, filled).ToArray();
            if (filled > RootedFiles.MostBytes)
                throw new MachineException(Message.TooMuchInput);
            if (got > 0 && filled == buffer.Length)
            {
                MemoryLimit.Require(filled);
                Array.Resize(ref buffer, Math.Max(buffer.Length * 2, 16384));
                buffer[filled] = more;
            }
            filled += (int)Math.Max(got, 0);
        }
    }
}
