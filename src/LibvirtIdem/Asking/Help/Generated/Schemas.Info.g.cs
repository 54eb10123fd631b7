// Made from OptionTable and the types of results; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Schemas
{
    private static ReadOnlySpan<byte> InfoSchema => """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:info",
         "title": "libvirt-idem info", "description": "Show networks, subnets, ranges, reservations, leases, the next free address, the daemon, and drift between libvirt's definitions, dnsmasq's hostsfile and /etc/hosts. On a terminal also as a table and a map of each subnet (NO_COLOR=1 for no colours). Changes nothing.",
         "type": "object", "properties": {
         "arguments": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:info:arguments",
          "type": "object", "properties": {
           "command": {"enum":["info",null]},
           "network": {"$ref":"#/$defs/text","description":"the libvirt network; all networks if left out"},
           "root": {"$ref":"#/$defs/text","default":"/","description":"read a mounted image or chroot"}
          }, "patternProperties": {"^_ansible_": true}, "additionalProperties": false,
          "$defs":
        """u8;

    private static ReadOnlySpan<byte> InfoResultSchema => """
         "result": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:info:result",
          "type": "object", "required": ["changed","failed","msg","summary","warnings"], "if": {"properties":{"failed":{"const":false}}}, "then": {"required":["daemon","networks"]}, "properties": {
           "changed": {"type":"boolean"},
           "failed": {"type":"boolean"},
           "msg": {"type":"string"},
           "network": {"type":"string"},
           "summary": {"$ref":"#/$defs/summary"},
           "reservations": {"type":"array","items":{"$ref":"#/$defs/listed"}},
           "changes": {"type":"array","items":{"$ref":"#/$defs/change"}},
           "files": {"type":"array","items":{"$ref":"#/$defs/file"}},
           "applied": {"enum":["files","api","reload","quiet","none"]},
           "effects": {"$ref":"#/$defs/effects"},
           "restart_reasons": {"type":"array","items":{"$ref":"#/$defs/restart_reason"}},
           "warnings": {"type":"array","items":{"type":"string"}},
           "diff": {"type":"array","items":{"$ref":"#/$defs/diff"}},
           "errors": {"type":"array","items":{"$ref":"#/$defs/error"}},
           "errors_total": {"type":"integer"},
           "daemon": {"anyOf":[{"$ref":"#/$defs/daemon"},{"type":"null"}]},
           "networks": {"type":"array","items":{"$ref":"#/$defs/network"}}
          }, "additionalProperties": false,
          "$defs":
        """u8;
}
