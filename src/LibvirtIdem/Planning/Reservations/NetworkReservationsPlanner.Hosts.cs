using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>The network's lines of /etc/hosts: which go, which stay, and what further names a guest had and has.</summary>
internal sealed partial class NetworkReservationsPlanner
{
    private readonly List<int> touchedInHosts = [];
    private IReadOnlyList<Utf8Slice>?[]? aliasesBefore;
    private Dictionary<IpAddress, IReadOnlyList<Utf8Slice>?>? aliasesOfDisplaced;

    /// <summary>The network's lines of one file. Asked even where the call is refused already: it may find more that is wrong.</summary>
    public void PlanHosts(HostsPlanner hosts)
    {
        var removed = new ReservationSet();
        var moved = new List<IpAddress>();
        var isFirstFile = aliasesBefore is null;
        aliasesBefore ??= new IReadOnlyList<Utf8Slice>?[reservations.Count];
        for (var target = 0; target < reservations.Count; target++)
        {
            if (reservations.IsRefused(target))
                continue;
            IReadOnlyList<Utf8Slice>? aliases = null;
            foreach (var side in reservations.Sides)
            {
                if (side.Owned.HasSeveral(target))
                    foreach (var entry in side.Owned.Entries(target))
                        Look(target, side.Entry(entry), ref aliases);
                else if (side.Owned.Any(target))
                    Look(target, side.Entry(side.Owned.First(target)), ref aliases);
            }
            if (isFirstFile)
                aliasesBefore[target] = aliases;
        }
        foreach (var evicted in reservations.Displaced.Items)
        {
            removed.Add(evicted);
            if (isFirstFile)
                (aliasesOfDisplaced ??= [])[evicted.Ip] = hosts.AliasesOf(-1, evicted);
        }
        foreach (var reservation in removed.Items)
            hosts.Remove(reservation.Ip);
        hosts.WarnOfLeftovers(removed.Items);
        foreach (var ip in moved)
            hosts.Remove(ip);
        AddressSet? reserved = null;
        hosts.Put(AliasesAfter, IsReserved);
        touchedInHosts.AddRange(hosts.Touched);

        void Look(int target, in Reservation before, ref IReadOnlyList<Utf8Slice>? aliases)
        {
            aliases ??= hosts.AliasesOf(target, before);
            if (!reservations.Wanted(target).IsPresent)
                removed.Add(before);
            else if (before.Ip != reservations.Desired(target).Ip)
                moved.Add(before.Ip);
        }

        bool IsReserved(IpAddress ip)
        {
            if (reserved is null)
            {
                reserved = new();
                foreach (var side in reservations.Sides)
                    foreach (var reservation in side.Edits.After)
                        reserved.Add(reservation.Ip);
            }
            return reserved.Contains(ip);
        }
    }

    /// <summary>
    /// Once the definitions are planned, which do not depend on it: a line of /etc/hosts that changes is a change of the reservation.
    /// </summary>
    public void TouchInHosts()
    {
        foreach (var target in touchedInHosts)
            reservations.Touch(target);
    }

    private IReadOnlyList<Utf8Slice>? AliasesAfter(int target) =>
        aliasesBefore is null ? reservations.Wanted(target) is { Dns: true, Aliases: var given } ? given : null
            : reservations.Wanted(target).Aliases ?? aliasesBefore[target];
}
