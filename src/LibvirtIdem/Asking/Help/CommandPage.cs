namespace LibvirtIdem.Asking;

/// <summary>
/// The help of each command but for its options, which <see cref="OptionTable"/> has. The program is not linked with it: <c>make texts</c>
/// generates <c>--help</c> and the man page from both.
/// </summary>
/// <param name="Label">In the overview: the command with its arguments.</param>
/// <param name="Short">In the overview: what it does.</param>
/// <param name="Usage">The arguments in the line of usage.</param>
/// <param name="Text">Before the options; the first paragraph is also the schema's description.</param>
/// <param name="Notes">After the options.</param>
internal sealed record CommandPage(string Label, string Short, string Usage, string Text, string Notes = "")
{
    private static readonly CommandPage Reservation = new(
        "reservation", "manage DHCP reservations: the address and name of each guest", "[ARGS]",
        """
        Manage DHCP reservations. IPv4 entries are matched by MAC address (else by name), IPv6 entries by DUID or MAC (else by
        name). Options that are left out keep their value.
        """);

    private static readonly CommandPage Network = new(
        "network", "create, change, start, stop or remove a network: NAT or routed, subnets, ranges, DNS", "[ARGS]",
        """
        Create or change a network. Options that are left out keep their value; a missing network is created if ipv4, ipv6 or
        forward=none is given.
        """);

    private static readonly CommandPage Dns = new(
        "dns", "manage single names in a network's own DNS, wildcards too", "[ARGS]",
        """
        Add or remove single names in a network's own DNS: its dnsmasq answers them, forward and reverse. All other names stay.
        """);

    private static readonly CommandPage Import = new(
        "import FILE", "apply the reservations of a CSV file as one change", "FILE [ARGS]",
        """
        Apply the reservations of a file (- is standard input) as one change: all rows or none. Errors are
        reported for all rows at once, and nothing is written if there is one.

        The file is CSV, or what export writes as json, hosts or dnsmasq, or a <network> document (virsh net-dumpxml,
        of this or another hypervisor). The format is detected, or set format=csv, json, hosts, dnsmasq or network.

        A CSV file's first row has the column names, in any case and order; other columns are ignored with a warning:

          mac         or mac_address, hwaddr …      ip          or ip_address, address, primary_ip …
          name        or hostname, dns_name …       id          or duid: IPv6
          lease_time  30m, 12h, infinite, default   aliases     parted by spaces or commas
          state       present (default) or absent   network     one change over several networks
          guest       a libvirt domain, for its MAC and name
          dns         true: the names also in the network's own DNS
          client_id   a DUID, or the MAC as Windows writes it

        Also recognized: the columns of exports of Windows DHCP, pfSense, OPNsense, OpenWrt, MikroTik, UniFi, phpIPAM, NetBox and Kea,
        and German names. A file whose only MAC addresses are in an ignored column is refused.

        The delimiter is , or ; or tab. UTF-8, with or without a byte order mark. Quoted cells, also with line
        breaks; blank lines and lines that start with # are skipped. An address may have a prefix (10.0.0.5/24).

        ARGS are the options of reservation (except those of a single one), such as network, purge, max_removals,
        on_conflict, apply, check_mode and diff: see libvirt-idem reservation --help
        """);

    private static readonly CommandPage Export = new(
        "export", "print reservations or leases as JSON, CSV, hosts, dnsmasq or Ansible text", "[ARGS]",
        """
        Export reservations or active leases, in a form that can be imported again. Only dest is written.
        """,
        """
        libvirt-idem export network=default format=csv dest=guests.csv
        libvirt-idem export source=leases format=csv | libvirt-idem import -

        What import would refuse (a name such as under_score) is left out with a warning.
        """);

    private static readonly CommandPage Info = new(
        "info", "show networks, reservations, leases, free addresses, and drift", "[ARGS]",
        """
        Show networks, subnets, ranges, reservations, leases, the next free address, the daemon, and drift between libvirt's
        definitions, dnsmasq's hostsfile and /etc/hosts. On a terminal also as a table and a map of each subnet (NO_COLOR=1
        for no colours). Changes nothing.
        """,
        """
        drift lists where and problem:
          live config           missing: only the other definition has it; differs: the definitions differ (without a
                                reservation: other settings, listed in a warning)
          hostsfile             missing; extra: no definition has it, and libvirt drops it at its next write; differs
          etc_hosts             missing; extra: no reservation has the address; differs: the name is not in the line
          dnsmasq_conf          missing: dnsmasq was started without DHCP for it; lease_limit: fewer leases than addresses;
                                dead: dnsmasq does not run
          live config hostsfile dead: dnsmasq ignores it (a second line of an address, a first one of a MAC, a bad id);
                                without a reservation: dnsmasq's user cannot read the hostsfile

        libvirt-idem info
        libvirt-idem reservation csv=guests.csv     repairs the drift of the reservations in the file
        """);

    private static readonly CommandPage Undo = new(
        "undo", "revert the latest change", "[ARGS]",
        """
        Revert the latest change (of reservation, import or network); run again to revert the one before. Refused if one of its
        files or reservations was modified since. The last 20 changes are kept, up to 64 MB.
        """);

    private static readonly CommandPage Schema = new(
        "schema [COMMAND]", "print the JSON Schema of arguments and result", "[COMMAND]",
        """
        Print the JSON Schema (2020-12) of the arguments and the result of a command, or of all commands, under properties.

        libvirt-idem schema reservation | jq .properties.arguments >reservation.schema.json
        """);

    private static readonly CommandPage Completion = new(
        "completion SHELL", "print a completion script for bash, zsh or fish", "bash|zsh|fish",
        """
        Print a script that makes the shell complete commands, options, values, and names of networks and guests. To try it:

        eval "$(libvirt-idem completion bash)"
        eval "$(libvirt-idem completion zsh)"
        libvirt-idem completion fish | source

        make install and the packages install the scripts for all three shells.
        """);

    public const string About = """
        Configures libvirt networks and their DHCP reservations declaratively: persistent and live definition,
        dnsmasq's hostsfile, /etc/hosts. Idempotent. Prints one JSON object.
        """;

    public const string Forms = """
        ARGS is one of: key=value words, '{"key": "value"}', the path of a JSON file, - for JSON on standard input.
        """;

    public const string Examples = """
        libvirt-idem reservation mac=52:54:00:12:34:56 ip=192.168.122.10 name=web1
        libvirt-idem network name=lab state=active autostart=true forward=nat ipv4=10.0.7.1/24
        libvirt-idem dns network=lab name=api.lab.test ip=10.0.7.5
        libvirt-idem import guests.csv purge=true check_mode=true diff=true
        libvirt-idem export source=leases format=csv | libvirt-idem import -
        libvirt-idem info network=default
        """;

    public static CommandPage Of(Command command) => command switch
    {
        Command.Reservation => Reservation,
        Command.Network => Network,
        Command.Dns => Dns,
        Command.Import => Import,
        Command.Export => Export,
        Command.Info => Info,
        Command.Undo => Undo,
        Command.Schema => Schema,
        _ => Completion,
    };
}
