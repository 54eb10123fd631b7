using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// Which column of a CSV file means which key: by its name, of which only letters and digits count, in any case. In addition to the usual
/// words these are the headers of Windows DHCP, pfSense, OPNsense, OpenWrt, MikroTik, UniFi, phpIPAM, NetBox, ISC DHCP and Kea, and those
/// of German spreadsheets.
/// </summary>
internal sealed class CsvColumns
{
    private const int Missing = -1;

    /// <summary>A key's own name first; a synonym counts only where no column bears that.</summary>
    private static readonly string[][] Names =
    [
        [
            "mac", "mac_address", "mac_addresses", "mac_addr", "hwaddr", "hw_addr", "hw_address", "hardware_address", "hardware_ethernet",
            "physical_address",
            "mac_adresse", "mac_adressen", "hardware_adresse", "physische_adresse", "physikalische_adresse", "ethernet_adresse",
            "ethernet_address", "ethernet",
        ],
        ["id", "duid", "client_duid", "dhcp_unique_identifier"],
        [
            "name", "hostname", "host_name", "host", "dns_name", "fqdn", "vm", "vm_name", "computer_name", "option_host_name",
            "rechnername", "rechner", "gerätename",
            "geraetename",
        ],
        [
            "ip", "ip_address", "ip_addr", "ip_addr_v6", "address", "ipv4", "ipv4_address", "ipv6", "ipv6_address", "primary_ip",
            "primary_ip4", "primary_ip6",
            "primary_ipv4", "primary_ipv6", "fixed_ip", "fixed_address", "fixed_address6", "reservation_address", "client_ip_address",
            "client_ipv6_address",
            "ip_adresse", "ipv4_adresse", "ipv6_adresse", "client_ip_adresse", "adresse",
        ],
        ["guest", "domain_name"],
        ["lease_time", "lease", "lease_duration", "lease_dauer"],
        ["aliases", "alias", "cname", "cnames", "aliasnamen"],
        ["state"],
        ["network", "net", "libvirt_network", "netzwerk"],
        ["dns"],
        ["client_id", "client_identifier", "dhcp_client_id", "dhcp_client_identifier", "cid", "unique_id", "eindeutige_id",
            "eindeutige_kennung"],
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
    public int Dns => places[9];

    /// <summary>A DHCP client identifier: a DUID on IPv6; on IPv4 most often the MAC, and Windows writes it so.</summary>
    public int Client => places[10];

    /// <summary>The columns that mean nothing here.</summary>
    public List<int> Ignored { get; } = [];

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
            var name = headers[column].Trim();
            var key = Array.FindIndex(Names, names => Array.Exists(names, other => IsSame(name, other)));
            if (key < 0)
            {
                if (name.Length > 0)
                    columns.Ignored.Add(column);
                continue;
            }
            var isOwn = IsSame(name, Names[key][0]) ? 1 : 0;
            ref var place = ref columns.places[key];
            if (place == Missing || isOwn > rank[key])
            {
                if (place != Missing)
                    columns.Ignored.Add(place);
                (place, rank[key]) = (column, isOwn);
            }
            else if (isOwn < rank[key])
            {
                columns.Ignored.Add(column);
            }
            else
            {
                problem = Message.CsvColumnTwice(path, headers[place].Trim(), name, Names[key][0]);
                return null;
            }
        }
        if (columns is { Mac: Missing, Id: Missing, Name: Missing, Ip: Missing, Guest: Missing, Client: Missing })
            problem = Message.CsvWithoutHeader(path);
        else if (columns is { Ip: Missing, State: Missing })
            problem = Message.CsvWithoutIp(path);
        return problem is null ? columns : null;
    }

    /// <summary>Inventories number their rows in a column of the same name: those are no DUIDs.</summary>
    public void IgnoreId() => Ignore(1);

    /// <summary>An inventory's column of the same name says what an address is used for.</summary>
    public void IgnoreState() => Ignore(7);

    private void Ignore(int key)
    {
        Ignored.Add(places[key]);
        places[key] = Missing;
    }

    /// <summary>What begins with _ or @ is a database's own (<c>_id</c>, <c>@uuid</c>).</summary>
    private static bool IsSame(ReadOnlySpan<char> header, ReadOnlySpan<char> name)
    {
        if (header is ['_' or '@', ..])
            return false;
        var at = 0;
        foreach (var character in name)
        {
            if (!char.IsLetterOrDigit(character))
                continue;
            while (at < header.Length && !char.IsLetterOrDigit(header[at]))
                at++;
            if (at == header.Length || char.ToLowerInvariant(header[at++]) != character)
                return false;
        }
        while (at < header.Length && !char.IsLetterOrDigit(header[at]))
            at++;
        return at == header.Length;
    }
}
