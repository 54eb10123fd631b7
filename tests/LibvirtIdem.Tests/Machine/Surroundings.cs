using System.Diagnostics;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The published binary where something around it is odd: streams, limits, the working folder, a daemon that hangs or talks nonsense.</summary>
public sealed class Surroundings : IDisposable
{
    private static readonly string[] Web1 = ["mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1"];

    private readonly ScratchRoot root = new();

    public void Dispose() => root.Dispose();

    /// <summary>With lock_timeout=1 each call is over soon, with the reason.</summary>
    [Theory]
    [InlineData("silent", "no answer for 1 s (lock_timeout)")]
    [InlineData("late", "no answer for 1 s (lock_timeout)")]
    [InlineData("events", "no answer for 1 s (lock_timeout)")]
    [InlineData("full", "Resource temporarily unavailable")]
    [InlineData("hangup", "closed the connection")]
    [InlineData("short", "closed the connection")]
    [InlineData("zero", "not in libvirt's protocol")]
    [InlineData("huge", "not in libvirt's protocol")]
    [InlineData("noise", "")]
    [InlineData("text", "not in libvirt's protocol")]
    [InlineData("negative", "not in libvirt's protocol")]
    [InlineData("empty", "not in libvirt's protocol")]
    public void ADaemonThatHangsOrTalksNonsenseIsAnError(string how, string told)
    {
        foreach (var call in new[] { "reservation mac=52:54:00:12:34:56 ip=192.168.122.10", "network name=default domain=lab.test", "reservation guest=web1 ip=192.168.122.10" })
        {
            var watch = Stopwatch.StartNew();
            var outcome = WithDaemon(how, $"$T {call} lock_timeout=1");
            Assert.True(outcome.ExitCode == 1 && outcome.ErrorCode == "daemon_error", $"{call}: exit {outcome.ExitCode} {outcome.Output}{outcome.Error}");
            Assert.Contains(told, outcome.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.True(watch.ElapsedMilliseconds < 30_000, $"{call}: {watch.ElapsedMilliseconds} ms");
        }
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void ASignalEndsTheWaitForADaemonThatHangs(string signal)
    {
        var watch = Stopwatch.StartNew();
        // A shell ignores SIGINT for what it starts in the background.
        var outcome = WithDaemon("silent", $"python3 -c 'import os,signal,sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' $T info & for _ in $(seq 30); do sleep 0.2; kill -{signal} $! 2>/dev/null || break; done; wait $!");
        Assert.True(outcome.ExitCode is 130 or 143, $"exit {outcome.ExitCode} {outcome.Output}{outcome.Error}");
        Assert.True(watch.ElapsedMilliseconds < 30_000);
    }

    /// <summary>The other end of a pipe may be set not to block (O_NONBLOCK), as by Node.js or an event loop.</summary>
    [Fact]
    public void StreamsThatDoNotBlockAreWaitedFor()
    {
        File.WriteAllText(Path.Combine(root.Folder, "rows.csv"), "mac,ip\n" + string.Concat(Enumerable.Range(0, 200).Select(row => $"52:54:00:00:02:{row:x2},192.168.122.{row + 2}\n")));
        var outcome = ScratchRoot.Run("python3", "-c", """
            import fcntl, os, subprocess, sys, time
            (inside, feed), (out, sink) = os.pipe(), os.pipe()
            fcntl.fcntl(sink, fcntl.F_SETPIPE_SZ, 4096)
            for end in (inside, sink):
                os.set_blocking(end, False)
            tool = subprocess.Popen([sys.argv[1], "import", "-", "check_mode=true", "diff=true", "root=" + sys.argv[2]], stdin=inside, stdout=sink)
            os.close(inside), os.close(sink)
            text = open(sys.argv[2] + "/rows.csv", "rb").read()
            for start in range(0, len(text), 1000):
                time.sleep(0.01)
                os.write(feed, text[start:start + 1000])
            os.close(feed)
            time.sleep(0.3)
            answer = b""
            while piece := os.read(out, 3000):
                answer += piece
                time.sleep(0.001)
            sys.stdout.buffer.write(answer)
            sys.exit(tool.wait())
            """, World.Tool, root.Folder);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Equal(200, outcome.Json["summary"]!["added"]!.GetValue<int>());
        Assert.True(outcome.Output.Length > 3 * 4096, "what fits into a pipe shows nothing");
    }

    [Theory]
    [InlineData("--nofile=4")]
    [InlineData("--nofile=5")]
    [InlineData("--nofile=6")]
    [InlineData("--nofile=7")]
    [InlineData("--nofile=8")]
    [InlineData("--nofile=9")]
    [InlineData("--nofile=10")]
    [InlineData("--fsize=0")]
    [InlineData("--fsize=10")]
    [InlineData("--fsize=100")]
    public void AnOperatingSystemsLimitIsAnErrorWithAReason(string limit)
    {
        var before = File.ReadAllText(root.Config) + File.ReadAllText(root.Hosts);
        var outcome = ScratchRoot.Run("prlimit", [limit, World.Tool, "reservation", $"root={root.Folder}", .. Web1]);
        Assert.True(outcome.ExitCode == 1, $"exit {outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.True(outcome.ErrorCode is "io_error", outcome.Output);
        Assert.Equal(before, File.ReadAllText(root.Config) + File.ReadAllText(root.Hosts));
        Assert.True(root.Reservation(Web1).Changed);
    }

    [Fact]
    public void AResultThatDoesNotFitIntoItsFileIsAFailureAndNoSignal()
    {
        var outcome = ScratchRoot.Run("bash", "-c", $"ulimit -f 0; {World.Tool} info root={root.Folder} >{root.Folder}/out");
        Assert.Equal(1, outcome.ExitCode);
    }

    /// <summary>The memory that a cgroup grants cannot be had here without one; ulimit -v is refused in the same place.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void AnInputThatDoesNotFitIntoMemoryIsRefused(int megabytes)
    {
        File.WriteAllText(Path.Combine(root.Folder, "rows.csv"), "mac,ip\n" + string.Concat(Enumerable.Range(0, 100_000).Select(row => $"52:54:00:{row >> 16:x2}:{(row >> 8) & 255:x2}:{row & 255:x2},10.{row >> 16}.{(row >> 8) & 255}.{row & 255}\n")));
        var outcome = ScratchRoot.Run("prlimit", $"--as={megabytes << 20}", World.Tool, "import", Path.Combine(root.Folder, "rows.csv"), $"root={root.Folder}");
        Assert.True(outcome.ExitCode == 1, $"exit {outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Contains("takes more memory", outcome.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    /// <summary>The runtime's threads start while its collector reserves addresses: neither may leave too few for the other.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void EveryStartUnderALimitOnAddressesWorks(int megabytes)
    {
        var outcome = ScratchRoot.Run("bash", "-c",
            $"ulimit -v {megabytes << 10}; for start in $(seq 50); do {World.Tool} info root={root.Folder} || exit; done");
        Assert.True(outcome.ExitCode == 0, $"exit {outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Equal(50, outcome.Output.Split('\n').Count(line => line.StartsWith('{')));
    }

    [Theory]
    [InlineData("info root=$R", 0, "1 network")]
    [InlineData("reservation root=$R mac=52:54:00:12:34:56 ip=192.168.122.10", 0, "1 added")]
    [InlineData("info root=image", 1, "image is a relative path")]
    [InlineData("export root=$R format=csv dest=out.csv", 1, "out.csv is a relative path")]
    [InlineData("import rows.csv root=$R", 1, "csv=rows.csv cannot be read")]
    public void ARemovedWorkingFolderMattersOnlyToRelativePaths(string call, int exit, string told)
    {
        var outcome = ScratchRoot.Run("bash", "-c", $"R={root.Folder}; mkdir $R/gone; cd $R/gone; rmdir $R/gone; exec {World.Tool} {call}");
        Assert.True(outcome.ExitCode == exit, $"exit {outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Contains(told, outcome.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("077")]
    [InlineData("027")]
    public void FoldersGetTheirModeWhateverTheUmask(string umask)
    {
        var outcome = ScratchRoot.Run("bash", ["-c", $"umask {umask}; exec {World.Tool} \"$@\"", "call", "reservation", $"root={root.Folder}", .. Web1]);
        Assert.True(outcome.Changed);
        foreach (var (path, mode) in new[] { ("var", "755"), ("var/lib/libvirt", "755"), ("var/lib/libvirt/dnsmasq", "755"), ("var/lib/libvirt/dnsmasq/default.hostsfile", "644"), ("var/lib/libvirt-idem", "700"), ("var/lib/libvirt-idem/undo", "700") })
            Assert.Equal($"{path} {mode}\n", ScratchRoot.Run("bash", "-c", $"cd {root.Folder} && stat -c '%n %a' {path}").Output);
    }

    /// <summary>Of ten thousand networks in a file none is there: each row has its error, and no stack is deep enough for a call in a call for each.</summary>
    [Fact]
    public void ManyNetworksThatAreNotThereAreTenThousandErrors()
    {
        var file = Path.Combine(root.Folder, "rows.csv");
        File.WriteAllText(file, "network,mac,ip\n" + string.Concat(Enumerable.Range(0, 10_000).Select(row => $"n{row},52:54:00:00:{row >> 8:x2}:{row & 255:x2},192.168.122.9\n")));
        var outcome = ScratchRoot.Run(World.Tool, "import", file, $"root={root.Folder}");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("network_not_found", outcome.ErrorCode);
        Assert.Equal(10_000, outcome.Json["errors_total"]!.GetValue<int>());
    }

    /// <summary>A loop of renames anywhere has openat2 answer EAGAIN where a link goes up a folder.</summary>
    [Fact]
    public void RenamesElsewhereDoNotDisturb()
    {
        Directory.CreateDirectory(Path.Combine(root.Folder, "data"));
        File.Move(root.Hosts, Path.Combine(root.Folder, "data/hosts"));
        File.CreateSymbolicLink(root.Hosts, "../data/hosts");
        using var loop = ScratchRoot.Start("python3", "-c", "import os,sys\nd=sys.argv[1]\nopen(d+'/a','w')\nprint('ready',flush=True)\nwhile True:\n os.rename(d+'/a',d+'/b'); os.rename(d+'/b',d+'/a')", root.Folder);
        try
        {
            Assert.Equal("ready", loop.StandardOutput.ReadLine());
            for (var call = 0; call < 60; call++)
                Assert.Equal(0, root.Reservation("mac=52:54:00:12:34:56", $"ip=192.168.122.{10 + call}", "name=web1").ExitCode);
        }
        finally
        {
            loop.Kill();
            loop.WaitForExit();
        }
    }

    /// <summary>What grows by a factor of four may take six times as long, and a second more on a busy machine; what is quadratic takes sixteen times.</summary>
    [Theory]
    [InlineData("texts", "network name=default domain=lab.test check_mode=true")]
    [InlineData("ranges", "network name=default domain=lab.test check_mode=true")]
    [InlineData("ranges", "info")]
    [InlineData("ranges", "reservation mac=52:54:00:12:34:56 ip=auto check_mode=true")]
    [InlineData("subnets", "network name=default domain=lab.test check_mode=true")]
    [InlineData("hosts", "reservation mac=52:54:00:12:34:56 ip=10.0.0.9 name=web1 on_conflict=replace check_mode=true")]
    [InlineData("attributes", "info")]
    public void TimeIsLinearInWhatAFileHas(string what, string call)
    {
        double Seconds(int count)
        {
            string Each(Func<int, string> one) => string.Concat(Enumerable.Range(0, count).Select(one));
            string Address(int number) => $"10.{1 + (number >> 15)}.{(number >> 7) & 255}.{(number << 1) & 255}";
            var head = what switch
            {
                "texts" => $"<title>{Each(_ => "a<!-- -->")}</title>",
                "subnets" => Each(number => $"<ip address='11.{number >> 8}.{number & 255}.1' prefix='24'/>"),
                "attributes" => $"<x {Each(number => $"a{number}='' ")}/>",
                _ => "",
            };
            var ranges = what == "ranges" ? Each(number => $"<range start='{Address(number)}' end='{Address(number)}'/>") : "";
            File.WriteAllText(root.Config, $"<network><name>default</name><bridge name='virbr0'/>{head}<ip address='10.0.0.1' netmask='255.0.0.0'><dhcp>{ranges}</dhcp></ip></network>");
            File.WriteAllText(root.Hosts, "127.0.0.1 localhost\n" + (what == "hosts" ? Each(number => $"{Address(number)} web1\n") : ""));
            var watch = Stopwatch.StartNew();
            var outcome = ScratchRoot.Run(World.Tool, [.. call.Split(' '), $"root={root.Folder}"]);
            Assert.True(outcome.ExitCode is 0 or 1, outcome.Output);
            return watch.Elapsed.TotalSeconds;
        }
        var few = Enumerable.Range(0, 3).Min(_ => Seconds(10_000));
        Assert.InRange(Math.Min(Seconds(40_000), Seconds(40_000)), 0, 6 * few + 1);
    }

    /// <summary>In a mount namespace of its own, next to a daemon of tests/world/daemon.</summary>
    private static Outcome WithDaemon(string how, string call)
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounts need root");
        return ScratchRoot.Run("unshare", "-m", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", $$"""
            T=$1; mount --make-rprivate /; mount -t tmpfs tmpfs /run; mount -t tmpfs tmpfs /var/lib; mount -t tmpfs tmpfs /etc/libvirt
            exec 3< <({{World.Repository}}/tests/world/daemon {{how}}); read -r <&3
            {{call}}; exit $?
            """, "play", World.Tool);
    }
}
