using System.Text.Json.Nodes;
using Json.Schema;
using LibvirtIdem.Asking;
using LibvirtIdem.Tests.Live;
using LibvirtIdem.Tests.Made;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>What <c>schema</c> prints, by the published binary.</summary>
public sealed class SchemaCalls
{
    public static TheoryData<string> WithOptions => [.. CommandNames.WithOptions];

    /// <summary>Keys and words that are as the parser has them, too, are told apart from those that are not.</summary>
    [Theory]
    [InlineData("reservation", """{"mac": "52:54:00:12:34:56", "ip": "192.168.122.10", "purge": "Yes", "max_removals": "3", "aliases": "a,b", "_ansible_diff": true, "name": null}""", true)]
    [InlineData("reservation", """{"reservations": [{"mac": "52:54:00:12:34:56", "ip": "auto", "aliases": ["a"]}]}""", true)]
    [InlineData("reservation", """{"reservations": [{"mac": "52:54:00:12:34:56", "ipp": "auto"}]}""", false)]
    [InlineData("reservation", """{"macc": "52:54:00:12:34:56"}""", false)]
    [InlineData("reservation", """{"state": "here"}""", false)]
    [InlineData("reservation", """{"purge": "maybe"}""", false)]
    [InlineData("reservation", """{"lock_timeout": 1.5}""", false)]
    [InlineData("reservation", """{"network": 5}""", false)]
    [InlineData("reservation", """{"command": "network"}""", false)]
    [InlineData("import", """{"mac": "52:54:00:12:34:56"}""", false)]
    [InlineData("import", """{"purge": true, "csv": "guests.csv"}""", true)]
    [InlineData("network", """{"name": "lab", "forward": "nat", "ipv4": ["10.0.7.1/24"], "dns_srv": [{"service": "ldap", "protocol": "tcp", "port": 389}]}""", true)]
    [InlineData("network", """{"name": "lab", "dns_srv": [{"sevice": "ldap"}]}""", false)]
    [InlineData("network", """{"name": "lab", "forward": "bridge"}""", false)]
    [InlineData("export", """{"format": "yaml"}""", false)]
    [InlineData("info", """{"root": "/mnt"}""", true)]
    [InlineData("undo", """{"purge": true}""", false)]
    public void ArgumentsAreToldApart(string command, string arguments, bool isRight) => Assert.Equal(isRight, SchemaCheck.OfArguments(command, arguments) is null);

    [Theory]
    [MemberData(nameof(WithOptions))]
    public void EachIsAValidSchemaItself(string command)
    {
        var schema = JsonNode.Parse(ScratchRoot.Run(World.Tool, "schema", command).Output)!;
        foreach (var one in new[] { schema, schema["properties"]!["arguments"]!, schema["properties"]!["result"]! })
        {
            using var document = System.Text.Json.JsonDocument.Parse(one.ToJsonString());
            Assert.True(MetaSchemas.Draft202012.Evaluate(document.RootElement).IsValid);
        }
        Assert.NotNull(SchemaCheck.OfResult(command, """{"changed": false}"""));
        Assert.NotNull(SchemaCheck.OfResult(command, """{"changed": false, "failed": true, "msg": "", "summary": {"added": 0, "updated": 0, "removed": 0, "unchanged": 0}, "warnings": [], "more": 1}"""));
    }

    /// <summary>Every word of a choice that the schema knows the parser takes, and every key of a record; none that the help would have made up.</summary>
    [Theory]
    [MemberData(nameof(WithOptions))]
    public void WordsAndKeysAreTheParsersOwn(string command)
    {
        Assert.True(CommandNames.TryParse(command, out var known));
        var arguments = JsonNode.Parse(ScratchRoot.Run(World.Tool, "schema", command).Output)!["properties"]!["arguments"]!["properties"]!.AsObject();
        foreach (var (option, schema) in arguments)
        {
            foreach (var word in schema!["enum"]?.AsArray().Where(word => word is not null) ?? [])
                Assert.DoesNotContain(KnownOptions.Problems(known, new(StringComparer.Ordinal) { [option] = word!.GetValue<string>() }), problem => problem.Field == option && problem.Code == "invalid_value");
            foreach (var (key, _) in schema["items"]?["properties"]?.AsObject() ?? [])
                Assert.DoesNotContain(KnownOptions.Problems(known, new(StringComparer.Ordinal) { [option] = new[] { new Dictionary<string, string>(StringComparer.Ordinal) { [key] = "1" } } }),
                    problem => problem.Code == "unknown_option");
        }
    }

    [Theory]
    [InlineData("schema nothing", "schema takes one command, or none for all of them; nothing is not one of reservation, network, dns, import, export, info, undo")]
    [InlineData("schema info undo", "schema takes one command, or none for all of them; undo is not one of reservation, network, dns, import, export, info, undo")]
    public void WrongCallsAreRefused(string words, string message)
    {
        var refused = ScratchRoot.Run(World.Tool, words.Split(' '));
        Assert.Equal((2, message), (refused.ExitCode, refused.Json["msg"]!.GetValue<string>()));
    }
}
