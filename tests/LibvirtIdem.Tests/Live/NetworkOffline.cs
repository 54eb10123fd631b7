using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>Networks written into an image, or beside a daemon that does not run; then libvirtd starts on those files.</summary>
public sealed class NetworkOffline(World world) : IClassFixture<World>
{
    [Fact]
    public void TheFirstStartOfAnImageHasItAll()
    {
        world.Shell("mkdir -p /var/tmp/image/etc && printf '127.0.0.1 localhost\\n' >/var/tmp/image/etc/hosts");
        string[] call =
        [
            "root=/var/tmp/image", "name=image", "autostart=true", "forward=nat", "stp=off", "ipv4=10.82.1.1/24", "dhcp_ranges=10.82.1.100-10.82.1.150", "lease_time=2h",
            "ipv6=2001:db8:82::1/64", "domain=image.example", "domain_local_only=true", """dns_hosts=[{"ip":"10.82.1.9","names":["nas","nas.image.example"]}]""",
            """dnsmasq_options=["dhcp-option=42,0.0.0.0"]""", """routes=[{"address":"10.83.0.0","prefix":16,"gateway":"10.82.1.9"}]""",
        ];
        world.MustNetwork(change: true, call);
        world.Must(change: true, "root=/var/tmp/image", "network=image", "mac=52:54:00:82:01:01", "ip=10.82.1.10", "name=image1");
        var settled = world.Shell("find /var/tmp/image -printf '%p %i %T@\\n'");
        world.MustNetwork(change: false, call);
        Assert.Equal(settled, world.Shell("find /var/tmp/image -printf '%p %i %T@\\n'"));
        Assert.Equal("not_supported", world.RunNetwork([.. call, "state=active"]).ErrorCode);
        Assert.Equal("600", world.Shell("stat -c %a /var/tmp/image/etc/libvirt/qemu/networks/image.xml").Trim());

        world.StopDaemon();
        // The image's files become the machine's, as if it had booted from it: nothing of an earlier start is left, no bridge either.
        world.Shell("cp -a /var/tmp/image/etc/libvirt/. /etc/libvirt/ && cp -a /var/tmp/image/etc/hosts /etc/hosts && cp -a /var/tmp/image/var/lib/libvirt/. /var/lib/libvirt/ && rm -rf /run/libvirt/network; pkill dnsmasq || true; for bridge in /sys/class/net/virbr*; do [ ! -e $bridge ] || ip link delete ${bridge##*/}; done");
        world.StartDaemon();
        Assert.Matches(@"image\s+active\s+yes\s+yes", world.Shell("for i in $(seq 600); do virsh net-list | grep -q image && break; sleep 0.1; done; virsh net-list --all"));
        var uuid = world.Shell("grep -o '<uuid>.*</uuid>' /var/tmp/image/etc/libvirt/qemu/networks/image.xml");
        var mac = world.Shell("grep -o '<mac address=.*/>' /var/tmp/image/etc/libvirt/qemu/networks/image.xml");
        Assert.StartsWith("<mac address='52:54:00:", mac, StringComparison.Ordinal);
        foreach (var live in new[] { true, false })
        {
            var definition = world.Definition("image", live);
            Assert.Contains(uuid.Trim(), definition, StringComparison.Ordinal);
            Assert.Contains(mac.Trim(), definition, StringComparison.Ordinal);
            Assert.Contains("<host mac='52:54:00:82:01:01' name='image1' ip='10.82.1.10'/>", definition, StringComparison.Ordinal);
        }
        var conf = world.Shell("cat /var/lib/libvirt/dnsmasq/image.conf");
        Assert.Contains("dhcp-option=42,0.0.0.0", conf, StringComparison.Ordinal);
        Assert.Contains("local=/image.example/", conf, StringComparison.Ordinal);
        Assert.Contains("10.83.0.0/16 via 10.82.1.9", world.Shell("ip route"), StringComparison.Ordinal);
        world.Plug("image1", world.Shell("grep -o \"virbr[0-9]*\" /var/tmp/image/etc/libvirt/qemu/networks/image.xml").Trim(), "52:54:00:82:01:01");
        Assert.Equal("10.82.1.10", world.AskV4("image1"));
        Assert.Contains("2001:db8:82:0:5054:ff:fe82:101", world.Shell("for i in $(seq 600); do ip -n image1 -6 addr show dev eth0 scope global -tentative | grep 2001 && break; sleep 0.1; done"), StringComparison.Ordinal);
        // What was written without libvirt says the same to it.
        world.MustNetwork(change: false, [.. call[1..], "state=active"]);
    }

    [Fact]
    public void WithoutItsDaemonARunningNetworkIsChangedOnDiskOnly()
    {
        world.Network("still", "<ip address='10.82.2.1' netmask='255.255.255.0'><dhcp><range start='10.82.2.100' end='10.82.2.110'/></dhcp></ip>");
        world.Plug("still1", "still", "52:54:00:82:02:01");
        world.StopDaemon();
        var status = world.Shell("cat /run/libvirt/network/still.xml");
        var result = world.MustNetwork(change: true, "name=still", "dhcp_ranges=10.82.2.200-10.82.2.210", "state=active");
        var again = world.MustNetwork(change: false, "name=still", "dhcp_ranges=10.82.2.200-10.82.2.210");
        var stop = world.RunNetwork("name=still", "state=inactive");
        var remove = world.RunNetwork("name=still", "state=absent");
        var restart = world.RunNetwork("name=still", "dhcp_ranges=10.82.2.200-10.82.2.210", "restart=if_needed");
        var after = world.Shell("cat /run/libvirt/network/still.xml");
        world.StartDaemon();
        Assert.Equal(status, after);
        Assert.True(result["restart_required"]!.GetValue<bool>() && again["restart_required"]!.GetValue<bool>());
        Assert.Equal("vstill1", result["guests"]![0]!["interface"]!.GetValue<string>());
        foreach (var refused in new[] { stop, remove, restart })
            Assert.Equal("not_supported", refused.ErrorCode);
        Assert.Contains("10.82.2.200", world.Definition("still", live: false), StringComparison.Ordinal);
        // Now that a daemon runs, it takes the range in at once.
        Assert.False(world.MustNetwork(change: true, "name=still", "dhcp_ranges=10.82.2.200-10.82.2.210")["restart_required"]!.GetValue<bool>());
        Assert.StartsWith("10.82.2.2", world.AskV4("still1"), StringComparison.Ordinal);
    }

    [Fact]
    public void MadeAndTakenAwayOnDisk()
    {
        world.Shell("ip link show virbr0 || ip link add virbr0 type bridge");
        world.StopDaemon();
        var made = world.RunNetwork("name=second", "forward=route", "ipv4=10.82.4.1/24", "autostart=true", "backup=true");
        var bridge = world.Shell("grep bridge /etc/libvirt/qemu/networks/second.xml");
        var clash = world.RunNetwork("name=third", "ipv4=10.82.4.129/25");
        var gone = world.RunNetwork("name=second", "state=absent", "backup=true");
        var left = world.Shell("ls /etc/libvirt/qemu/networks /etc/libvirt/qemu/networks/autostart");
        world.StartDaemon();
        Assert.True(made.ExitCode == 0, made.Output);
        // The first that is free, as libvirt would choose.
        Assert.Contains("name='virbr1'", bridge, StringComparison.Ordinal);
        Assert.Equal("conflict", clash.ErrorCode);
        Assert.True(gone.ExitCode == 0 && gone.Changed, gone.Output);
        Assert.EndsWith("~", gone.Json["files"]![0]!["backup_file"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("second.xml\n", left, StringComparison.Ordinal);
        Assert.DoesNotContain("second", world.Shell("virsh net-list --all --name"), StringComparison.Ordinal);
    }
}
