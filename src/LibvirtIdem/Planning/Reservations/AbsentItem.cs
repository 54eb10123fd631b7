using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>What an item with <c>state=absent</c> means.</summary>
internal static class AbsentItem
{
    /// <summary>All that the item gives is the entry's.</summary>
    public static bool Means(in DesiredReservation absent, in Reservation entry, Utf8Slice domain) =>
        (absent.Mac is null || absent.Mac == entry.Mac)
        && (absent.Id is not { } id || (entry.Family == Family.V6 && entry.Id is { } other && other.SameClient(id)))
        && (absent.Ip is null || absent.Ip == entry.Ip)
        && (absent.Name.IsNullOrEmpty || (!entry.Name.IsNull && HostName.SameKey(entry.Name, absent.Name, domain)));

    /// <summary>
    /// The call contradicts itself: the item means what another item leaves there, by a client or a name that the other does not give and
    /// only keeps. What the other gives is taken from one guest for another.
    /// </summary>
    public static bool IsKept(in DesiredReservation absent, in DesiredReservation present, in Reservation desired, Utf8Slice domain) =>
        Means(absent, desired, domain)
        && ((absent.Mac is not null && present.Mac is null) || (absent.Id is not null && present.Id is null)
            || (!absent.Name.IsNullOrEmpty && present.Name.IsNull));
}
