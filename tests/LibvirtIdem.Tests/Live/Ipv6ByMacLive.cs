using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>IPv6 addresses reserved by MAC, a dnsmasq option of the network: what clients get whose DUID has nothing of their MAC.</summary>
public sealed class Ipv6ByMacLive(World world) : IClassFixture<World>
{
    private const int Guests = 20;

    private const int MostAttempts = 3;

    [Fact]
    public void EachOfTwentyClientsGetsItsAddress()
    {
        Start("many6", 1, range: "");
        var bridge = world.Shell("cat /sys/class/net/many6/ifindex");
        var items = string.Join(',', Enumerable.Range(1, Guests).Select(number => $$"""{"mac":"{{Mac(number)}}","ip":"2001:db8:93:1::1{{number:00}}","name":"six{{number}}"}"""));
        string[] call = [$$"""{"network":"many6","restart":"dnsmasq","reservations":[{{items}}]}"""];
        var done = world.Must(change: true, call);
        Assert.False(done["restart_required"]!.GetValue<bool>(), done.ToJsonString());
        Assert.Equal(1, done["effects"]!["dnsmasq_restarts"]!.GetValue<int>());
        world.Must(change: false, call);
        Assert.Equal(bridge, world.Shell("cat /sys/class/net/many6/ifindex"));
        Assert.DoesNotContain("libvirt-idem.invalid", world.Definition("many6", live: true), StringComparison.Ordinal);
        for (var number = 1; number <= Guests; number++)
        {
            world.Plug($"g6n{number}", "many6", Mac(number));
            Assert.Equal($"2001:db8:93:1::1{number:00}", AskByUuid($"g6n{number}", number));
        }
        // A renew, and a restart of the whole network.
        Assert.Equal("2001:db8:93:1::101", AskByUuid("g6n1", 1));
        world.Shell("virsh -q net-destroy many6; virsh -q net-start many6");
        world.Plug("g6again", "many6", Mac(2));
        Assert.Equal("2001:db8:93:1::102", AskByUuid("g6again", 2));

        foreach (var format in new[] { "csv", "json", "dnsmasq" })
        {
            world.Shell($"{World.Tool} export network=many6 format={format} dest=/run/many6.{format} && {World.Tool} import /run/many6.{format} network=many6 purge=true >/run/many6.out");
            Assert.Contains($"{Guests} unchanged", world.Shell("cat /run/many6.out"), StringComparison.Ordinal);
        }
        var purged = world.Must(change: true, "network=many6", $"mac={Mac(1)}", "ip=2001:db8:93:1::101", "purge=true", "restart=dnsmasq");
        Assert.Equal(Guests - 1, purged["summary"]!["removed"]!.GetValue<int>());
        Assert.Equal("[]", world.Run(World.Tool, "info", "network=many6").Json["networks"]![0]!["drift"]!.ToJsonString());
        Assert.True(world.Run(World.Tool, "undo").Changed);
        Assert.Contains("2001:db8:93:1::120],six20", world.Definition("many6", live: false), StringComparison.Ordinal);
        Assert.Contains("2001:db8:93:1::120],six20", world.Definition("many6", live: true), StringComparison.Ordinal);
        Assert.Contains("2001:db8:93:1::120],six20", world.Shell("cat /var/lib/libvirt/dnsmasq/many6.conf"), StringComparison.Ordinal);
    }

    /// <summary>dnsmasq's own limit is 1,000 leases where libvirt writes none.</summary>
    [Fact]
    public void ARestartRaisesTheLimitOfLeases()
    {
        Start("wide6", 4, range: "");
        var items = string.Join(',', Enumerable.Range(1, 1100).Select(number => $$"""{"mac":"52:54:00:94:{{number / 256:x2}}:{{number % 256:x2}}","ip":"2001:db8:93:4::1:{{number:x}}"}"""));
        var warned = world.Must(change: true, $$"""{"network":"wide6","reservations":[{{items}}]}""");
        Assert.True(warned["restart_required"]!.GetValue<bool>());
        string[] call = [$$"""{"network":"wide6","restart":"dnsmasq","reservations":[{{items}}]}"""];
        var done = world.Must(change: true, call);
        Assert.False(done["restart_required"]!.GetValue<bool>(), done.ToJsonString());
        world.Must(change: false, call);
        Assert.Contains("dhcp-lease-max=2000", world.Shell("cat /var/lib/libvirt/dnsmasq/wide6.conf"), StringComparison.Ordinal);
        Assert.Equal("[]", world.Run(World.Tool, "info", "network=wide6").Json["networks"]![0]!["drift"]!.ToJsonString());
    }

    [Fact]
    public void WithoutARestartItIsPending()
    {
        Start("wait6", 2, range: "<dhcp><range start='2001:db8:93:2::1000' end='2001:db8:93:2::1fff'/></dhcp>");
        string[] call = ["network=wait6", $"mac={Mac(40)}", "ip=2001:db8:93:2::40", "name=wait1"];
        var done = world.Must(change: true, call);
        Assert.True(done["restart_required"]!.GetValue<bool>());
        Assert.Equal("dnsmasq", done["restart_reasons"]![0]!["needs"]!.GetValue<string>());
        Assert.True(world.Must(change: false, call)["restart_required"]!.GetValue<bool>());
        Assert.DoesNotContain("wait1", world.Definition("wait6", live: true), StringComparison.Ordinal);

        // By the network command, or by the call itself.
        world.MustNetwork(change: true, "name=wait6", "restart=dnsmasq");
        Assert.False(world.Must(change: false, call)["restart_required"]!.GetValue<bool>());
        world.Plug("gwait6", "wait6", Mac(40));
        Assert.Equal("2001:db8:93:2::40", AskByUuid("gwait6", 40));

        // A MAC has one reservation in each family, under one name.
        world.Must(change: true, "network=wait6", $"mac={Mac(40)}", "ip=10.93.2.40", "name=wait1");
        world.Must(change: false, call);
        var swap = world.Must(change: true, """{"network":"wait6","restart":"dnsmasq","reservations":[{"mac":"52:54:00:93:00:40","ip":"2001:db8:93:2::41"},{"mac":"52:54:00:93:00:41","ip":"2001:db8:93:2::40","name":"wait2"}]}""");
        Assert.Equal("1 1", $"{swap["summary"]!["added"]} {swap["summary"]!["updated"]}");
        var gone = world.Must(change: true, "network=wait6", $"mac={Mac(40)}", "state=absent", "restart=dnsmasq");
        Assert.Equal(2, gone["summary"]!["removed"]!.GetValue<int>());
        Assert.DoesNotContain("wait1", world.Definition("wait6", live: true) + world.Definition("wait6", live: false) + world.Hostsfile("wait6"), StringComparison.Ordinal);
    }

    [Fact]
    public void AReinstalledGuestGetsItsAddressOnceTheOldLeaseIsReleased()
    {
        Start("again6", 5, range: "<dhcp><range start='2001:db8:93:5::1000' end='2001:db8:93:5::1fff'/></dhcp>");
        string[] call = ["network=again6", $"mac={Mac(60)}", "ip=2001:db8:93:5::60", "name=again1", "restart=dnsmasq"];
        world.Must(change: true, call);
        world.Plug("gagain6", "again6", Mac(60));
        Assert.Equal("2001:db8:93:5::60", AskByUuid("gagain6", 60));
        // Another DUID, as after an installation.
        Assert.StartsWith("2001:db8:93:5::1", AskByUuid("gagain6", 61), StringComparison.Ordinal);
        var removed = world.Must(change: true, "network=again6", $"mac={Mac(60)}", "state=absent", "on_active_lease=release", "restart=dnsmasq");
        Assert.Equal(1, removed["effects"]!["leases_released"]!.GetValue<int>());
        world.Must(change: true, call);
        Assert.Equal("2001:db8:93:5::60", AskByUuid("gagain6", 62));
    }

    [Fact]
    public void OptionsOfOthersAreConflictsAndStay()
    {
        world.Shell("""
            cat >/run/tagged.net <<'XML'
            <network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'><name>tagged</name><bridge name='tagged' stp='off' delay='0'/>
            <ip family='ipv6' address='2001:db8:93:3::1' prefix='64'/>
            <dnsmasq:options><dnsmasq:option value='dhcp-host=52:54:00:93:03:01,set:green,[2001:db8:93:3::10]'/></dnsmasq:options></network>
            XML
            virsh -q net-define /run/tagged.net; virsh -q net-start tagged
            """);
        Assert.Equal("conflict", world.Reservation("network=tagged", $"mac={Mac(50)}", "ip=2001:db8:93:3::10").ErrorCode);
        world.Must(change: true, "network=tagged", $"mac={Mac(50)}", "ip=2001:db8:93:3::11", "restart=dnsmasq");
        world.Must(change: true, "network=tagged", $"mac={Mac(50)}", "state=absent", "restart=dnsmasq");
        Assert.Contains("set:green", world.Definition("tagged", live: true), StringComparison.Ordinal);
        Assert.DoesNotContain("static,64", world.Definition("tagged", live: true) + world.Definition("tagged", live: false), StringComparison.Ordinal);
    }

    private static string Mac(int number) => $"52:54:00:93:00:{number:00}";

    private void Start(string name, int third, string range)
    {
        world.Network(name, $"<ip address='10.93.{third}.1' netmask='255.255.255.0'/><ip family='ipv6' address='2001:db8:93:{third}::1' prefix='64'>{range}</ip>");
    }

    /// <summary>
    /// With a DUID-UUID (RFC 6355), which has nothing of the MAC. dnsmasq learns that from the neighbour table, and may not know it yet when the first Solicit comes.
    /// </summary>
    private string AskByUuid(string guest, int number)
    {
        var duid = string.Concat(new byte[] { 0, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, (byte)number }.Select(octet => "\\" + Convert.ToString(octet, 8).PadLeft(3, '0')));
        for (var attempt = 1; ; attempt++)
        {
            world.Shell($"printf '%s\\n' 'default-duid \"{duid}\";' >/run/{guest}.leases6");
            if (world.AskV6(guest) is var address && (address.Length > 0 || attempt == MostAttempts))
                return address;
        }
    }
}
