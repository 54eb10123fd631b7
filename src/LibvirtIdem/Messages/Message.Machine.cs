using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>What is said of the machine: root, locks, the daemon and its reloads.</summary>
internal static partial class Message
{
    /// <summary>Reservations that one message names.</summary>
    private const int MostListed = 20;

    // The machine.

    public static Problem NotRoot() =>
        new(ErrorCode.Permission, "root privileges are required: run with sudo, or use root=PATH to work on an image of your own");

    public static Problem Locked(string path, int waited, IReadOnlyList<int> pids) =>
        new(ErrorCode.Locked, $"another run holds {path}{(pids.Count == 0 ? "" : $" (pid {string.Join(", ", pids)})")}; waited {waited} s; "
            + "lock_timeout=SECONDS waits longer");

    public static Problem ChangedUnderneath(string path) =>
        new(ErrorCode.ChangedUnderneath, $"{path} was changed by another process again and again for 30 s; it was not written; try again");

    public static Problem NoDaemon(string apply) =>
        new(ErrorCode.NotSupported, $"apply={apply} needs a running libvirt daemon, and none manages the networks here; leave apply out to edit the files") { Field = "apply", Value = apply };

    public static Problem DaemonInTheWay(int pid) =>
        new(ErrorCode.NotSupported, $"apply=files while a libvirt daemon{(pid > 0 ? $" (pid {pid})" : "")} manages the networks and would overwrite the files; leave out apply") { Field = "apply", Value = "files" };

    public const string DaemonHungUp = "it closed the connection; see its log (journalctl -u libvirtd -u virtnetworkd)";

    public const string NoReasonGiven = "no reason given";

    public const string NetworkIsGone = "the network no longer exists";

    public static Problem DaemonDoesNotListen(string sockets, string cause) =>
        new(ErrorCode.DaemonError, $"a libvirt daemon runs, but does not answer on {sockets}: {cause}; it may be starting, or unix_sock_dir may be set to another directory");

    public static Problem DaemonAsksPassword(string socket) =>
        new(ErrorCode.DaemonError, $"the libvirt daemon at {socket} asks root for a password (auth_unix_rw in its configuration); set that to none or polkit");

    public static Problem Daemon(string doing, string? subject, string message) =>
        new(ErrorCode.DaemonError, $"libvirt: cannot {doing}{(subject is null ? "" : " ")}{subject}: {message}");

    public static Problem NotConverged(IEnumerable<string> networks, IReadOnlyList<string> troubles) =>
        new(ErrorCode.NotConverged, $"verification failed: network {string.Join(", ", networks)} does not have the requested state after the change; "
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
        "an earlier run was interrupted and left its change half done: the next changing call rolls it back first, so this prediction may not hold";

    public const string InterruptedFinished = "an earlier run was interrupted after its whole change was applied; the change is kept";

    public static string NotKept(string reason) => $"the change is applied, but undo may not know it: {reason}";

    public static string NotForgotten(string reason) => $"the change is undone, but its record could not be removed: {reason}; the next call removes it";

    /// <param name="networks">Of the change.</param>
    /// <param name="changes">Of reservations.</param>
    /// <param name="failures">What could not be rolled back.</param>
    public static string InterruptedRolledBack(IEnumerable<string> networks, IReadOnlyList<Change> changes, IReadOnlyList<string> failures)
    {
        var (removed, back) = (Listed(changes, ChangeAction.Removed), Listed(changes, ChangeAction.Added));
        return $"an earlier run was interrupted, and its change of network {string.Join(", ", networks)} was rolled back"
            + (removed.Length == 0 ? "" : $"; removed: {removed}") + (back.Length == 0 ? "" : $"; restored: {back}")
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
        new(ErrorCode.ParseError, $"this tool's record of a change names {name}, which is not the name of a libvirt file, so libvirt-idem did not write it; move it away");

    public const string NothingToUndo = "there is no change to undo";

    public static string Undone(IReadOnlyList<string> networks, int added, int updated, int removed) =>
        $"{string.Join(", ", networks)}: the newest change is undone; {added} added, {updated} updated, {removed} removed";

    public static Problem MovedOn(string path) =>
        new(ErrorCode.ChangedUnderneath, $"{path} was modified since that change; nothing was undone. Revert the later modification first, or make the wanted change with a new call");

    public static Problem NetworkMovedOn(string network) =>
        new(ErrorCode.ChangedUnderneath, $"network {network} was modified since that change; nothing was undone. Revert the later modification first, or make the wanted change with a new call");

    public static Problem NotUndone(IReadOnlyList<string> troubles) =>
        new(ErrorCode.NotConverged, $"the change could not be undone and stays applied: {string.Join("; ", troubles)}");

    public static Problem NotOwn(string path) =>
        new(ErrorCode.Permission, $"{path} must be a directory owned by this user with mode 0700, because its content is acted upon; see who created it, then chown and chmod it, or move it away");

    // Work that takes a while.

    public const string LockAwaited = "waiting for another run of libvirt-idem";

    public const string EarlierReloadUnderWay = "waiting until libvirt has finished an earlier change";

    public const string ReloadUnderWay = "libvirt reloads";

    public static string CallsUnderWay(string network) => $"network {network}, live changes";

    // A reload of the daemon.

    public static string StartsStopped(string network) =>
        $"network {network} is stopped but set to autostart: a reload of libvirt would start it (virsh net-autostart --disable {network} prevents that)";

    public static string StartsStoppedPool(string pool) =>
        $"storage pool {pool} is stopped but set to autostart: a reload of libvirt would start it (virsh pool-autostart --disable {pool} prevents that)";

    public static string WaitsOnDisk(string path) =>
        $"{path} differs from libvirt's running state: a reload of libvirt would load it";

    public static Problem NotReloaded() =>
        new(ErrorCode.NotConverged, "libvirt did not reload: it was sent a SIGHUP and did not load its status files; see its log, or use apply=api or apply=quiet");

    public static Problem NoRandomBytes(string cause) => new(ErrorCode.IoError, $"getrandom failed: {cause}");

    public static Problem OverrunByReloads() => new(ErrorCode.NotConverged, "libvirt is being reloaded again and again by another process, and each reload drops the changes");

    public static string NoReload() => "the daemon cannot be signalled from here (another pid namespace?)";

    public static string UnknownDaemonName(string? program) =>
        $"the daemon's program is {program ?? "unknown"}, not libvirtd or virtnetworkd, and gets no SIGHUP, which might end it";

    public static Problem ReloadImpossible(string why) =>
        new(ErrorCode.NotSupported, $"apply=reload cannot be used: {why}; use apply=api or apply=quiet") { Field = "apply", Value = "reload" };

    public static Problem RestartAndQuiet() =>
        new(ErrorCode.InvalidValue, "restart=dnsmasq and apply=quiet exclude each other: apply=quiet interrupts nothing, a restart of dnsmasq does; leave out one of them") { Field = "restart", Value = "dnsmasq" };

    public static Problem ByMacNeedsReload(string network) =>
        new(ErrorCode.NotSupported, $"an IPv6 reservation by MAC goes into the running network {network} by a reload of libvirt, which apply=api excludes; use apply=auto or apply=reload") { Field = "apply", Value = "api" };

    public static Problem DnsAndQuiet() =>
        new(ErrorCode.InvalidValue, "dns=true and apply=quiet exclude each other: only libvirt writes the names that dnsmasq reads; leave out one of them") { Field = "dns", Value = "true" };

    public static string NamesWaitForDaemon(string network) =>
        $"network {network} runs and no libvirt daemon does: its dnsmasq answers the names that change from the next start of the daemon on";

    public static Problem NameHasOtherAddress(string name, string addresses, InputLocation at) =>
        new(ErrorCode.Conflict, $"{Shortened(name)} has another address in the network's DNS, {addresses}; choose another name, leave out dns=true, or use on_conflict=replace") { Field = "dns", Value = "true", At = at };

    public static string DnsNamesStay(string network, IpAddress ip, IReadOnlyList<string> names) =>
        $"the DNS of network {network} still has {string.Join(", ", names)} at {ip}, which no reservation has any more; to remove a name: libvirt-idem dns network={network} name={names[0]} state=absent";

    public static string LiveNamesWait(string network) =>
        $"the DNS of network {network} has several records of one address or name, of which libvirt's API cannot change a single one";

    public static Problem NoReloadForDnsmasq(string network, string why) =>
        new(ErrorCode.NotSupported, $"restart=dnsmasq cannot be used for this change of network {network}: libvirt would have to reload its files, but {why}; use restart=if_needed") { Field = "restart", Value = "dnsmasq" };

    public static string ReloadSideEffect(string network, string effect) => $"restart=dnsmasq has libvirt reload its files for network {network}, and {effect}";

    public static Problem DnsmasqDoesNotStart(string network, IReadOnlyList<string> options, string why) =>
        new(ErrorCode.DaemonError, $"the dnsmasq of network {network} does not start with its new conf{(options.Count == 0 ? "" : $" (dnsmasq_options={string.Join(',', options.Select(Shortened))})")}: {why}")
        { Field = options.Count == 0 ? null : "dnsmasq_options", Value = options.Count == 0 ? null : Shortened(options[0]) };

    public static string ConfLacks(string network, string line) => $"the dnsmasq of network {network} was started without {Shortened(line)}, which the running network's definition has";

    public static string OneByOne(int changes, string refusal) =>
        $"{changes} live changes are applied one by one, each interrupting new connections for about 0.3 s; {refusal}; apply=quiet interrupts nothing";

    public static string OneByOne(int changes, IReadOnlyList<string> obstacles) =>
        $"{changes} live changes are applied one by one, each interrupting new connections for about 0.3 s; a single reload was not possible because {string.Join("; ", obstacles)}; resolve that, or use apply=reload or apply=quiet";

    public static Problem TooLargeForApi(string network) =>
        new(ErrorCode.NotSupported, $"network {network} has more reservations than fit into one message of libvirt's API (4 MiB of XML); use apply=reload or apply=quiet") { Field = "apply", Value = "api" };

    public static Problem LargeNeedsReload(IReadOnlyList<string> obstacles) =>
        new(ErrorCode.NotSupported, $"this number of reservations needs a reload of libvirt, but {string.Join("; ", obstacles)}; resolve that, or use apply=reload or apply=quiet") { Field = "apply", Value = "auto" };

    public static string Repaired(string network, bool live, Reservation reservation, bool wasAdded) =>
        $"a concurrent change by another client ({(wasAdded ? "added" : "removed")} {reservation} in network {network}) was lost in the reload on the {(live ? "live" : "persistent")} side and has been reapplied";

    public static string PerhapsLost(string network, bool live, Reservation reservation, bool wasAdded) =>
        $"a concurrent change by another client ({(wasAdded ? "added" : "removed")} {reservation} in network {network}, {(live ? "live" : "persistent")} side) has been reverted, "
        + "either by that client or by the reload; please verify it";

    public static string DaemonAppeared(int pid) =>
        $"a libvirt daemon{(pid > 0 ? $" (pid {pid})" : "")} started while the files were written and may have read some of the old ones; run the same call again";

    public static string NoDnsmasq(string network) =>
        $"no dnsmasq runs for network {network}, so its guests get neither addresses nor names; a reload of the libvirt daemon starts it (systemctl reload libvirtd, or virtnetworkd)";
}
