using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>All that an export is made of.</summary>
internal sealed record ExportState
{
    public required IReadOnlyList<ExportedNetwork> Networks { get; init; }

    public required FileSnapshot EtcHosts { get; init; }

    /// <summary>The machine's own host name, as far as it has one.</summary>
    public string? HostName { get; init; }

    /// <summary>What was noticed while it was read.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>One network as it was read. <paramref name="Leases"/> where they are what is asked for.</summary>
internal sealed record ExportedNetwork(string Name, NetworkDefinition Definition, IReadOnlyList<Lease>? Leases);

/// <summary>What is exported, or, with <see cref="Problem"/>, why nothing is.</summary>
internal sealed record Export
{
    public Problem? Problem { get; init; }

    public IReadOnlyList<string> Networks { get; init; } = [];

    public IReadOnlyList<ListedReservation> Reservations { get; init; } = [];

    /// <summary>For <c>format=zone</c> only, as <see cref="ReverseZones"/>.</summary>
    public IReadOnlyList<Zone> Zones { get; init; } = [];

    public IReadOnlyList<ReverseZone> ReverseZones { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
