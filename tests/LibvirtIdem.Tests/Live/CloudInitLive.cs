using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>The user-data of docs/cloud-init.md, run by cloud-init itself in a chroot of tests/world/cloud-init.</summary>
public sealed class CloudInitLive
{
    private static string[] Examples => [.. Regex.Matches(
        File.ReadAllText(Path.Combine(World.Repository, "docs/cloud-init.md")), "```yaml\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)
        .Select(match => match.Groups["text"].Value)];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Examples.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void EachExampleReservesAndTheNamesOutliveTheNextBoot(int number)
    {
        var outcome = Boot(Examples[number]);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Contains("Valid cloud-config", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("status: done", outcome.Output, StringComparison.Ordinal);
        foreach (var host in new[] { "<host mac='52:54:00:00:00:0a' name='web1' ip='192.168.122.10'/>", "<host mac='52:54:00:00:00:0b' name='db1' ip='192.168.122.11'/>" })
            Assert.Contains(host, outcome.Output, StringComparison.Ordinal);
        // Once after the first boot, once after the next.
        Assert.Equal(2, Regex.Count(outcome.Output, "\n192.168.122.10\\s+web1 www\n"));
        Assert.Equal(2, Regex.Count(outcome.Output, "\n192.168.122.11\\s+db1\n"));
    }

    [Fact]
    public void WithoutTheTemplateTheNextBootForgets()
    {
        var outcome = Boot(Examples.Single(text => text.Contains("manage_etc_hosts", StringComparison.Ordinal)).Replace(" hosts_template=true", "", StringComparison.Ordinal));
        Assert.Equal(1, Regex.Count(outcome.Output, "\n192.168.122.10\\s+web1 www\n"));
    }

    [Fact]
    public void WhatFailsIsSeen()
    {
        var outcome = Boot(Examples[1].Replace("ip=192.168.122.10", "ip=10.0.0.1", StringComparison.Ordinal));
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("10.0.0.1 is in no subnet", outcome.Output, StringComparison.Ordinal);
    }

    private static Outcome Boot(string userData)
    {
        Assert.SkipUnless(Environment.UserName == "root", "a chroot of its own needs root; run make test as root");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, userData);
            return World.Here("unshare", "--mount", "--uts", "--pid", "--net", "--fork", "--kill-child", Path.Combine(World.Repository, "tests/world/cloud-init"), file, World.Tool);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
