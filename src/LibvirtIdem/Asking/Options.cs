using System.Text.Json;

namespace LibvirtIdem.Asking;

/// <summary>The options of a call, or of one reservation of a list: what was given for which key.</summary>
/// <param name="known">The keys that may be given.</param>
internal sealed class Options(Option[] known)
{
    /// <summary>In the order they came in, those that are no option too.</summary>
    public List<Given> All { get; } = [];

    /// <summary>Whether any of the keys shows that Ansible makes the call.</summary>
    public bool AreFromAnsible => All.Exists(option => option.IsAnsibles);

    public IEnumerable<string> KnownKeys => known.Select(option => option.Key);

    public static Options Of(JsonElement keys, Option[] known)
    {
        var options = new Options(known);
        foreach (var property in keys.EnumerateObject())
            options.Add(property.Name, property.Value);
        return options;
    }

    /// <summary>A word of the call; false where the key was given before.</summary>
    public bool TryAdd(string key, string text)
    {
        if (Find(key) is not null)
            return false;
        All.Add(new(key, KindOf(key), text));
        return true;
    }

    /// <summary>Null where it was left out, or is null. To ask for what is not in the table is a bug of ours.</summary>
    public Given? Find(string key, OptionKind kind) =>
        KindOf(key) != kind ? throw new NotSupportedException(key) : Find(key) is { IsNull: false } option ? option : null;

    public bool Has(string key) => Find(key) is { IsNull: false };

    /// <summary>Whether Ansible set one of the few of its keys that mean something to a module.</summary>
    public bool IsSetByAnsible(string key) => Find(key)?.IsTrue == true;

    private void Add(string key, JsonElement value) => All.Add(Given.Of(key, KindOf(key), value));

    private Given? Find(string key)
    {
        foreach (var option in All)
            if (option.Key == key)
                return option;
        return null;
    }

    private OptionKind? KindOf(string key)
    {
        foreach (var option in known)
            if (option.Key == key)
                return option.Kind;
        return null;
    }
}
