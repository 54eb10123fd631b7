using System.Globalization;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem;

/// <summary>Every sentence the tool says to its user: what is wrong, where, and what to do about it.</summary>
internal static partial class Sentences
{
    // The call itself.

    public static Problem NoCommand() => new(Code.Usage, "no command is given; try libvirt-idem --help");

    public static Problem UnknownCommand(string word, string? nearest) =>
        new(Code.Usage, $"{Shortened(word)} is neither a command nor a file with JSON arguments{Meant(nearest)}") { Value = word };

    public static Problem NoSuchCommand(string word, string? nearest) => new(Code.Usage, $"{Shortened(word)} is no command{Meant(nearest)}") { Value = word };

    public static Problem ImportNeedsFile() =>
        new(Code.Usage, "import needs a file: libvirt-idem import FILE.csv [key=value ...], or - for standard input");

    public static Problem NoSchema(string word, IEnumerable<string> commands) =>
        new(Code.Usage, $"schema takes one command, or none for all of them; {Shortened(word)} is not one of {string.Join(", ", commands)}") { Value = word };

    public static Problem CompletionNeedsShell() => new(Code.Usage, "completion needs one shell: libvirt-idem completion bash, or zsh, or fish");

    public static Problem NotArguments(string word) =>
        new(Code.Usage, $"{word} is not key=value; arguments are key=value words, or one of: '{{…}}', a JSON file, - for JSON on standard input") { Value = word };

    public static Problem BrokenJson(string source, long? line, long? column) =>
        new(Code.Usage, $"{source} is not a JSON object that can be read: see line {(line ?? 0) + 1}, byte {(column ?? 0) + 1}");

    public static Problem GivenTwice(string key) => new(Code.Usage, $"{key} is given twice; give it once") { Field = key };

    public static Problem OfTheWholeCall(string key, Place at) =>
        new(Code.UnknownOption, $"{key} is an option of the whole call: it stands beside the list, not in an item of it") { Field = key, At = at };

    public static Problem UnknownOption(string key, string? nearest, Place at) =>
        new(Code.UnknownOption, $"there is no option {key}; {(nearest is null ? "--help after the command lists them" : $"did you mean {nearest}?")}") { Field = key, At = at };

    public static Problem WrongValue(string key, string value, string expected, Place at = default) =>
        new(Code.InvalidValue, $"{key}={Shortened(value)} is not {expected}") { Field = key, Value = Shortened(value), At = at };

    public static Problem Empty(string key, Place at) =>
        new(Code.InvalidValue, $"{key} is empty; give a value, or leave {key} out") { Field = key, Value = "", At = at };

    public static Problem BadName(string key, string name, string why, Place at) =>
        new(Code.InvalidValue, $"{key}={Shortened(name)} cannot be a guest's name: {why}") { Field = key, Value = Shortened(name), At = at };

    public static Problem BadNetworkName(string name, string why, Place at = default) =>
        new(Code.InvalidValue, $"network={Shortened(name)} cannot be a network's name: {why}") { Field = "network", Value = Shortened(name), At = at };

    public static Problem Multicast(MacAddress mac, Place at) =>
        new(Code.InvalidValue, $"mac={mac} is a multicast address; a guest's has an even first octet, such as 52") { Field = "mac", Value = mac.ToString(), At = at };

    public static Problem ZeroMac(Place at) =>
        new(Code.InvalidValue, "mac=00:00:00:00:00:00 is no guest's address; give its own") { Field = "mac", Value = "00:00:00:00:00:00", At = at };

    public static Problem ListAndSingle(string key) =>
        new(Code.Usage, $"{key} is given beside reservations; put it into the list's items") { Field = key };

    public static Problem CsvAndSingle(string key) =>
        new(Code.Usage, $"{key} is given beside csv; put it into the file") { Field = key };

    public static Problem PurgeOfEverything() =>
        new(Code.TooManyRemovals, "purge=true with nothing that shall be present would remove every reservation of the network (an empty or truncated list?): give max_removals too if that is meant")
        { Field = "purge", Value = "true" };

    public static Problem NothingNamed() =>
        new(Code.MissingField, "no reservation is named: give mac (or id, or name) and ip, or a list as reservations") { Field = "mac" };

    public static Problem NeedsIp(Place at) =>
        new(Code.MissingField, "ip is missing: a reservation that shall be present needs the address to give out") { Field = "ip", At = at };

    public static Problem NeedsIdentity(Family family, Place at) => family == Family.V4
        ? new(Code.MissingField, "mac is missing: an IPv4 reservation needs mac or name to know the guest by") { Field = "mac", At = at }
        : new(Code.MissingField, "id is missing: an IPv6 reservation needs id (the guest's DUID) or name to know the guest by") { Field = "id", At = at };

    public static Problem AbsentNeedsOne(Place at) =>
        new(Code.MissingField, "state=absent needs one or more of mac, id, name and ip, or guest, to know what to remove") { Field = "mac", At = at };

    public static Problem MacOnIpv6(MacAddress mac, Place at) =>
        new(Code.InvalidValue, $"mac={mac} with an IPv6 address: DHCPv6 knows guests by their DUID; give id or name instead. Many guests send id=00:03:00:01:{mac}; virsh net-dhcp-leases shows it once the guest has a lease") { Field = "mac", Value = mac.ToString(), At = at };

    public static string NoDuid(ClientId id) => id.MacOfIpv4Client is { } mac
        ? $"id={id} is an IPv4 client id (01 and a MAC), not a DUID: no DHCPv6 guest sends it; a guest with that MAC may send 00:03:00:01:{mac}"
        : $"id={id} has none of the DUID types 00:01 to 00:04 (RFC 8415), so probably no guest sends it; virsh net-dhcp-leases shows the DUID of a guest that has a lease";

    public static Problem IdOnIpv4(Place at) =>
        new(Code.InvalidValue, "id with an IPv4 address: libvirt knows IPv4 guests by their MAC; give mac (or name) instead") { Field = "id", At = at };

    public static Problem AliasesNeedEtcHosts(Place at) =>
        new(Code.InvalidValue, "aliases live in /etc/hosts only; leave etc_hosts on, or aliases out") { Field = "aliases", At = at };

    // What is asked, against what is there.

    /// <summary>That a message lists.</summary>
    private const int MostNames = 50;

    public static Problem NoNetwork(string name, IReadOnlyCollection<string> known) =>
        new(Code.NetworkNotFound, known.Count == 0
            ? $"there is no network {name}, nor any other; make one first (libvirt-idem network --help)"
            : $"there is no network {name}; there are: {string.Join(", ", known.Take(MostNames))}{(known.Count > MostNames ? $" and {known.Count - MostNames} more" : "")}")
        { Field = "network", Value = name };

    public static Problem NotOurMode(string name, string mode) =>
        new(Code.NotSupported, $"network {name} has forward mode {mode}: libvirt gives out no addresses there; reserve it in the network outside, which does") { Field = "network", Value = name };

    public static Problem NoSubnets(string name) =>
        new(Code.NotSupported, $"network {name} has no <ip>, so libvirt gives out no addresses there; give it one (libvirt-idem network ipv4=ADDRESS/PREFIX)") { Field = "network", Value = name };

    public static Problem OutOfSubnet(Wanted wanted, IpAddress ip, NetworkDefinition network) =>
        new(Code.OutOfSubnet, $"{ip} lies in no subnet of network {network.Name}; it has {string.Join(", ", network.Subnets.Select(subnet => subnet.Subnet))}") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem ReservedAddress(Wanted wanted, IpAddress ip, string purpose, Subnet subnet) =>
        new(Code.ReservedAddress, $"{ip} is {purpose} of {subnet}; choose another") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem DhcpElsewhere(Wanted wanted, IpAddress ip, Subnet subnet, Subnet taken) =>
        new(Code.NotSupported, $"{ip} lies in {subnet}, but libvirt serves DHCP on one subnet of a family, and here that is {taken}") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem TooWideForDhcp(Wanted wanted, IpAddress ip, Subnet subnet) =>
        new(Code.NotSupported, $"{ip} would be the first IPv6 reservation in {subnet}, and dnsmasq does not start with DHCPv6 in a subnet wider than a /64: the network could not start any more; make it a /64 first")
        { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem SlaacOff(Wanted wanted, IpAddress ip, string network) =>
        new(Code.SlaacOff, $"{ip} would be the first IPv6 reservation of network {network}, whose guests configure themselves (SLAAC): all of them would lose that "
            + "at the network's next start; force=true if that is meant")
        { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static Problem NamedTwice(Wanted second, Wanted first) =>
        new(Code.DuplicateInInput, $"{Who(second)} is named twice{Also(first.At)}; name each guest once per family") { Field = IdentityField(second), Value = Who(second), At = second.At };

    public static Problem BothMean(Wanted second, Wanted first, Reservation entry) =>
        new(Code.DuplicateInInput, $"{Who(second)} and {Who(first)}{Also(first.At)} both mean the reservation {entry}; name it once") { Field = IdentityField(second), Value = Who(second), At = second.At, Holder = entry };

    public static Problem TwoWantTheSame(Wanted second, Reservation desired, Reservation first, Wanted other) =>
        new(Code.DuplicateInInput, $"{desired} and {first}{Also(other.At)} ask for the same address, client or name; give each its own") { Field = Shared(desired, first), Value = desired.ToString(), At = second.At, Holder = first };

    public static Problem Conflict(Wanted wanted, string field, string value, Reservation holder, IpAddress? free) =>
        new(Code.Conflict, $"{field} {value} is held by {holder}; on_conflict=replace removes that one, or {(free is { } ip ? $"take {ip}, which is free" : $"choose another {field}")}")
        { Field = field, Value = value, At = wanted.At, Holder = holder };

    public static Problem Ambiguous(Wanted wanted, IReadOnlyList<Reservation> entries) =>
        new(Code.Ambiguous, $"{Who(wanted)} may be any of {string.Join("; ", entries)}; name more of mac, id, name and ip") { Field = IdentityField(wanted), Value = Who(wanted), At = wanted.At };

    public static Problem NothingLeftToKnowItBy(Wanted wanted) =>
        new(Code.InvalidValue, $"without its name nothing would be left to know {wanted.Ip} by; give mac or id, or use state=absent") { Field = "name", Value = "", At = wanted.At };

    public static Problem TooManyRemovals(IReadOnlyList<NetworkRequest> networks, int removed, int most) =>
        new(Code.TooManyRemovals, $"{removed} reservation{(removed == 1 ? "" : "s")} of network {Names(networks)} would be removed, more than max_removals={most}: see with check_mode=true which, and raise max_removals if that is meant")
        { Field = "max_removals", Value = most.ToString(CultureInfo.InvariantCulture) };

    // /etc/hosts.

    public static Problem ProtectedName(Wanted wanted, Text name, string path) =>
        new(Code.InvalidValue, $"{name} is a name of the machine itself in {path}; give the guest another, or etc_hosts=false") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static Problem NameOutside(Wanted wanted, Text name, IpAddress ip, string path, int line) =>
        new(Code.Conflict, $"{path} line {line} already maps {name} to {ip}; take it off there, or on_conflict=replace does") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static Problem NameInBlock(Wanted wanted, Text name, IpAddress ip, string path) =>
        new(Code.Conflict, $"{path} has {name} for the reservation of {ip}; choose another name, or on_conflict=replace takes it from there") { Field = "name", Value = name.ToString(), At = wanted.At };

    public static string NameStays(string path, int line, Text name, IpAddress ip) =>
        $"{path} line {line}, outside the managed block, still maps {name} to {ip}; it stays";

    public static string ForeignDomain(Text name, string path) =>
        $"{name} is left out of {path}: its domain is not the network's; domains={name.ToString()[(name.Span.IndexOf((byte)'.') + 1)..]} lets it in";

    public static string KeptOutOfHosts(IpAddress ip, string path, string why) =>
        $"the name that {ip} already has is left out of {path}: {why}; give the reservation another name";

    public const string CloudInitManages =
        "cloud-init's manage_etc_hosts is on: the next boot renders /etc/hosts anew, without these names; hosts_template=true keeps its template in step";

    // Files and dnsmasq.

    public static Problem Unreadable(string path, int line, string reason) =>
        new(Code.ParseError, $"{path} line {line}: {reason}; mend it by hand, nothing was written");

    public static string ForeignHostsfileLines(string path, int count) =>
        $"{path} has {count} line{(count == 1 ? "" : "s")} that no definition has; libvirt drops {(count == 1 ? "it" : "them")} at its next write: reserve what is to stay";

    public static string NotServed(string network, Family family) =>
        $"the dnsmasq of network {network} was started without DHCP{(family == Family.V4 ? "v4" : "v6")}, so no reservation of that family is served until the network is restarted "
        + $"(libvirt-idem network name={network} restart=if_needed, which attaches its guests again)";

    public static string Drift(Reservation reservation, bool wasLive, bool stays) =>
        !stays ? $"{reservation} was in the {(wasLive ? "live" : "persistent")} definition only; it is in neither now"
            : wasLive ? $"{reservation} was in the live definition only and would have been lost at the network's next start; it is in both now"
            : $"{reservation} was in the persistent definition only; it is in both now";

    public static string StaleLines(string path, int count) => $"{count} {(count == 1 ? "line" : "lines")} of the managed block in {path} had no reservation behind {(count == 1 ? "it" : "them")}, and {(count == 1 ? "is" : "are")} taken out";

    public static string MoreDrift(int count) => $"{count} more were on one side only; they are no longer";

    public static string StatusAhead(string network) =>
        $"the status file of network {network} has other reservations than libvirt's memory (apply=quiet, or an update while libvirt reloaded): libvirt takes them in at its next reload, and drops them at its next update of the network";

    public static string LeaseLimit(string network, int limit, UInt128 inRanges, int outside) =>
        $"the dnsmasq of network {network} gives out at most {limit} leases at a time (dhcp-lease-max), but its ranges have {inRanges} addresses and {outside} "
        + $"more {(outside == 1 ? "is" : "are")} reserved outside them: when all are asked for, the last guests get none; a range that covers the reservations, and a restart of the network, cures it";

    public static Problem NoRoot(string root, string cause) =>
        new(Code.IoError, $"root={root} cannot be opened as a folder: {cause}") { Field = "root", Value = root };

    public static Problem LinkLoop(string path) => new(Code.IoError, $"{path} is a chain of too many symbolic links; mend it");

    public static Problem NotAFile(string path) => new(Code.IoError, $"{path} is no regular file; see what it is (ls -l) and who made it");

    public static Problem TooLargeFile(string path) => new(Code.IoError, $"{path} is larger than 256 MB, as no file of its kind is; see what is in it and who made it");

    public static Problem TooMuchInput => new(Code.IoError, "the input is larger than 256 MB, which is more than two million reservations; is it the right file?");

    public static Problem Failed(string operation, string path, int errno, string cause) =>
        errno == 30 /* EROFS */ && path.EndsWith("/etc/hosts", StringComparison.Ordinal)
            ? new(Code.IoError, $"cannot {operation} {path}: {cause}; this system generates the file (as NixOS does), so give etc_hosts=false, and put the names where it is generated from")
            : new(errno is 1 or 13 ? Code.Permission : Code.IoError, $"cannot {operation} {path}: {cause}{(errno is 1 or 13 ? "; run as root, and see whether the file is immutable (lsattr)" : "")}");

    public static Problem MountPoint(string path) =>
        new(Code.IoError, $"{path} is a mount point of its own (a container's bind mount?) and cannot be replaced by rename; unsafe_writes=true writes into it");

    public static Problem NoExchange(string path) =>
        new(Code.NotSupported, $"{path} cannot be exchanged with its new content in one step: the kernel, a sandbox or its file system does not allow it (renameat2, RENAME_EXCHANGE). "
            + "A plain rename would lose an edit that another process makes in the same moment, so nothing was changed; unsafe_writes=true accepts that");

    public static Problem ReadOnlyMount(string path) =>
        new(Code.IoError, $"{path} is mounted read-only here (a container?); write to it where it is mounted from, or etc_hosts=false");

    public static string Bug(Exception bug) =>
        $"a bug in libvirt-idem, please report it with the call: {bug.GetType().Name}: {bug.Message} {bug.StackTrace?.ReplaceLineEndings(" ")}";

    private static string Meant(string? command) => command is null ? "; libvirt-idem --help lists the commands" : $"; did you mean {command}?";

    private static string Names(IReadOnlyList<NetworkRequest> networks) => string.Join(", ", networks.Select(network => network.Name));

    private static string Who(Wanted wanted) =>
        wanted.Mac?.ToString() ?? wanted.Id?.ToString() ?? (wanted.Name.IsNullOrEmpty ? null : wanted.Name.ToString()) ?? wanted.Ip?.ToString() ?? "it";

    private static string Word(Apply apply) => apply switch { Apply.Api => "api", Apply.Reload => "reload", _ => "quiet" };

    private static string IdentityField(Wanted wanted) =>
        wanted.Mac is not null ? "mac" : wanted.Id is not null ? "id" : !wanted.Name.IsNullOrEmpty ? "name" : "ip";

    private static string Shared(Reservation one, Reservation other) =>
        one.Ip == other.Ip ? "ip" : one.Mac is not null && one.Mac == other.Mac ? "mac" : one.Id is not null && one.Id == other.Id ? "id" : "name";

    private static string Also(Place at) =>
        at.Index is { } item ? $" (the other is item {item})" : at.Row is { } row ? $" (the other is in row {row})" : "";

    /// <summary>As much of a value as is useful; control characters would break the message's line.</summary>
    private static string Shortened(string value)
    {
        var text = value.Length > 80 ? value[..(char.IsHighSurrogate(value[79]) ? 79 : 80)] + "…" : value;
        return text.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 ? text
            : string.Concat(text.Select(character => character < ' ' ? $"\\x{(int)character:x2}" : character.ToString()));
    }
}
