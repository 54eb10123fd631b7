namespace LibvirtIdem.Asking;

internal enum ExportFormat { Json, Csv, Hosts, Dnsmasq, Ansible, SshConfig, Zone }

internal enum ExportSource { Config, Live, Leases }

/// <summary>A call of <c>export</c>, checked as far as it can be without looking at the machine.</summary>
internal sealed record ExportRequest
{
    /// <summary>Null means all there are.</summary>
    public string? Network { get; init; }

    public ExportFormat Format { get; init; }

    public ExportSource Source { get; init; }

    /// <summary>Take the names that guests gave themselves in their leases.</summary>
    public bool Names { get; init; }

    /// <summary>Where to write, on the machine the tool runs on; null is standard output.</summary>
    public string? Dest { get; init; }

    public string Root { get; init; } = "/";

    /// <summary>Only Ansible asks for this: say whether <see cref="Dest"/> would change, and leave it.</summary>
    public bool CheckMode { get; init; }
}
