// Made from OptionTable; make texts writes it.
namespace LibvirtIdem.Asking;

/// <summary>Keys and kinds of the options, in the order of --help: what is read, asked for and suggested.</summary>
internal static class OptionSpecs
{
    public static readonly OptionSpec[] Item =
    [
        new("state", OptionKind.Text),
        new("mac", OptionKind.Text),
        new("id", OptionKind.Text),
        new("name", OptionKind.Text),
        new("ip", OptionKind.Text),
        new("guest", OptionKind.Text),
        new("lease_time", OptionKind.Text),
        new("aliases", OptionKind.Words),
        new("dns", OptionKind.Flag),
    ];

    public static readonly OptionSpec[] Definition =
    [
        new("forward", OptionKind.Text),
        new("forward_dev", OptionKind.Text),
        new("nat_ipv6", OptionKind.Flag),
        new("nat_ports", OptionKind.Text),
        new("nat_addresses", OptionKind.Text),
        new("ipv4", OptionKind.Words),
        new("ipv6", OptionKind.Words),
        new("dhcp_ranges", OptionKind.Words),
        new("lease_time", OptionKind.Text),
        new("title", OptionKind.Text),
        new("description", OptionKind.Text),
        new("bridge", OptionKind.Text),
        new("stp", OptionKind.Flag),
        new("delay", OptionKind.Number),
        new("mtu", OptionKind.Number),
        new("mac", OptionKind.Text),
        new("zone", OptionKind.Text),
        new("domain", OptionKind.Text),
        new("domain_local_only", OptionKind.Flag),
        new("domain_register", OptionKind.Flag),
        new("dns_enabled", OptionKind.Flag),
        new("forward_plain_names", OptionKind.Flag),
        new("local_ptr", OptionKind.Flag),
        new("dns_hosts", OptionKind.Records),
        new("dns_srv", OptionKind.Records),
        new("dns_txt", OptionKind.Records),
        new("dns_forwarders", OptionKind.Records),
        new("routes", OptionKind.Records),
        new("tftp_root", OptionKind.Text),
        new("bootp_file", OptionKind.Text),
        new("bootp_server", OptionKind.Text),
        new("dnsmasq_options", OptionKind.Words),
    ];

    public static readonly OptionSpec[] DnsRecord =
    [
        new("state", OptionKind.Text),
        new("name", OptionKind.Text),
        new("ip", OptionKind.Words),
        new("aliases", OptionKind.Words),
    ];

    private static readonly OptionSpec[] Reservation =
    [
        new("command", OptionKind.Text),
        new("network", OptionKind.Text),
        new("state", OptionKind.Text),
        new("mac", OptionKind.Text),
        new("id", OptionKind.Text),
        new("name", OptionKind.Text),
        new("ip", OptionKind.Text),
        new("guest", OptionKind.Text),
        new("lease_time", OptionKind.Text),
        new("aliases", OptionKind.Words),
        new("dns", OptionKind.Flag),
        new("reservations", OptionKind.Items),
        new("csv", OptionKind.Text),
        new("format", OptionKind.Text),
        new("purge", OptionKind.Flag),
        new("prune", OptionKind.Flag),
        new("within", OptionKind.Words),
        new("max_removals", OptionKind.Number),
        new("on_conflict", OptionKind.Text),
        new("on_active_lease", OptionKind.Text),
        new("etc_hosts", OptionKind.Flag),
        new("hosts_template", OptionKind.Flag),
        new("domains", OptionKind.Words),
        new("apply", OptionKind.Text),
        new("force", OptionKind.Flag),
        new("restart", OptionKind.Text),
        new("root", OptionKind.Text),
        new("check_mode", OptionKind.Flag),
        new("diff", OptionKind.Flag),
        new("backup", OptionKind.Flag),
        new("unsafe_writes", OptionKind.Flag),
        new("lock_timeout", OptionKind.Number),
    ];

    private static readonly OptionSpec[] Network =
    [
        new("command", OptionKind.Text),
        new("name", OptionKind.Text),
        new("state", OptionKind.Text),
        new("autostart", OptionKind.Flag),
        new("forward", OptionKind.Text),
        new("forward_dev", OptionKind.Text),
        new("nat_ipv6", OptionKind.Flag),
        new("nat_ports", OptionKind.Text),
        new("nat_addresses", OptionKind.Text),
        new("ipv4", OptionKind.Words),
        new("ipv6", OptionKind.Words),
        new("dhcp_ranges", OptionKind.Words),
        new("lease_time", OptionKind.Text),
        new("title", OptionKind.Text),
        new("description", OptionKind.Text),
        new("bridge", OptionKind.Text),
        new("stp", OptionKind.Flag),
        new("delay", OptionKind.Number),
        new("mtu", OptionKind.Number),
        new("mac", OptionKind.Text),
        new("zone", OptionKind.Text),
        new("domain", OptionKind.Text),
        new("domain_local_only", OptionKind.Flag),
        new("domain_register", OptionKind.Flag),
        new("dns_enabled", OptionKind.Flag),
        new("forward_plain_names", OptionKind.Flag),
        new("local_ptr", OptionKind.Flag),
        new("dns_hosts", OptionKind.Records),
        new("dns_srv", OptionKind.Records),
        new("dns_txt", OptionKind.Records),
        new("dns_forwarders", OptionKind.Records),
        new("routes", OptionKind.Records),
        new("tftp_root", OptionKind.Text),
        new("bootp_file", OptionKind.Text),
        new("bootp_server", OptionKind.Text),
        new("dnsmasq_options", OptionKind.Words),
        new("xml", OptionKind.Text),
        new("renumber", OptionKind.Flag),
        new("restart", OptionKind.Text),
        new("force", OptionKind.Flag),
        new("apply", OptionKind.Text),
        new("root", OptionKind.Text),
        new("check_mode", OptionKind.Flag),
        new("diff", OptionKind.Flag),
        new("backup", OptionKind.Flag),
        new("unsafe_writes", OptionKind.Flag),
        new("lock_timeout", OptionKind.Number),
    ];

    private static readonly OptionSpec[] Dns =
    [
        new("command", OptionKind.Text),
        new("network", OptionKind.Text),
        new("state", OptionKind.Text),
        new("name", OptionKind.Text),
        new("ip", OptionKind.Words),
        new("aliases", OptionKind.Words),
        new("records", OptionKind.Records),
        new("on_conflict", OptionKind.Text),
        new("restart", OptionKind.Text),
        new("apply", OptionKind.Text),
        new("root", OptionKind.Text),
        new("check_mode", OptionKind.Flag),
        new("diff", OptionKind.Flag),
        new("backup", OptionKind.Flag),
        new("unsafe_writes", OptionKind.Flag),
        new("lock_timeout", OptionKind.Number),
    ];

    private static readonly OptionSpec[] Export =
    [
        new("command", OptionKind.Text),
        new("network", OptionKind.Text),
        new("format", OptionKind.Text),
        new("source", OptionKind.Text),
        new("names", OptionKind.Flag),
        new("dest", OptionKind.Text),
        new("root", OptionKind.Text),
    ];

    private static readonly OptionSpec[] Info =
    [
        new("command", OptionKind.Text),
        new("network", OptionKind.Text),
        new("root", OptionKind.Text),
    ];

    private static readonly OptionSpec[] Undo =
    [
        new("command", OptionKind.Text),
        new("root", OptionKind.Text),
        new("check_mode", OptionKind.Flag),
        new("diff", OptionKind.Flag),
        new("lock_timeout", OptionKind.Number),
    ];

    public static OptionSpec[] Of(Command command) => command switch
    {
        Command.Network => Network,
        Command.Dns => Dns,
        Command.Export => Export,
        Command.Info => Info,
        Command.Undo => Undo,
        _ => Reservation,
    };

    /// <summary>A value of a list, for the error that says that one is none.</summary>
    public static string Example(string key) => key switch
    {
        "aliases" => """["www", "web1.lab.test"]""",
        "reservations" => """[{"mac": "52:54:00:12:34:56", "ip": "192.168.122.10"}]""",
        "within" => """["192.168.122.32/27", "192.168.122.100-192.168.122.120"]""",
        "domains" => """["lab.test"]""",
        "ipv4" => """["192.168.122.1/24"]""",
        "ipv6" => """["2001:db8:122::1/64"]""",
        "dhcp_ranges" => """["192.168.122.100-192.168.122.200"]""",
        "dns_hosts" => """[{"ip": "192.168.122.5", "names": ["web1"]}]""",
        "dns_srv" => """[{"service": "ldap", "protocol": "tcp", "domain": "lab.test", "target": "dc.lab.test", "port": 389}]""",
        "dns_txt" => """[{"name": "lab.test", "value": "v=spf1 -all"}]""",
        "dns_forwarders" => """[{"domain": "corp.example", "addr": "192.0.2.53"}]""",
        "routes" => """[{"address": "10.1.0.0", "prefix": 16, "gateway": "192.168.122.9"}]""",
        "dnsmasq_options" => """["address=/apps.lab.test/192.168.122.5"]""",
        "ip" => """["192.168.122.5", "2001:db8:122::5"]""",
        "records" => """[{"name": "api.lab.test", "ip": "192.168.122.5"}]""",
        _ => "[]",
    };
}
