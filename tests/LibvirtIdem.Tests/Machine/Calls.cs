using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The published binary on an image root: what the system around it may do.</summary>
public sealed class Calls : IDisposable
{
    private static readonly string[] Web1 = ["mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1"];

    private readonly ScratchRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void SecondOneKeepsEveryInodeAndTime()
    {
        Assert.True(root.Reservation(Web1).Changed);
        var before = root.Census();
        Assert.False(root.Reservation(Web1).Changed);
        Assert.Equal(before, root.Census());
    }

    [Fact]
    public void CheckModePredictsAndTouchesNothing()
    {
        var before = root.Census();
        var predicted = root.Reservation([.. Web1, "check_mode=true", "diff=true"]);
        Assert.Equal(before, root.Census());
        var done = root.Reservation([.. Web1, "diff=true"]);
        foreach (var key in new[] { "changed", "changes", "diff", "files", "summary" })
            Assert.Equal(predicted.Json[key]!.ToJsonString(), done.Json[key]!.ToJsonString());
    }

    [Fact]
    public void LockHeldByAnotherProcessIsNamed()
    {
        Assert.True(root.Reservation(Web1).Changed);
        using var holder = ScratchRoot.Start("flock", Path.Combine(root.Folder, "var/lib/libvirt-idem/lock"), "cat");
        try
        {
            // cat answers only once flock has started it.
            holder.StandardInput.WriteLine("held");
            holder.StandardInput.Flush();
            Assert.Equal("held", holder.StandardOutput.ReadLine());
            var refused = root.Reservation("mac=52:54:00:12:34:57", "ip=192.168.122.11", "lock_timeout=0");
            Assert.Equal(1, refused.ExitCode);
            Assert.Equal("locked", refused.ErrorCode);
            Assert.Contains($"(pid {holder.Id}", refused.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
            // Neither needs the lock.
            Assert.True(root.Reservation("mac=52:54:00:12:34:57", "ip=192.168.122.11", "lock_timeout=0", "check_mode=true").Changed);
            Assert.False(root.Reservation([.. Web1, "lock_timeout=0"]).Changed);
        }
        finally
        {
            holder.StandardInput.Close();
            holder.WaitForExit();
        }
    }

    [Fact]
    public void ParallelOnesAllGetIn()
    {
        var runs = Enumerable.Range(0, 12).Select(number => ScratchRoot.Start(World.Tool, "reservation", $"root={root.Folder}",
            $"mac=52:54:00:00:01:{number:x2}", $"ip=192.168.122.{20 + number}", $"name=guest{number}")).ToList();
        foreach (var run in runs)
        {
            run.StandardOutput.ReadToEnd();
            run.WaitForExit();
            Assert.Equal(0, run.ExitCode);
            run.Dispose();
        }
        var (config, hosts) = (File.ReadAllText(root.Config), File.ReadAllText(root.Hosts));
        for (var number = 0; number < 12; number++)
        {
            Assert.Contains($"<host mac='52:54:00:00:01:{number:x2}' name='guest{number}' ip='192.168.122.{20 + number}'/>", config, StringComparison.Ordinal);
            Assert.Contains($"192.168.122.{20 + number} guest{number}\n", hosts, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void BackupKeepsModeAndNeverEndsInXml()
    {
        File.SetUnixFileMode(root.Config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = File.ReadAllText(root.Config);
        var result = root.Reservation([.. Web1, "backup=true"]).Json;
        var backup = result["files"]!.AsArray().Single(file => file!["role"]!.GetValue<string>() == "config")!["backup_file"]!.GetValue<string>();
        Assert.Equal(before, File.ReadAllText(backup));
        Assert.False(backup.EndsWith(".xml", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(root.Config));
    }

    [Theory]
    [InlineData("mkfifo", "is not a regular file")]
    [InlineData("mkdir", "is not a regular file")]
    [InlineData("truncate -s 3G", "is larger than the limit of 256 MB")]
    public void OtherKindsOfFilesAreRefused(string made, string why)
    {
        Assert.Equal(0, ScratchRoot.Run("bash", "-c", $"rm {root.Hosts} && {made} {root.Hosts}").ExitCode);
        var refused = root.Reservation(Web1);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(why, refused.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void InputThatDoesNotEndIsRefused()
    {
        var refused = ScratchRoot.Run(World.Tool, "import", "/dev/zero", $"root={root.Folder}");
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("io_error", refused.ErrorCode);
    }

    [Fact]
    public void LinksStayInsideTheRoot()
    {
        var outside = Path.Combine(Path.GetTempPath(), $"outside-{Guid.NewGuid():N}");
        File.WriteAllText(outside, "127.0.0.1 localhost\n");
        try
        {
            File.Delete(root.Hosts);
            File.CreateSymbolicLink(root.Hosts, outside);
            Directory.CreateDirectory(root.Folder + Path.GetTempPath());
            Assert.True(root.Reservation(Web1).Changed);
            Assert.Equal("127.0.0.1 localhost\n", File.ReadAllText(outside));
            Assert.Contains("192.168.122.10 web1", File.ReadAllText(root.Folder + outside), StringComparison.Ordinal);
            Assert.Equal(outside, new FileInfo(root.Hosts).LinkTarget);
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public void SystemItselfIsRootsOnly()
    {
        Assert.SkipUnless(Environment.UserName == "root", "taking an ordinary user's place needs root");
        var tool = Path.Combine(Directory.CreateTempSubdirectory().FullName, "libvirt-idem");
        File.Copy(World.Tool, tool);
        File.SetUnixFileMode(Path.GetDirectoryName(tool)!, (UnixFileMode)0x1ED);
        var refused = ScratchRoot.Run("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", tool, "reservation", .. Web1]);
        Directory.Delete(Path.GetDirectoryName(tool)!, recursive: true);
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("permission", refused.ErrorCode);
    }

    [Fact]
    public void ArgumentsFromAFileAndFromStandardInputAreTheSame()
    {
        var file = Path.Combine(root.Folder, "call.json");
        File.WriteAllText(file, $$"""{"root": "{{root.Folder}}", "mac": "52:54:00:12:34:56", "ip": "192.168.122.10", "_ansible_check_mode": true, "_ansible_verbosity": 3}""");
        var asModule = ScratchRoot.Run(World.Tool, file);
        Assert.True(asModule.Changed, asModule.Output);
        using var process = ScratchRoot.Start(World.Tool, "reservation", "-");
        process.StandardInput.Write(File.ReadAllText(file));
        process.StandardInput.Close();
        Assert.Equal(asModule.Output, process.StandardOutput.ReadToEnd());
        Assert.DoesNotContain("web1", File.ReadAllText(root.Hosts), StringComparison.Ordinal);
    }

    [Fact]
    public void OutputGoesOnWhereARedirectedFileIs()
    {
        var file = Path.Combine(root.Folder, "out");
        ScratchRoot.Run("bash", "-c", $"{{ {World.Tool} --version; echo end; }} >{file}");
        Assert.EndsWith("\nend\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    /// <summary>script(1) gives the call a terminal, as ssh -tt does: no escape codes, and for Ansible nothing but the JSON.</summary>
    [Theory]
    [InlineData("", "default: 1 added")]
    [InlineData(", \"_ansible_verbosity\": 0", "{")]
    public void OnATerminalOnlyAPersonGetsASummary(string ansible, string start)
    {
        var file = Path.Combine(root.Folder, "call.json");
        File.WriteAllText(file, $$"""{"root": "{{root.Folder}}", "mac": "52:54:00:12:34:56", "ip": "192.168.122.10"{{ansible}}}""");
        var seen = ScratchRoot.Run("script", "-qec", $"{World.Tool} {file}", "/dev/null").Output;
        Assert.StartsWith(start, seen, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1B', seen);
        Assert.EndsWith("}\r\n", seen, StringComparison.Ordinal);
    }
}
