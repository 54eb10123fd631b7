using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <content>What of a running network changes at once, what with a restart of its dnsmasq, and what with one of the network.</content>
internal sealed partial class NetworkPlanner
{
    /// <summary>What a running network can take in at once, what waits for a restart, and whether it runs at all.</summary>
    private void PlanRunning(NetworkDefinition after)
    {
        if (state.Network.Live is not { } live)
        {
            if (request.State == DesiredState.Active)
                Do(Step.Start, "inactive", "active", after.Xml);
            return;
        }
        if (request.State == DesiredState.Inactive)
        {
            if (state.Ports.Count > 0)
                warnings.Add(Message.GuestsCutOff(request.Name, state.Ports));
            Do(Step.Stop, "active", "inactive", null);
            return;
        }
        var wantedXml = Wanted(live, after);
        var (running, wanted) = (XmlElement.ReadNetwork(live.Xml), XmlElement.ReadNetwork(wantedXml));
        var isLiveUpdated = IsByDaemon && request.Apply != ApplyOption.Quiet;
        List<string> covered = [];
        var updates = isLiveUpdated ? LiveSettings.Updates(running, wanted, LiveSettings.KindsOf(request), out covered) : [];
        var uncovered = LiveSettings.KindsOf(request).Except(covered, StringComparer.Ordinal).ToList();
        var reasons = Reasons(live, wantedXml, covered, uncovered, updates);
        // A running network keeps its subnet until it is restarted, and so what is in it.
        var missing = request.Renumber ? new ReservationEdits(live) : request.Document is not null
            ? new ReservationEdits(after).RebaseOn(live) : new ReplacedReservations(state.Base, after).From(live);
        if (!missing.IsEmpty && !isLiveUpdated)
            reasons.Add(new(Message.ReservationsWait(missing.Count), RestartKind.Network));
        WarnOfRenumberedGuests(live, after);
        var restartsDnsmasq = isLiveUpdated && reasons.Exists(reason => reason.Needs == RestartKind.Dnsmasq)
            && (request.Restart == RestartOption.Dnsmasq
                || (request.Restart == RestartOption.IfNeeded && IsDnsmasqEnough(reasons, live, wantedXml, uncovered)));
        if (request.Restart == RestartOption.IfNeeded && reasons.Count > 0 && !restartsDnsmasq)
        {
            if (!IsByDaemon)
                problems.Add(Message.NoDaemonToRestart(request.Name));
            Do(Step.Restart, "active", "restarted", after.Xml);
            return;
        }
        if (restartsDnsmasq)
            reasons.RemoveAll(reason => reason.Needs == RestartKind.Dnsmasq);
        plan = plan with { RestartReasons = reasons };
        if (!isLiveUpdated || (updates.Count + missing.Count == 0 && !restartsDnsmasq))
            return;
        AddChange(steps => steps with { LiveUpdates = [.. updates, .. LiveUpdate.ForReservations(missing)] });
        var before = missing.IsEmpty ? live.Xml : NetworkXmlEditor.Apply(missing);
        plan = plan with { LiveAfter = LiveSettings.Applied(before, wanted, wantedXml, covered) };
        if (restartsDnsmasq)
            PlanDnsmasqRestart(live, wantedXml, uncovered);
        if (updates.Count + missing.Count > 0 || plan.LiveEdit is not null)
            files.Add((Role.Status, state.Network.StatusFile.Path));
        WarnOfLiveOnly(live, running, wanted, covered);
    }

    /// <summary>Why the running network, or its dnsmasq, is not what its definition says.</summary>
    private List<RestartReason> Reasons(
        NetworkDefinition live, byte[] wantedXml, List<string> covered, List<string> uncovered, IReadOnlyList<LiveUpdate> updates)
    {
        var (running, wanted) = (XmlElement.ReadNetwork(live.Xml), XmlElement.ReadNetwork(wantedXml));
        var reasons = new List<RestartReason>();
        if (Waiting(running, wanted, covered, live) is { Count: > 0 } waiting)
        {
            var rest = Waiting(XmlElement.ReadNetwork(DnsmasqSettings.Apply(live.Xml, wantedXml, uncovered)), wanted, covered, live);
            foreach (var change in waiting)
                reasons.Add(new(Message.RunsOtherwise(change), rest.Contains(change) ? RestartKind.Network : RestartKind.Dnsmasq));
        }
        // libvirt writes the conf again where it restarts dnsmasq for an update.
        var conf = updates.Any(update => update.RestartsDnsmasq) ? null : state.Network.DnsmasqConf;
        reasons.AddRange(RestartJudge.Reasons(conf, request.Name, live.Reservations.Select(element => element.Reservation)));
        if (RestartJudge.OfOptions(conf, request.Name,
            NetworkXml.Read(wantedXml).Reservations.Select(element => element.Reservation)) is { } byMac)
            reasons.Add(byMac);
        foreach (var line in RestartJudge.Lacks(conf, running, wanted))
            reasons.Add(new(Message.ConfLacks(request.Name, line), RestartKind.Dnsmasq));
        return reasons;
    }

    /// <summary>What differs and no update changes.</summary>
    private List<SettingChange> Waiting(XmlElement running, XmlElement wanted, List<string> covered, NetworkDefinition live)
    {
        var kinds = LiveSettings.KindsOf(request);
        var (removed, added) = SettingChanges.Differing(NetworkSettings.Read(running), NetworkSettings.Read(wanted));
        removed.RemoveAll(part => !Counts(part));
        added.RemoveAll(part => !Counts(part));
        return SettingChanges.Between(removed, added, out _);

        // A drift of what can change live is not this call's, unless it is about that.
        bool Counts(NetworkSetting part) =>
            part.MayChangeLive ? kinds.Contains(part.What) && !covered.Contains(part.What) : part.What switch
            {
                // Nothing that runs reads the last two.
                NetworkSetting.Uuid or NetworkSetting.Title or NetworkSetting.Description => false,
                // A definition may leave these to libvirt.
                NetworkSetting.Mac => wanted.Child("mac") is not null,
                NetworkSetting.Bridge => !NewNetwork.LeavesBridgeOpen(wanted),
                // Of a pool of devices the running network lists each.
                _ => live.HasOwnBridge || !part.What.StartsWith("forward_", StringComparison.Ordinal),
            };
    }

    /// <summary>Whether a restart of dnsmasq alone does it all, and no other network would come to know of it.</summary>
    private bool IsDnsmasqEnough(List<RestartReason> reasons, NetworkDefinition live, byte[] wantedXml, List<string> uncovered) =>
        reasons.TrueForAll(reason => reason.Needs == RestartKind.Dnsmasq)
        && (!state.HasDaemon || ReferenceEquals(DnsmasqSettings.Apply(live.Xml, wantedXml, uncovered), live.Xml)
            || facts.Reload.Obstacles.Count == 0);

    /// <summary>
    /// What the API cannot put into the live definition goes there by the status file and one reload; then dnsmasq is restarted.
    /// </summary>
    private void PlanDnsmasqRestart(NetworkDefinition live, byte[] wantedXml, List<string> uncovered)
    {
        changes.Add(new(ChangeAction.Updated, NetworkSetting.Dnsmasq, "active", "restarted"));
        plan = plan with { RestartsDnsmasq = true };
        if (ReferenceEquals(DnsmasqSettings.Apply(live.Xml, wantedXml, uncovered), live.Xml))
            return;
        plan = plan with { LiveAfter = DnsmasqSettings.Apply(plan.LiveAfter!, wantedXml, uncovered) };
        var status = state.Network.StatusFile;
        if (status.Bytes is not { } bytes)
        {
            problems.Add(Message.NoReloadForDnsmasq(request.Name, $"{status.Shown} is missing"));
            return;
        }
        try
        {
            plan = plan with { LiveEdit = new(Role.Status, status, DnsmasqSettings.Apply(bytes, wantedXml, uncovered), 0x180 /* 0600 */) };
        }
        catch (UnreadableException unreadable)
        {
            problems.Add(Message.Unreadable(status.Shown, unreadable.Line, unreadable.Message));
        }
        // A sleeping daemon is woken first, and then asked.
        if (!state.HasDaemon)
            return;
        if (facts.Reload.Refusal is { } refusal)
            problems.Add(Message.NoReloadForDnsmasq(request.Name, refusal));
        else
            warnings.AddRange(facts.Reload.Obstacles.Select(effect => Message.ReloadSideEffect(request.Name, effect)));
    }

    /// <summary>What only the running network lacked.</summary>
    private void WarnOfLiveOnly(NetworkDefinition live, XmlElement running, XmlElement wanted, List<string> covered)
    {
        var (removed, added) = SettingChanges.Differing(NetworkSettings.Read(running), NetworkSettings.Read(wanted));
        removed.RemoveAll(part => !covered.Contains(part.What));
        added.RemoveAll(part => !covered.Contains(part.What));
        if (request.DnsEdits is not null)
            AddLiveNames(SettingChanges.Between(removed, added, out _));
        foreach (var change in request.DnsEdits is null ? SettingChanges.Between(removed, added, out _) : [])
            if (!changes.Contains(change))
            {
                changes.Add(change);
                warnings.Add(Message.LiveDrift(live.Name, change));
            }
    }
}
