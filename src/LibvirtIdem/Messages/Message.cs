using System.Globalization;
using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>Every sentence the tool says to its user: what is wrong, where, and what to do about it.</summary>
internal static partial class Message
{
    // The call itself.

    public static Problem NoCommand() => new(ErrorCode.Usage, "no command is given; try libvirt-idem --help");

    public static Problem UnknownCommand(string word, string? nearest) =>
        new(ErrorCode.Usage, $"{Shortened(word)} is neither a command nor a JSON file{Meant(nearest)}") { Value = word };

    public static Problem NoSuchCommand(string word, string? nearest) => new(ErrorCode.Usage, $"{Shortened(word)} is not a command{Meant(nearest)}") { Value = word };

    public static Problem ImportNeedsFile() =>
        new(ErrorCode.Usage, "import needs a file: libvirt-idem import FILE.csv [key=value ...], or - for standard input");

    public static Problem NoSchema(string word, IEnumerable<string> commands) =>
        new(ErrorCode.Usage, $"schema takes one command, or none for all of them; {Shortened(word)} is not one of {string.Join(", ", commands)}") { Value = word };

    public static Problem CompletionNeedsShell() => new(ErrorCode.Usage, "completion needs one shell: libvirt-idem completion bash, or zsh, or fish");

    public static Problem NotArguments(string word) =>
        new(ErrorCode.Usage, $"{word} is not key=value; arguments are key=value words, or one of: '{{…}}', a JSON file, - for JSON on standard input") { Value = word };

    public static Problem BrokenJson(string source, long? line, long? column) =>
        new(ErrorCode.Usage, $"{source} cannot be read as a JSON object: see line {(line ?? 0) + 1}, byte {(column ?? 0) + 1}");

    public static Problem GivenTwice(string key) => new(ErrorCode.Usage, $"{key} is given twice; give it once") { Field = key };

    public static Problem OfTheWholeCall(string key, InputLocation at) =>
        new(ErrorCode.UnknownOption, $"{key} is an option of the call, not of a list item; move it out of the list") { Field = key, At = at };

    public static Problem UnknownOption(string key, string? nearest, InputLocation at) =>
        new(ErrorCode.UnknownOption, $"unknown option {key}; {(nearest is null ? "see --help of the command" : $"did you mean {nearest}?")}") { Field = key, At = at };

    public static Problem WrongValue(string key, string value, string expected, InputLocation at = default) =>
        new(ErrorCode.InvalidValue, $"{key}={Shortened(value)} is not {expected}") { Field = key, Value = Shortened(value), At = at };

    public static Problem Empty(string key, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"{key} is empty; give a value, or leave {key} out") { Field = key, Value = "", At = at };

    public static Problem BadName(string key, string name, string why, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"{key}={Shortened(name)} is not a valid guest name: {why}") { Field = key, Value = Shortened(name), At = at };

    public static Problem BadNetworkName(string name, string why, InputLocation at = default) =>
        new(ErrorCode.InvalidValue, $"network={Shortened(name)} is not a valid network name: {why}") { Field = "network", Value = Shortened(name), At = at };

    public static Problem Multicast(MacAddress mac, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"mac={mac} is a multicast address; a guest's has an even first octet, such as 52") { Field = "mac", Value = mac.ToString(), At = at };

    public static Problem ZeroMac(InputLocation at) =>
        new(ErrorCode.InvalidValue, "mac=00:00:00:00:00:00 is not a valid MAC address for a guest; give the guest's own") { Field = "mac", Value = "00:00:00:00:00:00", At = at };

    public static Problem ListAndSingle(string key) =>
        new(ErrorCode.Usage, $"{key} cannot be combined with reservations; put it into the items of the list") { Field = key };

    public static Problem CsvAndSingle(string key) =>
        new(ErrorCode.Usage, $"{key} cannot be combined with csv; put it into the file") { Field = key };

    public static Problem PurgeOfEverything() =>
        new(ErrorCode.TooManyRemovals, "purge=true without any present reservation would remove all reservations of the network (an empty or truncated list?); set max_removals to allow it")
        { Field = "purge", Value = "true" };

    public static Problem PruneWithoutGuests() =>
        new(ErrorCode.TooManyRemovals, "prune=true would remove all reservations by MAC, because libvirt has no domain at all (are they defined elsewhere?); set max_removals to allow it")
        { Field = "prune", Value = "true" };

    public static Problem GuestsNotSeen(string folder) =>
        new(ErrorCode.NotSupported, $"prune=true needs to know libvirt's domains, but no daemon answers for them and there is none in {folder}; start the daemon (libvirtd or virtqemud)")
        { Field = "prune", Value = "true" };

    public static Problem NothingNamed() =>
        new(ErrorCode.MissingField, "no reservation is named: give mac (or id, or name) and ip, or a list as reservations") { Field = "mac" };

    public static Problem NeedsIp(InputLocation at) =>
        new(ErrorCode.MissingField, "ip is missing: state=present needs the address to reserve") { Field = "ip", At = at };

    public static Problem NeedsIdentity(Family family, InputLocation at) => family == Family.V4
        ? new(ErrorCode.MissingField, "mac is missing: an IPv4 reservation needs mac or name to identify the guest") { Field = "mac", At = at }
        : new(ErrorCode.MissingField, "id is missing: an IPv6 reservation needs id (the guest's DUID), mac or name to identify the guest") { Field = "id", At = at };

    public static Problem AbsentNeedsOne(InputLocation at) =>
        new(ErrorCode.MissingField, "state=absent needs one or more of mac, id, name and ip, or guest, to know what to remove") { Field = "mac", At = at };

    public static Problem MacAndId(MacAddress mac, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"mac={mac} and id for one IPv6 address: a reservation is by DUID (id) or by MAC; leave out one of them") { Field = "mac", Value = mac.ToString(), At = at };

    public static Problem AutoMacNeedsName(InputLocation at) =>
        new(ErrorCode.MissingField, "name is missing: mac=auto is made of the network's name and the guest's") { Field = "name", At = at };

    public static Problem AutoMacOfGuest(InputLocation at) =>
        new(ErrorCode.InvalidValue, "mac=auto with guest: a libvirt domain has its MAC already; leave out mac") { Field = "mac", Value = "auto", At = at };

    public static Problem AutoMacAndId(InputLocation at) =>
        new(ErrorCode.InvalidValue, "mac=auto and id: a reservation is by DUID (id) or by MAC; leave out one of them") { Field = "mac", Value = "auto", At = at };

    public static string NoDuid(ClientId id) => id.MacOfIpv4Client is { } mac
        ? $"id={id} is an IPv4 client id (01 and a MAC), not a DUID: no DHCPv6 guest sends it; a guest with that MAC may send 00:03:00:01:{mac}"
        : $"id={id} has none of the DUID types 00:01 to 00:04 (RFC 8415), so probably no guest sends it; virsh net-dhcp-leases shows the DUID of a guest that has a lease";

    public static Problem IdOnIpv4(InputLocation at) =>
        new(ErrorCode.InvalidValue, "id with an IPv4 address: libvirt identifies IPv4 guests by MAC; give mac (or name) instead") { Field = "id", At = at };

    public static Problem AliasesNeedEtcHosts(InputLocation at) =>
        new(ErrorCode.InvalidValue, "aliases are written to /etc/hosts and, with dns=true, to the network's DNS; leave out etc_hosts=false, add dns=true, or leave out aliases") { Field = "aliases", At = at };

    // What is asked, against what is there.

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

    // /etc/hosts.

    public static Problem ProtectedName(DesiredReservation wanted, Utf8Slice name, string path) =>
        new(ErrorCode.InvalidValue, $"{name} is a name of this host itself in {path}; give the guest another name, or use etc_hosts=false") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static Problem NameOutside(DesiredReservation wanted, Utf8Slice name, IpAddress ip, string path, int line) =>
        new(ErrorCode.Conflict, $"{path} line {line} already maps {name} to {ip}; remove it there, or use on_conflict=replace") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static Problem NameInBlock(DesiredReservation wanted, Utf8Slice name, IpAddress ip, string path) =>
        new(ErrorCode.Conflict, $"{path} already maps {name} to the reservation of {ip}; choose another name, or use on_conflict=replace") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static string NameStays(string path, int line, Utf8Slice name, IpAddress ip) =>
        $"{path} line {line}, outside the managed block, still maps {name} to {ip}; it stays";

    public static string ForeignDomain(Utf8Slice name, string path) =>
        $"{name} is not written to {path}: its domain is not the network's; add domains={name.ToString()[(name.Span.IndexOf((byte)'.') + 1)..]} to include it";

    public static string KeptOutOfHosts(IpAddress ip, string path, string why) =>
        $"the existing name of {ip} is not written to {path}: {why}; give the reservation another name";

    public const string CloudInitManages =
        "cloud-init's manage_etc_hosts is on: the next boot rewrites /etc/hosts without these names; hosts_template=true also updates its template";

    // Files and dnsmasq.

    public static Problem Unreadable(string path, int line, string reason) =>
        new(ErrorCode.ParseError, $"{path} line {line}: {reason}; fix the file, nothing was written");

    public static string ForeignHostsfileLines(string path, int count) =>
        $"{path} has {count} line{(count == 1 ? "" : "s")} that libvirt does not know; libvirt drops {(count == 1 ? "it" : "them")} at its next write: add reservations for those to keep";

    public static Problem TakenByOption(DesiredReservation wanted, IpAddress ip, string network, string option) =>
        new(ErrorCode.Conflict, $"{ip} is given away by a dnsmasq option of network {network}: {option}; choose another address, or change the option with libvirt-idem network name={network} dnsmasq_options=…") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static string ByMacWaits(string network, int count) =>
        $"{count} IPv6 reservation{(count == 1 ? "" : "s")} by MAC of network {network}: dnsmasq reads them when it starts (restart=dnsmasq, or libvirt-idem network name={network} restart=dnsmasq, which leaves its guests attached)";

    public static string NotServed(string network, Family family) =>
        $"the dnsmasq of network {network} was started without DHCP{(family == Family.V4 ? "v4" : "v6")}, so no reservation of that family is served until dnsmasq is restarted "
        + $"(libvirt-idem network name={network} restart=dnsmasq, which leaves its guests attached)";

    public static string Drift(Reservation reservation, bool wasLive, bool stays) =>
        !stays ? $"{reservation} was in the {(wasLive ? "live" : "persistent")} definition only and has been removed"
            : wasLive ? $"{reservation} was in the live definition only and would have been lost at the network's next start; now it is in both"
            : $"{reservation} was in the persistent definition only; now it is in both";

    public static string StaleLines(string path, int count) => $"{count} {(count == 1 ? "line" : "lines")} of the managed block in {path} had no reservation and {(count == 1 ? "was" : "were")} removed";

    public static string MoreDrift(int count) => $"{count} more differences between the live and the persistent definition were fixed";

    public static string StatusAhead(string network) =>
        $"the status file of network {network} has other reservations than libvirt's memory (apply=quiet, or an update during a reload): libvirt loads them at its next reload, and drops them at its next update of the network";

    public static string LeaseLimit(string network, int limit, UInt128 inRanges, int outside) =>
        $"the dnsmasq of network {network} gives out at most {limit} leases at a time (dhcp-lease-max), but its ranges have {inRanges} addresses and {outside} "
        + $"more {(outside == 1 ? "is" : "are")} reserved outside them: when all are in use, further guests get no address; "
        + (inRanges > 0 ? "define ranges that cover the reservations" : "restart=dnsmasq raises the limit");

    public static Problem NoRoot(string root, string cause) =>
        new(ErrorCode.IoError, $"root={root} cannot be opened as a folder: {cause}") { Field = "root", Value = root };

    public static Problem LinkLoop(string path) => new(ErrorCode.IoError, $"{path}: too many levels of symbolic links; fix the link");

    public static Problem NotAFile(string path) => new(ErrorCode.IoError, $"{path} is not a regular file; see what it is (ls -l)");

    public static Problem TooLargeFile(string path) => new(ErrorCode.IoError, $"{path} is larger than the limit of 256 MB; see what is in it");

    public static Problem TooMuchInput => new(ErrorCode.IoError, "the input is larger than 256 MB, which is more than two million reservations; is it the right file?");

    public static Problem Failed(string operation, string path, int errno, string cause) =>
        errno == 30 /* EROFS */ && path.EndsWith("/etc/hosts", StringComparison.Ordinal)
            ? new(ErrorCode.IoError, $"cannot {operation} {path}: {cause}; this system generates the file (as NixOS does), so give etc_hosts=false, and add the names where it is generated from")
            : new(errno is 1 or 13 ? ErrorCode.Permission : ErrorCode.IoError, $"cannot {operation} {path}: {cause}{(errno is 1 or 13 ? "; run as root, and see whether the file is immutable (lsattr)" : "")}");

    public static Problem MountPoint(string path) =>
        new(ErrorCode.IoError, $"{path} is a mount point (a container's bind mount?) and cannot be replaced by rename; unsafe_writes=true writes in place");

    public static Problem NoExchange(string path) =>
        new(ErrorCode.NotSupported, $"{path} cannot be exchanged with its new content in one step: the kernel, a sandbox or its file system does not allow it (renameat2, RENAME_EXCHANGE); "
            + "a plain rename could lose an edit that another process makes in the same moment, so nothing was changed; use unsafe_writes=true to accept that");

    public static Problem ReadOnlyMount(string path) =>
        new(ErrorCode.IoError, $"{path} is mounted read-only here (a container?); write to it where it is mounted from, or etc_hosts=false");

    public static string Bug(Exception bug) =>
        $"a bug in libvirt-idem, please report it with the call: {bug.GetType().Name}: {bug.Message} {bug.StackTrace?.ReplaceLineEndings(" ")}";

    private static string Meant(string? command) => command is null ? "; libvirt-idem --help lists the commands" : $"; did you mean {command}?";

    private static string Who(DesiredReservation wanted) =>
        wanted.Mac?.ToString() ?? wanted.Id?.ToString() ?? (wanted.Name.IsNullOrEmpty ? null : wanted.Name.ToString()) ?? wanted.Ip?.ToString() ?? "the item";

    private static string IdentityField(DesiredReservation wanted) =>
        wanted.Mac is not null ? "mac" : wanted.Id is not null ? "id" : !wanted.Name.IsNullOrEmpty ? "name" : "ip";

    private static string Shared(Reservation one, Reservation other) =>
        one.Ip == other.Ip ? "ip" : one.Mac is not null && one.Mac == other.Mac ? "mac" : one.Id is not null && one.Id == other.Id ? "id" : "name";

    private static string Also(InputLocation at) =>
        at.Index is { } item ? $" (the other is item {item})" : at.Row is { } row ? $" (the other is in row {row})" : "";

    /// <summary>As much of a value as is useful; control characters would break the message's line.</summary>
    private static string Shortened(string value)
    {
        var text = value.Length > 80 ? value[..(char.IsHighSurrogate(value[79]) ? 79 : 80)] + "…" : value;
        return text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 ? text
            : string.Concat(text.Select(character => character < ' ' ? $"\\x{(int)character:x2}" : character.ToString()));
    }
}
