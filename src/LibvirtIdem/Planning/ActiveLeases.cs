using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Addresses that the plan gives to one client while another leases them. dnsmasq refuses the holder at its next renew; until then the
/// new owner gets an address of the range, or, where there is none, nothing, and in a swap both stay without (measured with 2.90).
/// </summary>
internal static class ActiveLeases
{
    public static void Check(ReservationRequest request, CurrentState current, ReservationPlanner planner, List<Problem> problems, List<string> warnings)
    {
        if (request.OnActiveLease == OnActiveLease.Ignore || planner.Live is not { Steps.Count: > 0 } live || current.Leases.Count == 0)
            return;
        var leases = current.Leases.GroupBy(lease => lease.Ip).ToDictionary(group => group.Key, group => group.First());
        var given = live.Steps.Select(step => (step as ReservationEdit.Add)?.New ?? (step as ReservationEdit.Replace)?.New).OfType<Reservation>();
        foreach (var reservation in given)
        {
            if (!leases.TryGetValue(reservation.Ip, out var lease) || IsHeldBy(lease, reservation))
                continue;
            var hasRange = live.Definition.SubnetOf(reservation.Ip)!.Ranges.Count > 0;
            if (request.OnActiveLease == OnActiveLease.Fail || !hasRange)
                problems.Add(Sentences.ActiveLease(reservation, lease, hasRange, IndexOf(planner, reservation)));
            else
                warnings.Add(Sentences.ActiveLeaseWarning(reservation, lease));
        }
    }

    private static bool IsHeldBy(Lease lease, Reservation reservation) =>
        reservation.Family == Family.V4 && reservation.Mac is { } mac ? lease.Mac == mac
        : reservation.Family == Family.V6 && reservation.Id is { } id ? lease.Id is { } other && other.SameClient(id)
        : string.Equals(lease.Name, reservation.Name?.Split('.')[0], StringComparison.OrdinalIgnoreCase);

    private static int? IndexOf(ReservationPlanner planner, Reservation reservation) =>
        planner.Targets.FirstOrDefault(target => target.Desired?.Ip == reservation.Ip)?.Wanted.Index;
}
