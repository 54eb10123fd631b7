namespace LibvirtIdem.Model;

/// <summary>What <c>import</c> reads: a CSV file, or another file of reservations as the rows of one.</summary>
/// <param name="Csv">With a header row.</param>
/// <param name="AddedLines">The number of lines before those of the file.</param>
/// <param name="Problem">Why it cannot be read; there are no rows then.</param>
internal sealed record ImportedText(byte[] Csv, int AddedLines = 0, Problem? Problem = null)
{
    /// <summary>What a file may be.</summary>
    public static readonly string[] Formats = ["csv", "json", "hosts", "dnsmasq", "network"];
}
