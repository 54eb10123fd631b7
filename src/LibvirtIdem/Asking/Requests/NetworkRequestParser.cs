using System.Globalization;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// From the options of <c>network</c> to a request that makes sense in itself: every problem that can be seen without looking at the
/// machine.
/// </summary>
internal sealed class NetworkRequestParser : RequestParser
{
    private readonly NetworkValues values;

    private NetworkRequestParser(Options options) : base(options) => values = new(Problems);

    /// <summary>The request, or null and the problems.</summary>
    public static NetworkRequest? Parse(Options options, out IReadOnlyList<Problem> problems)
    {
        var check = new NetworkRequestParser(options);
        var request = check.Parse();
        problems = check.Problems;
        return problems.Count == 0 ? request : null;
    }

    private NetworkRequest Parse()
    {
        CheckKeys();
        CheckCommand(Command.Network);
        var document = Document();
        var goal = Goal();
        CheckExclusiveOptions(goal);
        var name = Name();
        var ipv4 = Words("ipv4");
        var wantsIpv4 = ipv4 is ["auto"];
        var request = new NetworkRequest
        {
            Name = name,
            State = goal,
            Autostart = FlagIfGiven("autostart"),
            Forward = Word("forward", "nat", "route", "open", "none"),
            ForwardDev = values.Interface("forward_dev", Text("forward_dev"), mayClear: true),
            NatIpv6 = FlagIfGiven("nat_ipv6"),
            NatPorts = values.NatPorts(Text("nat_ports")),
            NatAddresses = values.NatAddresses(Text("nat_addresses")),
            Title = values.Plain("title", Text("title")),
            Description = values.Description(Text("description")),
            Bridge = values.Interface("bridge", Text("bridge"), mayClear: false),
            Stp = FlagIfGiven("stp"),
            Delay = Within("delay", 0, 30, "a number of seconds from 0 to 30"),
            Mtu = Within("mtu", 68, 65535, "a number of bytes from 68 to 65535, or 0 for none", none: 0),
            Mac = values.BridgeMac(Text("mac")),
            Zone = values.Plain("zone", Text("zone")),
            Domain = values.Domain("domain", Text("domain")),
            DomainLocalOnly = FlagIfGiven("domain_local_only"),
            DomainRegister = FlagIfGiven("domain_register"),
            DnsEnabled = FlagIfGiven("dns_enabled"),
            ForwardPlainNames = FlagIfGiven("forward_plain_names"),
            LocalPtr = FlagIfGiven("local_ptr"),
            Ipv4 = wantsIpv4 ? null : values.Subnets("ipv4", ipv4, Family.V4),
            WantsIpv4 = wantsIpv4,
            Renumber = Flag("renumber"),
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
            Restart = Choice("restart", ("never", RestartOption.Never), ("dnsmasq", RestartOption.Dnsmasq),
                ("if_needed", RestartOption.IfNeeded)),
            Apply = RequestedApply(),
            Root = Root(),
            CheckMode = CheckMode(),
            Diff = Diff(),
            Backup = Flag("backup"),
            UnsafeWrites = Flag("unsafe_writes"),
            LockSeconds = LockSeconds(),
        };
        ReadRecords(request);
        CheckConsistency(request);
        return request;
    }

    private DesiredState Goal() => Choice(
        "state",
        ("present", DesiredState.Present), ("active", DesiredState.Active),
        ("inactive", DesiredState.Inactive), ("absent", DesiredState.Absent));

    private string? Document()
    {
        // Editors put a byte order mark before what they save as UTF-8.
        var document = Text("xml")?.TrimStart('\uFEFF');
        if (document is not null && !document.TrimStart().StartsWith('<'))
            Problems.Add(Message.NoDocument(document));
        return document;
    }

    /// <summary>Empty where the document names the network.</summary>
    private string Name()
    {
        var name = Text("name");
        if (!Options.Has("name") && !Options.Has("xml"))
            Problems.Add(Message.NetworkNeedsName());
        else if (name is not null && NetworkName.Refusal(name) is { } why)
            Problems.Add(Message.NetworkNameRefused(name, why));
        return name ?? "";
    }

    private void ReadRecords(NetworkRequest request)
    {
        var records = new NetworkRecordsParser(Problems);
        request.DnsHosts = records.Hosts(Records("dns_hosts"));
        request.DnsSrv = records.Srv(Records("dns_srv"));
        request.DnsTxt = records.Txt(Records("dns_txt"));
        request.DnsForwarders = records.Forwarders(Records("dns_forwarders"));
        request.Routes = records.Routes(Records("routes"));
    }

    /// <summary>Options that do not go together.</summary>
    private void CheckExclusiveOptions(DesiredState goal)
    {
        var hasDocument = Options.Has("xml");
        foreach (var (key, _) in OptionSpecs.Definition)
        {
            if (!Options.Has(key))
                continue;
            if (hasDocument)
                Problems.Add(Message.XmlAndOption(key));
            else if (goal == DesiredState.Absent)
                Problems.Add(Message.AbsentAndOption(key));
        }
        if (hasDocument && Options.Has("renumber"))
            Problems.Add(Message.XmlAndOption("renumber"));
        if (goal != DesiredState.Absent)
            return;
        if (Options.Has("renumber"))
            Problems.Add(Message.AbsentAndOption("renumber"));
        if (hasDocument)
            Problems.Add(Message.AbsentAndOption("xml"));
        if (Options.Has("autostart"))
            Problems.Add(Message.AbsentAndOption("autostart"));
    }

    private void CheckConsistency(NetworkRequest request)
    {
        if (request is { NatIpv6: true, Forward: { } mode } && mode != "nat")
            Problems.Add(Message.NeedsForward("nat_ipv6", "true", "nat", mode));
        foreach (var (key, value) in new[] { ("nat_ports", request.NatPorts), ("nat_addresses", request.NatAddresses) })
            if (value is { Length: > 0 } && request.Forward is { } forward && forward != "nat")
                Problems.Add(Message.NeedsForward(key, value, "nat", forward));
        if (request is { ForwardDev.Length: > 0, Forward: "none" or "open" })
            Problems.Add(Message.NeedsForward("forward_dev", request.ForwardDev, "nat or route", request.Forward));
        if (request.Apply == ApplyOption.Reload)
            Problems.Add(Message.NoReloadOfNetworks());
        if (request is { Restart: RestartOption.Dnsmasq, Apply: ApplyOption.Quiet })
            Problems.Add(Message.RestartAndQuiet());
        if (request is { Renumber: true, Ipv4: null, Ipv6: null, WantsIpv4: false, Document: null } and not { State: DesiredState.Absent })
            Problems.Add(Message.RenumberNeedsSubnet());
        if (request is { BootpServer.Length: > 0, BootpFile.Length: 0 })
            Problems.Add(Message.BootpNeedsFile(request.BootpServer));
    }

    private string? Word(string key, params string[] words)
    {
        if (Text(key) is not { } word)
            return null;
        if (!words.Contains(word, StringComparer.Ordinal))
            Problems.Add(Message.WrongValue(key, word, "one of " + string.Join(", ", words)));
        return word;
    }

    private int? Within(string key, int least, int most, string expected, int? none = null)
    {
        var number = Number(key);
        if (number != none && (number < least || number > most))
            Problems.Add(Message.WrongValue(key, number.Value.ToString(CultureInfo.InvariantCulture), expected));
        return number;
    }
}
