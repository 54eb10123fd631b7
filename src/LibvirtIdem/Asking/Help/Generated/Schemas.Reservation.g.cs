// Made from OptionTable and the types of results; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Schemas
{
    private static ReadOnlySpan<byte> ReservationSchema => """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:reservation",
         "title": "libvirt-idem reservation", "description": "Manage DHCP reservations. IPv4 entries are matched by MAC address (else by name), IPv6 entries by DUID or MAC (else by name). Options that are left out keep their value.",
         "type": "object", "properties": {
         "arguments": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:reservation:arguments",
          "type": "object", "properties": {
           "command": {"enum":["reservation",null]},
           "network": {"$ref":"#/$defs/text","default":"default","description":"the libvirt network"},
           "state": {"enum":["present","absent",null],"default":"present","description":"or absent: removes the reservation that matches all given of mac, id, name, ip"},
           "mac": {"$ref":"#/$defs/text","description":"52:54:00:12:34:56, in any common notation; auto: that of the name's reservation, else one made of network and name, the same on every run"},
           "id": {"$ref":"#/$defs/text","description":"IPv6: the guest's DUID, 00:03:00:01:52:54:00:12:34:56"},
           "name": {"$ref":"#/$defs/text","description":"host name; name= clears it"},
           "ip": {"$ref":"#/$defs/text","description":"IPv4 or IPv6, inside one <ip> of the network; auto: its present one, else the lowest free one"},
           "guest": {"$ref":"#/$defs/text","description":"a libvirt domain: its MAC on the network, and its name if name is left out"},
           "lease_time": {"$ref":"#/$defs/text","description":"30m, 12h, 7d, infinite; default clears it"},
           "aliases": {"$ref":"#/$defs/words","description":"more names for /etc/hosts; aliases= clears them"},
           "dns": {"$ref":"#/$defs/flag","description":"true or false: true: name and aliases also in the network's own DNS, before there is a lease; false: its names there are left alone; left out: names that are there follow the reservation"},
           "reservations": {"type":["array","string","null"],"items":{"$ref":"#/$defs/reservation"},"description":"many at once: a list of objects with the keys above, state to dns"},
           "csv": {"$ref":"#/$defs/text","description":"many at once, from a CSV file (- for standard input); see libvirt-idem import --help"},
           "format": {"enum":["csv","json","hosts","dnsmasq","network",null],"description":"of that file: csv, json, hosts, dnsmasq or network; detected by default"},
           "purge": {"$ref":"#/$defs/flag","default":false,"description":"also remove all reservations of the network that are not in the call"},
           "prune": {"$ref":"#/$defs/flag","default":false,"description":"also remove all reservations whose MAC no libvirt domain has, defined or running"},
           "within": {"$ref":"#/$defs/words","description":"the only addresses that the call may place, find or remove: 192.168.122.32/27, or start-end"},
           "max_removals": {"$ref":"#/$defs/number","description":"abort before writing if more than N reservations would be removed"},
           "on_conflict": {"enum":["fail","replace",null],"default":"fail","description":"or replace: remove the reservation that has the mac, id, ip or name"},
           "on_active_lease": {"enum":["warn","fail","ignore","release",null],"default":"warn","description":"if another client leases the address: warn, fail, ignore, or release the lease after the change; release also ends the lease of what is removed"},
           "etc_hosts": {"$ref":"#/$defs/flag","default":true,"description":"update the network's block in /etc/hosts"},
           "hosts_template": {"$ref":"#/$defs/flag","default":false,"description":"also update cloud-init's hosts template (for manage_etc_hosts: true)"},
           "domains": {"$ref":"#/$defs/words","description":"also write names under these domains to /etc/hosts, in addition to the network's own"},
           "apply": {"enum":["auto","api","reload","quiet","files",null],"default":"auto","description":"with a daemon: api (one call per change), reload (one SIGHUP for all), quiet (no interruption; libvirt loads it at its next reload); without one: files"},
           "force": {"$ref":"#/$defs/flag","default":false,"description":"allow changes that disable something (the first IPv6 reservation ends SLAAC)"},
           "restart": {"enum":["never","dnsmasq",null],"default":"never","description":"or dnsmasq: restart the network's dnsmasq if it cannot serve the change without, such as the first IPv6 reservation; guests stay attached"},
           "root": {"$ref":"#/$defs/text","default":"/","description":"work on a mounted image or chroot"},
           "check_mode": {"$ref":"#/$defs/flag","default":false,"description":"predict only"},
           "diff": {"$ref":"#/$defs/flag","default":false,"description":"return the text before and after"},
           "backup": {"$ref":"#/$defs/flag","default":false,"description":"keep a timestamped copy of each changed file"},
           "unsafe_writes": {"$ref":"#/$defs/flag","default":false,"description":"write in place if a file cannot be replaced (a bind-mounted /etc/hosts); not atomic"},
           "lock_timeout": {"$ref":"#/$defs/number","default":30,"description":"seconds to wait for another run"}
          }, "patternProperties": {"^_ansible_": true}, "additionalProperties": false,
          "$defs":
        """u8;

    private static ReadOnlySpan<byte> ReservationResultSchema => """
         "result": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:reservation:result",
          "type": "object", "required": ["changed","failed","msg","summary","warnings"], "if": {"properties":{"failed":{"const":false}}}, "then": {"required":["restart_required"]}, "properties": {
           "changed": {"type":"boolean"},
           "failed": {"type":"boolean"},
           "msg": {"type":"string"},
           "network": {"type":"string"},
           "summary": {"$ref":"#/$defs/summary"},
           "changes": {"type":"array","items":{"$ref":"#/$defs/change"}},
           "files": {"type":"array","items":{"$ref":"#/$defs/file"}},
           "applied": {"enum":["files","api","reload","quiet","none"]},
           "effects": {"$ref":"#/$defs/effects"},
           "reservations": {"type":"array","items":{"$ref":"#/$defs/resolved"}},
           "restart_required": {"type":"boolean"},
           "restart_reasons": {"type":"array","items":{"$ref":"#/$defs/restart_reason"}},
           "warnings": {"type":"array","items":{"type":"string"}},
           "diff": {"type":"array","items":{"$ref":"#/$defs/diff"}},
           "errors": {"type":"array","items":{"$ref":"#/$defs/error"}},
           "errors_total": {"type":"integer"}
          }, "additionalProperties": false,
          "$defs":
        """u8;
}
