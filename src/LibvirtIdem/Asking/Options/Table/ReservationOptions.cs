using static LibvirtIdem.Asking.OptionKind;

namespace LibvirtIdem.Asking;

/// <summary>Options of <c>reservation</c> and <c>import</c>.</summary>
internal static class ReservationOptions
{
    /// <summary>Of one reservation: an item of <c>reservations</c>, and what the call itself may give instead.</summary>
    public static readonly Option[] Item =
    [
        new("state", Text, "or absent: removes the reservation that matches all given of mac, id, name, ip")
        {
            Default = "present",
            Choices = ["present", "absent"],
            Long = """
                `absent` removes the reservation that matches all given of `mac`, `id`, `name` and `ip`

                with it `lease_time`, `aliases`, `dns=true`, `ip=auto` and `mac=auto` are ignored, so that a list can switch its state
                """,
        },
        new("mac", Text, """
            52:54:00:12:34:56, in any common notation; auto: that of the name's reservation, else one made of network and name, the same on
            every run
            """)
        {
            Long = """
                the client; any common notation. With an IPv6 `ip` the reservation is by MAC, in place of a DUID (below)

                `auto`, with `name`: the MAC of the name's reservation, else one made of network and name, the same on every run and host
                """,
            Ansible = """
                the client, on IPv4, and on IPv6 in place of `id`; any common notation. Put it in quotes: YAML reads digits between colons
                as a number

                `auto`, with `name`, is the MAC of the name's reservation, else one made of network and name, the same on every run and host
                """,
        },
        new("id", Text, "IPv6: the guest's DUID, 00:03:00:01:52:54:00:12:34:56")
        {
            Long = "the client, on IPv6: the guest's DUID in hex",
            Ansible = "the client, on IPv6: the guest's DUID in hex. Put it in quotes",
        },
        new("name", Text, "host name")
        {
            IsCleared = true,
            Long = "host name (RFC 1123); identifies the client if neither `mac` nor `id` is given",
        },
        new("ip", Text, "IPv4 or IPv6, inside one <ip> of the network; auto: its present one, else the lowest free one")
        {
            Long = """
                the address; it selects the subnet

                `auto`: the address that the guest has, reserved or leased, else the lowest free one, outside the ranges if one is left
                """,
        },
        new("guest", Text, "a libvirt domain: its MAC on the network, and its name if name is left out")
        {
            Long = "a libvirt domain: its MAC on this network, and its name if `name` is left out",
        },
        new("lease_time", Text, "30m, 12h, 7d, infinite; default clears it")
        {
            Long = "`30m`, `12h`, `7d`, `infinite`; `default` clears it",
        },
        new("aliases", Words, "more names for /etc/hosts") { Shape = "a,b", IsCleared = true, Example = """["www", "web1.lab.test"]""" },
        new("dns", Flag, """
            true: name and aliases also in the network's own DNS, before there is a lease; false: its names there are left alone; left out:
            names that are there follow the reservation
            """)
        {
            Long = """
                `true`: name and aliases also in the network's own DNS, so that guests resolve them without /etc/hosts and before there is a
                lease; other names of the address stay

                left out: a reservation whose name is there at its address keeps it so, where it is moved, renamed, swapped or removed;
                `false`: its names there are left alone

                with a list or a file it is the default of each item or row
                """,
        },
    ];

    public static readonly Option Many =
        new("reservations", Items, "many at once: a list of objects with the keys above, state to " + Item[^1].Key)
        {
            Shape = "[…]",
            Example = """[{"mac": "52:54:00:12:34:56", "ip": "192.168.122.10"}]""",
            Long = $"many at once: a list of objects with the keys `state` to `{Item[^1].Key}`",
            Ansible = "many at once; excludes the options of a single one, and `csv`",
        };

    public static readonly Option Csv = new("csv", Text, """
        many at once, from a CSV file (- for standard input); see libvirt-idem import --help
        """)
    {
        Shape = "FILE",
        Long = "many at once, from a CSV file (`-` is standard input), as `import FILE.csv`",
        Ansible = """
            many at once, from a CSV file on the controller, found as M(ansible.builtin.copy) finds its `src`; a vault is decrypted

            with `remote_src=true`, an absolute path on the target

            its first row has the column names; a column C(network) makes it one change over several networks; errors name the row
            """,
    };

    /// <summary>What is reserved, one by one or many at once.</summary>
    public static readonly Option[] What =
    [
        new("network", Text, "the libvirt network") { Default = "default" },
        .. Item,
        Many,
        Csv,
        new("format", Text, "of that file: csv, json, hosts, dnsmasq or network; detected by default")
        {
            Choices = ["csv", "json", "hosts", "dnsmasq", "network"],
            Long = """
                the format of the file, detected by default: `csv`, `json`, `hosts` and `dnsmasq` as `export` writes them, or `network`, a
                `<network>` document
                """,
        },
    ];

    /// <summary>A file takes the place of the single reservation and of the list.</summary>
    public static readonly Option[] OfFiles = [.. What.Except([.. Item, Many])];

    /// <summary>How it is done, and what else happens.</summary>
    public static readonly Option[] How =
    [
        new("purge", Flag, "also remove all reservations of the network that are not in the call")
        {
            Default = "false",
            Long = """
                also remove all reservations of the network that are not in the call, and lines of its block in `/etc/hosts` without a
                reservation

                with an empty list it is refused unless `max_removals` is given
                """,
        },
        new("prune", Flag, "also remove all reservations whose MAC no libvirt domain has, defined or running")
        {
            Default = "false",
            Long = """
                also remove all reservations by MAC whose MAC no libvirt domain has, defined or running

                without any domain it is refused unless `max_removals` is given
                """,
        },
        new("within", Words, "the only addresses that the call may place, find or remove: 192.168.122.32/27, or start-end")
        {
            Shape = "a,b",
            Example = """["192.168.122.32/27", "192.168.122.100-192.168.122.120"]""",
            Long = """
                the only addresses that the call may assign, allocate, purge or prune: a list of `192.168.122.32/27` or
                `192.168.122.100-192.168.122.120`

                reservations outside are neither changed nor counted, so that several playbooks can share a network
                """,
        },
        new("max_removals", Number, "abort before writing if more than N reservations would be removed")
        {
            Long = "abort before writing if more than this number of reservations would be removed",
        },
        new("on_conflict", Text, "or replace: remove the reservation that has the mac, id, ip or name")
        {
            Default = "fail",
            Choices = ["fail", "replace"],
            Long = "`replace` removes the reservation that has the mac, id, ip or name (a recreated guest with a new MAC)",
        },
        new("on_active_lease", Text, """
            if another client leases the address: warn, fail, ignore, or release the lease after the change; release also ends the lease of
            what is removed
            """)
        {
            Default = "warn",
            Choices = ["warn", "fail", "ignore", "release"],
            Long = """
                if another client leases the address: `warn`, `fail`, `ignore`, `release`; if the leases cannot be read, `fail` fails and
                the others warn

                `release` ends the lease after the change, also that of a removed reservation's own client (`state=absent`, `purge`,
                `prune`, `on_conflict=replace`)
                """,
        },
        new("etc_hosts", Flag, "update the network's block in /etc/hosts")
        {
            Default = "true",
            Long = "update the network's block in `/etc/hosts`",
        },
        new("hosts_template", Flag, "also update cloud-init's hosts template (for manage_etc_hosts: true)")
        {
            Default = "false",
            Long = "also update cloud-init's hosts template (for `manage_etc_hosts: true`)",
        },
        new("domains", Words, "also write names under these domains to /etc/hosts, in addition to the network's own")
        {
            Shape = "a,b",
            Example = """["lab.test"]""",
            Long = "names under these domains are written to `/etc/hosts`, in addition to the network's own domain",
        },
        new("apply", Text, """
            with a daemon: api (one call per change), reload (one SIGHUP for all), quiet (no interruption; libvirt loads it at its next
            reload); without one: files
            """)
        {
            Default = "auto",
            Choices = SharedOptions.ApplyWords,
            Long = """
                with a daemon `api` (one call per change), `reload` (one SIGHUP for all) or `quiet` (no interruption; libvirt loads it at
                its next reload); without one `files`

                `auto` chooses `api` or `reload`
                """,
        },
        new("force", Flag, "allow changes that disable something (the first IPv6 reservation ends SLAAC)")
        {
            Default = "false",
            Long = "allow changes that disable something: the first IPv6 reservation ends SLAAC",
        },
        new("restart", Text, """
            or dnsmasq: restart the network's dnsmasq if it cannot serve the change without, such as the first IPv6 reservation; guests stay
            attached
            """)
        {
            Default = "never",
            Choices = ["never", "dnsmasq"],
            Long = """
                `dnsmasq` restarts the network's dnsmasq through libvirt if it cannot serve the change without, such as the first IPv6
                reservation. Bridge, ports and firewall stay; guests are without DHCP and DNS for some tenths of a second

                with `never` this is reported in `restart_required`
                """,
        },
    ];
}
