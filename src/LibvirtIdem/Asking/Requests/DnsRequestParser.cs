using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From the options of <c>dns</c> to a request of <c>network</c> that changes only the names it gives.</summary>
internal sealed class DnsRequestParser : RequestParser
{
    private static readonly string[] RecordKeys = [.. OptionSpecs.DnsRecord.Select(spec => spec.Key)];

    private readonly HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);

    private DnsRequestParser(Options options) : base(options)
    {
    }

    /// <summary>The request, or null and the problems that it has.</summary>
    public static NetworkRequest? Parse(Options options, out IReadOnlyList<Problem> problems)
    {
        var parser = new DnsRequestParser(options);
        var request = parser.Parse();
        problems = parser.Problems;
        return problems.Count == 0 ? request : null;
    }

    private NetworkRequest Parse()
    {
        CheckKeys();
        CheckCommand(Command.Dns);
        var network = Text("network") ?? "default";
        if (NetworkName.Refusal(network) is { } why)
            Problems.Add(Message.NetworkNameRefused(network, why));
        var isReplacing = Choice("on_conflict", ("fail", false), ("replace", true));
        var apply = RequestedApply();
        if (apply == ApplyOption.Reload)
            Problems.Add(Message.NoReloadOfNetworks());
        return new()
        {
            Name = network,
            DnsEdits = new(Options.Has("records") ? Listed() : Single(), isReplacing),
            Restart = Choice("restart", ("never", RestartOption.Never), ("dnsmasq", RestartOption.Dnsmasq),
                ("if_needed", RestartOption.IfNeeded)),
            Apply = apply,
            Root = Root(),
            CheckMode = CheckMode(),
            Diff = Diff(),
            Backup = Flag("backup"),
            UnsafeWrites = Flag("unsafe_writes"),
            LockSeconds = LockSeconds(),
        };
    }

    private List<DnsEdit> Single()
    {
        var (state, name, ips, aliases) = (Text("state"), Text("name"), Words("ip"), Words("aliases"));
        return Options.Has("name") ? [Edit(state, name is null ? [] : [name], ips, aliases, default)] : Missing("name", default);
    }

    private List<DnsEdit> Listed()
    {
        var edits = new List<DnsEdit>();
        foreach (var key in RecordKeys)
            if (key != "state" && Options.Has(key))
                Problems.Add(Message.Exclusive("records", key));
        var state = Text("state");
        var records = Records("records") ?? [];
        for (var index = 0; index < records.Count; index++)
        {
            var (record, at) = (records[index], InputLocation.Item(index));
            foreach (var (key, _) in record.Fields)
                if (!RecordKeys.Contains(key, StringComparer.Ordinal))
                    Problems.Add(Message.UnknownOption($"records: {key}", Suggestion.For(key, RecordKeys), at));
            if (record.All("name") is not { Count: > 0 } names)
                Missing("name", at);
            else
                edits.Add(Edit(record.One("state") ?? state, names, record.All("ip"), record.All("aliases"), at));
        }
        return edits;
    }

    private List<DnsEdit> Missing(string key, InputLocation at)
    {
        Problems.Add(Message.DnsLacks(key, at));
        return [];
    }

    private DnsEdit Edit(string? state, List<string> names, List<string>? ips, List<string>? aliases, InputLocation at)
    {
        if (state is not (null or "present" or "absent"))
            Problems.Add(Message.WrongValue("state", state, "present or absent", at));
        var all = names.Concat((aliases ?? []).SelectMany(Split)).ToList();
        foreach (var name in all)
            if (HostName.Refusal(((Utf8Slice)(name.StartsWith(DnsEdits.Wildcard, StringComparison.Ordinal)
                ? name[DnsEdits.Wildcard.Length..] : name)).Span) is { } why)
                Problems.Add(Message.BadName("name", name, why, at));
        var addresses = new List<IpAddress>();
        foreach (var text in (ips ?? []).SelectMany(Split))
            if (!IpAddress.TryParse(text.AsSpan(), out var ip))
                Problems.Add(Message.WrongValue("ip", text, "an IPv4 or IPv6 address, or a list of them", at));
            else if (!addresses.Contains(ip))
                addresses.Add(ip);
        if (state != "absent" && ips is not { Count: > 0 })
            Missing("ip", at);
        CheckNew(all, addresses, at);
        return new(all, addresses, state == "absent", at);
    }

    /// <summary>Each name once for each family: a second one would contradict the first.</summary>
    private void CheckNew(List<string> names, List<IpAddress> addresses, InputLocation at)
    {
        var families = addresses.Count == 0 ? [Family.V4, Family.V6] : addresses.Select(ip => ip.Family).Distinct().ToArray();
        foreach (var name in names)
        {
            var isNew = true;
            foreach (var family in families)
                isNew &= seen.Add($"{name} {family}");
            if (!isNew)
                Problems.Add(Message.RecordTwice("name", name, at));
        }
    }

    private static string[] Split(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
}
