using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Lines of /etc/hosts: an address, a name and aliases. Those that a host has for itself (loopback, link-local, multicast) are no
/// reservations.
/// </summary>
internal static class HostsReservations
{
    public static void Read(byte[] file, ImportedRows rows)
    {
        var lines = ImportFormats.Lines(file);
        for (var number = 1; number <= lines.Length; number++)
        {
            var words = lines[number - 1].TrimStart('\uFEFF').Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            if (!IpAddress.TryParse(words[0].AsSpan(), out var ip))
                throw new UnreadableException(number, $"{words[0]} is not an address");
            if (words.Length == 1)
                throw new UnreadableException(number, "the address has no name");
            if (!IsOfTheHost(ip))
                rows.Add(number,
                    new() { Name = words[1], Ip = ip.ToString(), Aliases = words.Length > 2 ? string.Join(' ', words[2..]) : null });
        }
    }

    private static bool IsOfTheHost(IpAddress ip) => ip.Family == Family.V4 ? (uint)ip.Value >> 24 == 127 || (uint)ip.Value >> 28 >= 0xE
        : ip.Value <= 1 || ip.Value >> 118 == 0x3FA || (ulong)(ip.Value >> 120) is 0xFE or 0xFF;
}
