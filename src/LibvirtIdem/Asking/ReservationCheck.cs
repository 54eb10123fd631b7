using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From options to a request that makes sense in itself: every problem that can be seen without looking at the machine.</summary>
internal sealed class ReservationCheck : OptionsCheck
{
    private static readonly string[] ItemKeys = ["state", "mac", "id", "name", "ip", "guest", "lease_time", "aliases"];

    private static readonly string[] AllKeys =
    [
        "command", "network", "state", "mac", "id", "name", "ip", "guest", "lease_time", "aliases", "reservations", "csv", "purge", "max_removals", "on_conflict", "on_active_lease",
        "etc_hosts", "hosts_template", "domains", "apply", "force", "root", "check_mode", "diff", "backup", "unsafe_writes", "lock_timeout",
    ];

    private readonly ReservationOptions options;
    private readonly string? csvFile;
    private readonly Func<string, byte[]?> readCsv;
    private readonly List<Problem> itemProblems = [];
    private readonly List<string> warnings = [];
    private bool wantsAddresses;

    private ReservationCheck(ReservationOptions options, string? csvFile, Func<string, byte[]?> readCsv) : base(options) =>
        (this.options, this.csvFile, this.readCsv) = (options, csvFile, readCsv);

    public static IReadOnlyList<string> Keys => AllKeys;

    /// <summary>The request, or null and the problems that stand in its way.</summary>
    /// <param name="options">As they came in.</param>
    /// <param name="csvFile">The file that <c>import</c> was given beside them.</param>
    /// <param name="readCsv">The bytes of the file that is named, null where it cannot be read; <c>-</c> is standard input.</param>
    /// <param name="problems">What is wrong with the call.</param>
    public static ReservationRequest? Check(
        ReservationOptions options, string? csvFile, Func<string, byte[]?> readCsv, out IReadOnlyList<Problem> problems)
    {
        var check = new ReservationCheck(options, csvFile, readCsv);
        var request = check.Check();
        problems = check.Problems;
        return problems.Count == 0 ? request : null;
    }

    private ReservationRequest Check()
    {
        CheckKeys(options, AllKeys);
        CheckCommand(options.Command, Command.Reservation);
        var purge = Flag("purge", options.Purge);
        var maxRemovals = MaxRemovals();
        var networks = Networks(Flag("etc_hosts", options.EtcHosts, fallback: true));
        if (purge && maxRemovals is null && itemProblems.Count == 0 && Problems.Count == 0 && networks.Any(network => !network.Wanted.Any(wanted => wanted.IsPresent)))
            Problems.Add(Sentences.PurgeOfEverything());
        return new()
        {
            Networks = networks,
            Problems = itemProblems,
            Warnings = warnings,
            Purge = purge,
            MaxRemovals = maxRemovals,
            OnConflict = Choice("on_conflict", options.OnConflict, ("fail", OnConflict.Fail), ("replace", OnConflict.Replace)),
            OnActiveLease = Choice("on_active_lease", options.OnActiveLease, ("warn", OnActiveLease.Warn), ("fail", OnActiveLease.Fail), ("ignore", OnActiveLease.Ignore), ("release", OnActiveLease.Release)),
            EtcHosts = Flag("etc_hosts", options.EtcHosts, fallback: true),
            HostsTemplate = Flag("hosts_template", options.HostsTemplate),
            Domains = Domains(),
            Apply = Choice("apply", options.Apply, ("auto", Apply.Auto), ("api", Apply.Api), ("reload", Apply.Reload), ("quiet", Apply.Quiet), ("files", Apply.Files)),
            Force = Flag("force", options.Force),
            Root = Root(options.Root),
            CheckMode = Flag("check_mode", options.CheckMode) || IsSet("_ansible_check_mode"),
            Diff = Flag("diff", options.Diff) || IsSet("_ansible_diff"),
            Backup = Flag("backup", options.Backup),
            UnsafeWrites = Flag("unsafe_writes", options.UnsafeWrites),
            LockSeconds = LockSeconds(options.LockTimeout),
            WantsAddresses = wantsAddresses,
        };
    }

    private List<NetworkRequest> Networks(bool etcHosts)
    {
        var network = Text("network", options.Network) ?? "default";
        if (NetworkName.Refusal(network) is { } why)
            Problems.Add(Sentences.BadNetworkName(network, why));
        if (csvFile is not null && options.Csv is not null)
            Problems.Add(Sentences.GivenTwice("csv"));
        if ((csvFile ?? Text("csv", options.Csv)) is { } path)
        {
            foreach (var key in GivenKeys(options).Concat(options.Reservations is null ? [] : ["reservations"]))
                Problems.Add(Sentences.CsvAndSingle(key));
            return Problems.Count > 0 ? [] : Rows(path, network, etcHosts);
        }
        if (options.Reservations is { } list)
        {
            foreach (var key in GivenKeys(options))
                Problems.Add(Sentences.ListAndSingle(key));
            return [Items(network, IsReadable("reservations", list) ? list.Value! : [], etcHosts)];
        }
        var isNamed = GivenKeys(options).Any(key => key != "state");
        if (!isNamed && !Flag("purge", options.Purge))
            Problems.Add(Sentences.NothingNamed());
        var check = new ItemCheck(etcHosts, Problems);
        var fields = Fields(options, default, Problems);
        var wanted = isNamed ? check.Check(fields, default) : null;
        wantsAddresses = check.SawAuto;
        return [new(network, wanted is { } item ? [item] : []) { Guests = wanted is null || fields.Guest.IsNull ? [] : [new(0, fields.Guest.ToString())] }];
    }

    private List<NetworkRequest> Rows(string path, string network, bool etcHosts)
    {
        if (readCsv(path) is not { } bytes)
        {
            Problems.Add(Sentences.NoCsv(path));
            return [];
        }
        var check = new ItemCheck(etcHosts, itemProblems);
        var file = new CsvFile(bytes, path == "-" ? "standard input" : path, network, check, itemProblems, warnings);
        if (file.Read() is { } problem)
            Problems.Add(problem);
        wantsAddresses = check.SawAuto;
        return file.Networks;
    }

    private NetworkRequest Items(string network, List<ReservationItem> items, bool etcHosts)
    {
        var check = new ItemCheck(etcHosts, itemProblems);
        var wanted = new List<Wanted>(items.Count);
        var guests = new List<WantedGuest>();
        for (var index = 0; index < items.Count; index++)
        {
            var at = Place.Item(index);
            CheckKeys(items[index], ItemKeys, at);
            var before = itemProblems.Count;
            var fields = Fields(items[index], at, itemProblems);
            if (itemProblems.Count > before || check.Check(fields, at) is not { } item)
                continue;
            if (!fields.Guest.IsNull)
                guests.Add(new(wanted.Count, fields.Guest.ToString()));
            wanted.Add(item);
        }
        wantsAddresses = check.SawAuto;
        return new(network, [.. wanted]) { Guests = guests };
    }

    private static ItemFields Fields(ReservationItem keys, Place at, List<Problem> problems)
    {
        return new()
        {
            State = Of("state", keys.State),
            Mac = Of("mac", keys.Mac),
            Id = Of("id", keys.Id),
            Name = Of("name", keys.Name),
            Ip = Of("ip", keys.Ip),
            Guest = Of("guest", keys.Guest),
            LeaseTime = Of("lease_time", keys.LeaseTime),
            Aliases = keys.Aliases is { Unreadable: { } words } ? Unreadable("aliases", words, keys.Aliases.Expected) : keys.Aliases?.Value?.ConvertAll(alias => (Text)alias),
        };

        Text Of(string key, TextOption? option)
        {
            if (option?.Unreadable is { } text)
                problems.Add(Sentences.WrongValue(key, text, option.Expected, at));
            return option?.Value;
        }

        List<Text>? Unreadable(string key, string text, string expected)
        {
            problems.Add(Sentences.WrongValue(key, text, expected, at));
            return null;
        }
    }

    private int? MaxRemovals()
    {
        if (!IsReadable("max_removals", options.MaxRemovals))
            return null;
        if (options.MaxRemovals.Value < 0)
            Problems.Add(Sentences.WrongValue("max_removals", options.MaxRemovals.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), "a number from 0"));
        return options.MaxRemovals.Value;
    }

    private List<string> Domains()
    {
        var domains = IsReadable("domains", options.Domains) ? options.Domains.Value! : [];
        foreach (var domain in domains)
            if (HostName.Refusal(((Text)domain).Span) is { } why)
                Problems.Add(Sentences.BadName("domains", domain, why, default));
        return domains;
    }

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
        if (keys.Guest is not null)
            yield return "guest";
        if (keys.LeaseTime is not null)
            yield return "lease_time";
        if (keys.Aliases is not null)
            yield return "aliases";
    }
}
