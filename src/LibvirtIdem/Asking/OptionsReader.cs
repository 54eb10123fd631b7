using System.Text.Json;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>JSON to options. What cannot be read as JSON, or gives a key twice, is one problem; all others are found later, together.</summary>
internal static class OptionsReader
{
    public static ReservationOptions? Read(byte[] json, string source, out Problem? problem)
    {
        problem = null;
        try
        {
            var body = json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsSpan(3) : json;
            if (JsonSerializer.Deserialize(body, OptionsJson.Default.ReservationOptions) is { } options)
                return options;
            problem = Sentences.BrokenJson(source, 0, 0);
        }
        catch (JsonException broken)
        {
            problem = RepeatedKey(json) is { } key ? Sentences.GivenTwice(key) : Sentences.BrokenJson(source, broken.LineNumber, broken.BytePositionInLine);
        }
        return null;
    }

    private static string? RepeatedKey(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        var levels = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    levels.Push(new(StringComparer.Ordinal));
                else if (reader.TokenType == JsonTokenType.EndObject)
                    levels.Pop();
                else if (reader.TokenType == JsonTokenType.PropertyName && !levels.Peek().Add(reader.GetString()!))
                    return reader.GetString();
            }
        }
        catch (JsonException)
        {
            // Broken further on: then that is the problem to tell.
        }
        return null;
    }
}
