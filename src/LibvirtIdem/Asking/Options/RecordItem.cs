using System.Text.Json;

namespace LibvirtIdem.Asking;

/// <summary>One object of a list of records; every value as text.</summary>
internal sealed class RecordItem
{
    public List<(string Key, List<string> Values)> Fields { get; } = [];

    /// <summary>The keys whose value was a list, not one text.</summary>
    private readonly List<string> lists = [];

    /// <summary>Null where the value is no flat object.</summary>
    public static RecordItem? Of(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        var item = new RecordItem();
        foreach (var field in value.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null)
                continue;
            var values = new List<string>();
            if (field.Value.ValueKind != JsonValueKind.Array)
            {
                if (!TryAdd(field.Value, values))
                    return null;
            }
            else
            {
                item.lists.Add(field.Name);
                foreach (var each in field.Value.EnumerateArray())
                    if (!TryAdd(each, values))
                        return null;
            }
            item.Fields.Add((field.Name, values));
        }
        return item;
    }

    /// <summary>The key's values; null where it was not given.</summary>
    public List<string>? All(string key)
    {
        foreach (var (name, values) in Fields)
            if (name == key)
                return values;
        return null;
    }

    /// <summary>The key's words: a templated list may have become one text with spaces. What is in a list is one word.</summary>
    public List<string>? Words(string key) =>
        All(key) is [var text] && !lists.Contains(key, StringComparer.Ordinal) ? [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)]
            : All(key);

    /// <summary>The key's value; null where it was not given, or is empty.</summary>
    public string? One(string key) => All(key) is [{ Length: > 0 } value] ? value : null;

    private static bool TryAdd(JsonElement scalar, List<string> values)
    {
        if (scalar.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return false;
        values.Add(scalar.ToString());
        return true;
    }
}
