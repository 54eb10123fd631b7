using System.Text.Json.Nodes;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>A running libvirtd: what <c>restart=dnsmasq</c> makes effective while bridge, ports and connections stay.</summary>
public sealed class DnsmasqRestartLive(World world) : IClassFixture<World>
{
    [Fact]
    public void TheFirstIpv6ReservationIsServedAndTheGuestStaysConnected()
    {
        world.Network("first6", "<ip address='10.82.1.1' netmask='255.255.255.0'><dhcp><range start='10.82.1.100' end='10.82.1.110'/></dhcp></ip><ip family='ipv6' address='2001:db8:82::1' prefix='64'/>");
        world.Plug("first6a", "first6", "52:54:00:82:01:01");
        var lease = world.AskV4("first6a");
        Connect("first6a", "10.82.1.1", lease);
        var bridge = Bridge("first6");
        string[] call = ["network=first6", "id=00:03:00:01:52:54:00:82:01:01", "ip=2001:db8:82::10", "name=six1", "force=true", "restart=dnsmasq"];
        var predicted = world.Must(change: true, [.. call, "check_mode=true"]);
        Assert.False(predicted["restart_required"]!.GetValue<bool>());
        var done = world.Must(change: true, call);
        Assert.Equal((1, 0), (Effect(done, "dnsmasq_restarts"), Effect(done, "daemon_reloads")));
        Assert.False(done["restart_required"]!.GetValue<bool>());
        Assert.Equal(bridge, Bridge("first6"));
        Assert.Equal("2001:db8:82::10", world.AskV6("first6a"));
        Assert.Equal(lease, world.AskV4("first6a"));
        Assert.True(IsConnected("first6a"));
        NoRecordIsLeft("first6");
        Assert.Equal(0, Effect(world.Must(change: false, call), "dnsmasq_restarts"));
        world.Must(change: true, "network=first6", "id=00:03:00:01:52:54:00:82:01:01", "state=absent");
    }

    [Fact]
    public void AReservationThatIsNotServedYetIsServedByARestart()
    {
        world.Network("late6", "<ip address='10.82.2.1' netmask='255.255.255.0'/><ip family='ipv6' address='2001:db8:82:2::1' prefix='64'/>");
        string[] call = ["network=late6", "id=00:03:00:01:52:54:00:82:02:01", "ip=2001:db8:82:2::10", "force=true"];
        var waits = world.Must(change: true, call);
        Assert.Equal("dnsmasq", waits["restart_reasons"]![0]!["needs"]!.GetValue<string>());
        // Nothing but the restart is left to do, and it interrupts nothing.
        var restarted = world.Must(change: true, [.. call, "restart=dnsmasq"]);
        Assert.Equal((1, 0, 0), (Effect(restarted, "dnsmasq_restarts"), Effect(restarted, "interruptions"), Effect(restarted, "daemon_reloads")));
        world.Plug("late6a", "late6", "52:54:00:82:02:01");
        Assert.Equal("2001:db8:82:2::10", world.AskV6("late6a"));
    }

    [Fact]
    public void DomainForwardersOptionsAndPxeAreEffectiveAndTheGuestStaysConnected()
    {
        world.Network("serve", "<dns><txt name='theirs' value='1'/></dns><ip address='10.82.3.1' netmask='255.255.255.0'><dhcp><range start='10.82.3.100' end='10.82.3.110'/></dhcp></ip>");
        world.Plug("serve1", "serve", "52:54:00:82:03:01");
        Connect("serve1", "10.82.3.1", world.AskV4("serve1"));
        var bridge = Bridge("serve");
        string[] call = ["name=serve", "domain=lab.test", "domain_local_only=true", "dns_forwarders=[{\"addr\":\"10.82.3.1\",\"domain\":\"corp.test\"}]",
            "dnsmasq_options=[\"address=/apps.lab.test/10.82.3.5\"]", "tftp_root=/srv/tftp", "bootp_file=pxe.0", "restart=dnsmasq"];
        world.Shell("mkdir -p /run/tftp");
        call[5] = "tftp_root=/run/tftp";
        var predicted = world.MustNetwork(change: true, [.. call, "check_mode=true"]);
        var done = world.MustNetwork(change: true, call);
        Assert.Equal(predicted["changes"]!.ToJsonString(), done["changes"]!.ToJsonString());
        Assert.Equal((1, 1), (Effect(done, "dnsmasq_restarts"), Effect(done, "daemon_reloads")));
        Assert.False(done["restart_required"]!.GetValue<bool>(), done.ToJsonString());
        Assert.Equal(bridge, Bridge("serve"));
        Assert.True(IsConnected("serve1"));
        var conf = world.Shell("cat /var/lib/libvirt/dnsmasq/serve.conf");
        Assert.All(["domain=lab.test", "local=/lab.test/", "server=/corp.test/10.82.3.1", "address=/apps.lab.test/10.82.3.5", "tftp-root=/run/tftp", "dhcp-boot=pxe.0"],
            line => Assert.Contains(line + "\n", conf, StringComparison.Ordinal));
        Assert.Contains("10.82.3.5", world.Shell("ip netns exec serve1 busybox nslookup any.apps.lab.test 10.82.3.1 || true"), StringComparison.Ordinal);
        Assert.Contains("name='theirs'", world.Definition("serve", live: true), StringComparison.Ordinal);
        NoRecordIsLeft("serve");
        Assert.Empty(world.MustNetwork(change: false, call)["warnings"]!.AsArray());

        var undone = world.Run(World.Tool, "undo");
        Assert.True(undone.ExitCode == 0, undone.Output);
        Assert.Equal(bridge, Bridge("serve"));
        Assert.DoesNotContain("lab.test", world.Shell("cat /var/lib/libvirt/dnsmasq/serve.conf"), StringComparison.Ordinal);
        Assert.DoesNotContain("lab.test", world.Definition("serve", live: true), StringComparison.Ordinal);
        NoRecordIsLeft("serve");
    }

    /// <summary>One change after the other, while three guests have connections to a machine outside, through NAT.</summary>
    [Fact]
    public void ConnectionsOfThreeGuestsThroughNatOutliveEachChange()
    {
        world.Shell("""
            ip netns add outside && ip link add uplink type veth peer name eth0 netns outside && ip link set uplink up && ip addr add 203.0.113.1/24 dev uplink
            ip -n outside link set eth0 up && ip -n outside addr add 203.0.113.2/24 dev eth0
            """);
        world.Network("through", "<ip address='10.82.7.1' netmask='255.255.255.0'><dhcp><range start='10.82.7.100' end='10.82.7.110'/></dhcp></ip><ip family='ipv6' address='2001:db8:82:7::1' prefix='64'/>");
        string[] guests = ["nat1", "nat2", "nat3"];
        foreach (var guest in guests)
        {
            world.Plug(guest, "through", $"52:54:00:82:07:0{guest[^1]}");
            var lease = world.AskV4(guest);
            world.Shell($"ip -n {guest} addr add {lease}/24 dev eth0 && ip -n {guest} route add default via 10.82.7.1");
            Connect(guest, "203.0.113.2", null, "ip netns exec outside", port: 7000 + guest[^1] - '0');
        }
        var (bridge, leases) = (Bridge("through"), Leases());
        string[][] changes =
        [
            ["reservation", "network=through", "id=00:03:00:01:52:54:00:82:07:01", "ip=2001:db8:82:7::10", "name=nat1", "force=true"],
            ["network", "name=through", "domain=lab.test"],
            ["dns", "network=through", "name=*.apps.lab.test", "ip=10.82.7.5"],
            ["network", "name=through", "dns_forwarders=[{\"addr\":\"203.0.113.2\",\"domain\":\"corp.test\"}]"],
            ["network", "name=through", "bootp_file=pxe.0"],
        ];
        foreach (var change in changes)
        {
            foreach (var isFirst in new[] { true, false })
            {
                var outcome = world.Run(World.Tool, [.. change, "restart=dnsmasq"]);
                Assert.True(outcome.ExitCode == 0 && outcome.Changed == isFirst, outcome.Output);
                Assert.Equal((isFirst ? 1 : 0, false), (isFirst ? Effect(outcome.Json, "dnsmasq_restarts") : 0, outcome.Json["restart_required"]?.GetValue<bool>() ?? false));
            }
            Assert.Equal((bridge, leases), (Bridge("through"), Leases()));
        }
        Assert.All(guests, guest => Assert.True(IsConnected(guest)));
        Assert.Equal("2001:db8:82:7::10", world.AskV6("nat1"));
        Assert.Contains("10.82.7.5", world.Shell("ip netns exec nat2 busybox nslookup any.apps.lab.test 10.82.7.1 || true"), StringComparison.Ordinal);
        Assert.Equal(leases, string.Join(' ', guests.Select(guest => world.AskV4(guest))));

        string Leases() => string.Join(' ', guests.Select(guest => world.Shell($"ip -n {guest} -4 -o addr show dev eth0 | grep -o '10.82.7.[0-9]*' | head -n 1").Trim()));
    }

    [Fact]
    public void WhatIsClearedAndWhatTheBridgeNeedsIsToldApart()
    {
        world.Network("apart", "<domain name='old.test'/><ip address='10.82.4.1' netmask='255.255.255.0'><dhcp><range start='10.82.4.100' end='10.82.4.110'/></dhcp></ip>");
        var bridge = Bridge("apart");
        var done = world.MustNetwork(change: true, "name=apart", "domain=", "mtu=1400", "restart=dnsmasq");
        var reason = Assert.Single(done["restart_reasons"]!.AsArray());
        Assert.Equal("network", reason!["needs"]!.GetValue<string>());
        Assert.DoesNotContain("old.test", world.Shell("cat /var/lib/libvirt/dnsmasq/apart.conf"), StringComparison.Ordinal);
        Assert.Equal(bridge, Bridge("apart"));
        // What is left needs more, and that is not asked for.
        world.MustNetwork(change: false, "name=apart", "mtu=1400", "restart=dnsmasq");
        Assert.False(world.MustNetwork(change: true, "name=apart", "mtu=1400", "restart=if_needed")["restart_required"]!.GetValue<bool>());
        Assert.NotEqual(bridge, Bridge("apart"), StringComparer.Ordinal);
        bridge = Bridge("apart");
        world.MustNetwork(change: true, "name=apart", "domain=new.test", "restart=if_needed");
        Assert.Equal(bridge, Bridge("apart"));
        Assert.Contains("domain=new.test\n", world.Shell("cat /var/lib/libvirt/dnsmasq/apart.conf"), StringComparison.Ordinal);
    }

    /// <summary>The first is refused by its syntax, before anything changes; the second only when dnsmasq starts with it.</summary>
    [Theory]
    [InlineData("no-such-option=1")]
    [InlineData("conf-dir=/run/no/such/folder")]
    public void AnOptionThatDnsmasqRefusesLeavesEverything(string option)
    {
        const string network = "refuse";
        if (world.Run("virsh", "net-info", network).ExitCode != 0)
            world.Network(network, "<ip address='10.82.5.1' netmask='255.255.255.0'><dhcp><range start='10.82.5.100' end='10.82.5.110'/></dhcp></ip>");
        var before = Everything(network);
        var refused = world.RunNetwork($"name={network}", "domain=lab.test", $"dnsmasq_options=[\"{option}\"]", "restart=dnsmasq");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(option, refused.Json["errors"]![0]!["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("dnsmasq_options", refused.Json["errors"]![0]!["field"]?.GetValue<string>());
        Assert.Equal(before, Everything(network));
        Assert.Contains(network, world.Shell($"tr '\\0' ' ' <\"/proc/$(cat /run/libvirt/network/{network}.pid)/cmdline\""), StringComparison.Ordinal);
    }

    [Fact]
    public void ALeftRecordGoesWithTheRestart()
    {
        world.Network("left", "<ip address='10.82.6.1' netmask='255.255.255.0'/><ip family='ipv6' address='2001:db8:82:6::1' prefix='64'/>");
        world.Shell("virsh -q net-update left add dns-txt \"<txt name='restart.libvirt-idem.invalid' value='restart'/>\" --live");
        world.Must(change: true, "network=left", "id=00:03:00:01:52:54:00:82:06:01", "ip=2001:db8:82:6::10", "force=true", "restart=dnsmasq");
        NoRecordIsLeft("left");
    }

    private string Everything(string network) =>
        world.Definition(network, live: true) + world.Definition(network, live: false) + world.Shell($"cat /var/lib/libvirt/dnsmasq/{network}.conf");

    private void NoRecordIsLeft(string network) =>
        Assert.DoesNotContain("libvirt-idem.invalid", world.Definition(network, live: true) + world.Definition(network, live: false) + world.Shell($"cat /var/lib/libvirt/dnsmasq/{network}.conf /run/libvirt/network/{network}.xml"), StringComparison.Ordinal);

    private string Bridge(string network) => world.Shell($"cat /sys/class/net/{network}/ifindex; ls /sys/class/net/{network}/brif");

    private static int Effect(JsonNode result, string name) => result["effects"]![name]!.GetValue<int>();

    /// <summary>A connection from the guest to an address of the hypervisor, or of a namespace, which says its second word when it is asked for.</summary>
    private void Connect(string guest, string host, string? address, string listener = "", int port = 7000) => world.Shell($$"""
        [ -z "{{address}}" ] || ip -n {{guest}} addr add {{address}}/24 dev eth0
        sleep 180 2>/dev/null | timeout 180 {{listener}} busybox nc -l -p {{port}} >/run/{{guest}}.heard 2>/dev/null &
        sleep 0.3
        (echo before; for _ in $(seq 1500); do [ -e /run/{{guest}}.go ] && break; sleep 0.1; done; echo after; sleep 1) 2>/dev/null | timeout 180 ip netns exec {{guest}} busybox nc {{host}} {{port}} >/dev/null 2>&1 &
        for _ in $(seq 50); do grep -q before /run/{{guest}}.heard && exit; sleep 0.1; done; exit 1
        """);

    private bool IsConnected(string guest) => world.Run("bash", "-c", $"touch /run/{guest}.go; for _ in $(seq 30); do grep -q after /run/{guest}.heard && exit; sleep 0.1; done; exit 1").ExitCode == 0;
}
