// Made from OptionTable and the types of results; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Schemas
{
    private static ReadOnlySpan<byte> ExportSchema => """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:export",
         "title": "libvirt-idem export", "description": "Export reservations or active leases, in a form that can be imported again. Only dest is written.",
         "type": "object", "properties": {
         "arguments": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:export:arguments",
          "type": "object", "properties": {
           "command": {"enum":["export",null]},
           "network": {"$ref":"#/$defs/text","description":"the libvirt network; all networks if left out"},
           "format": {"enum":["json","csv","hosts","dnsmasq","ansible","ssh_config","zone",null],"default":"json","description":"or csv (for import), hosts (/etc/hosts), dnsmasq (dhcp-host lines), ansible (YAML: guests), ssh_config (for Include), zone (forward and reverse zones, with the network's DNS records)"},
           "source": {"enum":["config","live","leases",null],"default":"config","description":"or live (the running network), leases (the active leases)"},
           "names": {"$ref":"#/$defs/flag","default":false,"description":"with source=leases: include the names that the guests sent"},
           "dest": {"$ref":"#/$defs/text","description":"write to this file, if it differs (a symbolic link is refused); default: standard output"},
           "root": {"$ref":"#/$defs/text","default":"/","description":"read a mounted image or chroot; dest is not under it"}
          }, "patternProperties": {"^_ansible_": true}, "additionalProperties": false,
          "$defs":
        """u8;

    private static ReadOnlySpan<byte> ExportResultSchema => """
         "result": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:export:result",
          "type": "object", "required": ["changed","failed","msg","summary","warnings"], "properties": {
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
           "errors_total": {"type":"integer"}
          }, "additionalProperties": false,
          "$defs":
        """u8;
}
