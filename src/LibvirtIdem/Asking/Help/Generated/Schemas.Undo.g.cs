// Made from OptionTable and the types of results; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Schemas
{
    private static ReadOnlySpan<byte> UndoSchema => """
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:undo",
         "title": "libvirt-idem undo", "description": "Revert the latest change (of reservation, import or network); run again to revert the one before. Refused if one of its files or reservations was modified since. The last 20 changes are kept, up to 64 MB.",
         "type": "object", "properties": {
         "arguments": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:undo:arguments",
          "type": "object", "properties": {
           "command": {"enum":["undo",null]},
           "root": {"$ref":"#/$defs/text","default":"/","description":"work on a mounted image or chroot"},
           "check_mode": {"$ref":"#/$defs/flag","default":false,"description":"predict only"},
           "diff": {"$ref":"#/$defs/flag","default":false,"description":"return the text before and after"},
           "lock_timeout": {"$ref":"#/$defs/number","default":30,"description":"seconds to wait for another run"}
          }, "patternProperties": {"^_ansible_": true}, "additionalProperties": false,
          "$defs":
        """u8;

    private static ReadOnlySpan<byte> UndoResultSchema => """
         "result": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:libvirt-idem:undo:result",
          "type": "object", "required": ["changed","failed","msg","summary","warnings"], "properties": {
           "changed": {"type":"boolean"},
           "failed": {"type":"boolean"},
           "msg": {"type":"string"},
           "network": {"type":"string"},
           "summary": {"$ref":"#/$defs/summary"},
           "reservations": {"type":"array","items":{"$ref":"#/$defs/listed"}},
           "changes": {"type":"array","items":{"anyOf":[{"$ref":"#/$defs/change"},{"$ref":"#/$defs/setting_change"}]}},
           "files": {"type":"array","items":{"$ref":"#/$defs/file"}},
           "applied": {"enum":["files","api","reload","quiet","none"]},
           "effects": {"$ref":"#/$defs/effects"},
           "restart_reasons": {"type":"array","items":{"$ref":"#/$defs/restart_reason"}},
           "warnings": {"type":"array","items":{"type":"string"}},
           "diff": {"type":"array","items":{"$ref":"#/$defs/diff"}},
           "errors": {"type":"array","items":{"$ref":"#/$defs/error"}},
           "errors_total": {"type":"integer"},
           "guests": {"type":"array","items":{"$ref":"#/$defs/guest"}}
          }, "additionalProperties": false,
          "$defs":
        """u8;
}
