using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>What is different between two definitions, part by part.</summary>
internal static class SettingChanges
{
    /// <summary>What a definition says that says nothing.</summary>
    private static readonly List<NetworkSetting> Defaults = NetworkSettings.Read(XmlElement.ReadNetwork(NewNetwork.Bare("")));

    /// <summary>The changes that lead from one to the other; how many parts both have that are not what libvirt supposes anyway.</summary>
    public static List<SettingChange> Between(List<NetworkSetting> before, List<NetworkSetting> after, out int unchanged)
    {
        var (removed, added) = Differing(before, after);
        var isNew = added.ToHashSet();
        unchanged = after.Count(part => !Defaults.Contains(part) && !isNew.Contains(part));
        var changes = new List<SettingChange>();
        var left = removed.GroupBy(part => (part.What, part.Key))
            .ToDictionary(parts => parts.Key, parts => new Queue<NetworkSetting>(parts));
        foreach (var part in added)
        {
            var old = left.TryGetValue((part.What, part.Key), out var parts) && parts.TryDequeue(out var first) ? first : null;
            var (was, isNow) = (DisplayValue(old), DisplayValue(part));
            changes.Add(new(was is null ? ChangeAction.Added : isNow is null ? ChangeAction.Removed : ChangeAction.Updated, part.What, was,
                isNow));
        }
        foreach (var part in removed)
            if (left[(part.What, part.Key)] is var parts && parts.TryPeek(out var next) && ReferenceEquals(next, part))
                changes.Add(new(ChangeAction.Removed, parts.Dequeue().What, part.Value, null));
        return changes;
    }

    /// <summary>The parts that only one of them has.</summary>
    public static (List<NetworkSetting> Removed, List<NetworkSetting> Added) Differing(
        List<NetworkSetting> before, List<NetworkSetting> after)
    {
        var counts = new Dictionary<NetworkSetting, int>();
        foreach (var part in after)
            counts[part] = counts.GetValueOrDefault(part) + 1;
        // The last ones of a part that stands there several times are those that only the one before has.
        var removed = new List<NetworkSetting>();
        foreach (var part in before)
            if (counts.GetValueOrDefault(part) is > 0 and var count)
                counts[part] = count - 1;
            else
                removed.Add(part);
        var added = new List<NetworkSetting>();
        foreach (var part in Enumerable.Reverse(after))
            if (counts[part] > 0)
            {
                counts[part]--;
                added.Add(part);
            }
        added.Reverse();
        return (removed, added);
    }

    /// <summary>One part a line.</summary>
    public static string Canonical(IEnumerable<NetworkSetting> parts) =>
        string.Concat(parts.Where(part => !Defaults.Contains(part) && part.What != NetworkSetting.Uuid)
            .Select(part => $"{part.What} {part.Value.Replace("\n", "\n  ", StringComparison.Ordinal)}\n").Order(StringComparer.Ordinal));

    /// <summary>A setting without a value is one that is not there.</summary>
    private static string? DisplayValue(NetworkSetting? part) =>
        part is null || (part.HasDefault && part.Value.Length == 0) ? null : part.Value;
}
