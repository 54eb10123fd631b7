namespace LibvirtIdem.Planning;

/// <summary>What an apply did.</summary>
internal sealed record Receipt
{
    public static readonly Receipt Nothing = new();

    public int FilesWritten { get; init; }

    public int DnsmasqReloads { get; init; }

    /// <summary>Live calls of virNetworkUpdate; each rebuilds the network's firewall rules (bridge_driver.c networkUpdate 9.0).</summary>
    public int ApiUpdates { get; init; }

    /// <summary>For the path of each changed file where its copy is, when one was asked for.</summary>
    public IReadOnlyDictionary<string, string>? Backups { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
