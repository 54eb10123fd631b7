namespace LibvirtIdem.Model;

/// <summary>A reservation as an export lists it: with its network, and the further names that /etc/hosts gives its address.</summary>
internal sealed record ListedReservation(string Network, Reservation Reservation, IReadOnlyList<Utf8Slice>? Aliases);
