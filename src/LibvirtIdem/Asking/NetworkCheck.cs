using System.Globalization;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From the options of <c>network</c> to a wish that makes sense in itself: every problem that can be seen without looking at the machine.</summary>
internal sealed class NetworkCheck : OptionsCheck
{
    private readonly NetworkValues values;

    private NetworkCheck(Options options) : base(options) => values = new(Problems);

    /// <summary>The wish, or null and the problems that stand in its way.</summary>
    public static NetworkWish? Check(Options options, out IReadOnlyList<Problem> problems)
    {
        var check = new NetworkCheck(options);
        var wish = check.Check();
        problems = check.Problems;
        return problems.Count == 0 ? wish : null;
    }

    private NetworkWish Check()
    {
        CheckKeys();
        CheckCommand(Command.Network);
        var document = Text("xml");
        if (document is not null && !document.TrimStart().StartsWith('<'))
            Problems.Add(Sentences.NoDocument(document));
        var goal = Choice("state", ("present", NetworkGoal.Present), ("active", NetworkGoal.Active), ("inactive", NetworkGoal.Inactive), ("absent", NetworkGoal.Absent));
        CheckCompany(goal);
        var name = Text("name");
        if (!Options.Has("name") && !Options.Has("xml"))
            Problems.Add(Sentences.NetworkNeedsName());
        else if (name is not null && NetworkName.Refusal(name) is { } why)
            Problems.Add(Sentences.NetworkNameRefused(name, why));
        var wish = new NetworkWish
        {
            Name = name ?? "",
            Goal = goal,
            Autostart = FlagIfGiven("autostart"),
            Forward = Word("forward", "nat", "route", "open", "none"),
            ForwardDev = values.Interface("forward_dev", Text("forward_dev"), mayClear: true),
            NatIpv6 = FlagIfGiven("nat_ipv6"),
            Bridge = values.Interface("bridge", Text("bridge"), mayClear: false),
            Stp = FlagIfGiven("stp"),
            Delay = Within("delay", 0, 30, "a number of seconds from 0 to 30"),
            Mtu = Within("mtu", 68, 65535, "a number of bytes from 68 to 65535, or 0 for none", none: 0),
            Mac = values.BridgeMac(Text("mac")),
            Zone = values.Plain("zone", Text("zone")),
            Domain = values.Domain("domain", Text("domain")),
            DomainLocalOnly = FlagIfGiven("domain_local_only"),
            Ipv4 = values.Subnets("ipv4", Words("ipv4"), Family.V4),
            Ipv6 = values.Subnets("ipv6", Words("ipv6"), Family.V6),
            Ranges = values.Ranges(Words("dhcp_ranges")),
            LeaseTime = values.LeaseTime(Text("lease_time"), out var clears),
            ClearsLeaseTime = clears,
            TftpRoot = values.Folder("tftp_root", Text("tftp_root")),
            BootpFile = values.BootFile("bootp_file", Text("bootp_file")),
            BootpServer = values.BootServer("bootp_server", Text("bootp_server")),
            DnsmasqOptions = values.Lines("dnsmasq_options", Words("dnsmasq_options")),
            Document = document is null ? null : System.Text.Encoding.UTF8.GetBytes(document),
            IsDocumentChecked = document is not null,
            Force = Flag("force"),
            RestartsIfNeeded = Word("restart", "never", "if_needed") == "if_needed",
            Apply = AskedWay(),
            Root = Root(),
            CheckMode = CheckMode(),
            Diff = Diff(),
            Backup = Flag("backup"),
            UnsafeWrites = Flag("unsafe_writes"),
            LockSeconds = LockSeconds(),
        };
        var records = new NetworkRecordsCheck(Problems);
        wish.DnsHosts = records.Hosts(Records("dns_hosts"));
        wish.DnsSrv = records.Srv(Records("dns_srv"));
        wish.DnsTxt = records.Txt(Records("dns_txt"));
        wish.DnsForwarders = records.Forwarders(Records("dns_forwarders"));
        wish.Routes = records.Routes(Records("routes"));
        CheckSense(wish);
        return wish;
    }

    /// <summary>Options that do not go together.</summary>
    private void CheckCompany(NetworkGoal goal)
    {
        var hasDocument = Options.Has("xml");
        foreach (var (key, _) in OptionTables.Definition)
        {
            if (!Options.Has(key))
                continue;
            if (hasDocument)
                Problems.Add(Sentences.XmlAndOption(key));
            else if (goal == NetworkGoal.Absent)
                Problems.Add(Sentences.AbsentAndOption(key));
        }
        if (goal != NetworkGoal.Absent)
            return;
        if (hasDocument)
            Problems.Add(Sentences.AbsentAndOption("xml"));
        if (Options.Has("autostart"))
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

    private string? Word(string key, params string[] words)
    {
        if (Text(key) is not { } word)
            return null;
        if (!words.Contains(word, StringComparer.Ordinal))
            Problems.Add(Sentences.WrongValue(key, word, "one of " + string.Join(", ", words)));
        return word;
    }

    private int? Within(string key, int least, int most, string expected, int? none = null)
    {
        var number = Number(key);
        if (number != none && (number < least || number > most))
            Problems.Add(Sentences.WrongValue(key, number.Value.ToString(CultureInfo.InvariantCulture), expected));
        return number;
    }
}
