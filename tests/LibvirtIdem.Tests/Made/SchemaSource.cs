using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LibvirtIdem.Asking;

namespace LibvirtIdem.Tests.Made;

/// <summary>The source text of the schemas: u8 literals, one option or key a line, so that the binary needs no code to make them.</summary>
internal static class SchemaSource
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>File names in src/LibvirtIdem/Asking/Help/Generated, and what they shall say.</summary>
    public static IEnumerable<(string File, string Text)> Files()
    {
        var results = new ResultSchema();
        foreach (var command in Enum.GetValues<Command>())
        {
            if (!CommandNames.TakesOptions(command))
                continue;
            var (name, summary, result) = (CommandNames.Names[(int)command], OptionTexts.Paragraphs(CommandPage.Of(command).Text)[0], results.Of(command));
            yield return ($"Schemas.{command}.g.cs", Source($"{command}Schema", $$"""
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:{{name}}",
                 "title": "libvirt-idem {{name}}", "description": {{Text(summary)}},
                 "type": "object", "properties": {
                 "arguments": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:{{name}}:arguments",
                  "type": "object", "properties": {
                {{Lines(ArgumentSchema.Properties(command))}}
                  }, "patternProperties": {"^_ansible_": true}, "additionalProperties": false,
                  "$defs":
                """, $"{command}ResultSchema", $$"""
                 "result": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:{{name}}:result",
                  "type": "object", "required": {{Text(result["required"]!)}}, {{(result["if"] is null ? "" : $"\"if\": {Text(result["if"]!)}, \"then\": {Text(result["then"]!)}, ")}}"properties": {
                {{Lines(result["properties"]!.AsObject())}}
                  }, "additionalProperties": false,
                  "$defs":
                """));
        }
        yield return ("Schemas.Definitions.g.cs", Source("ArgumentDefinitions", "{\n" + Lines(ArgumentSchema.Definitions()) + "\n  }}", "ResultDefinitions", "{\n" + Lines(results.Definitions()) + "\n  }}"));
    }

    private static string Lines(JsonObject members) => string.Join(",\n", members.Select(member => $"   {Text(member.Key)}: {Text(member.Value!)}"));

    private static string Text(object value) => JsonSerializer.Serialize(value, Compact);

    private static string Source(string firstName, string first, string secondName, string second) => $"""
        // Made from OptionTable and the types of results; make texts writes it.
        namespace LibvirtIdem.Asking;

        internal static partial class Schemas
        {"{"}
        {Literal(firstName, first)}

        {Literal(secondName, second)}
        {"}"}

        """;

    private static string Literal(string name, string text)
    {
        var lines = new StringBuilder($"    private static ReadOnlySpan<byte> {name} => \"\"\"\n");
        foreach (var line in text.Split('\n'))
            lines.Append("        ").Append(line.TrimEnd()).Append('\n');
        return lines.Append("        \"\"\"u8;").ToString();
    }
}
