using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>Plans one network: its definitions, its hostsfile, its lines of /etc/hosts, and what it says of them.</summary>
internal sealed partial class NetworkReservationsPlanner
{
    /// <summary>VIR_NET_MESSAGE_STRING_MAX (rpc/virnetprotocol.x 9.0), in bytes.</summary>
    private const int LargestMessage = 4 * 1024 * 1024;

    /// <summary>Bytes of an entry with a long name: near the limit it is better to take the way that always works.</summary>
    private const int LongEntry = 150;

    private const int MostDriftTold = 10;

    private readonly ReservationRequest request;
    private readonly NetworkSnapshot current;
    private readonly EntryMatcher reservations;
    private readonly bool hasDaemon;
    private readonly bool canWake;
    private readonly List<FileEdit> edits = [];
    private readonly List<(Role Role, FileSnapshot File)> files = [];
    private readonly List<DiffText> diffs = [];
    private ApplyStrategy way;
    private NetworkReservationsPlan result;

    public NetworkReservationsPlanner(
        ReservationRequest request, NetworkReservationsRequest network, NetworkSnapshot current, bool hasDaemon, bool canWake)
    {
        (this.request, this.current, this.hasDaemon, this.canWake, Name) = (request, current, hasDaemon, canWake, network.Name);
        reservations = new(request, network, current);
        result = new(Name, current);
    }

    public string Name { get; }

    public Utf8Slice Domain => current.Served.Domain;

    /// <summary>How many entries of the live side change.</summary>
    public int LiveChanges => reservations.Live?.Edits.Count ?? 0;

    /// <summary>
    /// Reservations of the running network that only dnsmasq reads, as options, change: they go there by the status file and a reload.
    /// </summary>
    public bool ChangesLiveOptions =>
        reservations.Live is { } live && (live.ChangesLimit || (!live.Edits.IsEmpty && live.Edits.ChangesOptions));

    /// <summary>IPv4 DHCP begins with this change: the conf of a running dnsmasq knows nothing of it.</summary>
    public bool BeginsV4 => Begins(Family.V4);

    /// <summary>DHCP begins with this change, for a family of addresses: dnsmasq needs a new conf, which only libvirt writes.</summary>
    public bool BeginsDhcp => BeginsV4 || Begins(Family.V6);

    /// <summary>Something is to be done before a reload.</summary>
    public bool NeedsPreparing => BeginsV4 || (!IsTooLargeForApi && reservations.Config is { IsChanged: true });

    /// <summary>One of the definitions is, or would be, larger than a message of libvirt's API.</summary>
    public bool IsTooLargeForApi => hasDaemon && (current.IsFromFiles
        || reservations.Sides.Any(side => side.IsChanged
            && side.Definition.Xml.Length + LongEntry * (long)side.Edits.Count > LargestMessage));

    public bool RestartsDnsmasq => result.RestartsDnsmasq;

    public EntryMatcher Reservations => reservations;

    public List<FileEdit> FileEdits => edits;

    public List<(Role Role, FileSnapshot File)> Files => files;

    public List<DiffText> Diffs => diffs;

    public Summary Summary
    {
        get
        {
            var (added, updated, removed, unchanged) = (0, 0, reservations.Displaced.Count, 0);
            for (var target = 0; target < reservations.Count; target++)
            {
                if (!reservations.IsTouched(target))
                    unchanged++;
                else if (!reservations.Wanted(target).IsPresent)
                    removed += reservations.Entries(target).Count;
                else if (!reservations.HadEntry(target))
                    added++;
                else
                    updated++;
            }
            return new(added, updated, removed, unchanged);
        }
    }

    /// <summary>What happens to each reservation; returns the problems.</summary>
    public IReadOnlyList<Problem> Decide()
    {
        reservations.Plan();
        return reservations.Problems;
    }

    /// <summary>The definitions and the hostsfile; returns the problems.</summary>
    public IReadOnlyList<Problem> Plan(ApplyStrategy wayIn, List<string> warnings)
    {
        way = wayIn;
        var problems = new List<Problem>();
        PlanHostsfile(warnings);
        foreach (var side in reservations.Sides)
            if (side.IsChanged)
                PlanSide(side, problems);
        WarnOfDrift(warnings);
        var released = ActiveLeases.Check(request, current, reservations, problems, warnings);
        if (problems.Count > 0)
            return problems;

        var (config, live) = (reservations.Config, reservations.Live);
        var calls = Calls(live);
        var restarts = calls.Count > 0
            && HasDhcp(live!, live!.Definition.Reservations.Select(element => element.Reservation), Family.V4) != HasDhcp(
            live!, live!.Edits.After, Family.V4);
        // libvirt restarts dnsmasq by itself, with a new conf, where IPv4 DHCP begins or ends (networkUpdate, bridge_driver.c 9.0).
        var conf = restarts ? null : current.DnsmasqConf;
        var leaseMax = restarts ? DnsmasqConf.LeaseMaxOf(live!.Definition) : conf?.LeaseMax;
        var reasons = live is null ? [] : RestartJudge.Reasons(conf, Name, live.Edits.After);
        if (live is not null && RestartJudge.OfOptions(conf, Name, (config ?? live).Edits.After) is { } byMac)
            reasons = [.. reasons, byMac];
        var mayRestart = request.Restart == RestartOption.Dnsmasq && (hasDaemon || canWake);
        var limit = live is null || (live.Edits.IsEmpty && !mayRestart) ? null
            : RestartJudge.LeaseLimit(leaseMax, live.Definition, live.Edits.After);
        var isLimitRaised = leaseLimit is not null
            || (mayRestart && limit is not null && RestartJudge.RaisesLeaseLimit(conf, live!.Definition));
        if (limit is not null && !live!.Edits.IsEmpty && !isLimitRaised)
            warnings.Add(limit);
        var restartsDnsmasq = mayRestart && (reasons.Count > 0 || isLimitRaised);
        result = new(Name, current)
        {
            Define = hasDaemon && config is { IsChanged: true } && !IsTooLargeForApi
                ? WithNames(NetworkXmlEditor.Edited(config.Edits)).ToArray() : null,
            LiveCalls = calls,
            LiveNames = LiveNames(live),
            ConfigNames = NamesOf(config),
            RunningNames = NamesOf(live),
            Removed = reservations.Sides.SelectMany(
                side => side.Edits.Removed.Select(entry => entry.Reservation)
                .Concat(side.Edits.Replaced.Select(step => step.Old.Reservation))),
            Added = reservations.Sides.SelectMany(
                side => side.Edits.Replaced.Select(step => step.New).Concat(side.Edits.Added.Select(added => added.New))),
            Released = released,
            RestartsDnsmasq = restartsDnsmasq,
            RestartReasons = restartsDnsmasq ? [] : namesWait ? [.. reasons, new(Message.LiveNamesWait(Name), RestartKind.Network)]
                : reasons,
        };
        return problems;
    }

    /// <param name="hostsChange">/etc/hosts changes, which dnsmasq reads too. A reload of the daemon tells every dnsmasq.</param>
    public NetworkReservationsPlan Result(bool hostsChange) => result with
    {
        ReloadDnsmasq = current.Live is not null && result is { LiveCalls.Count: 0, LiveNames.Count: 0 } && way.Way != ApplyMethod.Reload
            && (hostsChange || edits.Exists(edit => edit.Role == Role.Hostsfile)),
    };

    private void PlanHostsfile(List<string> warnings)
    {
        var served = (IsWrittenByLibvirt ? null : reservations.Ahead) ?? reservations.Live ?? reservations.Config!;
        var content = Hostsfile.Update(current.Hostsfile.Bytes, served.Edits, out var foreign, out var wasInStep);
        if (foreign.Count > 0)
            warnings.Add(Message.ForeignHostsfileLines(current.Hostsfile.Shown, foreign.Count));
        if (content is null)
            return;
        if (IsWrittenByLibvirt)
            files.Add((Role.Hostsfile, current.Hostsfile));
        else
            Edit(new(Role.Hostsfile, current.Hostsfile, content, 0x1A4 /* 0644 */));
        if (!wasInStep)
            TouchUnserved();
    }

    /// <summary>
    /// A live update makes libvirt write the status file and the hostsfile, from memory, and so does a reload; then the tool only looks
    /// whether it did.
    /// </summary>
    private bool IsWrittenByLibvirt =>
        way.Way == ApplyMethod.Reload || (way.Way == ApplyMethod.Api && reservations.Live is { Edits.IsEmpty: false });

    /// <summary>Targets whose very line was missing.</summary>
    private void TouchUnserved()
    {
        var lines = current.Hostsfile.Bytes is { } old ? Hostsfile.Read(old).ToLookup(entry => entry.Ip) : null;
        for (var target = 0; target < reservations.Count; target++)
            if (reservations.Wanted(target).IsPresent && !reservations.IsTouched(target)
                && (lines is null || !lines[reservations.Desired(target).Ip].Any(line => line.SameAs(reservations.Desired(target)))))
                reservations.Touch(target);
    }

    private void PlanSide(DefinitionSide side, List<Problem> problems)
    {
        if (side == reservations.Ahead && IsWrittenByLibvirt)
            return;
        var isConfig = side == reservations.Config;
        var (role, file) = isConfig ? (Role.Config, current.ConfigFile) : (Role.Status, current.StatusFile);
        if (hasDaemon && (isConfig ? !IsTooLargeForApi
            : side == reservations.Live && way is { Way: ApplyMethod.Api } or { Prepares: true }))
            files.Add((role, file));
        else if (OnDisk(side, file, problems) is { } content)
            Edit(new(role, file, content, 0x180 /* 0600 */));
        if (request.Diff)
            diffs.Add(new(file.Path,
                Canonical(side.Definition.Reservations.Select(element => element.Reservation)) + CanonicalNames(side, side.Definition.Xml),
                Canonical(side.Edits.After) + CanonicalNames(side, side.Named)));
    }

    /// <summary>The file with the side's edits in. A running daemon's file may be written otherwise than what its API says.</summary>
    private FileContent? OnDisk(DefinitionSide side, FileSnapshot file, List<Problem> problems)
    {
        if (ReferenceEquals(side.Definition.Xml, file.Bytes))
            return WithNames(NetworkXmlEditor.Edited(side.Edits));
        try
        {
            return WithNames(NetworkXmlEditor.Edited(
                side.Edits.RebaseOn(NetworkXml.Read(
                file.Bytes ?? throw new UnreadableException(1, "libvirt keeps no such file, so it cannot be told by one; apply=api")))));
        }
        catch (UnreadableException unreadable)
        {
            problems.Add(Message.Unreadable(file.Shown, unreadable.Line, unreadable.Message));
            return null;
        }
    }

    private IReadOnlyList<ApiCall> Calls(DefinitionSide? live)
    {
        if (live is null || way.Way is ApplyMethod.Files or ApplyMethod.Quiet)
            return [];
        if (way.Way == ApplyMethod.Api)
            return LiveCalls.Order(live.Edits);
        if (!way.Prepares || !BeginsV4)
            return [];
        var (subnet, first) = live.Edits.Added.First(added => added.New.Family == Family.V4);
        return [new(ApiCommand.AddLast, subnet, first)];
    }

    private void WarnOfDrift(List<string> warnings)
    {
        if (reservations is not { Config: { } config, Live: { } live })
            return;
        var told = 0;
        for (var target = 0; target < reservations.Count; target++)
            if (reservations.IsTouched(target) && config.Owned.Any(target) != live.Owned.Any(target) && ++told <= MostDriftTold)
                warnings.Add(Message.Drift(
                    reservations.Before(target)!.Value, wasLive: live.Owned.Any(target), stays: reservations.Wanted(target).IsPresent));
        if (told > MostDriftTold)
            warnings.Add(Message.MoreDrift(told - MostDriftTold));
    }

    private void Edit(FileEdit edit)
    {
        edits.Add(edit);
        files.Add((edit.Role, edit.Before));
    }

    private bool Begins(Family family) => reservations.Live is { Edits.IsEmpty: false } live
        && !HasDhcp(live, live.Definition.Reservations.Select(element => element.Reservation), family)
        && HasDhcp(live, live.Edits.After, family);

    private static bool HasDhcp(DefinitionSide live, IEnumerable<Reservation> after, Family family) =>
        live.Definition.Ranges.Any(range => range.Start.Family == family)
            || after.Any(reservation => reservation.Family == family && !reservation.IsOption);

    /// <summary>One reservation a line, by address.</summary>
    public static string Canonical(IEnumerable<Reservation> reservations) =>
        string.Concat(reservations.OrderBy(reservation => reservation.Ip)
        .Select(reservation => reservation + (reservation.LeaseTime is { } lease ? $" {lease}\n" : "\n")));
}
