using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Machine;

/// <summary>The check mode of a play that defines a network and then its reservations, on a host without the network; and advice that can be followed.</summary>
public sealed class CheckModeBeforeTheNetwork : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("libvirt-idem-").FullName;

    public CheckModeBeforeTheNetwork() => Directory.CreateDirectory($"{root}/etc/libvirt/qemu/networks");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void PredictsAndSaysWhatItCannotCheck()
    {
        var predicted = Call("reservation", "network=k8s", "check_mode=true", """reservations=[{"mac":"52:54:00:44:00:0a","ip":"10.44.0.11","name":"cp1"},{"id":"00:03:00:01:52:54:00:44:00:0a","ip":"2001:db8:44::11","name":"cp1"}]""");
        Assert.Equal(0, predicted.ExitCode);
        Assert.True(predicted.Changed);
        Assert.Equal(2, predicted.Json["summary"]!["added"]!.GetValue<int>());
        Assert.Contains(predicted.Json["warnings"]!.AsArray(), warning => warning!.GetValue<string>().StartsWith("network k8s does not exist", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles($"{root}/etc/libvirt/qemu/networks"));
        // Without check mode it fails as ever, and what the call itself gets wrong fails in check mode too.
        Assert.Equal("network_not_found", Call("reservation", "network=k8s", "mac=52:54:00:44:00:0a", "ip=10.44.0.11").ErrorCode);
        Assert.Equal("duplicate_in_input", Call("reservation", "network=k8s", "check_mode=true",
            """reservations=[{"mac":"52:54:00:44:00:0a","ip":"10.44.0.11"},{"mac":"52:54:00:44:00:0b","ip":"10.44.0.11"}]""").ErrorCode);
        Assert.Equal("invalid_value", Call("reservation", "network=k8s", "check_mode=true", "mac=52:54:00:44:00:0a", "ip=10.44.0.11", "name=30m").ErrorCode);
    }

    [Fact]
    public void NamesTheNetworkThatIsMeantAndAddressesThatAreNotKnown()
    {
        Assert.Equal(0, Call("network", "name=default", "ipv4=192.168.122.1/24").ExitCode);
        var predicted = Call("reservation", "network=defualt", "check_mode=true", "mac=52:54:00:44:00:0a", "ip=auto", "name=a");
        Assert.Equal(0, predicted.ExitCode);
        var warning = predicted.Json["warnings"]![0]!.GetValue<string>();
        Assert.Contains("did you mean default?", warning, StringComparison.Ordinal);
        Assert.Contains("1 reservation with ip=auto", warning, StringComparison.Ordinal);
        Assert.False(Call("reservation", "network=defualt", "check_mode=true", "state=absent", "name=a").Changed);
    }

    [Fact]
    public void TheAdviceToMoveReservationsCanBeFollowed()
    {
        Assert.Equal(0, Call("network", "name=default", "ipv4=192.168.1.1/24").ExitCode);
        Assert.Equal(0, Call("reservation", "mac=52:54:00:00:00:0a", "ip=192.168.1.10", "name=web1").ExitCode);
        var refused = Call("network", "name=default", "ipv4=192.168.222.1/24");
        Assert.Contains("export network=default format=csv", refused.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0, Call("export", "network=default", "format=csv", $"dest={root}/guests.csv").ExitCode);
        Assert.Equal(0, Call("network", "name=default", "ipv4=192.168.222.1/24", "force=true").ExitCode);
        File.WriteAllText($"{root}/guests.csv", File.ReadAllText($"{root}/guests.csv").Replace("192.168.1.", "192.168.222.", StringComparison.Ordinal));
        Assert.Equal(1, World.Here(World.Tool, "import", $"{root}/guests.csv", $"root={root}").Json["summary"]!["added"]!.GetValue<int>());
        Assert.Contains("192.168.222.10 web1", File.ReadAllText($"{root}/etc/hosts"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01:52:54:00:aa:bb:cc", "00:03:00:01:52:54:00:aa:bb:cc")]
    [InlineData("ff:52:54:00:aa:bb:cc:01:02", "RFC 8415")]
    public void AnIdThatIsNoDuidIsWarnedAbout(string id, string named)
    {
        Assert.Equal(0, Call("network", "name=default", "ipv6=2001:db8:1::1/64", "dhcp_ranges=2001:db8:1::100-2001:db8:1::1ff").ExitCode);
        var added = Call("reservation", $"id={id}", "ip=2001:db8:1::50", "name=w1");
        Assert.Contains(added.Json["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains(named, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dns_srv", "_ldap", "service")]
    [InlineData("dns_forwarders", "192.0.2.53", "addr")]
    [InlineData("routes", "10.0.0.0/8", "gateway")]
    [InlineData("dns_txt", "v=spf1", "value")]
    public void AListOptionShowsItsOwnExample(string option, string value, string key) =>
        Assert.Contains($"\"{key}\":", Call("network", "name=default", $"{option}={value}").Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);

    [Fact]
    public void AByteOrderMarkBeforeADocumentIsFine() =>
        Assert.Equal(0, Call("network", "xml=\uFEFF<network><name>lab</name><ip address='10.60.0.1' netmask='255.255.255.0'/></network>").ExitCode);

    private Outcome Call(string command, params string[] arguments) => World.Here(World.Tool, [command, $"root={root}", .. arguments]);
}
