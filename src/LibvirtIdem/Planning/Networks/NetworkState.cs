using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>A route of the host's own.</summary>
internal readonly record struct HostRoute(Subnet Destination, string Interface);

/// <summary>What a new subnet or bridge could collide with.</summary>
/// <param name="Others">Both sides of every other network.</param>
/// <param name="Routes">Of the host, but for default routes; none for an image.</param>
/// <param name="Interfaces">Names of the host's network interfaces; none for an image.</param>
internal sealed record Neighbours(
    IReadOnlyList<NetworkDefinition> Others, IReadOnlyList<HostRoute> Routes, IReadOnlyCollection<string> Interfaces)
{
    /// <summary>The host's own of IPv4, also those without a route; none for an image.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; init; } = [];

    public bool HasBridge(string name) => Others.Any(other => other.HasOwnBridge && other.Bridge == name);
}

/// <summary>How the host treats IPv6.</summary>
/// <param name="Forwards">It passes IPv6 on at all.</param>
/// <param name="RiskyUplinks">Interfaces that take routes from router advertisements and would stop to once the host forwards (accept_ra is
/// 1).</param>
/// <param name="GlobalInterfaces">Interfaces with an address that others can reach.</param>
internal sealed record HostIpv6(bool Forwards, IReadOnlyList<string> RiskyUplinks, IReadOnlyList<string> GlobalInterfaces);

/// <summary>All that was read of the machine for a call of <c>network</c>.</summary>
internal sealed record NetworkState
{
    public required bool HasDaemon { get; init; }

    /// <inheritdoc cref="ReservationState.CanWake"/>
    public bool CanWake { get; init; }

    /// <summary>Not an image below some root.</summary>
    public required bool IsWholeSystem { get; init; }

    /// <summary>Both sides and their files.</summary>
    public required NetworkSnapshot Network { get; init; }

    public required bool Autostarts { get; init; }

    /// <summary>Null for an image, and for a call that is not about subnets.</summary>
    public HostIpv6? HostIpv6 { get; init; }

    public required IReadOnlyCollection<string> KnownNetworks { get; init; }

    public IReadOnlyList<GuestPort> Ports { get; init; } = [];

    /// <summary>The daemon's version, major * 1,000,000 + minor * 1,000 + micro; null where none is asked.</summary>
    public long? LibvirtVersion { get; init; }

    /// <summary>Settings that libvirt was seen not to keep, earlier in this call.</summary>
    public DroppedSettings? Dropped { get; init; }

    public Facts Facts { get; init; } = Facts.None;

    /// <summary>/etc/hosts and its templates, where lines of the network's block may have to go or to move.</summary>
    public IReadOnlyList<(Role Role, FileSnapshot File)> HostsFiles { get; init; } = [];

    /// <summary>What a network that is made gets: libvirt draws these at random, too.</summary>
    public required Guid FreshUuid { get; init; }

    public required MacAddress FreshMac { get; init; }

    /// <summary>What the request is put onto: a network without a persistent definition goes on as it runs.</summary>
    public NetworkDefinition? Base => Network.Config ?? Network.Live;
}
