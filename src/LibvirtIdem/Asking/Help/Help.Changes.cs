namespace LibvirtIdem.Asking;

/// <summary>Of the commands that change something.</summary>
internal static partial class Help
{
    private static ReadOnlySpan<byte> Reservation => """
        usage: libvirt-idem reservation [ARGS]

        Who gets which address and name. IPv4 is known by mac (else by name), IPv6 by id (else by name).

          network=default       the libvirt network
          state=present         or absent: then one or more of mac, id, name, ip say which; all given must match
          mac=                  52:54:00:12:34:56, in any usual spelling
          id=                   IPv6: the guest's DUID, 00:03:00:01:52:54:00:12:34:56
          name=                 host name; name= clears it
          ip=                   IPv4 or IPv6, inside one <ip> of the network; auto: what it has, else the lowest free one
          guest=                a libvirt domain: its MAC on the network, and its name where name is not given
          lease_time=           30m, 12h, 7d, infinite; default clears it
          aliases=a,b           more names for /etc/hosts; aliases= clears them
          reservations=[…]      many at once: a list of objects with the keys above, state to aliases
          csv=FILE              many at once, from a CSV file; see libvirt-idem import --help

          purge=false           also remove every reservation of the network that the call does not name
          max_removals=         fail, before any write, when more than so many would be removed
          on_conflict=fail      or replace: remove the present holder of the mac, id, ip or name
          on_active_lease=warn  or fail, ignore, release (after the change): the address is leased to another client right now
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

        """u8;

    private static ReadOnlySpan<byte> Network => """
        usage: libvirt-idem network [ARGS]

        What a network is. What is not given stays as it is; a network that is not there is made from ipv4, ipv6 or forward=none.

          name=                 the network
          state=present         defined; active: and running; inactive: not running; absent: gone, with its lines in /etc/hosts
          autostart=            true or false: started with libvirt
          forward=              nat, route, open, or none (isolated)
          forward_dev=          only by this interface (nat, route); forward_dev= clears
          nat_ipv6=             true or false: masquerade IPv6 too
          ipv4=                 the bridge's address and its prefix, such as 192.168.122.1/24; a list has several
          ipv6=                 the same, such as 2001:db8:1::1/64; without a range guests configure themselves (SLAAC, a /64)
          dhcp_ranges=          192.168.122.2-192.168.122.254, also a list: all ranges of the network; [] is none
          lease_time=           of the ranges: 30m, 12h, 7d, infinite; default clears it

          bridge=               its bridge; libvirt's first free virbrN where a network is made without
          stp=                  true or false: spanning tree on the bridge
          delay=                seconds before a port of the bridge forwards
          mtu=                  of the bridge; 0 clears
          mac=                  of the bridge
          zone=                 firewalld's; zone= clears
          domain=               of the guests' names; domain= clears
          domain_local_only=    true or false: names of the domain are not asked for elsewhere
          dns_hosts=[{ip, names}]
                                all of them, when given, and so are the next four
          dns_srv=[{service, protocol, domain, target, port, priority, weight}]
                                SRV records
          dns_txt=[{name, value}]
                                TXT records
          dns_forwarders=[{addr, domain}]
                                where dnsmasq asks, for all names or those of a domain
          routes=[{address, prefix, gateway, metric}]
                                to networks behind a guest
          tftp_root=            folder that dnsmasq serves by TFTP; tftp_root= clears
          bootp_file=           what guests boot from the network; bootp_file= clears
          bootp_server=         where that lies; bootp_server= clears
          dnsmasq_options=[…]   all raw lines for dnsmasq's conf, which nobody checks; empty clears
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

        """u8;

    private static ReadOnlySpan<byte> Import => """
        usage: libvirt-idem import FILE.csv [ARGS]

        Many reservations from a CSV file (- is standard input), as one change: all rows or none. What is wrong
        is told for every row at once, and nothing is written while one is wrong.

        The first row names the columns, in any case and order; others are ignored, and a warning names them:

          mac         or mac_address, hwaddr …      ip          or ip_address, address, primary_ip …
          name        or hostname, dns_name …       id          or duid: IPv6
          lease_time  30m, 12h, infinite, default   aliases     parted by spaces or commas
          state       present (default) or absent   network     one change over several networks
          guest       a libvirt domain, for its MAC and name
          client_id   a DUID, or the MAC as Windows writes it

        So are the columns of an export of Windows DHCP, pfSense, OPNsense, OpenWrt, MikroTik, UniFi, phpIPAM, NetBox and Kea,
        and German ones. A file in which only an ignored column contains MAC addresses is refused.

        The delimiter is , or ; or tab. UTF-8, with or without a byte order mark. Quoted cells, also with line
        breaks; blank lines and lines that start with # are skipped. An address may have a prefix (10.0.0.5/24).

        ARGS are the options of reservation (but for the single keys), above all network, purge, max_removals,
        on_conflict, apply, check_mode and diff: see libvirt-idem reservation --help

        """u8;

    private static ReadOnlySpan<byte> Undo => """
        usage: libvirt-idem undo [ARGS]

        Puts back the newest change (of reservation, import or network) that is not undone yet; called again, the one before it.
        Refused where somebody has changed one of its files or reservations since. The last 20 changes are kept, 64 MB of them at most.

          root=/                work on a mounted image or chroot
          check_mode=false      predict only
          diff=false            return the texts before and after
          lock_timeout=30       seconds to wait for another run

        """u8;
}
