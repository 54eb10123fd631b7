using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>network</c>, as the contract's section 5 names them.</summary>
internal sealed class NetworkOptions : Options
{
    public TextOption? Command { get; set; }
    public TextOption? Name { get; set; }
    public TextOption? State { get; set; }
    public FlagOption? Autostart { get; set; }
    public TextOption? Forward { get; set; }
    public TextOption? ForwardDev { get; set; }

    [JsonPropertyName("nat_ipv6")]
    public FlagOption? NatIpv6 { get; set; }

    public TextOption? Bridge { get; set; }
    public FlagOption? Stp { get; set; }
    public NumberOption? Delay { get; set; }
    public NumberOption? Mtu { get; set; }
    public TextOption? Mac { get; set; }
    public TextOption? Zone { get; set; }
    public TextOption? Domain { get; set; }
    public FlagOption? DomainLocalOnly { get; set; }

    [JsonPropertyName("ipv4")]
    public WordsOption? Ipv4 { get; set; }

    [JsonPropertyName("ipv6")]
    public WordsOption? Ipv6 { get; set; }

    public WordsOption? DhcpRanges { get; set; }
    public TextOption? LeaseTime { get; set; }
    public RecordsOption? DnsHosts { get; set; }
    public RecordsOption? DnsSrv { get; set; }
    public RecordsOption? DnsTxt { get; set; }
    public RecordsOption? DnsForwarders { get; set; }
    public RecordsOption? Routes { get; set; }
    public TextOption? TftpRoot { get; set; }
    public TextOption? BootpFile { get; set; }
    public TextOption? BootpServer { get; set; }
    public WordsOption? DnsmasqOptions { get; set; }
    public FlagOption? Force { get; set; }
    public TextOption? Restart { get; set; }
    public TextOption? Xml { get; set; }
    public TextOption? Apply { get; set; }
    public TextOption? Root { get; set; }
    public FlagOption? CheckMode { get; set; }
    public FlagOption? Diff { get; set; }
    public FlagOption? Backup { get; set; }
    public FlagOption? UnsafeWrites { get; set; }
    public NumberOption? LockTimeout { get; set; }
}
