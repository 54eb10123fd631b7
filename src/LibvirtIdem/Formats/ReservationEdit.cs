using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>One step from what a definition holds to what it shall hold. The same steps become byte edits and API calls.</summary>
internal abstract record ReservationEdit
{
    private ReservationEdit()
    {
    }

    /// <summary>At the end of the subnet's reservations.</summary>
    public sealed record Add(int SubnetIndex, Reservation New) : ReservationEdit;

    /// <summary>In the old one's place, in the same subnet.</summary>
    public sealed record Replace(ReservationElement Old, Reservation New) : ReservationEdit;

    public sealed record Remove(ReservationElement Old) : ReservationEdit;
}
