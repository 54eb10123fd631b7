using static LibvirtIdem.Asking.OptionKind;

namespace LibvirtIdem.Asking;

/// <summary>Options of <c>network</c>.</summary>
internal static class NetworkOptions
{
    private const string NotRead = ". No comma, quote or `#` after a space, which dnsmasq would not read as part of the value";

    private static readonly Option[] Forwarding =
    [
        new("forward", Text, "nat, route, open, or none (isolated)")
        {
            Choices = ["nat", "route", "open", "none"],
            Long = "how guests reach other networks: `nat`, `route`, `open`, or `none` (isolated)",
        },
        new("forward_dev", Text, "forward through this interface only (nat, route)") { IsCleared = true },
        new("nat_ipv6", Flag, "masquerade IPv6 too") { Long = "masquerade IPv6 too (nat)" },
        new("nat_ports", Text, "source ports of masqueraded connections: 1024-65535")
        {
            IsCleared = true,
            Long = "source ports of masqueraded connections (nat): `1024-65535`",
        },
        new("nat_addresses", Text, "masquerade as these addresses: 203.0.113.10-203.0.113.20")
        {
            IsCleared = true,
            Long = "masquerade as these IPv4 addresses (nat): `203.0.113.10-203.0.113.20`",
        },
        new("ipv4", Words, """
            the bridge's address and prefix, such as 192.168.122.1/24; or a list; auto: the present one, else the first free of
            192.168.122.0/24, 192.168.123.0/24 and so on, with a range in its upper half
            """)
        {
            Example = """["192.168.122.1/24"]""",
            Long = """
                the bridge's address with its prefix, such as `192.168.122.1/24`, or a list of them: all subnets of the family

                `auto`: what the network has, else the first of 192.168.122.0/24, 192.168.123.0/24 and so on that overlaps no other network,
                route or address of the host (a warning names what overlaps 192.168.122.0/24), with a range over its upper half
                """,
        },
        new("ipv6", Words, "the same, such as 2001:db8:1::1/64; without a range guests use SLAAC (a /64)")
        {
            Example = """["2001:db8:122::1/64"]""",
            Long = "the same for IPv6, such as `2001:db8:1::1/64`; without a range guests use SLAAC (a /64)",
        },
        new("dhcp_ranges", Words, "192.168.122.2-192.168.122.254, or a list: all ranges of the network; [] for none")
        {
            Example = """["192.168.122.100-192.168.122.200"]""",
            Long = """
                `192.168.122.2-192.168.122.254`, or a list: all ranges of the network; `[]` is none. IPv6 without one is SLAAC, which needs
                a /64
                """,
        },
        new("lease_time", Text, "lease time of the ranges: 30m, 12h, 7d, infinite; default clears it")
        {
            Long = "lease time of the ranges: `30m`, `12h`, `7d`, `infinite`; `default` clears it",
        },
    ];

    private static readonly Option[] Details =
    [
        new("title", Text, "a title for people, one line")
        {
            IsCleared = true,
            Long = "a title for people, one line; needs no restart (libvirt 9.7)",
        },
        new("description", Text, "a longer text") { IsCleared = true, Long = "a longer text for people; needs no restart (libvirt 9.7)" },
        new("bridge", Text, "name of the bridge; by default the first free virbrN")
        {
            Long = "name of the bridge; of a new network by default the first free `virbrN`",
        },
        new("stp", Flag, "spanning tree on the bridge"),
        new("delay", Number, "seconds before a port of the bridge forwards"),
        new("mtu", Number, "MTU of the bridge; 0 clears it") { Long = "MTU of the bridge; `0` clears it" },
        new("mac", Text, "MAC address of the bridge") { Ansible = "MAC address of the bridge. Put it in quotes" },
        new("zone", Text, "firewalld zone") { IsCleared = true },
        new("domain", Text, "DNS domain of the guests") { IsCleared = true },
        new("domain_local_only", Flag, "do not forward queries for the domain"),
        new("domain_register", Flag, "the host resolves the domain through systemd-resolved (libvirt 10.1)")
        {
            Long = """
                the host resolves the domain through systemd-resolved. Needs libvirt 10.1; on an older one the error has the two
                `resolvectl` commands that do it
                """,
        },
        new("dns_enabled", Flag, "the network's dnsmasq answers DNS queries"),
        new("forward_plain_names", Flag, "forward queries for names without a dot"),
        new("local_ptr", Flag, "do not forward reverse queries for the network's addresses")
        {
            Long = """
                do not forward reverse queries for the network's addresses; for prefixes of /8, /16, /24, and IPv6 prefixes that are
                multiples of 4
                """,
        },
        new("dns_hosts", Records, "DNS host entries: the complete list, as for the next four options")
        {
            Fields = [new("ip", Text, "the address", IsRequired: true), new("names", Words, "its names", IsRequired: true)],
            Example = """[{"ip": "192.168.122.5", "names": ["web1"]}]""",
            Long = "DNS host entries, the complete list",
        },
        new("dns_srv", Records, "SRV records")
        {
            Fields =
            [
                new("service", Text, "the service, such as `ldap`", IsRequired: true),
                new("protocol", Text, "the protocol, such as `tcp`", IsRequired: true),
                new("domain", Text, "the domain that the record is in"),
                new("target", Text, "the host that serves"),
                new("port", Number, "its port"),
                new("priority", Number, "a lower one is used first"),
                new("weight", Number, "share among those of one priority"),
            ],
            Example = """[{"service": "ldap", "protocol": "tcp", "domain": "lab.test", "target": "dc.lab.test", "port": 389}]""",
            Long = "SRV records, the complete list",
        },
        new("dns_txt", Records, "TXT records")
        {
            Fields =
            [
                new("name", Text, "the name", IsRequired: true),
                new("value", Text, "the text, without quotes around it; dnsmasq serves it byte for byte", IsRequired: true),
            ],
            Example = """[{"name": "lab.test", "value": "v=spf1 -all"}]""",
            Long = "TXT records, the complete list; the value is served byte for byte: give it without quotes around it",
        },
        new("dns_forwarders", Records, "upstream DNS servers, for all names or those of a domain; port needs libvirt 12")
        {
            Fields =
            [
                new("addr", Text, "address of a DNS server"),
                new("domain", Text, "only for names under this domain"),
                new("port", Number, "port of the DNS server; needs libvirt 12"),
            ],
            Example = """[{"domain": "corp.example", "addr": "192.0.2.53"}]""",
            Long = "upstream DNS servers, the complete list; each for all names or those of a `domain`; a `port` needs libvirt 12",
        },
        new("routes", Records, "static routes, to networks behind a guest")
        {
            Fields =
            [
                new("address", Text, "address of the network", IsRequired: true),
                new("prefix", Number, "its prefix", IsRequired: true),
                new("gateway", Text, "address of the guest", IsRequired: true),
                new("metric", Number, "metric of the route"),
            ],
            Example = """[{"address": "10.1.0.0", "prefix": 16, "gateway": "192.168.122.9"}]""",
            Long = "static routes, to networks behind a guest, the complete list",
        },
        new("tftp_root", Text, "directory that dnsmasq serves by TFTP")
        {
            IsCleared = true,
            Long = "directory that dnsmasq serves by TFTP" + NotRead,
        },
        new("bootp_file", Text, "PXE boot file") { IsCleared = true, Long = "PXE boot file" + NotRead },
        new("bootp_server", Text, "boot server") { IsCleared = true, Long = "boot server; it needs a boot file" + NotRead },
        new("dnsmasq_options", Words, "raw dnsmasq options: the complete list, not validated; empty clears them")
        {
            Shape = "[…]",
            Example = """["address=/apps.lab.test/192.168.122.5"]""",
            Long = """
                raw dnsmasq options, the complete list (dnsmasq checks them when the network is started or restarted); lines with commas as
                a JSON list; empty clears them. As good as root on the machine
                """,
        },
    ];

    /// <summary>The settings of a network, without its name: a document gives all of them instead.</summary>
    public static readonly Option[] Definition = [.. Forwarding, .. Details];

    public static readonly Option[] Main =
    [
        new("name", Text, "the network") { Long = "the network; may be left out if `xml` has it", AnsibleAlias = "network" },
        new("state", Text, "defined; active: also running; inactive: stopped; absent: removed, with its lines in /etc/hosts")
        {
            Default = "present",
            Choices = ["present", "active", "inactive", "absent"],
            Long = """
                defined; `active`: also running; `inactive`: stopped; `absent`: removed, with its lines in `/etc/hosts` (with reservations
                only with `force`)
                """,
        },
        new("autostart", Flag, "start with libvirt"),
        .. Forwarding,
    ];

    public static readonly Option[] Further =
    [
        .. Details,
        new("xml", Text, "a whole <network> document instead of the options above")
        {
            Long = """
                a whole `<network>` document instead of the options above, compared by meaning. Elements that it leaves to libvirt are kept,
                and so are reservations if it has none. The rules of the options apply to its names and values; a TXT value is in dnsmasq's
                syntax, `"a, b"` in quotes
                """,
            Ansible = """
                a whole `<network>` document instead of all these: text that begins with `<`, or the path of a file on the controller. As
                good as root on the target

                the file is found as M(ansible.builtin.copy) finds its `src`; with `remote_src=true`, a path on the target
                """,
        },
    ];

    public static readonly Option[] How =
    [
        new("renumber", Flag, """
            keep the host part of what is in a changed subnet: reservations, their names in /etc/hosts, ranges, DNS hosts, routes, dnsmasq
            options
            """)
        {
            Default = "false",
            Long = """
                with a changed `ipv4` or `ipv6`, what is in the subnet keeps its host part: reservations, their lines in `/etc/hosts`,
                ranges, DNS hosts, routes, and addresses in dnsmasq options

                refused if a host part does not fit
                """,
        },
        new("restart", Text, """
            dnsmasq: restart dnsmasq alone for what only it reads (domain, forwarders, options, PXE), guests stay attached; if_needed: that
            if it is enough, else restart the network
            """)
        {
            Default = "never",
            Choices = ["never", "dnsmasq", "if_needed"],
            Long = """
                `dnsmasq`: restart dnsmasq alone for what only it reads: domain, forwarders, dnsmasq options, TFTP, PXE, the first IPv6
                reservation; bridge, ports and firewall stay

                `if_needed`: that if it is enough, else restart the network and attach its guests again
                """,
        },
        new("force", Flag, "allow changes that lose something: reservations, SLAAC, hosts behind an overlapping route")
        {
            Default = "false",
            Long = """
                allow changes that lose something: reservations outside a moved subnet or missing in a document, SLAAC (the first IPv6
                range), hosts behind a route that the subnet overlaps
                """,
        },
        SharedOptions.Apply,
    ];
}
