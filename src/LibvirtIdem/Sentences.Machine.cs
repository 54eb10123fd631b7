using LibvirtIdem.Asking;
using LibvirtIdem.Model;

namespace LibvirtIdem;

/// <summary>What is said of the machine: root, locks, the daemon and its reloads.</summary>
internal static partial class Sentences
{
    // The machine.

    public static Problem NotRoot() =>
        new(Code.Permission, "libvirt's files and its daemon are root's: run as root (sudo), or give root=PATH to work on an image of your own");

    public static Problem Locked(string path, int waited, IReadOnlyList<int> pids) =>
        new(Code.Locked, $"another run holds {path}{(pids.Count == 0 ? "" : $" (pid {string.Join(", ", pids)})")}; waited {waited} s; "
            + "lock_timeout=SECONDS waits longer");

    public static Problem ChangedUnderneath(string path) =>
        new(Code.ChangedUnderneath, $"{path} was changed by somebody else again and again while this run was at work; nothing of it was written; try again");

    public static Problem NoDaemon(Apply apply) =>
        new(Code.NotSupported, $"apply={Word(apply)} needs a running libvirt daemon, and none owns the networks here; leave apply out, and the files are edited") { Field = "apply", Value = Word(apply) };

    public static Problem DaemonInTheWay(int pid) =>
        new(Code.NotSupported, $"apply=files while a libvirt daemon{(pid > 0 ? $" (pid {pid})" : "")} owns the networks: its memory would overwrite the files; leave apply out") { Field = "apply", Value = "files" };

    public const string DaemonHungUp = "it hung up; its log says why (journalctl -u libvirtd -u virtnetworkd)";

    public const string NoReasonGiven = "no reason given";

    public const string NetworkIsGone = "there is no such network any more";

    public static Problem DaemonDoesNotListen(string sockets, string cause) =>
        new(Code.DaemonError, $"a libvirt daemon runs, but does not answer at {sockets}: {cause}; is it just starting, or its unix_sock_dir set to another folder?");

    public static Problem DaemonAsksPassword(string socket) =>
        new(Code.DaemonError, $"the libvirt daemon at {socket} asks root for a password (auth_unix_rw in its configuration); set that to none or polkit");

    public static Problem Daemon(string doing, string? subject, string message) =>
        new(Code.DaemonError, $"libvirt, asked to {doing}{(subject is null ? "" : " ")}{subject}: {message}");

    public static Problem NotConverged(IReadOnlyList<NetworkRequest> networks, IReadOnlyList<string> troubles) =>
        new(Code.NotConverged, $"network {Names(networks)} did not take the change in: read back, it is not what was asked for; "
            + (troubles.Count == 0 ? "what was there is put back. Somebody else changes it or makes libvirt reload at the same time; try again when that is over" : string.Join("; ", troubles)));

    public static string PutBackFailed(string what, string cause) => $"putting back {what} failed: {cause}";

    public static string LiveDefinition(string network) => $"the live definition of network {network}";

    public static string PersistentDefinition(string network) => $"the persistent definition of network {network}";

    public const string Memory = "libvirt's memory";

    // The journal, and what it is good for.

    public const string InterruptedSeen =
        "an earlier run was interrupted and left its change half done: the next call that is not in check mode puts it right first, and may then predict something else";

    public const string InterruptedFinished = "an earlier run was interrupted when all of its change was in place; it counts as done";

    public static string NotKept(string reason) => $"the change is in, but undo may not know of it: {reason}";

    public static string NotForgotten(string reason) => $"the change is undone, but its record is still there, which the next call takes away: {reason}";

    public static string InterruptedPutBack(IReadOnlyList<string> troubles) =>
        "an earlier run was interrupted; what it had changed is put back" + (troubles.Count == 0 ? "" : $", but for this, which somebody has changed since or cannot be written: {string.Join("; ", troubles)}");

    public static Problem Interrupted(string signal, IReadOnlyList<string> troubles) =>
        new(Code.NotConverged, $"interrupted by {signal}; "
            + (troubles.Count == 0 ? "what was there is put back" : string.Join("; ", troubles)));

    public static Problem DamagedRecord(string path) =>
        new(Code.ParseError, $"{path}, this tool's record of a change, cannot be read: another version wrote it, or it is damaged; look at the files it concerns, then move it away");

    public static Problem ForeignRecord(string name) =>
        new(Code.ParseError, $"this tool's record of a change names {name}, which no file of libvirt can be called: somebody else wrote it; move it away");

    public const string NothingToUndo = "there is no change to undo";

    public static string Undone(IReadOnlyList<string> networks, int added, int updated, int removed) =>
        $"{string.Join(", ", networks)}: the newest change is undone; {added} added, {updated} updated, {removed} removed";

    public static Problem MovedOn(string path) =>
        new(Code.ChangedUnderneath, $"{path} was changed after the change that would be undone; nothing is undone: take that back first, or change what is to change by a call of its own");

    public static Problem NetworkMovedOn(string network) =>
        new(Code.ChangedUnderneath, $"network {network} was changed after the change that would be undone; nothing is undone: take that back first, or change what is to change by a call of its own");

    public static Problem NotUndone(IReadOnlyList<string> troubles) =>
        new(Code.NotConverged, $"the change could not be undone, and is in again: {string.Join("; ", troubles)}");

    public static Problem NotOwn(string path) =>
        new(Code.Permission, $"{path} must be a folder of this user's own that nobody else may enter (mode 0700), since what lies in it is acted upon: see who made it, then chown and chmod it or move it away");

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
        new(Code.NotConverged, "libvirt does not reload: it did not take its status files in after five SIGHUPs; see its log, or choose apply=api or apply=quiet");

    public static Problem NoRandomBytes(string cause) => new(Code.IoError, $"the kernel gives no random bytes (getrandom): {cause}");

    public static Problem OverrunByReloads() => new(Code.NotConverged, "libvirt is made to reload again and again, and each time takes back what it was told");

    public static string NoReload() => "the daemon cannot be signalled from here (another pid namespace?)";

    public static string UnknownDaemonName(string? program) =>
        $"the daemon's program is {program ?? "unknown"}, not libvirtd or virtnetworkd, and is sent no SIGHUP, which might end it";

    public static Problem ReloadImpossible(string why) =>
        new(Code.NotSupported, $"apply=reload cannot be used: {why}; choose apply=api or apply=quiet") { Field = "apply", Value = "reload" };

    public static string OneByOne(int changes, string refusal) =>
        $"{changes} live changes went in one by one, each interrupting new connections for about 0.3 s; {refusal}; apply=quiet interrupts nothing";

    public static string OneByOne(int changes, IReadOnlyList<string> obstacles) =>
        $"{changes} live changes went in one by one, each interrupting new connections for about 0.3 s; one reload would do, but {string.Join("; ", obstacles)}: mend that, or choose apply=reload or apply=quiet";

    public static Problem TooLargeForApi(string network) =>
        new(Code.NotSupported, $"network {network} has more reservations than libvirt's API carries in one message (4 MiB of XML); apply=reload or apply=quiet") { Field = "apply", Value = "api" };

    public static Problem LargeNeedsReload(IReadOnlyList<string> obstacles) =>
        new(Code.NotSupported, $"so many reservations get into libvirt by a reload only, but {string.Join("; ", obstacles)}: mend that, or choose apply=reload or apply=quiet") { Field = "apply", Value = "auto" };

    public static string Repaired(string network, bool live, Reservation reservation, bool wasAdded) =>
        $"meanwhile somebody else {(wasAdded ? "added" : "removed")} {reservation} in network {network}, and this change took that back on the {(live ? "live" : "persistent")} side; it is done again";

    public static string PerhapsLost(string network, bool live, Reservation reservation, bool wasAdded) =>
        $"meanwhile somebody else {(wasAdded ? "added" : "removed")} {reservation} in network {network} ({(live ? "live" : "persistent")} side), and it is {(wasAdded ? "gone" : "there")} again: "
        + "either they took that back, or this change did; look whether it is as it should be";

    public static string DaemonAppeared(int pid) =>
        $"a libvirt daemon{(pid > 0 ? $" (pid {pid})" : "")} started while the files were written: it may have read them half old; run the same call again";

    public static string NoDnsmasq(string network) =>
        $"network {network} has a live definition, but its dnsmasq does not run, so nothing is served until libvirt starts it again";
}
