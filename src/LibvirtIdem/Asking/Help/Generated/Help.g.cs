// Made from CommandPage and OptionTable; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Help
{
    public static ReadOnlySpan<byte> Overview => """
        Configures libvirt networks and their DHCP reservations declaratively: persistent and live definition,
        dnsmasq's hostsfile, /etc/hosts. Idempotent. Prints one JSON object.

        usage: libvirt-idem COMMAND [ARGS]
               libvirt-idem ARGS_FILE          a JSON file (Ansible's binary-module call)

        commands:
          reservation        manage DHCP reservations: the address and name of each guest
          network            create, change, start, stop or remove a network: NAT or routed, subnets, ranges, DNS
          dns                manage single names in a network's own DNS, wildcards too
          import FILE        apply the reservations of a CSV file as one change
          export             print reservations or leases as JSON, CSV, hosts, dnsmasq or Ansible text
          info               show networks, reservations, leases, free addresses, and drift
          undo               revert the latest change
          schema [COMMAND]   print the JSON Schema of arguments and result
          completion SHELL   print a completion script for bash, zsh or fish

        ARGS is one of: key=value words, '{"key": "value"}', the path of a JSON file, - for JSON on standard input.

        libvirt-idem reservation mac=52:54:00:12:34:56 ip=192.168.122.10 name=web1
        libvirt-idem network name=lab state=active autostart=true forward=nat ipv4=10.0.7.1/24
        libvirt-idem dns network=lab name=api.lab.test ip=10.0.7.5
        libvirt-idem import guests.csv purge=true check_mode=true diff=true
        libvirt-idem export source=leases format=csv | libvirt-idem import -
        libvirt-idem info network=default

        libvirt-idem COMMAND --help             lists a command's options (help COMMAND does too)
        libvirt-idem --version

        exit status: 0 success, 1 failure, 2 usage error, 70 a bug in libvirt-idem

        """u8;

    private static ReadOnlySpan<byte> Reservation => """
        usage: libvirt-idem reservation [ARGS]

        Manage DHCP reservations. IPv4 entries are matched by MAC address (else by name), IPv6 entries by DUID or MAC (else by
        name). Options that are left out keep their value.

          network=default       the libvirt network
          state=present         or absent: removes the reservation that matches all given of mac, id, name, ip
          mac=                  52:54:00:12:34:56, in any common notation; auto: that of the name's reservation, else one made
                                of network and name, the same on every run
          id=                   IPv6: the guest's DUID, 00:03:00:01:52:54:00:12:34:56
          name=                 host name; name= clears it
          ip=                   IPv4 or IPv6, inside one <ip> of the network; auto: its present one, else the lowest free one
          guest=                a libvirt domain: its MAC on the network, and its name if name is left out
          lease_time=           30m, 12h, 7d, infinite; default clears it
          aliases=a,b           more names for /etc/hosts; aliases= clears them
          dns=                  true or false: true: name and aliases also in the network's own DNS, before there is a lease;
                                false: its names there are left alone; left out: names that are there follow the reservation
          reservations=[…]      many at once: a list of objects with the keys above, state to dns
          csv=FILE              many at once, from a CSV file (- for standard input); see libvirt-idem import --help
          format=               of that file: csv, json, hosts, dnsmasq or network; detected by default

          purge=false           also remove all reservations of the network that are not in the call
          prune=false           also remove all reservations whose MAC no libvirt domain has, defined or running
          within=a,b            the only addresses that the call may place, find or remove: 192.168.122.32/27, or start-end
          max_removals=         abort before writing if more than N reservations would be removed
          on_conflict=fail      or replace: remove the reservation that has the mac, id, ip or name
          on_active_lease=warn  if another client leases the address: warn, fail, ignore, or release the lease after the change;
                                release also ends the lease of what is removed
          etc_hosts=true        update the network's block in /etc/hosts
          hosts_template=false  also update cloud-init's hosts template (for manage_etc_hosts: true)
          domains=a,b           also write names under these domains to /etc/hosts, in addition to the network's own
          apply=auto            with a daemon: api (one call per change), reload (one SIGHUP for all), quiet (no interruption;
                                libvirt loads it at its next reload); without one: files
          force=false           allow changes that disable something (the first IPv6 reservation ends SLAAC)
          restart=never         or dnsmasq: restart the network's dnsmasq if it cannot serve the change without, such as the
                                first IPv6 reservation; guests stay attached

          root=/                work on a mounted image or chroot
          check_mode=false      predict only
          diff=false            return the text before and after
          backup=false          keep a timestamped copy of each changed file
          unsafe_writes=false   write in place if a file cannot be replaced (a bind-mounted /etc/hosts); not atomic
          lock_timeout=30       seconds to wait for another run

        """u8;

    private static ReadOnlySpan<byte> Network => """
        usage: libvirt-idem network [ARGS]

        Create or change a network. Options that are left out keep their value; a missing network is created if ipv4, ipv6 or
        forward=none is given.

          name=                 the network
          state=present         defined; active: also running; inactive: stopped; absent: removed, with its lines in /etc/hosts
          autostart=            true or false: start with libvirt
          forward=              nat, route, open, or none (isolated)
          forward_dev=          forward through this interface only (nat, route); forward_dev= clears it
          nat_ipv6=             true or false: masquerade IPv6 too
          nat_ports=            source ports of masqueraded connections: 1024-65535; nat_ports= clears it
          nat_addresses=        masquerade as these addresses: 203.0.113.10-203.0.113.20; nat_addresses= clears it
          ipv4=                 the bridge's address and prefix, such as 192.168.122.1/24; or a list; auto: the present one,
                                else the first free of 192.168.122.0/24, 192.168.123.0/24 and so on, with a range in its upper
                                half
          ipv6=                 the same, such as 2001:db8:1::1/64; without a range guests use SLAAC (a /64)
          dhcp_ranges=          192.168.122.2-192.168.122.254, or a list: all ranges of the network; [] for none
          lease_time=           lease time of the ranges: 30m, 12h, 7d, infinite; default clears it

          title=                a title for people, one line; title= clears it
          description=          a longer text; description= clears it
          bridge=               name of the bridge; by default the first free virbrN
          stp=                  true or false: spanning tree on the bridge
          delay=                seconds before a port of the bridge forwards
          mtu=                  MTU of the bridge; 0 clears it
          mac=                  MAC address of the bridge
          zone=                 firewalld zone; zone= clears it
          domain=               DNS domain of the guests; domain= clears it
          domain_local_only=    true or false: do not forward queries for the domain
          domain_register=      true or false: the host resolves the domain through systemd-resolved (libvirt 10.1)
          dns_enabled=          true or false: the network's dnsmasq answers DNS queries
          forward_plain_names=  true or false: forward queries for names without a dot
          local_ptr=            true or false: do not forward reverse queries for the network's addresses
          dns_hosts=[{ip, names}]
                                DNS host entries: the complete list, as for the next four options
          dns_srv=[{service, protocol, domain, target, port, priority, weight}]
                                SRV records
          dns_txt=[{name, value}]
                                TXT records
          dns_forwarders=[{addr, domain, port}]
                                upstream DNS servers, for all names or those of a domain; port needs libvirt 12
          routes=[{address, prefix, gateway, metric}]
                                static routes, to networks behind a guest
          tftp_root=            directory that dnsmasq serves by TFTP; tftp_root= clears it
          bootp_file=           PXE boot file; bootp_file= clears it
          bootp_server=         boot server; bootp_server= clears it
          dnsmasq_options=[…]   raw dnsmasq options: the complete list, not validated; empty clears them
          xml=                  a whole <network> document instead of the options above

          renumber=false        keep the host part of what is in a changed subnet: reservations, their names in /etc/hosts,
                                ranges, DNS hosts, routes, dnsmasq options
          restart=never         dnsmasq: restart dnsmasq alone for what only it reads (domain, forwarders, options, PXE), guests
                                stay attached; if_needed: that if it is enough, else restart the network
          force=false           allow changes that lose something: reservations, SLAAC, hosts behind an overlapping route
          apply=auto            with a daemon: api, or quiet (do not change the running network); without one: files

          root=/                work on a mounted image or chroot
          check_mode=false      predict only
          diff=false            return the network's settings before and after
          backup=false          keep a timestamped copy of each changed file
          unsafe_writes=false   write in place if a file cannot be replaced (a bind-mounted /etc/hosts); not atomic
          lock_timeout=30       seconds to wait for another run

        """u8;

    private static ReadOnlySpan<byte> Dns => """
        usage: libvirt-idem dns [ARGS]

        Add or remove single names in a network's own DNS: its dnsmasq answers them, forward and reverse. All other names stay.

          network=default       the network
          state=present         or absent: remove the name, from all addresses or from those of ip
          name=                 the name; *.apps.lab.test answers for apps.lab.test and every name under it
          ip=                   its address, or a list: all it has of the family
          aliases=a,b           more names of the same addresses
          records=[{name, ip, aliases, state}]
                                many names in one change, instead of the options above

          on_conflict=fail      or replace: take the name away from its other addresses of the family
          restart=never         dnsmasq: restart dnsmasq alone for wildcards, guests stay attached; if_needed: that if it is
                                enough, else restart the network (plain names need no restart)
          apply=auto            with a daemon: api, or quiet (do not change the running network); without one: files

          root=/                work on a mounted image or chroot
          check_mode=false      predict only
          diff=false            return the network's settings before and after
          backup=false          keep a timestamped copy of each changed file
          unsafe_writes=false   write in place if a file cannot be replaced (a bind-mounted /etc/hosts); not atomic
          lock_timeout=30       seconds to wait for another run

        """u8;

    private static ReadOnlySpan<byte> Import => """
        usage: libvirt-idem import FILE [ARGS]

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

        """u8;

    private static ReadOnlySpan<byte> Export => """
        usage: libvirt-idem export [ARGS]

        Export reservations or active leases, in a form that can be imported again. Only dest is written.

          network=              the libvirt network; all networks if left out
          format=json           or csv (for import), hosts (/etc/hosts), dnsmasq (dhcp-host lines), ansible (YAML: guests),
                                ssh_config (for Include), zone (forward and reverse zones, with the network's DNS records)
          source=config         or live (the running network), leases (the active leases)
          names=false           with source=leases: include the names that the guests sent
          dest=                 write to this file, if it differs (a symbolic link is refused); default: standard output
          root=/                read a mounted image or chroot; dest is not under it

        libvirt-idem export network=default format=csv dest=guests.csv
        libvirt-idem export source=leases format=csv | libvirt-idem import -

        What import would refuse (a name such as under_score) is left out with a warning.

        """u8;

    private static ReadOnlySpan<byte> Info => """
        usage: libvirt-idem info [ARGS]

        Show networks, subnets, ranges, reservations, leases, the next free address, the daemon, and drift between libvirt's
        definitions, dnsmasq's hostsfile and /etc/hosts. On a terminal also as a table and a map of each subnet (NO_COLOR=1
        for no colours). Changes nothing.

          network=              the libvirt network; all networks if left out
          root=/                read a mounted image or chroot

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

        """u8;

    private static ReadOnlySpan<byte> Undo => """
        usage: libvirt-idem undo [ARGS]

        Revert the latest change (of reservation, import or network); run again to revert the one before. Refused if one of its
        files or reservations was modified since. The last 20 changes are kept, up to 64 MB.

          root=/                work on a mounted image or chroot
          check_mode=false      predict only
          diff=false            return the text before and after
          lock_timeout=30       seconds to wait for another run

        """u8;

    private static ReadOnlySpan<byte> Schema => """
        usage: libvirt-idem schema [COMMAND]

        Print the JSON Schema (2020-12) of the arguments and the result of a command, or of all commands, under properties.

        libvirt-idem schema reservation | jq .properties.arguments >reservation.schema.json

        """u8;

    private static ReadOnlySpan<byte> Completion => """
        usage: libvirt-idem completion bash|zsh|fish

        Print a script that makes the shell complete commands, options, values, and names of networks and guests. To try it:

        eval "$(libvirt-idem completion bash)"
        eval "$(libvirt-idem completion zsh)"
        libvirt-idem completion fish | source

        make install and the packages install the scripts for all three shells.

        """u8;
}
