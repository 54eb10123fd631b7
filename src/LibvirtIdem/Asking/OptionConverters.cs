using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>
/// Reads an option of one kind. Text is accepted for every kind, since key=value words and templated Ansible values arrive so;
/// what is no value is kept as it was written.
/// </summary>
internal abstract class OptionConverter<TOption> : JsonConverter<TOption> where TOption : class
{
    public override TOption? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader;
        if (TryRead(ref reader, options) is { } given)
            return given;
        reader = start;
        if (reader.TokenType == JsonTokenType.String)
            return Unreadable(reader.GetString()!);
        using var document = JsonDocument.ParseValue(ref reader);
        return Unreadable(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, TOption value, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <summary>Null where the token is no value of the kind.</summary>
    protected abstract TOption? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options);

    protected abstract TOption Unreadable(string text);
}

internal sealed class TextConverter : OptionConverter<TextOption>
{
    protected override TextOption? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? new() { Value = reader.GetString() } : null;

    protected override TextOption Unreadable(string text) => new() { Unreadable = text };
}

internal sealed class FlagConverter : OptionConverter<FlagOption>
{
    protected override FlagOption? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => new() { Value = true },
        JsonTokenType.False => new() { Value = false },
        JsonTokenType.String => reader.GetString()!.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => new() { Value = true },
            "false" or "no" or "off" or "0" => new() { Value = false },
            _ => null,
        },
        _ => null,
    };

    protected override FlagOption Unreadable(string text) => new() { Unreadable = text };
}

internal sealed class NumberConverter : OptionConverter<NumberOption>
{
    protected override NumberOption? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt32(out var number) ? new() { Value = number } : null;
        return reader.TokenType == JsonTokenType.String && int.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
            ? new() { Value = parsed } : null;
    }

    protected override NumberOption Unreadable(string text) => new() { Unreadable = text };
}

internal sealed class WordsConverter : OptionConverter<WordsOption>
{
    protected override WordsOption? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var given = reader.GetString()!;
            // A templated list arrives as its JSON.
            var text = new Utf8JsonReader(Encoding.UTF8.GetBytes(given));
            if (given.StartsWith('[') && StartsArray(ref text) && TryReadText(ref text, options) is { } list)
                return list;
            return new() { Value = [.. given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] };
        }
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var words = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                return null;
            words.Add(reader.GetString()!);
        }
        return new() { Value = words };
    }

    protected override WordsOption Unreadable(string text) => new() { Unreadable = text };

    public static bool StartsArray(ref Utf8JsonReader text)
    {
        try
        {
            return text.Read() && text.TokenType == JsonTokenType.StartArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private WordsOption? TryReadText(ref Utf8JsonReader text, JsonSerializerOptions options)
    {
        try
        {
            return TryRead(ref text, options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed class ItemsConverter : OptionConverter<ItemsOption>
{
    protected override ItemsOption? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = new Utf8JsonReader(Encoding.UTF8.GetBytes(reader.GetString()!));
            return WordsConverter.StartsArray(ref text) ? TryRead(ref text, options) : null;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var items = new List<ReservationItem>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return null;
            items.Add(JsonSerializer.Deserialize(ref reader, OptionsJson.Default.ReservationItem)!);
        }
        return new() { Value = items };
    }

    protected override ItemsOption Unreadable(string text) => new() { Unreadable = text };
}
