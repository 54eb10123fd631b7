using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>All that was read of the machine; plans are made of this and of the request, of nothing else.</summary>
internal sealed record ReservationState
{
    /// <summary>A daemon answers for the definitions: they came from its memory and go back through its API.</summary>
    public required bool HasDaemon { get; init; }

    /// <summary>The daemon is asleep: the files are the truth, and a connection starts it where the change needs it.</summary>
    public bool CanWake { get; init; }

    public Facts Facts { get; init; } = Facts.None;

    /// <summary>In the request's order.</summary>
    public required IReadOnlyList<NetworkSnapshot> Networks { get; init; }

    /// <summary>Null where the call leaves it alone.</summary>
    public FileSnapshot? EtcHosts { get; init; }

    /// <summary>cloud-init's template of /etc/hosts, where the call keeps it in step.</summary>
    public FileSnapshot? HostsTemplate { get; init; }

    public bool CloudInitManagesEtcHosts { get; init; }

    /// <summary>The machine's own host name, as far as it has one.</summary>
    public string? HostName { get; init; }
}

/// <summary>
/// One network as it was read. <see cref="Live"/> is null while it does not run, <see cref="Config"/> while it has no persistent
/// definition.
/// </summary>
internal sealed record NetworkSnapshot
{
    public NetworkDefinition? Config { get; init; }

    public NetworkDefinition? Live { get; init; }

    /// <summary>
    /// What the status file says, where that is not what libvirt's memory says of the live side: what <c>apply=quiet</c> left there, and
    /// dnsmasq serves. libvirt takes it in at its next reload, or writes over it at its next update. Null where both agree.
    /// </summary>
    public NetworkDefinition? StatusFileAhead { get; init; }

    /// <summary>What dnsmasq serves; null while the network does not run.</summary>
    public NetworkDefinition? Running => StatusFileAhead ?? Live;

    /// <summary>The definitions were read from the files although a daemon runs: they are larger than its API carries.</summary>
    public bool IsFromFiles { get; init; }

    public required FileSnapshot ConfigFile { get; init; }

    public required FileSnapshot StatusFile { get; init; }

    public required FileSnapshot Hostsfile { get; init; }

    /// <summary>What keeps the running dnsmasq from its hostsfile; null where nothing does, or it was not asked for.</summary>
    public AccessBarrier? Barrier { get; init; }

    /// <summary>What the running dnsmasq was started with; null where none runs.</summary>
    public DnsmasqConf? DnsmasqConf { get; init; }

    public IReadOnlyList<Lease> Leases { get; init; } = [];

    /// <summary>Why it is not known what is leased; null where it is.</summary>
    public Problem? UnreadableLeases { get; init; }

    /// <summary>The side that dnsmasq's files follow.</summary>
    public NetworkDefinition Served => Live ?? Config!;

    /// <summary>The sides there are, the one that lasts longest first.</summary>
    public NetworkDefinition[] Sides => (Config, Live, StatusFileAhead) switch
    {
        ({ } config, { } live, null) => [config, live],
        ({ } config, { } live, { } ahead) => [config, live, ahead],
        ({ } config, null, _) => [config],
        (null, { } live, null) => [live],
        (null, { } live, { } ahead) => [live, ahead],
        _ => [],
    };
}
