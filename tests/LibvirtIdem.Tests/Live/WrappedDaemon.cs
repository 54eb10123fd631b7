using Xunit;

namespace LibvirtIdem.Tests.Live;

/// <summary>A world whose libvirtd runs as .libvirtd-wrapped.</summary>
public sealed class WrappedWorld : World
{
    private protected override string[] Init() => [.. base.Init(), "wrapped"];
}

/// <summary>A libvirtd whose program bears another name, as nixpkgs' wrapper starts .libvirtd-wrapped.</summary>
public sealed class WrappedDaemon(WrappedWorld world) : IClassFixture<WrappedWorld>
{
    [Fact]
    public void ApiServesAndAutoDoesNotChooseAReload()
    {
        world.Network("wrapped", "<ip address='10.79.2.1' netmask='255.255.255.0'><dhcp><range start='10.79.2.100' end='10.79.2.200'/></dhcp></ip>");
        Assert.Equal(".libvirtd-wrapped", world.Run(World.Tool, "info").Json["daemon"]!["name"]!.GetValue<string>());
        var set = """reservations=[{"mac":"52:54:00:79:02:01","ip":"10.79.2.11"},{"mac":"52:54:00:79:02:02","ip":"10.79.2.12"},{"mac":"52:54:00:79:02:03","ip":"10.79.2.13"}]""";
        var refused = world.Reservation("network=wrapped", set, "apply=reload");
        Assert.Equal("not_supported", refused.ErrorCode);
        Assert.Contains(".libvirtd-wrapped", refused.Json["msg"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("<host", world.Definition("wrapped", live: false), StringComparison.Ordinal);
        var done = world.Must(change: true, "network=wrapped", set);
        Assert.Equal("api", done["applied"]!.GetValue<string>());
        Assert.Contains(".libvirtd-wrapped", done["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("10.79.2.13", world.Definition("wrapped", live: true), StringComparison.Ordinal);
        world.Must(change: false, "network=wrapped", set);
        Assert.Equal("quiet", world.Must(change: true, "network=wrapped", "mac=52:54:00:79:02:04", "ip=10.79.2.14", "apply=quiet")["applied"]!.GetValue<string>());
        world.MustNetwork(change: true, "name=wrapped", "state=inactive");
        world.MustNetwork(change: true, "name=wrapped", "state=absent", "force=true");
    }
}
