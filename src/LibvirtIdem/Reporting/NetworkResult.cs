using System.Text.Json.Serialization;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>The result of <c>network</c>: its changes are of parts, and it names what is attached.</summary>
internal sealed record NetworkResult : Result
{
    /// <summary>Null where that is not told: of an undo.</summary>
    [JsonPropertyOrder(1)]
    public bool? RestartRequired { get; init; }

    [JsonPropertyOrder(3)]
    public new IReadOnlyList<SettingChangeRow>? Changes { get; init; }

    [JsonPropertyOrder(3)]
    public IReadOnlyList<GuestRow>? Guests { get; init; }
}

/// <summary>Values are text, as an option would give them: <c>true</c>, <c>192.168.122.1/24</c>.</summary>
internal sealed record SettingChangeRow(string Action, string What, string? Before, string? After)
{
    /// <summary>rolled_back: of an interrupted run.</summary>
    public string? Reason { get; init; }
}

/// <summary><c>guest</c> is a libvirt domain, where the port is one's.</summary>
internal sealed record GuestRow(string Interface, string? Guest, string? Mac);

/// <summary>Makes the result of a plan for a network that was carried out, or only made.</summary>
internal static class NetworkReport
{
    /// <param name="plan">What was or would be done.</param>
    /// <param name="finalPlan">The plan from which the outcome is reported.</param>
    /// <param name="applied">What was applied; null in check mode.</param>
    /// <param name="wantsDiff">Whether the texts go into the result.</param>
    /// <param name="shown">A path as the caller would type it.</param>
    public static NetworkResult Done(
        NetworkPlan plan, NetworkPlan finalPlan, ApplyResult? applied, bool wantsDiff, Func<string, string> shown)
    {
        var (added, updated, removed) =
            (Count(plan, ChangeAction.Added), Count(plan, ChangeAction.Updated), Count(plan, ChangeAction.Removed));
        var reasons = finalPlan.RestartReasons;
        return new()
        {
            Changed = !plan.IsEmpty,
            Failed = false,
            Msg = Message.NetworkDone(plan.Network, added, updated, removed, plan.Unchanged, reasons.Count > 0),
            Network = plan.Network,
            Summary = new(added, updated, removed, plan.Unchanged),
            Changes = plan.IsEmpty || plan.Changes.Count == 0 ? null : [.. plan.Changes.Select(Row)],
            Files = plan.Files.Count == 0 ? null
                : [.. plan.Files.Select(file => new FileRow(shown(file.Path), ReservationReport.RoleName(file.Role),
                applied?.Backups?.GetValueOrDefault(file.Path) is { } backup ? shown(backup) : null))],
            Applied = applied is null || plan.IsEmpty ? "none" : plan.Before.HasDaemon ? "api" : "files",
            Effects = applied is null ? null : EffectsRow.Of(applied),
            RestartRequired = reasons.Count > 0,
            RestartReasons = RestartReasonRow.Of(reasons),
            Warnings = applied is null ? plan.Warnings : [.. plan.Warnings, .. applied.Warnings],
            Guests = finalPlan.Before.Ports.Count > 0 || plan.Before.Ports.Count > 0
                ? [.. (finalPlan.Before.Ports.Count > 0 ? finalPlan : plan).Before.Ports.Select(Row)] : null,
            Diff = wantsDiff ? [.. plan.Diffs.Select(diff => ReservationReport.Row(diff, shown))] : null,
        };
    }

    private static int Count(NetworkPlan plan, ChangeAction action) =>
        plan.IsEmpty ? 0 : plan.Changes.Count(change => change.Action == action);

    public static GuestRow Row(GuestPort port) => new(port.Interface, port.Guest, port.Mac);

    /// <summary>A reservation among the settings of a network.</summary>
    public static SettingChangeRow Row(Change change) => Row(new SettingChange(change.Action, "reservation",
        change.Action == ChangeAction.Added ? null : (change.Before ?? change.Reservation).ToString(),
        change.Action == ChangeAction.Removed ? null : change.Reservation.ToString()));

    public static SettingChangeRow Row(SettingChange change) =>
        new(change.Action switch { ChangeAction.Added => "added", ChangeAction.Updated => "updated", _ => "removed" }, change.What,
            change.Before, change.After);
}
