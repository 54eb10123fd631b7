using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests;

/// <summary>docs/glossary.md has one word for each thing; these are the others.</summary>
public sealed partial class WordsTests
{
    [Fact]
    public void OtherWordsAreUsedNowhere()
    {
        var found = new List<string>();
        foreach (var file in Files())
        {
            var number = 0;
            foreach (var line in File.ReadLines(file))
            {
                number++;
                if (Banned().Match(line) is { Success: true } match)
                    found.Add($"{Path.GetRelativePath(World.Repository, file)} line {number}: {match.Value}");
            }
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void NorInTheNamesOfTests()
    {
        var names = Directory.EnumerateFiles(Path.Combine(World.Repository, "tests", "LibvirtIdem.Tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"public (async )?(void|Task) (?<name>\w+)\(", RegexOptions.ExplicitCapture)).Select(match => match.Groups["name"].Value)
            .Concat(Directory.EnumerateDirectories(Path.Combine(World.Repository, "tests", "cases")).Select(folder => Path.GetFileName(folder)));
        Assert.DoesNotContain(names, name => Regex.IsMatch(name, "(?i)(anew|mend|somebody|nobody|whoever|allthesame|beside|gone)(?![a-z])"));
    }

    /// <summary>Sources, scripts and pages; not licences and what is built.</summary>
    private static IEnumerable<string> Files()
    {
        string[] folders = ["src", "docs", "ansible", "scripts", "bench"];
        var files = folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(World.Repository, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(World.Repository, "*.md")).Append(Path.Combine(World.Repository, "Makefile"));
        return files.Where(file => !Regex.IsMatch(file, @"/(obj|bin|LICENSES|__pycache__)/|/LICENSE|\.(gz|pyc)$"));
    }

    [GeneratedRegex(@"\b(anew|mend|mends|mended|mending|somebody|nobody|whoever|whomever|all the same|stands? in|lies in|beside|the house|(tells?|told) of|wish|what is not given|so many|gone)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Banned();
}
