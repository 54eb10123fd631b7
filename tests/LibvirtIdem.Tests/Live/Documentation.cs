using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Made;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// What README.md and docs/ show is what happens: each ```console block is played, line by line and in order, in a world of its own per file. JSON may be laid
/// out as the page likes; what is another every time (uuids, pids, times) may differ, and nothing else.
/// </summary>
public sealed partial class Documentation
{
    private static readonly string[] Known = ["make", "scripts/test", "git", "cp", "sed", "ansible-galaxy", "apt", "dnf", "tar"];

    public static TheoryData<string> Pages => [.. Files()];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EveryCommandPrintsWhatThePageShows(string page)
    {
        var sessions = ConsoleBlocks().Matches(Text(page)).Select(block => block.Groups["text"].Value).ToList();
        if (sessions.Count == 0)
            return;
        await using var world = new World();
        await world.InitializeAsync();
        world.Shell($"mkdir -p /run/tool /run/tour && ln -s {World.Tool} /run/tool/libvirt-idem");
        foreach (var (command, shown) in sessions.SelectMany(Commands))
        {
            var outcome = Typed(world, command);
            Assert.True(Same(shown, outcome.Output + outcome.Error), $"{page}: $ {command}\n--- shown\n{shown}\n--- printed\n{outcome.Output}{outcome.Error}");
        }
    }

    /// <summary>
    /// The README's commands as they stand, each typed while the daemon is asleep: the same outcome but for the way in, and only what needs a daemon wakes it.
    /// </summary>
    [Fact]
    public async Task TheReadmesTourIsTheSameWhileTheDaemonSleeps()
    {
        await using var world = new SleepingWorld();
        await world.InitializeAsync();
        world.Shell($"mkdir -p /run/tool /run/tour && ln -s {World.Tool} /run/tool/libvirt-idem");
        var woken = new List<string>();
        var played = 0;
        foreach (var (command, shown) in ConsoleBlocks().Matches(Text("README.md")).SelectMany(block => Commands(block.Groups["text"].Value)))
        {
            world.AwaitSleep();
            var starts = world.DaemonStarts;
            var outcome = Typed(world, command);
            if (world.DaemonStarts > starts)
                woken.Add(command);
            Assert.True(world.DaemonStarts <= starts + 1, command);
            if (!IsJson(shown))
            {
                Assert.True(Same(shown, outcome.Output + outcome.Error), $"$ {command}\n--- shown\n{shown}\n--- printed\n{outcome.Output}{outcome.Error}");
                continue;
            }
            played++;
            var (expected, actual) = (JsonNode.Parse(shown)!, outcome.Json);
            foreach (var key in new[] { "changed", "failed", "msg", "summary", "changes", "errors", "restart_required" })
                Assert.True(JsonNode.DeepEquals(expected[key], actual[key]), $"$ {command}: {key}\n--- shown\n{shown}\n--- printed\n{outcome.Output}");
            if (actual["effects"] is { } effects)
                Assert.Equal(world.DaemonStarts - starts, effects["daemon_starts"]!.GetValue<int>());
        }
        Assert.True(played >= 8, $"{played} commands with a result");
        // To start a network takes a daemon; the rest of the tour does not.
        Assert.True(woken is [var only] && only.Contains("state=active", StringComparison.Ordinal), string.Join('\n', woken));
    }

    private static Outcome Typed(World world, string command) =>
        world.Run("env", "-C", "/run/tour", "HOME=/run/tour", "TERM=dumb", $"PATH=/run/tool:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin",
            $"ANSIBLE_COLLECTIONS_PATH={World.Repository}/build", "ANSIBLE_NOCOLOR=1", "bash", "-c", command);

    /// <summary>Every JSON on the pages is arguments or a result of some command, by its schema.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryJsonIsAsTheSchemasSay(string page)
    {
        foreach (var json in Jsons(Text(page)))
        {
            var named = JsonNode.Parse(json)!.AsObject();
            var problems = LibvirtIdem.Asking.CommandNames.WithOptions.Select(command => named.ContainsKey("changed") ? SchemaCheck.OfResult(command, json) : SchemaCheck.OfArguments(command, json)).ToList();
            Assert.True(problems.Exists(problem => problem is null), $"{page}: {json}\n{string.Join('\n', problems)}");
        }
    }

    /// <summary>What is not played is about this repository: its make targets are there, and nothing else is called.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryOtherCommandIsOneOfTheHouse(string page)
    {
        var targets = Targets().Matches(File.ReadAllText(Path.Combine(World.Repository, "Makefile"))).Select(target => target.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var line in ShellBlocks().Matches(Text(page)).SelectMany(block => block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            var words = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word == "sudo").ToArray();
            Assert.Contains(words[0], Known, StringComparer.Ordinal);
            if (words[0] == "make")
                Assert.All(words.Skip(1).Where(word => !word.Contains('=', StringComparison.Ordinal)), target => Assert.True(targets.Contains(target), target));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLinkLeadsSomewhere(string page)
    {
        foreach (Match link in Links().Matches(Text(page)))
        {
            var parts = link.Groups["target"].Value.Split('#');
            var file = parts[0].Length == 0 ? Path.Combine(World.Repository, page) : Path.Combine(World.Repository, Path.GetDirectoryName(page)!, parts[0]);
            Assert.True(File.Exists(file) || Directory.Exists(file), $"{page}: {link.Value}");
            if (parts.Length == 2)
                Assert.Contains(parts[1], Headings().Matches(File.ReadAllText(file)).Select(heading => Anchor(heading.Groups["text"].Value)), StringComparer.Ordinal);
        }
    }

    private static IEnumerable<string> Files() => new[] { "README.md", "CONTRIBUTING.md", "DESIGN.md" }
        .Concat(Directory.EnumerateFiles(Path.Combine(World.Repository, "docs"), "*.md").Select(file => Path.GetRelativePath(World.Repository, file)).Order(StringComparer.Ordinal));

    private static string Text(string page) => File.ReadAllText(Path.Combine(World.Repository, page));

    /// <summary>A line that begins with $ is typed, with the lines that go on after a backslash or inside a here document; the rest is what comes back.</summary>
    private static IEnumerable<(string Command, string Shown)> Commands(string session) =>
        TypedLines().Split("\n" + session).Skip(1).Select(part =>
        {
            var lines = part.Split('\n');
            var typed = 1;
            while (lines[typed - 1].EndsWith('\\') || (HereDocument().Match(lines[0]) is { Success: true } here && !lines.Skip(1).Take(typed - 1).Contains(here.Groups["end"].Value, StringComparer.Ordinal)))
                typed++;
            return (string.Join('\n', lines[..typed]), string.Join('\n', lines[typed..]).Trim('\n'));
        });

    private static IEnumerable<string> Jsons(string page) => JsonBlocks().Matches(page).Select(block => block.Groups["text"].Value)
        .Concat(ConsoleBlocks().Matches(page).SelectMany(block => Commands(block.Groups["text"].Value)).Select(line => line.Shown).Where(IsJson));

    private static bool IsJson(string text) => text.TrimStart().StartsWith('{');

    private static bool Same(string shown, string printed)
    {
        (shown, printed) = (Normal(shown), Normal(printed));
        return IsJson(shown) && IsJson(printed) ? JsonNode.DeepEquals(JsonNode.Parse(shown), JsonNode.Parse(printed)) : shown == printed;
    }

    private static string Normal(string text) => Numbers().Replace(Varying().Replace(text.TrimEnd(), "VARYING"), "\"$1\":0");

    private static string Anchor(string heading) => string.Concat(heading.ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex("^```console\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ConsoleBlocks();

    [GeneratedRegex("^```json\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex JsonBlocks();

    [GeneratedRegex("^```sh\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ShellBlocks();

    [GeneratedRegex(@"\n\$ ")]
    private static partial Regex TypedLines();

    [GeneratedRegex(@"<<'?(?<end>[A-Z]+)'?", RegexOptions.ExplicitCapture)]
    private static partial Regex HereDocument();

    [GeneratedRegex(@"^(?<name>[a-z]+):.*## ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Targets();

    [GeneratedRegex(@"\]\((?<target>(?!https?:)[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|52:54:00:[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}(?='/>\s*\n\s*<ip)")]
    private static partial Regex Varying();

    [GeneratedRegex("\"(pid)\": ?\\d+")]
    private static partial Regex Numbers();
}
