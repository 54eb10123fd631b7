namespace LibvirtIdem.Formats;

/// <summary>
/// One thing that a definition says of a network, in the words of the options: <c>forward</c>, <c>subnet</c>, <c>dns_host</c>. What libvirt
/// supposes by default is included, so that two documents with the same meaning have the same settings.
/// </summary>
/// <param name="What">Which kind of thing.</param>
/// <param name="Key">Which one of its kind: a part of the same kind and key is the same part with another value.</param>
/// <param name="Value">What it is, as text.</param>
internal sealed record NetworkSetting(string What, string Key, string Value)
{
    public const string Network = "network";
    public const string State = "state";
    public const string Dnsmasq = "dnsmasq";
    public const string Forward = "forward";
    public const string Bridge = "bridge";
    public const string Mac = "mac";
    public const string Uuid = "uuid";
    public const string Subnet = "subnet";
    public const string Range = "range";
    public const string DnsHost = "dns_host";
    public const string DnsSrv = "dns_srv";
    public const string DnsTxt = "dns_txt";
    public const string Title = "title";
    public const string Description = "description";
    public const string ForwardPlainNames = "forward_plain_names";

    /// <summary>What virNetworkUpdate changes in a running network.</summary>
    public bool MayChangeLive => IsLiveChange(What);

    /// <inheritdoc cref="MayChangeLive"/>
    public static bool IsLiveChange(string what) => what is Range or DnsHost or DnsSrv or DnsTxt;

    /// <summary>The element below <c>&lt;network&gt;</c> that says it, where that is one with settings, not a list of records.</summary>
    public string Element => What switch
    {
        "stp" or "delay" or "zone" => Bridge,
        ForwardPlainNames => "dns",
        _ when What.StartsWith("forward_", StringComparison.Ordinal) || What.StartsWith("nat_", StringComparison.Ordinal) => Forward,
        _ when What.StartsWith("bridge_", StringComparison.Ordinal) => Bridge,
        _ when What.StartsWith("domain_", StringComparison.Ordinal) => "domain",
        _ => What,
    };

    /// <summary>A setting that is always there, so that it is never added or removed, only changed.</summary>
    public bool HasDefault => Key.Length == 0;
}
