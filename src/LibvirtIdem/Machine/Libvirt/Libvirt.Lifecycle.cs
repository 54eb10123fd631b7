using LibvirtIdem.Formats;

namespace LibvirtIdem.Machine;

/// <content>A network's life: started, stopped, forgotten, and the changes of a running one other than reservations.</content>
internal sealed partial class Libvirt
{
    private const int NetworkCreate = 39;
    private const int NetworkCreateXml = 40;
    private const int NetworkDestroy = 42;
    private const int NetworkSetAutostart = 48;
    private const int NetworkUndefine = 49;
    private const int ConnectGetLibVersion = 157;
    private const int NetworkPortCreateXml = 406; // since 5.5

    private const int Reclaim = 1; // VIR_NETWORK_PORT_CREATE_RECLAIM

    /// <exception cref="ChangedUnderneathException">A side of the network is not what was read of it any more.</exception>
    public void RequireStill(string network, byte[]? known, bool live)
    {
        if (!DumpXml(network, live).AsSpan().SequenceEqual(known))
            throw new ChangedUnderneathException($"the {(live ? "live" : "persistent")} definition of network {network}");
    }

    /// <summary>The daemon's version: major * 1,000,000 + minor * 1,000 + micro.</summary>
    public long Version()
    {
        var reply = Call(new RpcCall(ConnectGetLibVersion), "query its version");
        return (long)reply.Number() << 32 | (uint)reply.Number();
    }

    /// <summary>Starts a network that is defined.</summary>
    public void Create(string network) => Tell(network, NetworkCreate, "start network");

    /// <summary>Stops a network; a transient one is removed by that.</summary>
    public void Destroy(string network) => Tell(network, NetworkDestroy, "stop network");

    /// <summary>Forgets the persistent definition.</summary>
    public void Undefine(string network)
    {
        Tell(network, NetworkUndefine, "undefine network");
        networks.Remove(network);
    }

    /// <summary>
    /// Starts a network with this live definition; a persistent one stays as it is (virNetworkObjAssignDef, conf/virnetworkobj.c 9.0).
    /// </summary>
    public void CreateXml(string network, byte[] xml)
    {
        networks.Remove(network);
        Call(new RpcCall(NetworkCreateXml).Text(xml), "start network", network);
    }

    public bool Autostarts(string network) => Find(network) is { } found && Is(NetworkGetAutostart, found);

    public void SetAutostart(string network, bool autostarts)
    {
        const string doing = "change autostart of network";
        Call(new RpcCall(NetworkSetAutostart).Handle(Known(network, doing)).Number(autostarts ? 1 : 0), doing, network);
    }

    /// <summary>Changes one part of the running network.</summary>
    public void UpdateLive(string network, int section, int command, int parentIndex, string element) =>
        Update(network, AffectLive, section, command, parentIndex, element);

    /// <summary>
    /// Tells libvirt again of a guest's port that it lost when its network stopped. False where it does not take it, or knows no ports.
    /// </summary>
    public bool ReclaimPort(string network, byte[] xml) =>
        Find(network) is { } found && !Send(
            new RpcCall(NetworkPortCreateXml).Handle(found).Text(xml).Number(Reclaim), "attach a guest to network", network).IsError;

    /// <summary>A definition under another uuid is another network.</summary>
    public void InvalidateCache(string network) => networks.Remove(network);

    private void Tell(string network, int procedure, string doing) =>
        Call(new RpcCall(procedure).Handle(Known(network, doing)), doing, network);
}
