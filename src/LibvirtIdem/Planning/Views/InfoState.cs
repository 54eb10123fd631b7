using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>All that was read of the machine for a call of <c>info</c>.</summary>
internal sealed record InfoState
{
    public DaemonInfo? Daemon { get; init; }

    public required IReadOnlyList<ObservedNetwork> Networks { get; init; }

    public required FileSnapshot EtcHosts { get; init; }

    /// <summary>The machine's own host name, as far as it has one.</summary>
    public string? HostName { get; init; }

    /// <summary>Null where libvirt's domains cannot be seen.</summary>
    public GuestMacs? Guests { get; init; }

    /// <summary>What was noticed while it was read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>One network as it was read, with its leases and its dnsmasq's conf where it runs.</summary>
internal sealed record ObservedNetwork(string Name, NetworkSnapshot State, bool Autostarts)
{
    /// <summary>False where no dnsmasq process has the network's conf.</summary>
    public bool HasDnsmasq { get; init; } = true;

    /// <summary>The path of a status file that is left over: its bridge does not exist.</summary>
    public string? StaleStatus { get; init; }
}
