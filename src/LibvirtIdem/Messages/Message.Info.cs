using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <summary>What <c>info</c> says.</summary>
internal static partial class Message
{
    public static string MoreDriftFound(string network, int count) => $"network {network} has {count} more differences than are listed";

    public static readonly string[] Columns = ["ADDRESS", "NAME", "CLIENT", "STATE (UTC)"];

    public static string InfoSummary(int networks, int reservations, int leases, int drift) =>
        $"{Counted(networks, "network")}, {Counted(reservations, "reservation")}, {Counted(leases, "lease")}, {(drift == 0 ? "no drift" : $"{drift} in drift")}";

    public static string OddHostsfileLines(string path, int first, int count) =>
        $"{path} has {Counted(count, "line")} that libvirt does not write{(count == 1 ? $", line {first}" : $", the first of them line {first}")}; libvirt drops {(count == 1 ? "it" : "them")} at its next write";

    public static string StaleStatus(string path, string network) =>
        $"{path} is left over from an earlier run: its bridge does not exist, so network {network} is not active";

    public static string SettingsDiffer(string network, IReadOnlyList<SettingChange> changes, bool needsRestart)
    {
        var text = "";
        for (var each = 0; each < changes.Count && each < MostNamed; each++)
            text += (each == 0 ? "" : ", ") + SettingDiffers(changes[each]);
        return $"the running network {network} differs from its persistent definition, which takes effect at its next start: {text}{(changes.Count > MostNamed ? $" and {changes.Count - MostNamed} more" : "")}; "
            + (needsRestart ? $"libvirt-idem network name={network} restart=if_needed restarts it" : "libvirt-idem network with that option applies it at once");
    }

    private static string SettingDiffers(SettingChange change) => Word(change.What) + change switch
    {
        { Before: null } => $" {Shortened(change.After!)} (not live)",
        { After: null } => $" {Shortened(change.Before)} (not defined)",
        _ => $" {Shortened(change.Before)} (defined: {Shortened(change.After)})",
    };

    public static string CondensedMap(UInt128 each) => $"each mark stands for {each} addresses; the strongest counts";

    public static string MapBegins(IpAddress first) => $"counted from {first}";

    public static string NextFree(IpAddress free) => $"next free: {free}";

    public static string StateOf(bool isConflict, bool isReserved, bool isLeased, string until) =>
        (isConflict ? "conflict, " : "") + (!isReserved ? "" : isLeased ? "reserved, " : "reserved") + (isLeased ? $"leased {until}" : "");

    public static string DriftLine(string where, string problem, string what) => $"drift: {where} {problem}{(what.Length == 0 ? "" : $": {what}")}";

    public static string Warning(string text) => $"warning: {text}";

    public static string More(int count) => $"… and {count} more";

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
