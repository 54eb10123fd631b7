using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;
using LibvirtIdem.Tests.Live;
using LibvirtIdem.Tests.Machine;
using Xunit;

namespace LibvirtIdem.Tests;

/// <summary>What the tool promises, each by its name and on the published binary. docs/reliability.md says where each of them is tried much harder.</summary>
public sealed partial class Guarantees : IDisposable
{
    private const string Writing = "trace=openat,openat2,write,pwrite64,renameat,renameat2,unlinkat,mkdirat,symlinkat,linkat,fchmod,fchown,fsetxattr,ftruncate,fsync,kill,tgkill,pidfd_send_signal";

    private readonly ScratchRoot root = new();

    public static TheoryData<string> Calls => [.. Image.Calls];

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData("reservation")]
    [InlineData("bulk")]
    [InlineData("network")]
    public void P01ASecondCallWritesNothingSendsNoSignalAndKeepsEveryInodeAndTime(string call)
    {
        using var image = new Image(call);
        Assert.True(image.Tool(image.Call).Changed);
        var before = ScratchRoot.Run("find", image.Folder, "-printf", "%p %i %T@ %C@\n").Output;
        var second = image.Traced(Writing, out var calls, out _);
        Assert.False(second.Changed);
        Assert.Equal(before, ScratchRoot.Run("find", image.Folder, "-printf", "%p %i %T@ %C@\n").Output);
        Assert.DoesNotContain(calls, made => made.Syscall switch
        {
            "openat" or "openat2" => made.Line.Contains("O_CREAT", StringComparison.Ordinal) || made.Line.Contains("O_WRONLY", StringComparison.Ordinal),
            "write" => !made.Line.Contains("write(1<", StringComparison.Ordinal) && !made.Line.Contains("eventfd", StringComparison.Ordinal) && !made.Line.Contains("<pipe", StringComparison.Ordinal),
            _ => true,
        });
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void P02CheckModePredictsWhatTheCallThenDoes(string call)
    {
        using var image = new Image(call);
        var before = image.State();
        var predicted = image.Tool([.. image.Call, "check_mode=true", "diff=true"]).Json;
        Assert.Equal(before, image.State());
        var done = image.Tool([.. image.Call, "diff=true"]).Json;
        Assert.True(done["changed"]!.GetValue<bool>());
        foreach (var key in new[] { "changed", "changes", "diff", "files", "summary" })
            Assert.Equal(predicted[key]?.ToJsonString(), done[key]?.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void P03KilledBetweenTwoFilesTheNextCallRepairsTheSetAndReportsIt(string call)
    {
        using var image = new Image(call);
        var before = image.State();
        Assert.Equal(137, image.Traced(call == "network" ? "inject=symlinkat:signal=KILL:when=1" : "inject=renameat2:signal=KILL:when=3", out _, out _).ExitCode);
        var next = image.Tool("reservation", "mac=52:54:00:00:00:77", "ip=192.168.122.200");
        Assert.Equal(0, next.ExitCode);
        Assert.Contains(next.Json["warnings"]!.AsArray(), warning => ((string)warning!).Contains("interrupted", StringComparison.Ordinal));
        Assert.True(image.Tool("undo").Changed);
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), image.State().Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(before, file => Assert.Equal(file.Value, image.State()[file.Key]));
        Assert.Empty(image.Unfinished());
    }

    /// <summary>The rollback has happened, whatever becomes of the call that did it.</summary>
    [Fact]
    public void P03ACallThatFailsReportsTheRollbackToo()
    {
        using var image = new Image("network");
        Assert.Equal(137, image.Traced("inject=symlinkat:signal=KILL:when=1", out _, out _).ExitCode);
        var next = image.Tool("reservation", "network=nowhere", "mac=52:54:00:00:00:77", "ip=192.168.122.200");
        Assert.Equal("network_not_found", next.ErrorCode);
        Assert.Contains(next.Json["warnings"]!.AsArray(), warning => ((string)warning!).Contains("interrupted", StringComparison.Ordinal));
        Assert.Empty(image.Unfinished());
    }

    [Theory]
    [InlineData("bom.xml")]
    [InlineData("crlf.xml")]
    [InlineData("default.xml")]
    public void P04BytesThatAreNotTheChangeStay(string fixture)
    {
        var xml = File.ReadAllBytes(Path.Combine(World.Repository, "tests", "fixtures", fixture));
        const string hosts = "127.0.0.1\tlocalhost\r\n# mine\n10.0.0.1 a  b # c\n\n\xA0latin\n10.0.0.2\tlast";
        File.WriteAllBytes(root.Config, xml);
        File.WriteAllBytes(root.Hosts, Encoding.Latin1.GetBytes(hosts));
        var added = root.Reservation("mac=52:54:00:fe:fe:fe", "ip=192.168.122.253", "name=fe", "network=default");
        Assert.True(added.ExitCode == 0 && added.Changed, added.Output);
        Assert.Contains(hosts.Replace("\r\n", "\n", StringComparison.Ordinal), File.ReadAllText(root.Hosts, Encoding.Latin1).Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(root.Reservation("state=absent", "mac=52:54:00:fe:fe:fe").Changed);
        Assert.Equal(xml, File.ReadAllBytes(root.Config));
        Assert.Equal(hosts, File.ReadAllText(root.Hosts, Encoding.Latin1));
    }

    [Fact]
    public void P05ModeOwnerAttributesAndLinksStayAndNoTemporaryFileIsLeft()
    {
        var (real, label) = (Path.Combine(root.Folder, "etc/hosts.real"), "label"u8.ToArray());
        File.Move(root.Hosts, real);
        File.CreateSymbolicLink(root.Hosts, "/etc/hosts.real");
        File.SetUnixFileMode(root.Config, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        // An ordinary user owns what he makes.
        var owner = Environment.UserName == "root" ? "65534:65534" : ScratchRoot.Run("stat", "-c", "%u:%g", real).Output.Trim();
        ScratchRoot.Run("chown", owner, root.Config, real);
        Assert.Equal(0, SetAttribute(root.Config, "user.test", label, label.Length, 0));
        Assert.True(root.Reservation("mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1").Changed);
        Assert.Equal($"640 {owner}", ScratchRoot.Run("stat", "-c", "%a %u:%g", root.Config).Output.Trim());
        Assert.Equal(owner, ScratchRoot.Run("stat", "-c", "%u:%g", real).Output.Trim());
        var kept = new byte[16];
        Assert.Equal(label, kept[..(int)GetAttribute(root.Config, "user.test", kept, kept.Length)]);
        Assert.Equal("/etc/hosts.real", new FileInfo(root.Hosts).LinkTarget);
        Assert.Contains("web1", File.ReadAllText(real), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(root.Folder, "*.new", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }));
    }

    [Theory]
    [InlineData("etc/hosts", 2)]
    [InlineData("etc/libvirt/qemu/networks/default.xml", 4)]
    public void P06AnEditBetweenTheLastLookAndTheRenameIsNeverOverwritten(string file, int rename)
    {
        // The journal's rename is the first; then /etc/hosts, hostsfile, definition.
        using var run = ScratchRoot.Start("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e", $"inject=renameat2:delay_enter=1500000:when={rename}",
            World.Tool, "reservation", $"root={root.Folder}", "mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1");
        for (var waited = 0; waited < 500 && !File.Exists(Path.Combine(root.Folder, "var/lib/libvirt-idem/journal")); waited++)
            Thread.Sleep(10);
        Thread.Sleep(500);
        var path = Path.Combine(root.Folder, file);
        Assert.DoesNotContain("web1", File.ReadAllText(path), StringComparison.Ordinal);
        File.WriteAllText(path + "~", File.ReadAllText(path) + (file.EndsWith("xml", StringComparison.Ordinal) ? "<!-- mine -->\n" : "10.0.0.1 mine\n"));
        File.Move(path + "~", path, overwrite: true);
        var said = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        Assert.True(run.ExitCode == 0, said);
        Assert.Contains("mine", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("web1", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void P07InputNeverBecomesStructure()
    {
        string[] nasty = ["a\nb", "a,b", "a b", "a\tb", "a'b", "a\"b", "a<b", "a>b", "a&b", "a#b", "a;b", "a=b", "a\\b", "a/b", "../a", "a\r", "\u2028a", "a\u00a0b", "[::1]", "]]>", "<!--", "# END libvirt-idem default", "52:54:00:00:00:01,10.0.0.1", "%n", "{{a}}"];
        foreach (var value in nasty)
            foreach (var call in new[] { new[] { "mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=" + value }, ["mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=ok", "aliases=" + value], ["mac=" + value, "ip=192.168.122.10"],
                ["name=ok", "ip=" + value], ["mac=52:54:00:12:34:56", "ip=192.168.122.10", "lease_time=" + value], ["mac=52:54:00:12:34:56", "ip=192.168.122.10", "network=" + value] })
            {
                var before = root.Census();
                var outcome = root.Reservation(call);
                Assert.True(outcome.ExitCode is 0 or 1 or 2, outcome.Output + outcome.Error);
                if (outcome.ExitCode != 0)
                {
                    Assert.Equal(before, root.Census());
                    continue;
                }
                // What is taken means what its parts mean: a list of aliases is one, and nothing else.
                Assert.Single(XDocument.Load(root.Config).Descendants("host"));
                Assert.InRange(File.ReadLines(root.Hosts).Count(line => line.StartsWith("192.168.122.10 ok", StringComparison.Ordinal)), 0, 1);
                Assert.Equal(4, File.ReadLines(root.Hosts).Count());
                Assert.Single(File.ReadLines(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq/default.hostsfile")));
                Assert.True(root.Reservation("state=absent", "ip=192.168.122.10").Changed);
            }
    }

    [Theory]
    [InlineData("reservation")]
    [InlineData("bulk")]
    [InlineData("network")]
    public void P08UndoPutsTheLastChangeBackOrSaysWhyItCannot(string call)
    {
        using var image = new Image(call);
        var before = image.State();
        Assert.True(image.Tool(image.Call).Changed);
        Assert.True(image.Tool("undo").Changed);
        Assert.All(before, file => Assert.Equal(file.Value, image.State()[file.Key]));
        Assert.True(image.Tool(image.Call).Changed);
        File.AppendAllText(Path.Combine(image.Folder, "etc/libvirt/qemu/networks/default.xml"), "<!-- mine -->\n");
        Assert.Equal("changed_underneath", image.Tool("undo").ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void P09NothingButItsOwnNetworkAndBlockIsChanged(string call)
    {
        using var image = new Image(call);
        File.Copy(Path.Combine(World.Repository, "tests", "fixtures", "odd.xml"), Path.Combine(image.Folder, "etc/libvirt/qemu/networks/lab.xml"));
        File.WriteAllText(Path.Combine(image.Folder, "var/lib/libvirt/dnsmasq/lab.hostsfile"), "52:54:00:00:00:01,10.0.0.1\n");
        File.WriteAllText(Path.Combine(image.Folder, "etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
        var before = image.State();
        Assert.True(image.Tool(image.Call).Changed);
        string[] own = ["/etc/hosts", "/etc/libvirt/qemu/networks/default.xml", "/etc/libvirt/qemu/networks/autostart/default.xml", "/var/lib/libvirt/dnsmasq/default.hostsfile"];
        Assert.All(image.State().Where(file => !own.Contains(file.Key, StringComparer.Ordinal)), file => Assert.Equal(file.Value, before[file.Key]));
    }

    [Fact]
    public void P10AForeignImageGainsNoPrivileges()
    {
        var outside = Directory.CreateTempSubdirectory("outside-").FullName;
        try
        {
            // Where the tool's own folder leads out of the image, it is found inside, or refused.
            Directory.CreateDirectory(Path.Combine(root.Folder, "var/lib"));
            Directory.CreateSymbolicLink(Path.Combine(root.Folder, "var/lib/libvirt-idem"), outside);
            File.Delete(root.Hosts);
            File.CreateSymbolicLink(root.Hosts, $"../../../../../../../..{outside}/hosts");
            _ = root.Reservation("mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1");
            Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
            File.Delete(Path.Combine(root.Folder, "var/lib/libvirt-idem"));

            // A journal that names what is no network writes nothing, neither when it is mended nor when it is undone.
            var own = Directory.CreateDirectory(Path.Combine(root.Folder, "var/lib/libvirt-idem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
            var record = $"libvirt-idem change 1 reservation Files\nfile Config 600 5 - ../../../../../..{outside}/x\nowned\nend\n";
            File.WriteAllText(Path.Combine(own, "journal"), record);
            Assert.Equal(1, root.Reservation("mac=52:54:00:12:34:57", "ip=192.168.122.11").ExitCode);
            File.Delete(Path.Combine(own, "journal"));
            Directory.CreateDirectory(Path.Combine(own, "undo"));
            File.WriteAllText(Path.Combine(own, "undo", "0000000001"), record);
            Assert.Equal(1, ScratchRoot.Run(World.Tool, "undo", $"root={root.Folder}").ExitCode);
            Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "setxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(string path, string name, byte[] value, nint size, int flags);

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, byte[] value, nint size);
}
