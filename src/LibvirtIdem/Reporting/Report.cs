using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Reporting;

/// <summary>Makes the result: of a plan that was carried out or only made, or of what stood in the way.</summary>
internal static class Report
{
    private const int MostErrors = 100;

    /// <summary>Ansible's MAX_FILE_SIZE_FOR_DIFF, in bytes.</summary>
    private const int LargestDiffText = 104_448;

    public static Result Refused(string? network, IReadOnlyList<Problem> problems, IReadOnlyList<string>? warnings = null) => new()
    {
        Changed = false,
        Failed = true,
        Msg = problems.Count == 1 ? problems[0].Msg : $"{problems[0].Msg} (and {problems.Count - 1} more, see errors)",
        Network = network,
        Warnings = warnings ?? [],
        Errors = [.. problems.Take(MostErrors).Select(problem => new ErrorRow(problem.Code, problem.Msg, problem.Field, problem.Value, problem.Index, Row(problem.Holder, [])))],
        ErrorsTotal = problems.Count > MostErrors ? problems.Count : null,
    };

    public static Result Bug(Exception bug) => new() { Changed = false, Failed = true, Msg = Sentences.Bug(bug) };

    /// <param name="plan">What was or would be done.</param>
    /// <param name="receipt">What came of it; null in check mode.</param>
    /// <param name="restartReasons">Why guests are not served before the network is restarted.</param>
    /// <param name="wantsDiff">Whether the texts go into the result.</param>
    /// <param name="shown">A path as the caller would type it.</param>
    public static Result Done(Plan plan, Receipt? receipt, IReadOnlyList<string> restartReasons, bool wantsDiff, Func<string, string> shown)
    {
        var (added, updated, removed, unchanged) = (plan.Summary.Added, plan.Summary.Updated, plan.Summary.Removed, plan.Summary.Unchanged);
        return new()
        {
            Changed = !plan.IsEmpty,
            Failed = false,
            Msg = plan.Network + ": " + Text(added) + " added, " + Text(updated) + " updated, " + Text(removed) + " removed, " + Text(unchanged) + " unchanged",
            Network = plan.Network,
            Summary = new(added, updated, removed, unchanged),
            Changes = NullIfEmpty(plan.Changes.Select(Row)),
            Files = NullIfEmpty(plan.Files.Select(file => new FileRow(shown(file.File.Path), RoleName(file.Role), receipt?.Backups.GetValueOrDefault(file.Role) is { } backup ? shown(backup) : null))),
            Applied = receipt is null || plan.IsEmpty ? "none" : plan.Define is not null || plan.LiveCalls.Count > 0 ? "api" : "files",
            Effects = receipt is null ? null : new(receipt.FilesWritten, receipt.DnsmasqReloads, 0, receipt.ApiUpdates, receipt.ApiUpdates, 0),
            RestartRequired = restartReasons.Count > 0,
            RestartReasons = NullIfEmpty(restartReasons),
            Warnings = receipt is null ? plan.Warnings : [.. plan.Warnings, .. receipt.Warnings],
            Diff = wantsDiff ? [.. plan.Diffs.Select(diff => Row(diff, shown))] : null,
        };
    }

    public static byte[] Json(Result result, bool indented)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        // Relaxed: a diff is for a person, and < > need no escape outside HTML.
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, result, ResultJson.Default.Result);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(this System.Buffers.ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.GetSpan(bytes.Length));
        buffer.Advance(bytes.Length);
    }

    private static ChangeRow Row(Change change)
    {
        var reservation = change.Reservation;
        var action = change.Action switch { ChangeAction.Added => "added", ChangeAction.Updated => "updated", _ => "removed" };
        return new(action, reservation.Mac?.ToString(), reservation.Id?.Text, reservation.Name, reservation.Ip.ToString(), reservation.LeaseTime?.ToString(),
            NullIfEmpty(change.Aliases), Row(change.Before, change.AliasesBefore));
    }

    private static ReservationRow? Row(Reservation? reservation, IReadOnlyList<string> aliases) => reservation is null ? null
        : new(reservation.Mac?.ToString(), reservation.Id?.Text, reservation.Name, reservation.Ip.ToString(), reservation.LeaseTime?.ToString(), NullIfEmpty(aliases));

    private static DiffRow Row(DiffText diff, Func<string, string> shown)
    {
        var (srcLarger, dstLarger) = (IsLarge(diff.Before), IsLarge(diff.After));
        return new(shown(diff.Path), shown(diff.Path), srcLarger ? null : diff.Before, dstLarger ? null : diff.After,
            srcLarger ? LargestDiffText : null, dstLarger ? LargestDiffText : null);
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsLarge(string text) => Encoding.UTF8.GetByteCount(text) > LargestDiffText;

    private static string RoleName(Role role) => role switch
    {
        Role.Config => "config",
        Role.Status => "status",
        Role.Hostsfile => "hostsfile",
        Role.EtcHosts => "etc_hosts",
        _ => "hosts_template",
    };

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
