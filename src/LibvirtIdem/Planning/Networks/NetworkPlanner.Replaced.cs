using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <content>What follows reservations that the call removes or moves: names in /etc/hosts, and dnsmasq's file where no daemon writes
/// it.</content>
internal sealed partial class NetworkPlanner
{
    private void PlanReplaced(NetworkDefinition after)
    {
        var replaced = new ReplacedReservations(state.Base, after);
        if (replaced.IsEmpty)
            return;
        foreach (var (role, file) in state.HostsFiles)
            PlanBlock(role, file, replaced);
        // A running network's file follows its live definition, which only a daemon changes here.
        if (!IsByDaemon && state is { Network: { Live: null, Hostsfile: { Bytes: { } lines } hostsfile } } && state.Base is { } before
            && Hostsfile.Update(lines,
                IsRenumbered(before, after) ? Renumbered(before, after) : new ReservationEdits(after).RebaseOn(before), out _,
                out _) is { } served)
        {
            edits.Add(new(Role.Hostsfile, hostsfile, served, 0x1A4 /* 0644 */));
            files.Add((Role.Hostsfile, hostsfile.Path));
        }
    }

    private void PlanBlock(Role role, FileSnapshot file, ReplacedReservations replaced)
    {
        if (file.Bytes is not { } bytes)
            return;
        try
        {
            var hosts = EtcHosts.Read(bytes, request.Name);
            var what = role == Role.EtcHosts ? "etc_hosts" : "hosts_template";
            var block = replaced.Block(hosts, (line, moved) =>
                changes.Add(new(moved is null ? ChangeAction.Removed : ChangeAction.Updated, what, Line(line),
                    moved is { } entry ? Line(entry) : null)));
            var text = hosts.With(block, []);
            if (text.Is(bytes))
                return;
            // dnsmasq serves /etc/hosts, so it is written first.
            edits.Insert(0, new(role, file, text, 0x1A4 /* 0644 */));
            files.Add((role, file.Path));
            diffs.Add(new(file.Path, EtcHosts.Canonical(hosts.Own), EtcHosts.Canonical(block)));
        }
        catch (UnreadableException unreadable)
        {
            problems.Add(Message.Unreadable(file.Path, unreadable.Line, unreadable.Message));
        }
    }

    private static string Line(HostsEntry entry) => $"{entry.Ip} {entry.Names}";
}
