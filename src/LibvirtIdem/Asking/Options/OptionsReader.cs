using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// Words or JSON to options. What cannot be read as JSON, or gives a key twice, is one problem; all others are found later, together.
/// </summary>
internal static class OptionsReader
{
    private const int MostKeysOfSerializer = 16;

    public static Options? Read(Call.Run call, out Problem? problem)
    {
        problem = null;
        var known = OptionSpecs.Of(call.Command);
        var json = WithoutMark(call.Json);
        try
        {
            return call.Json is null ? Words(call.Words, known, out problem) : Options.Of(Keys(json, known), known);
        }
        catch (JsonException broken)
        {
            problem = RepeatedKey(json) is { } key ? Message.GivenTwice(key)
                : Message.BrokenJson(call.Source, broken.LineNumber, broken.BytePositionInLine);
            return null;
        }
    }

    /// <summary>A templated list arrives as its JSON, and what stands behind it does not count. Undefined where the text is none.</summary>
    public static JsonElement ReadList(string text, bool mayBeBroken)
    {
        if (!text.AsSpan().TrimStart(" \t\r\n").StartsWith('['))
            return default;
        var json = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(json);
        try
        {
            CheckText(reader, json, known: null);
            // What follows the list does not count.
            var end = reader;
            _ = end.Read() && end.TrySkip();
            return Parse(json.AsSpan(0, (int)end.BytesConsumed));
        }
        catch (JsonException) when (mayBeBroken)
        {
            return default;
        }
    }

    /// <summary>
    /// The command that the object's key <c>command</c> names, else <c>reservation</c>; what is wrong with it is told where the options are
    /// checked.
    /// </summary>
    public static Command CommandIn(byte[] json)
    {
        if (json.AsSpan().IndexOf("\"command\""u8) < 0)
            return Command.Reservation;
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(json));
            for (_ = reader.Read(); reader.Read() && reader.TokenType == JsonTokenType.PropertyName; reader.Skip())
                if (reader.ValueTextEquals("command"u8))
                    return reader.Read() && reader.TokenType == JsonTokenType.String
                        && CommandNames.TryParse(reader.GetString()!, out var command)
                        && CommandNames.TakesOptions(command) ? command : Command.Reservation;
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // The reader of the options reports it.
        }
        return Command.Reservation;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    private static Options? Words(string[] words, OptionSpec[] known, out Problem? problem)
    {
        problem = null;
        var options = new Options(known);
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (options.TryAdd(word[..equals], word[(equals + 1)..]))
                continue;
            problem = Message.GivenTwice(word[..equals]);
            return null;
        }
        return options;
    }

    private static JsonElement Keys(ReadOnlySpan<byte> json, OptionSpec[] known)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = OptionsJson.MaxDepth });
        if (reader.Read() && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
            throw BrokenAt(json[..(int)reader.BytesConsumed]);
        CheckText(reader, json, known);
        var keys = Parse(json);
        return keys.ValueKind == JsonValueKind.Object ? keys : throw BrokenAt([]);
    }

    /// <summary>
    /// A key that is given twice in one object is refused. The serializer's own check takes another path for objects of more than 16 keys,
    /// which ends a statically linked program (.NET 10.0), so those are checked here.
    /// </summary>
    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        if (!HasLargeObject(json))
            return JsonSerializer.Deserialize(json, OptionsJson.Default.JsonElement);
        return RepeatedKey(json) is null ? JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = OptionsJson.MaxDepth })
            : throw BrokenAt([]);
    }

    private static bool HasLargeObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = OptionsJson.MaxDepth });
        Span<int> keys = stackalloc int[OptionsJson.MaxDepth + 1];
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                keys[reader.CurrentDepth] = 0;
            else if (reader.TokenType == JsonTokenType.PropertyName && ++keys[reader.CurrentDepth - 1] > MostKeysOfSerializer)
                return true;
        }
        return false;
    }

    /// <summary>
    /// Text that is no UTF-8, or has half a surrogate pair, would be noticed only where it is asked for. What is given for a key that is no
    /// option is not.
    /// </summary>
    private static void CheckText(Utf8JsonReader reader, ReadOnlySpan<byte> json, OptionSpec[]? known)
    {
        if (Utf8.IsValid(json) && json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
            return;
        try
        {
            while (reader.Read() && reader is not { CurrentDepth: 0, TokenType: JsonTokenType.EndObject or JsonTokenType.EndArray })
            {
                var text = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
                if (known is not null && reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName }
                    && !Options.IsAnsibleFlag(text) && !Array.Exists(known, option => option.Key == text))
                    reader.Skip();
            }
        }
        catch (InvalidOperationException)
        {
            throw BrokenAt(json[..(int)reader.BytesConsumed]);
        }
    }

    /// <summary>As the reader counts.</summary>
    private static JsonException BrokenAt(ReadOnlySpan<byte> read) =>
        new(null, null, read.Count((byte)'\n'), read.Length - 1 - read.LastIndexOf((byte)'\n'));

    /// <summary>The reader has another exception for text that is no UTF-8, or half a surrogate pair.</summary>
    private static bool IsBroken(Exception failure) => failure is JsonException or InvalidOperationException;

    private static string? RepeatedKey(ReadOnlySpan<byte> json)
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

[JsonSourceGenerationOptions(AllowDuplicateProperties = false, MaxDepth = MaxDepth, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    public const int MaxDepth = 16;
}
