namespace LibvirtIdem.Tests.Sets;

/// <summary>One reservation that the network holds; the lease time in seconds, 0 without end.</summary>
internal sealed record Held(bool IsV6, string Ip, string? Mac, string? Id, string? Name, long? Lease)
{
    public override string ToString() => $"{Ip} mac={Mac} id={Id} name={Name} lease={Lease}";
}

/// <summary>What a call comes to: codes of errors, one of which the tool names; or none, and the model has moved on. Null where the documentation leaves it open.</summary>
internal sealed record Verdict(IReadOnlyCollection<string>? Codes)
{
    public static readonly Verdict Open = new((IReadOnlyCollection<string>?)null);
}

/// <summary>
/// What docs/reference.md says that a call of <c>reservation</c> means, as simple as it can be said: lists that are searched from end to end. It shares no code with
/// the tool. One network, IPv4 and IPv6, and its block of /etc/hosts.
/// </summary>
internal sealed class SetModel(string? domain)
{
    private static readonly string[] Reserved = ["10.0.0.0", "10.0.0.1", "10.0.0.255", "2001:db8::1"];

    public List<Held> Entries { get; private set; } = [];

    /// <summary>The names in the block, by address.</summary>
    public Dictionary<string, List<string>> Lines { get; private set; } = [];

    public void Set(IEnumerable<Held> entries, Dictionary<string, List<string>> lines) => (Entries, Lines) = ([.. entries], lines);

    public Verdict Play(SetCall call)
    {
        // Of a call's own keys, state alone names nothing.
        var items = call.IsList || call.Items[0] is not { Mac: null, Id: null, Name: null, Ip: null, Lease: null, Aliases: null } ? call.Items : [];
        var codes = items.SelectMany(Refusals).ToList();
        if (!call.IsList && items.Length == 0 && !call.Purges)
            codes.Add("missing_field");
        if (call.Purges && call.MaxRemovals is null && !items.Any(item => item.IsPresent))
            codes.Add("too_many_removals");
        if (codes.Count > 0)
            return new(codes);
        var removed = items.Where(item => !item.IsPresent).SelectMany(item => Entries.Where(entry => IsMeant(item, entry))).ToList();
        var present = items.Where(item => item.IsPresent).ToList();
        if (HasTwins(items))
            codes.Add("duplicate_in_input");
        var owned = Owned(present);
        if (owned.OfType<Held>().Distinct().Count() < owned.OfType<Held>().Count())
            codes.Add("duplicate_in_input");
        // A name or an address may be taken from one guest and given to another; what an item keeps without giving it may not be to go.
        removed.RemoveAll(entry => owned.Contains(entry));
        if (removed.Distinct().Count() < removed.Count)
            codes.Add("duplicate_in_input");
        var desired = present.Select((item, index) => Merged(item, owned[index])).ToList();
        codes.AddRange(desired.Where((one, index) => desired.Take(index).Any(other => Collide(one, other))).Select(_ => "duplicate_in_input"));
        var others = Entries.Where(entry => !removed.Contains(entry) && !owned.Contains(entry)).ToList();
        var evicted = others.FindAll(entry => call.Purges || desired.Exists(one => Collide(one, entry)));
        if (!call.Replaces && !call.Purges && evicted.Count > 0)
            codes.Add("conflict");
        if (codes.Count == 0 && call.MaxRemovals is { } most && removed.Distinct().Count() + evicted.Count > most)
            codes.Add("too_many_removals");
        List<Held> after = [.. others.Except(evicted), .. desired];
        var lines = LinesAfter(call, present, owned, desired, after, codes);
        if (lines is null)
            return Verdict.Open;
        for (var index = 0; index < present.Count; index++)
            if (owned[index] is { } old && items.Any(item => !item.IsPresent && IsMeant(item, old) && IsMeant(item, desired[index]) && Keeps(present[index], item)))
                codes.Add("duplicate_in_input");
        if (codes.Count == 0)
            (Entries, Lines) = (after, lines);
        return new(codes);
    }

    /// <summary>What is wrong with an item whatever the network holds.</summary>
    private static IEnumerable<string> Refusals(SetItem item)
    {
        var hasIdentity = item.Mac is not null || item.Id is not null || !string.IsNullOrEmpty(item.Name);
        if (item.IsPresent && item.Ip is null)
            yield return "missing_field";
        if (!hasIdentity && (item.IsPresent || item.Ip is null))
            yield return "missing_field";
        if (item is not { IsPresent: true, Ip: { } ip })
            yield break;
        if (Reserved.Contains(ip))
            yield return "reserved_address";
        else if (!ip.StartsWith("10.0.0.", StringComparison.Ordinal) && !ip.StartsWith("2001:db8::", StringComparison.Ordinal))
            yield return "out_of_subnet";
    }

    /// <summary>absent: all that is given must match.</summary>
    private bool IsMeant(SetItem item, Held entry) =>
        (item.Mac is null || item.Mac == entry.Mac) && (item.Id is null || item.Id == entry.Id) && (item.Ip is null || item.Ip == entry.Ip)
        && (string.IsNullOrEmpty(item.Name) || SameName(item.Name, entry.Name));

    /// <summary>Two items that name one reservation.</summary>
    private bool HasTwins(SetItem[] items)
    {
        for (var one = 0; one < items.Length; one++)
            for (var other = 0; other < one; other++)
                if (AreTwins(items[one], items[other]))
                    return true;
        return false;
    }

    private bool AreTwins(SetItem one, SetItem other)
    {
        if (one.Ip is not null && other.Ip is not null && one.IsV6 != other.IsV6)
            return false;
        if ((one.Mac ?? one.Id) is { } client && client == (other.Mac ?? other.Id))
            return true;
        var areWithoutClient = (one.Mac ?? one.Id ?? other.Mac ?? other.Id) is null;
        return areWithoutClient && (!string.IsNullOrEmpty(one.Name) ? SameName(one.Name, other.Name)
            : string.IsNullOrEmpty(other.Name) && !one.IsPresent && !other.IsPresent && one.Ip == other.Ip);
    }

    /// <summary>The entry that each item updates: the client's; else the one of its name, if either has no client.</summary>
    private List<Held?> Owned(List<SetItem> present) => present.ConvertAll(item => (item.Mac ?? item.Id) is var client && client is null ? OfName(item)
        : Entries.Find(entry => (entry.Mac ?? entry.Id) == client) ?? (OfName(item) is { Mac: null, Id: null } adopted ? adopted : null));

    private Held? OfName(SetItem item) => string.IsNullOrEmpty(item.Name) ? null : Entries.Find(entry => entry.IsV6 == item.IsV6 && SameName(item.Name, entry.Name));

    /// <summary>Whether what the item that is to be absent names is what the other does not give.</summary>
    private static bool Keeps(SetItem present, SetItem absent) =>
        (absent.Mac is not null && present.Mac is null) || (absent.Id is not null && present.Id is null) || (!string.IsNullOrEmpty(absent.Name) && present.Name is null);

    /// <summary>What is not given stays; empty text clears. A name that differs in case only is the same name.</summary>
    private static Held Merged(SetItem item, Held? old) => new(item.IsV6, item.Ip!, item.Mac ?? old?.Mac, item.Id ?? old?.Id,
        item.Name is null || (item.Name.Length > 0 && Same(item.Name, old?.Name)) ? old?.Name : item.Name.Length == 0 ? null : item.Name, item.Lease is null ? old?.Lease : Seconds(item.Lease));

    private static long? Seconds(string lease) => lease switch { "30m" or "1800s" => 1800, "2h" => 7200, "infinite" => 0, _ => null };

    private bool Collide(Held one, Held other) => one.IsV6 == other.IsV6
        && (one.Ip == other.Ip || (one.Mac is not null && one.Mac == other.Mac) || (one.Id is not null && one.Id == other.Id) || SameName(one.Name, other.Name));

    /// <summary>Without regard to case, and by the first label where the rest is the network's own domain or the network has none.</summary>
    private bool SameName(string? one, string? other) => one is not null && other is not null && string.Equals(Key(one), Key(other), StringComparison.OrdinalIgnoreCase);

    private string Key(string name)
    {
        var parts = name.Split('.', 2);
        return parts.Length == 1 || (domain is not null && !string.Equals(parts[1], domain, StringComparison.OrdinalIgnoreCase)) ? name : parts[0];
    }

    /// <summary>The block: each named reservation of the call has its line, with the aliases given, else those that it had. Null where the documentation leaves it open.</summary>
    private Dictionary<string, List<string>>? LinesAfter(SetCall call, List<SetItem> present, List<Held?> owned, List<Held> desired, List<Held> after, List<string> codes)
    {
        var wanted = new List<(Held Entry, List<string> Names)>();
        for (var index = 0; index < desired.Count; index++)
        {
            var aliases = present[index].Aliases ?? (owned[index] is { } old && Lines.TryGetValue(old.Ip, out var line) ? line.Where(name => !Same(name, old.Name)) : []);
            var names = new List<string>();
            foreach (var name in aliases.Prepend(desired[index].Name).OfType<string>())
                if (MayStand(name) && !names.Exists(other => Same(other, name)))
                    names.Add(name);
            wanted.Add((desired[index], names));
        }
        var lines = Lines.ToDictionary(line => line.Key, line => line.Value.ToList(), StringComparer.Ordinal);
        foreach (var ip in Entries.Where(entry => !after.Contains(entry) && !(owned.IndexOf(entry) is >= 0 and var index && desired[index].Ip == entry.Ip)).Select(entry => entry.Ip))
            lines.Remove(ip);
        for (var one = 0; one < wanted.Count; one++)
        {
            foreach (var name in wanted[one].Names)
            {
                // Two of the call want one name; where one of them only keeps it, the documentation says nothing.
                foreach (var other in wanted.Take(one).Where(other => other.Entry.IsV6 == wanted[one].Entry.IsV6 && other.Names.Exists(same => Same(same, name))))
                {
                    if (!IsGiven(other.Entry) || !IsGiven(wanted[one].Entry))
                        return null;
                    codes.Add("duplicate_in_input");
                    codes.Add("conflict");
                }
                foreach (var (ip, names) in lines.ToList())
                    if (ip.Contains(':', StringComparison.Ordinal) == wanted[one].Entry.IsV6 && !desired.Exists(entry => entry.Ip == ip) && names.RemoveAll(same => Same(same, name)) > 0)
                    {
                        if (!call.Replaces)
                            codes.Add("conflict");
                        if (names.Count == 0)
                            lines.Remove(ip);
                    }

                bool IsGiven(Held entry) => present[desired.IndexOf(entry)] is var item && (Same(name, item.Name) || item.Aliases?.Any(alias => Same(alias, name)) == true);
            }
        }
        foreach (var (entry, names) in wanted)
        {
            // A line that differs in case only says the same.
            if (lines.Remove(entry.Ip, out var line) && line.SequenceEqual(names, StringComparer.OrdinalIgnoreCase))
                lines[entry.Ip] = line;
            else if (names.Count > 0)
                lines[entry.Ip] = names;
        }
        return lines;
    }

    private bool MayStand(string name) => !name.Contains('.', StringComparison.Ordinal) || (domain is not null && name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));

    private static bool Same(string name, string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
