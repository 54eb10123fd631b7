namespace LibvirtIdem.Planning;

/// <summary>
/// What a reload of the daemon (SIGHUP) would do in addition to its purpose: it interrupts every active network once, starts what is
/// stopped and set to autostart, and takes in whatever lies on disk (networkStateReload, bridge_driver.c 9.0).
/// </summary>
/// <param name="ActiveNetworks">How many would be interrupted.</param>
/// <param name="Obstacles">What else would happen, a sentence each.</param>
internal sealed record ReloadImpact(int ActiveNetworks, IReadOnlyList<string> Obstacles)
{
    /// <summary>Why the daemon cannot be made to reload at all, which is one of the obstacles; null where it can.</summary>
    public string? Refusal { get; init; }
}
