using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <content>A network that shall not be there.</content>
internal sealed partial class NetworkPlanner
{
    private void PlanAbsence()
    {
        PlanHosts();
        if (state.Base is not { } before)
            return;
        var reserved = state.Network.Sides.Max(side => side.Reservations.Count);
        if (reserved > 0 && !request.Force)
            problems.Add(Message.AbsentWithReservations(request.Name, reserved));
        if (IsLive && !IsByDaemon)
            problems.Add(Message.NoDaemonToStop(request.Name));
        if (IsLive && state.Ports.Count > 0)
            warnings.Add(Message.GuestsCutOff(request.Name, state.Ports));
        changes.Insert(0, new(ChangeAction.Removed, "network", request.Name, null));
        if (state.Autostarts)
            changes.Add(new(ChangeAction.Updated, "autostart", "true", "false"));
        if (IsLive)
            changes.Add(new(ChangeAction.Updated, "state", "active", "inactive"));
        diffs.Add(new(state.Network.ConfigFile.Path,
            SettingChanges.Canonical(NetworkSettings.Read(XmlElement.ReadNetwork(before.Xml))), ""));
        foreach (var (role, file) in new[] { (Role.Config, state.Network.ConfigFile), (Role.Hostsfile, state.Network.Hostsfile) })
        {
            if (!file.Exists)
                continue;
            files.Add((role, file.Path));
            if (!IsByDaemon)
                removals.Add((role, file));
        }
        if (state.Autostarts)
            files.Add((Role.Autostart, AutostartPath));
        if (IsByDaemon)
            AddChange(steps => steps with { Step = Step.Remove });
        else if (state.Autostarts)
            AddChange(steps => steps with { SetAutostart = false });
    }

    /// <summary>The network's block in /etc/hosts, and in the template of that, goes with the network.</summary>
    private void PlanHosts()
    {
        foreach (var (role, file) in state.HostsFiles)
        {
            if (file.Bytes is not { } bytes)
                continue;
            try
            {
                var hosts = EtcHosts.Read(bytes, request.Name);
                var after = hosts.With([], []);
                if (after.Is(bytes))
                    continue;
                edits.Add(new(role, file, after, 0x1A4 /* 0644 */));
                files.Add((role, file.Path));
                diffs.Add(new(file.Path, EtcHosts.Canonical(hosts.Own), ""));
                changes.Add(new(ChangeAction.Removed, role == Role.EtcHosts ? "etc_hosts" : "hosts_template", $"{hosts.Own.Count} lines",
                    null));
            }
            catch (UnreadableException unreadable)
            {
                problems.Add(Message.Unreadable(file.Shown, unreadable.Line, unreadable.Message));
            }
        }
    }
}
