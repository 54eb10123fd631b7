using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Lines <c>dhcp-host=</c> of dnsmasq's configuration (dnsmasq(8), --dhcp-host): one client, one address, a name, a lease time. What
/// libvirt cannot say (tags, <c>ignore</c>, several clients or addresses, wildcards) is refused with its line, and so is every other
/// option.
/// </summary>
internal static class DnsmasqReservations
{
    public const string Option = "dhcp-host=";

    public static void Read(byte[] file, ImportedRows rows)
    {
        var lines = ImportFormats.Lines(file);
        for (var number = 1; number <= lines.Length; number++)
        {
            var text = lines[number - 1].TrimStart('\uFEFF').Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            if (!text.StartsWith(Option, StringComparison.Ordinal))
                throw new UnreadableException(number, "it is not a dhcp-host line");
            rows.Add(number, Row(text[Option.Length..].Split(" #")[0], number));
        }
    }

    private static ImportedRow Row(string fields, int number)
    {
        var row = new ImportedRow();
        foreach (var field in fields.Split(',').Select(field => field.Trim()))
        {
            if (field.StartsWith("id:", StringComparison.Ordinal))
                row.Id = Once(row.Id, field["id:".Length..], number);
            else if (field is "ignore" || field.Contains('*', StringComparison.Ordinal)
                || Array.Exists(["tag:", "set:", "net:"], word => field.StartsWith(word, StringComparison.Ordinal)))
                throw new UnreadableException(number, $"libvirt has nothing like {field}");
            else if (IpAddress.TryParse(field.Trim('[', ']').AsSpan(), out var ip) && (ip.Family == Family.V4 || field.StartsWith('[')))
                row.Ip = Once(row.Ip, ip.ToString(), number);
            else if (field.AsSpan().IndexOfAny(':', '-') >= 0 && MacAddress.TryParse(field.AsSpan(), out var mac))
                row.Mac = Once(row.Mac, mac.ToString(), number);
            else if (IsTime(field))
                row.LeaseTime = Once(row.LeaseTime, char.IsAsciiDigit(field[^1]) ? field + "s" : field, number);
            else
                row.Name = Once(row.Name, field, number);
        }
        return row == new ImportedRow() ? throw new UnreadableException(number, "it says nothing") : row;
    }

    private static bool IsTime(string field) =>
        field is "infinite" || (field.Length > 0 && char.IsAsciiDigit(field[0]) && field[..^1].All(char.IsAsciiDigit)
        && "0123456789smhdw".Contains(field[^1], StringComparison.Ordinal));

    private static string Once(string? present, string value, int number) =>
        present is null ? value : throw new UnreadableException(
            number, $"a reservation has one value of a kind, and it has {present} and {value}");
}
