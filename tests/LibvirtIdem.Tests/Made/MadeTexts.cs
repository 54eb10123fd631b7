using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Made;

/// <summary>The texts that are made from others are as they would be made now; <c>make texts</c> (UPDATE=1) writes them.</summary>
public sealed class MadeTexts
{
    private static readonly string Asking = Path.Combine(World.Repository, "src", "LibvirtIdem", "Asking");

    private static readonly string Sources = Path.Combine(Asking, "Help", "Generated");

    [Fact]
    public void SchemasAreMadeFromTheTableAndTheTypes() => Made(Sources, SchemaSource.Files());

    [Fact]
    public void CompletionsAreMadeFromTheTable() => Made(Sources, CompletionSource.Files(Path.Combine(World.Repository, "tests", "LibvirtIdem.Tests", "Made")));

    [Fact]
    public void HelpIsMadeFromTheTable() => Made(Sources, [("Help.g.cs", HelpSource.Text())]);

    [Fact]
    public void WhatIsReadIsMadeFromTheTable() => Made(Path.Combine(Asking, "Options"), [("OptionSpecs.g.cs", SpecSource.Text())]);

    [Fact]
    public void ManPageIsMadeFromTheTable() => Made(Path.Combine(World.Repository, "docs"), [("libvirt-idem.1", ManPage.Text(BuildVersion.Number))]);

    [Fact]
    public void ReferenceIsMadeFromTheTable()
    {
        var docs = Path.Combine(World.Repository, "docs");
        Made(docs, [("reference.md", ReferenceSource.Text(File.ReadAllText(Path.Combine(docs, "reference.md"))))]);
    }

    [Fact]
    public void AnsibleModulesAndRoleAreMadeFromTheTable()
    {
        var folder = Path.Combine(World.Repository, "ansible");
        Made(folder, AnsibleSource.Files(file => File.ReadAllText(Path.Combine(folder, file))));
    }

    [Fact]
    public void ManPageIsCleanInBothReadersOfIt()
    {
        var page = Path.Combine(World.Repository, "docs", "libvirt-idem.1");
        var lint = World.Here("mandoc", "-T", "lint", "-W", "style", page);
        Assert.Equal((0, ""), (lint.ExitCode, lint.Output + lint.Error));
        var man = World.Here("env", "LC_ALL=C.UTF-8", "MANWIDTH=80", "man", "--warnings", "-l", page);
        Assert.Equal((0, ""), (man.ExitCode, man.Error));
        foreach (var option in new[] { "on_active_lease=warn", "dhcp_ranges=", "completion bash|zsh|fish" })
            Assert.Contains(option, man.Output.Replace("\b", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void Made(string folder, IEnumerable<(string File, string Text)> files)
    {
        foreach (var (file, text) in files)
        {
            var path = Path.Combine(folder, file);
            if (Environment.GetEnvironmentVariable("UPDATE") == "1")
                File.WriteAllText(path, text);
            Assert.True(File.Exists(path) && File.ReadAllText(path) == text, $"{path} is stale; make texts writes it");
        }
    }
}
