using System.Text;
using CsvHelper;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>Reservations in the forms that others read. What they hold was checked to be no structure there: names are RFC 1123.</summary>
internal static class ExportFormats
{
    /// <summary>What <c>import</c> reads. Columns that are empty everywhere are left out, but for mac, name and ip.</summary>
    public static byte[] Csv(IReadOnlyList<ListedReservation> rows, bool namesNetworks)
    {
        var hasIds = rows.Any(row => row.Reservation.Id is not null);
        var hasLeaseTimes = rows.Any(row => row.Reservation.LeaseTime is not null);
        var hasAliases = rows.Any(row => row.Aliases is not null);
        var stream = new MemoryStream();
        using (var csv = CsvWriter.Create(stream, new() { NewLine = "\n", Injection = CsvInjection.Throw, InjectionCharacters = "=+@" }))
        {
            Write("mac", hasIds ? "id" : null, "name", "ip", hasLeaseTimes ? "lease_time" : null, hasAliases ? "aliases" : null,
                namesNetworks ? "network" : null);
            foreach (var (network, reservation, aliases) in rows)
                Write(reservation.Mac?.ToString() ?? "", hasIds ? reservation.Id?.ToString() ?? "" : null, reservation.Name.ToString(),
                    reservation.Ip.ToString(),
                    hasLeaseTimes ? reservation.LeaseTime?.ToString() ?? "" : null, hasAliases ? Joined(aliases) : null,
                    namesNetworks ? network : null);

            void Write(params ReadOnlySpan<string?> cells)
            {
                foreach (var cell in cells)
                    if (cell is not null)
                        csv.WriteField(cell);
                csv.EndRecord();
            }
        }
        return stream.ToArray();
    }

    /// <summary>Lines of /etc/hosts, by address; what has no name has none.</summary>
    public static byte[] Hosts(IReadOnlyList<ListedReservation> rows)
    {
        var text = new Utf8Builder();
        foreach (var (_, reservation, aliases) in rows.OrderBy(row => row.Reservation.Ip))
        {
            if (reservation.Name.IsNull && aliases is null)
                continue;
            text.Append(reservation.Ip);
            if (!reservation.Name.IsNull)
                text.Append(' ').Append(reservation.Name);
            foreach (var alias in aliases ?? [])
                text.Append(' ').Append(alias);
            text.Append('\n');
        }
        return text.Written.ToArray();
    }

    /// <summary>Lines for dnsmasq's own configuration.</summary>
    public static byte[] Dnsmasq(IReadOnlyList<ListedReservation> rows) =>
        Hostsfile.Render(rows.Select(row => row.Reservation), "dhcp-host="u8);

    /// <summary>A variable for a play: <c>reservations: "{{ guests }}"</c>.</summary>
    public static byte[] Ansible(IReadOnlyList<ListedReservation> rows, bool namesNetworks)
    {
        var text = new Utf8Builder().Append(rows.Count == 0 ? "guests: []\n"u8 : "guests:\n"u8);
        foreach (var (network, reservation, aliases) in rows)
        {
            var start = "  - ";
            Write("network", namesNetworks ? network : null);
            Write("mac", reservation.Mac?.ToString());
            Write("id", reservation.Id?.ToString());
            Write("name", reservation.Name.OrNull());
            Write("ip", reservation.Ip.ToString());
            Write("lease_time", reservation.LeaseTime?.ToString());
            if (aliases is not null)
                text.Append("    aliases: ["u8).Append(string.Join(", ", aliases.Select(alias => Quoted(alias.ToString()))))
                    .Append("]\n"u8);

            void Write(string key, string? value)
            {
                if (value is null)
                    return;
                text.Append(start).Append(key).Append(": "u8).Append(Quoted(value)).Append('\n');
                start = "    ";
            }
        }
        return text.Written.ToArray();
    }

    private static string Joined(IReadOnlyList<Utf8Slice>? aliases) => string.Join(' ', (aliases ?? []).Select(alias => alias.ToString()));

    /// <summary>
    /// Always quoted, so that YAML takes no <c>no</c>, no MAC (a sexagesimal number) and no digits for anything but text.
    /// </summary>
    private static string Quoted(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in value)
        {
            if (character is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(character);
        }
        return quoted.Append('"').ToString();
    }
}
