using System.Globalization;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// The <c>&lt;ip&gt;</c> elements: addresses, ranges, TFTP and BOOTP. What else one has, reservations above all, stays in it.
/// </summary>
internal sealed class SubnetMerge(NetworkRequest request, XmlEditor draft)
{
    public void Apply()
    {
        ApplySubnets(Family.V4, request.Ipv4);
        ApplySubnets(Family.V6, request.Ipv6);
        if (request.Ranges is not null || request.LeaseTime is not null || request.ClearsLeaseTime)
            for (var index = 0; index < draft.Network.All("ip").Count; index++)
                ApplyRanges(index);
        for (var index = 0; request.LocalPtr is { } localPtr && index < draft.Network.All("ip").Count; index++)
            if (draft.Network.All("ip")[index] is var ip && (ip["localPtr"] == "yes") != localPtr)
                draft.Set(ip, "localPtr", localPtr ? "yes" : null);
        ApplyTftp();
        ApplyBootp();
    }

    private static Subnet? SubnetOf(XmlElement ip) => NetworkElements.SubnetOf(ip["address"], ip["netmask"], ip["prefix"]);

    private void ApplySubnets(Family family, IReadOnlyList<Subnet>? wanted)
    {
        if (wanted is null)
            return;
        // By place in the document: elements are outdated by every change.
        var present = draft.Network.All("ip")
            .ConvertAll(ip => SubnetOf(ip) is { } subnet && subnet.Family == family ? subnet : (Subnet?)null);
        var moves = Moves(present, wanted);
        foreach (var (index, subnet) in moves)
            Reshape(index, subnet);
        for (var index = present.Count - 1; index >= 0; index--)
            if (present[index] is { } stray && !wanted.Contains(stray) && !moves.Exists(move => move.Index == index))
                draft.Remove(draft.Network.All("ip")[index]);
        foreach (var subnet in wanted)
            if (!present.Contains(subnet) && !moves.Exists(move => move.New == subnet))
                draft.Add(draft.Network, Markup(subnet));
    }

    /// <summary>
    /// Which present subnet becomes which wanted one: the same addresses in other bounds first; then one subnet in the place of another.
    /// </summary>
    /// <param name="present">By place; null where it is of no interest.</param>
    /// <param name="wanted">All that there is to be, of one family.</param>
    public static List<(int Index, Subnet New)> Moves(IReadOnlyList<Subnet?> present, IReadOnlyList<Subnet> wanted)
    {
        var moves = new List<(int Index, Subnet New)>();
        var missing = wanted.Where(subnet => !present.Contains(subnet)).ToList();
        foreach (var overlapping in new[] { true, false })
            for (var index = 0; index < present.Count; index++)
            {
                if (present[index] is not { } stray || wanted.Contains(stray) || moves.Exists(move => move.Index == index))
                    continue;
                var place = missing.FindIndex(subnet => subnet.Family == stray.Family && (!overlapping || Overlap(subnet, stray)));
                if (place < 0)
                    continue;
                moves.Add((index, missing[place]));
                missing.RemoveAt(place);
            }
        return moves;
    }

    private void Reshape(int index, Subnet wanted)
    {
        var ip = draft.Network.All("ip")[index];
        var old = SubnetOf(ip)!.Value;
        if (old.Address != wanted.Address)
            ip = draft.Set(ip, "address", wanted.Address.ToString());
        if (old.Prefix == wanted.Prefix)
            return;
        if (ip["netmask"] is not null)
            draft.Set(ip, "netmask", Netmask(wanted));
        else
            draft.Set(ip, "prefix", wanted.Prefix.ToString(CultureInfo.InvariantCulture));
    }

    private static XmlElementBuilder Markup(Subnet subnet) => subnet.Family == Family.V4
        ? new("ip", ("address", subnet.Address.ToString()), ("netmask", Netmask(subnet)))
        : new("ip", ("family", "ipv6"), ("address", subnet.Address.ToString()),
            ("prefix", subnet.Prefix.ToString(CultureInfo.InvariantCulture)));

    private static string Netmask(Subnet subnet) => new IpAddress(subnet.Family, subnet.MaskValue).ToString();

    public static bool Overlap(Subnet one, Subnet other) =>
        one.Family == other.Family && (one.Contains(other.First) || other.Contains(one.First));

    private void ApplyRanges(int index)
    {
        var ip = draft.Network.All("ip")[index];
        if (SubnetOf(ip) is not { } subnet)
            return;
        var present = ip.Child("dhcp")?.All("range") ?? [];
        var keys = new List<string>();
        foreach (var range in request.Ranges ?? [])
            if (subnet.Contains(range.Start))
                keys.Add($"{range.Start}-{range.End}");
        if (request.Ranges is null)
            keys = present.ConvertAll(NetworkElements.RangeKey);
        ElementListMerge.Apply(draft, () => draft.Network.All("ip")[index].Child("dhcp"),
            () => draft.Ensure(draft.Network.All("ip")[index], "dhcp"), "range",
            keys.ConvertAll(key => Range(key, present.Find(range => NetworkElements.RangeKey(range) == key))), NetworkElements.RangeKey,
            NetworkElements.Range);
        // One that was blank before is not this call's, and where reservations are still in it, the same call must leave it the next time,
        // too.
        if (present.Count > 0 && draft.Network.All("ip")[index].Child("dhcp") is { } dhcp && draft.IsBlank(dhcp))
            draft.Remove(dhcp);
    }

    private ElementSpec Range(string key, XmlElement? present)
    {
        var lease = request.ClearsLeaseTime ? null : request.LeaseTime ?? (present is null ? null : NetworkElements.LeaseTimeOf(present));
        var dash = key.IndexOf('-', StringComparison.Ordinal);
        return new(key, NetworkElements.Range(key, lease),
            new("range", ("start", key[..dash]), ("end", key[(dash + 1)..])) { Children = lease is { } time ? [Lease(time)] : [] });
    }

    private static XmlElementBuilder Lease(LeaseTime time) => time.Expiry == 0 ? new("lease", ("expiry", "0"))
        : new("lease", ("expiry", time.Expiry.ToString(CultureInfo.InvariantCulture)), ("unit", time.UnitName));

    private void ApplyTftp()
    {
        if (request.TftpRoot is not { } root)
            return;
        while (root.Length == 0 && FirstWith("tftp") is { } without)
            draft.Remove(without.Child("tftp")!);
        if (root.Length > 0 && (FirstWith("tftp") ?? FirstV4()) is { } ip && ip.Child("tftp")?["root"] != root)
            draft.Set(draft.Ensure(ip, "tftp"), "root", root);
    }

    private void ApplyBootp()
    {
        if (request.BootpFile is null && request.BootpServer is null)
            return;
        var ip = draft.Network.All("ip").Find(candidate => candidate.Child("dhcp")?.Child("bootp") is not null) ?? FirstWith("dhcp")
            ?? FirstV4();
        if (ip is null)
            return;
        var bootp = ip.Child("dhcp")?.Child("bootp");
        if (request.BootpFile is { Length: 0 })
        {
            if (bootp is not null)
                draft.Remove(bootp);
            return;
        }
        if (bootp is null && request.BootpFile is null)
            return;
        bootp ??= draft.Ensure(draft.Ensure(ip, "dhcp"), "bootp");
        if (request.BootpFile is { } file && bootp["file"] != file)
            bootp = draft.Set(bootp, "file", file);
        if (request.BootpServer is { } server && (bootp["server"] ?? "") != server)
            draft.Set(bootp, "server", server.Length > 0 ? server : null);
    }

    private XmlElement? FirstWith(string child) =>
        draft.Network.All("ip").Find(ip => SubnetOf(ip)?.Family == Family.V4 && ip.Child(child) is not null);

    private XmlElement? FirstV4() => draft.Network.All("ip").Find(ip => SubnetOf(ip)?.Family == Family.V4);
}
