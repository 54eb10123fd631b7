using System.Globalization;
using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>What is said of addresses that are leased or looked for, and of the guests that are to have them.</summary>
internal static partial class Message
{
    // Leases of others.

    public static Problem ActiveLease(Reservation reservation, Lease lease, bool hasRange, IpAddress? free, InputLocation at) =>
        new(ErrorCode.ActiveLease, $"{reservation.Ip} is leased to {lease} {Until(lease)}: "
            + (hasRange
                ? $"that guest would be refused at its next renewal, and {reservation} would get another address until then; use on_active_lease=warn to reserve it anyway, or release to free it as well"
                : "the subnet has no range, so both guests would be without an address until then; use on_active_lease=release to free it, or ignore to proceed")
            + (free is { } ip ? $", or use {ip}, which is free" : ""))
        { Field = "ip", Value = reservation.Ip.ToString(), At = at };

    public static string ActiveLeaseWarning(Reservation reservation, Lease lease) =>
        $"{reservation.Ip} is leased to {lease} {Until(lease)}: that guest is refused at its next renewal and gets another address; until then {reservation} gets an address from the range";

    public static string ActiveLeaseReleased(Reservation reservation, Lease lease) =>
        $"{reservation.Ip} is leased to {lease} {Until(lease)}: that lease is released, so {reservation} gets the address at its next request; the previous holder uses it until its next renewal, which is refused";

    public static string NotReleased(Lease lease, string? cause) =>
        $"{lease.Ip} could not be released from {lease}{(cause is null ? ": dnsmasq keeps that lease" : $": {cause}")}; the new owner gets the address when the lease ends";

    public static Problem UnreadableLeases(string where, string why, string path, string pidFile) =>
        new(ErrorCode.ParseError, $"{where}: {why}, so it is unknown which addresses are leased; to have libvirt write the file again: rm {path} && kill -HUP $(cat {pidFile})");

    public const string NoLeaseDetails = "the lease file lacks what a release needs";

    // ip=auto.

    public static Problem AutoForTwo(InputLocation at) =>
        new(ErrorCode.InvalidValue, "ip=auto with both mac and id: a mac gets an IPv4 address, an id an IPv6 one; give two reservations") { Field = "ip", Value = "auto", At = at };

    public static Problem NoAddressLeft(DesiredReservation wanted, string network, Subnet subnet) =>
        new(ErrorCode.OutOfSubnet, $"ip=auto for {Who(wanted)}: network {network} has no {Kind(subnet.Family)} address left: all {subnet.Usable} of {subnet} are reserved, leased or requested; remove a reservation, or widen the subnet")
        { Field = "ip", Value = "auto", At = wanted.At };

    public static Problem NoSubnetOfFamily(DesiredReservation wanted, string network, Family family, IEnumerable<Subnet> subnets) =>
        new(ErrorCode.OutOfSubnet, $"ip=auto for {Who(wanted)}: network {network} has no {Kind(family)} subnet; its subnets: {string.Join(", ", subnets)}") { Field = "ip", Value = "auto", At = wanted.At };

    private static string Kind(Family family) => family == Family.V4 ? "IPv4" : "IPv6";

    // guest=NAME.

    private const int MostGuestsListed = 10;

    public static Problem BadGuestName(string guest, string why, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"guest={Shortened(guest)} is not a valid libvirt domain name: {why}") { Field = "guest", Value = Shortened(guest), At = at };

    public static Problem NoGuest(string guest, string? nearest, IReadOnlyCollection<string> known, InputLocation at)
    {
        var others = nearest is not null ? $" (did you mean {nearest}?)" : known.Count == 0 ? " (no guests are defined)"
            : $"; guests: {string.Join(", ", known.Order(StringComparer.Ordinal).Take(MostGuestsListed))}{(known.Count > MostGuestsListed ? " …" : "")}";
        return new(ErrorCode.InvalidValue, $"guest {guest} not found{others}; for a guest that libvirt does not know give mac and name") { Field = "guest", Value = guest, At = at };
    }

    public static Problem GuestsNameUnfit(string guest, string why, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"the domain name {Shortened(guest)} is not a valid host name ({why}); give name too, or name= for none") { Field = "guest", Value = Shortened(guest), At = at };

    /// <param name="guest">Its name.</param>
    /// <param name="network">The call's.</param>
    /// <param name="others">What its interfaces are on: "network NAME", "bridge NAME".</param>
    /// <param name="at">The item.</param>
    public static Problem GuestElsewhere(string guest, string network, IReadOnlyCollection<string> others, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"guest {guest} has no interface on network {network}; {(others.Count == 0 ? "it has no interfaces" : $"it has one on {string.Join(", ", others)}")}")
        { Field = "guest", Value = guest, At = at };

    public static Problem GuestTwice(string guest, IReadOnlyCollection<MacAddress?> interfaces, string network, InputLocation at) =>
        new(ErrorCode.Ambiguous, $"guest {guest} has {interfaces.Count} interfaces on network {network}: {Macs(interfaces)}; give mac to choose one") { Field = "guest", Value = guest, At = at };

    public static Problem NotTheGuestsMac(
        string guest, MacAddress mac, IReadOnlyCollection<MacAddress?> interfaces, string network, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"mac={mac} is not the MAC of guest {guest} on network {network}, which is {Macs(interfaces)}; leave out guest or mac") { Field = "mac", Value = mac.ToString(), At = at };

    public static Problem GuestWithoutMac(string guest, string network, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"the interface of guest {guest} on network {network} has no MAC yet: libvirt chooses one when it loads the definition; give mac") { Field = "guest", Value = guest, At = at };

    private static string Macs(IEnumerable<MacAddress?> interfaces) => string.Join(", ", interfaces.Select(mac => mac?.ToString() ?? "one without a MAC"));

    private static string Until(Lease lease) =>
        lease.Expires is { } end ? $"until {end.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "for ever";
}
