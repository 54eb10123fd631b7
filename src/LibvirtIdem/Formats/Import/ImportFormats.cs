using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Files of reservations that are no CSV: what <c>export</c> writes (json, hosts, dnsmasq), and a <c>&lt;network&gt;</c> document. Each
/// becomes a CSV text whose rows stand at the lines of the file, so that one reader judges all of them and an error has the line of the
/// file.
/// </summary>
internal static class ImportFormats
{
    /// <summary>Of a line: an address and what follows it fit in.</summary>
    private const int LongestStart = 256;

    private const string Header = "mac,id,name,ip,guest,lease_time,aliases,state,network\n";

    /// <param name="file">The file.</param>
    /// <param name="format">One of <see cref="ImportedText.Formats"/>; null to detect it.</param>
    /// <param name="namesNetwork">The file's own network is meant: the call names none.</param>
    /// <exception cref="UnreadableException">A line says what a reservation cannot say.</exception>
    public static ImportedText Read(byte[] file, string? format, bool namesNetwork)
    {
        var rows = new ImportedRows();
        switch (format ?? Detect(file))
        {
            case "json":
                JsonReservations.Read(file, rows, namesNetwork);
                break;
            case "hosts":
                HostsReservations.Read(file, rows);
                break;
            case "dnsmasq":
                DnsmasqReservations.Read(file, rows);
                break;
            case "network":
                AddNetwork(file, rows, namesNetwork);
                break;
            default:
                return new(file);
        }
        return new(Encoding.UTF8.GetBytes(Header + rows.Text), 1);
    }

    /// <summary>By the first line that says something. A CSV file's names its columns.</summary>
    private static string Detect(ReadOnlySpan<byte> file)
    {
        for (var rest = file; rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)'\n') is >= 0 and var found ? found : rest.Length;
            var text = Encoding.UTF8.GetString(rest[..Math.Min(end, LongestStart)]).TrimStart('\uFEFF').Trim();
            rest = rest[Math.Min(end + 1, rest.Length)..];
            if (text.Length == 0 || text[0] == '#')
                continue;
            var word = text.Split([' ', '\t'], 2)[0];
            return text[0] == '<' ? "network" : text[0] is '{' or '[' ? "json"
                : text.StartsWith(DnsmasqReservations.Option, StringComparison.Ordinal) ? "dnsmasq"
                : word.Length < text.Length && IpAddress.TryParse(word.AsSpan(), out _) ? "hosts" : "csv";
        }
        return "csv";
    }

    public static string[] Lines(byte[] file) => Encoding.UTF8.GetString(file).Split('\n');

    private static void AddNetwork(byte[] file, ImportedRows rows, bool namesNetwork)
    {
        var network = NetworkXml.Read(file);
        var lines = new LineCounter(file);
        foreach (var element in network.Reservations)
        {
            var reservation = element.Reservation;
            rows.Add(lines.At(element.Start), new()
            {
                Mac = reservation.Mac?.ToString(),
                Id = reservation.Id?.ToString(),
                Name = reservation.Name.OrNull(),
                Ip = reservation.Ip.ToString(),
                LeaseTime = reservation.LeaseTime?.ToString(),
                Network = namesNetwork ? network.Name : null,
            });
        }
    }
}
