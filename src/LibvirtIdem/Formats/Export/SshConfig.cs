using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// A file for ssh's <c>Include</c> (ssh_config(5)): one <c>Host</c> for each name, by its first address, IPv4 before IPv6. HostKeyAlias
/// keeps the guest's key under its name, so that it stays known when the address changes. Names are those of hosts, so none is a pattern.
/// </summary>
internal static class SshConfig
{
    public static byte[] Render(IReadOnlyList<ListedReservation> rows)
    {
        var text = new Utf8Builder();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (_, reservation, aliases) in rows.OrderBy(row => row.Reservation.Ip))
        {
            if (reservation.Name.IsNull || !seen.Add(reservation.Name.ToString()))
                continue;
            var name = reservation.Name.ToString();
            text.Append("Host "u8).Append(name);
            // ssh compares patterns to the letter.
            if (name.ToLowerInvariant() is var lower && lower != name)
                text.Append(' ').Append(lower);
            foreach (var alias in aliases ?? [])
                if (seen.Add(alias.ToString()))
                    text.Append(' ').Append(alias);
            text.Append("\n    HostName "u8).Append(reservation.Ip).Append("\n    HostKeyAlias "u8).Append(reservation.Name).Append('\n');
        }
        return text.Written.ToArray();
    }
}
