using System.Text.Json.Nodes;
using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The JSON Schema of a command's arguments: from the table of options.</summary>
internal static class ArgumentSchema
{
    public static JsonObject Properties(Command command)
    {
        var properties = new JsonObject { ["command"] = new JsonObject { ["enum"] = new JsonArray(CommandNames.Names[(int)command], null) } };
        foreach (var option in OptionTable.Of(command))
            properties[option.Key] = Property(option);
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
            ["properties"] = new JsonObject(ReservationOptions.Item.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)Shape(option)))),
            ["additionalProperties"] = false,
        },
    };

    private static JsonObject Property(Option option)
    {
        var property = Shape(option);
        if (option.Default is { } value)
            property["default"] = option.Kind switch
            {
                OptionKind.Flag => bool.Parse(value),
                OptionKind.Number => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
                _ => value,
            };
        property["description"] = OptionTexts.Short(option);
        return property;
    }

    private static JsonObject Shape(Option option)
    {
        if (option.Choices.Length > 0)
            return new() { ["enum"] = new JsonArray([.. option.Choices.Select(word => (JsonNode?)word), null]) };
        if (option.Kind == OptionKind.Items)
            return new() { ["type"] = Types("array", "string", "null"), ["items"] = Reference("reservation") };
        if (option.Kind != OptionKind.Records)
            return Reference(option.Kind switch { OptionKind.Flag => "flag", OptionKind.Number => "number", OptionKind.Words => "words", _ => "text" });
        return new()
        {
            ["type"] = Types("array", "string", "null"),
            ["items"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(option.Fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)Reference("scalars")))),
                ["additionalProperties"] = false,
            },
        };
    }

    private static string AnyCase(string word) => string.Concat(word.Select(letter => char.IsLetter(letter) ? $"[{letter}{char.ToUpperInvariant(letter)}]" : $"{letter}"));

    private static JsonArray Types(params string[] types) => [.. types.Select(type => (JsonNode?)type)];

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/$defs/{definition}" };
}
