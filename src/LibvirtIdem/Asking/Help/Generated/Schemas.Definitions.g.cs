// Made from the options, the results and --help; make texts writes it anew.
namespace LibvirtIdem.Asking;

internal static partial class Schemas
{
    private static ReadOnlySpan<byte> ArgumentDefinitions => """
        {
           "text": {"type":["string","null"]},
           "flag": {"type":["boolean","string","null"],"pattern":"^([tT][rR][uU][eE]|[yY][eE][sS]|[oO][nN]|1|[fF][aA][lL][sS][eE]|[nN][oO]|[oO][fF][fF]|0)$"},
           "number": {"type":["integer","string","null"],"pattern":"^[-+]?[0-9]+$"},
           "words": {"type":["array","string","null"],"items":{"type":"string"}},
           "scalars": {"type":["string","number","array","null"],"items":{"type":["string","number"]}},
           "reservation": {"type":"object","properties":{"state":{"enum":["present","absent",null]},"mac":{"$ref":"#/$defs/text"},"id":{"$ref":"#/$defs/text"},"name":{"$ref":"#/$defs/text"},"ip":{"$ref":"#/$defs/text"},"guest":{"$ref":"#/$defs/text"},"lease_time":{"$ref":"#/$defs/text"},"aliases":{"$ref":"#/$defs/words"}},"additionalProperties":false}
          }}
        """u8;

    private static ReadOnlySpan<byte> ResultDefinitions => """
        {
           "change": {"type":"object","required":["action","ip"],"properties":{"action":{"enum":["added","updated","removed"]},"network":{"type":"string"},"mac":{"type":"string"},"id":{"type":"string"},"name":{"type":"string"},"ip":{"type":"string"},"lease_time":{"type":"string"},"aliases":{"type":"array","items":{"type":"string"}},"before":{"$ref":"#/$defs/reservation"},"reason":{"type":"string"}},"additionalProperties":false},
           "daemon": {"type":"object","required":["state"],"properties":{"name":{"type":"string"},"pid":{"type":"integer"},"state":{"enum":["running","asleep"]}},"additionalProperties":false},
           "diff": {"type":"object","required":["before_header","after_header"],"properties":{"before_header":{"type":"string"},"after_header":{"type":"string"},"before":{"type":"string"},"after":{"type":"string"},"src_larger":{"type":"integer"},"dst_larger":{"type":"integer"}},"additionalProperties":false},
           "dns_forwarder": {"type":"object","required":[],"properties":{"addr":{"type":"string"},"domain":{"type":"string"},"port":{"type":"integer"}},"additionalProperties":false},
           "dns_host": {"type":"object","required":["ip","names"],"properties":{"ip":{"type":"string"},"names":{"type":"array","items":{"type":"string"}}},"additionalProperties":false},
           "dns_srv": {"type":"object","required":["service","protocol"],"properties":{"service":{"type":"string"},"protocol":{"type":"string"},"domain":{"type":"string"},"target":{"type":"string"},"port":{"type":"integer"},"priority":{"type":"integer"},"weight":{"type":"integer"}},"additionalProperties":false},
           "dns_txt": {"type":"object","required":["name","value"],"properties":{"name":{"type":"string"},"value":{"type":"string"}},"additionalProperties":false},
           "drift": {"type":"object","required":["where","problem"],"properties":{"where":{"enum":["live","config","hostsfile","etc_hosts","dnsmasq_conf"]},"problem":{"enum":["missing","extra","differs","dead","lease_limit"]},"reservation":{"$ref":"#/$defs/listed"}},"additionalProperties":false},
           "effects": {"type":"object","required":["files_written","dnsmasq_reloads","dnsmasq_restarts","daemon_reloads","daemon_starts","api_updates","interruptions","leases_released"],"properties":{"files_written":{"type":"integer"},"dnsmasq_reloads":{"type":"integer"},"dnsmasq_restarts":{"type":"integer"},"daemon_reloads":{"type":"integer"},"daemon_starts":{"type":"integer"},"api_updates":{"type":"integer"},"interruptions":{"type":"integer"},"leases_released":{"type":"integer"}},"additionalProperties":false},
           "error": {"type":"object","required":["code","msg"],"properties":{"code":{"enum":["usage","unknown_option","invalid_value","missing_field","duplicate_in_input","conflict","out_of_subnet","reserved_address","active_lease","slaac_off","network_not_found","ambiguous","too_many_removals","locked","changed_underneath","parse_error","permission","io_error","daemon_error","not_converged","not_supported"]},"msg":{"type":"string"},"field":{"type":"string"},"value":{"type":"string"},"index":{"type":"integer"},"row":{"type":"integer"},"holder":{"$ref":"#/$defs/reservation"}},"additionalProperties":false},
           "file": {"type":"object","required":["path","role"],"properties":{"path":{"type":"string"},"role":{"enum":["config","status","hostsfile","etc_hosts","hosts_template","autostart","dest"]},"backup_file":{"type":"string"}},"additionalProperties":false},
           "guest": {"type":"object","required":["interface"],"properties":{"interface":{"type":"string"},"guest":{"type":"string"},"mac":{"type":"string"}},"additionalProperties":false},
           "lease_info": {"type":"object","required":["ip","expires"],"properties":{"mac":{"type":"string"},"id":{"type":"string"},"ip":{"type":"string"},"name":{"type":"string"},"expires":{"type":"string"}},"additionalProperties":false},
           "listed": {"type":"object","required":["ip"],"properties":{"network":{"type":"string"},"mac":{"type":"string"},"id":{"type":"string"},"name":{"type":"string"},"ip":{"type":"string"},"lease_time":{"type":"string"},"aliases":{"type":"array","items":{"type":"string"}}},"additionalProperties":false},
           "network": {"type":"object","required":["name","active","autostart","persistent","forward","subnets","reservations","leases","drift"],"properties":{"name":{"type":"string"},"uuid":{"type":"string"},"active":{"type":"boolean"},"autostart":{"type":"boolean"},"persistent":{"type":"boolean"},"forward":{"type":"string"},"bridge":{"type":"string"},"domain":{"type":"string"},"subnets":{"type":"array","items":{"$ref":"#/$defs/subnet"}},"reservations":{"type":"array","items":{"$ref":"#/$defs/listed"}},"leases":{"type":"array","items":{"$ref":"#/$defs/lease_info"}},"drift":{"type":"array","items":{"$ref":"#/$defs/drift"}},"next_free":{"type":"string"},"title":{"type":"string"},"description":{"type":"string"},"mtu":{"type":"integer"},"domain_local_only":{"type":"boolean"},"domain_register":{"type":"boolean"},"dns_enabled":{"type":"boolean"},"forward_plain_names":{"type":"boolean"},"local_ptr":{"type":"boolean"},"nat_ports":{"type":"string"},"nat_addresses":{"type":"string"},"dns":{"type":"array","items":{"$ref":"#/$defs/dns_host"}},"dns_srv":{"type":"array","items":{"$ref":"#/$defs/dns_srv"}},"dns_txt":{"type":"array","items":{"$ref":"#/$defs/dns_txt"}},"dns_forwarders":{"type":"array","items":{"$ref":"#/$defs/dns_forwarder"}},"routes":{"type":"array","items":{"$ref":"#/$defs/route"}},"dnsmasq_options":{"type":"array","items":{"type":"string"}}},"additionalProperties":false},
           "range": {"type":"object","required":["start","end"],"properties":{"start":{"type":"string"},"end":{"type":"string"},"lease_time":{"type":"string"}},"additionalProperties":false},
           "reservation": {"type":"object","required":["ip"],"properties":{"mac":{"type":"string"},"id":{"type":"string"},"name":{"type":"string"},"ip":{"type":"string"},"lease_time":{"type":"string"},"aliases":{"type":"array","items":{"type":"string"}}},"additionalProperties":false},
           "route": {"type":"object","required":["address","prefix","gateway"],"properties":{"address":{"type":"string"},"prefix":{"type":"integer"},"gateway":{"type":"string"},"metric":{"type":"integer"}},"additionalProperties":false},
           "setting_change": {"type":"object","required":["action","what"],"properties":{"action":{"enum":["added","updated","removed"]},"what":{"type":"string"},"before":{"type":"string"},"after":{"type":"string"},"reason":{"type":"string"}},"additionalProperties":false},
           "subnet": {"type":"object","required":["family","address","prefix","ranges"],"properties":{"family":{"enum":["ipv4","ipv6"]},"address":{"type":"string"},"prefix":{"type":"integer"},"ranges":{"type":"array","items":{"$ref":"#/$defs/range"}}},"additionalProperties":false},
           "summary": {"type":"object","required":["added","updated","removed","unchanged"],"properties":{"added":{"type":"integer"},"updated":{"type":"integer"},"removed":{"type":"integer"},"unchanged":{"type":"integer"}},"additionalProperties":false}
          }}
        """u8;
}
