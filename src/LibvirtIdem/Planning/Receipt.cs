namespace LibvirtIdem.Planning;

/// <summary>What an apply did.</summary>
internal sealed record Receipt
{
    public static readonly Receipt Nothing = new();

    public int FilesWritten { get; init; }

    public int DnsmasqReloads { get; init; }

    /// <summary>Live calls of virNetworkUpdate; each rebuilds the network's firewall rules (bridge_driver.c networkUpdate 9.0).</summary>
    public int ApiUpdates { get; init; }

    /// <summary>Where the copy of each changed file is, when one was asked for.</summary>
    public IReadOnlyDictionary<Role, string> Backups { get; init; } = new Dictionary<Role, string>();

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
