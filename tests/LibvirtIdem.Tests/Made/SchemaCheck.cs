using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using LibvirtIdem.Asking;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Made;

/// <summary>
/// What the published binary prints as its schemas, in the hands of a validator that knows nothing of it (JsonSchema.Net). Every result that a test
/// gets is held against them, and the arguments of every call that was done.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>Tens of thousands of reservations say nothing more about a schema than one.</summary>
    private const int LargestText = 200_000;

    private static readonly Lazy<Dictionary<string, (JsonSchema Arguments, JsonSchema Result)>> Schemas = new(Load);

    private static readonly Lock Turn = new();

    /// <summary>The outcome itself, where it is as the schema of its command says.</summary>
    public static Outcome Held(Outcome outcome, string program, string[] words)
    {
        if (program != World.Tool || !outcome.Output.StartsWith('{') || outcome.Output.Length > LargestText)
            return outcome;
        // A file of arguments says itself which command it is for; then one of the schemas has to fit.
        var commands = words is [var word, ..] && Schemas.Value.ContainsKey(word) ? new[] { word } : [.. Schemas.Value.Keys];
        if (words is ["schema", ..])
            return outcome;
        Assert.True(commands.Any(command => Problem(Schemas.Value[command].Result, outcome.Output) is null),
            $"{string.Join(' ', words)}: {Problem(Schemas.Value[commands[0]].Result, outcome.Output)}\n{outcome.Output}");
        if (outcome.ExitCode == 0 && commands is [var only] && Arguments(words[(only == "import" ? 2 : 1)..]) is { Length: < LargestText } arguments)
            Assert.True(Problem(Schemas.Value[only].Arguments, arguments) is null, $"{arguments}: {Problem(Schemas.Value[only].Arguments, arguments)}");
        return outcome;
    }

    /// <summary>What is wrong with the arguments of a command by its schema; null where nothing is.</summary>
    public static string? OfArguments(string command, string json) => Problem(Schemas.Value[command].Arguments, json);

    public static string? OfResult(string command, string json) => Problem(Schemas.Value[command].Result, json);

    private static string? Problem(JsonSchema schema, string json)
    {
        using var document = JsonDocument.Parse(json);
        // The validator keeps what it has resolved in tables that threads would share.
        lock (Turn)
        {
            var evaluation = schema.Evaluate(document.RootElement, new() { OutputFormat = OutputFormat.List });
            return evaluation.IsValid ? null : string.Join("; ", evaluation.Details!.Where(detail => detail.Errors is not null)
                .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")).Take(5));
        }
    }

    /// <summary>The arguments of a call as one JSON object; null where they are in a file or on standard input.</summary>
    private static string? Arguments(string[] words)
    {
        if (words is [var only] && only.StartsWith('{'))
            return only;
        var pairs = words.Select(word => word.Split('=', 2)).ToList();
        return pairs.TrueForAll(pair => pair.Length == 2)
            ? new JsonObject(pairs.Select(pair => KeyValuePair.Create(pair[0], (JsonNode?)pair[1]))).ToJsonString() : null;
    }

    private static Dictionary<string, (JsonSchema, JsonSchema)> Load()
    {
        var all = JsonNode.Parse(World.Here(World.Tool, "schema").Output)!["properties"]!.AsObject();
        Assert.Equal(CommandNames.WithOptions.ToArray(), all.Select(command => command.Key).ToArray());
        return all.ToDictionary(command => command.Key,
            command => (JsonSchema.FromText(command.Value!["properties"]!["arguments"]!.ToJsonString()), JsonSchema.FromText(command.Value!["properties"]!["result"]!.ToJsonString())),
            StringComparer.Ordinal);
    }
}
