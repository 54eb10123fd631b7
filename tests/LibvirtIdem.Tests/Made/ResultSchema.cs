using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LibvirtIdem.Asking;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem.Tests.Made;

/// <summary>The JSON Schema of a command's result, from the types that are printed: what may be null is left out there, and so not required.</summary>
internal sealed class ResultSchema
{
    private static readonly JsonSerializerOptions Printed = new(ResultJson.Default.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly NullabilityInfoContext Nullability = new();

    private readonly SortedDictionary<string, JsonObject> definitions = new(StringComparer.Ordinal);

    /// <summary>The rows that results are made of; complete once each command was asked for.</summary>
    public JsonObject Definitions() => new(definitions.Select(definition => KeyValuePair.Create(definition.Key, (JsonNode?)definition.Value.DeepClone())));

    public JsonObject Of(Command command)
    {
        var type = command switch { Command.Network or Command.Dns => typeof(NetworkResult), Command.Info => typeof(InfoResult), Command.Reservation or Command.Import => typeof(ReservationResult), _ => typeof(Result) };
        var schema = Object(type);
        if (command == Command.Undo)
        {
            // It has the shape of the command whose change is undone.
            schema["properties"]!["guests"] = new JsonObject { ["type"] = "array", ["items"] = Reference(typeof(GuestRow)) };
            schema["properties"]!["changes"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["anyOf"] = new JsonArray(Reference(typeof(ChangeRow)), Reference(typeof(SettingChangeRow))) },
            };
        }
        if (type == typeof(InfoResult) || type == typeof(ReservationResult))
        {
            schema["required"] = Array(Required(typeof(Result)));
            schema["if"] = new JsonObject { ["properties"] = new JsonObject { ["failed"] = new JsonObject { ["const"] = false } } };
            schema["then"] = new JsonObject { ["required"] = Array(Required(type).Except(Required(typeof(Result)), StringComparer.Ordinal)) };
        }
        return schema;
    }

    private JsonObject Object(Type type) => new()
    {
        ["type"] = "object",
        ["required"] = Array(Required(type)),
        ["properties"] = new JsonObject(PropertiesOf(type).Select(property => KeyValuePair.Create(property.Name, (JsonNode?)Property(type, property)))),
        ["additionalProperties"] = false,
    };

    private static IEnumerable<JsonPropertyInfo> PropertiesOf(Type type) => Printed.GetTypeInfo(type).Properties.Where(property => property.Get is not null);

    private static IEnumerable<string> Required(Type type) =>
        PropertiesOf(type).Where(property => IsAlwaysThere(property) || !IsNullable(property)).Select(property => property.Name);

    private static bool IsAlwaysThere(JsonPropertyInfo property) =>
        property.AttributeProvider!.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Never }];

    private static bool IsNullable(JsonPropertyInfo property) => Nullability.Create((PropertyInfo)property.AttributeProvider!).ReadState == NullabilityState.Nullable;

    private JsonObject Property(Type owner, JsonPropertyInfo property)
    {
        if (Words(owner, property.Name) is { } words)
            return new() { ["enum"] = Array(words) };
        var shape = Shape(property.PropertyType);
        return IsAlwaysThere(property) && IsNullable(property) ? new() { ["anyOf"] = new JsonArray(shape, new JsonObject { ["type"] = "null" }) } : shape;
    }

    private JsonObject Shape(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return new() { ["type"] = "string" };
        if (type == typeof(bool))
            return new() { ["type"] = "boolean" };
        if (type == typeof(int))
            return new() { ["type"] = "integer" };
        return typeof(IEnumerable).IsAssignableFrom(type) ? new() { ["type"] = "array", ["items"] = Shape(type.GetGenericArguments().Single()) } : Reference(type);
    }

    private JsonObject Reference(Type type)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name[..^"Row".Length]);
        if (!definitions.ContainsKey(name))
        {
            definitions[name] = [];
            definitions[name] = Object(type);
        }
        return new() { ["$ref"] = $"#/$defs/{name}" };
    }

    /// <summary>The words that the code has for what is not free text.</summary>
    private static IEnumerable<string>? Words(Type owner, string property) => (owner.Name, property) switch
    {
        (nameof(ChangeRow) or nameof(SettingChangeRow), "action") => Lower(Enum.GetNames<ChangeAction>()),
        (nameof(FileRow), "role") => Enum.GetValues<Role>().Select(ReservationReport.RoleName).Append("dest"),
        (nameof(ErrorRow), "code") => typeof(ErrorCode).GetFields().Select(code => (string)code.GetRawConstantValue()!),
        (nameof(RestartReasonRow), "needs") => Lower(Enum.GetNames<RestartKind>()),
        (nameof(SubnetRow), "family") => Enum.GetValues<Family>().Select(InfoReport.Word),
        (nameof(DaemonRow), "state") => Enum.GetValues<DaemonState>().Select(InfoReport.Word),
        (nameof(DriftRow), "where") => Enum.GetValues<DriftPlace>().Select(InfoReport.Word),
        (nameof(DriftRow), "problem") => Enum.GetValues<DriftProblem>().Select(InfoReport.Word),
        (_, "applied") => Lower(Enum.GetNames<ApplyMethod>()).Append("none"),
        _ => null,
    };

    private static IEnumerable<string> Lower(IEnumerable<string> names) => names.Select(name => name.ToLowerInvariant());

    private static JsonArray Array(IEnumerable<string> words) => [.. words.Select(word => (JsonNode?)word)];
}
