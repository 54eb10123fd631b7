using System.Text.Json.Nodes;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The published binary's <c>export</c> on an image root: what comes out, and that import takes it back unmoved.</summary>
public sealed class Exports : IDisposable
{
    private const string Hosts = """
        127.0.0.1	localhost
        127.0.1.1	hypervisor.example.net hypervisor
        # BEGIN libvirt-idem default
        192.168.122.10 web1 www shop
        192.168.122.13 named
        2001:db8::10 web1
        # END libvirt-idem default

        """;

    private readonly ScratchRoot root = new();

    public Exports()
    {
        Define("""
                  <host mac='52:54:00:00:00:01' name='web1' ip='192.168.122.10'/>
                  <host mac='52:54:00:00:00:02' ip='192.168.122.11'><lease expiry='90' unit='minutes'/></host>
                  <host mac='52:54:00:00:00:03' ip='192.168.122.12'><lease expiry='0'/></host>
                  <host name='named' ip='192.168.122.13'/>
            """, """<host id='0:3:0:1:52:54:0:0:0:1' name='web1' ip='2001:db8::10'/>""");
        File.WriteAllText(root.Hosts, Hosts);
        File.WriteAllText(Path.Combine(root.Folder, "etc/hostname"), "hypervisor\n");
        Directory.CreateDirectory(Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq"));
    }

    private string Dest => Path.Combine(root.Folder, "guests");

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("network=default")]
    public void CsvRoundTripChangesNothing(string network)
    {
        var csv = Export("format=csv", network).Output;
        Assert.Equal($"mac,id,name,ip,lease_time,aliases{(network.Length == 0 ? ",network" : "")}", csv.Split('\n')[0]);
        Assert.Contains("52:54:00:00:00:01,,web1,192.168.122.10,,www shop", csv, StringComparison.Ordinal);
        Assert.Contains("52:54:00:00:00:02,,,192.168.122.11,90m,", csv, StringComparison.Ordinal);
        Assert.Contains(",,named,192.168.122.13,,", csv, StringComparison.Ordinal);
        Assert.Contains(",00:03:00:01:52:54:00:00:00:01,web1,2001:db8::10,,", csv, StringComparison.Ordinal);
        WriteHostsfile();
        var before = root.Census();
        var again = Import(csv);
        Assert.False(again.Changed, again.Output);
        Assert.Equal(5, again.Json["summary"]!["unchanged"]!.GetValue<int>());
        Assert.Equal(before, root.Census());
    }

    /// <summary>What stands in the folder of definitions, and is none.</summary>
    [Theory]
    [InlineData("sed s/web1/copy/ default.xml >default-backup.xml", "it defines network default")]
    [InlineData("head -c 200 default.xml >broken.xml", "broken.xml line")]
    [InlineData("printf '' >empty.xml", "empty.xml line 1")]
    [InlineData("echo '<domain/>' >guest.xml", "guest.xml line 1")]
    [InlineData("mkdir folder.xml", "folder.xml is not a regular file")]
    [InlineData("mkfifo pipe.xml", "pipe.xml is not a regular file")]
    [InlineData("printf '%300s' '' >'a b.xml'; printf x >\"$(printf 'n\nl')\".xml", "is left out")]
    public void WhatIsNoDefinitionIsLeftOutAsInInfo(string make, string warning)
    {
        var csv = Export("format=csv").Output;
        var outcome = ScratchRoot.Run("bash", "-euc", $"cd {Path.GetDirectoryName(root.Config)}; {make}");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var export = Export($"dest={Dest}", "format=csv");
        Assert.True(export.ExitCode == 0, export.Output);
        Assert.Equal(csv, File.ReadAllText(Dest));
        Assert.Contains(warning, export.Json["warnings"]!.ToJsonString(), StringComparison.Ordinal);
        var info = ScratchRoot.Run(World.Tool, "info", $"root={root.Folder}");
        Assert.Equal(info.Json["warnings"]!.ToJsonString(), export.Json["warnings"]!.ToJsonString());
        // Named, it is an error.
        Assert.Equal(1, Export("network=" + Path.GetFileNameWithoutExtension(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(root.Config)!).First(file => file != root.Config))).ExitCode);
    }

    [Fact]
    public void JsonFileIsReadBack()
    {
        Assert.True(Export($"dest={Dest}").Changed);
        WriteHostsfile();
        var file = JsonNode.Parse(File.ReadAllText(Dest))!;
        Assert.Equal("default", file["network"]!.GetValue<string>());
        file["root"] = root.Folder;
        File.WriteAllText(Dest, file.ToJsonString());
        Assert.False(ScratchRoot.Run(World.Tool, "reservation", Dest).Changed);
        Assert.Equal(file["reservations"]!.ToJsonString(), Export().Json["reservations"]!.ToJsonString());
    }

    [Fact]
    public void FormsForOthers()
    {
        Assert.Equal("192.168.122.10 web1 www shop\n192.168.122.13 named\n2001:db8::10 web1\n", Export("format=hosts").Output);
        Assert.Equal("""
            dhcp-host=52:54:00:00:00:01,192.168.122.10,web1
            dhcp-host=52:54:00:00:00:02,192.168.122.11,90m
            dhcp-host=52:54:00:00:00:03,192.168.122.12,infinite
            dhcp-host=named,192.168.122.13
            dhcp-host=id:00:03:00:01:52:54:00:00:00:01,web1,[2001:db8::10]

            """, Export("format=dnsmasq").Output);
        Assert.StartsWith("""
            guests:
              - mac: "52:54:00:00:00:01"
                name: "web1"
                ip: "192.168.122.10"
                aliases: ["www", "shop"]
              - mac: "52:54:00:00:00:02"
                ip: "192.168.122.11"
                lease_time: "90m"

            """, Export("format=ansible").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatImportWouldRefuseIsLeftOut()
    {
        Define("""
                  <host mac='52:54:00:00:00:01' name='=cmd|calc' ip='192.168.122.10'/>
                  <host mac='52:54:00:00:00:02' name='under_score' ip='192.168.122.11'><lease expiry='1' unit='minutes'/></host>
                  <host name='30m' ip='192.168.122.12'/>
                  <host mac='52:54:00:00:00:04' name='hypervisor' ip='192.168.122.13'/>
                  <host mac='52:54:00:00:00:05' name='far' ip='10.9.9.9'/>
                  <host mac='52:54:00:00:00:06' name='x&#10;6.6.6.6 evil' ip='192.168.122.14'/>
            """, """<host id='000300015254' name='dead' ip='2001:db8::11'/>""");
        File.WriteAllText(root.Hosts, "127.0.0.1 localhost\n");
        var csv = Export("format=csv", "network=default").Output;
        Assert.Equal("mac,name,ip\n52:54:00:00:00:01,,192.168.122.10\n52:54:00:00:00:02,,192.168.122.11\n52:54:00:00:00:06,,192.168.122.14\n", csv);
        var warnings = Export($"dest={Dest}").Json["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>()).ToList();
        Assert.Equal(8, warnings.Count);
        Assert.Contains(warnings, warning => warning.Contains("=cmd", StringComparison.Ordinal) && warning.Contains("formula", StringComparison.Ordinal));
        // /etc/hosts is another matter: a call that names a reservation puts its name there, however it is spelled.
        WriteHostsfile("etc_hosts=false");
        Assert.False(Import(csv, "etc_hosts=false").Changed);
    }

    [Fact]
    public void NetworkThatASpreadsheetWouldRunIsNoCell()
    {
        File.WriteAllText(root.Config.Replace("default", "=evil", StringComparison.Ordinal), File.ReadAllText(root.Config).Replace("<name>default<", "<name>=evil<", StringComparison.Ordinal));
        var csv = Export("format=csv").Output;
        Assert.DoesNotContain("evil", csv, StringComparison.Ordinal);
        Assert.Contains(",default\n", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", Export("format=csv", "network==evil").Output, StringComparison.Ordinal);
        Assert.Equal("=evil default", string.Join(' ', Export().Json["reservations"]!.AsArray().Select(row => row!["network"]!.GetValue<string>()).Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void DestKeepsItsModeAndIsLeftAloneTheSecondTime()
    {
        File.WriteAllText(Dest, "old\n");
        File.SetUnixFileMode(Dest, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var first = Export("format=csv", $"dest={Dest}");
        Assert.True(first.Changed);
        Assert.Equal("dest", first.Json["files"]![0]!["role"]!.GetValue<string>());
        Assert.Equal(Export("format=csv").Output, File.ReadAllText(Dest));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Dest));
        var before = root.Census();
        Assert.False(Export("format=csv", $"dest={Dest}").Changed);
        Assert.Equal(before, root.Census());
        Assert.DoesNotContain(".new", before, StringComparison.Ordinal);
    }

    [Fact]
    public void LinkAtDestIsNotFollowed()
    {
        var target = Path.Combine(root.Folder, "target");
        File.WriteAllText(target, "mine\n");
        foreach (var link in new[] { target, Path.Combine(root.Folder, "nowhere") })
        {
            File.Delete(Dest);
            File.CreateSymbolicLink(Dest, link);
            var refused = Export("format=csv", $"dest={Dest}");
            Assert.Equal(1, refused.ExitCode);
            Assert.Equal("io_error", refused.ErrorCode);
        }
        Assert.Equal("mine\n", File.ReadAllText(target));
        Assert.False(File.Exists(Path.Combine(root.Folder, "nowhere")));
    }

    [Fact]
    public void LeasesBecomeReservationsWithoutTheirNames()
    {
        Start();
        Lease("192.168.122.50", "52:54:00:00:01:01", null, "guest1");
        Lease("192.168.122.51", "52:54:00:00:01:02", null, "hypervisor");
        Lease("192.168.122.52", "52:54:00:00:01:03", null, "-evil");
        Lease("192.168.122.53", "52:54:00:00:01:04", null, "late", ends: -60);
        Lease("192.168.122.54", "52:54:00:00:01:01", null, "older", ends: 60);
        Lease("192.168.99.1", "52:54:00:00:01:05", null, "elsewhere");
        Lease("2001:db8::150", "52:54:00:00:01:01", "00:03:00:01:52:54:00:00:01:01", "guest1");
        Lease("2001:db8::151", "52:54:00:00:01:02", null, "noid");
        Lease("192.168.122.55", "52:54:00:00:01:06", null, "GUEST1");
        Assert.Equal("""
            mac,id,name,ip
            52:54:00:00:01:01,,,192.168.122.50
            52:54:00:00:01:02,,,192.168.122.51
            52:54:00:00:01:03,,,192.168.122.52
            52:54:00:00:01:06,,,192.168.122.55
            ,00:03:00:01:52:54:00:00:01:01,,2001:db8::150

            """, Running("source=leases", "format=csv", "network=default").Output);
        var named = Running("source=leases", "names=true").Json;
        Assert.Equal("192.168.122.50 guest1, 2001:db8::150 guest1",
            string.Join(", ", named["reservations"]!.AsArray().Where(row => row!["name"] is not null).Select(row => $"{row!["ip"]} {row["name"]}")));
        var done = Import(Running("source=leases", "format=csv").Output);
        Assert.True(done.Changed, done.Output);
        Assert.Contains("<host mac='52:54:00:00:01:01' ip='192.168.122.50'/>", File.ReadAllText(root.Config), StringComparison.Ordinal);
        Assert.False(Import(Running("source=leases", "format=csv").Output).Changed);
    }

    [Fact]
    public void NetworkThatDoesNotRunHasNothingLive()
    {
        foreach (var source in new[] { "live", "leases" })
        {
            Assert.Equal("not_supported", Export($"source={source}", "network=default").ErrorCode);
            Assert.Empty(Export($"source={source}").Json["reservations"]!.AsArray());
        }
        Start();
        Assert.Equal(5, Running("source=live", "network=default").Json["reservations"]!.AsArray().Count);
        // Nothing runs in an image, whatever lies in its /run.
        Assert.Equal("not_supported", Export("source=live", "network=default").ErrorCode);
    }

    [Theory]
    [InlineData("unknown_option", 2, "formt=csv")]
    [InlineData("invalid_value", 1, "format=xml")]
    [InlineData("invalid_value", 1, "names=maybe")]
    [InlineData("network_not_found", 1, "network=nowhere")]
    [InlineData("invalid_value", 1, "dest=-")]
    [InlineData("missing_field", 1, "format=csv", "_ansible_version=2.19")]
    public void WrongCallsAreRefusedInJson(string code, int exit, params string[] arguments)
    {
        var refused = Export(arguments);
        Assert.Equal(exit, refused.ExitCode);
        Assert.Equal(code, refused.ErrorCode);
    }

    [Fact]
    public void ArgumentsFileNamesTheCommandAndAnsibleMayOnlyLook()
    {
        var file = Path.Combine(root.Folder, "call.json");
        File.WriteAllText(file, $$"""{"_ansible_check_mode": true, "command": "export", "root": "{{root.Folder}}", "format": "csv", "dest": "{{Dest}}"}""");
        Assert.True(ScratchRoot.Run(World.Tool, file).Changed);
        Assert.False(File.Exists(Dest));
    }

    private Outcome Export(params string[] arguments) => ScratchRoot.Run(World.Tool, ["export", $"root={root.Folder}", .. arguments.Where(argument => argument.Length > 0)]);

    /// <summary>The same where the files are the running system's.</summary>
    private Outcome Running(params string[] arguments)
    {
        var inside = root.Inside();
        return ScratchRoot.Run(inside[0], [.. inside[1..], "export", .. arguments]);
    }

    private Outcome Import(string csv, params string[] arguments)
    {
        using var process = ScratchRoot.Start(World.Tool, ["import", "-", $"root={root.Folder}", .. arguments]);
        process.StandardInput.Write(csv);
        process.StandardInput.Close();
        return new(0, process.StandardOutput.ReadToEnd(), "");
    }

    /// <summary>What libvirt would have written: any call that changes the file leaves it in step, so a round trip has nothing to mend.</summary>
    private void WriteHostsfile(string argument = "etc_hosts=true") => Assert.Equal(0, ScratchRoot.Run(World.Tool,
        "reservation", $"root={root.Folder}", argument, "mac=52:54:00:00:00:02", "ip=192.168.122.11").ExitCode);

    private void Define(string v4, string v6) => File.WriteAllText(root.Config, $"""
        <network>
          <name>default</name>
          <forward mode='nat'/>
          <bridge name='virbr0'/>
          <ip address='192.168.122.1' netmask='255.255.255.0'>
            <dhcp>
              <range start='192.168.122.2' end='192.168.122.254'/>
        {v4}
            </dhcp>
          </ip>
          <ip family='ipv6' address='2001:db8::1' prefix='64'>
            <dhcp>
              <range start='2001:db8::100' end='2001:db8::1ff'/>
              {v6}
            </dhcp>
          </ip>
        </network>

        """);

    /// <summary>As it is while the network runs.</summary>
    private void Start()
    {
        Directory.CreateDirectory(Path.Combine(root.Folder, "proc/sys/kernel"));
        File.WriteAllText(Path.Combine(root.Folder, "proc/sys/kernel/hostname"), "hypervisor\n");
        Directory.CreateDirectory(Path.Combine(root.Folder, "run/libvirt/network"));
        File.WriteAllText(Path.Combine(root.Folder, "run/libvirt/network/default.xml"), $"<networkstatus>{File.ReadAllText(root.Config)}</networkstatus>");
    }

    private void Lease(string ip, string mac, string? id, string name, int ends = 3600)
    {
        var path = Path.Combine(root.Folder, "var/lib/libvirt/dnsmasq/virbr0.status");
        var leases = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsArray() : [];
        leases.Add(new JsonObject
        {
            ["ip-address"] = ip,
            ["mac-address"] = mac,
            ["client-id"] = id ?? (ip.Contains(':', StringComparison.Ordinal) ? "junk" : "01:" + mac),
            ["hostname"] = name,
            ["expiry-time"] = DateTimeOffset.UtcNow.AddSeconds(ends).ToUnixTimeSeconds(),
        });
        File.WriteAllText(path, leases.ToJsonString());
    }
}
