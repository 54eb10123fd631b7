using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LibvirtIdem.Model;

namespace LibvirtIdem.Reporting;

/// <summary>
/// The answer of a call for reservations that went well, written straight from the plan: the generated code would first make a string of
/// each value, a quarter of a large import, and names and encoders for all results there are, an eighth of a call that changes nothing. The
/// tests hold it against that code.
/// </summary>
internal static class ReservationResultWriter
{
    /// <summary>Bytes that are gathered before they go on.</summary>
    private const int Full = 8192;

    /// <summary>Of a plain row, without its values.</summary>
    private const string Keys = ",\"mac\":\"\",\"name\":\"\",\"ip\":\"\"";

    /// <summary>False where there is something to say that only the generated code says; then nothing is written.</summary>
    public static bool Write(Result result, IBufferWriter<byte> output)
    {
        if (result is not ReservationResult { Failed: false, Reservations: null, Changes: null or PlannedRows } said
            || said is not { Diff: null, Errors: null, ErrorsTotal: null })
            return false;
        var text = new Utf8Builder(512).Append("{\"changed\":"u8).Append(said.Changed ? "true"u8 : "false"u8)
            .Append(",\"failed\":false,\"msg\":\""u8);
        Quote(text, said.Msg).Append('"');
        if (said.Network is not null)
            Quote(text.Append(",\"network\":\""u8), said.Network).Append('"');
        Number(text, ",\"summary\":{\"added\":"u8, said.Summary.Added);
        Number(text, ",\"updated\":"u8, said.Summary.Updated);
        Number(text, ",\"removed\":"u8, said.Summary.Removed);
        Number(text, ",\"unchanged\":"u8, said.Summary.Unchanged).Append('}');
        if (said.Changes is PlannedRows planned)
            Changes(text, planned, output);
        if (said.Files is not null)
            Files(text, said.Files);
        if (said.Applied is not null)
            Quote(text.Append(",\"applied\":\""u8), said.Applied).Append('"');
        if (said.Effects is { } effects)
        {
            Number(text, ",\"effects\":{\"files_written\":"u8, effects.FilesWritten);
            Number(text, ",\"dnsmasq_reloads\":"u8, effects.DnsmasqReloads);
            Number(text, ",\"dnsmasq_restarts\":"u8, effects.DnsmasqRestarts);
            Number(text, ",\"daemon_reloads\":"u8, effects.DaemonReloads);
            Number(text, ",\"daemon_starts\":"u8, effects.DaemonStarts);
            Number(text, ",\"api_updates\":"u8, effects.ApiUpdates);
            Number(text, ",\"interruptions\":"u8, effects.Interruptions);
            Number(text, ",\"leases_released\":"u8, effects.LeasesReleased).Append('}');
        }
        text.Append(",\"restart_required\":"u8).Append(said.RestartRequired ? "true"u8 : "false"u8);
        if (said.RestartReasons is not null)
            Reasons(text, said.RestartReasons);
        Strings(text.Append(",\"warnings\":"u8), said.Warnings).Append('}');
        output.Write(text.Written);
        return true;
    }

    private static void Changes(Utf8Builder text, PlannedRows planned, IBufferWriter<byte> output)
    {
        var next = "["u8;
        text.Append(",\"changes\":"u8);
        foreach (var change in planned.Changes)
        {
            text.Append(next).Append("{\"action\":\""u8).Append(ActionName(change.Action)).Append('"');
            if (planned.NamesNetworks)
                Quote(text.Append(",\"network\":\""u8), change.Network).Append('"');
            Fields(text, ',', change.Reservation, change.Aliases);
            if (change.Before is { } before)
            {
                text.Append(",\"before\":"u8);
                Fields(text, '{', before, change.AliasesBefore);
                text.Append('}');
            }
            if (change.HasNoGuest)
                text.Append(",\"reason\":\"no_guest\""u8);
            text.Append(change.HasDns ? ",\"dns\":true}"u8 : "}"u8);
            next = ","u8;
            if (text.Written.Length < Full)
                continue;
            output.Write(text.Written);
            text.Clear();
        }
        text.Append(next[0] == '[' ? "[]"u8 : "]"u8);
    }

    private static void Fields(Utf8Builder text, char next, in Reservation reservation, IReadOnlyList<Utf8Slice>? aliases)
    {
        if (next == ',' && aliases is not { Count: > 0 }
            && reservation is { Mac: { } client, Id: null, LeaseTime: null, Name.IsNull: false } && IsPlain(reservation.Name.Span))
        {
            AppendPlain(text, client, reservation);
            return;
        }
        if (reservation.Mac is { } mac)
        {
            text.Append(next).Append("\"mac\":\""u8).Append(mac).Append('"');
            next = ',';
        }
        if (reservation.Id is { } id)
        {
            Quote(text.Append(next).Append("\"id\":\""u8), id.Text).Append('"');
            next = ',';
        }
        if (!reservation.Name.IsNull)
        {
            Quote(text.Append(next).Append("\"name\":\""u8), reservation.Name).Append('"');
            next = ',';
        }
        text.Append(next).Append("\"ip\":\""u8).Append(reservation.Ip).Append('"');
        if (reservation.LeaseTime is { } time)
            text.Append(",\"lease_time\":\""u8).Append(time.ToString()).Append('"');
        if (aliases is not { Count: > 0 })
            return;
        text.Append(",\"aliases\":"u8);
        for (var alias = 0; alias < aliases.Count; alias++)
            Quote(text.Append(alias == 0 ? "[\""u8 : ",\""u8), aliases[alias]).Append('"');
        text.Append(']');
    }

    /// <summary>The same for nearly all rows, with the room for it taken once.</summary>
    private static void AppendPlain(Utf8Builder text, MacAddress mac, in Reservation reservation)
    {
        var line = new Utf8Line(text.Room(Keys.Length + reservation.LongestText));
        line.Add(",\"mac\":\""u8);
        line.Add(mac);
        line.Add("\",\"name\":\""u8);
        line.Add(reservation.Name.Span);
        line.Add("\",\"ip\":\""u8);
        line.Add(reservation.Ip);
        line.Add("\""u8);
        text.Advance(line.Length);
    }

    private static void Files(Utf8Builder text, IReadOnlyList<FileRow> files)
    {
        text.Append(",\"files\":["u8);
        for (var file = 0; file < files.Count; file++)
        {
            Quote(text.Append(file == 0 ? "{\"path\":\""u8 : ",{\"path\":\""u8), files[file].Path);
            Quote(text.Append("\",\"role\":\""u8), files[file].Role).Append('"');
            if (files[file].BackupFile is { } backup)
                Quote(text.Append(",\"backup_file\":\""u8), backup).Append('"');
            text.Append('}');
        }
        text.Append(']');
    }

    private static void Reasons(Utf8Builder text, IReadOnlyList<RestartReasonRow> reasons)
    {
        text.Append(",\"restart_reasons\":["u8);
        for (var reason = 0; reason < reasons.Count; reason++)
        {
            Quote(text.Append(reason == 0 ? "{\"what\":\""u8 : ",{\"what\":\""u8), reasons[reason].What);
            Quote(text.Append("\",\"needs\":\""u8), reasons[reason].Needs).Append("\"}"u8);
        }
        text.Append(']');
    }

    private static Utf8Builder Strings(Utf8Builder text, IReadOnlyList<string> strings)
    {
        text.Append('[');
        for (var at = 0; at < strings.Count; at++)
            Quote(text.Append(at == 0 ? "\""u8 : ",\""u8), strings[at]).Append('"');
        return text.Append(']');
    }

    private static Utf8Builder Number(Utf8Builder text, ReadOnlySpan<byte> key, int number) =>
        text.Append(key).Append(number.ToString(CultureInfo.InvariantCulture));

    private static Utf8Builder Quote(Utf8Builder text, string words) => IsPlain(words) ? text.Append(words) : Encode(text, words);

    private static Utf8Builder Quote(Utf8Builder text, Utf8Slice words) =>
        IsPlain(words.Span) ? text.Append(words) : Encode(text, words.ToString());

    private static Utf8Builder Encode(Utf8Builder text, string words) =>
        text.Append(JsonEncodedText.Encode(words, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    /// <summary>Nothing in it that JSON, or the encoder, would write otherwise.</summary>
    private static bool IsPlain(string words)
    {
        foreach (var character in words)
            if (!IsPlain(character))
                return false;
        return true;
    }

    private static bool IsPlain(ReadOnlySpan<byte> words)
    {
        foreach (var character in words)
            if (!IsPlain((char)character))
                return false;
        return true;
    }

    private static bool IsPlain(char character) => character is >= ' ' and < '\x7F' and not ('"' or '\\');

    private static ReadOnlySpan<byte> ActionName(ChangeAction action) =>
        action switch { ChangeAction.Added => "added"u8, ChangeAction.Updated => "updated"u8, _ => "removed"u8 };
}
