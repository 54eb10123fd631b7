using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>A value that a target wants for itself.</summary>
internal readonly record struct Claim(int Target, string Field, string Value);

/// <summary>
/// What the call's reservations will hold: each address, mac, id and name can be one reservation's only, per family. Names count as
/// dnsmasq counts them (<see cref="HostName.Key"/>).
/// </summary>
internal sealed class Claims(Reservation[] desired, Utf8Slice domain)
{
    private const int None = -1;

    private readonly RowIndex ips = new(desired.Length);
    private readonly RowIndex macs = new(desired.Length);
    private readonly RowIndex ids = new(desired.Length);
    private readonly RowIndex names = new(desired.Length);
    private readonly ValueFilter values = new();

    /// <summary>Enters what the target desires; answers the one that claimed some of it before.</summary>
    public int? Add(int target)
    {
        ref readonly var request = ref desired[target];
        var (ip, mac, id, name) = (OfIp(request), OfMac(request), OfId(request), OfName(request));
        values.Add(request.Ip);
        if (!request.Name.IsNull)
            values.AddName(request.NameHash);
        if (request.Mac is { } client)
            values.Add(client);
        if (request.Id is { } identifier)
            values.Add(identifier);
        if (ip == None)
            ips.Add(RowIndex.Hash(request.Ip), target);
        if (mac == None && request.Mac is { } ownMac)
            macs.Add(RowIndex.Hash(ownMac.Value), target);
        if (id == None && request.Id is { } ownId)
            ids.Add(RowIndex.Hash(ownId.Text.Span), target);
        if (name == None && !request.Name.IsNull)
            names.Add(HostName.KeyHash(request.Name, request.NameHash, domain), target);
        return ip != None ? ip : mac != None ? mac : id != None ? id : name != None ? name : null;
    }

    /// <summary>False where nothing of what the entry has is claimed; most often that is so.</summary>
    public bool MayStandInTheWay(in Reservation entry) => values.MayHave(entry);

    /// <summary>The claim that conflicts with an entry of another client.</summary>
    public Claim? Against(in Reservation entry)
    {
        if (OfIp(entry) is not None and var byIp)
            return new(byIp, "ip", entry.Ip.ToString());
        if (OfMac(entry) is not None and var byMac)
            return new(byMac, "mac", entry.Mac.ToString()!);
        if (OfId(entry) is not None and var byId)
            return new(byId, "id", entry.Id.ToString()!);
        return OfName(entry) is not None and var byName ? new(byName, "name", entry.Name.ToString()) : null;
    }

    private int OfIp(in Reservation entry)
    {
        for (var place = ips.First(RowIndex.Hash(entry.Ip)); place >= 0; place = ips.Next(place))
            if (desired[ips.Row(place)].Ip == entry.Ip)
                return ips.Row(place);
        return None;
    }

    private int OfMac(in Reservation entry)
    {
        if (entry.Mac is { } mac)
            for (var place = macs.First(RowIndex.Hash(mac.Value)); place >= 0; place = macs.Next(place))
                if (desired[macs.Row(place)] is var other && other.Mac == mac && other.Family == entry.Family)
                    return macs.Row(place);
        return None;
    }

    private int OfId(in Reservation entry)
    {
        if (!ids.IsEmpty && entry is { Family: Family.V6, Id: { } id })
            for (var place = ids.First(RowIndex.Hash(id.Text.Span)); place >= 0; place = ids.Next(place))
                if (desired[ids.Row(place)].Id is { } other && other.SameClient(id))
                    return ids.Row(place);
        return None;
    }

    private int OfName(in Reservation entry)
    {
        if (!names.IsEmpty && !entry.Name.IsNull)
            for (var place = names.First(HostName.KeyHash(entry.Name, entry.NameHash, domain)); place >= 0; place = names.Next(place))
                if (desired[names.Row(place)] is var other && other.Family == entry.Family
                    && HostName.SameKey(other.Name, entry.Name, domain))
                    return names.Row(place);
        return None;
    }
}
