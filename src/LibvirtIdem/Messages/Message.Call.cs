using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <content>The call itself: words, JSON and the values of options.</content>
internal static partial class Message
{
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
}
