using System.Text.Json;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From options to a request that makes sense in itself: every problem that can be seen without looking at the machine.</summary>
internal sealed class ReservationRequestParser : RequestParser
{
    /// <summary>About single identifiers: a file of wrong ones says so with its first.</summary>
    private const int MostWarnings = 10;

    private readonly string? csvFile;
    private readonly Func<string, ImportedText?> readCsv;
    private readonly List<Problem> itemProblems = [];
    private readonly List<string> warnings = [];
    private bool wantsAddresses;
    private bool wantsMacs;
    private bool wantsDns;
    private bool? dns;

    private ReservationRequestParser(Options options, string? csvFile, Func<string, ImportedText?> readCsv) : base(options) =>
        (this.csvFile, this.readCsv) = (csvFile, readCsv);

    /// <summary>The request, or null and the problems.</summary>
    /// <param name="options">As they came in.</param>
    /// <param name="csvFile">The file that <c>import</c> was given in addition.</param>
    /// <param name="readCsv">The bytes of the file that is named, null where it cannot be read; <c>-</c> is standard input.</param>
    /// <param name="problems">What is wrong with the call.</param>
    public static ReservationRequest? Parse(
        Options options, string? csvFile, Func<string, ImportedText?> readCsv, out IReadOnlyList<Problem> problems)
    {
        var check = new ReservationRequestParser(options, csvFile, readCsv);
        var request = check.Parse();
        problems = check.Problems;
        return problems.Count == 0 ? request : null;
    }

    private ReservationRequest Parse()
    {
        CheckKeys();
        CheckCommand(Command.Reservation);
        var purge = Flag("purge");
        var maxRemovals = MaxRemovals();
        var etcHosts = Flag("etc_hosts", fallback: true);
        var prune = Flag("prune");
        dns = FlagIfGiven("dns");
        var networks = Networks(purge || prune, etcHosts);
        if (purge && maxRemovals is null && itemProblems.Count == 0 && Problems.Count == 0
            && networks.Any(network => !network.Wanted.Any(wanted => wanted.IsPresent)))
            Problems.Add(Message.PurgeOfEverything());
        WarnOfIds(networks);
        var (apply, restart) = (RequestedApply(), Choice("restart", ("never", RestartOption.Never), ("dnsmasq", RestartOption.Dnsmasq)));
        if (restart == RestartOption.Dnsmasq && apply == ApplyOption.Quiet)
            Problems.Add(Message.RestartAndQuiet());
        if (apply == ApplyOption.Quiet && wantsDns)
            Problems.Add(Message.DnsAndQuiet());
        return new()
        {
            Networks = networks,
            Problems = itemProblems,
            Warnings = warnings,
            Purge = purge,
            Prune = prune,
            Within = Within(),
            MaxRemovals = maxRemovals,
            OnConflict = Choice("on_conflict", ("fail", OnConflict.Fail), ("replace", OnConflict.Replace)),
            OnActiveLease =
                Choice("on_active_lease", ("warn", OnActiveLease.Warn), ("fail", OnActiveLease.Fail), ("ignore", OnActiveLease.Ignore),
                ("release", OnActiveLease.Release)),
            EtcHosts = etcHosts,
            HostsTemplate = Flag("hosts_template"),
            Domains = Domains(),
            Apply = apply,
            Restart = restart,
            Force = Flag("force"),
            Root = Root(),
            CheckMode = CheckMode(),
            Diff = Diff(),
            Backup = Flag("backup"),
            UnsafeWrites = Flag("unsafe_writes"),
            LockSeconds = LockSeconds(),
            WantsAddresses = wantsAddresses,
            WantsMacs = wantsMacs,
            WantsDns = wantsDns,
            LeavesDns = dns == false,
        };
    }

    /// <summary>Identifiers that no DHCPv6 client sends, as far as that can be told.</summary>
    private void WarnOfIds(List<NetworkReservationsRequest> networks)
    {
        foreach (var network in networks)
            foreach (ref readonly var wanted in network.Wanted.AsSpan())
                if (wanted is { IsPresent: true, Id: { HasKnownType: false } id } && warnings.Count < MostWarnings)
                    warnings.Add(Message.NoDuid(id));
    }

    private List<NetworkReservationsRequest> Networks(bool mayNameNone, bool etcHosts)
    {
        var network = Text("network") ?? "default";
        if (NetworkName.Refusal(network) is { } why)
            Problems.Add(Message.BadNetworkName(network, why));
        if (csvFile is not null && Options.Has("csv"))
            Problems.Add(Message.GivenTwice("csv"));
        var single = GivenKeys();
        if (Text("format") is { } format && !ImportedText.Formats.Contains(format, StringComparer.Ordinal))
            Problems.Add(Message.WrongValue("format", format, "one of " + string.Join(", ", ImportedText.Formats)));
        if (Options.Has("format") && csvFile is null && !Options.Has("csv"))
            Problems.Add(Message.FormatWithoutFile());
        if ((csvFile ?? Text("csv")) is { } path)
        {
            foreach (var key in single)
                Problems.Add(Message.CsvAndSingle(key));
            if (Options.Has("reservations"))
                Problems.Add(Message.CsvAndSingle("reservations"));
            return Problems.Count > 0 ? [] : Rows(path, network, etcHosts);
        }
        if (Options.Has("reservations"))
        {
            foreach (var key in single)
                Problems.Add(Message.ListAndSingle(key));
            return [Items(network, Items("reservations"), etcHosts)];
        }
        var isNamed = single is not ([] or ["state"]);
        if (!isNamed && !mayNameNone)
            Problems.Add(Message.NothingNamed());
        var check = new ReservationItemParser(etcHosts, dns, Problems);
        var fields = Fields(Options, default, Problems);
        var wanted = isNamed ? check.Parse(fields, default) : null;
        (wantsAddresses, wantsMacs, wantsDns) = (check.SawAuto, check.SawAutoMac, check.SawDns);
        return [new(network,
            wanted is { } item ? [item] : []) { Guests = wanted is null || fields.Guest.IsNull ? [] : [new(0, fields.Guest.ToString())] }];
    }

    private List<NetworkReservationsRequest> Rows(string path, string network, bool etcHosts)
    {
        var text = readCsv(path);
        if (text is not { Problem: null })
        {
            Problems.Add(text?.Problem ?? Message.NoCsv(path));
            return [];
        }
        var check = new ReservationItemParser(etcHosts, dns, itemProblems);
        var file = new CsvFile(text, path == "-" ? "standard input" : path, network, check, itemProblems, warnings);
        if (file.Read() is { } problem)
            Problems.Add(problem);
        (wantsAddresses, wantsMacs, wantsDns) = (check.SawAuto, check.SawAutoMac, check.SawDns);
        return file.Networks;
    }

    private NetworkReservationsRequest Items(string network, JsonElement? items, bool etcHosts)
    {
        if (items is not { } list)
            return new(network, []);
        var check = new ReservationItemParser(etcHosts, dns, itemProblems);
        var wanted = new List<DesiredReservation>(list.GetArrayLength());
        var guests = new List<GuestLookup>();
        var index = 0;
        foreach (var keys in list.EnumerateArray())
        {
            var at = InputLocation.Item(index++);
            var options = Options.Of(keys, OptionSpecs.Item);
            CheckKeys(options, at);
            var before = itemProblems.Count;
            var fields = Fields(options, at, itemProblems);
            if (itemProblems.Count > before || check.Parse(fields, at) is not { } item)
                continue;
            if (!fields.Guest.IsNull)
                guests.Add(new(wanted.Count, fields.Guest.ToString()));
            wanted.Add(item);
        }
        (wantsAddresses, wantsMacs, wantsDns) = (check.SawAuto, check.SawAutoMac, check.SawDns);
        return new(network, [.. wanted]) { Guests = guests };
    }

    private static ItemFields Fields(Options options, InputLocation at, List<Problem> problems)
    {
        return new()
        {
            State = Of("state"),
            Mac = Of("mac"),
            Id = Of("id"),
            Name = Of("name"),
            Ip = Of("ip"),
            Guest = Of("guest"),
            LeaseTime = Of("lease_time"),
            Aliases = Aliases(),
            Dns = Dns(),
        };

        bool? Dns()
        {
            if (options.Find("dns", OptionKind.Flag) is not { } given)
                return null;
            if (given.AsFlag() is { } flag)
                return flag;
            problems.Add(given.InvalidValue(at));
            return null;
        }

        Utf8Slice Of(string key)
        {
            var given = options.Find(key, OptionKind.Text);
            if (given is { Text: null })
                problems.Add(given.InvalidValue(at));
            return given?.Text;
        }

        List<Utf8Slice>? Aliases()
        {
            if (options.Find("aliases", OptionKind.Words) is not { } given)
                return null;
            if (given.AsWords() is { } words)
                return words.ConvertAll(alias => (Utf8Slice)alias);
            problems.Add(given.InvalidValue(at));
            return null;
        }
    }

    private int? MaxRemovals()
    {
        var most = Number("max_removals");
        if (most < 0)
            Problems.Add(Message.WrongValue(
                "max_removals", most.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), "a number from 0"));
        return most;
    }

    /// <summary>An empty list is refused: it would be a scope without an address, or, taken for none given, one without a limit.</summary>
    private AddressScope? Within()
    {
        if (Words("within") is not { } words)
            return null;
        if (words.Count == 0)
            Problems.Add(Message.Empty("within", default));
        else if (AddressScope.Parse(words, out var wrong) is { } scope)
            return scope;
        else
            Problems.Add(Message.WrongValue(
                "within", wrong!, "address/prefix or start-end, such as 192.168.122.32/27 or 192.168.122.100-192.168.122.120"));
        return null;
    }

    private List<string> Domains()
    {
        var domains = Words("domains") ?? [];
        foreach (var domain in domains)
            if (HostName.Refusal(((Utf8Slice)domain).Span) is { } why)
                Problems.Add(Message.BadName("domains", domain, why, default));
        return domains;
    }

    /// <summary>What the call itself says of a reservation.</summary>
    private List<string> GivenKeys()
    {
        var keys = new List<string>();
        foreach (var (key, _) in OptionSpecs.Item)
            // Of the call it goes for each reservation that does not say it.
            if (key != "dns" && Options.Has(key))
                keys.Add(key);
        return keys;
    }
}
