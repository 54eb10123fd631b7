using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>
/// The published binary on an image, killed or failed at every system call that touches files: each file is whole, old or new; the next call brings
/// the set to all-old or all-new and leaves nothing behind; and then ends as it was asked to.
/// </summary>
public sealed partial class Interrupted(ITestOutputHelper output)
{
    private const string Touching = "openat,openat2,write,fsync,renameat,renameat2,unlinkat,mkdirat,fchmod,fchown,fsetxattr,symlinkat,ftruncate,flock,close";

    /// <summary>Calls whose failure is worth a sweep, with what a disk, a mount, a limit or a signal answers.</summary>
    private static readonly string[] Faults =
    [
        "openat2:ENOSPC", "openat2:EMFILE", "openat2:EROFS", "openat2:EINTR", "write:ENOSPC", "write:EINTR", "fsync:EIO", "fsync:EINTR", "renameat:EIO", "renameat2:EIO", "renameat2:EROFS", "renameat2:EINTR", "renameat2:EINVAL",
        "fchmod:EPERM", "mkdirat:ENOSPC", "unlinkat:EIO", "symlinkat:ENOSPC", "flock:EINTR", "close:EIO", "close:EINTR",
    ];

    public static TheoryData<string> Calls => [.. Image.Calls];

    [Theory]
    [MemberData(nameof(Calls))]
    public void KilledAtAnyCallEachFileIsWholeAndTheNextCallRepairsTheSet(string call)
    {
        using var prepared = new Image(call);
        var (before, reference) = (prepared.State(), Reference(prepared, out var trace));
        // A descriptor that is closed touches nothing.
        var touching = trace.FindAll(at => at.Syscall != "close" && Touches(at, trace));
        Assert.True(touching.Count > 20, $"only {touching.Count} calls touch files");
        var midway = 0;
        Sweep(touching, at =>
        {
            using var root = new Image(prepared);
            root.Traced($"inject={at.Syscall}:signal=KILL:when={at.Number}", out _, out _);
            var left = root.State();
            foreach (var (path, content) in left)
                Assert.True(content == before.GetValueOrDefault(path) || content == reference.GetValueOrDefault(path), $"killed at {at}: {path} is neither old nor new");
            if (!Same(left, before) && !Same(left, reference))
                Interlocked.Increment(ref midway);
            // Another call, which has nothing to do itself.
            var next = root.Tool("reservation", "state=absent", "name=nobody", "lock_timeout=0");
            Assert.True(next.ExitCode == 0, $"killed at {at}: {next.Output}");
            var isIn = Same(root.State(), reference);
            Assert.True(isIn || Same(root.State(), before), $"killed at {at}: the set is neither old nor new");
            Assert.True(root.Unfinished().Length == 0, $"killed at {at}: left behind {root.Unfinished()}");
            if (call != "undo" || !isIn)
                Assert.Equal(0, root.Tool(root.Call).ExitCode);
            else
                // What is undone does not stand in the way of what was done before.
                Assert.Equal(0, root.Tool("undo", "check_mode=true").ExitCode);
            Assert.True(Same(root.State(), reference), $"killed at {at}: the same call again does not end as it should");
        });
        output.WriteLine($"{touching.Count} kills, {midway} of them midway");
        Assert.True(midway > 0, "no kill came between two files, so the sweep shows nothing");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void AFaultAtAnyCallIsToldAndLeavesNothingHalf(string call)
    {
        using var prepared = new Image(call);
        var (before, reference) = (prepared.State(), Reference(prepared, out var trace));
        var faults = Faults.SelectMany(fault => trace.Where(at => at.Syscall == fault.Split(':')[0] && Touches(at, trace)).Select(at => (At: at, Error: fault.Split(':')[1]))).ToList();
        var failures = 0;
        Sweep(faults, fault =>
        {
            var (at, error) = fault;
            using var root = new Image(prepared);
            var outcome = root.Traced($"inject={at.Syscall}:error={error}:when={at.Number}", out _, out var hits);
            var told = $"{error} at {at.Syscall} {at.Number} ({at.Line}): exit {outcome.ExitCode}, {outcome.Output}{outcome.Error}";
            Assert.True(hits > 0, $"did not come: {told}");
            // Where the result itself cannot be written, the exit status is all there is to say so.
            var isResult = at.Syscall == "write" && outcome.Output.Length == 0;
            Assert.True(isResult ? outcome.ExitCode == 1 : outcome.ExitCode is 0 or 1 && outcome.Output.StartsWith('{'), told);
            // Done or not done, and it says which; what says it is not done and is, is named by the journal.
            var now = root.State();
            Assert.True(outcome.ExitCode == 1 || Same(now, reference), $"not done: {told}");
            Assert.True(root.IsFree(), $"the lock is held: {told}");
            if (outcome.ExitCode == 1 && !isResult)
            {
                Interlocked.Increment(ref failures);
                Assert.True(outcome.Json["failed"]!.GetValue<bool>() && outcome.Json["msg"]!.GetValue<string>().Length > 20, told);
                Assert.True(Same(now, before) || root.Unfinished().Length > 0, $"neither put back nor noted: {told}");
            }
            var next = root.Tool("reservation", "state=absent", "name=nobody", "lock_timeout=0");
            Assert.True(next.ExitCode == 0, $"{told}; then {next.Output}");
            var isIn = Same(root.State(), reference);
            Assert.True(isIn || Same(root.State(), before), $"the set is neither old nor new: {told}");
            Assert.True(root.Unfinished().Length == 0, $"left behind {root.Unfinished()}: {told}");
            if (call != "undo" || !isIn)
                Assert.Equal(0, root.Tool([.. root.Call, "lock_timeout=0"]).ExitCode);
            Assert.True(Same(root.State(), reference), $"the same call again does not end as it should: {told}");
        });
        output.WriteLine($"{faults.Count} faults, {failures} of them told");
        Assert.True(failures > 20, $"only {failures} faults came to anything");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void EachFileIsSyncedBeforeItsRenameAndItsFolderAfter(string call)
    {
        using var root = new Image(call);
        root.Traced("trace=fsync,renameat,renameat2,pidfd_send_signal", out var trace, out _);
        var synced = new HashSet<string>(StringComparer.Ordinal);
        var (renames, waiting) = (0, new List<string>());
        foreach (var (_, _, line) in trace)
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
                Assert.True(synced.Contains(from) || from.EndsWith("/journal", StringComparison.Ordinal) || from.Contains("/undo/", StringComparison.Ordinal), $"{from} was renamed before it was synced");
                waiting.Add(rename.Groups[3].Value);
            }
            else
            {
                Assert.DoesNotContain("pidfd_send_signal", line, StringComparison.Ordinal);
            }
        }
        Assert.True(renames >= 3, string.Join('\n', trace));
        Assert.Empty(waiting);
    }

    private static bool Same(Dictionary<string, string> one, Dictionary<string, string> other) =>
        one.Count == other.Count && one.All(file => other.GetValueOrDefault(file.Key) == file.Value);

    private static void Sweep<T>(IReadOnlyList<T> points, Action<T> judge) => Parallel.ForEach(points, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount + 1 }, judge);

    /// <summary>
    /// All but opens for reading, of which the first two stand for the rest, and what the runtime closes of its own.
    /// </summary>
    private static bool Touches(TracedCall at, List<TracedCall> trace) => at.Syscall switch
    {
        "openat" or "openat2" => !IsRead(at) || trace.Where(other => other.Syscall == at.Syscall && IsRead(other)).Take(2).Contains(at),
        "close" => at.Line.Contains("/libvirt-idem-", StringComparison.Ordinal),
        _ => true,
    };

    private static bool IsRead(TracedCall at) => !at.Line.Contains("O_CREAT", StringComparison.Ordinal) && !at.Line.Contains("O_WRONLY", StringComparison.Ordinal);

    /// <summary>The files as the call leaves them, and its system calls.</summary>
    private static Dictionary<string, string> Reference(Image prepared, out List<TracedCall> trace)
    {
        using var root = new Image(prepared);
        var outcome = root.Traced($"trace={Touching}", out trace, out _);
        Assert.True(outcome.ExitCode == 0 && outcome.Changed, outcome.Output + outcome.Error);
        return root.State();
    }

    [GeneratedRegex(@"fsync\(\d+<([^>]+)>\) += 0")]
    private static partial Regex Synced();

    [GeneratedRegex("""renameat2?\(\d+<([^>]+)>, "([^"]+)", \d+<([^>]+)>, "[^"]+"(?:, \w+)?\) += 0""")]
    private static partial Regex Renamed();
}
