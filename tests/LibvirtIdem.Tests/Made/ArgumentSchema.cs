using System.Text.Json.Nodes;
using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The JSON Schema of a command's arguments: kinds and choices from the parser, the rest from its help.</summary>
internal static class ArgumentSchema
{
    public static JsonObject Properties(Command command)
    {
        var help = new HelpPage(command == Command.Import ? Command.Reservation : command).Options.ToDictionary(option => option.Name, StringComparer.Ordinal);
        var properties = new JsonObject { ["command"] = new JsonObject { ["enum"] = new JsonArray(CommandNames.Names[(int)command], null) } };
        foreach (var (name, kind) in KnownOptions.Of(command))
            properties[name] = Property(command, help[name], kind);
        return properties;
    }

    /// <summary>The kinds of option. Text is accepted for every one, since key=value words and templated Ansible values arrive so; null is "not given".</summary>
    public static JsonObject Definitions() => new()
    {
        ["text"] = new JsonObject { ["type"] = Types("string", "null") },
        ["flag"] = new JsonObject { ["type"] = Types("boolean", "string", "null"), ["pattern"] = $"^({string.Join('|', new[] { "true", "yes", "on", "1", "false", "no", "off", "0" }.Select(AnyCase))})$" },
        ["number"] = new JsonObject { ["type"] = Types("integer", "string", "null"), ["pattern"] = "^[-+]?[0-9]+$" },
        ["words"] = new JsonObject { ["type"] = Types("array", "string", "null"), ["items"] = new JsonObject { ["type"] = "string" } },
        ["scalars"] = new JsonObject { ["type"] = Types("string", "number", "array", "null"), ["items"] = new JsonObject { ["type"] = Types("string", "number") } },
        ["reservation"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(OptionSpecs.Item.Select(option => KeyValuePair.Create(
                option.Key, (JsonNode?)Shape(Command.Reservation, option.Key, option.Kind, "")))),
            ["additionalProperties"] = false,
        },
    };

    private static JsonObject Property(Command command, HelpOption help, OptionKind kind)
    {
        var property = Shape(command, help.Name, kind, help.Value);
        if (help.Default is { } value)
            property["default"] = kind == OptionKind.Flag ? bool.Parse(value) : kind == OptionKind.Number ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : value;
        property["description"] = help.Description;
        return property;
    }

    private static JsonObject Shape(Command command, string name, OptionKind kind, string shape)
    {
        if (KnownOptions.Words(command, name) is { } words)
            return new() { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode?)word), null]) };
        if (kind == OptionKind.Items)
            return new() { ["type"] = Types("array", "string", "null"), ["items"] = Reference("reservation") };
        if (kind != OptionKind.Records)
            return Reference(kind == OptionKind.Flag ? "flag" : kind == OptionKind.Number ? "number" : kind == OptionKind.Words ? "words" : "text");
        return new()
        {
            ["type"] = Types("array", "string", "null"),
            ["items"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(shape.Trim('[', '{', '}', ']').Split(", ").Select(key => KeyValuePair.Create(key, (JsonNode?)Reference("scalars")))),
                ["additionalProperties"] = false,
            },
        };
    }

    private static string AnyCase(string word) => string.Concat(word.Select(letter => char.IsLetter(letter) ? $"[{letter}{char.ToUpperInvariant(letter)}]" : $"{letter}"));

    private static JsonArray Types(params string[] types) => [.. types.Select(type => (JsonNode?)type)];

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };
}
