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
        unchanged = after.Count(part => !Defaults.Contains(part) && !come.Contains(part));
        var changes = new List<PartChange>();
        foreach (var part in come)
        {
            var old = gone.Find(candidate => candidate.What == part.What && candidate.Key == part.Key);
            if (old is not null)
                gone.Remove(old);
            var (was, isNow) = (Said(old), Said(part));
            changes.Add(new(was is null ? ChangeAction.Added : isNow is null ? ChangeAction.Removed : ChangeAction.Updated, part.What, was, isNow));
        }
        changes.AddRange(gone.ConvertAll(part => new PartChange(ChangeAction.Removed, part.What, part.Value, null)));
        return changes;
    }

    /// <summary>The parts that only one of them has.</summary>
    public static (List<NetworkPart> Gone, List<NetworkPart> Come) Differing(List<NetworkPart> before, List<NetworkPart> after)
    {
        var (gone, come) = (new List<NetworkPart>(before), new List<NetworkPart>());
        foreach (var part in after)
            if (!gone.Remove(part))
                come.Add(part);
        return (gone, come);
    }

    /// <summary>One part a line.</summary>
    public static string Canonical(IEnumerable<NetworkPart> parts) =>
        string.Concat(parts.Where(part => !Defaults.Contains(part) && part.What != NetworkPart.Uuid).Select(part => $"{part.What} {part.Value}\n").Order(StringComparer.Ordinal));

    /// <summary>A setting without a value is one that is not there.</summary>
    private static string? Said(NetworkPart? part) => part is null || (part.HasDefault && part.Value.Length == 0) ? null : part.Value;
}
