using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>Which column of a CSV file means which key: by its name, in any case, with spaces or hyphens for underscores.</summary>
internal sealed class CsvColumns
{
    private const int Missing = -1;

    /// <summary>A key's own name first; a synonym counts only where no column bears that.</summary>
    private static readonly string[][] Names =
    [
        ["mac", "mac_address", "macaddress", "mac_addr", "hwaddr", "hw_address", "hardware_address", "ethernet"],
        ["id", "duid", "client_id", "dhcp_unique_identifier"],
        ["name", "hostname", "host_name", "host", "dns_name", "fqdn", "vm", "vm_name"],
        ["ip", "ip_address", "ipaddress", "ip_addr", "address", "ipv4", "ipv4_address", "ipv6", "ipv6_address", "primary_ip", "primary_ip4"],
        ["guest", "domain_name"],
        ["lease_time", "lease", "leasetime", "lease_duration"],
        ["aliases", "alias", "cname", "cnames"],
        ["state"],
        ["network", "net", "libvirt_network"],
    ];

    private readonly int[] places = new int[Names.Length];

    private CsvColumns() => Array.Fill(places, Missing);

    public int Mac => places[0];
    public int Id => places[1];
    public int Name => places[2];
    public int Ip => places[3];
    public int Guest => places[4];
    public int LeaseTime => places[5];
    public int Aliases => places[6];
    public int State => places[7];
    public int Network => places[8];

    /// <summary>Names of the columns that mean nothing here.</summary>
    public List<string> Ignored { get; } = [];

    /// <param name="headers">The header row.</param>
    /// <param name="path">Of the file, for messages.</param>
    /// <param name="problem">Why it is no header that can be used.</param>
    public static CsvColumns? Read(IReadOnlyList<string> headers, string path, out Problem? problem)
    {
        var columns = new CsvColumns();
        problem = null;
        var rank = new int[Names.Length];
        for (var column = 0; column < headers.Count; column++)
        {
            var name = headers[column].Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
            var key = Array.FindIndex(Names, names => names.Contains(name, StringComparer.Ordinal));
            if (key < 0)
            {
                if (name.Length > 0)
                    columns.Ignored.Add(headers[column].Trim());
                continue;
            }
            var isOwn = name == Names[key][0] ? 1 : 0;
            ref var place = ref columns.places[key];
            if (place == Missing || isOwn > rank[key])
            {
                if (place != Missing)
                    columns.Ignored.Add(headers[place].Trim());
                (place, rank[key]) = (column, isOwn);
            }
            else if (isOwn < rank[key])
            {
                columns.Ignored.Add(headers[column].Trim());
            }
            else
            {
                problem = Sentences.CsvColumnTwice(path, headers[place].Trim(), headers[column].Trim(), Names[key][0]);
                return null;
            }
        }
        if (columns is { Mac: Missing, Id: Missing, Name: Missing, Ip: Missing, Guest: Missing })
            problem = Sentences.CsvWithoutHeader(path);
        else if (columns is { Ip: Missing, State: Missing })
            problem = Sentences.CsvWithoutIp(path);
        return problem is null ? columns : null;
    }

    /// <summary>Inventories number their rows in a column of the same name: those are no DUIDs.</summary>
    public void IgnoreId(string header)
    {
        Ignored.Add(header);
        places[1] = Missing;
    }
}
