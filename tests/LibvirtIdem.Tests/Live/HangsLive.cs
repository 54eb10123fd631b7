using System.Diagnostics;
using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>A libvirtd that hangs in the middle of a change (SIGSTOP): the call ends, says what is not known, and the next one puts it right.</summary>
public sealed class HangsLive(World world) : IClassFixture<World>
{
    [Theory]
    [InlineData("timeout", 41, "lock_timeout=3", "true", "no answer for 3 s (lock_timeout)")]
    [InlineData("sigterm", 42, "lock_timeout=60", "kill -TERM", "no answer before SIGTERM ended the wait")]
    [InlineData("sigint", 43, "lock_timeout=60", "kill -INT", "no answer before SIGINT ended the wait")]
    public void TheCallEndsAndTheNextOnePutsItRight(string name, int third, string patience, string signal, string told)
    {
        world.Network(name, $"<ip address='10.79.{third}.1' netmask='255.255.255.0'><dhcp><range start='10.79.{third}.200' end='10.79.{third}.250'/></dhcp></ip>");
        world.Must(change: true, $"network={name}", $"mac=52:54:00:79:{third:x2}:01", $"ip=10.79.{third}.2", $"name={name}old");
        var (live, config) = (world.Definition(name, live: true), world.Definition(name, live: false));
        world.Shell($"{{ echo mac,ip; for i in $(seq 10 60); do printf '52:54:00:79:{third:x2}:%02x,10.79.{third}.%d\\n' $i $i; done; }} >/run/{name}.csv");
        var watch = Stopwatch.StartNew();
        // Once some of it is in; a shell ignores SIGINT for what it starts in the background.
        var output = world.Run("bash", "-c", $$"""
            python3 -c 'import os,signal,sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
                {{World.Tool}} import /run/{{name}}.csv network={{name}} apply=api {{patience}} >/run/{{name}}.out & tool=$!
            until grep -q '10.79.{{third}}.1[2-9]' /run/libvirt/network/{{name}}.xml; do sleep 0.02; done
            kill -STOP $(cat /run/libvirtd.pid); sleep 0.3; {{signal}} {{(signal == "true" ? "" : "$tool")}}
            wait $tool; status=$?; kill -CONT $(cat /run/libvirtd.pid); cat /run/{{name}}.out; exit $status
            """);
        Assert.True(output.ExitCode == 1 && output.Output.StartsWith('{'), $"exit {output.ExitCode} {output.Output}{output.Error}");
        Assert.Contains(told, output.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(watch.ElapsedMilliseconds < 30_000, $"{watch.ElapsedMilliseconds} ms");
        var next = world.Reservation($"network={name}", "state=absent", "name=none");
        Assert.True(next.ExitCode == 0, next.Output);
        Assert.Contains("an earlier run was interrupted", next.Json["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(config, world.Definition(name, live: false));
        Assert.Equal(live, world.Definition(name, live: true));
    }

    /// <summary>The folder as a run under umask 077 once made it, and a hostsfile of the same kind.</summary>
    [Theory]
    [InlineData("chmod 700 /var/lib/libvirt/dnsmasq", "chmod 755 /var/lib/libvirt/dnsmasq", "cannot enter /var/lib/libvirt/dnsmasq")]
    [InlineData("chmod 600 /var/lib/libvirt/dnsmasq/access.hostsfile", "chmod 644 /var/lib/libvirt/dnsmasq/access.hostsfile", "cannot read /var/lib/libvirt/dnsmasq/access.hostsfile")]
    public void WhatKeepsDnsmasqFromItsHostsfileIsDrift(string spoil, string repair, string told)
    {
        world.Shell("virsh -q net-info access >/dev/null 2>&1 && virsh -q net-destroy access && virsh -q net-undefine access || true");
        world.Network("access", "<ip address='10.79.90.1' netmask='255.255.255.0'><dhcp><range start='10.79.90.200' end='10.79.90.250'/></dhcp></ip>");
        world.Must(change: true, "network=access", "mac=52:54:00:79:90:01", "ip=10.79.90.200");
        world.Shell(spoil);
        var spoilt = world.Run(World.Tool, "info", "network=access").Json;
        world.Shell(repair);
        var repaired = world.Run(World.Tool, "info", "network=access").Json;
        var drift = Assert.Single(spoilt["networks"]![0]!["drift"]!.AsArray())!;
        Assert.Equal(("hostsfile", "dead"), (drift["where"]!.GetValue<string>(), drift["problem"]!.GetValue<string>()));
        Assert.Contains(told, spoilt["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(repaired["networks"]![0]!["drift"]!.AsArray());
    }
}
