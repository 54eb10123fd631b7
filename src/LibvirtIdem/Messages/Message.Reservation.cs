using System.Globalization;
using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <content>What a call asks of reservations, against what is there.</content>
internal static partial class Message
{
    /// <summary>That a message lists.</summary>
    private const int MostNames = 50;

    public static Problem NoNetwork(string name, IReadOnlyCollection<string> known) =>
        new(ErrorCode.NetworkNotFound, known.Count == 0
            ? $"network {name} not found (there are no networks); create it first (libvirt-idem network --help)"
            : $"network {name} not found; networks: {string.Join(", ", known.Take(MostNames))}{(known.Count > MostNames ? $" and {known.Count - MostNames} more" : "")}")
        { Field = "network", Value = name };

    public static Problem NotOurMode(string name, string mode) =>
        new(ErrorCode.NotSupported, $"network {name} has forward mode {mode}: libvirt runs no DHCP server for it; configure the reservation on the DHCP server of that outside network") { Field = "network", Value = name };

    public static Problem NoSubnets(string name) =>
        new(ErrorCode.NotSupported, $"network {name} has no <ip>, so libvirt runs no DHCP server for it; give it a subnet (libvirt-idem network ipv4=ADDRESS/PREFIX)") { Field = "network", Value = name };

    public static Problem OutOfSubnet(DesiredReservation wanted, IpAddress ip, string network, IEnumerable<Subnet> subnets) =>
        new(ErrorCode.OutOfSubnet, $"{ip} is in no subnet of network {network}; its subnets: {string.Join(", ", subnets)}") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem OutsideScope(DesiredReservation wanted, IpAddress ip, AddressScope within) =>
        new(ErrorCode.OutsideScope, $"{ip} is outside within={within}; choose an address inside") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem HolderOutsideScope(DesiredReservation wanted, Reservation holder, AddressScope within) =>
        new(ErrorCode.OutsideScope, $"{holder} is outside within={within}, so this call does not change or remove it; choose other values, or change it by a call whose within covers it")
        { Field = IdentityField(wanted), Value = Who(wanted), At = wanted.At, Holder = holder };

    public static Problem ReservedAddress(DesiredReservation wanted, IpAddress ip, string purpose, Subnet subnet) =>
        new(ErrorCode.ReservedAddress, $"{ip} is {purpose} of {subnet}; choose another") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem DhcpElsewhere(DesiredReservation wanted, IpAddress ip, Subnet subnet, Subnet taken) =>
        new(ErrorCode.NotSupported, $"{ip} is in {subnet}, but libvirt serves DHCP on one subnet per family, and that is {taken} here") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem TooWideForDhcp(DesiredReservation wanted, IpAddress ip, Subnet subnet) =>
        new(ErrorCode.NotSupported, $"{ip} would be the first IPv6 reservation in {subnet}, and dnsmasq does not start with DHCPv6 in a subnet wider than /64, so the network would no longer start; change the subnet to a /64 first")
        { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem SlaacOff(DesiredReservation wanted, IpAddress ip, string network) =>
        new(ErrorCode.SlaacOff, $"{ip} would be the first IPv6 reservation of network {network}, which would disable SLAAC for all its guests "
            + "at the network's next start; use force=true to proceed")
        { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem NamedTwice(DesiredReservation second, DesiredReservation first) =>
        new(ErrorCode.DuplicateInInput, $"{Who(second)} appears twice{Also(first.At)}; list each guest once per family") { Field = IdentityField(second), Value = Who(second), At = second.At };

    public static Problem BothMean(DesiredReservation second, DesiredReservation first, Reservation entry) =>
        new(ErrorCode.DuplicateInInput, $"{Who(second)} and {Who(first)}{Also(first.At)} both match the reservation {entry}; list it once") { Field = IdentityField(second), Value = Who(second), At = second.At, Holder = entry };

    public static Problem TwoWantTheSame(DesiredReservation second, Reservation desired, Reservation first, DesiredReservation other) =>
        new(ErrorCode.DuplicateInInput, $"{desired} and {first}{Also(other.At)} request the same address, client or name; each needs its own") { Field = Shared(desired, first), Value = desired.ToString(), At = second.At, Holder = first };

    public static Problem Conflict(DesiredReservation wanted, string field, string value, Reservation holder, IpAddress? free) =>
        new(ErrorCode.Conflict, $"{field} {value} is held by {holder}; use on_conflict=replace to remove that reservation, or {(free is { } ip ? $"use {ip}, which is free" : $"choose another {field}")}")
        { Field = field, Value = value, At = wanted.At, Holder = holder };

    public static Problem Ambiguous(DesiredReservation wanted, IReadOnlyList<Reservation> entries) =>
        new(ErrorCode.Ambiguous, $"{Who(wanted)} matches more than one reservation: {string.Join("; ", entries)}; give more of mac, id, name and ip") { Field = IdentityField(wanted), Value = Who(wanted), At = wanted.At };

    public static Problem NothingLeftToKnowItBy(DesiredReservation wanted) =>
        new(ErrorCode.InvalidValue, $"clearing the name would leave {wanted.Ip} without an identifier; give mac or id, or use state=absent") { Field = "name", Value = "", At = wanted.At };

    public static Problem TooManyRemovals(IEnumerable<string> networks, int removed, int most) =>
        new(ErrorCode.TooManyRemovals, $"{removed} reservation{(removed == 1 ? "" : "s")} of network {string.Join(", ", networks)} would be removed, more than max_removals={most}; check_mode=true lists them; raise max_removals to allow it")
        { Field = "max_removals", Value = most.ToString(CultureInfo.InvariantCulture) };
}
