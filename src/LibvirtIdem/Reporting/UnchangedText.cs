using System.Globalization;

namespace LibvirtIdem.Reporting;

/// <summary>
/// The answer of a call that found everything as asked, which is what most calls are for: written down as it is, since the generated code would first
/// make names and encoders for all results there are, an eighth of such a call. The tests hold it against that code.
/// </summary>
internal static class UnchangedText
{
    /// <summary>Null where there is anything more to say.</summary>
    public static string? Of(Result result)
    {
        if (result is not ReservationResult
            {
                Changed: false, Failed: false, Msg: { } msg, Network: { } network, Reservations: null, Changes: null, Files: null, Applied: "none", RestartRequired: false,
                RestartReasons: null, Warnings.Count: 0, Diff: null, Errors: null, ErrorsTotal: null, Summary: { Added: 0, Updated: 0, Removed: 0, Unchanged: var unchanged },
                Effects: { FilesWritten: 0, DnsmasqReloads: 0, DaemonReloads: 0, ApiUpdates: 0, Interruptions: 0, LeasesReleased: 0 },
            } || !IsPlain(msg) || !IsPlain(network))
            return null;
        return string.Concat(
        [
            "{\"changed\":false,\"failed\":false,\"msg\":\"", msg, "\",\"network\":\"", network, "\",\"summary\":{\"added\":0,\"updated\":0,\"removed\":0,\"unchanged\":",
            unchanged.ToString(CultureInfo.InvariantCulture),
            """},"applied":"none","effects":{"files_written":0,"dnsmasq_reloads":0,"daemon_reloads":0,"api_updates":0,"interruptions":0,"leases_released":0},"restart_required":false,"warnings":[]}""",
        ]);
    }

    /// <summary>Nothing in it that JSON, or the encoder, would write otherwise.</summary>
    private static bool IsPlain(string text)
    {
        foreach (var character in text)
            if (!char.IsAsciiLetterOrDigit(character) && character is not (' ' or ',' or ':' or '-' or '.' or '_'))
                return false;
        return true;
    }
}
