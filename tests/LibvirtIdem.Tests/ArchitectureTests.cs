using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests;

/// <summary>DESIGN.md's table of rooms, held against the sources.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Sources = Path.Combine(World.Repository, "src", "LibvirtIdem");

    [Theory]
    [InlineData("Model", "")]
    [InlineData("Messages", "Model")]
    [InlineData("Asking", "Model Messages")]
    [InlineData("Formats", "Model Messages")]
    [InlineData("Planning", "Model Messages Formats Asking")]
    [InlineData("Machine", "Model Messages Formats Asking Planning")]
    [InlineData("Reporting", "Model Messages Planning")]
    [InlineData("Commands", "Model Messages Formats Asking Planning Machine Reporting")]
    public void RoomsUseOnlyTheirDoors(string room, string doors)
    {
        var allowed = doors.Split(' ').Append(room).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Files(room))
        {
            var text = File.ReadAllText(file);
            foreach (Match use in Regex.Matches(text, @"(^using |^using static |(?<!namespace )\b)LibvirtIdem\.(?<room>[A-Z]\w+)[.;]", RegexOptions.Multiline | RegexOptions.ExplicitCapture))
                Assert.True(allowed.Contains(use.Groups["room"].Value), $"{file} uses {use.Groups["room"].Value}");
            // Without a using, only what lies in the root namespace could be reached.
            Assert.True(Regex.IsMatch(text, $@"^namespace LibvirtIdem\.{room};", RegexOptions.Multiline), $"{file} is not in the namespace of {room}");
        }
    }

    [Fact]
    public void TheHallHoldsTheProgramOnly() =>
        Assert.Equal(["Program.cs"], Directory.EnumerateFiles(Sources, "*.cs").Select(file => Path.GetFileName(file)), StringComparer.Ordinal);

    [Theory]
    [InlineData("Model")]
    [InlineData("Asking")]
    [InlineData("Formats")]
    [InlineData("Planning")]
    [InlineData("Reporting")]
    public void OnlyTheMachineTouchesTheWorld(string room)
    {
        foreach (var file in Files(room))
            Assert.DoesNotMatch(@"(?<![.\w])(File|Directory|Process|Environment|Console)\.|LibraryImport|DllImport|DateTime(Offset)?\.(Utc)?Now", File.ReadAllText(file));
    }

    /// <summary>What a plan depends on is given to it.</summary>
    [Fact]
    public void PlanningIsNotGivenWaysToReadLater()
    {
        foreach (var file in Files("Planning"))
            Assert.DoesNotMatch(@"\bLazy<|\bFunc<[^<>,]*(Snapshot|byte\[\]|string)\??>", File.ReadAllText(file));
    }

    /// <summary>tests/README.md says where a behaviour is tested: every class with tests is there, and nothing else.</summary>
    [Fact]
    public void EveryTestClassIsListed()
    {
        var page = File.ReadAllText(Path.Combine(World.Repository, "tests/README.md"));
        var named = Regex.Matches(page, "`(?<name>[A-Z][A-Za-z0-9]+)`", RegexOptions.ExplicitCapture).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var there = Directory.EnumerateFiles(Path.Combine(World.Repository, "tests/LibvirtIdem.Tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && Regex.IsMatch(File.ReadAllText(file), @"^    \[(?:Fact|Theory)", RegexOptions.Multiline))
            .Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(there.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void NothingBringsInWhatWasKeptOut()
    {
        foreach (var file in Files(""))
            Assert.DoesNotMatch(@"System\.Xml|\basync\b|\bRegex\b|\bConsole\.", File.ReadAllText(file));
    }

    [Fact]
    public void FilesHoldOneIdea()
    {
        foreach (var file in Files("").Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal)))
            Assert.True(File.ReadLines(file).Count() <= 300, $"{file} has more than 300 lines");
    }

    /// <summary>As .editorconfig says; no tool checks it. A literal stays in one piece, so that a search finds the message.</summary>
    [Fact]
    public void LinesAreAtMost140ColumnsWide()
    {
        foreach (var file in Files("").Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal)))
        {
            var isOfMessages = file.Contains("/Messages/", StringComparison.Ordinal);
            foreach (var line in File.ReadLines(file).Where(line => line.Length > 140))
                Assert.True(isOfMessages ? line.Contains('"', StringComparison.Ordinal) : line.TrimStart(' ', '$').StartsWith('"'), $"{file}: {line}");
        }
    }

    /// <summary>A message is one or more clauses joined by semicolons, without a full stop: it appears in lists, after "msg", and next to others.</summary>
    [Fact]
    public void MessagesArePunctuatedAlike()
    {
        foreach (var file in Files("").Where(file => Path.GetFileName(file).StartsWith("Message.", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotMatch("[^.\"]\\.\"", text);
            // What follows an inserted question is a clause of its own, not a sentence without a stop before it.
            Assert.DoesNotMatch("\"\\)\\} [A-Z][a-z]", text);
        }
    }

    private static IEnumerable<string> Files(string room)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Sources, room), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        return files;
    }
}
