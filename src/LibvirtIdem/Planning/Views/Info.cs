using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>What <c>info</c> tells: all that was seen, nothing decided.</summary>
/// <param name="Daemon">Null where none owns the networks.</param>
/// <param name="Networks">By name.</param>
/// <param name="Warnings">What could not be looked at, and what will not be served.</param>
internal sealed record Info(DaemonInfo? Daemon, IReadOnlyList<NetworkInfo> Networks, IReadOnlyList<string> Warnings);

/// <summary>The daemon that owns the networks: its program's name and its pid, as far as they can be seen from here.</summary>
internal sealed record DaemonInfo(string? Name, int? Pid, DaemonState State);

/// <summary><see cref="Asleep"/>: its socket accepts connections, and the first one starts it.</summary>
internal enum DaemonState { Running, Asleep }

/// <summary>
/// One network as it is. <see cref="Reservations"/> are the persistent definition's, or the running network's where it has none.
/// </summary>
internal sealed record NetworkInfo
{
    public required string Name { get; init; }

    public string? Uuid { get; init; }

    public required bool IsActive { get; init; }

    public required bool IsPersistent { get; init; }

    public required bool Autostarts { get; init; }

    public required string Forward { get; init; }

    public string? Bridge { get; init; }

    public string? Domain { get; init; }

    public required NetworkDetails Details { get; init; }

    public required IReadOnlyList<SubnetInfo> Subnets { get; init; }

    public required IReadOnlyList<ListedReservation> Reservations { get; init; }

    public required IReadOnlyList<Lease> Leases { get; init; }

    public required IReadOnlyList<DriftEntry> Drift { get; init; }

    /// <summary>What <c>ip=auto</c> would begin with; null where no address is left, or none is given out.</summary>
    public IpAddress? NextFree { get; init; }
}

internal sealed record SubnetInfo(Subnet Subnet, IReadOnlyList<RangeInfo> Ranges);

internal sealed record RangeInfo(DhcpRange Range, LeaseTime? LeaseTime);

/// <summary>Where something stands otherwise than it should.</summary>
internal enum DriftPlace { Live, Config, Hostsfile, EtcHosts, DnsmasqConf, Guests }

/// <summary>
/// <see cref="Dead"/>: it is there, and dnsmasq passes over it without a word. <see cref="NoGuest"/>: no libvirt domain has its MAC, a
/// notice rather than a difference.
/// </summary>
internal enum DriftProblem { Missing, Extra, Differs, Dead, LeaseLimit, NoGuest }

/// <summary>
/// One thing that is not the same everywhere. <paramref name="Reservation"/> is what is missing there, else what stands there; null where
/// it is about all of them, or about a line that says nothing of the kind.
/// </summary>
internal sealed record DriftEntry(DriftPlace Where, DriftProblem Problem, ListedReservation? Reservation);
