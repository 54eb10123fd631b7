using System.Text;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>Exports in the hands of the programs that they are for: BIND's and ssh's own readers.</summary>
public sealed class ExportedFiles : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("libvirt-idem-exports-").FullName;

    public ExportedFiles()
    {
        var hosts = new StringBuilder();
        for (var number = 1; number <= 300; number++)
            hosts.Append($"<host mac='52:54:00:00:{number >> 8:x2}:{number & 255:x2}' name='{(number % 7 == 0 ? $"N-{number}.lab.test" : $"web{number}")}' ip='10.9.{number / 250}.{(number % 250) + 2}'/>\n");
        Write("etc/libvirt/qemu/networks/lab.xml", $"""
            <network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
              <name>lab</name>
              <forward mode='nat'/>
              <bridge name='virbr9'/>
              <domain name='lab.test'/>
              <dns>
                <host ip='10.9.9.250'><hostname>API.ocp.test</hostname><hostname>api-int.ocp.test</hostname><hostname>under_score</hostname></host>
                <host ip='2001:db8:9::250'><hostname>api.ocp.test</hostname></host>
                <host ip='192.0.2.1'><hostname>ns</hostname><hostname>outside.example.org</hostname></host>
              </dns>
              <ip address='10.9.0.1' prefix='20'><dhcp>
            {hosts}
              </dhcp></ip>
              <ip family='ipv6' address='2001:db8:9::1' prefix='64'><dhcp>
                <host id='00:03:00:01:52:54:00:00:00:01' name='web1' ip='2001:db8:9::1:1'/>
              </dhcp></ip>
              <dnsmasq:options>
                <dnsmasq:option value='address=/apps.ocp.test/10.9.9.251'/>
                <dnsmasq:option value='address=/#/192.0.2.9'/>
              </dnsmasq:options>
            </network>
            """);
        Write("etc/hosts", """
            127.0.0.1 localhost
            # BEGIN libvirt-idem lab
            10.9.0.5 web3 www.lab.test db
            # END libvirt-idem lab

            """);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void NamedTakesEachZone()
    {
        var text = Export("zone");
        var zones = text.Split("; zone ", StringSplitOptions.RemoveEmptyEntries).ToDictionary(zone => zone[..zone.IndexOf('\n', StringComparison.Ordinal)], zone => zone, StringComparer.Ordinal);
        Assert.Equal(["0.0.0.0.9.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "9.10.in-addr.arpa", "example.org", "lab.test", "ocp.test"], zones.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (name, zone) in zones)
        {
            var file = Path.Combine(root, name);
            File.WriteAllText(file, "; " + zone);
            var check = World.Here("named-checkzone", "-i", "local", "-k", "fail", name, file);
            Assert.True(check.ExitCode == 0 && check.Output.EndsWith("OK\n", StringComparison.Ordinal) && !check.Output.Contains("warning", StringComparison.Ordinal), check.Output + check.Error);
        }
        // A guest is called ns.
        Assert.Contains("lab.test. IN NS ns1.lab.test.\nns1.lab.test. IN A 10.9.0.1\nns1.lab.test. IN AAAA 2001:db8:9::1\n", zones["lab.test"], StringComparison.Ordinal);
        Assert.Contains("*.apps.ocp.test. IN A 10.9.9.251\n", zones["ocp.test"], StringComparison.Ordinal);
        Assert.Contains("api.ocp.test. IN AAAA 2001:db8:9::250\n", zones["ocp.test"], StringComparison.Ordinal);
        Assert.Contains("\n250.9.9.10.in-addr.arpa. IN PTR api.ocp.test.\n", zones["9.10.in-addr.arpa"], StringComparison.Ordinal);
        Assert.Contains("www.lab.test. IN A 10.9.0.5\n", zones["lab.test"], StringComparison.Ordinal);
        Assert.DoesNotContain("under_score", text, StringComparison.Ordinal);
        Assert.Equal(text, Export("zone"));
    }

    [Fact]
    public void SshReadsEachHost()
    {
        var file = Path.Combine(root, "ssh_config");
        File.WriteAllText(file, Export("ssh_config"));
        foreach (var (name, ip, key) in new[] { ("web3", "10.9.0.5", "web3"), ("db", "10.9.0.5", "web3"), ("n-7.lab.test", "10.9.0.9", "n-7.lab.test") })
        {
            var read = World.Here("ssh", "-F", file, "-G", name);
            Assert.Equal(0, read.ExitCode);
            Assert.Contains($"hostname {ip}\n", read.Output, StringComparison.Ordinal);
            Assert.Contains($"hostkeyalias {key}\n", read.Output.ToLowerInvariant(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EachFormatIsImportedAgainUnchanged()
    {
        // The block of /etc/hosts has one name so far.
        Assert.True(Import("json").Changed);
        foreach (var format in new[] { "json", "hosts", "dnsmasq", "csv" })
            Assert.False(Import(format).Changed, format);
        Assert.False(World.Here(World.Tool, "import", Path.Combine(root, "etc/libvirt/qemu/networks/lab.xml"), $"root={root}").Changed);

        Outcome Import(string format)
        {
            var file = Path.Combine(root, "exported." + format);
            Assert.Equal(0, World.Here(World.Tool, "export", "network=lab", $"format={format}", $"dest={file}", $"root={root}").ExitCode);
            var outcome = World.Here(World.Tool, "import", file, "network=lab", $"root={root}");
            Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
            return outcome;
        }
    }

    private string Export(string format)
    {
        var outcome = World.Here(World.Tool, "export", "network=lab", $"format={format}", $"root={root}");
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome.Output;
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
