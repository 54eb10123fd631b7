using System.Globalization;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>An image root in which a call is about to be made, and the published binary on it, with or without strace in between.</summary>
internal sealed class Image : IDisposable
{
    private readonly ScratchRoot root = new();
    private readonly string call;

    /// <param name="call">One of <see cref="Calls"/>.</param>
    public Image(string call)
    {
        this.call = call;
        foreach (var number in (int[])[1, 2, 3])
            Assert.Equal(0, Tool("reservation", $"mac=52:54:00:00:00:0{number}", $"ip=192.168.122.1{number}", $"name=web{number}").ExitCode);
        if (call == "undo")
            Assert.Equal(0, Tool("reservation", "mac=52:54:00:00:00:02", "ip=192.168.122.77", "name=moved").ExitCode);
        File.WriteAllText(Path.Combine(root.Folder, "rows.csv"), "mac,ip,name\n" + string.Concat(Enumerable.Range(1, 40).Select(row =>
            string.Create(CultureInfo.InvariantCulture, $"52:54:00:00:01:{row:x2},192.168.122.{100 + row},node{row}\n"))));
    }

    /// <summary>The same once more, as it stood.</summary>
    public Image(Image like)
    {
        call = like.call;
        Assert.Equal(0, ScratchRoot.Run("cp", "-aT", like.root.Folder, root.Folder).ExitCode);
    }

    public static string[] Calls => ["reservation", "bulk", "network", "undo"];

    public string Folder => root.Folder;

    /// <summary>What is swept over.</summary>
    public string[] Call => call switch
    {
        "reservation" => ["reservation", "mac=52:54:00:00:00:09", "ip=192.168.122.99", "name=web9", "aliases=www9"],
        "bulk" => ["import", Path.Combine(root.Folder, "rows.csv"), "purge=true"],
        "network" => ["network", "name=default", "ipv6=2001:db8:122::1/64", "autostart=true", "domain=lab.example"],
        _ => ["undo"],
    };

    /// <summary>Every file that is not the tool's own, with its content or its link's target.</summary>
    public Dictionary<string, string> State()
    {
        var state = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Everything())
            if (!path.Contains("/libvirt-idem/", StringComparison.Ordinal) && !path.EndsWith(".libvirt-idem.new", StringComparison.Ordinal))
                state[path[root.Folder.Length..]] = new FileInfo(path).LinkTarget ?? File.ReadAllText(path);
        return state;
    }

    /// <summary>What a run that did not end well left behind.</summary>
    public string Unfinished() => string.Join(' ', Everything().Where(path => path.EndsWith(".new", StringComparison.Ordinal) || path.EndsWith("/journal", StringComparison.Ordinal)));

    /// <summary>Nobody has the turn: .NET asks for the same lock when it opens a file for itself alone.</summary>
    public bool IsFree()
    {
        try
        {
            using var locked = new FileStream(Path.Combine(root.Folder, "var/lib/libvirt-idem/lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public Outcome Tool(params string[] arguments) => ScratchRoot.Run(World.Tool, [.. arguments, $"root={root.Folder}"]);

    /// <summary>The call under strace.</summary>
    public Outcome Traced(string what, out List<TracedCall> calls, out int hits)
    {
        var log = Path.GetTempFileName();
        var traced = what.StartsWith("inject", StringComparison.Ordinal) ? "trace=" + what.Split('=')[1].Split(':')[0] : what;
        var outcome = ScratchRoot.Run("strace", ["-f", "-qq", "-y", "-o", log, "-e", traced, .. what == traced ? (string[])[] : ["-e", what], World.Tool, .. Call, $"root={root.Folder}"]);
        var trace = File.ReadAllText(log);
        calls = Trace.OfMainThread(trace);
        hits = trace.Split("(INJECTED)").Length - 1;
        File.Delete(log);
        return outcome;
    }

    public void Dispose() => root.Dispose();

    private IEnumerable<string> Everything() => Directory.EnumerateFiles(root.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });
}
