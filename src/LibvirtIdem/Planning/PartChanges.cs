using LibvirtIdem.Formats;

namespace LibvirtIdem.Planning;

/// <summary>What is different between two definitions, part by part.</summary>
internal static class PartChanges
{
    /// <summary>What a definition says that says nothing.</summary>
    private static readonly List<NetworkPart> Defaults = NetworkParts.Read(XmlElement.ReadNetwork(NewNetwork.Bare("")));

    /// <summary>The changes that lead from one to the other; how many parts both have that are not what libvirt supposes anyway.</summary>
    public static List<PartChange> Between(List<NetworkPart> before, List<NetworkPart> after, out int unchanged)
    {
        var (gone, come) = Differing(before, after);
        var isNew = come.ToHashSet();
        unchanged = after.Count(part => !Defaults.Contains(part) && !isNew.Contains(part));
        var changes = new List<PartChange>();
        var left = gone.GroupBy(part => (part.What, part.Key)).ToDictionary(parts => parts.Key, parts => new Queue<NetworkPart>(parts));
        foreach (var part in come)
        {
            var old = left.TryGetValue((part.What, part.Key), out var parts) && parts.TryDequeue(out var first) ? first : null;
            var (was, isNow) = (Said(old), Said(part));
            changes.Add(new(was is null ? ChangeAction.Added : isNow is null ? ChangeAction.Removed : ChangeAction.Updated, part.What, was, isNow));
        }
        foreach (var part in gone)
            if (left[(part.What, part.Key)] is var parts && parts.TryPeek(out var next) && ReferenceEquals(next, part))
                changes.Add(new(ChangeAction.Removed, parts.Dequeue().What, part.Value, null));
        return changes;
    }

    /// <summary>The parts that only one of them has.</summary>
    public static (List<NetworkPart> Gone, List<NetworkPart> Come) Differing(List<NetworkPart> before, List<NetworkPart> after)
    {
        var counts = new Dictionary<NetworkPart, int>();
        foreach (var part in after)
            counts[part] = counts.GetValueOrDefault(part) + 1;
        // The last ones of a part that stands there several times are those that only the one before has.
        var gone = new List<NetworkPart>();
        foreach (var part in before)
            if (counts.GetValueOrDefault(part) is > 0 and var count)
                counts[part] = count - 1;
            else
                gone.Add(part);
        var come = new List<NetworkPart>();
        foreach (var part in Enumerable.Reverse(after))
            if (counts[part] > 0)
            {
                counts[part]--;
                come.Add(part);
            }
        come.Reverse();
        return (gone, come);
    }

    /// <summary>One part a line.</summary>
    public static string Canonical(IEnumerable<NetworkPart> parts) =>
        string.Concat(parts.Where(part => !Defaults.Contains(part) && part.What != NetworkPart.Uuid).Select(part => $"{part.What} {part.Value}\n").Order(StringComparer.Ordinal));

    /// <summary>A setting without a value is one that is not there.</summary>
    private static string? Said(NetworkPart? part) => part is null || (part.HasDefault && part.Value.Length == 0) ? null : part.Value;
}
