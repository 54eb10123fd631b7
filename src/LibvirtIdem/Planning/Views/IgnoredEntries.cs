using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Which of a list of reservations dnsmasq passes over in silence (measured with 2.90): all but the first of an address, all but the last
/// of a MAC, and every id that is no DUID with colons.
/// </summary>
internal static class IgnoredEntries
{
    /// <summary>One flag for each, in their order; dnsmasq reads them in this order, too.</summary>
    public static bool[] Of(IReadOnlyList<Reservation> entries)
    {
        var isDead = new bool[entries.Count];
        var (byIp, byMac) = (new RowIndex(entries.Count), new RowIndex(entries.Count));
        for (var row = 0; row < entries.Count; row++)
        {
            var entry = entries[row];
            // The whole line of a second address is dropped, so it takes no MAC from an earlier one either.
            isDead[row] = (entry is { Family: Family.V6, Id: { IsDead: true } }) || HasAddress(entry.Ip);
            if (isDead[row])
                continue;
            byIp.Add(RowIndex.Hash(entry.Ip), row);
            if (entry is not { Family: Family.V4, Mac: { } mac })
                continue;
            // Those before the newest are dead by it.
            if (Newest(mac) is >= 0 and var earlier)
                isDead[earlier] = true;
            byMac.Add(RowIndex.Hash(mac.Value), row);
        }
        return isDead;

        int Newest(MacAddress mac)
        {
            for (var place = byMac.First(RowIndex.Hash(mac.Value)); place >= 0; place = byMac.Next(place))
                if (entries[byMac.Row(place)].Mac == mac)
                    return byMac.Row(place);
            return RowIndex.None;
        }

        bool HasAddress(IpAddress ip)
        {
            for (var place = byIp.First(RowIndex.Hash(ip)); place >= 0; place = byIp.Next(place))
                if (entries[byIp.Row(place)].Ip == ip)
                    return true;
            return false;
        }
    }
}
