using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
        var documentation = Documentation("module", "reservation", "network", "network_info", "dns").Select(each => each["doc"]!["options"]!.AsObject()).ToArray();
        var (reservation, network) = (documentation[0], documentation[1]);
        Same(Keys(OptionSpecs.Of(Command.Reservation)).Except(OfTheTool, StringComparer.Ordinal), reservation);
        Same(Keys(OptionSpecs.Item), reservation["reservations"]!["suboptions"]!.AsObject());
        Same(Keys(OptionSpecs.Of(Command.Network)).Except(OfTheTool, StringComparer.Ordinal), network);
        Same(Keys(OptionSpecs.Of(Command.Info)).Except(OfTheTool, StringComparer.Ordinal), documentation[2]);
        Same(Keys(OptionSpecs.Of(Command.Dns)).Except(OfTheTool, StringComparer.Ordinal), documentation[3]);
        Same(Keys(OptionSpecs.DnsRecord), documentation[3]["records"]!["suboptions"]!.AsObject());

        static IEnumerable<string> Keys(OptionSpec[] table) => table.Select(option => option.Key);

        static void Same(IEnumerable<string> accepted, JsonObject documented) => Assert.Equal(
            accepted.Order(StringComparer.Ordinal),
            documented.Select(option => option.Key).Except(OnController, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public void EachPluginIsDocumented()
    {
        foreach (var documentation in (IEnumerable<JsonNode>)[.. Documentation("module", "reservation", "network", "network_info", "undo", "dns"), .. Documentation("inventory", "guests")])
        {
            Assert.NotEmpty(documentation["doc"]!["short_description"]!.GetValue<string>());
            Assert.NotEmpty(documentation["examples"]!.GetValue<string>());
            foreach (var (option, about) in documentation["doc"]!["options"]!.AsObject())
                Assert.True(about!["description"] is not null, option);
        }
    }

    /// <summary>What is documented as returned is what the binary's schema has, to the last key.</summary>
    [Theory]
    [InlineData("reservation", "reservation", "")]
    [InlineData("network", "network", "reservations")]
    [InlineData("dns", "dns", "reservations")]
    [InlineData("network_info", "info", "network reservations changes files applied effects restart_reasons diff")]
    [InlineData("undo", "undo", "reservations restart_required")]
    public void ResultsDocumentedAreTheResultsOfTheBinary(string module, string command, string never)
    {
        var schema = World.Here(World.Tool, "schema", command).Json["properties"]!["result"]!;
        string[] ansibles = ["changed", "failed", .. never.Split(' ')];
        var documented = Documentation("module", module)[0]["return"]!.AsObject();
        Assert.Equal(Keys(schema).Except(ansibles, StringComparer.Ordinal).Order(StringComparer.Ordinal), documented.SelectMany(Described).Order(StringComparer.Ordinal), StringComparer.Ordinal);

        IEnumerable<string> Keys(JsonNode shape, string prefix = "", bool isTop = true)
        {
            if (shape["$ref"] is { } reference)
                shape = schema["$defs"]![reference.GetValue<string>().Split('/')[^1]]!;
            if (shape["anyOf"] is { } choices)
                return choices.AsArray().SelectMany(choice => Keys(choice!, prefix, isTop: false)).Distinct(StringComparer.Ordinal);
            if (shape["items"] is { } items)
                return Keys(items, prefix, isTop: false);
            return shape["properties"] is not { } properties ? [] : properties.AsObject()
                .Where(property => !isTop || !ansibles.Contains(property.Key, StringComparer.Ordinal))
                .SelectMany(property => Keys(property.Value!, $"{prefix}{property.Key}.", isTop: false).Where(key => !HasFreeShape(prefix + property.Key)).Prepend(prefix + property.Key));
        }

        static IEnumerable<string> Described(KeyValuePair<string, JsonNode?> entry) =>
            (entry.Value!["contains"]?.AsObject().SelectMany(Described).Select(inner => $"{entry.Key}.{inner}") ?? []).Prepend(entry.Key);

        // A reservation's values or a part's text: documented as either.
        bool HasFreeShape(string key) => command == "undo" && key == "changes.before";
    }

    /// <summary>One version everywhere, and in the changelog what is in the collection.</summary>
    [Fact]
    public void TheNewestReleaseIsInTheChangelog()
    {
        var galaxy = Read("galaxy.yml");
        var version = Regex.Match(galaxy, "^version: (?<version>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture).Groups["version"].Value;
        var (log, notes) = (Read("changelogs/changelog.yaml"), Read("CHANGELOG.md"));
        Assert.Contains($"\n  {version}:\n", log, StringComparison.Ordinal);
        Assert.Contains($"\n## v{version}\n", notes, StringComparison.Ordinal);
        foreach (var plugin in new[] { "modules", "inventory" }.SelectMany(kind => Directory.EnumerateFiles(Path.Combine(World.Repository, "ansible/plugins", kind), "*.py")))
        {
            var name = Path.GetFileNameWithoutExtension(plugin);
            var description = Regex.Match(File.ReadAllText(plugin), "^short_description: (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture).Groups["text"].Value;
            Assert.Matches($"description: {Regex.Escape(description)}\n +name: {name}\n", log);
            Assert.Contains($"- libvirt_idem.libvirt.{name} - {description}.\n", notes, StringComparison.Ordinal);
        }

        static string Read(string file) => File.ReadAllText(Path.Combine(World.Repository, "ansible", file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("trixie")]
    [InlineData("sid")]
    public void AnsiblesSanityTestsAndTheLinterPass(string suite)
    {
        var root = suite.Length == 0 ? "" : NewestController.NewerRoot(suite);
        Assert.SkipUnless(root.Length == 0 || Directory.Exists(root), $"{root} is missing: scripts/ansible-roots makes it, as root, with debootstrap and a mirror");
        var outcome = World.Here(Path.Combine(World.Repository, "tests/ansible-sanity"), Controller.Collection, World.Repository, root);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }

    /// <summary>As anyone would run them; AnsibleRole runs the same on a libvirtd.</summary>
    [Fact]
    public void TheIntegrationTargetsPassOnAnImage()
    {
        Assert.SkipUnless(Environment.UserName == "root", "a private mount namespace needs root");
        var outcome = World.Here(Path.Combine(World.Repository, "tests/ansible-integration"), Controller.Collection);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.DoesNotContain("fatal: [testhost]: UNREACHABLE", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>The role takes each option of the modules that is data: in its specification and in its tasks.</summary>
    [Fact]
    public void TheRoleTakesTheOptionsOfTheModules()
    {
        var documentation = Documentation("module", "network", "reservation").Select(each => each["doc"]!["options"]!.AsObject().Select(option => option.Key)).ToArray();
        string[] notPerNetwork = ["root", "apply", "backup", "unsafe_writes", "lock_timeout", "remote_src", "name", "network"];
        string[] notOfGuests = [.. ReservationOptions.What.Select(option => option.Key)];
        var (specification, tasks) = (Role("meta/argument_specs.yml"), Role("tasks/main.yml"));
        foreach (var option in documentation[0].Concat(documentation[1].Except(notOfGuests, StringComparer.Ordinal)).Except(notPerNetwork, StringComparer.Ordinal))
        {
            Assert.Contains($"\n          {option}:\n", specification, StringComparison.Ordinal);
            Assert.Contains($"\n    {option}: \"{{{{ item.{option} | default(omit) }}}}\"\n", tasks, StringComparison.Ordinal);
        }

        static string Role(string file) => File.ReadAllText(Path.Combine(World.Repository, "ansible/roles/hypervisor", file));
    }

    private static JsonNode[] Documentation(string kind, params string[] names)
    {
        var full = names.Select(name => $"libvirt_idem.libvirt.{name}").ToArray();
        var outcome = World.Here("env", ["ANSIBLE_COLLECTIONS_PATH=" + World.Repository + "/build", "ANSIBLE_HOME=/nonexistent", "ansible-doc", "-t", kind, "-j", .. full]);
        return [.. full.Select(name => outcome.Json[name]!)];
    }
}
