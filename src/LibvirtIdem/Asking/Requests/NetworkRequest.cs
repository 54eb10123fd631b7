using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

internal enum DesiredState { Present, Active, Inactive, Absent }

/// <summary>
/// A call of <c>network</c>, checked as far as it can be without looking at the machine. Null means "not given", so what is there stays;
/// empty text and empty lists clear.
/// </summary>
internal sealed record NetworkRequest
{
    /// <summary>Empty while only <see cref="Document"/> says it.</summary>
    public required string Name { get; set; }

    public DesiredState State { get; init; }

    public bool? Autostart { get; init; }

    /// <summary>libvirt's mode: nat, route, open, or none for an isolated network.</summary>
    public string? Forward { get; init; }

    public string? ForwardDev { get; init; }

    public bool? NatIpv6 { get; init; }

    /// <summary>The source ports of masqueraded connections, <c>1024-65535</c>; empty clears.</summary>
    public string? NatPorts { get; init; }

    /// <summary>The IPv4 addresses that connections are masqueraded as, <c>start-end</c>; empty clears.</summary>
    public string? NatAddresses { get; init; }

    /// <summary>For people and their tools only, as <see cref="Description"/>.</summary>
    public string? Title { get; init; }

    public string? Description { get; init; }

    public string? Bridge { get; init; }

    public bool? Stp { get; init; }

    public int? Delay { get; init; }

    public int? Mtu { get; init; }

    public MacAddress? Mac { get; init; }

    public string? Zone { get; init; }

    public string? Domain { get; init; }

    public bool? DomainLocalOnly { get; init; }

    /// <summary>libvirt registers the domain with the host's systemd-resolved.</summary>
    public bool? DomainRegister { get; init; }

    public bool? DnsEnabled { get; init; }

    public bool? ForwardPlainNames { get; init; }

    /// <summary>Of all subnets: reverse queries for their addresses are not forwarded.</summary>
    public bool? LocalPtr { get; init; }

    /// <summary>All subnets of the family: the bridge's address in each, and the prefix.</summary>
    public IReadOnlyList<Subnet>? Ipv4 { get; init; }

    public IReadOnlyList<Subnet>? Ipv6 { get; init; }

    /// <summary><c>ipv4=auto</c>: what the network has, else a subnet that is free.</summary>
    public bool WantsIpv4 { get; init; }

    /// <summary>Addresses in a subnet that changes keep their host part.</summary>
    public bool Renumber { get; init; }

    public IReadOnlyList<DhcpRange>? Ranges { get; init; }

    public LeaseTime? LeaseTime { get; init; }

    public bool ClearsLeaseTime { get; init; }

    public IReadOnlyList<DnsHost>? DnsHosts { get; set; }

    public IReadOnlyList<DnsSrv>? DnsSrv { get; set; }

    public IReadOnlyList<DnsTxt>? DnsTxt { get; set; }

    public IReadOnlyList<DnsForwarder>? DnsForwarders { get; set; }

    public IReadOnlyList<StaticRoute>? Routes { get; set; }

    public string? TftpRoot { get; init; }

    public string? BootpFile { get; init; }

    public string? BootpServer { get; init; }

    public IReadOnlyList<string>? DnsmasqOptions { get; init; }

    /// <summary>Single names, of a call of <c>dns</c>; all else is null then.</summary>
    public DnsEdits? DnsEdits { get; init; }

    /// <summary>A whole definition instead of all of the above.</summary>
    public byte[]? Document { get; init; }

    /// <summary>The document comes from the caller; what a rollback puts back is not held to the rules for values.</summary>
    public bool IsDocumentChecked { get; init; }

    public bool Force { get; init; }

    public RestartOption Restart { get; init; }

    public ApplyOption Apply { get; init; }

    public string Root { get; init; } = "/";

    public bool CheckMode { get; init; }

    public bool Diff { get; init; }

    public bool Backup { get; init; }

    public bool UnsafeWrites { get; init; }

    public int LockSeconds { get; init; } = RequestParser.DefaultLockSeconds;

    /// <summary>Enough is said to make a network that is not there: a name alone may be a mistyped one.</summary>
    public bool CanCreate => Document is not null || WantsIpv4 || Ipv4 is { Count: > 0 } || Ipv6 is { Count: > 0 } || Forward == "none";

    /// <summary>Something is asked that not every libvirt has.</summary>
    public bool DependsOnVersion =>
        Document is not null || Title is not null || Description is not null || DomainRegister is not null
        || DnsForwarders?.Any(forwarder => forwarder.Port is not null) == true;

    /// <summary>Something is asked of what only a bridge of libvirt's own has.</summary>
    public string? FirstBridgeOnlyOption =>
        WantsIpv4 || Ipv4 is { Count: > 0 } ? "ipv4" : Ipv6 is { Count: > 0 } ? "ipv6" : Ranges is { Count: > 0 } ? "dhcp_ranges"
            : LeaseTime is not null ? "lease_time"
        : Mac is not null ? "mac" : Mtu is not null ? "mtu" : Stp is not null ? "stp" : Delay is not null ? "delay"
            : Zone is { Length: > 0 } ? "zone"
        : Domain is { Length: > 0 } ? "domain" : DomainLocalOnly is not null ? "domain_local_only" : DnsHosts is { Count: > 0 }
            ? "dns_hosts"
        : DnsSrv is { Count: > 0 } ? "dns_srv" : DnsTxt is { Count: > 0 } ? "dns_txt" : DnsForwarders is { Count: > 0 } ? "dns_forwarders"
            : Routes is { Count: > 0 } ? "routes"
        : TftpRoot is { Length: > 0 } ? "tftp_root" : BootpFile is { Length: > 0 } ? "bootp_file" : ForwardDev is not null ? "forward_dev"
            : NatIpv6 is not null ? "nat_ipv6"
        : DomainRegister is not null ? "domain_register" : DnsEnabled is not null ? "dns_enabled" : ForwardPlainNames is not null
            ? "forward_plain_names"
        : LocalPtr is not null ? "local_ptr" : NatPorts is { Length: > 0 } ? "nat_ports" : NatAddresses is { Length: > 0 } ? "nat_addresses"
        : Bridge is not null ? "bridge" : null;
}
