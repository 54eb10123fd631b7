using System.Globalization;
using System.Text;
using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// One changing run per root at a time: a lock (flock) on a file in the tool's own folder, which the kernel takes back when its holder
/// dies. Who holds it is read from /proc/locks, so nothing is ever written into the file.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private const string LockFile = LibvirtPaths.OwnFolder + "/lock";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private readonly int fd;

    private RunLock(int fd) => this.fd = fd;

    public static RunLock Acquire(TargetMachine machine, int seconds)
    {
        var (files, progress) = (machine.Files, machine.Progress);
        files.MakeDirectory(LibvirtPaths.OwnFolder, 0x1C0 /* 0700 */);
        files.RequireOwn(LibvirtPaths.OwnFolder);
        var file = Open(files);
        var started = Environment.TickCount64;
        while (Posix.LockFile(file, Posix.LockExclusive | Posix.LockNonBlocking) < 0)
        {
            if (Posix.LastError is not (Posix.EAGAIN or Posix.EINTR))
                throw files.Failed("lock", LockFile);
            if (Environment.TickCount64 - started >= seconds * 1000L)
            {
                var problem = Message.Locked(files.Shown(LockFile), seconds, Holders(file));
                _ = Posix.Close(file);
                throw new MachineException(problem);
            }
            progress.Report(Message.LockAwaited, 0, 0);
            Thread.Sleep(LookAgain);
        }
        machine.StopSignals.Begin();
        return new(file);
    }

    /// <summary>Whether a run has the turn right now. Leaves no trace.</summary>
    public static bool IsHeld(RootedFiles files)
    {
        var file = files.TryOpenFile(LockFile, Posix.NoFollow, out _);
        if (file < 0)
            return false;
        var isFree = Posix.LockFile(file, Posix.LockExclusive | Posix.LockNonBlocking) == 0;
        _ = Posix.Close(file);
        return !isFree;
    }

    public void Dispose() => _ = Posix.Close(fd);

    /// <summary>For writing, which NFS wants of a lock; so what is no regular file is not opened at all.</summary>
    private static int Open(RootedFiles files)
    {
        using var place = files.Resolve(LockFile, followsLast: false);
        if (Posix.Statx(place.Directory, place.Name, Posix.AtSymlinkNoFollow, Posix.AllOfStatus, out var status) == 0
            && (status.Mode & Posix.FileKind) != Posix.RegularFile)
            throw new MachineException(Message.NotAFile(files.Shown(LockFile)));
        var file = Posix.OpenAt(place.Directory, place.Name,
            Posix.ReadWrite | Posix.Create | Posix.NoFollow | Posix.NonBlocking | Posix.CloseOnExec, 0x180 /* 0600 */);
        return file >= 0 ? file : throw files.Failed("open", LockFile);
    }

    /// <summary>Lines such as <c>1: FLOCK ADVISORY WRITE 4711 fe:00:1234 0 EOF</c>, the device in hex.</summary>
    private static List<int> Holders(int fd)
    {
        if (Posix.Statx(fd, "", Posix.AtEmptyPath, Posix.AllOfStatus, out var status) < 0
            || StandardStreams.ReadFile("/proc/locks") is not { } locks)
            return [];
        var file = string.Create(CultureInfo.InvariantCulture, $"{status.DeviceMajor:x2}:{status.DeviceMinor:x2}:{status.Inode}");
        return Encoding.ASCII.GetString(locks).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length >= 6 && words[1] == "FLOCK" && words[5] == file)
            .Select(words => int.Parse(words[4], CultureInfo.InvariantCulture))
            .Where(pid => pid > 0)
            .ToList();
    }
}
