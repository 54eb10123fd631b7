using System.Text.Json.Nodes;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary><c>info</c> where a libvirtd, its dnsmasq and real clients are; then with the daemon killed.</summary>
public sealed class InfoLive(World world) : IClassFixture<World>
{
    [Fact]
    public void LeasedClientShowsUpWithTheDaemonAndWithoutIt()
    {
        // Ranges that cover the reservations: what lies outside them is over dhcp-lease-max.
        world.Network("seen", "<ip address='10.79.1.1' netmask='255.255.255.0'><dhcp><range start='10.79.1.2' end='10.79.1.20'/><host mac='52:54:00:79:01:01' name='mine' ip='10.79.1.20'/></dhcp></ip>");
        world.Shell("virsh -q net-autostart seen");
        world.Plug("guest1", "seen", "52:54:00:79:01:02");
        var address = world.AskV4("guest1", "-x hostname:visitor");
        Assert.StartsWith("10.79.1.", address, StringComparison.Ordinal);
        world.Shell($"until grep -q {address} /var/lib/libvirt/dnsmasq/seen.status; do sleep 0.1; done");
        var info = Info("seen", out var daemon);
        Assert.Equal("libvirtd", daemon!["name"]!.GetValue<string>());
        Assert.Equal(world.Shell("cat /run/libvirt/network/driver.pid").Trim(), daemon["pid"]!.ToString());
        Look(info);
        world.StopDaemon();
        var offline = Info("seen", out var none);
        world.StartDaemon();
        Assert.Null(none);
        Look(offline);
        Assert.Equal(info.ToJsonString(), offline.ToJsonString());

        void Look(JsonNode network)
        {
            Assert.True(network["active"]!.GetValue<bool>() && network["autostart"]!.GetValue<bool>() && network["persistent"]!.GetValue<bool>());
            Assert.Equal("nat", network["forward"]!.GetValue<string>());
            Assert.Equal("10.79.1.20", network["reservations"]![0]!["ip"]!.GetValue<string>());
            var lease = network["leases"]!.AsArray().Single()!;
            Assert.Equal(address, lease["ip"]!.GetValue<string>());
            Assert.Equal("52:54:00:79:01:02", lease["mac"]!.GetValue<string>());
            Assert.Equal("visitor", lease["name"]!.GetValue<string>());
            Assert.Equal("10.79.1.21", network["next_free"]!.GetValue<string>());
            Assert.Equal("", Drift(network));
        }
    }

    [Fact]
    public void DriftMadeByHandIsReportedAndRepaired()
    {
        world.Network("drifts", "<ip address='10.79.2.1' netmask='255.255.255.0'><dhcp><range start='10.79.2.2' end='10.79.2.150'/><host mac='52:54:00:79:02:01' name='both1' ip='10.79.2.10'/></dhcp></ip>");
        string[] all = ["network=drifts", """
            reservations=[{"mac":"52:54:00:79:02:01","name":"both1","ip":"10.79.2.10"},{"mac":"52:54:00:79:02:0a","name":"live1","ip":"10.79.2.11"},
             {"mac":"52:54:00:79:02:0b","name":"stored1","ip":"10.79.2.12"}]
            """];
        world.Must(change: true, "network=drifts", "mac=52:54:00:79:02:01", "name=both1", "ip=10.79.2.10");
        Assert.Equal("", Drift(Info("drifts", out _)));
        Spoil();
        // /etc/hosts has the names of none of the two new ones yet: the block is there, so that is drift, too.
        const string told = "live missing 10.79.2.12, config missing 10.79.2.11, hostsfile missing 10.79.2.10, hostsfile extra 10.79.2.77, etc_hosts extra 10.79.2.66, etc_hosts missing 10.79.2.12";
        Assert.Equal(Sorted(told), Sorted(Drift(Info("drifts", out _))));
        world.Must(change: true, all);
        // What the call does not name stays: another's line in the hostsfile is libvirt's to drop, a name in the block the caller's.
        var rest = Drift(Info("drifts", out _));
        Assert.DoesNotContain("missing", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("differs", rest, StringComparison.Ordinal);

        world.StopDaemon();
        world.Shell("""
            sed -i "/52:54:00:79:02:0a/d" /run/libvirt/network/drifts.xml
            sed -i "s/both1/other1/" /var/lib/libvirt/dnsmasq/drifts.hostsfile
            """);
        var offline = Drift(Info("drifts", out _));
        world.Must(change: true, all);
        var mended = Drift(Info("drifts", out _));
        world.StartDaemon();
        Assert.Contains("live missing 10.79.2.11", offline, StringComparison.Ordinal);
        Assert.Contains("hostsfile differs 10.79.2.10", offline, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", mended, StringComparison.Ordinal);
        Assert.DoesNotContain("differs", mended, StringComparison.Ordinal);

        void Spoil() => world.Shell("""
            virsh -q net-update drifts add ip-dhcp-host "<host mac='52:54:00:79:02:0a' name='live1' ip='10.79.2.11'/>" --live
            virsh -q net-update drifts add ip-dhcp-host "<host mac='52:54:00:79:02:0b' name='stored1' ip='10.79.2.12'/>" --config
            sed -i "/10.79.2.10,/d; \$a 52:54:00:79:02:07,10.79.2.77" /var/lib/libvirt/dnsmasq/drifts.hostsfile
            sed -i "/BEGIN libvirt-idem drifts/a 10.79.2.66 ghost" /etc/hosts
            """);
    }

    [Fact]
    public void WhatQuietLeftBehindIsDrift()
    {
        world.Network("quiet", "<ip address='10.79.3.1' netmask='255.255.255.0'><dhcp><range start='10.79.3.2' end='10.79.3.150'/></dhcp></ip>");
        world.Must(change: true, "network=quiet", "apply=quiet", "etc_hosts=false", "mac=52:54:00:79:03:01", "ip=10.79.3.10");
        Assert.Equal("hostsfile extra 10.79.3.10, live missing 10.79.3.10", Sorted(Drift(Info("quiet", out _))));
        world.Must(change: true, "network=quiet", "etc_hosts=false", "mac=52:54:00:79:03:01", "ip=10.79.3.10");
        Assert.Equal("", Drift(Info("quiet", out _)));
    }

    [Fact]
    public void FirstIpv6ReservationIsNotServed()
    {
        world.Network("slaac", "<ip address='10.79.4.1' netmask='255.255.255.0'/><ip family='ipv6' address='2001:db8:79::1' prefix='64'/>");
        world.Must(change: true, "network=slaac", "id=00:03:00:01:52:54:00:79:04:01", "ip=2001:db8:79::10", "force=true");
        Assert.Contains("dnsmasq_conf missing 2001:db8:79::10", Drift(Info("slaac", out _)), StringComparison.Ordinal);
    }

    [Fact]
    public void ADnsmasqThatDoesNotRunIsDrift()
    {
        world.Network("served", "<ip address='10.79.6.1' netmask='255.255.255.0'><dhcp><range start='10.79.6.2' end='10.79.6.20'/></dhcp></ip>");
        world.Network("unserved", "<dns enable='no'/><ip address='10.79.7.1' netmask='255.255.255.0'/>");
        world.Shell("echo \"<network><name>bare</name><bridge name='bare' stp='off' delay='0'/></network>\" >/run/bare.net; virsh -q net-define /run/bare.net; virsh -q net-start bare");
        foreach (var network in new[] { "served", "unserved", "bare" })
            Assert.Equal("", Drift(Info(network, out _)));
        world.Shell("mv /run/libvirt/network/served.pid /run/served.pid");
        Assert.Equal("", Drift(Info("served", out _)));
        world.Shell("mv /run/served.pid /run/libvirt/network/served.pid; pid=$(cat /run/libvirt/network/served.pid); kill $pid; while [ -e /proc/$pid ]; do sleep 0.05; done");
        Assert.Equal("dnsmasq_conf dead ", Drift(Info("served", out _)));
        var warning = world.Run(World.Tool, "info", "network=served").Json["warnings"]![0]!.GetValue<string>();
        Assert.Contains("no dnsmasq runs for network served", warning, StringComparison.Ordinal);
        // What the message says to do helps.
        // libvirt drops a SIGHUP that comes while it reloads.
        world.Shell("timeout 60 bash -c 'until kill -0 $(cat /run/libvirt/network/served.pid) 2>/dev/null; do kill -HUP $(cat /run/libvirt/network/driver.pid); sleep 2; done'");
        Assert.Equal("", Drift(Info("served", out _)));
    }

    [Fact]
    public void SettingsThatDifferAreDrift()
    {
        world.Network("settings", "<domain name='old.test'/><ip address='10.79.8.1' netmask='255.255.255.0'><dhcp><range start='10.79.8.2' end='10.79.8.20'/></dhcp></ip>");
        Assert.Equal("", Drift(Info("settings", out _)));
        world.Shell("virsh -q net-dumpxml --inactive settings | sed s/old.test/new.test/ >/run/settings.net; virsh -q net-define /run/settings.net");
        Assert.Equal("live differs ", Drift(Info("settings", out _)));
        Assert.Contains("domain old.test (defined: new.test); libvirt-idem network name=settings restart=if_needed", world.Run(World.Tool, "info", "network=settings").Json["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        world.MustNetwork(change: true, "name=settings", "restart=if_needed");
        Assert.Equal("", Drift(Info("settings", out _)));
        world.Shell("virsh -q net-update settings add ip-dhcp-range \"<range start='10.79.8.30' end='10.79.8.40'/>\" --live");
        Assert.Contains("range 10.79.8.30-10.79.8.40 (not defined)", world.Run(World.Tool, "info", "network=settings").Json["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        world.MustNetwork(change: true, "name=settings", "dhcp_ranges=10.79.8.2-10.79.8.20");
        Assert.Equal("", Drift(Info("settings", out _)));
    }

    [Fact]
    public void OddNetworksAreListed()
    {
        world.Shell("""
            echo "<network><name>macvtap</name><forward mode='bridge'><interface dev='lo'/></forward></network>" >/run/macvtap.net
            echo "<network><name>hostbridge</name><forward mode='bridge'/><bridge name='br9'/></network>" >/run/hostbridge.net
            echo "<network><name>isolated</name><bridge name='isolated'/></network>" >/run/isolated.net
            for network in macvtap hostbridge isolated; do virsh -q net-define /run/$network.net; done
            virsh -q net-start hostbridge
            """);
        var before = world.Shell("find /etc/libvirt /var/lib/libvirt/dnsmasq /run/libvirt/network -type f -printf '%p %i %T@\n' | sort");
        var outcome = world.Run(World.Tool, "info");
        Assert.Equal(0, outcome.ExitCode);
        var names = outcome.Json["networks"]!.AsArray().Select(network => network!["name"]!.GetValue<string>()).ToList();
        Assert.Subset(names.ToHashSet(StringComparer.Ordinal), new HashSet<string>(["hostbridge", "isolated", "macvtap"], StringComparer.Ordinal));
        Assert.Equal(before, world.Shell("find /etc/libvirt /var/lib/libvirt/dnsmasq /run/libvirt/network -type f -printf '%p %i %T@\n' | sort"));
        Assert.Equal("network_not_found", world.Run(World.Tool, "info", "network=nowhere").ErrorCode);
    }

    private JsonNode Info(string network, out JsonNode? daemon)
    {
        var outcome = world.Run(World.Tool, "info", $"network={network}");
        Assert.True(outcome.ExitCode == 0 && !outcome.Changed, outcome.Output + outcome.Error);
        daemon = outcome.Json["daemon"];
        return outcome.Json["networks"]!.AsArray().Single()!;
    }

    private static string Drift(JsonNode network) =>
        string.Join(", ", network["drift"]!.AsArray().Select(drift => $"{drift!["where"]} {drift["problem"]} {drift["reservation"]?["ip"]}"));

    private static string Sorted(string drift) => string.Join(", ", drift.Split(", ").Order(StringComparer.Ordinal));
}
