using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>What the published binary's <c>info</c> shows a person: on a terminal of script(1), standard error only.</summary>
public sealed class InfoOnTerminals : IDisposable
{
    private const string Colour = "\x1b[";

    private readonly ScratchRoot root = new();

    public void Dispose() => root.Dispose();

    [Fact]
    public void MapShowsEveryAddress()
    {
        Define("<ip address='192.168.122.1' prefix='24'><dhcp><range start='192.168.122.64' end='192.168.122.127'/>"
            + "<host mac='52:54:00:00:00:01' name='web1' ip='192.168.122.2'/><host mac='52:54:00:00:00:02' name='db1' ip='192.168.122.3'/>"
            + "<host mac='52:54:00:00:00:03' name='a-name-of-some-length-that-does-not-fit.lab.example.net' ip='192.168.122.4'/></dhcp></ip>");
        Lease("""{"ip-address":"192.168.122.3","mac-address":"52:54:00:00:00:02","expiry-time":0},{"ip-address":"192.168.122.4","mac-address":"52:54:00:00:00:09","hostname":"thief","expiry-time":0},{"ip-address":"192.168.122.65","mac-address":"52:54:00:00:00:08","expiry-time":4000000000}""");
        var lines = ShownRunning("NO_COLOR=1");
        Assert.Contains("192.168.122.0   ##RH!" + new string('.', 59), lines, StringComparer.Ordinal);
        Assert.Contains("192.168.122.64  -L" + new string('-', 62), lines, StringComparer.Ordinal);
        Assert.Contains("192.168.122.128 " + new string('.', 64), lines, StringComparer.Ordinal);
        Assert.Contains("192.168.122.192 " + new string('.', 63) + "#", lines, StringComparer.Ordinal);
        Assert.Contains("next free: 192.168.122.5", lines, StringComparer.Ordinal);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^192\.168\.122\.4 +a-name.*… +52:54:00:00:00:03 +conflict, reserved, leased infinite$"));
        foreach (var word in new[] { "free", "in a range", "reserved", "leased", "conflict" })
            Assert.Contains(lines, line => line.Contains(word, StringComparison.Ordinal));
        var coloured = ShownRunning("TERM=xterm");
        Assert.Contains(coloured, line => line.Contains(Colour + "31m!", StringComparison.Ordinal));
        Assert.Equal(lines, coloured.Select(Bare), StringComparer.Ordinal);
        Assert.DoesNotContain(ShownRunning("TERM=dumb"), line => line.Contains(Colour, StringComparison.Ordinal));
    }

    [Fact]
    public void LargeSubnetsAreCondensed()
    {
        var reservations = string.Concat(Enumerable.Range(1, 100).Select(guest => $"<host mac='52:54:00:00:00:{guest:x2}' name='guest{guest}' ip='10.0.{guest}.1'/>"));
        Define($"<ip address='10.0.0.1' prefix='16'><dhcp><range start='10.0.128.0' end='10.0.255.254'/>{reservations}</dhcp></ip>"
            + "<ip family='ipv6' address='2001:db8:1234:5678::1' prefix='64'><dhcp><range start='2001:db8:1234:5678::100' end='2001:db8:1234:5678::1ff'/>"
            + "<host id='00:03:00:01:52:54:00:00:00:01' name='six' ip='2001:db8:1234:5678:9abc:def0:1234:5678'/></dhcp></ip>");
        var lines = Shown("NO_COLOR=1");
        Assert.Contains("  each mark stands for 128 addresses; the strongest counts", lines, StringComparer.Ordinal);
        Assert.Contains("10.0.0.0        " + "..R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R.R."[..64], lines, StringComparer.Ordinal);
        Assert.Contains("10.0.128.0      " + new string('-', 64), lines, StringComparer.Ordinal);
        Assert.Contains(lines, line => line.Contains("and 61 more", StringComparison.Ordinal));
        Assert.InRange(lines.Count, 50, 100);
    }

    [Fact]
    public void Ipv6IsShownWhereSomethingIs()
    {
        Define("<ip family='ipv6' address='2001:db8::1' prefix='64'><dhcp><range start='2001:db8::20' end='2001:db8::3f'/>"
            + "<host id='00:03:00:01:52:54:00:00:00:01' name='six' ip='2001:db8::10'/></dhcp></ip>");
        var lines = Shown("NO_COLOR=1");
        Assert.Contains("+0                ##..............R...............", lines, StringComparer.Ordinal);
        Assert.Contains("+20               " + new string('-', 32), lines, StringComparer.Ordinal);
    }

    [Fact]
    public void NothingReachesTheTerminalUnfiltered()
    {
        Define("<ip address='192.168.122.1' prefix='24'/>");
        Directory.CreateDirectory(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq"));
        File.WriteAllText(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq/default.hostsfile"), "\x1b[31mred,192.168.122.9\n");
        Lease("""{"ip-address":"192.168.122.3","mac-address":"52:54:00:00:00:02","hostname":"\u001b[2J","expiry-time":0}""");
        Assert.DoesNotContain(ShownRunning("NO_COLOR=1"), line => line.Contains('\x1b', StringComparison.Ordinal));
    }

    [Fact]
    public void NothingIsSaidWithoutATerminalOrByAnsible()
    {
        Assert.Equal("", ScratchRoot.Run(World.Tool, "info", $"root={root.Folder}").Error);
        var file = Path.Combine(root.Folder, "args.json");
        File.WriteAllText(file, $$"""{"command": "info", "root": "{{root.Folder}}", "_ansible_check_mode": true}""");
        Assert.Equal("{", OnTerminal($"{World.Tool} {file}").Trim()[..1]);
        Assert.DoesNotContain("next free", OnTerminal($"{World.Tool} {file}"), StringComparison.Ordinal);
    }

    private static string Bare(string line) => Regex.Replace(line, "\x1b\\[[0-9]*m", "");

    private static string OnTerminal(string command) =>
        ScratchRoot.Run("script", "-qec", command, "/dev/null").Output.Replace("\r", "", StringComparison.Ordinal);

    /// <summary>Standard error of a terminal of 80 columns; standard output goes elsewhere.</summary>
    private List<string> Shown(string environment)
    {
        var shown = OnTerminal($"stty cols 80; env -u NO_COLOR TERM=xterm {environment} {World.Tool} info root={root.Folder} >/dev/null");
        return Checked(shown);
    }

    /// <summary>The same where the files are the running system's.</summary>
    private List<string> ShownRunning(string environment) =>
        Checked(OnTerminal($"stty cols 80; env -u NO_COLOR TERM=xterm {environment} {string.Join(' ', root.Inside())} info >/dev/null"));

    private static List<string> Checked(string shown)
    {
        var lines = shown.Split('\n').ToList();
        foreach (var line in lines)
            Assert.True(Bare(line).Length <= 80, line);
        return lines;
    }

    private void Define(string subnets)
    {
        var xml = $"<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/>{subnets}</network>\n";
        File.WriteAllText(root.Config, xml);
        Directory.CreateDirectory(Path.Combine(root.Folder, "run/libvirt/network"));
        File.WriteAllText(Path.Combine(root.Folder, "run/libvirt/network/default.xml"), $"<networkstatus>{xml}</networkstatus>");
    }

    private void Lease(string leases)
    {
        Directory.CreateDirectory(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq"));
        File.WriteAllText(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq/virbr0.status"), $"[{leases}]");
    }
}
