using System.Text.Json.Nodes;
using LibvirtIdem.Asking;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>The collection as a package: its documentation against the binary's options, its version, and Ansible's own sanity tests.</summary>
public sealed class AnsibleDocs
{
    // What is Ansible's own business, and what the binary knows by Ansible's names.
    private static readonly string[] OnController = ["remote_src"];
    private static readonly string[] OfTheTool = ["command", "check_mode", "diff"];

    [Fact]
    public void OptionsDocumentedAreTheOptionsTheBinaryAccepts()
    {
        var documentation = Documentation("module", "reservation", "network", "network_info").Select(each => each["doc"]!["options"]!.AsObject()).ToArray();
        var (reservation, network) = (documentation[0], documentation[1]);
        Same(Keys(OptionTables.Of(Command.Reservation)).Except(OfTheTool, StringComparer.Ordinal), reservation);
        Same(Keys(OptionTables.Item), reservation["reservations"]!["suboptions"]!.AsObject());
        Same(Keys(OptionTables.Of(Command.Network)).Except(OfTheTool, StringComparer.Ordinal), network);
        Same(Keys(OptionTables.Of(Command.Info)).Except(OfTheTool, StringComparer.Ordinal), documentation[2]);

        static IEnumerable<string> Keys(Option[] table) => table.Select(option => option.Key);

        static void Same(IEnumerable<string> accepted, JsonObject documented) => Assert.Equal(
            accepted.Order(StringComparer.Ordinal),
            documented.Select(option => option.Key).Except(OnController, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public void EachPluginIsDocumented()
    {
        foreach (var documentation in (IEnumerable<JsonNode>)[.. Documentation("module", "reservation", "network", "network_info", "undo"), .. Documentation("inventory", "guests")])
        {
            Assert.NotEmpty(documentation["doc"]!["short_description"]!.GetValue<string>());
            Assert.NotEmpty(documentation["examples"]!.GetValue<string>());
            foreach (var (option, about) in documentation["doc"]!["options"]!.AsObject())
                Assert.True(about!["description"] is not null, option);
        }
    }

    [Fact]
    public void TheCollectionHasTheBinarysVersion()
    {
        var props = File.ReadAllText(Path.Combine(World.Repository, "Directory.Build.props"));
        var version = props.Split("<Version>")[1].Split("</Version>")[0];
        Assert.Contains($"\nversion: {version}\n", File.ReadAllText(Path.Combine(World.Repository, "ansible/galaxy.yml")), StringComparison.Ordinal);
    }

    [Fact]
    public void AnsiblesSanityTestsPass()
    {
        var outcome = World.Here(Path.Combine(World.Repository, "tests/ansible-sanity"), Controller.Collection);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }

    private static JsonNode[] Documentation(string kind, params string[] names)
    {
        var full = names.Select(name => $"libvirt_idem.libvirt.{name}").ToArray();
        var outcome = World.Here("env", ["ANSIBLE_COLLECTIONS_PATH=" + World.Repository + "/build", "ANSIBLE_HOME=/nonexistent", "ansible-doc", "-t", kind, "-j", .. full]);
        return [.. full.Select(name => outcome.Json[name]!)];
    }
}
