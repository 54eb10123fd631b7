using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>Makes the result of <c>undo</c>: that of the command whose change is put back.</summary>
internal static class UndoReport
{
    public static Result Nothing() => new() { Changed = false, Failed = false, Msg = Message.NothingToUndo };

    /// <param name="plan">What was or would be put back.</param>
    /// <param name="hasDaemon">Whether it went through a daemon; null in check mode.</param>
    /// <param name="effects">What it cost; null in check mode.</param>
    /// <param name="wantsDiff">Whether the texts go into the result.</param>
    /// <param name="shown">A path as the caller would type it.</param>
    public static Result Done(UndoPlan plan, bool? hasDaemon, EffectsRow? effects, bool wantsDiff, Func<string, string> shown)
    {
        // Names in a network's DNS are settings.
        var listsSettings = plan.Record.IsOfNetwork || plan.ChangesNames;
        var actions = listsSettings ? plan.Parts.Select(part => part.Action).Concat(plan.Changes.Select(change => change.Action)).ToList()
            : [.. plan.Changes.Select(change => change.Action)];
        var (added, updated, removed) = (Count(ChangeAction.Added), Count(ChangeAction.Updated), Count(ChangeAction.Removed));
        var networks = plan.Record.NetworkNames.ToList();
        var applied = hasDaemon switch { null => "none", true => "api", false => "files" };
        FileRow[] files = [.. plan.Files.Select(file => new FileRow(shown(file.Path), ReservationReport.RoleName(file.Role), null))];
        var cost = effects is null ? null : effects with { FilesWritten = files.Length };
        DiffRow[]? diff = wantsDiff ? [.. plan.Diffs.Select(text => ReservationReport.Row(text, shown))] : null;
        var result = new NetworkResult
        {
            Changed = true,
            Failed = false,
            Msg = Message.Undone(networks, added, updated, removed),
            Network = networks.Count == 1 ? networks[0] : null,
            Summary = new(added, updated, removed, 0),
            Changes = [.. plan.Parts.Select(NetworkReport.Row), .. listsSettings ? plan.Changes.Select(NetworkReport.Row) : []],
            Warnings = plan.Warnings,
            Guests = plan.Guests.Count > 0 ? [.. plan.Guests.Select(NetworkReport.Row)] : null,
            Files = files,
            Applied = applied,
            Effects = cost,
            Diff = diff,
        };
        return listsSettings ? result : new Result
        {
            Changed = true,
            Failed = false,
            Msg = result.Msg,
            Network = result.Network,
            Summary = result.Summary,
            Changes = plan.Changes.Select(change => ReservationReport.Row(change, networks.Count > 1)),
            Files = files,
            Applied = applied,
            Effects = cost,
            Diff = diff,
        };

        int Count(ChangeAction action) => actions.Count(one => one == action);
    }
}
