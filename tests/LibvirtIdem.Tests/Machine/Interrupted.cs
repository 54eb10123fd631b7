using System.Globalization;
using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>
/// The published binary on an image, killed or failed at every system call that touches files: each file is whole, old or new; the next call brings
/// the set to all-old or all-new and leaves nothing behind; and then ends as it was asked to.
/// </summary>
public sealed partial class Interrupted
{
    private const string Touching = "openat,openat2,write,fsync,renameat,unlinkat,mkdirat,fchmod,fchown,fsetxattr,symlinkat,ftruncate,flock";

    /// <summary>Calls whose failure is worth a sweep, with what a disk, a mount or a limit answers.</summary>
    private static readonly string[] Faults =
        ["openat2:ENOSPC", "openat2:EMFILE", "openat2:EROFS", "write:ENOSPC", "fsync:EIO", "renameat:EIO", "renameat:EROFS", "fchmod:EPERM", "mkdirat:ENOSPC", "unlinkat:EIO", "symlinkat:ENOSPC"];

    public static TheoryData<string> Calls => new("reservation", "bulk", "network", "undo");

    [Theory]
    [MemberData(nameof(Calls))]
    public void KilledAtAnyCallEachFileIsWholeAndTheNextCallMendsTheSet(string call)
    {
        var reference = Reference(call, out var trace);
        // strace counts each system call by itself.
        var touching = Touching.Split(',').SelectMany(syscall => Touchings(trace, syscall).Select(number => (Syscall: syscall, Number: number))).ToList();
        Assert.True(touching.Count > 20, $"only {touching.Count} calls touch files");
        var midway = 0;
        foreach (var at in touching)
        {
            using var root = Prepared(call);
            var before = root.State();
            root.Strace($"inject={at.Syscall}:signal=KILL:when={at.Number}", Arguments(call));
            var left = root.State();
            foreach (var (path, content) in left)
                Assert.True(content == before.GetValueOrDefault(path) || content == reference.GetValueOrDefault(path), $"killed at {at}: {path} is neither old nor new");
            midway += Same(left, before) || Same(left, reference) ? 0 : 1;
            // Another call, which has nothing to do itself.
            var next = root.Tool("reservation", "state=absent", "name=nobody");
            Assert.True(next.ExitCode == 0, $"killed at {at}: {next.Output}");
            Assert.True(Same(root.State(), before) || Same(root.State(), reference), $"killed at {at}: the set is neither old nor new");
            Assert.True(root.Unfinished().Length == 0, $"killed at {at}: left behind {root.Unfinished()}");
            var isIn = Same(root.State(), reference);
            if (call != "undo" || !isIn)
                Assert.Equal(0, root.Tool(Arguments(call)).ExitCode);
            Assert.True(Same(root.State(), reference), $"killed at {at}: the same call again does not end as it should");
        }
        Assert.True(midway > 0, "no kill came between two files, so the sweep shows nothing");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void AFaultAtAnyCallIsToldAndLeavesNothingHalf(string call)
    {
        var reference = Reference(call, out var calls);
        var failures = 0;
        foreach (var fault in Faults)
        {
            var (syscall, error) = (fault.Split(':')[0], fault.Split(':')[1]);
            foreach (var at in Touchings(calls, syscall))
            {
                using var root = Prepared(call);
                var before = root.State();
                var outcome = root.Strace($"inject={syscall}:error={error}:when={at}", Arguments(call), out var hits);
                Assert.True(hits > 0, $"{fault} at {at} did not come");
                // Where the result itself cannot be written, the exit status is all there is to say so.
                var isResult = syscall == "write" && outcome.Output.Length == 0;
                Assert.True(isResult ? outcome.ExitCode == 1 : outcome.ExitCode is 0 or 1 && outcome.Output.StartsWith('{'), $"{fault} at {at}: exit {outcome.ExitCode}, {outcome.Output}{outcome.Error}");
                if (outcome.ExitCode == 1 && !isResult)
                {
                    failures++;
                    Assert.True(outcome.Json["failed"]!.GetValue<bool>() && outcome.Json["msg"]!.GetValue<string>().Length > 20, $"{fault} at {at}: {outcome.Output}");
                }
                var next = root.Tool("reservation", "state=absent", "name=nobody");
                Assert.True(next.ExitCode == 0, $"{fault} at {at}: {next.Output}");
                Assert.True(Same(root.State(), before) || Same(root.State(), reference), $"{fault} at {at}: the set is neither old nor new; {outcome.Output}");
                Assert.True(root.Unfinished().Length == 0, $"{fault} at {at}: left behind {root.Unfinished()}");
            }
        }
        Assert.True(failures > 20, $"only {failures} faults came to anything");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void EachFileIsSyncedBeforeItsRenameAndItsFolderAfter(string call)
    {
        using var root = Prepared(call);
        root.Strace("trace=fsync,renameat,pidfd_send_signal", Arguments(call), out _, out var trace);
        var synced = new HashSet<string>(StringComparer.Ordinal);
        var (renames, waiting) = (0, new List<string>());
        foreach (var line in trace.Split('\n'))
        {
            if (Synced().Match(line) is { Success: true } sync)
            {
                synced.Add(sync.Groups[1].Value);
                waiting.Remove(sync.Groups[1].Value);
            }
            else if (Renamed().Match(line) is { Success: true } rename)
            {
                renames++;
                var from = $"{rename.Groups[1].Value}/{rename.Groups[2].Value}";
                // The journal is synced under the name it had before; a generation is that same file.
                Assert.True(synced.Contains(from) || from.EndsWith("/journal", StringComparison.Ordinal), $"{from} was renamed before it was synced");
                waiting.Add(rename.Groups[3].Value);
            }
            else
            {
                Assert.DoesNotContain("pidfd_send_signal", line, StringComparison.Ordinal);
            }
        }
        Assert.True(renames >= 3, trace);
        Assert.Empty(waiting);
    }

    private static bool Same(Dictionary<string, string> one, Dictionary<string, string> other) =>
        one.Count == other.Count && one.All(file => other.GetValueOrDefault(file.Key) == file.Value);

    private static string[] Arguments(string call) => call switch
    {
        "reservation" => ["reservation", "mac=52:54:00:00:00:09", "ip=192.168.122.99", "name=web9", "aliases=www9"],
        "bulk" => ["import", "{rows}", "purge=true"],
        "network" => ["network", "name=default", "ipv6=2001:db8:122::1/64", "autostart=true", "domain=lab.example"],
        _ => ["undo"],
    };

    /// <summary>
    /// Which invocations of a system call by the main thread, counted as strace's injection does, touch files: all but opens for reading, of which the
    /// first two stand for the rest.
    /// </summary>
    private static List<int> Touchings(string trace, string syscall)
    {
        var (found, number, reading) = (new List<int>(), 0, 0);
        var main = trace.Split(' ')[0];
        foreach (var line in trace.Split('\n'))
        {
            if (!line.StartsWith(main + " ", StringComparison.Ordinal) || Syscall().Match(line) is not { Success: true } call || call.Groups[1].Value != syscall)
                continue;
            number++;
            if (!syscall.StartsWith("open", StringComparison.Ordinal) || line.Contains("O_CREAT", StringComparison.Ordinal) || line.Contains("O_WRONLY", StringComparison.Ordinal) || ++reading <= 2)
                found.Add(number);
        }
        return found;
    }

    /// <summary>The files as the call leaves them, and its system calls.</summary>
    private static Dictionary<string, string> Reference(string call, out string trace)
    {
        using var root = Prepared(call);
        var outcome = root.Strace($"trace={Touching}", Arguments(call), out _, out trace);
        Assert.True(outcome.ExitCode == 0 && outcome.Changed, outcome.Output + outcome.Error);
        return root.State();
    }

    private static Image Prepared(string call)
    {
        var image = new Image();
        foreach (var number in (int[])[1, 2, 3])
            Assert.Equal(0, image.Tool("reservation", $"mac=52:54:00:00:00:0{number}", $"ip=192.168.122.1{number}", $"name=web{number}").ExitCode);
        if (call == "undo")
            Assert.Equal(0, image.Tool("reservation", "mac=52:54:00:00:00:02", "ip=192.168.122.77", "name=moved").ExitCode);
        return image;
    }

    [GeneratedRegex(@"^\d+ +(\w+)\(")]
    private static partial Regex Syscall();

    [GeneratedRegex(@"fsync\(\d+<([^>]+)>\) += 0")]
    private static partial Regex Synced();

    [GeneratedRegex("""renameat\(\d+<([^>]+)>, "([^"]+)", \d+<([^>]+)>, "[^"]+"\) += 0""")]
    private static partial Regex Renamed();

    /// <summary>An image root, and the binary on it, with or without strace in between.</summary>
    private sealed class Image : IDisposable
    {
        private readonly ScratchRoot root = new();
        private readonly string rows;

        public Image()
        {
            rows = Path.Combine(root.Folder, "rows.csv");
            File.WriteAllText(rows, "mac,ip,name\n" + string.Concat(Enumerable.Range(1, 40).Select(row =>
                string.Create(CultureInfo.InvariantCulture, $"52:54:00:00:01:{row:x2},192.168.122.{100 + row},node{row}\n"))));
        }

        /// <summary>Every file that is not the tool's own, with its content or its link's target.</summary>
        public Dictionary<string, string> State()
        {
            var state = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var path in Directory.EnumerateFiles(root.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
                if (!path.Contains("/libvirt-idem/", StringComparison.Ordinal) && !path.EndsWith(".libvirt-idem.new", StringComparison.Ordinal))
                    state[path[root.Folder.Length..]] = new FileInfo(path).LinkTarget ?? File.ReadAllText(path);
            return state;
        }

        public string Unfinished() => ScratchRoot.Run("find", root.Folder, "-name", "*.new", "-o", "-name", "journal").Output;

        public Outcome Tool(params string[] arguments) => ScratchRoot.Run(World.Tool, Placed(arguments));

        public Outcome Strace(string what, string[] arguments) => Strace(what, arguments, out _);

        public Outcome Strace(string what, string[] arguments, out int hits) => Strace(what, arguments, out hits, out _);

        public Outcome Strace(string what, string[] arguments, out int hits, out string trace)
        {
            var log = Path.GetTempFileName();
            var traced = what.StartsWith("inject", StringComparison.Ordinal) ? "trace=" + what.Split('=')[1].Split(':')[0] : what;
            var outcome = ScratchRoot.Run("strace", ["-f", "-qq", "-y", "-o", log, "-e", traced, .. what == traced ? (string[])[] : ["-e", what], World.Tool, .. Placed(arguments)]);
            trace = File.ReadAllText(log);
            hits = trace.Split("(INJECTED)").Length - 1;
            File.Delete(log);
            return outcome;
        }

        public void Dispose() => root.Dispose();

        private string[] Placed(string[] arguments) => [.. arguments.Select(argument => argument == "{rows}" ? rows : argument), $"root={root.Folder}"];
    }
}
