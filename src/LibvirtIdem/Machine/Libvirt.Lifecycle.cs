using System.Runtime.InteropServices;
using System.Text;

namespace LibvirtIdem.Machine;

/// <content>A network's life: started, stopped, forgotten, and what of a running one is changed beside its reservations.</content>
internal sealed unsafe partial class Libvirt
{
    private const uint Reclaim = 1; // VIR_NETWORK_PORT_CREATE_RECLAIM

    /// <exception cref="ChangedUnderneathException">A side of the network is not what was read of it any more.</exception>
    public void RequireStill(string network, byte[]? known, bool live)
    {
        if (!Xml(network, live).AsSpan().SequenceEqual(known))
            throw new ChangedUnderneathException($"the {(live ? "live" : "persistent")} definition of network {network}");
    }

    /// <summary>Starts a network that is defined.</summary>
    public void Start(string network) => Call(network, "virNetworkCreate", "start");

    /// <summary>Stops a network; one that is not defined is gone then.</summary>
    public void Stop(string network) => Call(network, "virNetworkDestroy", "stop");

    /// <summary>Forgets the persistent definition.</summary>
    public void Undefine(string network)
    {
        Call(network, "virNetworkUndefine", "undefine");
        networks.Remove(network);
    }

    /// <summary>Starts a network that is not defined and shall not be.</summary>
    public void StartTransient(string network, byte[] xml)
    {
        var create = (delegate* unmanaged<nint, byte*, nint>)Function("virNetworkCreateXML");
        networks.Remove(network);
        fixed (byte* text = (byte[])[.. xml, 0])
            if (create(connection, text) == 0)
                throw Failed(library, $"start network {network}");
    }

    public bool Autostarts(string network)
    {
        var autostarts = 0;
        return Find(network) is { } found && ((delegate* unmanaged<nint, int*, int>)Function("virNetworkGetAutostart"))(found, &autostarts) == 0 && autostarts == 1;
    }

    public void SetAutostart(string network, bool autostarts)
    {
        if (Find(network) is not { } found || ((delegate* unmanaged<nint, int, int>)Function("virNetworkSetAutostart"))(found, autostarts ? 1 : 0) < 0)
            throw Failed(library, $"set network {network} to autostart={(autostarts ? "true" : "false")}");
    }

    /// <summary>Changes one part of the running network.</summary>
    public void UpdateLive(string network, int section, int command, int parentIndex, string element)
    {
        if (Find(network) is not { } found)
            throw Failed(library, $"find network {network}");
        var update = (delegate* unmanaged<nint, uint, uint, int, byte*, uint, int>)Function("virNetworkUpdate");
        fixed (byte* text = Encoding.UTF8.GetBytes(element + '\0'))
            if (update(found, (uint)command, (uint)section, parentIndex, text, Live) < 0)
                throw Failed(library, $"update network {network} with {element}");
    }

    /// <summary>Tells libvirt again of a guest's port that it lost when its network stopped. False where it does not take it, or knows no ports (before 5.5).</summary>
    public bool ReclaimPort(string network, byte[] xml)
    {
        if (Find(network) is not { } found || !NativeLibrary.TryGetExport(library, "virNetworkPortCreateXML", out var create))
            return false;
        fixed (byte* text = (byte[])[.. xml, 0])
            return ((delegate* unmanaged<nint, byte*, uint, nint>)create)(found, text, Reclaim) != 0;
    }

    /// <summary>A definition under another uuid is another network.</summary>
    public void Forget(string network) => networks.Remove(network);

    private void Call(string network, string function, string doing)
    {
        if (Find(network) is not { } found || ((delegate* unmanaged<nint, int>)Function(function))(found) < 0)
            throw Failed(library, $"{doing} network {network}");
    }
}
