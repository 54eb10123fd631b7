using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The published binary on a terminal of script(1): nothing that a file, a guest or an argument says reaches it as a control character.</summary>
public sealed class Terminals : IDisposable
{
    /// <summary>C0, DEL, C1 and what changes the direction or ends a line.</summary>
    private const string Hostile = "\x1b[2J\x07\x08\x7f\u0085\u009b31m\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    /// <summary>What XML can carry of it, as text and, in XML, as references.</summary>
    private static readonly string InXml = Hostile.Replace("\x1b", "", StringComparison.Ordinal).Replace("\x07", "", StringComparison.Ordinal).Replace("\x08", "", StringComparison.Ordinal);

    private readonly ScratchRoot root = new();

    public Terminals()
    {
        var name = "net" + InXml;
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(root.Config)!, name + ".xml"),
            $"<network><name>{name}</name><domain name='{InXml}'/><bridge name='virbr9'/><ip address='192.168.9.1' prefix='24'><dhcp><host mac='52:54:00:00:00:09' name='{InXml}' ip='192.168.9.9'/></dhcp></ip></network>");
        File.WriteAllText(root.Config, $"<network><name>default</name><domain name='{InXml}'/><bridge name='virbr0'/><dns><txt name='t' value='{InXml}'/></dns><ip address='192.168.122.1' prefix='24'>"
            + $"<dhcp><host mac='52:54:00:00:00:01' name='{InXml}' ip='192.168.122.2'/><host mac='52:54:00:00:00:03' name='web' ip='192.168.122.3'/></dhcp></ip></network>\n");
        var dnsmasq = Directory.CreateDirectory(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq")).FullName;
        File.WriteAllText(Path.Combine(dnsmasq, "default.hostsfile"), $"52:54:00:00:00:07,192.168.122.7,{Hostile}\n{Hostile}\n");
        File.WriteAllText(Path.Combine(dnsmasq, "virbr0.status"), $$"""[{"ip-address":"192.168.122.4","mac-address":"52:54:00:00:00:02","hostname":{{JsonValue.Create(Hostile)!.ToJsonString()}},"expiry-time":0}]""");
        File.WriteAllText(Path.Combine(root.Folder, "etc/hosts"), $"127.0.0.1 localhost\n192.168.122.8 web {Hostile}\n");
        File.WriteAllText(Path.Combine(root.Folder, "guests.csv"), $"mac,ip,name,{Hostile.Replace("\u0085", "", StringComparison.Ordinal)}\n52:54:00:00:00:05,{Hostile},x,y\n");
    }

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData("info")]
    [InlineData("info", "network=%")]
    [InlineData("export")]
    [InlineData("export", "format=json")]
    [InlineData("export", "format=csv")]
    [InlineData("export", "format=hosts")]
    [InlineData("export", "format=dnsmasq")]
    [InlineData("export", "format=ansible")]
    [InlineData("export", "format=%")]
    [InlineData("reservation", "mac=52:54:00:00:00:05", "ip=192.168.122.5", "name=web", "check_mode=true", "diff=true")]
    [InlineData("reservation", "mac=52:54:00:00:00:05", "ip=192.168.122.2", "name=other")]
    [InlineData("reservation", "mac=%", "ip=%", "name=%", "id=%", "network=%")]
    [InlineData("reservation", "ip=192.168.122.2", "state=absent", "check_mode=true", "diff=true")]
    [InlineData("reservation", "%=x")]
    [InlineData("reservation", "{\"%\": 1}")]
    [InlineData("reservation", "%")]
    [InlineData("%")]
    [InlineData("network", "name=default", "domain=%", "bootp_file=%", "dns_txt=[{\"name\":\"%\",\"value\":\"x\"}]")]
    [InlineData("network", "name=default", "dns_txt=[]", "check_mode=true", "diff=true")]
    [InlineData("network", "name=%")]
    [InlineData("network", "xml=<network><name>%</name>")]
    [InlineData("import", "ROOT/guests.csv")]
    [InlineData("import", "%")]
    [InlineData("undo", "%=1")]
    [InlineData("schema", "%")]
    [InlineData("completion", "%")]
    public void NothingSteersTheTerminal(params string[] words)
    {
        var call = words.Select(Filled).ToList();
        if (words[0] is not ("schema" or "completion" or "%" or "undo") && !words[^1].StartsWith('{') && words[^1] != "%")
            call.Add($"root={root.Folder}");
        Check([World.Tool, .. call]);
    }

    /// <summary>What only the running system has: leases, with the names that guests give themselves, dnsmasq's file, guests.</summary>
    [Theory]
    [InlineData("52:54:00:00:00:02", "info")]
    [InlineData("52:54:00:00:00:02", "info", "network=default")]
    [InlineData("52:54:00:00:00:02", "export", "source=leases", "names=true")]
    [InlineData("52:54:00:00:00:02", "export", "source=leases", "names=true", "format=csv")]
    [InlineData("192.168.122.4", "export", "source=leases", "names=true", "format=dnsmasq")]
    [InlineData("192.168.122.4", "reservation", "mac=52:54:00:00:00:06", "ip=192.168.122.4", "check_mode=true")]
    [InlineData("192.168.122.4", "reservation", "mac=52:54:00:00:00:06", "ip=192.168.122.4", "on_active_lease=fail")]
    [InlineData("guest=", "reservation", "guest=%", "ip=auto")]
    [InlineData("odd", "reservation", "guest=odd", "ip=auto", "check_mode=true")]
    public void NothingOfTheRunningSystemSteersTheTerminal(string shown, params string[] words)
    {
        var running = Directory.CreateDirectory(Path.Combine(root.Folder, "run/libvirt/network")).FullName;
        File.WriteAllText(Path.Combine(running, "default.xml"), $"<networkstatus>{File.ReadAllText(root.Config)}</networkstatus>");
        File.WriteAllText(Path.Combine(root.Folder, "etc/libvirt/qemu/odd.xml"), $"<domain><name>odd{InXml}</name><devices><interface type='network'><mac address='52:54:00:00:00:0a'/><source network='{InXml}'/></interface></devices></domain>");
        // The lease or the guest is in what is shown, so what it says of itself was read.
        Assert.Contains(shown, Check([.. root.Inside(), .. words.Select(Filled)]), StringComparison.Ordinal);
    }

    private string Check(string[] command)
    {
        // script(1) takes a shell's line: the words go by file.
        var line = Path.Combine(root.Folder, "line");
        File.WriteAllText(line, string.Join(' ', command.Select(word => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'")));
        var both = ScratchRoot.Run("script", "-qec", $"TERM=xterm bash {line}", "/dev/null").Output.Replace("\r\n", "\n", StringComparison.Ordinal);
        // The tool's own: colours, and progress that is written over.
        var shown = Regex.Replace(both, "\x1b\\[[0-9]*[mK]|\r", "");
        Assert.DoesNotMatch("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", shown);
        Assert.True(shown.Length > 0);

        // The object on the terminal is the object of a pipe, whose bytes stay as they are.
        var piped = ScratchRoot.Run("bash", line).Output;
        var alone = ScratchRoot.Run("script", "-qec", $"bash {line} 2>/dev/null", "/dev/null").Output;
        if (piped.StartsWith('{'))
            Assert.Equal(Timeless(JsonNode.Parse(piped)!.ToJsonString()), Timeless(JsonNode.Parse(alone)!.ToJsonString()));
        else
            Assert.Equal(piped.Count(character => character == '\n'), alone.Count(character => character == '\n'));
        return shown;
    }

    /// <summary>What only JSON must escape is escaped where nobody watches.</summary>
    [Fact]
    public void APipeGetsTheBytesAsTheyAre()
    {
        var output = ScratchRoot.Run(World.Tool, "network", "name=default", $"root={root.Folder}", "dns_txt=[]", "check_mode=true").Output;
        foreach (var character in "\u061c\u200e\u202e\u2066")
            Assert.Contains(character.ToString(), output, StringComparison.Ordinal);
    }

    private string Filled(string word) =>
        word.Replace("%", word.StartsWith('{') || word.Contains("[{", StringComparison.Ordinal) ? JsonEscaped : Hostile, StringComparison.Ordinal).Replace("ROOT", root.Folder, StringComparison.Ordinal);

    private static string JsonEscaped => JsonValue.Create(Hostile)!.ToJsonString()[1..^1];

    private static string Timeless(string json) => Regex.Replace(json, "[0-9]{4}-[0-9]{2}-[0-9]{2}T[^\"]*", "");
}
