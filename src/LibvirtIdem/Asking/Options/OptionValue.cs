using System.Globalization;
using System.Text.Json;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// What was given for a key: text, other JSON, or text that is the JSON of a templated list. Each <c>As…</c> is null where it is no such
/// value: asking never throws, so that a call's problems can all be told at once.
/// </summary>
internal sealed class OptionValue
{
    private readonly JsonElement json;

    /// <exception cref="JsonException">A list of reservations that is broken.</exception>
    public OptionValue(string key, OptionKind? kind, string text)
    {
        (Key, Kind, Text) = (key, kind, text);
        if (kind is OptionKind.Items or OptionKind.Records || (kind == OptionKind.Words && text.StartsWith('[')))
            json = OptionsReader.ReadList(text, mayBeBroken: kind != OptionKind.Items);
    }

    public OptionValue(string key, OptionKind? kind, JsonElement json) => (Key, Kind, this.json) = (key, kind, json);

    public string Key { get; }

    /// <summary>Null where the key is no option, nor one of Ansible's that mean something.</summary>
    public OptionKind? Kind { get; }

    public string? Text { get; }

    public bool IsAnsibleInternal => Key.StartsWith("_ansible_", StringComparison.Ordinal);

    public bool? AsFlag() =>
        ReadFlag(Text) ?? json.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    public static bool? ReadFlag(string? text) => text?.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => null,
    };

    public int? AsNumber()
    {
        if (Text is not null)
            return int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) ? number : null;
    }

    public List<string>? AsWords() => Strings(json)
        ?? (Text is null ? null : [.. Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>A list of objects, each to be read as <see cref="Options"/> when its turn comes: a list may have a million.</summary>
    public JsonElement? AsItems()
    {
        if (json.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var item in json.EnumerateArray())
            if (item.ValueKind != JsonValueKind.Object)
                return null;
        return json;
    }

    public List<RecordItem>? AsRecords()
    {
        if (Text is "")
            return [];
        if (json.ValueKind != JsonValueKind.Array)
            return null;
        var records = new List<RecordItem>();
        foreach (var item in json.EnumerateArray())
        {
            if (RecordItem.Of(item) is not { } record)
                return null;
            records.Add(record);
        }
        return records;
    }

    /// <summary>What is said of a value that is none.</summary>
    public Problem InvalidValue(InputLocation at = default) => Message.WrongValue(Key, Text ?? json.GetRawText(), Kind switch
    {
        OptionKind.Flag => "true or false",
        OptionKind.Number => "a whole number",
        OptionKind.Words => "a list of text, such as " + OptionSpecs.Example(Key),
        OptionKind.Items => "a list of reservations, such as " + OptionSpecs.Example(Key),
        OptionKind.Records => "a list of objects, such as " + OptionSpecs.Example(Key),
        _ => "text",
    }, at);

    private static List<string>? Strings(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return null;
        var words = new List<string>();
        foreach (var word in list.EnumerateArray())
        {
            if (word.ValueKind != JsonValueKind.String)
                return null;
            words.Add(word.GetString()!);
        }
        return words;
    }
}
