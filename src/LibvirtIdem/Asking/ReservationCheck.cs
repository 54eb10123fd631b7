using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From options to a request that makes sense in itself: every problem that can be seen without looking at the machine.</summary>
internal sealed class ReservationCheck
{
    private static readonly string[] ItemKeys = ["state", "mac", "id", "name", "ip", "lease_time", "aliases"];

    private static readonly string[] AllKeys =
    [
        "command", "network", "state", "mac", "id", "name", "ip", "lease_time", "aliases", "reservations", "on_conflict", "on_active_lease", "etc_hosts", "hosts_template", "domains",
        "apply", "force", "root", "check_mode", "diff", "backup", "unsafe_writes", "lock_timeout",
    ];

    private const int DefaultLockSeconds = 30;

    private readonly ReservationOptions options;
    private readonly List<Problem> problems = [];

    private ReservationCheck(ReservationOptions options) => this.options = options;

    public static IReadOnlyList<string> Keys => AllKeys;

    /// <summary>The request, or null and the problems that stand in its way.</summary>
    public static ReservationRequest? Check(ReservationOptions options, out IReadOnlyList<Problem> problems)
    {
        var check = new ReservationCheck(options);
        var request = check.Check();
        problems = check.problems;
        return problems.Count == 0 ? request : null;
    }

    private ReservationRequest Check()
    {
        CheckKeys(options.Unknown, AllKeys, null);
        if (Text("command", options.Command) is { } command && command != "reservation")
            problems.Add(Sentences.WrongValue("command", command, "a command; there is reservation"));
        var etcHosts = Flag("etc_hosts", options.EtcHosts, fallback: true);
        return new()
        {
            Network = Network(),
            Wanted = Wanted(etcHosts),
            OnConflict = Choice("on_conflict", options.OnConflict, ("fail", OnConflict.Fail), ("replace", OnConflict.Replace)),
            OnActiveLease = Choice("on_active_lease", options.OnActiveLease, ("warn", OnActiveLease.Warn), ("fail", OnActiveLease.Fail), ("ignore", OnActiveLease.Ignore)),
            EtcHosts = etcHosts,
            HostsTemplate = Flag("hosts_template", options.HostsTemplate),
            Domains = Domains(),
            Apply = Choice("apply", options.Apply, ("auto", Apply.Auto), ("api", Apply.Api), ("files", Apply.Files)),
            Force = Flag("force", options.Force),
            Root = Root(),
            CheckMode = Flag("check_mode", options.CheckMode) || IsSet("_ansible_check_mode"),
            Diff = Flag("diff", options.Diff) || IsSet("_ansible_diff"),
            Backup = Flag("backup", options.Backup),
            UnsafeWrites = Flag("unsafe_writes", options.UnsafeWrites),
            LockSeconds = LockSeconds(),
        };
    }

    private List<Wanted> Wanted(bool etcHosts)
    {
        if (options.Reservations is { } list)
        {
            foreach (var key in GivenKeys(options))
                problems.Add(Sentences.ListAndSingle(key));
            return (IsReadable("reservations", list, null) ? list.Value! : []).Select((item, index) => Wanted(item, index, etcHosts)).ToList();
        }
        if (GivenKeys(options).All(key => key == "state"))
        {
            problems.Add(Sentences.NothingNamed());
            return [];
        }
        return [Wanted(options, null, etcHosts)];
    }

    private Wanted Wanted(ReservationItem keys, int? index, bool etcHosts)
    {
        var before = problems.Count;
        if (index is not null)
            CheckKeys(keys.Unknown, ItemKeys, index);
        var wanted = new Wanted
        {
            Index = index,
            IsPresent = Choice("state", keys.State, index, ("present", true), ("absent", false)),
            Mac = Parsed<MacAddress>("mac", keys.Mac, index, MacAddress.TryParse, "a MAC address, such as 52:54:00:12:34:56"),
            Id = Parsed<ClientId>("id", keys.Id, index, ClientId.TryParse, "a DUID in hex, such as 00:03:00:01:52:54:00:12:34:56")?.Revived(),
            Ip = Parsed<IpAddress>("ip", keys.Ip, index, IpAddress.TryParse, "an IPv4 or IPv6 address"),
            Name = Text("name", keys.Name, index),
            LeaseTime = LeaseTimeOf(keys.LeaseTime, index, out var clears),
            ClearsLeaseTime = clears,
            Aliases = Words("aliases", keys.Aliases, index),
        };
        if (problems.Count == before)
            CheckSense(wanted, etcHosts);
        return wanted;
    }

    private void CheckSense(Wanted wanted, bool etcHosts)
    {
        var index = wanted.Index;
        if (wanted.Mac is { } mac && mac.Value == 0)
            problems.Add(Sentences.ZeroMac(index));
        else if (wanted.Mac is { IsMulticast: true } multicast)
            problems.Add(Sentences.Multicast(multicast, index));
        if (wanted.Id is { HasLegalLength: false } id)
            problems.Add(Sentences.WrongValue("id", id.Text, "a DUID of 3 to 130 bytes", index));
        if (!wanted.IsPresent)
        {
            if (wanted is { Mac: null, Id: null, Ip: null } && string.IsNullOrEmpty(wanted.Name))
                problems.Add(Sentences.AbsentNeedsOne(index));
            if (wanted.Aliases is not null)
                problems.Add(Sentences.AliasesNeedPresent(index));
            return;
        }
        CheckNames(wanted, etcHosts);
        if (wanted.Ip is not { } ip)
            problems.Add(Sentences.NeedsIp(index));
        else if (ip.Family == Family.V6 && wanted.Mac is { } macOnV6)
            problems.Add(Sentences.MacOnIpv6(macOnV6, index));
        else if (ip.Family == Family.V4 && wanted.Id is not null)
            problems.Add(Sentences.IdOnIpv4(index));
        else if (wanted is { Mac: null, Id: null } && string.IsNullOrEmpty(wanted.Name))
            problems.Add(Sentences.NeedsIdentity(ip.Family, index));
    }

    private void CheckNames(Wanted wanted, bool etcHosts)
    {
        if (!string.IsNullOrEmpty(wanted.Name) && HostName.Refusal(wanted.Name) is { } why)
            problems.Add(Sentences.BadName("name", wanted.Name, why, wanted.Index));
        foreach (var alias in wanted.Aliases ?? [])
            if (HostName.Refusal(alias) is { } whyNot)
                problems.Add(Sentences.BadName("aliases", alias, whyNot, wanted.Index));
        if (wanted.Aliases is { Count: > 0 } && !etcHosts)
            problems.Add(Sentences.AliasesNeedEtcHosts(wanted.Index));
    }

    private string Network()
    {
        var name = Text("network", options.Network) ?? "default";
        // The name becomes a file's name, a marker line and a command in our messages.
        if (name.Length is 0 or > 200 || name is "." or ".." || name.Any(character => char.IsControl(character) || "/'\"`<>&".Contains(character, StringComparison.Ordinal)))
            problems.Add(Sentences.BadNetworkName(name));
        return name;
    }

    private string Root()
    {
        var root = Text("root", options.Root) ?? "/";
        if (root.Length == 0)
            problems.Add(Sentences.Empty("root", null));
        else if (root.Contains('\0', StringComparison.Ordinal))
            problems.Add(Sentences.WrongValue("root", root, "a path"));
        return root;
    }

    private List<string> Domains()
    {
        var domains = Words("domains", options.Domains) ?? [];
        foreach (var domain in domains)
            if (HostName.Refusal(domain) is { } why)
                problems.Add(Sentences.BadName("domains", domain, why, null));
        return domains;
    }

    private int LockSeconds()
    {
        var seconds = IsReadable("lock_timeout", options.LockTimeout, null) ? options.LockTimeout.Value : DefaultLockSeconds;
        if (seconds is < 0 or > 86400)
            problems.Add(Sentences.WrongValue("lock_timeout", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), "a number of seconds from 0 to 86400"));
        return seconds;
    }

    private LeaseTime? LeaseTimeOf(TextOption? option, int? index, out bool clears)
    {
        var text = Text("lease_time", option, index);
        clears = text is "" or "default";
        if (text is null || clears)
            return null;
        if (LeaseTime.TryParse(text, out var time))
            return time;
        problems.Add(Sentences.WrongValue("lease_time", text, "infinite, default, or a number with s, m, h or d of at least 2 minutes, such as 30m", index));
        return null;
    }

    private delegate bool Parser<T>(ReadOnlySpan<char> text, out T value);

    private T? Parsed<T>(string key, TextOption? option, int? index, Parser<T> parser, string expected) where T : struct
    {
        if (Text(key, option, index) is not { } text)
            return null;
        if (parser(text, out var value))
            return value;
        problems.Add(text.Length == 0 ? Sentences.Empty(key, index) : Sentences.WrongValue(key, text, expected, index));
        return null;
    }

    private string? Text(string key, TextOption? option, int? index = null) => IsReadable(key, option, index) ? option.Value : null;

    private List<string>? Words(string key, WordsOption? option, int? index = null) => IsReadable(key, option, index) ? option.Value : null;

    private bool Flag(string key, FlagOption? option, bool fallback = false) => IsReadable(key, option, null) ? option.Value : fallback;

    private bool IsReadable<T>(string key, [NotNullWhen(true)] Option<T>? option, int? index)
    {
        if (option?.Unreadable is { } text)
            problems.Add(Sentences.WrongValue(key, text, option.Expected, index));
        return option is { Unreadable: null };
    }

    private TChoice Choice<TChoice>(string key, TextOption? option, params ReadOnlySpan<(string Word, TChoice Value)> choices) => Choice(key, option, null, choices);

    private TChoice Choice<TChoice>(string key, TextOption? option, int? index, params ReadOnlySpan<(string Word, TChoice Value)> choices)
    {
        if (Text(key, option, index) is not { } word)
            return choices[0].Value;
        foreach (var choice in choices)
            if (choice.Word == word)
                return choice.Value;
        problems.Add(Sentences.WrongValue(key, word, "one of " + string.Join(", ", choices.ToArray().Select(choice => choice.Word)), index));
        return choices[0].Value;
    }

    private void CheckKeys(Dictionary<string, JsonElement>? unknown, string[] known, int? index)
    {
        foreach (var key in unknown?.Keys ?? Enumerable.Empty<string>())
            if (!key.StartsWith("_ansible_", StringComparison.Ordinal))
                problems.Add(Sentences.UnknownOption(key, Nearest.To(key, known), index));
    }

    private bool IsSet(string ansibleKey) => options.Unknown is { } unknown && unknown.TryGetValue(ansibleKey, out var value) && value.ValueKind == JsonValueKind.True;

    private static IEnumerable<string> GivenKeys(ReservationItem keys)
    {
        if (keys.State is not null)
            yield return "state";
        if (keys.Mac is not null)
            yield return "mac";
        if (keys.Id is not null)
            yield return "id";
        if (keys.Name is not null)
            yield return "name";
        if (keys.Ip is not null)
            yield return "ip";
        if (keys.LeaseTime is not null)
            yield return "lease_time";
        if (keys.Aliases is not null)
            yield return "aliases";
    }
}
