using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Takes a change of a definition's settings back on what is there now, a three-way merge: what the change set goes back where it still has
/// that value, and what another client has set since stays. Reservations are <see cref="ReservationEdits"/>' part.
/// </summary>
internal sealed class SettingsRevert
{
    private readonly byte[] beforeXml;
    private readonly XmlElement before;
    private readonly XmlElement after;
    private readonly XmlEditor draft;
    private readonly bool isLive;
    private readonly List<string> conflicts = [];

    private SettingsRevert(byte[] now, byte[] beforeXml, byte[] afterXml, bool isLive)
    {
        (this.beforeXml, this.isLive) = (beforeXml, isLive);
        (before, after, draft) = (XmlElement.ReadNetwork(beforeXml), XmlElement.ReadNetwork(afterXml), new(now));
    }

    /// <param name="now">The definition as it is now.</param>
    /// <param name="before">As it was before the change.</param>
    /// <param name="after">As the change made it.</param>
    /// <param name="isLive">The live definition, of which other clients change lists only (virNetworkUpdate): all else in it is the
    /// change's.</param>
    /// <param name="conflicts">What the change set and another client has changed since, in the options' words: it stays as it is.</param>
    public static byte[] Apply(byte[] now, byte[] before, byte[] after, bool isLive, out IReadOnlyList<string> conflicts)
    {
        var revert = new SettingsRevert(now, before, after, isLive);
        revert.RevertElements();
        revert.RevertAttributes(network => network, "network");
        revert.RevertAttributes(network => network.Child("dns"), "dns");
        revert.RevertSubnets(NetworkXml.Read(now), NetworkXml.Read(after));
        foreach (var list in ElementList.All)
            revert.RevertList(list);
        conflicts = revert.conflicts;
        return revert.draft.Xml;
    }

    /// <summary>
    /// Elements of which there is one, or which have no keys: <c>forward</c>, <c>bridge</c>, <c>domain</c>, <c>portgroup</c>; each as a
    /// whole.
    /// </summary>
    private void RevertElements()
    {
        var (old, made, present) = (Says(before), Says(after), Says(draft.Network));
        foreach (var name in before.Children.Concat(after.Children).Select(child => child.Name).Where(IsWhole)
            .Distinct(StringComparer.Ordinal))
        {
            if (old[name].SequenceEqual(made[name], StringComparer.Ordinal)
                || present[name].SequenceEqual(old[name], StringComparer.Ordinal))
                continue;
            if (!isLive && !present[name].SequenceEqual(made[name], StringComparer.Ordinal))
            {
                conflicts.Add(name);
                continue;
            }
            while (draft.Network.Child(name) is { } ours)
                draft.Remove(ours);
            foreach (var theirs in before.All(name))
                draft.AddCopy(draft.Network, theirs, beforeXml);
        }
    }

    private bool IsWhole(string name) =>
        name is not ("name" or "ip" or "route" or "dns") && name != before.DnsmasqOptions?.Name && name != after.DnsmasqOptions?.Name;

    private static ILookup<string, string> Says(XmlElement network) =>
        NetworkSettings.Read(network).OrderBy(part => part.What, StringComparer.Ordinal).ThenBy(part => part.Key, StringComparer.Ordinal)
            .ToLookup(part => part.Element, part => $"{part.What} {part.Key} {part.Value}", StringComparer.Ordinal);

    private void RevertAttributes(Func<XmlElement, XmlElement?> find, string element)
    {
        var (old, made) = (find(before), find(after));
        foreach (var name in new[] { old, made }.SelectMany(each => each?.Attributes ?? []).Select(attribute => attribute.Name)
            .Where(IsSetting).Distinct(StringComparer.Ordinal).ToList())
        {
            var present = find(draft.Network)?[name];
            if (old?[name] == made?[name] || present == old?[name])
                continue;
            if (present != made?[name] && !isLive)
                conflicts.Add($"{element}_{name}");
            else
                draft.Set(find(draft.Network) ?? draft.Ensure(draft.Network, element), name, old?[name]);
        }

        // A prefix may be needed by what another client has added.
        bool IsSetting(string name) => name is not ("connections" or "family" or "address" or "netmask" or "prefix")
            && (!name.StartsWith("xmlns", StringComparison.Ordinal) || draft.Network[name] is null);
    }

    private void RevertSubnets(NetworkDefinition now, NetworkDefinition made)
    {
        var (old, ours, present) = (SubnetsOf(before), SubnetsOf(after), SubnetsOf(draft.Network));
        foreach (var subnet in ours.Where(subnet => !old.Contains(subnet) && present.Contains(subnet)))
        {
            if (IsUsedByOthers(subnet, now, made))
                conflicts.Add(NetworkSetting.Subnet);
            else
                draft.Remove(ElementList.SubnetIn(draft.Network, subnet)!);
        }
        foreach (var subnet in old.Where(subnet => !ours.Contains(subnet) && !present.Contains(subnet)))
        {
            if (SubnetsOf(draft.Network).Exists(other => SubnetMerge.Overlap(subnet, other))
                || (!isLive && conflicts.Contains(NetworkSetting.Subnet)))
                conflicts.Add(NetworkSetting.Subnet);
            else
                draft.AddCopy(draft.Network, ElementList.SubnetIn(before, subnet)!, beforeXml);
        }
        foreach (var subnet in old.Where(subnet => ours.Contains(subnet) && present.Contains(subnet)))
        {
            RevertAttributes(network => ElementList.SubnetIn(network, subnet), NetworkSetting.Subnet);
            RevertList(ElementList.Tftp(subnet));
            RevertList(ElementList.Ranges(subnet));
            RevertList(ElementList.Bootp(subnet));
        }
    }

    private static List<Subnet> SubnetsOf(XmlElement network) =>
        [.. network.All("ip").Select(ip => NetworkElements.SubnetOf(ip["address"], ip["netmask"], ip["prefix"])).OfType<Subnet>()];

    /// <summary>Another client has added a range or a reservation to a subnet that the change made.</summary>
    private bool IsUsedByOthers(Subnet subnet, NetworkDefinition now, NetworkDefinition made)
    {
        if (isLive)
            return false;
        var (list, reservations) = (ElementList.Ranges(subnet), NetworkRecord.SetOf(made.Xml));
        var ranges = list.In(after).ConvertAll(range => list.ValueOf(range));
        return list.In(draft.Network).Exists(range => !ranges.Contains(list.ValueOf(range)))
            || now.Reservations.Any(element => subnet.Contains(element.Reservation.Ip) && !reservations.Contains(element.Reservation));
    }

    private void RevertList(ElementList list)
    {
        var (old, ours) = (Values(list, before), Values(list, after));
        foreach (var added in list.In(after).Where(element => !old.Contains(list.ValueOf(element))))
        {
            if (list.Find(draft.Network, list.ValueOf(added)) is { } present)
                draft.Remove(present);
            else if (Holder(added) is { } holder && !old.Contains(list.ValueOf(holder)))
                conflicts.Add(list.What);
        }
        foreach (var removed in list.In(before)
            .Where(element => !ours.Contains(list.ValueOf(element)) && list.Find(draft.Network, list.ValueOf(element)) is null))
        {
            if (Holder(removed) is not null)
                conflicts.Add(list.What);
            else if (list.Ensure(draft) is { } parent)
                draft.AddCopy(parent, removed, beforeXml);
        }
        if (list.Parent(draft.Network) is { Attributes.Count: 0 } empty && empty != draft.Network && empty.Name != "ip"
            && draft.IsBlank(empty))
            draft.Remove(empty);

        XmlElement? Holder(XmlElement element) => list.In(draft.Network).Find(present => list.KeyOf(present) == list.KeyOf(element));
    }

    private static List<string> Values(ElementList list, XmlElement network) =>
        list.In(network).ConvertAll(element => list.ValueOf(element));
}
