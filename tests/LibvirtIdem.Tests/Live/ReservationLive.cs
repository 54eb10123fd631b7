using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>A running libvirtd, real dnsmasq, real clients.</summary>
public sealed class ReservationLive(World world) : IClassFixture<World>
{
    private const string Range = "<ip address='10.77.0.1' netmask='255.255.255.0'><dhcp><range start='10.77.0.100' end='10.77.0.150'/></dhcp></ip>";

    private static string Subnet(int third, string dhcp = "<dhcp><range start='10.77.{0}.100' end='10.77.{0}.150'/></dhcp>") =>
        Range.Replace("<dhcp><range start='10.77.0.100' end='10.77.0.150'/></dhcp>", dhcp.Replace("{0}", $"{third}", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("10.77.0.", $"10.77.{third}.", StringComparison.Ordinal);

    [Fact]
    public void OneCallIsSeenEverywhereAndByTheGuest()
    {
        world.Network("one", Subnet(1));
        var result = world.Must(change: true, "network=one", "mac=52:54:00:12:34:56", "ip=10.77.1.10", "name=web1");
        Assert.Equal("api", result["applied"]!.GetValue<string>());
        Assert.Equal(1, result["effects"]!["interruptions"]!.GetValue<int>());
        const string entry = "<host mac='52:54:00:12:34:56' name='web1' ip='10.77.1.10'/>";
        Assert.Contains(entry, world.Definition("one", live: true), StringComparison.Ordinal);
        Assert.Contains(entry, world.Definition("one", live: false), StringComparison.Ordinal);
        Assert.Equal("52:54:00:12:34:56,10.77.1.10,web1\n", world.Hostsfile("one"));
        Assert.Contains("10.77.1.10", world.Shell("getent hosts web1"), StringComparison.Ordinal);
        world.Plug("guest1", "one", "52:54:00:12:34:56");
        Assert.Equal("10.77.1.10", world.AskV4("guest1"));
        world.Must(change: false, "network=one", "mac=52-54-00-12-34-56", "ip=10.77.1.10", "name=WEB1");
    }

    [Fact]
    public void SecondCallWritesNothingAndSendsNoSignal()
    {
        world.Network("calm", Subnet(2));
        string[] arguments = ["network=calm", "mac=52:54:00:02:00:01", "ip=10.77.2.11", "name=calm1"];
        world.Must(change: true, arguments);
        var before = Inodes();
        var trace = world.Shell($"strace -f -qq -o /run/trace {World.Tool} reservation {string.Join(' ', arguments)} >/dev/null; cat /run/trace");
        var writing = trace.Split('\n').Where(line =>
            System.Text.RegularExpressions.Regex.IsMatch(line, @"\b(rename|unlink|mkdir|link|symlink|chmod|chown|ftruncate|fsync|pidfd_send_signal|kill|tkill|tgkill|flock)\w*\(")
            || (line.Contains("open", StringComparison.Ordinal) && System.Text.RegularExpressions.Regex.IsMatch(line, "O_(WRONLY|RDWR|CREAT)") && !line.Contains("/dev/", StringComparison.Ordinal) && !line.Contains("/proc/self", StringComparison.Ordinal)));
        Assert.Empty(writing);
        Assert.Equal(before, Inodes());

        string Inodes() => world.Shell("stat -c '%n %i %y' /etc/hosts /etc/libvirt/qemu/networks/calm.xml /run/libvirt/network/calm.xml /var/lib/libvirt/dnsmasq/calm.hostsfile /var/lib/libvirt-idem/lock");
    }

    [Theory]
    [InlineData("--live", 3)]
    [InlineData("--config", 4)]
    public void DriftIsRepairedByOneCall(string onlySide, int third)
    {
        var name = $"drift{third}";
        world.Network(name, Subnet(third));
        world.Shell($"virsh -q net-update {name} add ip-dhcp-host \"<host mac='52:54:00:0d:00:01' name='half' ip='10.77.{third}.20'/>\" {onlySide}");
        world.Must(change: true, $"network={name}", "mac=52:54:00:0d:00:01", $"ip=10.77.{third}.20", "etc_hosts=false");
        foreach (var live in new[] { true, false })
            Assert.Contains($"<host mac='52:54:00:0d:00:01' name='half' ip='10.77.{third}.20'/>", world.Definition(name, live), StringComparison.Ordinal);
        world.Must(change: false, $"network={name}", "mac=52:54:00:0d:00:01", $"ip=10.77.{third}.20", "etc_hosts=false");
    }

    [Fact]
    public void LeasedGuestsSwapOnASubnetWithARange()
    {
        world.Network("swap", Subnet(5));
        Reserve("52:54:00:05:00:0a", "10.77.5.10", "52:54:00:05:00:0b", "10.77.5.11");
        world.Plug("swapa", "swap", "52:54:00:05:00:0a");
        world.Plug("swapb", "swap", "52:54:00:05:00:0b");
        Assert.Equal("10.77.5.10", world.AskV4("swapa"));
        Assert.Equal("10.77.5.11", world.AskV4("swapb"));
        world.Shell("until grep -q 10.77.5.11 /var/lib/libvirt/dnsmasq/swap.status; do sleep 0.1; done");
        var result = Reserve("52:54:00:05:00:0a", "10.77.5.11", "52:54:00:05:00:0b", "10.77.5.10");
        var warnings = result["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>()).ToList();
        Assert.Equal(2, warnings.Count(warning => warning.Contains("is leased to 52:54:00:05:00:0", StringComparison.Ordinal)));
        foreach (var live in new[] { true, false })
            Assert.Contains("<host mac='52:54:00:05:00:0a' ip='10.77.5.11'/>", world.Definition("swap", live), StringComparison.Ordinal);

        System.Text.Json.Nodes.JsonNode Reserve(string a, string ipA, string b, string ipB) => world.Must(change: true, "network=swap",
            $$"""reservations=[{"mac":"{{a}}","ip":"{{ipA}}"},{"mac":"{{b}}","ip":"{{ipB}}"}]""");
    }

    [Theory]
    [InlineData("api", 21)]
    [InlineData("reload", 22)]
    [InlineData("quiet", 23)]
    public void NamedGuestsSwapWithTheirAliases(string apply, int third)
    {
        var network = $"named{third}";
        world.Network(network, Subnet(third));
        Reserve("10", "11", ""","aliases":["www"]""");
        Reserve("11", "10", "");
        Assert.Contains($"10.77.{third}.10 b{third}\n10.77.{third}.11 a{third} www{third}\n", world.Shell("cat /etc/hosts"), StringComparison.Ordinal);
        // The definitions alone swapped back by hand: the names follow.
        // (After quiet, libvirt's memory is still that of before.)
        foreach (var side in apply == "quiet" ? ["--config"] : new[] { "--config", "--live" })
            world.Shell($"""
                for mac in a b; do virsh -q net-update {network} delete ip-dhcp-host "<host mac='52:54:00:{third}:00:0$mac'/>" {side}; done
                virsh -q net-update {network} add ip-dhcp-host "<host mac='52:54:00:{third}:00:0a' name='a{third}' ip='10.77.{third}.10'/>" {side}
                virsh -q net-update {network} add ip-dhcp-host "<host mac='52:54:00:{third}:00:0b' name='b{third}' ip='10.77.{third}.11'/>" {side}
                """);
        Reserve("11", "10", "");

        void Reserve(string a, string b, string aliases) => world.Must(change: true, $"network={network}", $"apply={apply}",
            $$"""reservations=[{"mac":"52:54:00:{{third}}:00:0a","ip":"10.77.{{third}}.{{a}}","name":"a{{third}}"{{aliases.Replace("www", $"www{third}", StringComparison.Ordinal)}}},{"mac":"52:54:00:{{third}}:00:0b","ip":"10.77.{{third}}.{{b}}","name":"b{{third}}"}]""");
    }

    [Fact]
    public void LeasedGuestsDoNotSwapWhereThereIsNoRange()
    {
        world.Network("tight", Subnet(6, ""));
        // The first reservation at all: libvirt starts DHCP for it at once.
        var first = world.Must(change: true, "network=tight", "mac=52:54:00:06:00:0a", "ip=10.77.6.10");
        Assert.False(first["restart_required"]!.GetValue<bool>());
        world.Must(change: true, "network=tight", "mac=52:54:00:06:00:0b", "ip=10.77.6.11");
        world.Plug("tighta", "tight", "52:54:00:06:00:0a");
        world.Plug("tightb", "tight", "52:54:00:06:00:0b");
        Assert.Equal("10.77.6.10", world.AskV4("tighta"));
        Assert.Equal("10.77.6.11", world.AskV4("tightb"));
        world.Shell("until grep -q 10.77.6.11 /var/lib/libvirt/dnsmasq/tight.status; do sleep 0.1; done");
        var before = world.Definition("tight", live: true);
        var refused = world.Reservation("network=tight",
            """reservations=[{"mac":"52:54:00:06:00:0a","ip":"10.77.6.11"},{"mac":"52:54:00:06:00:0b","ip":"10.77.6.10"}]""");
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("active_lease", refused.ErrorCode);
        Assert.Equal(before, world.Definition("tight", live: true));
    }

    [Fact]
    public void FirstIpv6ReservationIsRefusedThenServedAfterARestart()
    {
        world.Network("six", Subnet(7) + "<ip family='ipv6' address='2001:db8:7::1' prefix='64'/>");
        string[] arguments = ["network=six", "id=00:03:00:01:52:54:00:07:00:01", "ip=2001:db8:7::10", "name=six1"];
        Assert.Equal("slaac_off", world.Reservation(arguments).ErrorCode);
        Assert.DoesNotContain("2001:db8:7::10", world.Definition("six", live: true), StringComparison.Ordinal);
        var forced = world.Must(change: true, [.. arguments, "force=true"]);
        Assert.True(forced["restart_required"]!.GetValue<bool>());
        Assert.Contains("DHCPv6", forced["restart_reasons"]![0]!["what"]!.GetValue<string>(), StringComparison.Ordinal);
        world.Shell("virsh -q net-destroy six && virsh -q net-start six");
        world.Plug("guest7", "six", "52:54:00:07:00:01");
        Assert.Equal("2001:db8:7::10", world.AskV6("guest7"));
        Assert.False(world.Must(change: false, arguments)["restart_required"]!.GetValue<bool>());
    }

    [Fact]
    public void RecreatedGuestTakesTheOldOnesPlaceInOneStep()
    {
        world.Network("anew", Subnet(8));
        world.Must(change: true, "network=anew", "mac=52:54:00:08:00:01", "ip=10.77.8.10", "name=anew1");
        var conflict = world.Reservation("network=anew", "mac=52:54:00:08:00:02", "ip=10.77.8.10", "name=anew1");
        Assert.Equal("conflict", conflict.ErrorCode);
        Assert.Equal("52:54:00:08:00:01", conflict.Json["errors"]![0]!["holder"]!["mac"]!.GetValue<string>());
        var result = world.Must(change: true, "network=anew", "mac=52:54:00:08:00:02", "ip=10.77.8.10", "name=anew1", "on_conflict=replace");
        Assert.Equal(1, result["effects"]!["api_updates"]!.GetValue<int>());
        Assert.Equal("52:54:00:08:00:02,10.77.8.10,anew1\n", world.Hostsfile("anew"));
        world.Plug("guest8", "anew", "52:54:00:08:00:02");
        Assert.Equal("10.77.8.10", world.AskV4("guest8"));
    }

    [Fact]
    public void DaemonsRefusalPutsEverythingBack()
    {
        // dnsmasq cannot be restarted, so libvirt refuses the first reservation of a network without a range after it took the definition.
        world.Network("fail", Subnet(9, ""));
        var hosts = world.Shell("cat /etc/hosts");
        world.Shell("mount --bind /bin/false /usr/sbin/dnsmasq");
        var refused = world.Reservation("network=fail", "mac=52:54:00:09:00:01", "ip=10.77.9.10", "name=fail1");
        world.Shell("umount /usr/sbin/dnsmasq");
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("daemon_error", refused.ErrorCode);
        Assert.Equal(hosts, world.Shell("cat /etc/hosts"));
        foreach (var live in new[] { true, false })
            Assert.DoesNotContain("52:54:00:09:00:01", world.Definition("fail", live), StringComparison.Ordinal);
    }

    [Fact]
    public void InactiveNetworkIsDefinedOnly()
    {
        world.Network("idle", Subnet(10));
        world.Shell("virsh -q net-destroy idle");
        var result = world.Must(change: true, "network=idle", "mac=52:54:00:10:00:01", "ip=10.77.10.10", "name=idle1");
        Assert.Equal(0, result["effects"]!["interruptions"]!.GetValue<int>());
        world.Shell("virsh -q net-start idle");
        world.Plug("guest10", "idle", "52:54:00:10:00:01");
        Assert.Equal("10.77.10.10", world.AskV4("guest10"));
        world.Must(change: false, "network=idle", "mac=52:54:00:10:00:01", "ip=10.77.10.10", "name=idle1");
    }

    [Fact]
    public void ParallelCallsAndVirshLoseNothingOfEachOther()
    {
        world.Network("crowd", Subnet(12));
        world.Shell($"""
            for n in 1 2 3 4 5; do
                {World.Tool} reservation network=crowd mac=52:54:00:12:00:0$n ip=10.77.12.1$n name=ours$n >/run/crowd.$n &
            done
            for n in 1 2 3 4 5; do
                virsh -q net-update crowd add ip-dhcp-host "<host mac='52:54:00:12:01:0$n' name='theirs$n' ip='10.77.12.2$n'/>" --live --config
            done
            wait
            """);
        var views = new[] { world.Definition("crowd", live: true), world.Definition("crowd", live: false), world.Hostsfile("crowd") };
        foreach (var view in views)
            for (var number = 1; number <= 5; number++)
            {
                Assert.Contains($"ours{number}", view, StringComparison.Ordinal);
                Assert.Contains($"theirs{number}", view, StringComparison.Ordinal);
            }
        Assert.Equal("5\n", world.Shell("grep -c ' ours[1-5]$' /etc/hosts"));
    }

    [Fact]
    public void WhatLibvirtLetsPassIsKnownAgain()
    {
        world.Network("odd lab", """
            <domain name='lab.test'/>
            <ip address='10.77.13.1' netmask='255.255.255.0'><dhcp><range start='10.77.13.2' end='10.77.13.254'/>
            <host mac='52:54:00:AA:BB:CC' name='under_score' ip='10.77.13.50'><lease expiry='1' unit='hours'/></host></dhcp></ip>
            """.ReplaceLineEndings(""), bridge: "oddlab");
        string[] arguments = ["network=odd lab", "mac=52-54-00-aa-bb-cc", "ip=10.77.13.50", "lease_time=60m", "etc_hosts=false"];
        world.Must(change: false, arguments);
        world.Shell("rm '/var/lib/libvirt/dnsmasq/odd lab.hostsfile'");
        Assert.Equal("hostsfile", world.Must(change: true, arguments)["files"]![0]!["role"]!.GetValue<string>());
        world.Must(change: false, arguments);
        world.Must(change: true, "network=odd lab", "mac=52:54:00:13:00:01", "ip=10.77.13.51", "name=web.lab.test");
        Assert.Equal("conflict", world.Reservation("network=odd lab", "mac=52:54:00:13:00:02", "ip=10.77.13.52", "name=WEB").ErrorCode);
    }

    [Fact]
    public void FilesAreNotEditedUnderADaemon()
    {
        world.Network("busy", Subnet(11));
        var refused = world.Reservation("network=busy", "mac=52:54:00:11:00:01", "ip=10.77.11.10", "apply=files");
        Assert.Equal("not_supported", refused.ErrorCode);
    }
}
