using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>What is said of a network itself: its definition, its state, its host.</summary>
internal static partial class Message
{
    private const int MostNamed = 5;

    // The call.

    public static Problem NetworkNeedsName() =>
        new(ErrorCode.MissingField, "name is missing: give the network, such as name=default") { Field = "name" };

    public static Problem NetworkNameRefused(string name, string why) =>
        new(ErrorCode.InvalidValue, $"name={Shortened(name)} is not a valid network name: {why}") { Field = "name", Value = Shortened(name) };

    public static Problem OtherNameInXml(string inXml, string name) =>
        new(ErrorCode.InvalidValue, $"xml defines network {Shortened(inXml)}, but name={name}; make them the same or leave out name") { Field = "name", Value = name };

    public static Problem NoDocument(string text) =>
        new(ErrorCode.InvalidValue, $"xml={Shortened(text)} is not a document; give the XML itself, from <network> to </network>, such as xml=\"$(cat FILE)\"") { Field = "xml", Value = Shortened(text) };

    public static Problem BadDocument(int line, string why) =>
        new(ErrorCode.ParseError, $"xml, line {line}: {why}; nothing was written") { Field = "xml" };

    public static Problem XmlAndOption(string key) =>
        new(ErrorCode.Usage, $"{key} cannot be combined with xml; put it into the document") { Field = key };

    public static Problem AbsentAndOption(string key) =>
        new(ErrorCode.Usage, $"{key} cannot be combined with state=absent; leave it out") { Field = key };

    public static Problem NoReloadOfNetworks() =>
        new(ErrorCode.NotSupported, "apply=reload is for reservations: a reload of libvirt does not update dnsmasq's conf and the bridge; leave out apply, or use restart=if_needed")
        { Field = "apply", Value = "reload" };

    public static Problem NeedsForward(string key, string value, string modes, string mode) =>
        new(ErrorCode.InvalidValue, $"{key}={value} requires forward={modes}, but forward is {mode}; change one of them") { Field = key, Value = value };

    public static Problem BadDomain(string key, string name, string why) =>
        new(ErrorCode.InvalidValue, $"{key}={Shortened(name)} is not a valid domain: {why}") { Field = key, Value = Shortened(name) };

    public static Problem NoBridgeAddress(string key, Subnet subnet, string purpose) =>
        new(ErrorCode.ReservedAddress, $"{key}={subnet}: {subnet.Address} is {purpose}; give the address of the bridge in the subnet") { Field = key, Value = subnet.ToString() };

    public static Problem SubnetTwice(string key, Subnet subnet) =>
        new(ErrorCode.Conflict, $"{key}={subnet} overlaps another subnet of the same network; leave one of them out") { Field = key, Value = subnet.ToString() };

    public static Problem RangeTooLarge(string range) =>
        new(ErrorCode.InvalidValue, $"dhcp_ranges={range} is larger than libvirt allows: start and end differ in the last 16 bits only; give several") { Field = "dhcp_ranges", Value = range };

    public static Problem RangeTwice(string range) =>
        new(ErrorCode.Conflict, $"dhcp_ranges={range} overlaps another range of the call; leave one of them out") { Field = "dhcp_ranges", Value = range };

    public static Problem RecordLacks(string option, string key, InputLocation at) =>
        new(ErrorCode.MissingField, $"{option}: {key} is missing; add it to the entry") { Field = option, At = at };

    public static Problem DnsLacks(string key, InputLocation at) =>
        new(ErrorCode.MissingField, key == "ip" ? "ip is missing: state=present needs the address of the name" : $"{key} is missing: give the name, such as name=api.lab.test, or a list as records") { Field = key, At = at };

    public static Problem Exclusive(string list, string key) =>
        new(ErrorCode.Usage, $"{key} cannot be combined with {list}; put it into the list") { Field = key };

    public static Problem DnsConflict(string name, string holder, InputLocation at) =>
        new(ErrorCode.Conflict, $"{Shortened(name)} already has another address in the DNS of the network: {Shortened(holder)}; give all its addresses of the family as ip, or use on_conflict=replace") { Field = "name", Value = Shortened(name), At = at };

    public static Problem NoDnsInMode(string name, string mode) =>
        new(ErrorCode.NotSupported, $"network {name} has forward mode {mode}: libvirt runs no DNS server for it; add the name to the DNS of that outside network") { Field = "network", Value = name };

    public static Problem RecordTwice(string option, string key, InputLocation at) =>
        new(ErrorCode.DuplicateInInput, $"{option}: {Shortened(key)} is given twice; put it into one") { Field = option, Value = Shortened(key), At = at };

    public static Problem BadRecordName(string key, string name, string why, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"{key}={Shortened(name)} is not a valid DNS record name: {why}") { Field = key.Split(':')[0], Value = Shortened(name), At = at };

    public static Problem NotAsItIs(string key, string value, string why, InputLocation at) =>
        new(ErrorCode.InvalidValue, $"{key}={Shortened(value)} would not reach dnsmasq unchanged: {why}; give another value") { Field = key.Split(':')[0], Value = Shortened(value), At = at };

    public static Problem TxtNeedsQuotes(string name, string value) =>
        new(ErrorCode.InvalidValue, $"the TXT record {Shortened(name)} would not reach dnsmasq unchanged: in XML its value is in dnsmasq's syntax; write {Shortened(TxtValue.Quote(value))}")
        { Value = Shortened(value) };

    public static Problem BootpNeedsFile(string server) =>
        new(ErrorCode.MissingField, $"bootp_server={Shortened(server)} needs bootp_file as well") { Field = "bootp_file" };

    // What is there.

    public static Problem NothingToMake(string name, string? nearest) =>
        new(ErrorCode.NetworkNotFound, $"network {name} not found{(nearest is null ? "" : $" (did you mean {nearest}?)")}; to create it, give ipv4 or ipv6 (192.168.122.1/24), or forward=none")
        { Field = "name", Value = name };

    /// <param name="name">The network's.</param>
    /// <param name="nearest">A network with a similar name.</param>
    /// <param name="autos">The number of items with ip=auto.</param>
    public static string NetworkAssumed(string name, string? nearest, int autos) =>
        $"network {name} does not exist{(nearest is null ? "" : $" (did you mean {nearest}?)")}: check mode assumes that it is created first, and cannot check whether the addresses are in its subnets"
        + (autos == 0 ? "" : $"; {autos} reservation{(autos == 1 ? "" : "s")} with ip=auto would be added too, at addresses that are not known yet");

    public static Problem NotInMode(string name, string option, string mode) =>
        new(ErrorCode.NotSupported, $"{option} needs a bridge that libvirt creates, but network {name} has forward mode {mode}; leave out {option}") { Field = option };

    public static Problem NoWayFromMode(string name, string from, string to) =>
        new(ErrorCode.NotSupported, $"network {name} has forward mode {from}, which options cannot change to {to}; give the whole definition as xml") { Field = "forward", Value = to };

    public static Problem ForwardNeedsSubnet(string mode) =>
        new(ErrorCode.MissingField, $"forward={mode} needs a subnet; give ipv4 or ipv6 (192.168.122.1/24), or forward=none") { Field = "ipv4" };

    public static Problem RangeOutside(DhcpRange range, string network, IReadOnlyCollection<Subnet> subnets) =>
        new(ErrorCode.OutOfSubnet, $"the range {range.Start}-{range.End} is in no subnet of network {network}; its subnets: {Subnets(subnets)}{(subnets.Count == 0 ? "" : "; give dhcp_ranges inside one of them")}")
        { Field = "dhcp_ranges", Value = $"{range.Start}-{range.End}" };

    public static Problem RangeReserved(DhcpRange range, IpAddress ip, string purpose, Subnet subnet) =>
        new(ErrorCode.ReservedAddress, $"the range {range.Start}-{range.End} contains {ip}, {purpose} of {subnet}; exclude it") { Field = "dhcp_ranges", Value = $"{range.Start}-{range.End}" };

    public static string RangeOverBridge(DhcpRange range, Subnet subnet) =>
        $"the range {range.Start}-{range.End} contains {subnet.Address}, the bridge's own address in {subnet}; dnsmasq never assigns that address";

    public static Problem TwoDhcpSubnets(string name, IEnumerable<Subnet> subnets) =>
        new(ErrorCode.NotSupported, $"network {name} would serve DHCP in {string.Join(" and ", subnets)}, but libvirt serves DHCP on one subnet per family; keep ranges and reservations in one")
        { Field = "dhcp_ranges" };

    public static Problem ReservationsLost(string name, IReadOnlyList<Reservation> lost) =>
        new(ErrorCode.Conflict, $"network {name} would lose {lost.Count} reservation{(lost.Count == 1 ? "" : "s")} ({Some(lost)}), "
            + $"which do not fit into the requested subnets; use force=true to drop them. To move them: libvirt-idem export network={name} format=csv dest=FILE, change the network with force=true, "
            + "correct the addresses in FILE, libvirt-idem import FILE; or renumber=true, which keeps their host parts")
        { Field = "force", Value = "false", Holder = lost[0] };

    public static Problem TooWideForDhcp(Subnet subnet) =>
        new(ErrorCode.NotSupported, $"dnsmasq does not start with DHCPv6 in a subnet wider than /64, so the network would not start with ranges or reservations in {subnet}; give a /64") { Field = "ipv6", Value = subnet.ToString() };

    public static Problem SlaacOffByRange(DhcpRange range, string name) =>
        new(ErrorCode.SlaacOff, $"{range.Start}-{range.End} would be the first IPv6 range of network {name}, which would disable SLAAC for all its guests; use force=true to proceed")
        { Field = "dhcp_ranges", Value = $"{range.Start}-{range.End}" };

    public static Problem BootpNeedsRange(string file) =>
        new(ErrorCode.MissingField, $"bootp_file={Shortened(file)} needs IPv4 DHCP: without a range or reservation libvirt drops it; give dhcp_ranges too") { Field = "dhcp_ranges" };

    public static Problem TftpNeedsIpv4(string root) =>
        new(ErrorCode.MissingField, $"tftp_root={Shortened(root)} needs an IPv4 subnet; give ipv4") { Field = "ipv4" };

    public static Problem NeedsDomain(string option) =>
        new(ErrorCode.MissingField, $"{option}=true needs a domain; give domain") { Field = "domain" };

    public static Problem NoDomainRegister(long version, string bridge, IpAddress? server, string domain) =>
        new(ErrorCode.NotSupported, $"domain_register=true needs libvirt 10.1, and this is {Version(version)}; after each start of the network run: resolvectl dns {bridge} {server}, and: resolvectl domain {bridge} '~{domain}'")
        { Field = "domain_register", Value = "true" };

    public static Problem NoForwarderPort(long version, IpAddress server, int port) =>
        new(ErrorCode.NotSupported, $"dns_forwarders: libvirt {Version(version)} ignores the port of a forwarder and would ask {server} at port 53; use dnsmasq_options=[\"server={server}#{port}\"]")
        { Field = "dns_forwarders", Value = $"{server}#{port}" };

    public static Problem NoLocalPtr(Subnet subnet) =>
        new(ErrorCode.NotSupported, $"local_ptr=true needs an IPv4 prefix of /8, /16 or /24, or an IPv6 prefix that is a multiple of 4, and the network has {subnet}: with it libvirt does not start the network")
        { Field = "local_ptr", Value = "true" };

    public static Problem OptionRefused(string option, string why) =>
        new(ErrorCode.InvalidValue, $"dnsmasq_options={Shortened(option)}: dnsmasq refuses it ({why}) and would not start; nothing was changed. Correct the option or leave it out")
        { Field = "dnsmasq_options", Value = Shortened(option) };

    public static Problem DnsIsOff(string name) =>
        new(ErrorCode.NotSupported, $"network {name} has DNS disabled (dns enable='no'), so it cannot have DNS records; use dns_enabled=true, or leave the records out") { Field = "dns_hosts" };

    public static Problem GatewayOutside(StaticRoute route, string network, IReadOnlyCollection<Subnet> subnets) =>
        new(ErrorCode.OutOfSubnet, $"the gateway {route.Gateway} of the route to {route.Destination} is in no subnet of network {network}; its subnets: {Subnets(subnets)}") { Field = "routes", Value = route.Gateway.ToString() };

    public static Problem BridgeTaken(string bridge, string network) =>
        new(ErrorCode.Conflict, $"bridge={bridge} is the bridge of network {network}; choose another name") { Field = "bridge", Value = bridge };

    public static Problem BridgeIsInterface(string bridge) =>
        new(ErrorCode.Conflict, $"bridge={bridge} already exists as a network interface of this host; choose another name") { Field = "bridge", Value = bridge };

    public static Problem SubnetOfNetwork(Subnet subnet, Subnet taken, string network, Subnet? free) =>
        new(ErrorCode.Conflict, $"{subnet} overlaps {taken} of network {network}; choose another subnet{IsFree(free)}, or use force=true if the two are never active at the same time") { Field = Field(subnet), Value = subnet.ToString() };

    public static Problem SubnetOfHost(Subnet subnet, Subnet taken, string @interface, Subnet? free) =>
        new(ErrorCode.Conflict, $"{subnet} overlaps {taken}, to which this host has a route via {@interface}: hosts there would become unreachable; choose another subnet{IsFree(free)}, or use force=true")
        { Field = Field(subnet), Value = subnet.ToString() };

    public static Problem NoFreeSubnet() =>
        new(ErrorCode.Conflict, "ipv4=auto: each of 192.168.122.0/24 to 192.168.254.0/24 overlaps another network, or a route or address of this host; give ipv4=ADDRESS/PREFIX") { Field = "ipv4", Value = "auto" };

    public static string NextSubnet(string obstacle, Subnet chosen) => $"{obstacle}, so the network gets {chosen}";

    public static Problem RenumberNeedsSubnet() =>
        new(ErrorCode.MissingField, "renumber=true needs the new subnet: ipv4=ADDRESS/PREFIX, ipv6=ADDRESS/PREFIX, or both") { Field = "renumber", Value = "true" };

    public static Problem HostPartDoesNotFit(string what, IpAddress ip, Subnet old, Subnet wanted) =>
        new(ErrorCode.OutOfSubnet, $"the host part of {ip} in {old} cannot be kept in {wanted} ({what}): it does not fit, or is taken by the bridge or the network itself; move it first, or choose another subnet")
        { Field = Field(wanted), Value = wanted.ToString() };

    public static string GuestsRenumbered(string name, IReadOnlyList<GuestPort> ports, bool isRestarted) =>
        $"{Ports(ports)} {(ports.Count == 1 ? "is" : "are")} attached to network {name}: {(isRestarted ? "from now on" : "from its restart on")} a guest has no connection until it asks DHCP for its new address "
        + "(at the end of its lease; at once if its interface is restarted); its lease of the old address is not renewed";

    private static string IsFree(Subnet? free) => free is { } subnet ? $" ({subnet} is free)" : "";

    public static Problem OtherUuid(string name, string uuid, string other) =>
        new(ErrorCode.Conflict, $"xml has the uuid {other}, but network {name} has {uuid}; leave out the uuid, or remove the network first") { Field = "xml", Value = other };

    public static Problem TooLargeForNetwork(string name) =>
        new(ErrorCode.NotSupported, $"network {name} has more reservations than fit into one message of libvirt's API (4 MiB of XML); stop the libvirt daemon, and the same call writes the file")
        { Field = "apply" };

    // Its state.

    public static Problem NoDaemonToStart(string name) =>
        new(ErrorCode.NotSupported, $"state=active needs a libvirt daemon to start network {name}, and none manages the networks here; with state=present and autostart=true it starts at the next boot") { Field = "state", Value = "active" };

    public static Problem NoDaemonToStop(string name) =>
        new(ErrorCode.NotSupported, $"network {name} is running, and only a libvirt daemon can stop it; start libvirtd (or virtnetworkd) first") { Field = "state" };

    public static Problem NoDaemonToRestart(string name) =>
        new(ErrorCode.NotSupported, $"restart=if_needed needs a libvirt daemon to restart network {name}, and none manages the networks here; leave out restart") { Field = "restart", Value = "if_needed" };

    public static Problem AbsentWithReservations(string name, int count) =>
        new(ErrorCode.Conflict, $"network {name} has {count} reservation{(count == 1 ? "" : "s")}, which would be removed too; use force=true to proceed (libvirt-idem export network={name} saves a copy)") { Field = "force", Value = "false" };

    public static Problem NetworkNotConverged(string name, IReadOnlyList<string> troubles) =>
        new(ErrorCode.NotConverged, $"verification failed: network {name} does not have the requested state after the change; "
            + (troubles.Count == 0 ? "the change was rolled back. Another client may be changing the network or making libvirt reload; try again when that is over" : string.Join("; ", troubles)));

    public static string SettingNotKept(string name, long? version, string what) =>
        $"libvirt{(version is { } number ? $" {Version(number)}" : "")} does not keep {what} of network {name}, so it has no effect; the rest is applied";

    public static Problem NothingKept(string name, long version, IEnumerable<(string What, string Value)> settings) =>
        new(ErrorCode.NotSupported, $"libvirt {Version(version)} does not keep {string.Join(", ", settings.Select(part => $"{Word(part.What)} {part.Value}"))} of network {name}; nothing was changed. Leave it out, or use a newer libvirt");

    private static string Version(long number) => $"{number / 1_000_000}.{number / 1000 % 1000}.{number % 1000}";

    public static string NetworkDone(string name, int added, int updated, int removed, int unchanged, bool needsRestart) =>
        $"{name}: {added} added, {updated} updated, {removed} removed, {unchanged} unchanged{(needsRestart ? "; restart required" : "")}";

    public static string RunsOtherwise(SettingChange change) => change switch
    {
        { Before: null } => $"the running network has no {Word(change.What)} {change.After}",
        { After: null } => $"the running network still has {Word(change.What)} {change.Before}",
        _ => $"the running network has {Word(change.What)} {change.Before}, not {change.After}",
    };

    public static string ReservationsWait(int count) =>
        $"{count} reservation{(count == 1 ? "" : "s")} of the document {(count == 1 ? "is" : "are")} not in the running network as {(count == 1 ? "it is" : "they are")} in its definition (libvirt-idem reservation applies them at once)";

    public static string LiveDrift(string name, SettingChange change) => change switch
    {
        { Before: null } => $"the running network {name} lacked {Word(change.What)} {change.After}, which its definition has",
        { After: null } => $"the running network {name} had {Word(change.What)} {change.Before}, which its definition does not have",
        _ => $"the running network {name} had {Word(change.What)} {change.Before}, its definition {change.After}",
    };

    public static string GuestsCutOff(string name, IReadOnlyList<GuestPort> ports) => $"network {name} stops while guests are attached: {Ports(ports)} lose their connection";

    public static string GuestsReattached(string name, IReadOnlyList<GuestPort> ports) => $"network {name} is restarted while guests are attached: {Ports(ports)} are attached again";

    public static string NotAttached(string name, IReadOnlyList<GuestPort> ports) =>
        $"network {name} was restarted, and {Ports(ports)} could not be attached again: ip link set INTERFACE master BRIDGE, or restart the guest";

    public static string PortForgotten(string name) =>
        $"network {name} was restarted, and libvirt does not list one of its guests as connected until its daemon is restarted too; the guest is attached nevertheless";

    // IPv6 and its host.

    public static string NoSlaac(Subnet subnet) =>
        $"{subnet}: SLAAC works in a /64 only, so guests get no address by it; use a /64{(subnet.Prefix > 64 ? ", or dhcp_ranges for DHCPv6" : "")}";

    public static string NotGlobal(Subnet subnet) =>
        $"{subnet} is not a global prefix, and IPv6 is not masqueraded: guests reach only what is routed internally; use a prefix that is routed to this host, or nat_ipv6=true";

    public static string Ipv6ForwardingOff(string name) =>
        $"this host does not forward IPv6, so guests of network {name} reach only each other (libvirt enables it when the network starts, until the next boot): sysctl -w net.ipv6.conf.all.forwarding=1, and keep it in /etc/sysctl.d";

    public static string UplinkLosesRoutes(string @interface) =>
        $"{@interface} gets its IPv6 routes from router advertisements, and ignores them once the host forwards IPv6 (libvirt then refuses to start the network): sysctl -w net.ipv6.conf.{@interface}.accept_ra=2";

    public static string HostHasNoGlobalAddress() =>
        "this host has no global IPv6 address, so its guests cannot be reached from outside";

    private static string Field(Subnet subnet) => subnet.Family == Family.V4 ? "ipv4" : "ipv6";

    private static string Word(string what) => what.Replace('_', ' ');

    private static string Subnets(IReadOnlyCollection<Subnet> subnets) => subnets.Count == 0 ? "none (give ipv4 or ipv6)" : string.Join(", ", subnets);

    private static string Some(IReadOnlyList<Reservation> reservations)
    {
        var text = "";
        for (var each = 0; each < reservations.Count && each < MostNamed; each++)
            text += (each == 0 ? "" : ", ") + reservations[each];
        return reservations.Count > MostNamed ? text + ", …" : text;
    }

    private static string Ports(IReadOnlyList<GuestPort> ports) => string.Join(", ", ports.Select(port => port.Guest is null ? port.Interface : $"{port.Interface} ({port.Guest})"));
}
