using System.Globalization;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From the options of <c>network</c> to a wish that makes sense in itself: every problem that can be seen without looking at the machine.</summary>
internal sealed class NetworkCheck : OptionsCheck
{
    private static readonly string[] DefinitionKeys =
    [
        "forward", "forward_dev", "nat_ipv6", "bridge", "stp", "delay", "mtu", "mac", "zone", "domain", "domain_local_only", "ipv4", "ipv6", "dhcp_ranges", "lease_time", "dns_hosts",
        "dns_srv", "dns_txt", "dns_forwarders", "routes", "tftp_root", "bootp_file", "bootp_server", "dnsmasq_options",
    ];

    private static readonly string[] AllKeys =
    [
        "command", "name", "state", "autostart", .. DefinitionKeys, "force", "restart", "xml", "root", "check_mode", "diff", "backup", "unsafe_writes", "lock_timeout", "apply",
    ];

    private readonly NetworkOptions options;
    private readonly NetworkValues values;

    private NetworkCheck(NetworkOptions options) : base(options) => (this.options, values) = (options, new(Problems));

    public static IReadOnlyList<string> Keys => AllKeys;

    /// <summary>The wish, or null and the problems that stand in its way.</summary>
    public static NetworkWish? Check(NetworkOptions options, out IReadOnlyList<Problem> problems)
    {
        var check = new NetworkCheck(options);
        var wish = check.Check();
        problems = check.Problems;
        return problems.Count == 0 ? wish : null;
    }

    private NetworkWish Check()
    {
        CheckKeys(options, AllKeys);
        CheckCommand(options.Command, Command.Network);
        var document = Text("xml", options.Xml);
        if (document is not null && !document.TrimStart().StartsWith('<'))
            Problems.Add(Sentences.NoDocument(document));
        var goal = Choice("state", options.State, ("present", NetworkGoal.Present), ("active", NetworkGoal.Active), ("inactive", NetworkGoal.Inactive), ("absent", NetworkGoal.Absent));
        CheckCompany(goal);
        var name = Text("name", options.Name);
        if (options is { Name: null, Xml: null })
            Problems.Add(Sentences.NetworkNeedsName());
        else if (name is not null && NetworkName.Refusal(name) is { } why)
            Problems.Add(Sentences.NetworkNameRefused(name, why));
        var wish = new NetworkWish
        {
            Name = name ?? "",
            Goal = goal,
            Autostart = Given("autostart", options.Autostart),
            Forward = Word("forward", options.Forward, "nat", "route", "open", "none"),
            ForwardDev = values.Interface("forward_dev", Text("forward_dev", options.ForwardDev), mayClear: true),
            NatIpv6 = Given("nat_ipv6", options.NatIpv6),
            Bridge = values.Interface("bridge", Text("bridge", options.Bridge), mayClear: false),
            Stp = Given("stp", options.Stp),
            Delay = Within("delay", options.Delay, 0, 30, "a number of seconds from 0 to 30"),
            Mtu = Mtu(),
            Mac = values.BridgeMac(Text("mac", options.Mac)),
            Zone = values.Plain("zone", Text("zone", options.Zone)),
            Domain = values.Domain("domain", Text("domain", options.Domain)),
            DomainLocalOnly = Given("domain_local_only", options.DomainLocalOnly),
            Ipv4 = values.Subnets("ipv4", Words("ipv4", options.Ipv4), Family.V4),
            Ipv6 = values.Subnets("ipv6", Words("ipv6", options.Ipv6), Family.V6),
            Ranges = values.Ranges(Words("dhcp_ranges", options.DhcpRanges)),
            LeaseTime = values.LeaseTime(Text("lease_time", options.LeaseTime), out var clears),
            ClearsLeaseTime = clears,
            TftpRoot = values.Folder("tftp_root", Text("tftp_root", options.TftpRoot)),
            BootpFile = values.Plain("bootp_file", Text("bootp_file", options.BootpFile)),
            BootpServer = values.Address("bootp_server", Text("bootp_server", options.BootpServer)),
            DnsmasqOptions = values.Lines("dnsmasq_options", Words("dnsmasq_options", options.DnsmasqOptions)),
            Document = document is null ? null : System.Text.Encoding.UTF8.GetBytes(document),
            Force = Flag("force", options.Force),
            RestartsIfNeeded = Word("restart", options.Restart, "never", "if_needed") == "if_needed",
            Apply = Choice("apply", options.Apply, ("auto", Apply.Auto), ("api", Apply.Api), ("reload", Apply.Reload), ("quiet", Apply.Quiet), ("files", Apply.Files)),
            Root = Root(options.Root),
            CheckMode = Flag("check_mode", options.CheckMode) || IsSet("_ansible_check_mode"),
            Diff = Flag("diff", options.Diff) || IsSet("_ansible_diff"),
            Backup = Flag("backup", options.Backup),
            UnsafeWrites = Flag("unsafe_writes", options.UnsafeWrites),
            LockSeconds = LockSeconds(options.LockTimeout),
        };
        var records = new NetworkRecordsCheck(Problems);
        wish.DnsHosts = records.Hosts(Items("dns_hosts", options.DnsHosts));
        wish.DnsSrv = records.Srv(Items("dns_srv", options.DnsSrv));
        wish.DnsTxt = records.Txt(Items("dns_txt", options.DnsTxt));
        wish.DnsForwarders = records.Forwarders(Items("dns_forwarders", options.DnsForwarders));
        wish.Routes = records.Routes(Items("routes", options.Routes));
        CheckSense(wish);
        return wish;
    }

    /// <summary>Options that do not go together.</summary>
    private void CheckCompany(NetworkGoal goal)
    {
        foreach (var key in DefinitionKeys)
        {
            if (!IsGiven(key))
                continue;
            if (options.Xml is not null)
                Problems.Add(Sentences.XmlAndOption(key));
            else if (goal == NetworkGoal.Absent)
                Problems.Add(Sentences.AbsentAndOption(key));
        }
        if (goal != NetworkGoal.Absent)
            return;
        if (options.Xml is not null)
            Problems.Add(Sentences.AbsentAndOption("xml"));
        if (options.Autostart is not null)
            Problems.Add(Sentences.AbsentAndOption("autostart"));
    }

    private void CheckSense(NetworkWish wish)
    {
        if (wish is { NatIpv6: true, Forward: { } mode } && mode != "nat")
            Problems.Add(Sentences.NeedsForward("nat_ipv6", "true", "nat", mode));
        if (wish is { ForwardDev.Length: > 0, Forward: "none" or "open" })
            Problems.Add(Sentences.NeedsForward("forward_dev", wish.ForwardDev, "nat or route", wish.Forward));
        if (wish.Apply == Apply.Reload)
            Problems.Add(Sentences.NoReloadOfNetworks());
        if (wish is { BootpServer.Length: > 0, BootpFile.Length: 0 })
            Problems.Add(Sentences.BootpNeedsFile(wish.BootpServer));
    }

    private bool IsGiven(string key) => key switch
    {
        "forward" => options.Forward,
        "forward_dev" => options.ForwardDev,
        "nat_ipv6" => options.NatIpv6,
        "bridge" => options.Bridge,
        "stp" => options.Stp,
        "delay" => options.Delay,
        "mtu" => options.Mtu,
        "mac" => options.Mac,
        "zone" => options.Zone,
        "domain" => options.Domain,
        "domain_local_only" => options.DomainLocalOnly,
        "ipv4" => options.Ipv4,
        "ipv6" => options.Ipv6,
        "dhcp_ranges" => options.DhcpRanges,
        "lease_time" => options.LeaseTime,
        "dns_hosts" => options.DnsHosts,
        "dns_srv" => options.DnsSrv,
        "dns_txt" => options.DnsTxt,
        "dns_forwarders" => options.DnsForwarders,
        "routes" => options.Routes,
        "tftp_root" => options.TftpRoot,
        "bootp_file" => options.BootpFile,
        "bootp_server" => options.BootpServer,
        _ => (object?)options.DnsmasqOptions,
    } is not null;

    private bool? Given(string key, FlagOption? option) => IsReadable(key, option) ? option.Value : null;

    private List<string>? Words(string key, WordsOption? option) => IsReadable(key, option) ? option.Value : null;

    private List<RecordItem>? Items(string key, RecordsOption? option) => IsReadable(key, option) ? option.Value : null;

    private string? Word(string key, TextOption? option, params string[] words)
    {
        if (Text(key, option) is not { } word)
            return null;
        if (!words.Contains(word, StringComparer.Ordinal))
            Problems.Add(Sentences.WrongValue(key, word, "one of " + string.Join(", ", words)));
        return word;
    }

    private int? Mtu() =>
        options.Mtu is { Unreadable: null, Value: 0 } ? 0 : Within("mtu", options.Mtu, 68, 65535, "a number of bytes from 68 to 65535, or 0 for none");

    private int? Within(string key, NumberOption? option, int least, int most, string expected)
    {
        if (!IsReadable(key, option))
            return null;
        if (option.Value < least || option.Value > most)
            Problems.Add(Sentences.WrongValue(key, option.Value.ToString(CultureInfo.InvariantCulture), expected));
        return option.Value;
    }
}
