using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>The addresses, clients and names that reservations speak for.</summary>
internal sealed class ClaimedValues
{
    private readonly List<Reservation> reservations;
    private readonly RowIndex byIp;
    private readonly RowIndex byClient;
    private readonly RowIndex byName;

    public ClaimedValues(List<Reservation> reservations)
    {
        this.reservations = reservations;
        (byIp, byClient, byName) = (new(reservations.Count), new(reservations.Count), new(reservations.Count));
        for (var row = 0; row < reservations.Count; row++)
        {
            var reservation = reservations[row];
            byIp.Add(RowIndex.Hash(reservation.Ip), row);
            byClient.Add(ClientHash(reservation), row);
            byName.Add(RowIndex.Hash(reservation.Name.Span), row);
        }
    }

    /// <summary>Whether one of them has the address, or is for the client or the name.</summary>
    public bool Has(in Reservation line)
    {
        var (ip, mac, id, name, family) = (line.Ip, line.Mac, line.Id, line.Name, line.Family);
        return Any(byIp, RowIndex.Hash(ip), one => one.Ip == ip)
            || (mac is not null && Any(byClient, ClientHash(line), one => one.Mac == mac))
            || (family == Family.V6 && id is { } client
                && Any(byClient, ClientHash(line), one => one is { Family: Family.V6, Id: { } other } && client.SameClient(other)))
            || (!name.IsNull && Any(byName, RowIndex.Hash(name.Span), one => one.Family == family && one.Name.EqualsIgnoreCase(name)));
    }

    private bool Any(RowIndex index, uint hash, Func<Reservation, bool> isSame)
    {
        for (var place = index.First(hash); place >= 0; place = index.Next(place))
            if (isSame(reservations[index.Row(place)]))
                return true;
        return false;
    }

    private static uint ClientHash(in Reservation reservation) =>
        reservation is { Family: Family.V6, Id: { } id } ? RowIndex.Hash(id.Text.Span) : reservation.MacHash;
}
