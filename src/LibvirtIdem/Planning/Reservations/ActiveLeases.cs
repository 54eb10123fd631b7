using LibvirtIdem.Asking;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Addresses that the plan gives to one client while another leases them. dnsmasq refuses the holder at its next renew; until then the
/// new owner gets an address of the range, or, where there is none, nothing, and in a swap both stay without (measured with 2.90).
/// </summary>
internal static class ActiveLeases
{
    /// <summary>Answers the leases that are to be released once the change is in.</summary>
    public static List<Lease> Check(
        ReservationRequest request, NetworkSnapshot current, EntryMatcher planner, List<Problem> problems, List<string> warnings)
    {
        var released = new List<Lease>();
        if (current.UnreadableLeases is { } unreadable)
            Report(unreadable, request, planner, problems, warnings);
        if (request.OnActiveLease == OnActiveLease.Ignore || planner.Live is not { Edits.IsEmpty: false } live || current.Leases.Count == 0)
            return released;
        var leases = new RowIndex(current.Leases.Count);
        for (var row = 0; row < current.Leases.Count; row++)
            leases.Add(RowIndex.Hash(current.Leases[row].Ip), row);
        for (var target = 0; target < planner.Count; target++)
        {
            if (!planner.Wanted(target).IsPresent || !planner.IsTouched(target))
                continue;
            var reservation = planner.Desired(target);
            // By MAC on IPv6, an earlier DUID of the same guest may hold it, and then its present one is refused.
            var mayKeep = !(reservation.IsOption && request.OnActiveLease == OnActiveLease.Release);
            if (LeaseOf(reservation.Ip) is not { } lease || (mayKeep && IsHeldBy(lease, reservation))
                || IsServed(live, target, reservation))
                continue;
            var hasRange = live.Definition.SubnetOf(reservation.Ip)!.Ranges.Count > 0;
            if (request.OnActiveLease == OnActiveLease.Release)
            {
                released.Add(lease);
                warnings.Add(Message.ActiveLeaseReleased(reservation, lease));
            }
            else if (request.OnActiveLease == OnActiveLease.Fail || !hasRange)
                problems.Add(Message.ActiveLease(
                    reservation, lease, hasRange, planner.NextFree(reservation.Family), planner.Wanted(target).At));
            else
                warnings.Add(Message.ActiveLeaseWarning(reservation, lease));
        }
        if (request.OnActiveLease == OnActiveLease.Release)
            AddRemoved();
        return released;

        // The leases of what is removed, each on its reserved address and of the very client that it was reserved for.
        void AddRemoved()
        {
            var own = new List<Lease>();
            foreach (var reservation in planner.Removed())
                if (LeaseOf(reservation.Ip) is { } lease && IsHeldBy(lease, reservation) && !released.Contains(lease)
                    && !own.Contains(lease))
                    own.Add(lease);
            if (own.Count == 0)
                return;
            foreach (var kept in live.Edits.After)
                own.RemoveAll(lease => lease.Ip == kept.Ip && IsHeldBy(lease, kept));
            released.AddRange(own);
        }

        Lease? LeaseOf(IpAddress ip)
        {
            for (var place = leases.First(RowIndex.Hash(ip)); place >= 0; place = leases.Next(place))
                if (current.Leases[leases.Row(place)].Ip == ip)
                    return current.Leases[leases.Row(place)];
            return null;
        }
    }

    /// <summary>Where the call needs to know what is leased.</summary>
    private static void Report(
        Problem unreadable, ReservationRequest request, EntryMatcher planner, List<Problem> problems, List<string> warnings)
    {
        if (!GivesAddresses(request, planner) && !(request.OnActiveLease == OnActiveLease.Release && planner.Removed().Any()))
            return;
        if (request.OnActiveLease == OnActiveLease.Fail)
            problems.Add(unreadable with { Field = "on_active_lease", Value = "fail" });
        else
            warnings.Add(unreadable.Msg);
    }

    /// <summary>One at least gets an address in the running network that it has not got there.</summary>
    private static bool GivesAddresses(ReservationRequest request, EntryMatcher planner)
    {
        if (planner.Live is not { Edits.IsEmpty: false } live)
            return false;
        for (var target = 0; target < planner.Count; target++)
        {
            if (planner.Wanted(target) is not { IsPresent: true } wanted || !planner.IsTouched(target)
                || (request.OnActiveLease == OnActiveLease.Ignore && !wanted.WantsAddress))
                continue;
            var (desired, keeper) = (planner.Desired(target), live.KeptEntry(target, planner.Desired(target).Ip));
            if (keeper < 0 || live.Entry(keeper) is var entry
                && (entry.Ip != desired.Ip || entry.Mac != desired.Mac || entry.Id != desired.Id))
                return true;
        }
        return false;
    }

    /// <summary>The live side says so already: only the other side changes.</summary>
    private static bool IsServed(DefinitionSide live, int target, in Reservation reservation) =>
        live.KeptEntry(target, reservation.Ip) is >= 0 and var keeper && live.Entry(keeper).SameAs(reservation);

    public static bool IsHeldBy(Lease lease, in Reservation reservation) =>
        reservation.Mac is { } mac ? lease.Mac == mac
        : reservation.Family == Family.V6 && reservation.Id is { } id ? lease.Id is { } other && other.SameClient(id)
        : string.Equals(lease.Name, reservation.Name.ToString().Split('.')[0], StringComparison.OrdinalIgnoreCase);
}
