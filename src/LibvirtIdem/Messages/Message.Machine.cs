using LibvirtIdem.Asking;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Messages;

/// <summary>What is said of the machine: root, locks, the daemon and its reloads.</summary>
internal static partial class Message
{
    /// <summary>Reservations that one message names.</summary>
    private const int MostListed = 20;

    // The machine.

    public static Problem NotRoot() =>
        new(ErrorCode.Permission, "libvirt's files and its daemon are root's: run as root (sudo), or give root=PATH to work on an image of your own");

    public static Problem Locked(string path, int waited, IReadOnlyList<int> pids) =>
        new(ErrorCode.Locked, $"another run holds {path}{(pids.Count == 0 ? "" : $" (pid {string.Join(", ", pids)})")}; waited {waited} s; "
            + "lock_timeout=SECONDS waits longer");

    public static Problem ChangedUnderneath(string path) =>
        new(ErrorCode.ChangedUnderneath, $"{path} was changed by somebody else again and again while this run was at work; nothing of it was written; try again");

    public static Problem NoDaemon(ApplyOption apply) =>
        new(ErrorCode.NotSupported, $"apply={Word(apply)} needs a running libvirt daemon, and none owns the networks here; leave apply out, and the files are edited") { Field = "apply", Value = Word(apply) };

    public static Problem DaemonInTheWay(int pid) =>
        new(ErrorCode.NotSupported, $"apply=files while a libvirt daemon{(pid > 0 ? $" (pid {pid})" : "")} owns the networks: its memory would overwrite the files; leave apply out") { Field = "apply", Value = "files" };

    public const string DaemonHungUp = "it hung up; its log says why (journalctl -u libvirtd -u virtnetworkd)";

    public const string NoReasonGiven = "no reason given";

    public const string NetworkIsGone = "there is no such network any more";

    public static Problem DaemonDoesNotListen(string sockets, string cause) =>
        new(ErrorCode.DaemonError, $"a libvirt daemon runs, but does not answer at {sockets}: {cause}; is it just starting, or its unix_sock_dir set to another folder?");

    public static Problem DaemonAsksPassword(string socket) =>
        new(ErrorCode.DaemonError, $"the libvirt daemon at {socket} asks root for a password (auth_unix_rw in its configuration); set that to none or polkit");

    public static Problem Daemon(string doing, string? subject, string message) =>
        new(ErrorCode.DaemonError, $"libvirt, asked to {doing}{(subject is null ? "" : " ")}{subject}: {message}");

    public static Problem NotConverged(IReadOnlyList<NetworkReservationsRequest> networks, IReadOnlyList<string> troubles) =>
        new(ErrorCode.NotConverged, $"network {Names(networks)} is not as asked after the change; "
            + (troubles.Count == 0 ? "the change was rolled back. Another client may be changing the network or making libvirt reload; try again when that is over" : string.Join("; ", troubles)));

    public static string RollbackFailed(string what, string cause) => $"rolling back {what} failed: {cause}";

    public static Problem NotRolledBack(string failure) => new(ErrorCode.NotConverged, failure);

    public static string NetworkDefinitions(string network) => $"network {network}";

    public static string StaysChanged(string network, IEnumerable<string> settings) =>
        $"network {network} keeps {string.Join(", ", settings.Distinct(StringComparer.Ordinal))} of the change: another client has changed or uses that since";

    public static string RollbackNeedsDaemon(string network) =>
        $"network {network} would have to be started, stopped or restarted, which needs a libvirt daemon; start one, then virsh net-start, or libvirt-idem network name={network} restart=if_needed";

    public static Problem DaemonDoesNotStart(string daemon, string? cause) =>
        new(ErrorCode.DaemonError, $"{daemon} is asleep behind its socket and does not start{(cause is null ? "" : $": {cause}")}; nothing was changed. See systemctl status {daemon}.service {daemon}.socket and journalctl -u {daemon}");

    public static Problem DaemonEnded() =>
        new(ErrorCode.DaemonError, "the libvirt daemon ended while the change was applied; the change was rolled back. Start the daemon (its log says why it ended: journalctl -u libvirtd -u virtnetworkd), then run the same call again");

    public const string Memory = "libvirt's memory";

    // The journal, and what it is good for.

    public const string InterruptedSeen =
        "an earlier run was interrupted and left its change half done: the next call that is not in check mode rolls it back first, so this prediction may not hold";

    public const string InterruptedFinished = "an earlier run was interrupted when all of its change was in place; it counts as done";

    public static string NotKept(string reason) => $"the change is in, but undo may not know of it: {reason}";

    public static string NotForgotten(string reason) => $"the change is undone, but its record is still there, which the next call takes away: {reason}";

    /// <param name="networks">Of the change.</param>
    /// <param name="changes">Of reservations.</param>
    /// <param name="failures">What could not be rolled back.</param>
    public static string InterruptedRolledBack(IEnumerable<string> networks, IReadOnlyList<Change> changes, IReadOnlyList<string> failures)
    {
        var (removed, back) = (Listed(changes, ChangeAction.Removed), Listed(changes, ChangeAction.Added));
        return $"an earlier run was interrupted, and its change of network {string.Join(", ", networks)} was rolled back"
            + (removed.Length == 0 ? "" : $"; removed again: {removed}") + (back.Length == 0 ? "" : $"; there again: {back}")
            + (failures.Count == 0 ? "" : $"; not rolled back, because it was changed since or cannot be written: {string.Join("; ", failures)}");
    }

    private static string Listed(IReadOnlyList<Change> changes, ChangeAction action)
    {
        var entries = changes.Where(change => change.Action == action).Select(change => $"{change.Network} {change.Reservation}").ToList();
        return string.Join(", ", entries.Take(MostListed)) + (entries.Count > MostListed ? $" and {entries.Count - MostListed} more (see changes)" : "");
    }

    public static Problem Interrupted(string signal, IReadOnlyList<string> troubles) =>
        new(ErrorCode.NotConverged, $"interrupted by {signal}; "
            + (troubles.Count == 0 ? "the change was rolled back" : string.Join("; ", troubles)));

    public static Problem DamagedRecord(string path) =>
        new(ErrorCode.ParseError, $"{path}, this tool's record of a change, cannot be read: another version wrote it, or it is damaged; look at the files it concerns, then move it away");

    public static Problem ForeignRecord(string name) =>
        new(ErrorCode.ParseError, $"this tool's record of a change names {name}, which no file of libvirt can be called: somebody else wrote it; move it away");

    public const string NothingToUndo = "there is no change to undo";

    public static string Undone(IReadOnlyList<string> networks, int added, int updated, int removed) =>
        $"{string.Join(", ", networks)}: the newest change is undone; {added} added, {updated} updated, {removed} removed";

    public static Problem MovedOn(string path) =>
        new(ErrorCode.ChangedUnderneath, $"{path} was changed after the change that would be undone; nothing is undone: take that back first, or change what is to change by a call of its own");

    public static Problem NetworkMovedOn(string network) =>
        new(ErrorCode.ChangedUnderneath, $"network {network} was changed after the change that would be undone; nothing is undone: take that back first, or change what is to change by a call of its own");

    public static Problem NotUndone(IReadOnlyList<string> troubles) =>
        new(ErrorCode.NotConverged, $"the change could not be undone, and is in again: {string.Join("; ", troubles)}");

    public static Problem NotOwn(string path) =>
        new(ErrorCode.Permission, $"{path} must be a folder of this user's own that nobody else may enter (mode 0700), since what lies in it is acted upon: see who made it, then chown and chmod it or move it away");

    // Work that takes a while.

    public const string TurnAwaited = "waiting for another run of libvirt-idem";

    public const string EarlierReloadUnderWay = "waiting until libvirt has finished an earlier change";

    public const string ReloadUnderWay = "libvirt reloads";

    public static string CallsUnderWay(string network) => $"network {network}, live changes";

    // A reload of the daemon.

    public static string StartsStopped(string network) =>
        $"network {network} is stopped but set to autostart: a reload of libvirt starts it (virsh net-autostart --disable {network} if that is not meant)";

    public static string StartsStoppedPool(string pool) =>
        $"storage pool {pool} is stopped but set to autostart: a reload of libvirt starts it (virsh pool-autostart --disable {pool} if that is not meant)";

    public static string WaitsOnDisk(string path) =>
        $"{path} says something else than libvirt's memory: a reload of libvirt takes that in";

    public static Problem NotReloaded() =>
        new(ErrorCode.NotConverged, "libvirt does not reload: it was sent a SIGHUP and did not load its status files; see its log, or choose apply=api or apply=quiet");

    public static Problem NoRandomBytes(string cause) => new(ErrorCode.IoError, $"the kernel gives no random bytes (getrandom): {cause}");

    public static Problem OverrunByReloads() => new(ErrorCode.NotConverged, "libvirt is made to reload again and again, and each time takes back what it was told");

    public static string NoReload() => "the daemon cannot be signalled from here (another pid namespace?)";

    public static string UnknownDaemonName(string? program) =>
        $"the daemon's program is {program ?? "unknown"}, not libvirtd or virtnetworkd, and is sent no SIGHUP, which might end it";

    public static Problem ReloadImpossible(string why) =>
        new(ErrorCode.NotSupported, $"apply=reload cannot be used: {why}; choose apply=api or apply=quiet") { Field = "apply", Value = "reload" };

    public static string OneByOne(int changes, string refusal) =>
        $"{changes} live changes went in one by one, each interrupting new connections for about 0.3 s; {refusal}; apply=quiet interrupts nothing";

    public static string OneByOne(int changes, IReadOnlyList<string> obstacles) =>
        $"{changes} live changes went in one by one, each interrupting new connections for about 0.3 s; one reload would do, but {string.Join("; ", obstacles)}: mend that, or choose apply=reload or apply=quiet";

    public static Problem TooLargeForApi(string network) =>
        new(ErrorCode.NotSupported, $"network {network} has more reservations than libvirt's API carries in one message (4 MiB of XML); apply=reload or apply=quiet") { Field = "apply", Value = "api" };

    public static Problem LargeNeedsReload(IReadOnlyList<string> obstacles) =>
        new(ErrorCode.NotSupported, $"so many reservations get into libvirt by a reload only, but {string.Join("; ", obstacles)}: mend that, or choose apply=reload or apply=quiet") { Field = "apply", Value = "auto" };

    public static string Repaired(string network, bool live, Reservation reservation, bool wasAdded) =>
        $"meanwhile somebody else {(wasAdded ? "added" : "removed")} {reservation} in network {network}, and this change took that back on the {(live ? "live" : "persistent")} side; it is done again";

    public static string PerhapsLost(string network, bool live, Reservation reservation, bool wasAdded) =>
        $"meanwhile somebody else {(wasAdded ? "added" : "removed")} {reservation} in network {network} ({(live ? "live" : "persistent")} side), and it is {(wasAdded ? "gone" : "there")} again: "
        + "either they took that back, or this change did; look whether it is as it should be";

    public static string DaemonAppeared(int pid) =>
        $"a libvirt daemon{(pid > 0 ? $" (pid {pid})" : "")} started while the files were written: it may have read them half old; run the same call again";

    public static string NoDnsmasq(string network) =>
        $"no dnsmasq runs for network {network}, so its guests get neither addresses nor names; a reload of the libvirt daemon starts it (systemctl reload libvirtd, or virtnetworkd)";
}
