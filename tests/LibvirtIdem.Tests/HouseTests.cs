using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests;

/// <summary>DESIGN.md's table of rooms, held against the sources.</summary>
public sealed class HouseTests
{
    private static readonly string Sources = Path.Combine(World.Repository, "src", "LibvirtIdem");

    [Theory]
    [InlineData("Model", "")]
    [InlineData("Asking", "Model")]
    [InlineData("Formats", "Model")]
    [InlineData("Planning", "Model Formats Asking")]
    [InlineData("Machine", "Model Formats Asking Planning")]
    [InlineData("Reporting", "Model Planning")]
    public void RoomsUseOnlyTheirDoors(string room, string doors)
    {
        var allowed = doors.Split(' ').Append(room).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Files(room))
            foreach (Match use in Regex.Matches(File.ReadAllText(file), @"^using LibvirtIdem\.(?<room>\w+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture))
                Assert.True(allowed.Contains(use.Groups["room"].Value), $"{file} uses {use.Groups["room"].Value}");
    }

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

    [Fact]
    public void NothingBringsInWhatWasKeptOut()
    {
        foreach (var file in Files(""))
            Assert.DoesNotMatch(@"System\.Xml|\basync\b|\bRegex\b|\bConsole\.", File.ReadAllText(file));
    }

    [Fact]
    public void FilesHoldOneIdea()
    {
        foreach (var file in Files(""))
            Assert.True(File.ReadLines(file).Count() <= 300, $"{file} has more than 300 lines");
    }

    /// <summary>Sentences are parts joined by semicolons, without a full stop at the end or in the middle: they stand in lists, after "msg", and one after another.</summary>
    [Fact]
    public void SentencesArePunctuatedAlike()
    {
        foreach (var file in Files("").Where(file => Path.GetFileName(file).StartsWith("Sentences", StringComparison.Ordinal)))
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
