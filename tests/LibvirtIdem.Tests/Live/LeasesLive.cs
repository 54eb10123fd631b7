using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>Whether thousands of guests really get what was reserved for them, all at once.</summary>
public sealed class LeasesLive(World world, ITestOutputHelper output) : IClassFixture<World>
{
    private const int Guests = 2000;

    private sealed record Row(string Mac, string Ip, string Name);

    private static List<Row> Rows(int second) => [.. Enumerable.Range(0, Guests).Select(row => string.Create(CultureInfo.InvariantCulture, $"52:54:{second:x2}:00:{row >> 8:x2}:{row & 255:x2} 10.{second}.{1 + (row >> 8)}.{row & 255} g{second}-{row}").Split(' '))
        .Select(cells => new Row(cells[0], cells[1], cells[2]))];

    private JsonNode Import(string network, IEnumerable<Row> rows)
    {
        var outcome = world.RunWith("mac,ip,name\n" + string.Concat(rows.Select(row => $"{row.Mac},{row.Ip},{row.Name}\n")), World.Tool, "import", "-", $"network={network}");
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome.Json;
    }

    private static string Subnet(int second, string last) =>
        string.Create(CultureInfo.InvariantCulture, $"<ip address='10.{second}.0.1' netmask='255.255.0.0'><dhcp><range start='10.{second}.0.2' end='10.{second}.{last}'/></dhcp></ip>");

    private static IEnumerable<Row> Hosts(string text, string pattern) => Regex.Matches(text, pattern).Select(host => new Row(host.Groups["mac"].Value, host.Groups["ip"].Value, host.Groups["name"].Value));

    [Fact]
    public void EveryRowIsLeasedAtOnceWhereTheRangeIsWide()
    {
        world.Network("wide", Subnet(110, "16.255"));
        world.Network("idle", Subnet(111, "0.99"));
        var rows = Rows(110);
        var result = Import("wide", rows);
        Assert.Equal("reload", result["applied"]!.GetValue<string>());
        Assert.Empty(result["warnings"]!.AsArray());

        // Both definitions, the hostsfile and /etc/hosts are the same table.
        foreach (var live in new[] { true, false })
            Assert.Equal(rows, Hosts(world.Definition("wide", live), "<host mac='(?<mac>[^']*)' name='(?<name>[^']*)' ip='(?<ip>[^']*)'/>"));
        Assert.Equal(rows, Hosts(world.Hostsfile("wide"), @"(?m)^(?<mac>[^,\n]*),(?<ip>[^,\n]*),(?<name>[^,\n]*)$"));
        Assert.Equal(rows.Select(row => row with { Mac = "" }), Hosts(world.Shell("sed -n '/^# BEGIN libvirt-idem wide$/,/^# END/p' /etc/hosts"), @"(?m)^(?<ip>\d\S*)\s+(?<name>\S+)$"));

        world.Plug("all", "wide", "52:54:6e:ff:ff:ff");
        var start = Stopwatch.GetTimestamp();
        using var clients = new DhcpClients(world, "all");
        var answers = clients.Ask([.. rows.Select(row => row.Mac)]);
        output.WriteLine($"{Guests} guests from DISCOVER to ACK in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.Equal(rows.Select(row => new Answer(row.Ip, row.Name, "")), answers);

        // dnsmasq's own view: it read that hostsfile, acknowledged each row, and complained of nothing.
        Assert.NotEmpty(world.Log("read /var/lib/libvirt/dnsmasq/wide.hostsfile"));
        Assert.Equal(rows.ToHashSet(), Hosts(string.Join('\n', world.Log(@"DHCPACK\(wide\)")), @"DHCPACK\(wide\) (?<ip>\S+) (?<mac>\S+) (?<name>\S+)").ToHashSet());
        var pid = world.Shell("cat /run/libvirt/network/wide.pid").Trim();
        Assert.NotEmpty(world.Log(@$"\.info dnsmasq[a-z-]*\[{pid}\]"));
        Assert.Empty(world.Log(@$"\.(warn|err|crit|alert|emerg) dnsmasq[a-z-]*\[{pid}\]"));
    }

    [Theory]
    [InlineData(112, 20, "<range start='10.112.0.2' end='10.112.0.21'/>", 20)]
    [InlineData(113, 0, "", 1000)]
    public void WhereTheRangeIsNarrowTheWarningNamesTheLimitAndDnsmasqKeepsIt(int second, int inRange, string range, int limit)
    {
        var network = $"narrow{limit}";
        world.Network(network, $"<ip address='10.{second}.0.1' netmask='255.255.0.0'>{(range.Length > 0 ? $"<dhcp>{range}</dhcp>" : "")}</ip>");
        var rows = Rows(second);
        var warning = Assert.Single(Import(network, rows)["warnings"]!.AsArray())!.GetValue<string>();
        Assert.StartsWith($"the dnsmasq of network {network} gives out at most {limit} leases at a time (dhcp-lease-max), but its ranges have {inRange} addresses and {Guests} more are reserved outside them", warning, StringComparison.Ordinal);

        world.Plug(network, network, $"52:54:{second:x2}:ff:ff:ff");
        using var clients = new DhcpClients(world, network);
        Assert.Equal(rows.Take(limit).Select(row => new Answer(row.Ip, row.Name, "")), clients.Ask([.. rows.Take(limit).Select(row => row.Mac)]));
        Assert.Equal(Enumerable.Repeat(new Answer("", "", "no leases left"), 4), clients.Ask([.. rows.Skip(limit).Take(4).Select(row => row.Mac)]));
    }
}
