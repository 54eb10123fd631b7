using System.Text;
using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Planning;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>
/// Each option of <c>network</c> that is a setting, whatever element or attribute it is: undo brings the definition back, and a rollback takes that setting alone back where another
/// client has edited the definition since.
/// </summary>
public sealed class UndoOfSettings
{
    /// <summary>A value of each that the network does not have.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["forward"] = "\"route\"",
        ["forward_dev"] = "\"eth7\"",
        ["nat_ipv6"] = "true",
        ["nat_ports"] = "\"2000-3000\"",
        ["nat_addresses"] = "\"203.0.113.10-203.0.113.20\"",
        ["ipv4"] = "[\"192.168.122.1/24\",\"10.9.8.1/24\"]",
        ["ipv6"] = "\"2001:db8:1::1/64\"",
        ["dhcp_ranges"] = "\"192.168.122.2-192.168.122.200\"",
        ["lease_time"] = "\"30m\"",
        ["title"] = "\"a title\"",
        ["description"] = "\"more\"",
        ["bridge"] = "\"virbr9\"",
        ["stp"] = "false",
        ["delay"] = "3",
        ["mtu"] = "9000",
        ["mac"] = "\"52:54:00:aa:bb:cc\"",
        ["zone"] = "\"libvirt\"",
        ["domain"] = "\"lab.test\"",
        ["domain_local_only"] = "true",
        ["domain_register"] = "true",
        ["dns_enabled"] = "false",
        ["forward_plain_names"] = "false",
        ["local_ptr"] = "true",
        ["dns_hosts"] = "[{\"ip\":\"192.168.122.77\",\"names\":[\"host7\"]}]",
        ["dns_srv"] = "[{\"service\":\"ldap\",\"protocol\":\"tcp\",\"domain\":\"lab.test\",\"target\":\"host7\",\"port\":389}]",
        ["dns_txt"] = "[{\"name\":\"note\",\"value\":\"text\"}]",
        ["dns_forwarders"] = "[{\"addr\":\"192.0.2.53\"}]",
        ["routes"] = "[{\"address\":\"10.77.0.0\",\"prefix\":16,\"gateway\":\"192.168.122.9\"}]",
        ["tftp_root"] = "\"/srv/tftp\"",
        ["bootp_file"] = "\"pxelinux.0\"",
        ["bootp_server"] = "\"192.168.122.9\"",
        ["dnsmasq_options"] = "[\"address=/.apps.lab.test/192.168.122.6\"]",
    };

    /// <summary>What an option cannot be without.</summary>
    private static readonly Dictionary<string, string> Needs = new(StringComparer.Ordinal)
    {
        ["domain_local_only"] = ",\"domain\":\"lab.test\"",
        ["domain_register"] = ",\"domain\":\"lab.test\"",
        ["bootp_server"] = ",\"bootp_file\":\"pxelinux.0\"",
    };

    public static TheoryData<string> Options => [.. OptionSpecs.Definition.Select(option => option.Key)];

    [Theory]
    [MemberData(nameof(Options))]
    public void EachSettingIsUndone(string option)
    {
        using var root = new ScratchRoot();
        Assert.True(root.Reservation("mac=52:54:00:12:34:56", "ip=192.168.122.10", "name=web1").Changed);
        var (before, hosts) = (File.ReadAllText(root.Config), File.ReadAllText(root.Hosts));
        var set = Set(root, option);
        Assert.NotEqual(before, set, StringComparer.Ordinal);
        var undone = ScratchRoot.Run(World.Tool, "undo", $"root={root.Folder}");
        Assert.True(undone is { ExitCode: 0, Changed: true }, undone.Output);
        Assert.Empty(undone.Json["warnings"]!.AsArray());
        Assert.Equal(before, File.ReadAllText(root.Config));
        Assert.Equal(hosts, File.ReadAllText(root.Hosts));
    }

    /// <summary>Without edits of others undo restores the file as it was; only with them the settings are told apart.</summary>
    [Theory]
    [MemberData(nameof(Options))]
    public void EachSettingIsRevertedAmongEditsOfOthers(string option)
    {
        using var root = new ScratchRoot();
        var before = File.ReadAllText(root.Config);
        var after = Set(root, option);
        var reverted = SettingsRevert.Apply(WithTheirs(after), Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after), isLive: false, out var conflicts);
        Assert.Empty(conflicts);
        Assert.Equal(Canonical(WithTheirs(before)), Canonical(reverted));

        static byte[] WithTheirs(string definition) => Encoding.UTF8.GetBytes(definition.Replace("</network>", "  <portgroup name='theirs'/>\n</network>", StringComparison.Ordinal));

        static string Canonical(byte[] definition) => SettingChanges.Canonical(NetworkSettings.Read(XmlElement.ReadNetwork(definition)));
    }

    /// <summary>The definition with the option set.</summary>
    private static string Set(ScratchRoot root, string option)
    {
        var call = $"{{\"name\":\"default\",\"root\":\"{root.Folder}\",\"{option}\":{Values[option]}{Needs.GetValueOrDefault(option)}}}";
        var set = ScratchRoot.Run(World.Tool, "network", call);
        Assert.True(set is { ExitCode: 0, Changed: true }, set.Output);
        return File.ReadAllText(root.Config);
    }
}
