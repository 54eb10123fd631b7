using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>What a network is, with a running libvirtd, real dnsmasq, real clients, and namespaces that play the uplink.</summary>
public sealed class NetworkLive(World world) : IClassFixture<World>
{
    private static readonly string[] Files = ["/etc/libvirt/qemu/networks/{0}.xml", "/etc/libvirt/qemu/networks/autostart/{0}.xml", "/run/libvirt/network/{0}.xml", "/var/lib/libvirt/dnsmasq/{0}.conf"];

    [Fact]
    public void OneCallMakesADualStackNetworkThatReachesTheWorld()
    {
        string[] call =
        [
            "name=dual", "state=active", "autostart=true", "forward=nat", "bridge=dualbr", "stp=off", "ipv4=192.168.222.1/24", "dhcp_ranges=192.168.222.2-192.168.222.254",
            "ipv6=2001:db8:222::1/64",
        ];
        var predicted = world.MustNetwork(change: true, [.. call, "check_mode=true"]);
        Assert.DoesNotContain("dual", world.Shell("virsh net-list --all --name"), StringComparison.Ordinal);
        var result = world.MustNetwork(change: true, call);
        Assert.Equal(predicted["changes"]!.ToJsonString(), result["changes"]!.ToJsonString());
        Assert.False(result["restart_required"]!.GetValue<bool>());
        Assert.Matches(@"dual\s+active\s+yes\s+yes", world.Shell("virsh net-list --all"));

        // The uplink: a namespace with a server in it that knows no way to the guests' IPv4, but one to their IPv6.
        world.Shell("""
            ip netns add outside
            ip link add up0 type veth peer name eth0 netns outside
            ip addr add 203.0.113.1/24 dev up0 && ip -6 addr add 2001:db8:ffff::1/64 dev up0 nodad && ip link set up0 up
            ip -n outside addr add 203.0.113.2/24 dev eth0 && ip -n outside -6 addr add 2001:db8:ffff::2/64 dev eth0 nodad
            ip -n outside link set lo up && ip -n outside link set eth0 up
            ip -n outside -6 route add 2001:db8:222::/64 via 2001:db8:ffff::1
            """);
        world.Plug("dual1", "dualbr", "52:54:00:22:00:01");
        var ip = world.AskV4("dual1");
        Assert.StartsWith("192.168.222.", ip, StringComparison.Ordinal);
        // What the client's script would do.
        world.Shell($"ip -n dual1 addr add {ip}/24 dev eth0 && ip -n dual1 route add default via 192.168.222.1");
        Assert.Contains("2001:db8:222:0:5054:ff:fe22:1", world.Shell("for i in $(seq 600); do ip -n dual1 -6 addr show dev eth0 scope global -tentative | grep 2001 && break; sleep 0.1; done"), StringComparison.Ordinal);
        Assert.Contains("proto ra", world.Shell("ip -n dual1 -6 route show default"), StringComparison.Ordinal);
        Assert.Contains(":203.0.113.1]", PeerOf("203.0.113.2"), StringComparison.Ordinal);
        Assert.Contains("[2001:db8:222:0:5054:ff:fe22:1]", PeerOf("2001:db8:ffff::2"), StringComparison.Ordinal);

        var before = Inodes("dual");
        world.MustNetwork(change: false, call);
        Assert.Equal(before, Inodes("dual"));
        AssertWritesNothing(call);

        // Whom a server outside sees.
        string PeerOf(string address) => world.Shell($"""
            sleep 8 | ip netns exec outside timeout 8 busybox nc -l -p 7000 >/dev/null 2>&1 &
            until ip netns exec outside ss -Hltn 'sport = :7000' | grep -q LISTEN; do sleep 0.05; done
            sleep 4 | ip netns exec dual1 timeout 4 busybox nc {address} 7000 >/dev/null 2>&1 &
            for i in $(seq 300); do ip netns exec outside ss -Htn state established 'sport = :7000' | grep 7000 && break; sleep 0.1; done
            wait
            """);
    }

    [Fact]
    public void Ipv6IsAddedToTheStockNetworkAndTheClientComesBack()
    {
        world.Shell("""
            cat >/run/stock.xml <<'XML'
            <network>
              <name>default</name>
              <forward mode='nat'/>
              <bridge name='virbr0' stp='on' delay='0'/>
              <ip address='192.168.122.1' netmask='255.255.255.0'>
                <dhcp>
                  <range start='192.168.122.2' end='192.168.122.254'/>
                </dhcp>
              </ip>
            </network>
            XML
            virsh -q net-define /run/stock.xml && virsh -q net-start default
            """);
        var reservations = string.Join(',', Enumerable.Range(1, 50).Select(number => $$"""{"mac":"52:54:00:12:20:{{number:x2}}","ip":"192.168.122.{{100 + number}}","name":"stock{{number}}"}"""));
        world.Must(change: true, $"reservations=[{reservations}]");
        world.Plug("stock7", "virbr0", "52:54:00:12:20:07");
        // The stock network has STP on: a port forwards after two times the kernel's least delay.
        world.Shell("until bridge link show dev vstock7 | grep -q forwarding; do sleep 0.2; done");
        Assert.Equal("192.168.122.107", world.AskV4("stock7"));
        var before = world.Definition("default", live: false);

        string[] call = ["name=default", "ipv6=2001:db8:122::1/64"];
        var added = world.MustNetwork(change: true, call);
        Assert.True(added["restart_required"]!.GetValue<bool>());
        Assert.Contains("2001:db8:122::1/64", added["restart_reasons"]![0]!["what"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("vstock7", added["guests"]![0]!["interface"]!.GetValue<string>());
        var after = world.Definition("default", live: false);
        Assert.Equal(before, after.Replace("  <ip family='ipv6' address='2001:db8:122::1' prefix='64'>\n  </ip>\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain("2001:db8:122::1", world.Definition("default", live: true), StringComparison.Ordinal);
        Assert.True(world.MustNetwork(change: false, call)["restart_required"]!.GetValue<bool>());

        var restarted = world.MustNetwork(change: true, [.. call, "restart=if_needed"]);
        Assert.False(restarted["restart_required"]!.GetValue<bool>());
        Assert.Equal("restarted", restarted["changes"]![0]!["after"]!.GetValue<string>());
        Assert.Contains("2001:db8:122::1", world.Definition("default", live: true), StringComparison.Ordinal);
        Assert.Contains("master virbr0", world.Shell("ip link show vstock7"), StringComparison.Ordinal);
        world.Shell("until bridge link show dev vstock7 | grep -q forwarding; do sleep 0.2; done");
        Assert.Equal("192.168.122.107", world.AskV4("stock7"));
        Assert.Equal(50, world.Hostsfile("default").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        world.MustNetwork(change: false, [.. call, "restart=if_needed"]);
    }

    [Fact]
    public void RangeChangesLiveWithoutARestart()
    {
        world.Network("wide", "<ip address='10.79.1.1' netmask='255.255.255.0'><dhcp><range start='10.79.1.100' end='10.79.1.110'/><host mac='52:54:00:79:01:01' ip='10.79.1.50'/></dhcp></ip>");
        world.Plug("wide1", "wide", "52:54:00:79:01:02");
        var bridge = world.Shell("cat /sys/class/net/wide/ifindex");
        var result = world.MustNetwork(change: true, "name=wide", "dhcp_ranges=10.79.1.200-10.79.1.210", "lease_time=1h");
        Assert.False(result["restart_required"]!.GetValue<bool>());
        Assert.Equal(2, result["effects"]!["api_updates"]!.GetValue<int>());
        foreach (var live in new[] { true, false })
        {
            var definition = world.Definition("wide", live);
            Assert.Contains("<range start='10.79.1.200' end='10.79.1.210'>", definition, StringComparison.Ordinal);
            Assert.DoesNotContain("10.79.1.100", definition, StringComparison.Ordinal);
            Assert.Contains("<host mac='52:54:00:79:01:01' ip='10.79.1.50'/>", definition, StringComparison.Ordinal);
        }
        Assert.Equal(bridge, world.Shell("cat /sys/class/net/wide/ifindex"));
        Assert.Contains("dhcp-range=10.79.1.200,10.79.1.210", world.Shell("cat /var/lib/libvirt/dnsmasq/wide.conf"), StringComparison.Ordinal);
        Assert.StartsWith("10.79.1.2", world.AskV4("wide1"), StringComparison.Ordinal);
        world.MustNetwork(change: false, "name=wide", "dhcp_ranges=10.79.1.200-10.79.1.210", "lease_time=60m");
        // Another time for the same range is another range to libvirt.
        world.MustNetwork(change: true, "name=wide", "lease_time=2h");
        Assert.Contains("<lease expiry='2' unit='hours'/>", world.Definition("wide", live: true), StringComparison.Ordinal);
    }

    [Fact]
    public void ARangeOverTheBridgesAddressIsServedWithoutIt()
    {
        var call = new[] { "name=over", "state=active", "bridge=over", "stp=false", "forward=none", "ipv4=10.79.111.1/29", "dhcp_ranges=10.79.111.1-10.79.111.2" };
        Assert.Contains("the bridge's own address", world.MustNetwork(change: true, call)["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        world.Plug("over1", "over", "52:54:00:79:11:01");
        Assert.Equal("10.79.111.2", world.AskV4("over1"));
        Assert.Empty(world.MustNetwork(change: false, call)["warnings"]!.AsArray());
    }

    [Fact]
    public void DnsChangesLiveAndAHostKeepsItsOldName()
    {
        world.Network("names", "<dns><host ip='10.79.2.9'><hostname>old</hostname></host><txt name='t' value='one'/></dns><ip address='10.79.2.1' netmask='255.255.255.0'/>");
        var result = world.MustNetwork(change: true, "name=names", """dns_hosts=[{"ip":"10.79.2.9","names":["old","new"]},{"ip":"10.79.2.8","names":["other"]}]""",
            """dns_txt=[{"name":"t","value":"two"}]""", """dns_srv=[{"service":"ldap","protocol":"tcp","domain":"example.com","target":"old.example.com","port":389}]""");
        Assert.False(result["restart_required"]!.GetValue<bool>());
        Assert.Equal(0, result["effects"]!["interruptions"]!.GetValue<int>());
        foreach (var live in new[] { true, false })
        {
            var definition = world.Definition("names", live);
            Assert.Contains("<hostname>old</hostname>\n      <hostname>new</hostname>", definition, StringComparison.Ordinal);
            Assert.Contains("<txt name='t' value='two'/>", definition, StringComparison.Ordinal);
            Assert.Contains("<srv service='ldap' protocol='tcp' domain='example.com' target='old.example.com' port='389'/>", definition, StringComparison.Ordinal);
        }
        Assert.Equal("10.79.2.9\told\tnew\t\n10.79.2.8\tother\t\n", world.Shell("cat /var/lib/libvirt/dnsmasq/names.addnhosts"));
        world.Plug("names1", "names", "52:54:00:79:02:01");
        world.Shell("ip -n names1 addr add 10.79.2.77/24 dev eth0");
        foreach (var name in new[] { "old", "new" })
            Assert.Contains("10.79.2.9", world.Shell($"ip netns exec names1 busybox nslookup {name} 10.79.2.1 || true"), StringComparison.Ordinal);
        world.MustNetwork(change: true, "name=names", "dns_hosts=[]", "dns_txt=[]", "dns_srv=[]");
        Assert.DoesNotContain("<dns>", world.Definition("names", live: true), StringComparison.Ordinal);
    }

    [Fact]
    public void DriftOfTheLiveSideIsRepaired()
    {
        world.Network("half", "<ip address='10.79.3.1' netmask='255.255.255.0'><dhcp><range start='10.79.3.100' end='10.79.3.110'/></dhcp></ip>");
        world.Shell("virsh -q net-update half add dns-host \"<host ip='10.79.3.7'><hostname>stray</hostname></host>\" --live");
        var result = world.MustNetwork(change: true, "name=half", """dns_hosts=[{"ip":"10.79.3.8","names":["kept"]}]""");
        Assert.Contains(result["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("10.79.3.7 stray", StringComparison.Ordinal));
        foreach (var live in new[] { true, false })
        {
            Assert.Contains("10.79.3.8", world.Definition("half", live), StringComparison.Ordinal);
            Assert.DoesNotContain("10.79.3.7", world.Definition("half", live), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void RestartThatFailsPutsBackWhatWasThere()
    {
        world.Network("fragile", "<ip address='10.79.4.1' netmask='255.255.255.0'><dhcp><range start='10.79.4.100' end='10.79.4.110'/></dhcp></ip>");
        world.Plug("fragile1", "fragile", "52:54:00:79:04:01");
        var before = world.Definition("fragile", live: false);
        // One that dnsmasq's own check passes, and with which it does not start.
        var late = world.RunNetwork("name=fragile", "dnsmasq_options=user=no-such-user", "domain=new.example", "restart=if_needed");
        Assert.Equal("daemon_error", late.ErrorCode);
        Assert.Equal(before, world.Definition("fragile", live: false));
        Assert.Contains("master fragile", world.Shell("ip link show vfragile1"), StringComparison.Ordinal);
        // dnsmasq does not start with an option that it does not know either, and says so beforehand.
        var failed = world.RunNetwork("name=fragile", "dnsmasq_options=no-such-option", "domain=new.example", "restart=if_needed");
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal("invalid_value", failed.ErrorCode);
        Assert.Equal(before, world.Definition("fragile", live: false));
        Assert.Contains("10.79.4.1", world.Definition("fragile", live: true), StringComparison.Ordinal);
        Assert.Contains("master fragile", world.Shell("ip link show vfragile1"), StringComparison.Ordinal);
        Assert.StartsWith("10.79.4.1", world.AskV4("fragile1"), StringComparison.Ordinal);
        // One that is only made does not stay behind either.
        Assert.Equal("invalid_value", world.RunNetwork("name=stillborn", "state=active", "ipv4=10.79.99.1/24", "dnsmasq_options=no-such-option").ErrorCode);
        Assert.DoesNotContain("stillborn", world.Shell("virsh net-list --all --name; ls /etc/libvirt/qemu/networks"), StringComparison.Ordinal);
    }

    [Fact]
    public void PuttingBackKeepsWhatOthersReservedMeanwhile()
    {
        world.Network("shared", "<ip address='10.79.12.1' netmask='255.255.255.0'><dhcp><range start='10.79.12.100' end='10.79.12.110'/></dhcp></ip>");
        // Each call of the tool waits a little, so that virsh comes between the new definition and the restart that fails.
        var output = world.Shell($"""
            (until virsh net-dumpxml --inactive shared | grep -q new.example; do :; done
             virsh -q net-update shared add ip-dhcp-host "<host mac='52:54:00:79:12:01' ip='10.79.12.10'/>" --config) &
            strace -f -qq -o /dev/null -e trace=sendto -e inject=sendto:delay_enter=100000 {World.Tool} network name=shared dnsmasq_options=user=no-such-user domain=new.example restart=if_needed || true
            wait
            """);
        Assert.Contains("daemon_error", output, StringComparison.Ordinal);
        var config = world.Definition("shared", live: false);
        Assert.DoesNotContain("new.example", config, StringComparison.Ordinal);
        Assert.Contains("<host mac='52:54:00:79:12:01' ip='10.79.12.10'/>", config, StringComparison.Ordinal);
        Assert.Contains("10.79.12.1", world.Definition("shared", live: true), StringComparison.Ordinal);
    }

    [Fact]
    public void LiveChangeThatFailsHalfWayIsTakenBack()
    {
        world.Network("undone", "<ip address='10.79.10.1' netmask='255.255.255.0'><dhcp><range start='10.79.10.100' end='10.79.10.110'/></dhcp></ip>");
        var before = world.Definition("undone", live: true) + world.Definition("undone", live: false);
        // libvirt takes the range in, cannot start dnsmasq, and answers with an error.
        world.Shell("mount --bind /bin/false /usr/sbin/dnsmasq");
        var failed = world.RunNetwork("name=undone", "dhcp_ranges=10.79.10.200-10.79.10.210");
        world.Shell("umount /usr/sbin/dnsmasq");
        Assert.Equal("daemon_error", failed.ErrorCode);
        Assert.DoesNotContain("putting back", failed.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(before, world.Definition("undone", live: true) + world.Definition("undone", live: false));
    }

    [Fact]
    public void ADocumentBringsItsReservationsLive()
    {
        string Document(string hosts) => $"<network><name>whole</name><forward mode='nat'/><bridge name='whole' stp='off'/><ip address='10.79.11.1' netmask='255.255.255.0'><dhcp><range start='10.79.11.100' end='10.79.11.110'/>{hosts}</dhcp></ip></network>";
        world.MustNetwork(change: true, "state=active", "xml=" + Document(""));
        world.Must(change: true, "network=whole", "mac=52:54:00:79:11:01", "ip=10.79.11.10");
        // The same document again: reservations are another command's.
        world.MustNetwork(change: false, "state=active", "xml=" + Document(""));
        var other = Document("<host mac='52:54:00:79:11:02' ip='10.79.11.11'/>");
        Assert.Equal("conflict", world.RunNetwork("xml=" + other).ErrorCode);
        var result = world.MustNetwork(change: true, "xml=" + other, "force=true");
        Assert.False(result["restart_required"]!.GetValue<bool>());
        world.MustNetwork(change: false, "xml=" + other);
        Assert.Equal("52:54:00:79:11:02,10.79.11.11\n", world.Hostsfile("whole"));
        foreach (var live in new[] { true, false })
            Assert.DoesNotContain("10.79.11.10'", world.Definition("whole", live), StringComparison.Ordinal);
    }

    [Fact]
    public void AGuestOfLibvirtKeepsItsPortThroughARestart()
    {
        world.Network("ports", "<ip address='10.79.9.1' netmask='255.255.255.0'><dhcp><range start='10.79.9.100' end='10.79.9.110'/></dhcp></ip>");
        world.Plug("ports1", "ports", "52:54:00:79:09:01");
        // A tap of qemu has its guest's mac, but for the first octet; libvirt keeps a port for it.
        world.Shell("""
            ip link set vports1 address fe:54:00:79:09:01
            echo 1 >/sys/class/net/vports1/brport/isolated
            cat >/run/port.xml <<'XML'
            <networkport>
              <uuid>7f9f1f7e-5a3e-4b0d-9d52-9a6a3b2b0a01</uuid>
              <owner><name>web1</name><uuid>a5f1e2a0-0000-4000-8000-000000000001</uuid></owner>
              <mac address='52:54:00:79:09:01'/>
              <port isolated='yes'/>
            </networkport>
            XML
            virsh -q net-port-create ports /run/port.xml
            """);
        var needed = world.MustNetwork(change: true, "name=ports", "mtu=1400");
        Assert.Equal("web1", needed["guests"]![0]!["guest"]!.GetValue<string>());
        Assert.Equal("52:54:00:79:09:01", needed["guests"]![0]!["mac"]!.GetValue<string>());
        var restarted = world.MustNetwork(change: true, "name=ports", "restart=if_needed");
        Assert.Empty(restarted["warnings"]!.AsArray());
        Assert.Equal("web1", restarted["guests"]![0]!["guest"]!.GetValue<string>());
        Assert.Contains("7f9f1f7e-5a3e-4b0d-9d52-9a6a3b2b0a01", world.Shell("virsh net-port-list ports"), StringComparison.Ordinal);
        Assert.Contains("connections='1'", world.Definition("ports", live: true), StringComparison.Ordinal);
        Assert.Equal("1", world.Shell("cat /sys/class/net/vports1/brport/isolated").Trim());
        Assert.StartsWith("10.79.9.1", world.AskV4("ports1"), StringComparison.Ordinal);
    }

    [Fact]
    public void FirstIpv6ReservationIsServedByARestart()
    {
        world.Network("slaac", "<ip address='10.79.5.1' netmask='255.255.255.0'/><ip family='ipv6' address='2001:db8:5::1' prefix='64'/>");
        Assert.Equal("slaac_off", world.RunNetwork("name=slaac", "dhcp_ranges=2001:db8:5::100-2001:db8:5::1ff").ErrorCode);
        world.Must(change: true, "network=slaac", "id=00:03:00:01:52:54:00:79:05:01", "ip=2001:db8:5::10", "force=true");
        // The definitions agree; dnsmasq's conf does not serve it.
        var judged = world.MustNetwork(change: false, "name=slaac");
        Assert.Contains("DHCPv6", judged["restart_reasons"]![0]!["what"]!.GetValue<string>(), StringComparison.Ordinal);
        world.Plug("slaac1", "slaac", "52:54:00:79:05:01");
        Assert.False(world.MustNetwork(change: true, "name=slaac", "restart=if_needed")["restart_required"]!.GetValue<bool>());
        Assert.Equal("2001:db8:5::10", world.AskV6("slaac1"));
    }

    [Fact]
    public void StatesFollowEachOther()
    {
        string[] network = ["name=states", "forward=none", "bridge=statesbr", "ipv4=10.79.6.1/24", "dhcp_ranges=10.79.6.100-10.79.6.110"];
        world.MustNetwork(change: true, network);
        world.Must(change: true, "network=states", "mac=52:54:00:79:06:01", "ip=10.79.6.10", "name=states1");
        Assert.Contains("BEGIN libvirt-idem states", world.Shell("cat /etc/hosts"), StringComparison.Ordinal);
        foreach (var state in new[] { "active", "inactive", "active" })
        {
            world.MustNetwork(change: true, "name=states", $"state={state}");
            world.MustNetwork(change: false, "name=states", $"state={state}");
            Assert.Matches($@"states\s+{state}\s", world.Shell("virsh net-list --all"));
        }
        world.MustNetwork(change: true, "name=states", "autostart=true");
        world.MustNetwork(change: false, "name=states", "autostart=yes");
        Assert.Equal("/etc/libvirt/qemu/networks/states.xml", world.Shell("readlink /etc/libvirt/qemu/networks/autostart/states.xml").Trim());

        var refused = world.RunNetwork("name=states", "state=absent");
        Assert.Equal("conflict", refused.ErrorCode);
        Assert.Contains("force=true", refused.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("states", world.Shell("virsh net-list --name"), StringComparison.Ordinal);
        var gone = world.MustNetwork(change: true, "name=states", "state=absent", "force=true");
        Assert.Contains(gone["files"]!.AsArray(), file => file!["role"]!.GetValue<string>() == "etc_hosts");
        Assert.DoesNotContain("states", world.Shell("virsh net-list --all --name; cat /etc/hosts; ls /etc/libvirt/qemu/networks /etc/libvirt/qemu/networks/autostart"), StringComparison.Ordinal);
        world.MustNetwork(change: false, "name=states", "state=absent");
    }

    [Fact]
    public void ATransientNetworkStaysWhenItIsDeclared()
    {
        world.Shell("echo \"<network><name>brief</name><bridge name='briefbr'/><ip address='10.79.7.1' netmask='255.255.255.0'/></network>\" >/run/brief.xml && virsh -q net-create /run/brief.xml");
        var uuid = world.Shell("virsh net-uuid brief");
        world.MustNetwork(change: true, "name=brief", "autostart=true");
        Assert.Matches(@"brief\s+active\s+yes\s+yes", world.Shell("virsh net-list --all"));
        Assert.Equal(uuid, world.Shell("virsh net-uuid brief"));
        world.MustNetwork(change: false, "name=brief", "autostart=true");
    }

    [Fact]
    public void SeveralForbiddenThingsLeaveEverythingAsItIs()
    {
        world.Network("taken", "<ip address='10.79.8.1' netmask='255.255.255.0'><dhcp><host mac='52:54:00:79:08:01' ip='10.79.8.10'/></dhcp></ip>");
        world.Shell("ip link add busy type veth peer name busyend; ip link set busyend up; ip addr add 10.80.0.1/16 dev busy; ip link set busy up");
        var before = world.Shell("virsh net-list --all; virsh net-dumpxml taken; virsh net-dumpxml taken --inactive; ls -l /etc/libvirt/qemu/networks");
        foreach (var (code, words) in new (string, string[])[]
        {
            ("conflict", ["name=n", "ipv4=10.79.8.129/25"]),
            ("conflict", ["name=n", "ipv4=10.80.7.1/24"]),
            ("conflict", ["name=n", "ipv4=10.81.0.1/24", "bridge=taken"]),
            ("conflict", ["name=n", "ipv4=10.81.0.1/24", "bridge=busy"]),
            ("conflict", ["name=taken", "ipv4=10.81.1.1/24"]),
            ("out_of_subnet", ["name=taken", "dhcp_ranges=10.79.9.1-10.79.9.9"]),
            ("network_not_found", ["name=takn", "autostart=true"]),
            ("invalid_value", ["name=a/b", "ipv4=10.81.0.1/24"]),
            ("parse_error", ["xml=<!DOCTYPE network []><network><name>n</name></network>"]),
            ("parse_error", ["xml=<network><name>n</name>"]),
            ("not_supported", ["name=taken", "apply=files", "stp=off"]),
        })
        {
            var refused = world.RunNetwork(words);
            Assert.True(refused.ErrorCode == code && !refused.Changed, $"{string.Join(' ', words)}: {refused.Output}");
        }
        Assert.Equal(before, world.Shell("virsh net-list --all; virsh net-dumpxml taken; virsh net-dumpxml taken --inactive; ls -l /etc/libvirt/qemu/networks"));
        world.Shell("ip link del busy");
    }

    [Fact]
    public void WarnsOfAnUplinkThatWouldLoseItsRoutes()
    {
        // An advertisement from outside, as a provider's router sends them.
        world.Shell("""
            ip netns add provider
            ip link add wan0 type veth peer name eth0 netns provider
            ip -n provider link set lo up && ip -n provider link set eth0 up && ip -n provider -6 addr add 2001:db8:eeee::1/64 dev eth0 nodad
            sysctl -q -w net.ipv6.conf.all.forwarding=0 net.ipv6.conf.wan0.accept_ra=1 net.ipv6.conf.wan0.forwarding=0
            ip link set wan0 up
            ip netns exec provider sysctl -q -w net.ipv6.conf.all.forwarding=1
            ip netns exec provider dnsmasq --port=0 --interface=eth0 --enable-ra --dhcp-range=2001:db8:eeee::,ra-only --pid-file=/run/provider.pid --conf-file=/dev/null --leasefile-ro
            for i in $(seq 600); do ip -6 route show default dev wan0 | grep -q 'proto ra' && break; sleep 0.1; done
            ip -6 route show default dev wan0 | grep -q 'proto ra'
            """);
        var result = world.MustNetwork(change: true, "name=routed", "forward=route", "bridge=routedbr", "ipv6=fd00:79::1/72");
        world.Shell("kill $(cat /run/provider.pid); ip netns del provider");
        var warnings = result["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>()).ToList();
        Assert.Contains(warnings, warning => warning.Contains("net.ipv6.conf.all.forwarding=1", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("net.ipv6.conf.wan0.accept_ra=2", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("not a global prefix", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("SLAAC works in a /64 only", StringComparison.Ordinal));
    }

    private string Inodes(string network) => world.Shell($"stat -c '%n %i %y %z' {string.Join(' ', Files.Select(file => string.Format(System.Globalization.CultureInfo.InvariantCulture, file, network)))}");

    private void AssertWritesNothing(string[] arguments)
    {
        var trace = world.Shell($"strace -f -qq -o /run/trace {World.Tool} network {string.Join(' ', arguments)} >/dev/null; cat /run/trace");
        Assert.DoesNotContain(trace.Split('\n'), line => System.Text.RegularExpressions.Regex.IsMatch(line, @"\b(rename|unlink|mkdir|link|symlink|chmod|chown|ftruncate|fsync|pidfd_send_signal|kill|tkill|tgkill|flock)\w*\("));
    }
}
