using System.Text;
using System.Text.Json;
using LibvirtIdem.Asking;
using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Asking;

/// <summary>CSV files as other systems export them: what each row asks for, or which column the file is refused for.</summary>
public sealed class CsvExports
{
    private const string Guest = "00:15:5d:01:02:03 srv1 192.168.1.30";
    private const string GuestV6 = "00:01:00:01:1a:2b:3c:4d:00:15:5d:01:02:03 srv1 2001:db8:1::30";

    /// <summary>The system, its export, and the rows as <c>client name ip</c>.</summary>
    public static TheoryData<string, string, string[]> Exports { get; } = new()
    {
        {
            "Windows, Get-DhcpServerv4Reservation", """
            #TYPE Microsoft.Management.Infrastructure.CimInstance#root/Microsoft/Windows/DHCP/DhcpServerv4Reservation
            "IPAddress","ScopeId","ClientId","Name","Type","Description"
            "192.168.1.30","192.168.1.0","00-15-5d-01-02-03","srv1","Both",""
            "192.168.1.31","192.168.1.0","00155d010204","srv2.corp.test","Dhcp","the other"
            """, [Guest, "00:15:5d:01:02:04 srv2.corp.test 192.168.1.31"]
        },
        {
            "Windows, Get-DhcpServerv4Lease", """
            "IPAddress","ScopeId","AddressState","ClientId","ClientType","Description","HostName","LeaseExpiryTime","ServerIP"
            "192.168.1.30","192.168.1.0","ActiveReservation","00-15-5d-01-02-03","Dhcp",,"srv1",,"192.168.1.2"
            """, [Guest]
        },
        {
            "Windows, Get-DhcpServerv6Reservation", """
            #TYPE Microsoft.Management.Infrastructure.CimInstance#root/Microsoft/Windows/DHCP/DhcpServerv6Reservation
            "IPAddress","Prefix","ClientDuid","Iaid","Name","Description"
            "2001:db8:1::30","2001:db8:1::","00-01-00-01-1A-2B-3C-4D-00-15-5D-01-02-03","234","srv1",""
            """, [GuestV6]
        },
        { "Windows, the console's list", "Client IP Address\tName\tLease Expiration\tType\tUnique ID\tDescription\r\n192.168.1.30\tsrv1\tReservation (active)\tDHCP\t00155d010203\t\r\n", [Guest] },
        { "Windows in German", "Client-IP-Adresse;Name;Leaseablaufdatum;Typ;Eindeutige ID;Beschreibung\n192.168.1.30;srv1;Reservierung;DHCP;00155d010203;\n", [Guest] },
        { "pfSense", "mac,cid,ipaddr,hostname,descr\n00:15:5d:01:02:03,,192.168.1.30,srv1,a server\n", [Guest] },
        { "pfSense, IPv6", "duid,ipaddrv6,hostname,descr\n00:01:00:01:1a:2b:3c:4d:00:15:5d:01:02:03,2001:db8:1::30,srv1,\n", [GuestV6] },
        { "OPNsense", "macaddr,ipaddr,hostname,descr\n00:15:5D:01:02:03,192.168.1.30,srv1,\n", [Guest] },
        { "OPNsense, Kea", "@uuid,subnet,ip_address,hw_address,hostname,description\n0b1fbbcd-1e33-4d5a-8f7b-6ad9a5f4c0de,192.168.1.0/24,192.168.1.30,00:15:5d:01:02:03,srv1,\n", [Guest] },
        { "OPNsense, dnsmasq", "host,domain,local,ip,cnames,client_id,hwaddr,lease_time,ignore,descr,aliases\nsrv1,lan,0,192.168.1.30,,,00:15:5d:01:02:03,,0,,\n", [Guest] },
        { "OpenWrt", "Hostname,MAC address(es),IPv4 address,IPv6-Token,Lease time\nsrv1,00:15:5D:01:02:03,192.168.1.30,,12h\n", [Guest] },
        {
            "MikroTik", "address,mac-address,client-id,server,status,host-name,active-address,active-mac-address\n"
                + "192.168.1.30,00:15:5D:01:02:03,1:0:15:5d:1:2:3,dhcp1,bound,srv1,192.168.1.30,00:15:5D:01:02:03\n", [Guest]
        },
        { "MikroTik, by client identifier", "address,client-id,host-name\n192.168.1.30,1:0:15:5d:1:2:3,srv1\n", [Guest] },
        { "UniFi", "_id,mac,hostname,fixed_ip,use_fixedip,network_id\n5f1a2b3c4d5e6f7a8b9c0d1e,00:15:5d:01:02:03,srv1,192.168.1.30,true,5f1a\n", [Guest] },
        { "phpIPAM", "IP address,State,Description,Hostname,FW object,MAC address,Owner,Device\n192.168.1.30,Active,,srv1,,00:15:5d:01:02:03,,sw1\n", [Guest] },
        { "NetBox, virtual machines", "Name,Status,Site,Primary IPv4,MAC Address\nsrv1,active,fra1,192.168.1.30/24,00:15:5d:01:02:03\n", [Guest] },
        { "ISC DHCP's words", "host;hardware ethernet;fixed-address\nsrv1;00:15:5d:01:02:03;192.168.1.30\n", [Guest] },
        { "Kea's words", "hw-address,ip-address,hostname,next-server\n00:15:5d:01:02:03,192.168.1.30,srv1,\n", [Guest] },
        { "Kea's leases", "address,hwaddr,client_id,valid_lifetime,expire,hostname,state\n192.168.1.30,00:15:5d:01:02:03,01:00:15:5d:01:02:03,4000,1700000000,srv1,0\n", [Guest] },
        { "German Excel", "\uFEFFMAC-Adresse;IP-Adresse;Rechnername\r\n00-15-5D-01-02-03;192.168.1.30;srv1\r\n", [Guest] },
        { "German Excel, other words", "Gerätename;Physische Adresse;IPv4-Adresse\r\nsrv1;00-15-5D-01-02-03;192.168.1.30\r\n", [Guest] },
        { "a number that could be a MAC", "Name,Asset,IP\nsrv1,481701234567,192.168.1.30\n", [" srv1 192.168.1.30"] },
    };

    /// <summary>A file, and the column and key that its error names.</summary>
    public static TheoryData<string, string, string> Unknown { get; } = new()
    {
        { "Name;Netzwerkkarte;IP\nsrv1;00-15-5D-01-02-03;192.168.1.30\nsrv2;0015.5d01.0204;192.168.1.31\n", "Netzwerkkarte", "mac" },
        { "Name,Rack,NIC,IP\nsrv1,7,00:15:5d:01:02:03,192.168.1.30\nsrv2,8,n/a,192.168.1.31\nsrv3,,,192.168.1.32\n", "NIC", "mac" },
        { "Name,State,NIC\nsrv1,absent,00:15:5d:01:02:03\n", "NIC", "mac" },
        { "mac,mac_address,name,ip\n,00:15:5d:01:02:03,srv1,192.168.1.30\n", "mac_address", "mac" },
        { "Name,DHCP client,IP\nsrv1,01:00:15:5d:01:02:03,192.168.1.30\n", "DHCP client", "client_id" },
        { "Name,Identity,IP\nsrv1,00:01:00:01:1a:2b:3c:4d:00:15:5d:01:02:03,2001:db8:1::30\n", "Identity", "id" },
    };

    [Theory]
    [MemberData(nameof(Exports))]
    public void IsUnderstood(string system, string csv, string[] rows)
    {
        var request = Check(csv, out var problems);
        Assert.True(request is { Problems.Count: 0 }, $"{system}: {string.Join("; ", problems.Concat(request?.Problems ?? []).Select(problem => problem.Msg))}");
        Assert.Equal<IEnumerable<string>>(rows, Assert.Single(request!.Networks).Wanted.Select(wanted => $"{wanted.Mac?.ToString() ?? wanted.Id?.ToString()} {wanted.Name} {wanted.Ip}"));
    }

    [Theory]
    [MemberData(nameof(Unknown))]
    public void AColumnOfClientsThatIsNotKnownIsNamed(string csv, string column, string key)
    {
        Assert.Null(Check(csv, out var problems));
        var problem = Assert.Single(problems);
        Assert.Equal((ErrorCode.MissingField, key), (problem.Code, problem.Field));
        Assert.Contains($"the ignored column {column} contains nothing but", problem.Msg, StringComparison.Ordinal);
        // What the message says to do helps.
        Assert.NotNull(Check(csv.Replace(column, key, StringComparison.Ordinal).Replace("mac,mac,", "x,mac,", StringComparison.Ordinal), out _));
    }

    [Fact]
    public void AnIpv4ClientThatIsKnownByAnotherIdentifierIsRefused()
    {
        var request = Check("address,client-id,host-name\n192.168.1.30,ff:12:34:56:78:0:1:0:1,srv1\n", out _);
        var problem = Assert.Single(request!.Problems);
        Assert.Equal((ErrorCode.MissingField, "mac", 2), (problem.Code, problem.Field, problem.At.Row));
        Assert.Contains("client-id=ff:12:34:56:78:0:1:0:1 is not a MAC address", problem.Msg, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherIdentifierThanTheMacIsIgnoredWithAWarning()
    {
        var request = Check("mac,cid,ip\n00:15:5d:01:02:03,my-id,192.168.1.30\n00:15:5d:01:02:04,01:00:15:5d:01:02:04,192.168.1.31\n", out _);
        Assert.Contains("column cid", Assert.Single(request!.Warnings), StringComparison.Ordinal);
        Assert.Empty(request.Problems);
    }

    private static ReservationRequest? Check(string csv, out IReadOnlyList<Problem> problems)
    {
        using var none = JsonDocument.Parse("{}");
        return ReservationRequestParser.Parse(Options.Of(none.RootElement, OptionSpecs.Of(Command.Import)), "guests.csv", _ => new(Encoding.UTF8.GetBytes(csv)), out problems);
    }
}
