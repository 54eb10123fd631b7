using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>A list of flat objects, such as DNS records: what each key may be is said where the list is checked.</summary>
[JsonConverter(typeof(RecordsConverter))]
internal sealed class RecordsOption : Option<List<RecordItem>>
{
    public override string Expected => "a list of objects, such as [{\"ip\": \"192.168.122.5\", \"names\": [\"web1\"]}]";
}

/// <summary>One object of such a list; every value as text.</summary>
internal sealed class RecordItem
{
    public List<(string Key, List<string> Values)> Fields { get; } = [];

    /// <summary>The key's values; null where it was not given.</summary>
    public List<string>? All(string key)
    {
        foreach (var (name, values) in Fields)
            if (name == key)
                return values;
        return null;
    }

    /// <summary>The key's value; null where it was not given, or is empty.</summary>
    public string? One(string key) => All(key) is [{ Length: > 0 } value] ? value : null;
}

internal sealed class RecordsConverter : OptionConverter<RecordsOption>
{
    protected override RecordsOption? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = new Utf8JsonReader(Encoding.UTF8.GetBytes(reader.GetString() is { Length: > 0 } given ? given : "[]"));
            return WordsConverter.StartsArray(ref text) ? TryReadText(ref text, options) : null;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var items = new List<RecordItem>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject || ReadItem(ref reader) is not { } item)
                return null;
            items.Add(item);
        }
        return new() { Value = items };
    }

    protected override RecordsOption Unreadable(string text) => new() { Unreadable = text };

    private RecordsOption? TryReadText(ref Utf8JsonReader text, JsonSerializerOptions options)
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

    private static RecordItem? ReadItem(ref Utf8JsonReader reader)
    {
        var item = new RecordItem();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            if (item.All(key) is not null || !reader.Read())
                return null;
            var values = new List<string>();
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    if (Scalar(ref reader) is { } word)
                        values.Add(word);
                    else
                        return null;
            }
            else if (Scalar(ref reader) is { } value)
            {
                values.Add(value);
            }
            else
            {
                return null;
            }
            item.Fields.Add((key, values));
        }
        return item;
    }

    private static string? Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };
}
