namespace LibvirtIdem.Planning;

/// <summary>What happens to a network's activity; <see cref="Remove"/> stops it too, <see cref="Undefine"/> leaves it running.</summary>
internal enum Step { None, Start, Stop, Restart, Remove, Undefine }

/// <summary>The steps a daemon takes for one network, in this order: forward by a call of <c>network</c>, back by every rollback.</summary>
internal sealed record NetworkSteps
{
    public static readonly NetworkSteps None = new();

    /// <summary>The persistent definition to be, for virNetworkDefineXML; null where it stays.</summary>
    public byte[]? Define { get; init; }

    public IReadOnlyList<LiveUpdate> LiveUpdates { get; init; } = [];

    public bool? SetAutostart { get; init; }

    public Step Step { get; init; }

    /// <summary>The live definition to start with, where it is not the persistent one (virNetworkCreateXML).</summary>
    public byte[]? StartAs { get; init; }

    /// <summary>
    /// The live definition whose settings go in by the status file and one reload, where only dnsmasq reads what differs; null for none.
    /// </summary>
    public byte[]? Load { get; init; }

    public bool IsEmpty => Load is null && Define is null && LiveUpdates.Count == 0 && SetAutostart is null && Step == Step.None;
}
