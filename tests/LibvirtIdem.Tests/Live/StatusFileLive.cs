using System.Globalization;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>
/// The status file, libvirt's memory and dnsmasq's file say the same after a change, whatever came between: a reload by somebody else, which takes back
/// what it read before, or an apply=quiet, which leaves the memory behind. What they would say otherwise comes out at the next reload.
/// </summary>
public sealed class StatusFileLive(World world) : IClassFixture<World>
{
    private const string Guest = "mac=52:54:00:00:11:01";

    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(2, 0.15)]
    [InlineData(3, 0.3)]
    public void AReloadDuringACallRevertsNothing(int third, double seconds)
    {
        var network = Made("beside", third);
        ReloadIn(seconds);
        world.Must(change: true, $"network={network}", Guest, $"ip=10.89.{third}.10", $"name=beside{third}");
        AllSay(network, $"52:54:00:00:11:01,10.89.{third}.10,beside{third}\n");
        ReloadIn(seconds);
        world.Must(change: true, $"network={network}", Guest, "state=absent");
        AllSay(network, "");
        ReloadIn(seconds);
        world.MustNetwork(change: true, $"name={network}", $"dhcp_ranges=10.89.{third}.100-10.89.{third}.199");
        Assert.Contains($"10.89.{third}.199", world.Shell($"cat /run/libvirt/network/{network}.xml"), StringComparison.Ordinal);
        Assert.Contains($"10.89.{third}.199", world.Definition(network, live: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 0.05)]
    [InlineData(5, 0.2)]
    public void AReloadDuringAnUndoRevertsNothing(int third, double seconds)
    {
        var network = Made("undone", third);
        world.Must(change: true, $"network={network}", Guest, $"ip=10.89.{third}.10", $"name=undone{third}");
        ReloadIn(seconds);
        Assert.True(world.Run(World.Tool, "undo").Changed);
        AllSay(network, "");
    }

    [Theory]
    [InlineData("auto", 6)]
    [InlineData("api", 7)]
    [InlineData("reload", 8)]
    public void WhatQuietLeftGoesByAnyWay(string apply, int third)
    {
        var network = Made("quiet", third);
        string[] request = [$"network={network}", Guest, $"name=quiet{third}"];
        world.Must(change: true, [.. request, $"ip=10.89.{third}.10", "apply=quiet"]);
        Assert.Contains(world.Run(World.Tool, "info", $"network={network}").Json["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("status file", StringComparison.Ordinal));
        var predicted = world.Reservation([.. request, "state=absent", $"apply={apply}", "check_mode=true"]).Json;
        var result = world.Must(change: true, [.. request, "state=absent", $"apply={apply}"]);
        Assert.Equal(predicted["files"]!.ToJsonString(), result["files"]!.ToJsonString());
        Assert.Contains("definition only and has been removed", result["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        AllSay(network, "");
        world.Must(change: false, [.. request, "state=absent"]);
    }

    [Fact]
    public void WhatQuietChangedIsChangedBack()
    {
        var network = Made("back", 9);
        string[] request = [$"network={network}", Guest, "name=back9"];
        world.Must(change: true, [.. request, "ip=10.89.9.10"]);
        world.Must(change: true, [.. request, "ip=10.89.9.11", "apply=quiet"]);
        world.Must(change: true, [.. request, "ip=10.89.9.10"]);
        AllSay(network, "52:54:00:00:11:01,10.89.9.10,back9\n");
        world.Must(change: true, [.. request, "state=absent", "apply=quiet"]);
        world.Must(change: true, [.. request, "ip=10.89.9.10"]);
        AllSay(network, "52:54:00:00:11:01,10.89.9.10,back9\n");
    }

    [Fact]
    public void UndoOfAChangeOnTopOfQuietServesTheGuestAsBefore()
    {
        var network = Made("top", 10);
        string[] request = [$"network={network}", Guest, "name=top10"];
        world.Must(change: true, [.. request, "ip=10.89.10.10", "apply=quiet"]);
        world.Must(change: true, [.. request, "ip=10.89.10.11"]);
        Assert.True(world.Run(World.Tool, "undo").Changed);
        AllSay(network, "52:54:00:00:11:01,10.89.10.10,top10\n");
    }

    private string Made(string name, int third)
    {
        var network = $"{name}{third}";
        // The fewer run, the sooner a reload is over.
        world.Shell("for other in $(virsh net-list --all --name); do virsh -q net-destroy $other; virsh -q net-undefine $other; done");
        world.Network(network, $"<ip address='10.89.{third}.1' prefix='24'><dhcp><range start='10.89.{third}.100' end='10.89.{third}.200'/></dhcp></ip>");
        return network;
    }

    private void ReloadIn(double seconds) =>
        world.Shell(string.Create(CultureInfo.InvariantCulture, $"(sleep {seconds}; kill -HUP $(cat /run/libvirtd.pid)) >/dev/null 2>&1 </dev/null & disown"));

    /// <summary>Now, and once libvirt has read its files again.</summary>
    private void AllSay(string network, string line)
    {
        foreach (var isReloaded in new[] { false, true })
        {
            if (isReloaded)
                world.Shell("sleep 0.5; kill -HUP $(cat /run/libvirtd.pid); sleep 0.3; while grep -q daemon-reload /proc/$(cat /run/libvirtd.pid)/task/*/comm; do sleep 0.05; done");
            Assert.Equal(line, world.Hostsfile(network));
            var address = line.Length == 0 ? null : line.Split(',')[1];
            foreach (var definition in new[] { world.Definition(network, live: true), world.Definition(network, live: false), world.Shell($"cat /run/libvirt/network/{network}.xml") })
                Assert.True(address is null ? !definition.Contains("<host mac", StringComparison.Ordinal) : definition.Contains($"ip='{address}'", StringComparison.Ordinal), $"{(isReloaded ? "after a reload: " : "")}{definition}");
        }
    }
}
