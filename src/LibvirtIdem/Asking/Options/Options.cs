using System.Text.Json;

namespace LibvirtIdem.Asking;

/// <summary>The options of a call, or of one reservation of a list: what was given for which key.</summary>
/// <param name="known">The keys that may be given.</param>
internal sealed class Options(OptionSpec[] known)
{
    private readonly OptionValue?[] given = new OptionValue?[known.Length];

    /// <summary>What is no option: refused, unless Ansible sent it.</summary>
    public List<OptionValue> Unknown { get; } = [];

    public IEnumerable<string> KnownKeys => known.Select(option => option.Key);

    /// <summary>Whether any of the keys shows that Ansible makes the call.</summary>
    public bool AreFromAnsible => Unknown.Exists(option => option.IsAnsibleInternal);

    public static Options Of(JsonElement keys, OptionSpec[] known)
    {
        var options = new Options(known);
        foreach (var property in keys.EnumerateObject())
            options.Add(property.Name, property.Value);
        return options;
    }

    /// <summary>A word of the call; false where the key was given before.</summary>
    public bool TryAdd(string key, string text)
    {
        var index = IndexOf(key);
        if (index < 0 ? Unknown.Exists(option => option.Key == key) : given[index] is not null)
            return false;
        if (index < 0)
            Unknown.Add(new(key, IsAnsibleFlag(key) ? OptionKind.Flag : null, text));
        else
            given[index] = new(key, known[index].Kind, text);
        return true;
    }

    /// <summary>Null where it was left out, or is null. To ask for what is not in the table is a bug of ours.</summary>
    public OptionValue? Find(string key, OptionKind kind)
    {
        var index = IndexOf(key);
        return index >= 0 && known[index].Kind == kind ? given[index] : throw new NotSupportedException(key);
    }

    public bool Has(string key) => given[IndexOf(key)] is not null;

    /// <summary>The two of Ansible's own keys that mean something to a module: they are spelled as check_mode and diff are.</summary>
    public static bool IsAnsibleFlag(string? key) => key is "_ansible_check_mode" or "_ansible_diff";

    /// <summary>Whether Ansible set one of the two.</summary>
    public bool IsSetByAnsible(string key)
    {
        foreach (var option in Unknown)
            if (option.Key == key)
                return option.AsFlag() == true;
        return false;
    }

    private void Add(string key, JsonElement value)
    {
        var index = IndexOf(key);
        if (index < 0 && IsAnsibleFlag(key))
            AddAnsibleFlag(key, value);
        else if (index < 0)
            Unknown.Add(new(key, null, value));
        else if (value.ValueKind == JsonValueKind.String)
            given[index] = new(key, known[index].Kind, value.GetString()!);
        else if (value.ValueKind != JsonValueKind.Null)
            given[index] = new(key, known[index].Kind, value);
    }

    private void AddAnsibleFlag(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            Unknown.Add(new(key, OptionKind.Flag, value.GetString()!));
        else
            Unknown.Add(new(key, value.ValueKind == JsonValueKind.Null ? null : OptionKind.Flag, value));
    }

    private int IndexOf(string key)
    {
        for (var index = 0; index < known.Length; index++)
            if (known[index].Key == key)
                return index;
        return -1;
    }
}
