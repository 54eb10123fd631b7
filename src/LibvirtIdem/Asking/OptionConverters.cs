using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>
/// Reads an option of one type. Text is accepted for every type, since key=value words and templated Ansible values arrive so;
/// what is no value is kept as it was written.
/// </summary>
internal abstract class OptionConverter<T> : JsonConverter<Option<T>>
{
    public override bool HandleNull => true;

    public override Option<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        var start = reader;
        var option = TryRead(ref reader, options);
        if (option is { } given)
            return given;
        reader = start;
        using var element = JsonDocument.ParseValue(ref reader);
        return Option<T>.Bad(element.RootElement.ValueKind == JsonValueKind.String ? element.RootElement.GetString()! : element.RootElement.GetRawText(), Expected);
    }

    public override void Write(Utf8JsonWriter writer, Option<T> value, JsonSerializerOptions options) => throw new NotSupportedException();

    protected abstract string Expected { get; }

    /// <summary>Null where the token is no value of the type.</summary>
    protected abstract Option<T>? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options);
}

internal sealed class TextOption : OptionConverter<string>
{
    protected override string Expected => "text";

    protected override Option<string>? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Option<string>.Of(reader.GetString()!) : null;
}

internal sealed class FlagOption : OptionConverter<bool>
{
    protected override string Expected => "true or false";

    protected override Option<bool>? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => Option<bool>.Of(true),
        JsonTokenType.False => Option<bool>.Of(false),
        JsonTokenType.String => reader.GetString()!.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => Option<bool>.Of(true),
            "false" or "no" or "off" or "0" => Option<bool>.Of(false),
            _ => null,
        },
        _ => null,
    };
}

internal sealed class NumberOption : OptionConverter<int>
{
    protected override string Expected => "a whole number";

    protected override Option<int>? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt32(out var number) ? Option<int>.Of(number) : null;
        return reader.TokenType == JsonTokenType.String && int.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
            ? Option<int>.Of(parsed) : null;
    }
}

internal sealed class ListOption : OptionConverter<List<string>>
{
    protected override string Expected => "a list of text";

    protected override Option<List<string>>? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return Option<List<string>>.Of([.. reader.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
                return null;
            list.Add(reader.GetString()!);
        }
        return Option<List<string>>.Of(list);
    }
}

internal sealed class ItemsOption : OptionConverter<List<ReservationItem>>
{
    protected override string Expected => "a list of reservations, such as [{\"mac\": \"52:54:00:12:34:56\", \"ip\": \"192.168.122.10\"}]";

    protected override Option<List<ReservationItem>>? TryRead(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = new Utf8JsonReader(Encoding.UTF8.GetBytes(reader.GetString()!));
            return TryStart(ref text) ? TryRead(ref text, options) : null;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var items = new List<ReservationItem>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return null;
            items.Add(JsonSerializer.Deserialize(ref reader, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<ReservationItem>)options.GetTypeInfo(typeof(ReservationItem)))!);
        }
        return Option<List<ReservationItem>>.Of(items);
    }

    private static bool TryStart(ref Utf8JsonReader text)
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
}
