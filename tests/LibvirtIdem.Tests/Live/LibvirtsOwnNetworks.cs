using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// Every network of libvirt's own tests (tests/networkxml2xmlin of Debian's source package, fetched by scripts/libvirt-testdata): given as a
/// document twice, the second time for nothing; then one option, and all else keeps its meaning.
/// </summary>
public sealed class LibvirtsOwnNetworks(World world) : IClassFixture<World>
{
    private const string Option = "<dnsmasq:option value='log-queries'/>";

    private static readonly string Folder = Path.Combine(World.Repository, "build", "libvirt-testdata", "networkxml2xmlin");

    /// <summary>What the libvirt that runs here defines of them, by virsh.</summary>
    private const int LeastDefined = 30;

    [Fact]
    public void GoThroughTwiceAndThroughAChange()
    {
        if (!Directory.Exists(Folder))
        {
            var fetched = Machine.ScratchRoot.Run("bash", "-c", $"cd '{World.Repository}' && scripts/libvirt-testdata");
            Assert.True(fetched.ExitCode == 0, "libvirt's test data cannot be fetched; this test needs Debian's sources: " + fetched.Output + fetched.Error);
        }
        var defined = 0;
        foreach (var file in Directory.GetFiles(Folder, "*.xml").Order(StringComparer.Ordinal))
            defined += Check(Path.GetFileName(file), File.ReadAllText(file)) ? 1 : 0;
        Assert.InRange(defined, LeastDefined, int.MaxValue);
    }

    private bool Check(string file, string document)
    {
        var name = Regex.Match(document, "<name>(.*?)</name>").Groups[1].Value;
        world.RunWith(document, "bash", "-c", "cat >/run/document.xml");
        var before = world.Shell("virsh net-list --all --name");
        var byVirsh = world.Run("virsh", "-q", "net-define", "/run/document.xml");
        if (byVirsh.ExitCode == 0)
            world.Shell($"virsh -q net-undefine '{name}'");
        var first = Call(new { xml = document });
        // What libvirt itself does not take is refused, too, and leaves nothing.
        if (byVirsh.ExitCode != 0)
        {
            Assert.True(first.ExitCode == 1, $"{file}: {first.Output}");
            Assert.Equal(before, world.Shell("virsh net-list --all --name"));
            return false;
        }
        Assert.True(first.ExitCode == 0 && first.Changed, $"{file}: {first.Output}");
        var second = Call(new { xml = document });
        Assert.True(second.ExitCode == 0 && !second.Changed, $"{file}: {second.Output}");

        var made = world.Definition(name, live: false);
        object change = new { name, dnsmasq_options = (string[])[.. Options(made), "log-queries"] };
        var changed = Call(change);
        Assert.True(changed.ExitCode == 0 && changed.Changed, $"{file}: {changed.Output}");
        var after = world.Definition(name, live: false);
        Assert.Contains(Option, after, StringComparison.Ordinal);
        Assert.Equal(WithoutOptions(made), WithoutOptions(after));
        Assert.False(Call(change).Changed, file);
        Assert.True(Call(new { name, dnsmasq_options = Options(made) }).Changed, file);
        Assert.Equal(made, world.Definition(name, live: false));

        CheckOptions(file, name, root: "/");
        var gone = Call(new { name, state = "absent", force = true });
        Assert.True(gone.ExitCode == 0, $"{file}: {gone.Output}");
        Assert.Equal(before, world.Shell("virsh net-list --all --name"));
        CheckOnDisk(file, name, document, made);
        return true;
    }

    /// <summary>The same document in an image, where nobody puts it into libvirt's words.</summary>
    private void CheckOnDisk(string file, string name, string document, string made)
    {
        var root = $"/var/tmp/{file}.root";
        world.Shell($"mkdir -p '{root}'");
        Assert.True(Call(new { xml = document, root }).Changed, file);
        Assert.False(Call(new { xml = document, root }).Changed, file);
        var before = world.Shell($"cat '{root}/etc/libvirt/qemu/networks/{name}.xml'");
        Assert.True(Call(new { name, root, dnsmasq_options = (string[])[.. Options(made), "log-queries"] }).Changed, file);
        Assert.True(Call(new { name, root, dnsmasq_options = Options(made) }).Changed, file);
        world.Shell($"cp -r '{root}' '{root}.options'");
        CheckOptions(file, name, $"{root}.options");
        // The namespace that the options needed stays declared.
        Assert.Equal(WithoutNamespace(before), WithoutNamespace(world.Shell($"cat '{root}/etc/libvirt/qemu/networks/{name}.xml'")));
    }

    /// <summary>The settings of libvirt's format that hardly anything sets: each once, and then for nothing; or refused, where the network's mode does not allow it.</summary>
    private void CheckOptions(string file, string name, string root)
    {
        foreach (var option in Options())
        {
            var once = Call(option);
            Assert.True(once.ExitCode == 0 || once.ErrorCode is "not_supported" or "invalid_value", $"{file}: {JsonSerializer.Serialize(option)}: {once.Output}");
            var again = Call(option);
            Assert.True(again.ExitCode == once.ExitCode && !again.Changed, $"{file}: {JsonSerializer.Serialize(option)}: {again.Output}");
        }

        object[] Options() =>
        [
            new { name, root, title = "a title", description = "one <line> & another\nof it" },
            new { name, root, dns_enabled = true, forward_plain_names = false, local_ptr = true },
            new { name, root, nat_ports = "2000-3000", nat_addresses = "192.0.2.5-192.0.2.7" },
            new { name, root, dns_forwarders = (object[])[new { addr = "192.0.2.53", domain = "corp.example" }] },
            new { name, root, domain = "lab.example", domain_local_only = true },
            new { name, root, dns_srv = (object[])[new { service = "ldap", protocol = "tcp", domain = "lab.example", target = "dc.lab.example", port = 389 }] },
            new { name, root, dns_txt = (object[])[new { name = "lab.example", value = "v=spf1 -all" }] },
        ];
    }

    private static string WithoutNamespace(string definition) => Regex.Replace(definition, " xmlns:dnsmasq=(['\"])[^'\"]*\\1", "");

    private static string[] Options(string definition) => [.. Regex.Matches(definition, "<dnsmasq:option value='(.*?)'/>").Select(match => match.Groups[1].Value)];

    private static string WithoutOptions(string definition) =>
        Regex.Replace(definition, @"\s*</?dnsmasq:options?[^>]*>| xmlns:dnsmasq='[^']*'", "");

    private Outcome Call(object arguments) => world.RunWith(JsonSerializer.Serialize(arguments), World.Tool, "network", "-");
}
