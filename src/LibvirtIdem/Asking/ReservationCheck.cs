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
        CheckKeys(options.Unknown, AllKeys, default);
        if (Text("command", options.Command) is { } command && command != "reservation")
            problems.Add(Sentences.WrongValue("command", command, "a command; there is reservation"));
        var etcHosts = Flag("etc_hosts", options.EtcHosts, fallback: true);
        var network = Network();
        return new()
        {
            Networks = [new(network, Wanted(etcHosts))],
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

    private Wanted[] Wanted(bool etcHosts)
    {
        if (options.Reservations is { } list)
        {
            foreach (var key in GivenKeys(options))
                problems.Add(Sentences.ListAndSingle(key));
            return (IsReadable("reservations", list, default) ? list.Value! : []).Select((item, index) => Wanted(item, Place.Item(index), etcHosts)).ToArray();
        }
        if (GivenKeys(options).All(key => key == "state"))
        {
            problems.Add(Sentences.NothingNamed());
            return [];
        }
        return [Wanted(options, default, etcHosts)];
    }

    private Wanted Wanted(ReservationItem keys, Place at, bool etcHosts)
    {
        var before = problems.Count;
        if (keys is not ReservationOptions)
            CheckKeys(keys.Unknown, ItemKeys, at);
        var wanted = new Wanted
        {
            At = at,
            IsPresent = Choice("state", keys.State, at, ("present", true), ("absent", false)),
            Mac = Parsed<MacAddress>("mac", keys.Mac, at, MacAddress.TryParse, "a MAC address, such as 52:54:00:12:34:56"),
            Id = Parsed<ClientId>("id", keys.Id, at, ParseId, "a DUID in hex, such as 00:03:00:01:52:54:00:12:34:56")?.Revived(),
            Ip = Parsed<IpAddress>("ip", keys.Ip, at, IpAddress.TryParse, "an IPv4 or IPv6 address"),
            Name = Text("name", keys.Name, at),
            LeaseTime = LeaseTimeOf(keys.LeaseTime, at, out var clears),
            ClearsLeaseTime = clears,
            Aliases = Words("aliases", keys.Aliases, at)?.ConvertAll(alias => (Text)alias),
        };
        if (problems.Count == before)
            CheckSense(wanted, etcHosts);
        return wanted;
    }

    private void CheckSense(in Wanted wanted, bool etcHosts)
    {
        var at = wanted.At;
        if (wanted.Mac is { } mac && mac.Value == 0)
            problems.Add(Sentences.ZeroMac(at));
        else if (wanted.Mac is { IsMulticast: true } multicast)
            problems.Add(Sentences.Multicast(multicast, at));
        if (wanted.Id is { HasLegalLength: false } id)
            problems.Add(Sentences.WrongValue("id", id.ToString(), "a DUID of 3 to 130 bytes", at));
        if (!wanted.IsPresent)
        {
            if (wanted is { Mac: null, Id: null, Ip: null } && wanted.Name.IsNullOrEmpty)
                problems.Add(Sentences.AbsentNeedsOne(at));
            if (wanted.Aliases is not null)
                problems.Add(Sentences.AliasesNeedPresent(at));
            return;
        }
        CheckNames(wanted, etcHosts);
        if (wanted.Ip is not { } ip)
            problems.Add(Sentences.NeedsIp(at));
        else if (ip.Family == Family.V6 && wanted.Mac is { } macOnV6)
            problems.Add(Sentences.MacOnIpv6(macOnV6, at));
        else if (ip.Family == Family.V4 && wanted.Id is not null)
            problems.Add(Sentences.IdOnIpv4(at));
        else if (wanted is { Mac: null, Id: null } && wanted.Name.IsNullOrEmpty)
            problems.Add(Sentences.NeedsIdentity(ip.Family, at));
    }

    private void CheckNames(in Wanted wanted, bool etcHosts)
    {
        if (!wanted.Name.IsNullOrEmpty && HostName.Refusal(wanted.Name.Span) is { } why)
            problems.Add(Sentences.BadName("name", wanted.Name.ToString(), why, wanted.At));
        foreach (var alias in wanted.Aliases ?? [])
            if (HostName.Refusal(alias.Span) is { } whyNot)
                problems.Add(Sentences.BadName("aliases", alias.ToString(), whyNot, wanted.At));
        if (wanted.Aliases is { Count: > 0 } && !etcHosts)
            problems.Add(Sentences.AliasesNeedEtcHosts(wanted.At));
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
            problems.Add(Sentences.Empty("root", default));
        else if (root.Contains('\0', StringComparison.Ordinal))
            problems.Add(Sentences.WrongValue("root", root, "a path"));
        return root;
    }

    private List<string> Domains()
    {
        var domains = Words("domains", options.Domains) ?? [];
        foreach (var domain in domains)
            if (HostName.Refusal(((Text)domain).Span) is { } why)
                problems.Add(Sentences.BadName("domains", domain, why, default));
        return domains;
    }

    private int LockSeconds()
    {
        var seconds = IsReadable("lock_timeout", options.LockTimeout, default) ? options.LockTimeout.Value : DefaultLockSeconds;
        if (seconds is < 0 or > 86400)
            problems.Add(Sentences.WrongValue("lock_timeout", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), "a number of seconds from 0 to 86400"));
        return seconds;
    }

    private LeaseTime? LeaseTimeOf(TextOption? option, Place at, out bool clears)
    {
        var text = Text("lease_time", option, at);
        clears = text is "" or "default";
        if (text is null || clears)
            return null;
        if (LeaseTime.TryParse(text, out var time))
            return time;
        problems.Add(Sentences.WrongValue("lease_time", text, "infinite, default, or a number with s, m, h or d of at least 2 minutes, such as 30m", at));
        return null;
    }

    private delegate bool Parser<T>(ReadOnlySpan<char> text, out T value);

    private T? Parsed<T>(string key, TextOption? option, Place at, Parser<T> parser, string expected) where T : struct
    {
        if (Text(key, option, at) is not { } text)
            return null;
        if (parser(text, out var value))
            return value;
        problems.Add(text.Length == 0 ? Sentences.Empty(key, at) : Sentences.WrongValue(key, text, expected, at));
        return null;
    }

    private static bool ParseId(ReadOnlySpan<char> text, out ClientId id) => ClientId.TryParse(text.ToString(), out id);

    private string? Text(string key, TextOption? option, Place at = default) => IsReadable(key, option, at) ? option.Value : null;

    private List<string>? Words(string key, WordsOption? option, Place at = default) => IsReadable(key, option, at) ? option.Value : null;

    private bool Flag(string key, FlagOption? option, bool fallback = false) => IsReadable(key, option, default) ? option.Value : fallback;

    private bool IsReadable<T>(string key, [NotNullWhen(true)] Option<T>? option, Place at)
    {
        if (option?.Unreadable is { } text)
            problems.Add(Sentences.WrongValue(key, text, option.Expected, at));
        return option is { Unreadable: null };
    }

    private TChoice Choice<TChoice>(string key, TextOption? option, params ReadOnlySpan<(string Word, TChoice Value)> choices) => Choice(key, option, default, choices);

    private TChoice Choice<TChoice>(string key, TextOption? option, Place at, params ReadOnlySpan<(string Word, TChoice Value)> choices)
    {
        if (Text(key, option, at) is not { } word)
            return choices[0].Value;
        foreach (var choice in choices)
            if (choice.Word == word)
                return choice.Value;
        problems.Add(Sentences.WrongValue(key, word, "one of " + string.Join(", ", choices.ToArray().Select(choice => choice.Word)), at));
        return choices[0].Value;
    }

    private void CheckKeys(Dictionary<string, JsonElement>? unknown, string[] known, Place at)
    {
        foreach (var key in unknown?.Keys ?? Enumerable.Empty<string>())
            if (!key.StartsWith("_ansible_", StringComparison.Ordinal))
                problems.Add(Sentences.UnknownOption(key, Nearest.To(key, known), at));
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
