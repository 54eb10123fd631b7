using static LibvirtIdem.Asking.OptionKind;

namespace LibvirtIdem.Asking;

/// <summary>What an option may be. Text is taken for every kind, since key=value words and templated Ansible values arrive so.</summary>
internal enum OptionKind
{
    Text,
    Flag,
    Number,
    Words,

    /// <summary>A list of reservations.</summary>
    Items,

    /// <summary>A list of flat objects, such as DNS records: what each key may be is said where the list is checked.</summary>
    Records,
}

/// <summary>A key that may be given, and what its value may be.</summary>
internal readonly record struct OptionSpec(string Key, OptionKind Kind);

/// <summary>The options of each command, as the contract's sections 2, 5 and 6 name them: what is read, asked for, suggested and written into the schema.</summary>
internal static class OptionSpecs
{
    /// <summary>Of one reservation: an item of <c>reservations</c>, and what the call itself may give instead.</summary>
    public static readonly OptionSpec[] Item =
    [
        new("state", Text), new("mac", Text), new("id", Text), new("name", Text), new("ip", Text), new("guest", Text), new("lease_time", Text), new("aliases", Words),
    ];

    /// <summary>The settings of a network, without its name: a document gives all of them instead.</summary>
    public static readonly OptionSpec[] Definition =
    [
        new("forward", Text), new("forward_dev", Text), new("nat_ipv6", Flag), new("bridge", Text), new("stp", Flag), new("delay", Number), new("mtu", Number), new("mac", Text),
        new("zone", Text), new("domain", Text), new("domain_local_only", Flag), new("ipv4", Words), new("ipv6", Words), new("dhcp_ranges", Words), new("lease_time", Text),
        new("dns_hosts", Records), new("dns_srv", Records), new("dns_txt", Records), new("dns_forwarders", Records), new("routes", Records), new("tftp_root", Text),
        new("bootp_file", Text), new("bootp_server", Text), new("dnsmasq_options", Words), new("title", Text), new("description", Text), new("domain_register", Flag), new("dns_enabled", Flag),
        new("forward_plain_names", Flag), new("local_ptr", Flag), new("nat_ports", Text), new("nat_addresses", Text),
    ];

    private static readonly OptionSpec[] Reservation =
    [
        new("command", Text), new("network", Text), .. Item, new("reservations", Items), new("csv", Text), new("purge", Flag), new("within", Words), new("prune", Flag), new("max_removals", Number), new("on_conflict", Text),
        new("on_active_lease", Text), new("etc_hosts", Flag), new("hosts_template", Flag), new("domains", Words), new("apply", Text), new("force", Flag), new("root", Text),
        new("check_mode", Flag), new("diff", Flag), new("backup", Flag), new("unsafe_writes", Flag), new("lock_timeout", Number),
        new("restart", Text), new("format", Text),
    ];

    private static readonly OptionSpec[] Network =
    [
        new("command", Text), new("name", Text), new("state", Text), new("autostart", Flag), .. Definition, new("renumber", Flag), new("force", Flag), new("restart", Text), new("xml", Text), new("root", Text),
        new("check_mode", Flag), new("diff", Flag), new("backup", Flag), new("unsafe_writes", Flag), new("lock_timeout", Number), new("apply", Text),
    ];

    /// <summary>Of one name: an item of <c>records</c>, and what the call itself may give instead.</summary>
    public static readonly OptionSpec[] DnsRecord = [new("state", Text), new("name", Text), new("ip", Words), new("aliases", Words)];

    private static readonly OptionSpec[] Dns =
    [
        new("command", Text), new("network", Text), .. DnsRecord, new("records", Records), new("on_conflict", Text), new("restart", Text), new("apply", Text), new("root", Text),
        new("check_mode", Flag), new("diff", Flag), new("backup", Flag), new("unsafe_writes", Flag), new("lock_timeout", Number),
    ];

    private static readonly OptionSpec[] Export =
    [
        new("command", Text), new("network", Text), new("format", Text), new("source", Text), new("names", Flag), new("dest", Text), new("root", Text),
    ];

    private static readonly OptionSpec[] Info = [new("command", Text), new("network", Text), new("root", Text)];

    private static readonly OptionSpec[] Undo = [new("command", Text), new("root", Text), new("check_mode", Flag), new("diff", Flag), new("lock_timeout", Number)];

    public static OptionSpec[] Of(Command command) => command switch
    {
        Command.Network => Network,
        Command.Dns => Dns,
        Command.Export => Export,
        Command.Info => Info,
        Command.Undo => Undo,
        _ => Reservation,
    };
}
