// Made from OptionTable and the types of results; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Schemas
{
    private static ReadOnlySpan<byte> NetworkSchema => """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:network",
         "title": "libvirt-idem network", "description": "Create or change a network. Options that are left out keep their value; a missing network is created if ipv4, ipv6 or forward=none is given.",
         "type": "object", "properties": {
         "arguments": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:network:arguments",
          "type": "object", "properties": {
           "command": {"enum":["network",null]},
           "name": {"$ref":"#/$defs/text","description":"the network"},
           "state": {"enum":["present","active","inactive","absent",null],"default":"present","description":"defined; active: also running; inactive: stopped; absent: removed, with its lines in /etc/hosts"},
           "autostart": {"$ref":"#/$defs/flag","description":"true or false: start with libvirt"},
           "forward": {"enum":["nat","route","open","none",null],"description":"nat, route, open, or none (isolated)"},
           "forward_dev": {"$ref":"#/$defs/text","description":"forward through this interface only (nat, route); forward_dev= clears it"},
           "nat_ipv6": {"$ref":"#/$defs/flag","description":"true or false: masquerade IPv6 too"},
           "nat_ports": {"$ref":"#/$defs/text","description":"source ports of masqueraded connections: 1024-65535; nat_ports= clears it"},
           "nat_addresses": {"$ref":"#/$defs/text","description":"masquerade as these addresses: 203.0.113.10-203.0.113.20; nat_addresses= clears it"},
           "ipv4": {"$ref":"#/$defs/words","description":"the bridge's address and prefix, such as 192.168.122.1/24; or a list; auto: the present one, else the first free of 192.168.122.0/24, 192.168.123.0/24 and so on, with a range in its upper half"},
           "ipv6": {"$ref":"#/$defs/words","description":"the same, such as 2001:db8:1::1/64; without a range guests use SLAAC (a /64)"},
           "dhcp_ranges": {"$ref":"#/$defs/words","description":"192.168.122.2-192.168.122.254, or a list: all ranges of the network; [] for none"},
           "lease_time": {"$ref":"#/$defs/text","description":"lease time of the ranges: 30m, 12h, 7d, infinite; default clears it"},
           "title": {"$ref":"#/$defs/text","description":"a title for people, one line; title= clears it"},
           "description": {"$ref":"#/$defs/text","description":"a longer text; description= clears it"},
           "bridge": {"$ref":"#/$defs/text","description":"name of the bridge; by default the first free virbrN"},
           "stp": {"$ref":"#/$defs/flag","description":"true or false: spanning tree on the bridge"},
           "delay": {"$ref":"#/$defs/number","description":"seconds before a port of the bridge forwards"},
           "mtu": {"$ref":"#/$defs/number","description":"MTU of the bridge; 0 clears it"},
           "mac": {"$ref":"#/$defs/text","description":"MAC address of the bridge"},
           "zone": {"$ref":"#/$defs/text","description":"firewalld zone; zone= clears it"},
           "domain": {"$ref":"#/$defs/text","description":"DNS domain of the guests; domain= clears it"},
           "domain_local_only": {"$ref":"#/$defs/flag","description":"true or false: do not forward queries for the domain"},
           "domain_register": {"$ref":"#/$defs/flag","description":"true or false: the host resolves the domain through systemd-resolved (libvirt 10.1)"},
           "dns_enabled": {"$ref":"#/$defs/flag","description":"true or false: the network's dnsmasq answers DNS queries"},
           "forward_plain_names": {"$ref":"#/$defs/flag","description":"true or false: forward queries for names without a dot"},
           "local_ptr": {"$ref":"#/$defs/flag","description":"true or false: do not forward reverse queries for the network's addresses"},
           "dns_hosts": {"type":["array","string","null"],"items":{"type":"object","properties":{"ip":{"$ref":"#/$defs/scalars"},"names":{"$ref":"#/$defs/scalars"}},"additionalProperties":false},"description":"DNS host entries: the complete list, as for the next four options"},
           "dns_srv": {"type":["array","string","null"],"items":{"type":"object","properties":{"service":{"$ref":"#/$defs/scalars"},"protocol":{"$ref":"#/$defs/scalars"},"domain":{"$ref":"#/$defs/scalars"},"target":{"$ref":"#/$defs/scalars"},"port":{"$ref":"#/$defs/scalars"},"priority":{"$ref":"#/$defs/scalars"},"weight":{"$ref":"#/$defs/scalars"}},"additionalProperties":false},"description":"SRV records"},
           "dns_txt": {"type":["array","string","null"],"items":{"type":"object","properties":{"name":{"$ref":"#/$defs/scalars"},"value":{"$ref":"#/$defs/scalars"}},"additionalProperties":false},"description":"TXT records"},
           "dns_forwarders": {"type":["array","string","null"],"items":{"type":"object","properties":{"addr":{"$ref":"#/$defs/scalars"},"domain":{"$ref":"#/$defs/scalars"},"port":{"$ref":"#/$defs/scalars"}},"additionalProperties":false},"description":"upstream DNS servers, for all names or those of a domain; port needs libvirt 12"},
           "routes": {"type":["array","string","null"],"items":{"type":"object","properties":{"address":{"$ref":"#/$defs/scalars"},"prefix":{"$ref":"#/$defs/scalars"},"gateway":{"$ref":"#/$defs/scalars"},"metric":{"$ref":"#/$defs/scalars"}},"additionalProperties":false},"description":"static routes, to networks behind a guest"},
           "tftp_root": {"$ref":"#/$defs/text","description":"directory that dnsmasq serves by TFTP; tftp_root= clears it"},
           "bootp_file": {"$ref":"#/$defs/text","description":"PXE boot file; bootp_file= clears it"},
           "bootp_server": {"$ref":"#/$defs/text","description":"boot server; bootp_server= clears it"},
           "dnsmasq_options": {"$ref":"#/$defs/words","description":"raw dnsmasq options: the complete list, not validated; empty clears them"},
           "xml": {"$ref":"#/$defs/text","description":"a whole <network> document instead of the options above"},
           "renumber": {"$ref":"#/$defs/flag","default":false,"description":"keep the host part of what is in a changed subnet: reservations, their names in /etc/hosts, ranges, DNS hosts, routes, dnsmasq options"},
           "restart": {"enum":["never","dnsmasq","if_needed",null],"default":"never","description":"dnsmasq: restart dnsmasq alone for what only it reads (domain, forwarders, options, PXE), guests stay attached; if_needed: that if it is enough, else restart the network"},
           "force": {"$ref":"#/$defs/flag","default":false,"description":"allow changes that lose something: reservations, SLAAC, hosts behind an overlapping route"},
           "apply": {"enum":["auto","api","reload","quiet","files",null],"default":"auto","description":"with a daemon: api, or quiet (do not change the running network); without one: files"},
           "root": {"$ref":"#/$defs/text","default":"/","description":"work on a mounted image or chroot"},
           "check_mode": {"$ref":"#/$defs/flag","default":false,"description":"predict only"},
           "diff": {"$ref":"#/$defs/flag","default":false,"description":"return the network's settings before and after"},
           "backup": {"$ref":"#/$defs/flag","default":false,"description":"keep a timestamped copy of each changed file"},
           "unsafe_writes": {"$ref":"#/$defs/flag","default":false,"description":"write in place if a file cannot be replaced (a bind-mounted /etc/hosts); not atomic"},
           "lock_timeout": {"$ref":"#/$defs/number","default":30,"description":"seconds to wait for another run"}
          }, "patternProperties": {"^_ansible_": true}, "additionalProperties": false,
          "$defs":
        """u8;

    private static ReadOnlySpan<byte> NetworkResultSchema => """
         "result": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:network:result",
          "type": "object", "required": ["changed","failed","msg","summary","warnings"], "properties": {
           "changed": {"type":"boolean"},
           "failed": {"type":"boolean"},
           "msg": {"type":"string"},
           "network": {"type":"string"},
           "summary": {"$ref":"#/$defs/summary"},
           "reservations": {"type":"array","items":{"$ref":"#/$defs/listed"}},
           "files": {"type":"array","items":{"$ref":"#/$defs/file"}},
           "applied": {"enum":["files","api","reload","quiet","none"]},
           "effects": {"$ref":"#/$defs/effects"},
           "restart_required": {"type":"boolean"},
           "restart_reasons": {"type":"array","items":{"$ref":"#/$defs/restart_reason"}},
           "warnings": {"type":"array","items":{"type":"string"}},
           "diff": {"type":"array","items":{"$ref":"#/$defs/diff"}},
           "errors": {"type":"array","items":{"$ref":"#/$defs/error"}},
           "errors_total": {"type":"integer"},
           "changes": {"type":"array","items":{"$ref":"#/$defs/setting_change"}},
           "guests": {"type":"array","items":{"$ref":"#/$defs/guest"}}
          }, "additionalProperties": false,
          "$defs":
        """u8;
}
