using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

internal enum Role { Config, Status, Hostsfile, EtcHosts, HostsTemplate }

/// <summary>A file and what it shall hold. <paramref name="NewMode"/>: permission bits where the file is made.</summary>
internal sealed record FileEdit(Role Role, FileSnapshot Before, byte[] After, uint NewMode);

internal enum ChangeAction { Added, Updated, Removed }

/// <summary>What happens to one reservation. An address that moves has <paramref name="Before"/>.</summary>
internal sealed record Change(
    ChangeAction Action, Reservation Reservation, IReadOnlyList<string> Aliases, Reservation? Before, IReadOnlyList<string> AliasesBefore);

internal readonly record struct Summary(int Added, int Updated, int Removed, int Unchanged);

/// <summary>Texts for a person to compare: canonical, one entry a line.</summary>
internal sealed record DiffText(string Path, string Before, string After);

/// <summary>One virNetworkUpdate of the live side. <paramref name="Reservation"/> is what is sent; for a delete, the whole victim.</summary>
internal sealed record ApiCall(ApiCommand Command, int SubnetIndex, Reservation Reservation);

/// <summary>virNetworkUpdateCommand (libvirt-network.h).</summary>
internal enum ApiCommand { Modify = 1, Delete = 2, AddLast = 3 }

/// <summary>
/// Everything that will be done, or, with <see cref="Problems"/>, why nothing will. Check mode reports the very object that
/// a real run carries out, so the two cannot differ.
/// </summary>
internal sealed record Plan
{
    public required string Network { get; init; }

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<Change> Changes { get; init; } = [];

    public Summary Summary { get; init; }

    /// <summary>Files that the tool itself writes, in the order in which it does.</summary>
    public IReadOnlyList<FileEdit> FileEdits { get; init; } = [];

    /// <summary>The definition to hand to virNetworkDefineXML; null where the persistent side is right already.</summary>
    public byte[]? Define { get; init; }

    public IReadOnlyList<ApiCall> LiveCalls { get; init; } = [];

    /// <summary>Files that change, whoever writes them.</summary>
    public IReadOnlyList<(Role Role, FileSnapshot File)> Files { get; init; } = [];

    /// <summary>The network's dnsmasq needs a SIGHUP from us: no API call makes libvirt send one.</summary>
    public bool ReloadDnsmasq { get; init; }

    /// <summary>Why guests are not served before the network is restarted, as far as can be told before the change.</summary>
    public IReadOnlyList<string> RestartReasons { get; init; } = [];

    public IReadOnlyList<DiffText> Diffs { get; init; } = [];

    public bool IsRefused => Problems.Count > 0;

    public bool IsEmpty => FileEdits.Count == 0 && Define is null && LiveCalls.Count == 0;
}
