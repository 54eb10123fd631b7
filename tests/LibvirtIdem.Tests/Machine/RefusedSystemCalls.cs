using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>
/// The published binary on an image where the kernel or a sandbox refuses the system calls that are newer than Linux 4.18: every command works as it does with them, or is
/// refused before it writes anything.
/// </summary>
public sealed class RefusedSystemCalls : IDisposable
{
    private const string All = "openat2,renameat2,pidfd_open,pidfd_send_signal,statx";

    /// <summary>The calls of one change after the other, each on what the one before it left.</summary>
    private static readonly string[] Calls =
    [
        "reservation mac=52:54:00:12:34:56 ip=192.168.122.10 name=web1 aliases=www backup=true",
        "reservation mac=52:54:00:12:34:56 ip=192.168.122.11 name=web1",
        "network name=default ipv6=2001:db8:122::1/64 autostart=true domain=lab.example",
        "network name=lab mac=52:54:00:aa:bb:cc ipv4=192.168.123.1/24 dhcp_ranges=192.168.123.100-192.168.123.200",
        "import rows.csv purge=true",
        "export format=csv dest=out.csv",
        "info",
        "info network=default",
        "network name=lab state=absent",
        "undo",
        "undo",
    ];

    /// <summary>Those that replace no file of libvirt's or the system's.</summary>
    private static readonly string[] WithoutReplacing = ["network name=lab", "export", "info"];

    private readonly ScratchRoot root = new();

    public RefusedSystemCalls() => Prepare(root);

    public static TheoryData<string, string> Refusals => new MatrixTheoryData<string, string>(["openat2", "renameat2", "pidfd_open", "pidfd_send_signal", "statx", All], ["ENOSYS", "EPERM", "EINVAL"]);

    public void Dispose() => root.Dispose();

    [Theory]
    [MemberData(nameof(Refusals))]
    public void EveryCommandEndsAsItDoesWithThem(string calls, string error)
    {
        using var reference = new ScratchRoot();
        Prepare(reference);
        var isWithoutExchange = calls.Contains("renameat2", StringComparison.Ordinal);
        foreach (var call in Calls)
        {
            var accepts = isWithoutExchange && (call.StartsWith("reservation", StringComparison.Ordinal) || call.StartsWith("network", StringComparison.Ordinal) || call.StartsWith("import", StringComparison.Ordinal));
            var (wanted, came) = (Call(reference, [], call), Call(root, [Without, calls, error], accepts ? call + " unsafe_writes=true" : call));
            Assert.True(wanted.ExitCode == 0 && came.ExitCode == 0, $"{call}: {wanted.Output}{came.Output}{came.Error}");
            Assert.Equal(Comparable(reference, wanted), Comparable(root, came));
            Assert.Equal(Files(reference), Files(root));
        }
    }

    [Theory]
    [InlineData("ENOSYS")]
    [InlineData("EPERM")]
    [InlineData("EINVAL")]
    public void AFileIsNotReplacedWithoutExchangeUnlessThatIsAskedFor(string error)
    {
        foreach (var call in Calls)
        {
            var before = Files(root);
            var outcome = Call(root, [Without, "renameat2", error], call);
            if (!Array.Exists(WithoutReplacing, free => call.StartsWith(free, StringComparison.Ordinal)) && call != "undo")
            {
                Assert.Equal("not_supported", outcome.ErrorCode);
                Assert.Contains("unsafe_writes=true", outcome.Output, StringComparison.Ordinal);
                Assert.Equal(before, Files(root));
            }
            else
            {
                Assert.True(outcome.ExitCode == 0 || call == "undo", $"{call}: {outcome.Output}{outcome.Error}");
            }
            Assert.False(File.Exists(Path.Combine(root.Folder, "data/lib/libvirt-idem/journal")), call);
        }
    }

    /// <summary>The rename is held back for 1.5 s, after the last check of the file; in that time another process writes into it.</summary>
    [Theory]
    [InlineData("data/hosts", 1)]
    [InlineData("etc/libvirt/qemu/networks/default.xml", 3)]
    public void AnEditInTheMomentOfThePlainRenameIsNotLost(string file, int rename)
    {
        using var run = ScratchRoot.Start("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat,renameat2", "-e", "inject=renameat2:error=ENOSYS", "-e", $"inject=renameat:delay_enter=1500000:when={rename}",
            World.Tool, "reservation", $"root={root.Folder}", "mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1", "unsafe_writes=true");
        var path = Path.Combine(root.Folder, file);
        var old = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.libvirt-idem.old");
        for (var waited = 0; waited < 1000 && !File.Exists(old); waited++)
            Thread.Sleep(5);
        Assert.DoesNotContain("web1", File.ReadAllText(path), StringComparison.Ordinal);
        File.AppendAllText(path, file.EndsWith("xml", StringComparison.Ordinal) ? "<!-- mine -->\n" : "10.0.0.1 mine\n");
        var said = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        Assert.True(run.ExitCode == 0, said);
        Assert.Contains("mine", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("web1", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.False(File.Exists(old));
    }

    /// <summary>As by <see cref="Interrupted"/>, which has the kernel's exchange.</summary>
    [Theory]
    [InlineData("linkat")]
    [InlineData("renameat")]
    [InlineData("unlinkat")]
    public void KilledInAPlainRenameEachFileIsWholeAndTheNextCallRestoresTheSet(string syscall)
    {
        using var reference = new ScratchRoot();
        Prepare(reference);
        string[] call = ["reservation", "mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1", "unsafe_writes=true"];
        Assert.Equal(0, Call(reference, [], string.Join(' ', call)).ExitCode);
        var (before, after) = (Files(root), Files(reference));
        var kills = 0;
        for (var number = 1; ; number++, kills++)
        {
            using var image = new ScratchRoot();
            Prepare(image);
            var killed = Call(image, ["strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace=renameat2,{syscall}", "-e", "inject=renameat2:error=EPERM", "-e", $"inject={syscall}:signal=KILL:when={number}"], string.Join(' ', call));
            if (killed.ExitCode == 0)
                break;
            foreach (var (path, text) in Files(image).Where(file => !file.Key.EndsWith(".old", StringComparison.Ordinal) && !file.Key.EndsWith(".new", StringComparison.Ordinal)))
                Assert.True(text == before.GetValueOrDefault(path) || text == after.GetValueOrDefault(path), $"killed at {syscall} {number}: {path} is neither old nor new");
            Assert.Equal(0, Call(image, [Without, "renameat2", "EPERM"], "reservation state=absent name=none").ExitCode);
            var next = Files(image);
            Assert.True(Same(next, before) || Same(next, after), $"killed at {syscall} {number}: {string.Join(' ', next.Keys)}");
            Assert.Equal(0, Call(image, [Without, "renameat2", "EPERM"], string.Join(' ', call)).ExitCode);
            Assert.Equal(after, Files(image));
        }
        Assert.True(kills >= 2, $"only {kills} kills");
    }

    /// <summary>Which mount a file is on is read from /proc by a kernel before 5.8.</summary>
    [Fact]
    public void AnImageIsRefusedWhereItsMountsCannotBeSeen()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
        var outcome = ScratchRoot.Run("unshare", "-m", "bash", "-c", "W=$1; T=$2; R=$3; shift 3; exec \"$W\" statx EPERM unshare -m bash -c 'mount -t tmpfs tmpfs /proc; exec \"$@\"' call \"$T\" info root=$R",
            "call", Without, World.Tool, root.Folder);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("needs /proc, which is not mounted", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>qemu's user emulation knows neither openat2 nor the mount in statx's answer.</summary>
    [Fact]
    public void TheArm64BinaryWorksUnderEmulation()
    {
        var tool = Path.Combine(World.Repository, "dist/linux-arm64/libvirt-idem");
        Assert.SkipUnless(File.Exists(tool) && File.Exists("/usr/bin/qemu-aarch64-static"), "make dist builds the arm64 binary, and qemu-user-static runs it");
        using var reference = new ScratchRoot();
        Prepare(reference);
        foreach (var call in Calls)
        {
            var (wanted, came) = (Call(reference, [], call), Call(root, ["qemu-aarch64-static"], call, tool));
            Assert.True(came.ExitCode == 0, $"{call}: {came.Output}{came.Error}");
            Assert.Equal(Comparable(reference, wanted), Comparable(root, came));
            Assert.Equal(Files(reference), Files(root));
        }
    }

    private static string Without => Path.Combine(World.Repository, "tests/world/without");

    private static void Prepare(ScratchRoot image)
    {
        // Reached by links, one of which climbs above the root.
        Directory.CreateDirectory(Path.Combine(image.Folder, "data/lib"));
        Directory.CreateDirectory(Path.Combine(image.Folder, "var"));
        File.CreateSymbolicLink(Path.Combine(image.Folder, "var/lib"), "../../../../../data/lib");
        File.Move(image.Hosts, Path.Combine(image.Folder, "data/hosts"));
        File.CreateSymbolicLink(image.Hosts, "/data/../data/./hosts");
        File.WriteAllText(Path.Combine(image.Folder, "rows.csv"), "mac,ip,name\n52:54:00:00:01:01,192.168.122.21,node1\n52:54:00:00:01:02,192.168.122.22,node2\n");
        Assert.Equal(0, Call(image, [], "reservation mac=52:54:00:00:00:01 ip=192.168.122.5 name=first").ExitCode);
    }

    private static Outcome Call(ScratchRoot image, string[] launcher, string call, string? tool = null)
    {
        var words = call.Replace("rows.csv", Path.Combine(image.Folder, "rows.csv"), StringComparison.Ordinal).Replace("out.csv", Path.Combine(image.Folder, "out.csv"), StringComparison.Ordinal).Split(' ');
        string[] command = [.. launcher, tool ?? World.Tool, .. words, $"root={image.Folder}"];
        return ScratchRoot.Run(command[0], command[1..]);
    }

    /// <summary>The result without what differs between two images: their folders, the time in a backup's name, and the UUID of a new network.</summary>
    private static string Comparable(ScratchRoot image, Outcome outcome) =>
        Regex.Replace(outcome.Output.Replace(image.Folder, "", StringComparison.Ordinal), @"\d{4}-\d\d-\d\d@[\d:]+|""uuid"":""[^""]*""", "");

    /// <summary>Each file that is not the tool's own, with its content or where it leads, and its mode.</summary>
    private static Dictionary<string, string> Files(ScratchRoot image)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(image.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
            if (!path.Contains("/libvirt-idem/", StringComparison.Ordinal) && !path.EndsWith('~'))
                files[path[image.Folder.Length..]] = new FileInfo(path).LinkTarget ?? $"{File.GetUnixFileMode(path)} {Regex.Replace(File.ReadAllText(path), "<uuid>.*</uuid>", "")}";
        return files;
    }

    private static bool Same(Dictionary<string, string> one, Dictionary<string, string> other) => one.Count == other.Count && one.All(file => other.GetValueOrDefault(file.Key) == file.Value);
}
