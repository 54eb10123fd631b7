// Made from OptionTable and the types of results; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Schemas
{
    private static ReadOnlySpan<byte> DnsSchema => """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:dns",
         "title": "libvirt-idem dns", "description": "Add or remove single names in a network's own DNS: its dnsmasq answers them, forward and reverse. All other names stay.",
         "type": "object", "properties": {
         "arguments": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:dns:arguments",
          "type": "object", "properties": {
           "command": {"enum":["dns",null]},
           "network": {"$ref":"#/$defs/text","default":"default","description":"the network"},
           "state": {"enum":["present","absent",null],"default":"present","description":"or absent: remove the name, from all addresses or from those of ip"},
           "name": {"$ref":"#/$defs/text","description":"the name; *.apps.lab.test answers for apps.lab.test and every name under it"},
           "ip": {"$ref":"#/$defs/words","description":"its address, or a list: all it has of the family"},
           "aliases": {"$ref":"#/$defs/words","description":"more names of the same addresses"},
           "records": {"type":["array","string","null"],"items":{"type":"object","properties":{"name":{"$ref":"#/$defs/scalars"},"ip":{"$ref":"#/$defs/scalars"},"aliases":{"$ref":"#/$defs/scalars"},"state":{"$ref":"#/$defs/scalars"}},"additionalProperties":false},"description":"many names in one change, instead of the options above"},
           "on_conflict": {"enum":["fail","replace",null],"default":"fail","description":"or replace: take the name away from its other addresses of the family"},
           "restart": {"enum":["never","dnsmasq","if_needed",null],"default":"never","description":"dnsmasq: restart dnsmasq alone for wildcards, guests stay attached; if_needed: that if it is enough, else restart the network (plain names need no restart)"},
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

    private static ReadOnlySpan<byte> DnsResultSchema => """
         "result": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:dns:result",
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
