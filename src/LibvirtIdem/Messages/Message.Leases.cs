using System.Globalization;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Messages;

/// <summary>What is said of addresses that are leased or looked for, and of the guests that are to have them.</summary>
internal static partial class Message
{
    // Leases of others.

    public static Problem ActiveLease(Reservation reservation, Lease lease, bool hasRange, IpAddress? free, InputLocation at) =>
        new(ErrorCode.ActiveLease, $"{reservation.Ip} is leased to {lease} {Until(lease)}: "
            + (hasRange
                ? $"that guest would be refused at its next renew, and {reservation} get another address until then; on_active_lease=warn reserves it all the same, release frees it too"
                : "the subnet has no range, so both guests would be without an address until then; on_active_lease=release frees it, ignore insists")
            + (free is { } ip ? $", or take {ip}, which is free" : ""))
        { Field = "ip", Value = reservation.Ip.ToString(), At = at };

    public static string ActiveLeaseWarning(Reservation reservation, Lease lease) =>
        $"{reservation.Ip} is leased to {lease} {Until(lease)}: that guest is refused at its next renew and gets another address; {reservation} gets an address of the range until then";

    public static string ActiveLeaseReleased(Reservation reservation, Lease lease) =>
        $"{reservation.Ip} is leased to {lease} {Until(lease)}: that lease is released, so {reservation} gets the address as soon as it asks; the guest that had it uses it on until its next renew, which is refused";

    public static string NotReleased(Lease lease, string? cause) =>
        $"{lease.Ip} could not be released from {lease}{(cause is null ? ": dnsmasq holds on to that lease" : $": {cause}")}; the new owner gets the address when it runs out, or that guest gives it back";

    public static Problem UnreadableLeases(string where, string why, string path, string pidFile) =>
        new(ErrorCode.ParseError, $"{where}: {why}, so it is not known which addresses are leased; rm {path} && kill -HUP $(cat {pidFile}) has libvirt write it again");

    public const string NoLeaseDetails = "what dnsmasq needs to know of it is not recorded";

    // ip=auto.

    public static Problem AutoForTwo(InputLocation at) =>
        new(ErrorCode.InvalidValue, "ip=auto with both mac and id: a mac gets an IPv4 address, an id an IPv6 one; name them as two reservations") { Field = "ip", Value = "auto", At = at };

    public static Problem NoAddressLeft(DesiredReservation wanted, NetworkDefinition network, Family family)
    {
        var kind = family == Family.V4 ? "IPv4" : "IPv6";
        var why = FreeAddresses.SubnetOf(network, family) is not { Subnet: var subnet }
            ? $"network {network.Name} has no {kind} subnet; it has {string.Join(", ", network.Subnets.Select(other => other.Subnet))}"
            : $"network {network.Name} has no {kind} address left: all {subnet.Usable} of {subnet} are reserved, leased or asked for; remove a reservation, or widen the subnet";
        return new(ErrorCode.OutOfSubnet, $"ip=auto for {Who(wanted)}: {why}") { Field = "ip", Value = "auto", At = wanted.At };
    }

    // guest=NAME.

    /// <summary>So many names fit into one sentence.</summary>
    private const int MostGuestsTold = 10;

    public static Problem BadGuestName(string guest, string why, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"guest={Shortened(guest)} cannot be the name of a libvirt domain: {why}") { Field = "guest", Value = Shortened(guest), At = at };

    public static Problem GuestNeedsId(InputLocation at) =>
        new(ErrorCode.MissingField, "guest with an IPv6 address: DHCPv6 knows guests by their DUID, which libvirt does not know; give id too") { Field = "id", At = at };

    public static Problem NoGuest(string guest, IReadOnlyCollection<string> known, InputLocation at)
    {
        var others = known.Order(StringComparer.Ordinal).Take(MostGuestsTold);
        var there = Suggestion.For(guest, known) is { } nearest ? $" (did you mean {nearest}?)" : known.Count == 0 ? ", nor any other"
            : $"; there are: {string.Join(", ", others)}{(known.Count > MostGuestsTold ? " …" : "")}";
        return new(ErrorCode.InvalidValue, $"there is no guest {guest}{there}; for one that libvirt does not know give mac and name") { Field = "guest", Value = guest, At = at };
    }

    public static Problem GuestsNameUnfit(string guest, string why, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"the domain's name {Shortened(guest)} cannot be a host name ({why}); give name too, or name= for none") { Field = "guest", Value = Shortened(guest), At = at };

    public static Problem GuestElsewhere(GuestDefinition guest, string network, InputLocation at)
    {
        var places = guest.Interfaces.Select(other => other.Network is { } name ? $"network {name}" : other.Bridge is { } bridge ? $"bridge {bridge}" : "elsewhere").Distinct(StringComparer.Ordinal).ToList();
        return new(ErrorCode.InvalidValue, $"guest {guest.Name} has no interface on network {network}; {(places.Count == 0 ? "it has none at all" : $"it has one on {string.Join(", ", places)}")}")
        { Field = "guest", Value = guest.Name, At = at };
    }

    public static Problem GuestTwice(string guest, IReadOnlyList<GuestInterface> interfaces, string network, InputLocation at) =>
        new(ErrorCode.Ambiguous, $"guest {guest} has {interfaces.Count} interfaces on network {network}: {Macs(interfaces)}; give mac too, to say which") { Field = "guest", Value = guest, At = at };

    public static Problem NotTheGuestsMac(string guest, MacAddress mac, IReadOnlyList<GuestInterface> interfaces, string network, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"mac={mac} is not guest {guest}'s on network {network}: that is {Macs(interfaces)}; leave guest out, or mac") { Field = "mac", Value = mac.ToString(), At = at };

    public static Problem GuestWithoutMac(string guest, string network, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"the interface of guest {guest} on network {network} has no MAC yet: libvirt chooses one when it loads the definition; give mac") { Field = "guest", Value = guest, At = at };

    private static string Macs(IReadOnlyList<GuestInterface> interfaces) => string.Join(", ", interfaces.Select(candidate => candidate.Mac?.ToString() ?? "one without a MAC"));

    private static string Until(Lease lease) =>
        lease.Expires is { } end ? $"until {end.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC" : "for ever";
}
