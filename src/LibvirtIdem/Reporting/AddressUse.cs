using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>All that is known of one address of a network: for whom it is reserved, anywhere, and who holds it.</summary>
internal sealed record AddressUse(IpAddress Ip, IReadOnlyList<Reservation> Reservations, Lease? Lease)
{
    /// <summary>Two claim it: reserved for several, or leased to another than it is reserved for.</summary>
    public bool IsConflict { get; } = IsClaimedTwice(Reservations, Lease);

    /// <summary>Sorted by address, each once.</summary>
    public static List<AddressUse> Of(NetworkInfo network)
    {
        var claims = new List<AddressUse>();
        foreach (var listed in network.Reservations)
            claims.Add(new(listed.Reservation.Ip, [listed.Reservation], null));
        // What the persistent definition does not have is in the drift.
        foreach (var drift in network.Drift)
            if (drift is { Where: not DriftPlace.EtcHosts, Reservation: { } listed }
                && drift.Problem is not (DriftProblem.Dead or DriftProblem.NoGuest))
                claims.Add(new(listed.Reservation.Ip, [listed.Reservation], null));
        foreach (var lease in network.Leases)
            claims.Add(new(lease.Ip, [], lease));
        claims.Sort((one, other) => one.Ip.CompareTo(other.Ip));
        var uses = new List<AddressUse>(claims.Count);
        foreach (var claim in claims)
        {
            if (uses.Count > 0 && uses[^1].Ip == claim.Ip)
                uses[^1] = uses[^1].With(claim);
            else
                uses.Add(claim);
        }
        return uses;
    }

    private AddressUse With(AddressUse other)
    {
        var reservations = new List<Reservation>(Reservations);
        foreach (var reservation in other.Reservations)
            if (!reservations.Exists(known => known.SameAs(reservation)))
                reservations.Add(reservation);
        return new(Ip, reservations, Lease ?? other.Lease);
    }

    private static bool IsClaimedTwice(IReadOnlyList<Reservation> reservations, Lease? lease)
    {
        foreach (var reservation in reservations)
            if (!ReservationTable.IsSameClient(reservation, reservations[0])
                || (lease is not null && !ActiveLeases.IsHeldBy(lease, reservation)))
                return true;
        return false;
    }
}
