using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>From what is asked and what is there to what will be done. Touches nothing: the same two give the same plan.</summary>
internal sealed class ReservationPlanner
{
    /// <summary>Items of which two halves of the plan take longer than a thread to start (0.1 ms).</summary>
    private const int WorthAThread = 2000;

    /// <summary>Bytes of /etc/hosts: of some 500,000 lines.</summary>
    private const int LargestReadEarly = 16 << 20;

    private readonly ReservationRequest request;
    private readonly ReservationState current;
    private readonly FactsOfPlan facts;
    private readonly List<NetworkReservationsPlanner> networks = [];
    private readonly List<Problem> problems = [];
    private readonly List<string> warnings = [];
    private readonly List<FileEdit> edits = [];
    private readonly List<DiffText> diffs = [];
    private EtcHosts? hosts;

    private ReservationPlanner(ReservationRequest request, ReservationState current)
    {
        (this.request, this.current, facts) = (request, current, new(current.Facts));
        for (var network = 0; network < request.Networks.Count; network++)
            networks.Add(new(
                request, request.Networks[network], current.Networks[network], current.HasDaemon,
                current.CanWake && request.Apply != ApplyOption.Files));
        problems.AddRange(request.Problems);
        warnings.AddRange(request.Warnings);
    }

    public static ReservationPlan Plan(ReservationRequest request, ReservationState current) =>
        new ReservationPlanner(request, current).Plan();

    private ReservationPlan Plan()
    {
        Decide();
        if (request is { Prune: true, MaxRemovals: null, GuestMacs.HasGuests: false })
            problems.Add(Message.PruneWithoutGuests());
        if (request.MaxRemovals is { } most && problems.Count == 0 && networks.Sum(network => network.Summary.Removed) is var removed
            && removed > most)
            problems.Add(Message.TooManyRemovals(request.Networks.Select(network => network.Name), removed, most));
        // /etc/hosts first: dnsmasq hands it to the guests at its next SIGHUP, and it beats the leases.
        var way = default(ApplyStrategy);
        if (problems.Count == 0 && IsWorthAThread && !networks.Exists(network => network.MayHaveNames))
            way = PlanAtOnce();
        else
        {
            PlanHosts(Role.EtcHosts, current.EtcHosts);
            PlanHosts(Role.HostsTemplate, current.HostsTemplate);
            if (problems.Count == 0)
                way = PlanDefinitions(warnings, problems);
        }
        if (facts.Lacking != Fact.None)
            return new() { Needs = facts.Lacking };
        if (problems.Count > 0)
            return new() { Problems = [.. problems.OrderBy(problem => problem.At.Row ?? problem.At.Index ?? -1)], Warnings = warnings };
        if (current.CloudInitManagesEtcHosts && request is { EtcHosts: true, HostsTemplate: false })
            warnings.Add(Message.CloudInitManages);
        foreach (var network in networks)
            network.TouchInHosts();
        return Sum(way);
    }

    private bool IsWorthAThread => networks.Sum(network => network.Reservations.Count) >= WorthAThread;

    /// <summary>What happens to the reservations; meanwhile /etc/hosts is read for them.</summary>
    private void Decide()
    {
        // Of a larger file what is read would only be in memory longer.
        if (current.EtcHosts is not { } file || file.Bytes?.Length > LargestReadEarly || !IsWorthAThread)
        {
            DecideAll();
            return;
        }
        TwoThreads.Run(() =>
        {
            try
            {
                hosts = EtcHosts.Read(file.Bytes, networks[0].Name);
            }
            catch (UnreadableException)
            {
                // It is read again where it is needed, and reported.
            }
        }, DecideAll);

        void DecideAll()
        {
            foreach (var network in networks)
                problems.AddRange(network.Decide());
        }
    }

    /// <summary>The definitions know nothing of /etc/hosts, where no name of it goes into a network's DNS.</summary>
    private ApplyStrategy PlanAtOnce()
    {
        var (way, laterWarnings, laterProblems) = (default(ApplyStrategy), new List<string>(), new List<Problem>());
        TwoThreads.Run(() =>
        {
            PlanHosts(Role.EtcHosts, current.EtcHosts);
            PlanHosts(Role.HostsTemplate, current.HostsTemplate);
        }, () => way = PlanDefinitions(laterWarnings, laterProblems));
        // As one after the other would say it.
        if (problems.Count > 0)
            return default;
        warnings.AddRange(laterWarnings);
        problems.AddRange(laterProblems);
        return way;
    }

    private ApplyStrategy PlanDefinitions(List<string> found, List<Problem> refusals)
    {
        foreach (var network in networks)
            refusals.AddRange(network.PlanNames(found));
        foreach (var network in refusals.Count > 0 ? [] : networks)
            network.PlanLeaseLimit();
        var way = refusals.Count > 0 ? default : ApplyStrategy.Choose(request, current, facts, networks, found, refusals);
        if (refusals.Count == 0 && facts.Lacking == Fact.None)
            foreach (var network in networks)
                refusals.AddRange(network.Plan(way, found));
        return way;
    }

    /// <summary>The networks' plans as one.</summary>
    private ReservationPlan Sum(ApplyStrategy way)
    {
        var hostsChange = edits.Count > 0;
        var files = edits.ConvertAll(edit => (edit.Role, edit.Before));
        var (summary, liveChanges) = (default(Summary), 0);
        foreach (var network in networks)
        {
            (summary, liveChanges) = (summary + network.Summary, liveChanges + network.LiveChanges);
            edits.AddRange(network.FileEdits);
            files.AddRange(network.Files);
            diffs.AddRange(network.Diffs);
        }
        return new()
        {
            Warnings = warnings,
            Changes = networks.Count == 1 ? networks[0].Changes() : Changes(),
            Resolved = networks.Count == 1 ? networks[0].Resolved()
                : [.. networks.SelectMany(network => network.Resolved()).OrderBy(item => item.At.Row)],
            Summary = summary,
            OldAliases = OldAliases(),
            WayIn = way,
            NeedsDaemon = current.CanWake
                && (request.Apply is ApplyOption.Api or ApplyOption.Reload
                || networks.Exists(network => network.BeginsDhcp || network.RestartsDnsmasq || network.ChangesLiveNames)),
            LiveChanges = liveChanges,
            Networks = networks.ConvertAll(network => network.Result(hostsChange)),
            FileEdits = edits,
            Files = files,
            Diffs = diffs,
        };
    }

    /// <summary>Null where no network has names in its DNS.</summary>
    private Dictionary<(string, IpAddress), IReadOnlyList<Utf8Slice>>? OldAliases() => !networks.Exists(network => network.HasNames) ? null
        : networks.SelectMany(network => network.OldAliases()).DistinctBy(entry => entry.Key).ToDictionary();

    private IEnumerable<Change> Changes()
    {
        foreach (var network in networks)
            foreach (var change in network.Changes())
                yield return change;
    }

    /// <summary>One file with a block for each network: each is planned on what the one before leaves.</summary>
    private void PlanHosts(Role role, FileSnapshot? file)
    {
        if (file is null)
            return;
        FileContent? content = null;
        foreach (var network in networks)
        {
            HostsPlanner planner;
            try
            {
                var read = role == Role.EtcHosts && network == networks[0] ? hosts : null;
                read ??= EtcHosts.Read(content?.ToArray() ?? file.Bytes, network.Name);
                planner = new(request, network.Reservations, file.Shown, read, current.HostName, network.Domain);
            }
            catch (UnreadableException unreadable)
            {
                problems.Add(Message.Unreadable(file.Shown, unreadable.Line, unreadable.Message));
                return;
            }
            network.PlanHosts(planner);
            problems.AddRange(planner.Problems);
            foreach (var warning in planner.Warnings)
                if (!warnings.Contains(warning))
                    warnings.Add(warning);
            if (problems.Count > 0 || planner.Result() is not { } after)
                continue;
            content = after;
            if (request.Diff)
                diffs.Add(new(file.Path, planner.TextBefore, planner.TextAfter));
        }
        if (problems.Count == 0 && content is not null)
            edits.Add(new(role, file, content, 0x1A4 /* 0644 */));
    }
}
