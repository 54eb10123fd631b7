using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Compares the places where a network's reservations stand: the persistent definition with the running one, that with what dnsmasq reads,
/// and both with the network's block of /etc/hosts. Each difference is told once, at the place that has to change.
/// </summary>
internal sealed class DriftFinder
{
    /// <summary>More are counted, not listed: a list of a million is of no use.</summary>
    private const int MostFound = 10_000;

    private readonly string network;
    private readonly NetworkSnapshot state;
    private readonly List<Reservation> config;
    private readonly List<Reservation> live;
    private readonly List<DriftEntry> found = [];
    private readonly ReservationSet dead = new();
    private int skipped;

    private DriftFinder(string network, NetworkSnapshot state)
    {
        (this.network, this.state) = (network, state);
        (config, live) = (Entries(state.Config), Entries(state.Live));
    }

    /// <param name="seen">The network as it was read.</param>
    /// <param name="hosts">/etc/hosts, as the network sees it; null where it cannot be read.</param>
    /// <param name="ownNames">The machine's, which no guest may take there.</param>
    /// <param name="warnings">Gets what a drift entry is too short for.</param>
    public static List<DriftEntry> Find(ObservedNetwork seen, EtcHosts? hosts, List<Utf8Slice> ownNames, List<string> warnings)
    {
        var finder = new DriftFinder(seen.Name, seen.State);
        finder.CompareSides();
        finder.CompareSettings(warnings);
        finder.AddIgnoredEntries(finder.config, DriftPlace.Config);
        finder.AddIgnoredEntries(finder.live, DriftPlace.Live);
        // What lies there of a network that never ran, or nothing, says nothing: libvirt writes it when the network starts.
        if (seen.State.Live is not null || seen.State.Hostsfile.Bytes is { Length: > 0 })
            finder.CompareHostsfile(warnings);
        if (hosts is not null)
            finder.CompareEtcHosts(hosts, ownNames);
        if (seen.State is { DnsmasqConf: { } conf, Live: { } running })
            finder.CheckConf(conf, running, warnings);
        if (!seen.HasDnsmasq && seen.State.Live is { } unserved && SettingsDrift.NeedsDnsmasq(unserved))
            finder.AddGeneral(DriftPlace.DnsmasqConf, DriftProblem.Dead, Message.NoDnsmasq(seen.Name), warnings);
        if (finder.skipped > 0)
            warnings.Add(Message.MoreDriftFound(seen.Name, finder.skipped));
        return finder.found;
    }

    /// <summary>In the order of the XML.</summary>
    public static List<Reservation> Entries(NetworkDefinition? definition)
    {
        var entries = new List<Reservation>(definition?.Reservations.Count ?? 0);
        foreach (var element in definition?.Reservations ?? [])
            entries.Add(element.Reservation);
        return entries;
    }

    private void CompareSides()
    {
        if (state is { Config: not null, Live: not null })
            Compare(config, live, [], (DriftPlace.Live, DriftProblem.Missing), (DriftPlace.Config, DriftProblem.Missing), DriftPlace.Live);
    }

    private void CompareSettings(List<string> warnings)
    {
        if (state is { Config: { } persistent, Live: { } running } && SettingsDrift.Between(running, persistent) is { Count: > 0 } changes)
            AddGeneral(DriftPlace.Live, DriftProblem.Differs,
                Message.SettingsDiffer(network, changes, changes.Exists(change => !NetworkSetting.IsLiveChange(change.What))), warnings);
    }

    private void CompareHostsfile(List<string> warnings)
    {
        var lines = new List<Reservation>();
        var (odd, firstOdd) = (0, 0);
        foreach (var (number, line) in Hostsfile.Lines(state.Hostsfile.Bytes ?? []))
        {
            if (line is { } reservation)
                lines.Add(reservation);
            else if (odd++ == 0)
                firstOdd = number;
        }
        if (state.Barrier is { } barrier)
        {
            found.Add(new(DriftPlace.Hostsfile, DriftProblem.Dead, null));
            warnings.Add(Message.HostsfileNotReadable(network, barrier));
        }
        var isDead = IgnoredEntries.Of(lines);
        AddIgnored(lines, isDead, DriftPlace.Hostsfile);
        Compare((state.Live is null ? config : live).FindAll(entry => !entry.IsOption), lines, isDead,
            (DriftPlace.Hostsfile, DriftProblem.Missing), (DriftPlace.Hostsfile, DriftProblem.Extra), DriftPlace.Hostsfile);
        if (odd > 0)
            AddGeneral(DriftPlace.Hostsfile, DriftProblem.Extra, Message.OddHostsfileLines(state.Hostsfile.Shown, firstOdd, odd), warnings);
    }

    /// <summary>Pairs what is in one place with what should be, and reports what is left on either side.</summary>
    private void Compare(
        List<Reservation> expected, List<Reservation> actual, bool[] isDead, (DriftPlace, DriftProblem) missing,
        (DriftPlace, DriftProblem) extra, DriftPlace differing)
    {
        var table = new ReservationTable(expected);
        var strangers = new List<int>();
        for (var row = 0; row < actual.Count; row++)
            if (!table.TakeSame(actual[row]))
                strangers.Add(row);
        foreach (var row in strangers)
        {
            if (isDead.Length > 0 && isDead[row])
                continue;
            if (table.TakeRelated(actual[row]))
                Add((differing, DriftProblem.Differs), actual[row]);
            else
                Add(extra, actual[row]);
        }
        foreach (var entry in table.Left)
            Add(missing, entry);
    }

    private void AddIgnoredEntries(List<Reservation> entries, DriftPlace where) => AddIgnored(entries, IgnoredEntries.Of(entries), where);

    private void AddIgnored(List<Reservation> entries, bool[] isDead, DriftPlace where)
    {
        for (var row = 0; row < entries.Count; row++)
            if (isDead[row] && dead.Add(entries[row]))
                Add((where, DriftProblem.Dead), entries[row]);
    }

    private void CompareEtcHosts(EtcHosts hosts, List<Utf8Slice> ownNames)
    {
        var lines = new HostsLines(hosts.Own);
        if (lines.Count == 0)
            return;
        var sides = new List<Reservation>(config);
        sides.AddRange(live);
        var byIp = new RowIndex(sides.Count);
        for (var row = 0; row < sides.Count; row++)
            byIp.Add(RowIndex.Hash(sides[row].Ip), row);
        for (var line = 0; line < lines.Count; line++)
            if (lines[line] is { Names.IsNull: false } entry && Judge(entry) is { } problem)
                found.Add(new(DriftPlace.EtcHosts, problem, Listed(entry)));
        HashSet<string>? elsewhere = null;
        foreach (var reservation in state.Config is null ? live : config)
            if (BelongsInHosts(reservation, ownNames) && lines.At(reservation.Ip) is null
                && (elsewhere ??= Mentions(hosts)).Add(Mention(reservation.Ip, reservation.Name)))
                Add((DriftPlace.EtcHosts, DriftProblem.Missing), reservation);

        DriftProblem? Judge(HostsEntry entry)
        {
            var (isThere, hasOther) = (false, false);
            for (var place = byIp.First(RowIndex.Hash(entry.Ip)); place >= 0; place = byIp.Next(place))
            {
                var reservation = sides[byIp.Row(place)];
                if (reservation.Ip != entry.Ip)
                    continue;
                // Without a name of its own, or with one that may not stand there, it has only aliases in the line.
                if (!BelongsInHosts(reservation, ownNames)
                    || EtcHosts.Words(entry.Names).Exists(name => name.EqualsIgnoreCase(reservation.Name)))
                    isThere = true;
                else
                    hasOther = true;
            }
            return isThere ? null : hasOther ? DriftProblem.Differs : DriftProblem.Extra;
        }
    }

    /// <summary>Names that <c>reservation</c> would put there, in addition to what <c>domains</c> includes.</summary>
    private bool BelongsInHosts(in Reservation reservation, List<Utf8Slice> ownNames)
    {
        if (reservation.Name.IsNullOrEmpty || HostName.Refusal(reservation.Name.Span) is not null
            || HostName.IsReservedName(reservation.Name, ownNames))
            return false;
        var domain = state.Served.Domain;
        return !reservation.Name.Span.Contains((byte)'.')
            || (!domain.IsNullOrEmpty && reservation.Name.ToString().EndsWith("." + domain, StringComparison.OrdinalIgnoreCase));
    }

    private static HashSet<string> Mentions(EtcHosts hosts)
    {
        var mentions = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var mention in hosts.Foreign())
            mentions.Add(Mention(mention.Ip, mention.Name));
        return mentions;
    }

    private static string Mention(IpAddress ip, Utf8Slice name) => ip + " " + name;

    private ListedReservation Listed(HostsEntry line)
    {
        var names = line.Names;
        EtcHosts.NextName(ref names, out var first);
        return new(network, new() { Ip = line.Ip, Name = first }, names.IsNullOrEmpty ? null : EtcHosts.Words(names));
    }

    private void CheckConf(DnsmasqConf conf, NetworkDefinition running, List<string> warnings)
    {
        foreach (var entry in live)
            if (entry.IsOption ? !conf.Has(HostOption.Render(entry)) : !conf.Serves(entry.Family))
                Add((DriftPlace.DnsmasqConf, DriftProblem.Missing), entry);
        warnings.AddRange(RestartJudge.Reasons(conf, network, live).Select(reason => reason.What));
        if (RestartJudge.OfOptions(conf, network, state.Config is null ? live : config) is { } byMac)
            warnings.Add(byMac.What);
        if (RestartJudge.LeaseLimit(conf.LeaseMax, running, live) is { } limit)
            AddGeneral(DriftPlace.DnsmasqConf, DriftProblem.LeaseLimit, limit, warnings);
    }

    /// <summary>Something that is not about one reservation: a warning has the details.</summary>
    private void AddGeneral(DriftPlace where, DriftProblem problem, string warning, List<string> warnings)
    {
        found.Add(new(where, problem, null));
        warnings.Add(warning);
    }

    private void Add((DriftPlace Where, DriftProblem Problem) drift, in Reservation reservation)
    {
        if (found.Count < MostFound)
            found.Add(new(drift.Where, drift.Problem, new(network, reservation, null)));
        else
            skipped++;
    }
}
