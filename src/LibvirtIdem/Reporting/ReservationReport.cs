using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>Makes the result: of a plan that was carried out or only made, or of what stood in the way.</summary>
internal static class ReservationReport
{
    private const int MostErrors = 100;

    /// <summary>The reason of a change that an interrupted run had made.</summary>
    private const string RolledBack = "rolled_back";

    /// <summary>The reason of a removal by <c>prune</c>.</summary>
    private const string NoGuest = "no_guest";

    /// <summary>Ansible's MAX_FILE_SIZE_FOR_DIFF, in bytes.</summary>
    private const int LargestDiffText = 104_448;

    public static Result Refused(string? network, IReadOnlyList<Problem> problems, IReadOnlyList<string>? warnings = null) => new()
    {
        Changed = false,
        Failed = true,
        Msg = problems.Count == 1 ? problems[0].Msg : $"{problems[0].Msg} (and {problems.Count - 1} more, see errors)",
        Network = network,
        Warnings = warnings ?? [],
        Errors = [.. problems.Take(MostErrors)
            .Select(problem =>
            new ErrorRow(problem.Code, problem.Msg, problem.Field, problem.Value, problem.At.Index, problem.At.Row,
            Row(problem.Holder, null)))],
        ErrorsTotal = problems.Count > MostErrors ? problems.Count : null,
    };

    public static Result Bug(Exception bug) => new() { Changed = false, Failed = true, Msg = Message.Bug(bug) };

    /// <param name="plan">What was or would be done.</param>
    /// <param name="resolved">What items with <c>auto</c> or a guest stand for, by the plan that found the change to be in.</param>
    /// <param name="applied">What was applied; null in check mode.</param>
    /// <param name="restartReasons">Why guests are not served before the network is restarted.</param>
    /// <param name="wantsDiff">Whether the texts go into the result.</param>
    /// <param name="shown">A path as the caller would type it.</param>
    public static ReservationResult Done(
        ReservationPlan plan, IReadOnlyList<ResolvedItem> resolved, ApplyResult? applied, IReadOnlyList<RestartReason> restartReasons,
        bool wantsDiff, Func<string, string> shown)
    {
        var (added, updated, removed, unchanged) = (plan.Summary.Added, plan.Summary.Updated, plan.Summary.Removed, plan.Summary.Unchanged);
        return new()
        {
            Changed = !plan.IsEmpty,
            Failed = false,
            Msg = (plan.Networks.Count == 1 ? plan.Networks[0].Network
                : string.Join(", ", plan.Networks.Select(network => network.Network))) + ": " + Text(added) + " added, " + Text(updated)
                + " updated, " + Text(removed) + " removed, " + Text(unchanged) + " unchanged",
            Network = plan.Networks.Count == 1 ? plan.Networks[0].Network : null,
            Summary = new(added, updated, removed, unchanged),
            Reservations = resolved.Count == 0 ? null : [.. resolved.Select(item => Row(item, plan.Networks.Count > 1))],
            Changes = added + updated + removed == 0 ? null : new PlannedRows(plan.Changes, plan.Networks.Count > 1),
            Files = plan.Files.Count == 0 ? null
                : [.. plan.Files.Select(file =>
                new FileRow(shown(file.File.Path), RoleName(file.Role),
                applied?.Backups?.GetValueOrDefault(file.File.Path) is { } backup ? shown(backup) : null))],
            Applied = applied is null || plan.IsEmpty ? "none" : Applied(plan),
            Effects = applied is null ? null : EffectsRow.Of(applied),
            RestartRequired = restartReasons.Count > 0,
            RestartReasons = RestartReasonRow.Of(restartReasons),
            Warnings = applied is null ? plan.Warnings : [.. plan.Warnings, .. applied.Warnings],
            Diff = wantsDiff ? [.. plan.Diffs.Select(diff => Row(diff, shown))] : null,
        };
    }

    /// <summary>The result with what was found before the call's own work.</summary>
    /// <param name="result">The call's own.</param>
    /// <param name="notices">Warnings.</param>
    /// <param name="rolledBack">Reservations that the rollback of an interrupted run removed or brought back.</param>
    public static Result Noticed(Result result, IReadOnlyList<string> notices, IReadOnlyList<Change> rolledBack)
    {
        if (notices.Count == 0)
            return result;
        var noticed = result with { Warnings = [.. notices, .. result.Warnings] };
        if (rolledBack.Count == 0)
            return noticed;
        return noticed is NetworkResult network
            ? network with
            {
                Changed = true,
                Changes =
                [
                    .. rolledBack.Select(change => NetworkReport.Row(change) with { Reason = RolledBack }),
                    .. network.Changes ?? [],
                ],
            }
            : noticed with
            {
                Changed = true,
                Changes =
                [
                    .. rolledBack.Select(change => Row(change, namesNetwork: true) with { Reason = RolledBack }),
                    .. noticed.Changes ?? [],
                ],
            };
    }

    /// <summary>One JSON object and a line end.</summary>
    public static void Write(Result result, bool indented, IBufferWriter<byte> output)
    {
        if (indented || !ReservationResultWriter.Write(result, output))
            Generate(result, indented, output);
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
    }

    /// <summary>By the code that is generated from the result's types.</summary>
    public static void Generate(Result result, bool indented, IBufferWriter<byte> output)
    {
        // Relaxed: a diff is for a person, and < > need no escape outside HTML.
        using var writer = new Utf8JsonWriter(output, new() { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        ResultJson.Write(writer, result);
    }

    private static string Applied(ReservationPlan plan) => plan.WayIn.Way switch
    {
        ApplyMethod.Reload => "reload",
        ApplyMethod.Quiet => "quiet",
        _ => plan.ChangesDefinitions || plan.RestartsDnsmasq ? "api" : "files",
    };

    public static ChangeRow Row(in Change change, bool namesNetwork)
    {
        var reservation = change.Reservation;
        var action = change.Action switch { ChangeAction.Added => "added", ChangeAction.Updated => "updated", _ => "removed" };
        return new(action, namesNetwork ? change.Network : null, reservation.Mac?.ToString(), reservation.Id?.ToString(),
            reservation.Name.OrNull(), reservation.Ip.ToString(),
            reservation.LeaseTime?.ToString(), Words(change.Aliases), Row(change.Before, change.AliasesBefore))
        {
            Reason = change.HasNoGuest ? NoGuest : null,
            Dns = change.HasDns ? true : null,
        };
    }

    private static ResolvedRow Row(in ResolvedItem item, bool namesNetwork)
    {
        var reservation = item.Reservation;
        return new(item.At.Index, item.At.Row, namesNetwork ? item.Network : null, reservation.Mac?.ToString(), reservation.Id?.ToString(),
            reservation.Name.OrNull(),
            reservation.Ip.ToString(), reservation.LeaseTime?.ToString());
    }

    private static ReservationRow? Row(Reservation? given, IReadOnlyList<Utf8Slice>? aliases) => given is not { } reservation ? null
        : new(reservation.Mac?.ToString(), reservation.Id?.ToString(), reservation.Name.OrNull(), reservation.Ip.ToString(),
            reservation.LeaseTime?.ToString(), Words(aliases));

    private static List<string>? Words(IReadOnlyList<Utf8Slice>? names) =>
        names is { Count: > 0 } ? [.. names.Select(name => name.ToString())] : null;

    public static DiffRow Row(DiffText diff, Func<string, string> shown)
    {
        var (srcLarger, dstLarger) = (IsLarge(diff.Before), IsLarge(diff.After));
        return new(shown(diff.Path), shown(diff.Path), srcLarger ? null : diff.Before, dstLarger ? null : diff.After,
            srcLarger ? LargestDiffText : null, dstLarger ? LargestDiffText : null);
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsLarge(string text) => Encoding.UTF8.GetByteCount(text) > LargestDiffText;

    public static string RoleName(Role role) => role switch
    {
        Role.Config => "config",
        Role.Status => "status",
        Role.Hostsfile => "hostsfile",
        Role.EtcHosts => "etc_hosts",
        Role.Autostart => "autostart",
        _ => "hosts_template",
    };
}
