using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// From what a call of <c>network</c> asks and what is there to what will be done. Touches nothing: the same two give the same plan.
/// </summary>
internal sealed partial class NetworkPlanner
{
    private NetworkRequest request;
    private readonly NetworkState state;
    private readonly FactsOfPlan facts;
    private readonly List<Problem> problems = [];
    private readonly List<string> warnings = [];
    private readonly List<SettingChange> changes = [];
    private readonly List<DiffText> diffs = [];
    private readonly List<FileEdit> edits = [];
    private readonly List<(Role, FileSnapshot)> removals = [];
    private readonly List<(Role, string)> files = [];
    private NetworkPlan plan;

    private NetworkPlanner(NetworkRequest request, NetworkState state)
    {
        (this.request, this.state, facts) = (request, state, new(state.Facts));
        plan = new() { Network = request.Name, Before = state };
    }

    public static NetworkPlan Plan(NetworkRequest request, NetworkState state)
    {
        var planner = new NetworkPlanner(request, state);
        if (request.State == DesiredState.Absent)
            planner.PlanAbsence();
        else
            planner.PlanPresence();
        if (planner.facts.Lacking != Fact.None)
            return new() { Network = request.Name, Before = state, Needs = planner.facts.Lacking };
        // Then its files are ahead of what the API can say, and a definition could not be handed over.
        if (state.Network.IsFromFiles && (planner.plan.Steps.Define is not null || planner.plan.Steps.Step != Step.None
            || planner.plan.RestartsDnsmasq))
            planner.problems.Add(Message.TooLargeForNetwork(request.Name));
        if (planner.problems.Count > 0)
            return new() { Network = request.Name, Before = state, Problems = planner.problems, Warnings = planner.warnings };
        return planner.plan with
        {
            // An autostart link is set without it.
            NeedsDaemon = !state.HasDaemon && planner.IsByDaemon
                && (planner.plan.RestartsDnsmasq
                || planner.plan.Steps is { Define: not null } or { LiveUpdates.Count: > 0 } or { Step: not Step.None }),
            Warnings = planner.warnings,
            Changes = planner.changes,
            Diffs = request.Diff ? planner.diffs : [],
            FileEdits = planner.edits,
            Removals = planner.removals,
            Files = planner.files,
        };
    }

    private bool IsLive => state.Network.Live is not null;

    /// <summary>
    /// A daemon is told, the one that runs or the one that is woken for it: of a running network, or to start one. A stopped network's file
    /// is enough.
    /// </summary>
    private bool IsByDaemon =>
        state.HasDaemon || (state.CanWake && (IsLive || request.State == DesiredState.Active || request.Apply == ApplyOption.Api));

    private void PlanPresence()
    {
        if (state.Base is null && !request.CanCreate)
        {
            if (request is { DnsEdits: { } edits, CheckMode: true })
                PlanAssumed(edits);
            else
                problems.Add(request.DnsEdits is not null ? Message.NoNetwork(request.Name, state.KnownNetworks)
                    : Message.NothingToMake(request.Name, Suggestion.For(request.Name, state.KnownNetworks)));
            return;
        }
        FindIpv4();
        if (Merge() is not { } after)
            return;
        var limits = new NetworkLimits(request, state, facts, after);
        limits.Check();
        problems.AddRange(limits.Problems);
        warnings.AddRange(limits.Warnings);
        if (problems.Count > 0)
            return;
        warnings.AddRange(request.DnsEdits is null ? Ipv6Advice.Of(after, state.HostIpv6) : []);
        PlanDefinition(after);
        PlanReplaced(after);
        PlanRunning(after);
        PlanAutostart();
    }

    /// <summary>The definition to be; null where the request cannot be put into what is there.</summary>
    private NetworkDefinition? Merge()
    {
        try
        {
            byte[] merged;
            if (request.Document is { } document)
            {
                merged = DocumentMerge.Apply(document, state.Base, out var lost);
                if (state.Base?.Uuid is { } uuid && NetworkXml.Read(merged).Uuid is { } other && !SameUuid(uuid, other))
                    problems.Add(Message.OtherUuid(request.Name, uuid, other));
                if (lost.Count > 0 && !request.Force)
                    problems.Add(Message.ReservationsLost(request.Name, lost));
            }
            else
            {
                var start = state.Base?.Xml ?? NewNetwork.Bare(request.Name);
                merged = request.DnsEdits is { } edits ? WithNames(edits, start)
                    : RequestMerge.Apply(request,
                        request.Renumber && state.Base is { } before ? Renumbering.Apply(request, before, problems) : start);
            }
            if (state.Base is null)
                merged = NewNetwork.Complete(merged, state, facts);
            if (state.LibvirtVersion is { } version)
            {
                merged = KnownElements.Keep(merged, version, out var unknown);
                warnings.AddRange(unknown.Select(what => Message.SettingNotKept(request.Name, version, what)));
            }
            warnings.AddRange((state.Dropped?.Given ?? [])
                .Select(part => Message.SettingNotKept(request.Name, state.LibvirtVersion, $"{part.What} {part.Value}")));
            // What does not fit is reported by itself, without what follows from it.
            return request.Renumber && problems.Count > 0 ? null : AsIs(WithoutStranded(NetworkXml.Read(merged)));
        }
        catch (UnreadableException unreadable)
        {
            problems.Add(request.Document is not null ? Message.BadDocument(unreadable.Line, unreadable.Message)
                : Message.Unreadable(state.Network.ConfigFile.Shown, unreadable.Line, unreadable.Message));
            return null;
        }
    }

    /// <summary>What is there where it differs only in what this libvirt was seen not to keep, or in nothing.</summary>
    private NetworkDefinition AsIs(NetworkDefinition after)
    {
        if (state.Network.Config is not { } config || ReferenceEquals(config.Xml, after.Xml) || !after.HasReservationsOf(config)
            || (state.LibvirtVersion is null && state.Dropped is null))
            return after;
        var (removed, added) =
            SettingChanges.Differing(NetworkSettings.Read(XmlElement.ReadNetwork(config.Xml)),
            NetworkSettings.Read(XmlElement.ReadNetwork(after.Xml)));
        if (removed.Count + added.Count == 0)
            return config;
        if (state.Dropped?.Covers(removed, added) != true)
            return after;
        return config;
    }

    private void PlanDefinition(NetworkDefinition after)
    {
        var before = NetworkSettings.Read(XmlElement.ReadNetwork(state.Base?.Xml ?? NewNetwork.Bare(request.Name)));
        var parts = NetworkSettings.Read(XmlElement.ReadNetwork(after.Xml));
        if (state.Base is null)
            changes.Add(new(ChangeAction.Added, "network", null, request.Name));
        var differences = SettingChanges.Between(before, parts, out var unchanged);
        // A network that is made gets these at random.
        if (state.Base is null)
            differences =
                differences.FindAll(change => change.What is not NetworkSetting.Uuid && (change.What != NetworkSetting.Mac || IsMacGiven()))
                .ConvertAll(change => new SettingChange(ChangeAction.Added, change.What, null, change.After));
        differences.RemoveAll(change => state.Dropped?.Given.Any(part => part.What == change.What && part.Value == change.After) == true);
        changes.AddRange(differences);
        if (state.Base is { } old && IsRenumbered(old, after))
            PlanRenumbered(old, after);
        else
            PlanReservations(after);
        plan = plan with { Unchanged = request.DnsEdits is null ? unchanged : unchangedNames };
        plan = plan with { ConfigAfter = after.Xml, LiveAfter = state.Network.Live?.Xml };
        if (state.Network.Config is { } config && ReferenceEquals(config.Xml, after.Xml))
            return;
        if (state is { Base: not null, Network.Config: null })
            changes.Add(new(ChangeAction.Added, "network", null, request.Name));
        diffs.Add(new(state.Network.ConfigFile.Path, state.Base is null ? "" : SettingChanges.Canonical(before),
            SettingChanges.Canonical(state.Base is null && !IsMacGiven() ? parts.Where(part => part.What != NetworkSetting.Mac) : parts)));
        files.Add((Role.Config, state.Network.ConfigFile.Path));
        if (IsByDaemon)
            AddChange(steps => steps with { Define = after.Xml });
        else
            edits.Add(new(Role.Config, state.Network.ConfigFile, after.Xml, 0x180 /* 0600 */));
    }

    private bool IsMacGiven() =>
        request.Mac is not null || (request.Document is { } document && XmlElement.ReadNetwork(document).Child("mac") is not null);

    /// <summary>Those that a document names, or that force lets go.</summary>
    private void PlanReservations(NetworkDefinition after)
    {
        var (old, now) = (new ReservationSet(), new ReservationSet());
        foreach (var element in state.Base?.Reservations ?? [])
            old.Add(element.Reservation);
        foreach (var element in after.Reservations)
            now.Add(element.Reservation);
        foreach (var reservation in now.Items)
            if (!old.Contains(reservation))
                changes.Add(new(ChangeAction.Added, "reservation", null, reservation.ToString()));
        foreach (var reservation in old.Items)
            if (!now.Contains(reservation))
                changes.Add(new(ChangeAction.Removed, "reservation", reservation.ToString(), null));
    }

    private void PlanAutostart()
    {
        if (request.Autostart is not { } wanted || wanted == state.Autostarts)
            return;
        changes.Add(new(ChangeAction.Updated, "autostart", wanted ? "false" : "true", wanted ? "true" : "false"));
        files.Add((Role.Autostart, AutostartPath));
        AddChange(steps => steps with { SetAutostart = wanted });
    }

    private string AutostartPath => Path.GetDirectoryName(state.Network.ConfigFile.Path) + "/autostart/" + request.Name + ".xml";

    private void Do(Step step, string before, string after, byte[]? live)
    {
        if (!IsByDaemon)
            problems.Add(step == Step.Stop ? Message.NoDaemonToStop(request.Name) : Message.NoDaemonToStart(request.Name));
        changes.Add(new(ChangeAction.Updated, NetworkSetting.State, before, after));
        AddChange(steps => steps with { Step = step });
        plan = plan with { LiveAfter = live };
    }

    private void AddChange(Func<NetworkSteps, NetworkSteps> change) => plan = plan with { Steps = change(plan.Steps) };

    private static bool SameUuid(string one, string other) =>
        string.Equals(one.Trim().Replace("-", "", StringComparison.Ordinal), other.Trim().Replace("-", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase);
}
