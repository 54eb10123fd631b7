using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>A libvirtd that is started by its socket.</summary>
public sealed class SleepingDaemon(SleepingWorld world) : IClassFixture<SleepingWorld>
{
    [Fact]
    public void VirshWakesItAndItSleepsAgainWhileNetworksRunOn()
    {
        world.AwaitSleep();
        var starts = world.DaemonStarts;
        world.Network("awake", "<ip address='10.79.1.1' netmask='255.255.255.0'><dhcp><range start='10.79.1.100' end='10.79.1.150'/></dhcp></ip>");
        Assert.Equal(starts + 1, world.DaemonStarts);
        world.AwaitSleep();
        Assert.Equal("running", world.Shell("kill -0 $(cat /run/libvirt/network/awake.pid) && echo running").Trim());
        Assert.Contains("awake", world.Shell("virsh -q net-list"), StringComparison.Ordinal);
        Assert.Equal(starts + 2, world.DaemonStarts);
        world.AwaitSleep();
        world.Plug("sleeper", "awake", "52:54:00:79:01:01");
        Assert.StartsWith("10.79.1.", world.AskV4("sleeper"), StringComparison.Ordinal);
        Assert.Equal(starts + 2, world.DaemonStarts);
    }
}
