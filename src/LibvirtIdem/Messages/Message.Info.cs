using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;
using LibvirtIdem.Reporting;

namespace LibvirtIdem.Messages;

/// <summary>What <c>info</c> says.</summary>
internal static partial class Message
{
    public static readonly string[] Columns = ["ADDRESS", "NAME", "CLIENT", "STATE (UTC)"];

    public static string Seen(IReadOnlyList<NetworkInfo> networks)
    {
        var (reservations, leases, drift) = (0, 0, 0);
        foreach (var network in networks)
            (reservations, leases, drift) = (reservations + network.Reservations.Count, leases + network.Leases.Count, drift + network.Drift.Count);
        return $"{Counted(networks.Count, "network")}, {Counted(reservations, "reservation")}, {Counted(leases, "lease")}, "
            + (drift == 0 ? "no drift" : $"{drift} in drift");
    }

    public static string OddHostsfileLines(string path, int first, int count) =>
        $"{path} has {Counted(count, "line")} that libvirt does not write{(count == 1 ? $", line {first}" : $", the first of them line {first}")}; libvirt drops {(count == 1 ? "it" : "them")} at its next write";

    public static string StaleStatus(string path, string network) =>
        $"{path} is left over from an earlier run: its bridge does not exist, so network {network} is not active";

    public static string SettingsDiffer(string network, IReadOnlyList<SettingChange> changes)
    {
        var text = "";
        for (var each = 0; each < changes.Count && each < MostNamed; each++)
            text += (each == 0 ? "" : ", ") + SettingDiffers(changes[each]);
        return $"the running network {network} differs from its persistent definition, which its next start takes: {text}{(changes.Count > MostNamed ? $" and {changes.Count - MostNamed} more" : "")}; "
            + (changes.Any(change => !NetworkSetting.IsLiveChange(change.What)) ? $"libvirt-idem network name={network} restart=if_needed restarts it" : "libvirt-idem network with that option brings it in at once");
    }

    private static string SettingDiffers(SettingChange change) => Word(change.What) + change switch
    {
        { Before: null } => $" {Shortened(change.After!)} (not live)",
        { After: null } => $" {Shortened(change.Before)} (not defined)",
        _ => $" {Shortened(change.Before)} (defined: {Shortened(change.After)})",
    };

    public static string Headline(NetworkInfo network) =>
        $"{network.Name}: {(network.Forward == "none" ? "isolated" : network.Forward)}{(network.Bridge is null ? "" : $", bridge {network.Bridge}")}, "
        + (network.IsActive ? "active" : "inactive") + (network.Autostarts ? ", autostart" : "") + (network.IsPersistent ? "" : ", not persistent")
        + (network.Domain is null ? "" : $", domain {network.Domain}");

    public static string Headline(SubnetInfo subnet)
    {
        var text = subnet.Subnet.ToString();
        foreach (var range in subnet.Ranges)
            text += $", range {range.Range.Start} to {range.Range.End}{(range.LeaseTime is { } time ? $" for {time}" : "")}";
        return text;
    }

    public static string CondensedMap(UInt128 each) => $"each mark stands for {each} addresses; the strongest counts";

    public static string MapBegins(IpAddress first) => $"counted from {first}";

    public static string NextFree(IpAddress free) => $"next free: {free}";

    public static string StateOf(AddressUse use, string until) =>
        (use.IsConflict ? "conflict, " : "") + (use.Reservations.Count == 0 ? "" : use.Lease is null ? "reserved" : "reserved, ") + (use.Lease is null ? "" : $"leased {until}");

    public static string DriftLine(string where, string problem, string what) => $"drift: {where} {problem}{(what.Length == 0 ? "" : $": {what}")}";

    public static string Warning(string text) => $"warning: {text}";

    public static string More(int count) => $"… and {count} more";

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
