using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>JSON to options. What cannot be read as JSON, or gives a key twice, is one problem; all others are found later, together.</summary>
internal static class OptionsReader
{
    public static TOptions? Read<TOptions>(byte[] json, string source, JsonTypeInfo<TOptions> type, out Problem? problem) where TOptions : Options
    {
        problem = null;
        try
        {
            var body = json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsSpan(3) : json;
            if (JsonSerializer.Deserialize(body, type) is { } options)
                return options;
            problem = Sentences.BrokenJson(source, 0, 0);
        }
        catch (JsonException broken)
        {
            problem = RepeatedKey(json) is { } key ? Sentences.GivenTwice(key) : Sentences.BrokenJson(source, broken.LineNumber, broken.BytePositionInLine);
        }
        return null;
    }

    /// <summary>The command that the object's key <c>command</c> names, else <c>reservation</c>; what is wrong with it is told where the options are checked.</summary>
    public static Command CommandIn(byte[] json)
    {
        if (json.AsSpan().IndexOf("\"command\""u8) < 0)
            return Command.Reservation;
        try
        {
            var reader = new Utf8JsonReader(json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsSpan(3) : json);
            for (_ = reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Skip())
                if (reader.ValueTextEquals("command"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.String && Commands.TryParse(reader.GetString()!, out var command)
                        && Commands.TakesOptions(command) ? command : Command.Reservation;
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // Whoever reads the options tells of it.
        }
        return Command.Reservation;
    }

    /// <summary>The reader has another exception for text that is no UTF-8, or half a surrogate pair.</summary>
    private static bool IsBroken(Exception failure) => failure is JsonException or InvalidOperationException;

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
        catch (Exception broken) when (IsBroken(broken))
        {
            // Broken further on: then that is the problem to tell.
        }
        return null;
    }
}
