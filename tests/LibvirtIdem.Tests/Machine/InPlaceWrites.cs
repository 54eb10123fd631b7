using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>
/// <c>unsafe_writes</c> on an /etc/hosts that is a mount point, as in a container: killed or failed at every system call, on a disk that is full at every page. No line
/// of others is lost, and the next call ends as declared.
/// </summary>
public sealed partial class InPlaceWrites : IDisposable
{
    /// <summary>Whatever changes something, so between two of these a kill finds nothing else; in the long form every call there is.</summary>
    private static readonly string Touching = Effort.Of(0, 10) > 0 ? "all" : "openat,openat2,write,pwrite64,fallocate,fsync,renameat,renameat2,unlinkat,ftruncate,mkdirat,linkat,symlinkat,fchmod,fchown,fsetxattr,flock";

    private const string NothingToDo = "$T reservation state=absent name=none root=$D";

    private readonly string folder = Directory.CreateTempSubdirectory("libvirt-idem-").FullName;

    private readonly ITestOutputHelper log;

    public InPlaceWrites(ITestOutputHelper log)
    {
        this.log = log;
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
    }

    /// <summary>What a call makes of the file: longer, shorter, or as long.</summary>
    public static TheoryData<string> Calls => ["import more.csv purge=true", "import less.csv purge=true", "reservation mac=52:54:00:00:00:01 name=older ip=192.168.122.10", "undo"];

    public void Dispose() => ScratchRoot.Run("rm", "-rf", folder);

    [Theory]
    [MemberData(nameof(Calls))]
    public void KilledAtAnyCallTheNextPutsTheFileRight(string call)
    {
        var points = Points(call, out var reference);
        var torn = 0;
        log.WriteLine($"{points.Count} kills");
        Parallel.ForEach(points, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount + 1 }, point =>
        {
            var output = Play(call, $"inject={point.Syscall}:signal=KILL:when={point.Number}");
            if (output.Contains("torn\n", StringComparison.Ordinal))
                Interlocked.Increment(ref torn);
            Judge(output, reference, $"killed at {point.Syscall} {point.Number} ({point.Line})");
        });
        Assert.True(torn > 0 || call.StartsWith("reservation", StringComparison.Ordinal), "no kill came in the middle of the file, so the sweep shows nothing");
    }

    /// <summary>The file is torn, and the run that puts it back is killed in its turn.</summary>
    [Theory]
    [InlineData("import more.csv purge=true")]
    [InlineData("import less.csv purge=true")]
    public void KilledAgainAtAnyCallOfTheRecovery(string call)
    {
        var last = Points(call, out var reference).FindLast(point => point.Syscall == "ftruncate")!;
        var kill = $"inject={last.Syscall}:signal=KILL:when={last.Number}";
        Assert.Contains("torn\n", Play(call, kill), StringComparison.Ordinal);
        Play(call, kill, between: $"{Strace($"trace={Touching}", "recovery")} {NothingToDo}");
        var points = Changing(Trace.OfMainThread(File.ReadAllText(Path.Combine(folder, "recovery"))));
        Assert.Contains(points, at => at.Syscall == "pwrite64" && Hosts().IsMatch(at.Line));
        log.WriteLine($"{points.Count} second kills");
        Parallel.ForEach(points, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount + 1 }, point => Judge(
            Play(call, kill, between: $"{Strace($"inject={point.Syscall}:signal=KILL:when={point.Number}", "again.$$")} {NothingToDo} >/dev/null"), reference, $"killed again at {point.Syscall} {point.Number} ({point.Line})"));
    }

    /// <summary>One write fails, and what would put the file back may or may not.</summary>
    [Theory]
    [InlineData("import more.csv purge=true", "pwrite64", "")]
    [InlineData("import more.csv purge=true", "pwrite64", "+")]
    [InlineData("import less.csv purge=true", "pwrite64", "+")]
    [InlineData("import less.csv purge=true", "ftruncate", "+")]
    [InlineData("import more.csv purge=true", "fallocate", "")]
    [InlineData("import more.csv purge=true", "fsync", "+")]
    [InlineData("undo", "pwrite64", "+")]
    public void AWriteThatFailsLosesNothing(string call, string syscall, string also)
    {
        var points = Points(call, out var reference).FindAll(point => point.Syscall == syscall);
        Assert.NotEmpty(points);
        foreach (var point in points)
        {
            var output = Play(call, $"inject={syscall}:error={(syscall == "fsync" ? "EIO" : "ENOSPC")}:when={point.Number}{also}");
            // The last of all is that of the record, once everything is in.
            Assert.True(output.Contains("\"failed\":true", StringComparison.Ordinal) || output.Contains("undo may not know it", StringComparison.Ordinal), output);
            Judge(output, reference, $"{syscall} {point.Number}{also} failed");
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void OnADiskThatIsFullAtAnyPageNothingIsLost(string call) => FillUp(call, null, "true");

    /// <summary>Where room cannot be reserved, a page is found missing in the middle of the file; and the next call still has no more room.</summary>
    [Theory]
    [InlineData("import more.csv purge=true")]
    [InlineData("undo")]
    public void NorWhereNoRoomCanBeReservedAndTheDiskStaysFull(string call) => FillUp(call, "inject=fallocate:error=EOPNOTSUPP", $"{NothingToDo} >/dev/null; rm -f fill");

    private void FillUp(string call, string? trace, string between)
    {
        Points(call, out var reference);
        for (var (pages, isDone) = (0, false); !isDone; pages++)
        {
            Assert.True(pages < 200, "it never got through");
            var output = Play(call, trace, pages, between);
            isDone = output.StartsWith("status 0", StringComparison.Ordinal);
            Judge(output, reference, $"{pages} free pages");
        }
    }

    /// <summary>A torn file into which another process has written since: whose line is whose is not known, so nothing is written, and nothing is forgotten.</summary>
    [Fact]
    public void WhatWasWrittenIntoATornFileSinceIsKept()
    {
        var call = (string)Calls.First().Data;
        var points = Points(call, out _).FindAll(point => point.Syscall == "pwrite64");
        var output = Play(call, $"inject=pwrite64:signal=KILL:when={points[^1].Number}", between: "echo '10.9.9.9 written-since' >>etc/hosts; cp etc/hosts left");
        Assert.Contains("interrupted while it wrote into", output, StringComparison.Ordinal);
        Assert.Contains("kept\n", output, StringComparison.Ordinal);
        Assert.Contains("journal", output, StringComparison.Ordinal);
    }

    private static void Judge(string output, string reference, string when)
    {
        var told = $"{when}: {output}";
        // Four hundred lines of others in all that is left after the next call, of which each has its number once.
        Assert.True(output.Contains("others 400\n", StringComparison.Ordinal), told);
        Assert.True(output.Contains("unfinished 0\n", StringComparison.Ordinal), told);
        Assert.True(output.EndsWith(reference, StringComparison.Ordinal), told + "\nreference: " + reference);
    }

    private List<TracedCall> Points(string call, out string reference)
    {
        var output = Play(call, $"trace={Touching}");
        Assert.StartsWith("status 0", output, StringComparison.Ordinal);
        reference = output[output.IndexOf("final ", StringComparison.Ordinal)..];
        var trace = Trace.OfMainThread(File.ReadAllText(Path.Combine(folder, "log")));
        Assert.Contains(trace, at => at.Syscall == "pwrite64" && Hosts().IsMatch(at.Line));
        return Changing(trace);
    }

    private static List<TracedCall> Changing(List<TracedCall> trace) => trace.FindAll(at => Touching == "all" ? at.Syscall is not ("execve" or "exit_group")
        : at.Syscall is not ("openat" or "openat2") || at.Line.Contains("O_CREAT", StringComparison.Ordinal) || at.Line.Contains("O_WRONLY", StringComparison.Ordinal));

    /// <summary>What to run under: with its calls written to a file, or with an injection.</summary>
    private static string Strace(string trace, string log) =>
        $"strace -f -qq -y -o $W/{log} -e trace={(trace.StartsWith("inject", StringComparison.Ordinal) ? trace.Split('=', 2)[1].Split(':')[0] + " -e " + trace : trace.Split('=')[1])}";

    /// <summary>An image on a small disk; the call, under strace or on a full disk; then a call that has nothing to do, and the same call again.</summary>
    private string Play(string call, string? trace, int? freePages = null, string between = "true")
    {
        var strace = trace is null ? "" : Strace(trace, "log.$$");
        // What is undone is not undone twice.
        var again = call == "undo" ? "if cmp -s etc/hosts $W/before.$$; then $T undo root=$D; fi" : $"$T {call} unsafe_writes=true root=$D";
        var script = $$"""
            W=$1 T=$2; mount --make-rprivate /; D=$(mktemp -d -p $W); mount -t tmpfs -o size=2m tmpfs $D; cd $D
            mkdir -p etc/libvirt/qemu/networks var/lib/libvirt/dnsmasq
            echo "<network><name>default</name><bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'><dhcp/></ip></network>" >etc/libvirt/qemu/networks/default.xml
            { echo '127.0.0.1 localhost'; seq -f '10.0.0.1 before-%.0f' 200; } >etc/hosts
            { echo mac,ip,name; for i in $(seq 40 70); do printf '52:54:00:00:01:%02x,192.168.122.%d,a-guest-with-a-name-%d\n' $i $i $i; done; } >rows.csv
            { cat rows.csv; for i in $(seq 71 240); do printf '52:54:00:00:01:%02x,192.168.122.%d,a-guest-with-a-name-%d\n' $i $i $i; done; } >more.csv
            head -9 rows.csv >less.csv
            $T reservation root=$D mac=52:54:00:00:00:01 ip=192.168.122.10 name=first >/dev/null; $T import rows.csv root=$D >/dev/null
            seq -f '10.0.0.2 after-%.0f' 200 >>etc/hosts
            mount --bind etc/hosts etc/hosts
            {{(call == "undo" ? "$T import more.csv purge=true unsafe_writes=true root=$D >/dev/null" : "true")}}
            cp etc/hosts $W/before.$$
            {{(freePages is { } free ? $"dd if=/dev/zero of=fill bs=4096 count=1000 2>/dev/null; truncate -s -{4096 * free} fill" : "true")}}
            {{strace}} $T {{call}} {{(call == "undo" ? "" : "unsafe_writes=true")}} root=$D >$W/out.$$ 2>&1; echo "status $?"; cat $W/out.$$; echo
            {{(between == "true" ? "rm -f fill" : between)}}
            ls -A var/lib/libvirt-idem etc | grep -q 'libvirt-idem.old' && echo torn
            {{NothingToDo}}; echo
            cmp -s left etc/hosts && echo kept
            ls var/lib/libvirt-idem
            echo "others $(grep -cE '^10.0.0.1 before-[0-9]+$|^10.0.0.2 after-[0-9]+$' etc/hosts)"
            echo "unfinished $(find . -name '*.libvirt-idem.*' -o -name journal | wc -l)"
            {{again}} >/dev/null 2>&1
            echo "final $(grep -vE '^10.0.0' etc/hosts | sha256sum) $(sha256sum <etc/libvirt/qemu/networks/default.xml)"
            [ -e $W/log ] || mv $W/log.$$ $W/log 2>/dev/null
            """;
        return ScratchRoot.Run("unshare", "-m", "bash", "-c", script, "play", folder, World.Tool).Output;
    }

    [GeneratedRegex("etc/hosts>")]
    private static partial Regex Hosts();
}
