namespace LibvirtIdem.Planning;

/// <summary>What an apply did.</summary>
internal sealed record ApplyResult
{
    public static readonly ApplyResult Nothing = new();

    public int FilesWritten { get; init; }

    public int DnsmasqReloads { get; init; }

    /// <summary>Restarts of dnsmasq alone, each for some tenths of a second without DHCP and DNS.</summary>
    public int DnsmasqRestarts { get; init; }

    /// <summary>Live calls of virNetworkUpdate; each rebuilds the network's firewall rules (bridge_driver.c networkUpdate 9.0).</summary>
    public int ApiUpdates { get; init; }

    /// <summary>Reloads of the daemon; each rebuilds the rules of every active network once.</summary>
    public int DaemonReloads { get; init; }

    /// <summary>Daemons that were asleep and were woken for it.</summary>
    public int DaemonStarts { get; init; }

    /// <summary>How often a network's firewall rules were rebuilt.</summary>
    public int Interruptions { get; init; }

    public int LeasesReleased { get; init; }

    /// <summary>For the path of each changed file where its copy is, when one was asked for.</summary>
    public IReadOnlyDictionary<string, string>? Backups { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What this and a later step did together.</summary>
    public ApplyResult And(ApplyResult later) => new()
    {
        FilesWritten = Math.Max(FilesWritten, later.FilesWritten),
        DnsmasqReloads = DnsmasqReloads + later.DnsmasqReloads,
        DnsmasqRestarts = DnsmasqRestarts + later.DnsmasqRestarts,
        ApiUpdates = ApiUpdates + later.ApiUpdates,
        DaemonReloads = DaemonReloads + later.DaemonReloads,
        Interruptions = Interruptions + later.Interruptions,
        Backups = Backups is { Count: > 0 } ? Backups : later.Backups,
        Warnings = [.. Warnings, .. later.Warnings],
    };
}
