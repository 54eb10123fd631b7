using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>Finds what a call may mean by an entry, by any of the values it names.</summary>
internal sealed class IdentityIndex
{
    private readonly Dictionary<MacAddress, List<Target>> byMac = [];
    private readonly Dictionary<string, List<Target>> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Target>> byName;
    private readonly Dictionary<IpAddress, List<Target>> byIp = [];

    public IdentityIndex(IEnumerable<Target> targets, string? domain)
    {
        byName = new(HostName.Comparer(domain));
        foreach (var target in targets)
        {
            var wanted = target.Wanted;
            if (wanted.Mac is { } mac)
                Enter(byMac, mac, target, _ => true);
            if (wanted.Id is { } id)
                Enter(byId, id.Text, target, _ => true);
            if (!string.IsNullOrEmpty(wanted.Name))
                Enter(byName, wanted.Name, target, other => other.Wanted is { Mac: null, Id: null });
            else if (wanted is { IsPresent: false, Mac: null, Id: null, Ip: { } ip })
                Enter(byIp, ip, target, _ => true);
        }
    }

    /// <summary>Two of the call's items that name the same reservation.</summary>
    public List<(Target First, Target Second)> Twins { get; } = [];

    public IEnumerable<Target> MayMean(Reservation entry)
    {
        List<Target>? found = null;
        if (entry.Mac is { } mac && byMac.TryGetValue(mac, out var macs))
            found = macs;
        if (entry is { Family: Family.V6, Id: { } id } && byId.TryGetValue(id.Text, out var ids))
            found = Join(found, ids);
        if (byIp.Count > 0 && byIp.TryGetValue(entry.Ip, out var ips))
            found = Join(found, ips);
        if (byName.Count > 0 && entry.Name is not null && byName.TryGetValue(entry.Name, out var names))
            found = Join(found, names);
        return found ?? [];
    }

    private static List<Target> Join(List<Target>? found, List<Target> more) => found is null ? more : [.. found.Union(more)];

    private void Enter<TKey>(Dictionary<TKey, List<Target>> index, TKey key, Target target, Func<Target, bool> isKnownByIt) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var there))
            index[key] = there = [];
        // A guest has one reservation in each family; an absent one without an address may be of either.
        if (isKnownByIt(target) && there.Find(other => isKnownByIt(other) && MayBeOne(other, target)) is { } twin)
            Twins.Add((twin, target));
        there.Add(target);
    }

    private static bool MayBeOne(Target one, Target other) =>
        one.Wanted.Ip is not { } ip || other.Wanted.Ip is not { } otherIp || ip.Family == otherIp.Family;
}
