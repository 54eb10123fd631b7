using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>From what is asked and what is there to what will be done. Touches nothing: the same two give the same plan.</summary>
internal sealed class Planner
{
    private readonly ReservationRequest request;
    private readonly CurrentState current;
    private readonly ReservationPlanner reservations;
    private readonly List<Problem> problems = [];
    private readonly List<string> warnings = [];
    private readonly List<FileEdit> edits = [];
    private readonly List<(Role, FileSnapshot)> files = [];
    private readonly List<DiffText> diffs = [];
    private List<Reservation> gone = [];

    private Planner(ReservationRequest request, CurrentState current) =>
        (this.request, this.current, reservations) = (request, current, new(request, current));

    public static Plan Plan(ReservationRequest request, CurrentState current) => new Planner(request, current).Plan();

    private Plan Plan()
    {
        reservations.Plan();
        problems.AddRange(reservations.Problems);
        if (problems.Count > 0)
            return Refused();
        var (config, live) = (reservations.Config, reservations.Live);
        gone = [.. reservations.Targets.Where(target => target.Desired is null).SelectMany(Entries).Distinct(), .. reservations.Evicted];
        var hosts = PlanHosts();
        PlanHostsfile();
        foreach (var side in new[] { config, live }.OfType<SidePlan>().Where(side => side.Steps.Count > 0))
            PlanSide(side);
        TellDrift();
        ActiveLeases.Check(request, current, reservations, problems, warnings);
        if (problems.Count > 0)
            return Refused();

        var calls = current.HasDaemon ? LiveCalls.Order(live) : [];
        var restarts = calls.Count > 0 && HasV4Dhcp(live!.Definition.Reservations.Select(element => element.Reservation)) != HasV4Dhcp(live.After);
        // libvirt restarts dnsmasq by itself, with a new conf, where IPv4 DHCP begins or ends (networkUpdate, bridge_driver.c 9.0).
        var conf = restarts ? null : current.DnsmasqConf;
        if (live is not null && RestartJudge.LeaseLimit(conf, live.Definition, live.After) is { } limit)
            warnings.Add(limit);
        if (current.CloudInitManagesEtcHosts && request is { EtcHosts: true, HostsTemplate: false })
            warnings.Add(Sentences.CloudInitManages);
        return new()
        {
            Network = request.Network,
            Warnings = warnings,
            Changes = Changes(hosts),
            Summary = Summarize(),
            FileEdits = edits,
            Define = current.HasDaemon && config is { Steps.Count: > 0 } ? NetworkXmlEditor.Apply(config.Definition, config.Steps) : null,
            LiveCalls = calls,
            Files = files,
            ReloadDnsmasq = live is not null && calls.Count == 0 && edits.Exists(edit => edit.Role is Role.EtcHosts or Role.Hostsfile),
            RestartReasons = live is null ? [] : RestartJudge.Reasons(conf, request.Network, live.After),
            Diffs = diffs,
        };
    }

    private Plan Refused() => new() { Network = request.Network, Problems = problems, Warnings = warnings };

    /// <summary>/etc/hosts first: dnsmasq hands it to the guests at its next SIGHUP, and it beats the leases.</summary>
    private HostsPlanner? PlanHosts()
    {
        if (current.EtcHosts is null)
            return null;
        var after = new Lazy<HashSet<IpAddress>>(() => [.. (reservations.Config?.After ?? []).Concat(reservations.Live?.After ?? []).Select(reservation => reservation.Ip)]);
        HostsPlanner? first = null;
        foreach (var (role, file) in new[] { (Role.EtcHosts, current.EtcHosts), (Role.HostsTemplate, current.HostsTemplate) })
        {
            if (file is null)
                continue;
            HostsPlanner planner;
            try
            {
                planner = new(request, file, current.HostName, current.Served.Domain, after);
            }
            catch (UnreadableException unreadable)
            {
                problems.Add(Sentences.Unreadable(file.Path, unreadable.Line, unreadable.Message));
                continue;
            }
            PlanHosts(planner, role, file);
            first ??= planner;
        }
        return first;
    }

    private void PlanHosts(HostsPlanner planner, Role role, FileSnapshot file)
    {
        var present = reservations.Targets.Where(target => target.Desired is not null).ToList();
        foreach (var target in reservations.Targets)
            target.AliasesBefore ??= [.. Entries(target).SelectMany(planner.AliasesOf).Distinct(StringComparer.OrdinalIgnoreCase)];
        var lines = present.Select(target => (target, target.Wanted.Aliases ?? target.AliasesBefore!)).ToList();
        var moved = present.SelectMany(target => Entries(target).Where(entry => entry.Ip != target.Desired!.Ip));
        planner.TakeOut(gone, warnsOfForeign: true);
        planner.TakeOut([.. moved], warnsOfForeign: false);
        planner.Put(lines);
        problems.AddRange(planner.Problems);
        warnings.AddRange(planner.Warnings.Except(warnings, StringComparer.Ordinal));
        if (problems.Count > 0 || planner.Result() is not { } bytes)
            return;
        Edit(new(role, file, bytes, 0x1A4 /* 0644 */));
        if (request.Diff)
            diffs.Add(new(file.Path, planner.TextBefore, planner.TextAfter));
        var (before, after) = (Lines(planner.TextBefore), Lines(planner.TextAfter));
        foreach (var target in reservations.Targets)
            if (Entries(target).Select(entry => entry.Ip).Append(target.Desired?.Ip ?? default).Any(ip => before.GetValueOrDefault(ip.ToString()) != after.GetValueOrDefault(ip.ToString())))
                target.IsTouched = true;
    }

    private void PlanHostsfile()
    {
        var served = reservations.Live ?? reservations.Config!;
        var wanted = served.After.ToList();
        var left = served.Definition.Reservations.Select(element => element.Reservation).Except(wanted);
        var bytes = Hostsfile.Bring(current.Hostsfile.Bytes, wanted, left, out var foreign);
        if (foreign.Count > 0)
            warnings.Add(Sentences.ForeignHostsfileLines(current.Hostsfile.Path, foreign.Count));
        if (ReferenceEquals(current.Hostsfile.Bytes, bytes))
            return;
        // A live update makes libvirt write it, from memory; then the tool only looks whether it did.
        if (current.HasDaemon && reservations.Live is { Steps.Count: > 0 })
            files.Add((Role.Hostsfile, current.Hostsfile));
        else
            Edit(new(Role.Hostsfile, current.Hostsfile, bytes, 0x1A4 /* 0644 */));
        var lines = current.Hostsfile.Bytes is { } old ? System.Text.Encoding.UTF8.GetString(old).Split('\n').Select(Hostsfile.TryParse).OfType<Reservation>().ToLookup(entry => entry.Ip) : null;
        foreach (var target in reservations.Targets.Where(target => target.Desired is not null))
            if (lines is null || !lines[target.Desired!.Ip].Any(target.Desired.SameAs))
                target.IsTouched = true;
    }

    private void PlanSide(SidePlan side)
    {
        var isConfig = side == reservations.Config;
        var (role, file) = isConfig ? (Role.Config, current.ConfigFile) : (Role.Status, current.StatusFile);
        if (current.HasDaemon)
            files.Add((role, file));
        else
            Edit(new(role, file, NetworkXmlEditor.Apply(side.Definition, side.Steps), 0x180 /* 0600 */));
        if (request.Diff)
            diffs.Add(new(file.Path, Canonical(side.Definition.Reservations.Select(element => element.Reservation)), Canonical(side.After)));
    }

    private void TellDrift()
    {
        if (reservations is not { Config: not null, Live: not null })
            return;
        foreach (var target in reservations.Targets.Where(target => target is { IsTouched: true, Before: not null }))
            if (target.Owned(0).Any() != target.Owned(1).Any())
                warnings.Add(Sentences.Drift(target.Before!, wasLive: target.Owned(1).Any()));
    }

    private void Edit(FileEdit edit)
    {
        edits.Add(edit);
        files.Add((edit.Role, edit.Before));
    }

    private List<Change> Changes(HostsPlanner? hosts)
    {
        var changes = reservations.Evicted.Select(entry => new Change(ChangeAction.Removed, entry, [], null, [])).ToList();
        foreach (var target in reservations.Targets.Where(target => target.IsTouched))
        {
            if (target.Desired is not { } desired)
            {
                foreach (var entry in Entries(target).Distinct())
                    changes.Add(new(ChangeAction.Removed, entry, target.AliasesBefore ?? [], null, []));
                continue;
            }
            var aliases = hosts is null ? [] : target.Wanted.Aliases ?? target.AliasesBefore ?? [];
            changes.Add(target.Before is { } before
                ? new(ChangeAction.Updated, desired, aliases, before, target.AliasesBefore ?? [])
                : new(ChangeAction.Added, desired, aliases, null, []));
        }
        return changes;
    }

    private Summary Summarize()
    {
        var present = reservations.Targets.Where(target => target.Desired is not null).ToList();
        var removed = reservations.Targets.Where(target => target.Desired is null && target.IsTouched).Sum(target => Entries(target).Distinct().Count());
        return new(
            present.Count(target => target.IsTouched && target.Before is null),
            present.Count(target => target.IsTouched && target.Before is not null),
            removed + reservations.Evicted.Count,
            reservations.Targets.Count(target => !target.IsTouched));
    }

    private IEnumerable<Reservation> Entries(Target target) =>
        Enumerable.Range(0, (reservations.Config is null ? 0 : 1) + (reservations.Live is null ? 0 : 1))
            .SelectMany(target.Owned).Select(element => element.Reservation);

    private bool HasV4Dhcp(IEnumerable<Reservation> after) =>
        current.Live!.Ranges.Any(range => range.Start.Family == Family.V4) || after.Any(reservation => reservation.Family == Family.V4);

    private static string Canonical(IEnumerable<Reservation> reservations) => string.Concat(reservations.OrderBy(reservation => reservation.Ip)
        .Select(reservation => reservation + (reservation.LeaseTime is { } lease ? $" {lease}\n" : "\n")));

    private static Dictionary<string, string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).GroupBy(line => line.Split(' ')[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => string.Join('\n', group), StringComparer.Ordinal);
}
