using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>Finds what a call may mean by an entry, by any of the values it names.</summary>
internal sealed class IdentityIndex
{
    private readonly DesiredReservation[] wanted;
    private readonly Utf8Slice domain;
    private readonly RowIndex macs;
    private readonly RowIndex ids;
    private readonly RowIndex names;
    private readonly RowIndex ips;
    private readonly ValueFilter values = new();
    private readonly List<int> found = [];

    public IdentityIndex(DesiredReservation[] wanted, Utf8Slice domain)
    {
        (this.wanted, this.domain) = (wanted, domain);
        (macs, ids, names, ips) = (new(wanted.Length), new(wanted.Length), new(wanted.Length), new(wanted.Length));
        for (var target = 0; target < wanted.Length; target++)
            Add(target);
    }

    /// <summary>Two of the call's items that name the same reservation.</summary>
    public List<(int First, int Second)> Duplicates { get; } = [];

    /// <summary>False where no target names any value of the entry; most often that is so.</summary>
    public bool MayBeMeant(in Reservation entry) => values.MayHave(entry);

    /// <summary>The targets that name the entry's client, address or name. Good until the next question.</summary>
    public List<int> MayMean(in Reservation entry)
    {
        found.Clear();
        if (entry.Mac is { } mac)
            for (var place = macs.First(RowIndex.Hash(mac.Value)); place >= 0; place = macs.Next(place))
                if (wanted[macs.Row(place)].Mac == mac)
                    found.Add(macs.Row(place));
        if (!ids.IsEmpty && entry is { Family: Family.V6, Id: { } id })
            for (var place = ids.First(RowIndex.Hash(id.Text.Span)); place >= 0; place = ids.Next(place))
                if (wanted[ids.Row(place)].Id is { } other && other.SameClient(id))
                    AddOnce(ids.Row(place));
        if (!ips.IsEmpty)
            for (var place = ips.First(RowIndex.Hash(entry.Ip)); place >= 0; place = ips.Next(place))
                if (wanted[ips.Row(place)].Ip == entry.Ip)
                    AddOnce(ips.Row(place));
        if (!names.IsEmpty && !entry.Name.IsNull)
            for (var place = names.First(HostName.KeyHash(entry.Name, entry.NameHash, domain)); place >= 0; place = names.Next(place))
                if (HostName.SameKey(wanted[names.Row(place)].Name, entry.Name, domain))
                    AddOnce(names.Row(place));
        return found;
    }

    private void AddOnce(int target)
    {
        if (!found.Contains(target))
            found.Add(target);
    }

    private void Add(int target)
    {
        ref readonly var item = ref wanted[target];
        if (item.Mac is { } mac)
        {
            var hash = RowIndex.Hash(mac.Value);
            for (var place = macs.First(hash); place >= 0; place = macs.Next(place))
                if (wanted[macs.Row(place)].Mac == mac && IsDuplicate(macs.Row(place), target))
                    break;
            macs.Add(hash, target);
            values.Add(mac);
        }
        if (item.Id is { } id)
        {
            var hash = RowIndex.Hash(id.Text.Span);
            for (var place = ids.First(hash); place >= 0; place = ids.Next(place))
                if (wanted[ids.Row(place)].Id is { } other && other.SameClient(id) && IsDuplicate(ids.Row(place), target))
                    break;
            ids.Add(hash, target);
            values.Add(id);
        }
        if (!item.Name.IsNullOrEmpty)
        {
            var hash = HostName.KeyHash(item.Name, item.NameHash, domain);
            if (item is { Mac: null, Id: null })
                for (var place = names.First(hash); place >= 0; place = names.Next(place))
                    if (wanted[names.Row(place)] is { Mac: null, Id: null } other && HostName.SameKey(other.Name, item.Name, domain)
                        && IsDuplicate(names.Row(place), target))
                        break;
            names.Add(hash, target);
            values.AddName(item.NameHash);
        }
        else if (item is { IsPresent: false, Mac: null, Id: null, Ip: { } ip })
        {
            var hash = RowIndex.Hash(ip);
            for (var place = ips.First(hash); place >= 0; place = ips.Next(place))
                if (wanted[ips.Row(place)].Ip == ip && IsDuplicate(ips.Row(place), target))
                    break;
            ips.Add(hash, target);
            values.Add(ip);
        }
    }

    /// <summary>A guest has one reservation in each family; an absent one without an address may be of either.</summary>
    private bool IsDuplicate(int one, int other)
    {
        if (wanted[one].Ip is { } ip && wanted[other].Ip is { } otherIp && ip.Family != otherIp.Family)
            return false;
        Duplicates.Add((one, other));
        return true;
    }
}
