using System.Globalization;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Reservations that are dnsmasq options, into and out of a definition. The option that has DHCPv6 answered in their subnet comes with the
/// first and goes with the last.
/// </summary>
internal static class HostOptionsXml
{
    private const string Value = "value";
    private const string LeaseMax = "dhcp-lease-max=";

    /// <param name="xml">The definition, or a status file, with all other edits in.</param>
    /// <param name="changes">Of which those of options are made.</param>
    public static byte[] Apply(byte[] xml, ReservationEdits changes)
    {
        var place = changes.Definition.OptionsPlace;
        var removed = changes.Removed.Where(entry => entry.SubnetIndex == place).Select(entry => HostOption.Render(entry.Reservation))
            .ToList();
        var replaced = changes.Replaced.Where(step => step.Old.SubnetIndex == place)
            .ToDictionary(step => HostOption.Render(step.Old.Reservation), step => HostOption.Render(step.New), StringComparer.Ordinal);
        var added = changes.AddedTo(place).ToArray().Select(entry => HostOption.Render(entry)).ToList();
        if (removed.Count + replaced.Count + added.Count == 0)
            return xml;
        var draft = new XmlEditor(xml);
        var ranges = RangesOf(changes);
        removed.AddRange(ranges.Where(range => !range.IsNeeded).Select(range => range.Option));
        added.InsertRange(0,
            ranges.Where(range => range.IsNeeded && !Options(draft).Exists(option => option[Value] == range.Option))
            .Select(range => range.Option));
        Edit(draft, removed, replaced);
        if (added.Count > 0)
            Add(draft, added);
        else if (draft.Network.DnsmasqOptions is { } empty && draft.IsBlank(empty))
            draft.Remove(empty);
        return draft.Xml;
    }

    /// <summary>
    /// A definition, or a status file, whose dnsmasq gives out this many leases at least; the same bytes where it says so.
    /// </summary>
    public static byte[] WithLeaseMax(byte[] xml, int most)
    {
        var draft = new XmlEditor(xml);
        var present = Options(draft).Find(option => option[Value]?.StartsWith(LeaseMax, StringComparison.Ordinal) == true);
        if (present is not null && int.TryParse(
            present[Value].AsSpan(LeaseMax.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var now) && now >= most)
            return xml;
        var option = string.Create(CultureInfo.InvariantCulture, $"{LeaseMax}{most}");
        if (present is null)
            Add(draft, [option]);
        else
            draft.Edit([(present, new(present.Name, (Value, option)))]);
        return draft.Xml;
    }

    /// <summary>For each subnet in which libvirt serves no DHCPv6: its option, and whether it is needed once the edits are done.</summary>
    private static List<(string Option, bool IsNeeded)> RangesOf(ReservationEdits changes) =>
        [.. changes.Definition.Subnets.Where(subnet => subnet.Subnet.Family == Family.V6)
            .Select(subnet =>
                (HostOption.RangeOf(subnet.Subnet),
                !subnet.HasDhcp && changes.After.Any(entry => entry.IsOption && subnet.Subnet.Contains(entry.Ip))))];

    private static List<XmlElement> Options(XmlEditor draft) => draft.Network.DnsmasqOptions?.Children ?? [];

    private static void Edit(XmlEditor draft, List<string> removed, Dictionary<string, string> replaced)
    {
        var edits = new List<(XmlElement, XmlElementBuilder?)>();
        foreach (var option in Options(draft))
        {
            if (option[Value] is not { } value)
                continue;
            if (removed.Remove(value))
                edits.Add((option, null));
            else if (replaced.Remove(value, out var other))
                edits.Add((option, new(option.Name, (Value, other))));
        }
        if (edits.Count > 0)
            draft.Edit(edits);
    }

    private static void Add(XmlEditor draft, List<string> added)
    {
        if (draft.Network.DnsmasqPrefix is null)
            draft.Set(draft.Network, XmlElement.DnsmasqDeclaration.Name, XmlElement.DnsmasqDeclaration.Value);
        var prefix = draft.Network.DnsmasqPrefix!;
        var options = draft.Network.DnsmasqOptions ?? draft.AddAfter(draft.Network, draft.Network.Children[^1], new(prefix + ":options"));
        draft.AddAll(options, added.ConvertAll(value => new XmlElementBuilder(prefix + ":option", (Value, value))));
    }
}
