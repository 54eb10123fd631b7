namespace LibvirtIdem.Asking;

/// <summary>What <c>--help</c> and <c>--version</c> print.</summary>
internal static class Help
{
    public const string Version = $"libvirt-idem {BuildVersion.Text}\n";

    public const string Overview = """
        Brings libvirt networks and their DHCP reservations to a declared state: persistent and live definition,
        dnsmasq's hostsfile, /etc/hosts. Running it again changes nothing. One JSON object comes out.

        usage: libvirt-idem COMMAND [ARGS]
               libvirt-idem ARGS_FILE          a JSON file (Ansible's binary-module call)

        commands:
          reservation    who gets which address and name
          network        what the network is: NAT or routed, subnets, ranges, DNS; running or not
          import FILE    the same as reservation for many, from a CSV file, as one change
          export         what is reserved or leased, as JSON, CSV, hosts, dnsmasq or Ansible text
          info           what there is, what is free, and where libvirt, dnsmasq and /etc/hosts do not agree
          undo           puts back the newest change that is not undone yet

        ARGS is one of: key=value words, '{"key": "value"}', the path of a JSON file, - for JSON on standard input.

        libvirt-idem reservation mac=52:54:00:12:34:56 ip=192.168.122.10 name=web1
        libvirt-idem network name=lab state=active autostart=true forward=nat ipv4=10.0.7.1/24
        libvirt-idem import guests.csv purge=true check_mode=true diff=true
        libvirt-idem export source=leases format=csv | libvirt-idem import -
        libvirt-idem info network=default

        libvirt-idem COMMAND --help             lists a command's options
        libvirt-idem --version

        exit status: 0 done, 1 failed, 2 the call itself is wrong, 70 a bug in the tool

        """;

    public const string Reservation = """
        usage: libvirt-idem reservation [ARGS]

        Who gets which address and name. IPv4 is known by mac (else by name), IPv6 by id (else by name).

          network=default       the libvirt network
          state=present         or absent: then one or more of mac, id, name, ip say which; all given must match
          mac=                  52:54:00:12:34:56, in any usual spelling
          id=                   IPv6: the guest's DUID, 00:03:00:01:52:54:00:12:34:56
          name=                 host name; name= clears it
          ip=                   IPv4 or IPv6, inside one <ip> of the network
          lease_time=           30m, 12h, 7d, infinite; default clears it
          aliases=a,b           more names for /etc/hosts; aliases= clears them
          reservations=[…]      many at once: a list of objects with the keys above, state to aliases
          csv=FILE              many at once, from a CSV file; see libvirt-idem import --help

          purge=false           also remove every reservation of the network that the call does not name
          max_removals=         fail, before any write, when more than so many would be removed
          on_conflict=fail      or replace: remove the present holder of the mac, id, ip or name
          on_active_lease=warn  or fail, ignore: the address is leased to another client right now
          etc_hosts=true        keep the network's block in /etc/hosts in step
          hosts_template=false  and the block in cloud-init's template of it, where that rules /etc/hosts
          domains=a,b           dotted names under these go into /etc/hosts too, beside the network's own
          apply=auto            with a daemon: api (a call for each change), reload (one SIGHUP for all), quiet (no
                                interruption, libvirt learns it later); without one: files
          force=false           allow what would take something away (the first IPv6 reservation ends SLAAC)

          root=/                work on a mounted image or chroot
          check_mode=false      predict only
          diff=false            return the texts before and after
          backup=false          keep a timestamped copy of every file that changes
          unsafe_writes=false   write in place where a file cannot be replaced (a bind-mounted /etc/hosts)
          lock_timeout=30       seconds to wait for another run

        """;

    public const string Network = """
        usage: libvirt-idem network [ARGS]

        What a network is. What is not given stays as it is; a network that is not there is made from ipv4, ipv6 or forward=none.

          name=                 the network
          state=present         defined; active: and running; inactive: not running; absent: gone, with its lines in /etc/hosts
          autostart=            true or false: started with libvirt
          forward=              nat, route, open, or none (isolated)
          forward_dev=eth0      only by this interface (nat, route)
          nat_ipv6=             true or false: masquerade IPv6 too
          ipv4=192.168.122.1/24 the bridge's address and its prefix; a list has several
          ipv6=2001:db8:1::1/64 the same; without a range guests configure themselves (SLAAC, a /64)
          dhcp_ranges=          192.168.122.2-192.168.122.254, also a list: all ranges of the network; [] is none
          lease_time=           of the ranges: 30m, 12h, 7d, infinite; default clears it

          bridge= stp= delay= mtu= mac= zone= domain= domain_local_only=      as in libvirt's format
          dns_hosts=[{ip, names}]              all of them, when given, and so are the next ones
          dns_srv=[{service, protocol, domain, target, port, priority, weight}]
          dns_txt=[{name, value}]
          dns_forwarders=[{addr, domain}]
          routes=[{address, prefix, gateway, metric}]
          tftp_root= bootp_file= bootp_server= dnsmasq_options=[…]            as in libvirt's format; empty clears
          xml=                  a whole <network> document instead of all these

          restart=never         or if_needed: stop and start a running network for what cannot change while it runs
          force=false           allow what would lose something: reservations, SLAAC, hosts behind an overlapping route
          apply=auto            with a daemon: api, or quiet (the running network stays as it is); without one: files

          root=/                work on a mounted image or chroot
          check_mode=false      predict only
          diff=false            return the network's parts before and after
          backup=false          keep a timestamped copy of every file that changes
          unsafe_writes=false   write in place where a file cannot be replaced (a bind-mounted /etc/hosts)
          lock_timeout=30       seconds to wait for another run

        """;

    public const string Undo = """
        usage: libvirt-idem undo [ARGS]

        Puts back the newest change (of reservation, import or network) that is not undone yet; called again, the one before it.
        Refused where somebody has changed one of its files or reservations since. The last 20 changes are kept, 64 MB of them at most.

          root=/                work on a mounted image or chroot
          check_mode=false      predict only
          diff=false            return the texts before and after
          lock_timeout=30       seconds to wait for another run

        """;

    public const string Import = """
        usage: libvirt-idem import FILE.csv [ARGS]

        Many reservations from a CSV file (- is standard input), as one change: all rows or none. What is wrong
        is told for every row at once, and nothing is written while one is wrong.

        The first row names the columns, in any case and order; others are ignored, and a warning names them:

          mac         or mac_address, hwaddr …      ip          or ip_address, address, primary_ip …
          name        or hostname, dns_name …       id          or duid: IPv6
          lease_time  30m, 12h, infinite, default   aliases     parted by spaces or commas
          state       present (default) or absent   network     one change over several networks

        The delimiter is , or ; or tab. UTF-8, with or without a byte order mark. Quoted cells, also with line
        breaks; blank lines and lines that start with # are skipped. An address may have a prefix (10.0.0.5/24).

        ARGS are the options of reservation (but for the single keys), above all network, purge, max_removals,
        on_conflict, apply, check_mode and diff: see libvirt-idem reservation --help

        """;

    public const string Export = """
        usage: libvirt-idem export [ARGS]

        What is reserved, or leased right now, in a form that can be read back. Nothing is changed but dest.

          network=              the libvirt network; all of them when it is left out
          format=json           or csv (for import), hosts (/etc/hosts), dnsmasq (dhcp-host lines), ansible (YAML: guests)
          source=config         or live (what the running network has), leases (what guests hold right now)
          names=false           with source=leases: take over the names that guests gave themselves
          dest=                 write to this file, if it differs; a symbolic link is refused. Else to standard output
          root=/                read a mounted image or chroot; dest is not under it

        libvirt-idem export network=default format=csv dest=guests.csv
        libvirt-idem export source=leases format=csv | libvirt-idem import -

        What an import would refuse (a name such as under_score) is left out, with a warning.

        """;

    public const string Info = """
        usage: libvirt-idem info [ARGS]

        What there is: networks, subnets, ranges, reservations, leases, the next free address, the daemon; and drift: what is not
        the same in libvirt's definitions, dnsmasq's hostsfile and /etc/hosts. On a terminal also as a table and a map of each
        subnet (NO_COLOR=1 for one without colours). Nothing is changed.

          network=              the libvirt network; all of them when it is left out
          root=/                look at a mounted image or chroot

        drift is a list of where and problem:
          live config           missing: only the other definition has it; differs: the running network has it so
          hostsfile             missing; extra: no definition has the line, libvirt drops it at its next write; differs
          etc_hosts             missing; extra: no reservation has the address; differs: the line lacks its name
          dnsmasq_conf          missing: its dnsmasq was started without DHCP for it; lease_limit: fewer leases than addresses
          any of them           dead: dnsmasq passes over it (a second line of an address, a first one of a MAC, a bad id)

        libvirt-idem info
        libvirt-idem reservation csv=guests.csv     brings what it names into step again

        """;
}
