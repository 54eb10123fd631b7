using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>A definition is larger than libvirt's API carries.</summary>
internal sealed class TooLargeException : Exception;

/// <summary>A network as the daemon lists it.</summary>
internal readonly record struct NetworkListing(string Name, bool IsActive, bool IsPersistent, bool Autostarts);

/// <summary>
/// The calls of libvirt's API that the tool uses, under the names the API gives them (libvirt-network.h, remote_protocol.x 9.0).
/// </summary>
internal sealed partial class Libvirt
{
    private const int ConnectOpen = 1;
    private const int NetworkDefineXml = 41;
    private const int NetworkGetXmlDesc = 43;
    private const int NetworkGetAutostart = 44;
    private const int NetworkLookupByName = 46;
    private const int ConnectSupportsFeature = 60;
    private const int AuthList = 66;
    private const int NetworkIsActive = 152;
    private const int NetworkIsPersistent = 153;
    private const int ConnectListAllNetworks = 283;
    private const int NetworkUpdate = 291;

    private const int NoAuthentication = 0; // REMOTE_AUTH_NONE
    private const int UpdateHasCorrectOrder = 16; // VIR_DRV_FEATURE_NETWORK_UPDATE_HAS_CORRECT_ORDER
    private const int Inactive = 1; // VIR_NETWORK_XML_INACTIVE
    private const int AffectLive = 1;
    private const int AffectConfig = 2;
    private const int SectionReservations = 4; // VIR_NETWORK_SECTION_IP_DHCP_HOST
    /// <summary>Few: systemd starts a daemon that fails at once only some times, and then gives its socket up.</summary>
    private const int MostConnections = 3;

    private const int ExitingMilliseconds = 200;

    private const int RpcFailed = 39; // VIR_ERR_RPC
    private const int NoSuchNetwork = 43; // VIR_ERR_NO_NETWORK

    private readonly LibvirtSocket socket;
    private readonly Dictionary<string, byte[]> networks = new(StringComparer.Ordinal);
    private bool? updateHasCorrectOrder;

    private Libvirt(LibvirtSocket socket) => this.socket = socket;

    /// <summary>To the daemon that owns the networks, by the name of its program where that is known.</summary>
    public static Libvirt Connect(string? owner, DaemonPatience patience) => Connect("network:///system", patience, owner switch
    {
        "libvirtd" => [LibvirtPaths.Socket],
        "virtnetworkd" => [LibvirtPaths.NetworkSocket],
        _ => [LibvirtPaths.NetworkSocket, LibvirtPaths.Socket],
    });

    /// <summary>To the daemon that runs the guests: virtqemud, else libvirtd.</summary>
    public static Libvirt ConnectToGuests(DaemonPatience patience) =>
        Connect("qemu:///system", patience, LibvirtPaths.GuestSocket, LibvirtPaths.Socket);

    private static Libvirt Connect(string uri, DaemonPatience patience, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
            for (var attempt = 1; LibvirtSocket.Connect(path, patience) is { } socket; attempt++)
            {
                try
                {
                    return Open(socket, path, uri);
                }
                catch (MachineException) when (socket.Failure == Message.DaemonHungUp && attempt < MostConnections)
                {
                    // A daemon that exits because it is idle still accepts; its socket starts the next one. Nothing was asked yet.
                    Thread.Sleep(attempt * ExitingMilliseconds);
                }
            }
        throw new MachineException(Message.DaemonDoesNotListen(string.Join(", ", paths!), Errno.Describe(Posix.LastError)));
    }

    private static Libvirt Open(LibvirtSocket socket, string path, string uri)
    {
        var libvirt = new Libvirt(socket);
        // Root is let in as it is, unless the daemon's unix socket was set to ask for a password (auth_unix_rw).
        var ways = libvirt.Call(new(AuthList), "authenticate");
        if (ways.Number() == 0 || ways.Number() != NoAuthentication)
            throw new MachineException(Message.DaemonAsksPassword(path));
        libvirt.Call(new RpcCall(ConnectOpen).Number(1).Text(uri).Number(0), "open", uri);
        return libvirt;
    }

    /// <summary>The definition's XML; null where there is no such network, or none on that side.</summary>
    /// <exception cref="TooLargeException">It is larger than a message of the API (4 MiB, about 57,000 reservations): its file says
    /// it.</exception>
    public byte[]? DumpXml(string network, bool live)
    {
        if (Find(network) is not { } found || !Is(live ? NetworkIsActive : NetworkIsPersistent, found))
            return null;
        var reply = Send(new RpcCall(NetworkGetXmlDesc).Handle(found).Number(live ? 0 : Inactive), "describe network", network);
        if (!reply.IsError)
            return reply.Text().ToArray();
        throw reply.ErrorCode == RpcFailed ? new TooLargeException() : Failed(reply, "describe network", network);
    }

    /// <summary>Replaces the persistent definition, in one step; a running network goes on as it is.</summary>
    public void Define(byte[] xml) => Call(new RpcCall(NetworkDefineXml).Text(xml), "define the network");

    /// <summary>Every network the daemon knows.</summary>
    public IReadOnlyList<NetworkListing> Networks()
    {
        var reply = Call(new RpcCall(ConnectListAllNetworks).Number(1).Number(0), "list the networks");
        var listings = new List<NetworkListing>();
        for (var left = reply.Number(); left > 0; left--)
        {
            var found = reply.Network(out var name);
            listings.Add(new(name, Is(NetworkIsActive, found), Is(NetworkIsPersistent, found), Is(NetworkGetAutostart, found)));
        }
        return listings;
    }

    public bool IsActive(string network) => Find(network) is { } found && Is(NetworkIsActive, found);

    /// <summary>Changes one reservation of the running network, or of its persistent definition.</summary>
    public void Update(string network, bool live, int command, int parentIndex, string element) =>
        Update(network, live ? AffectLive : AffectConfig, SectionReservations, command, parentIndex, element);

    private void Update(string network, int affected, int section, int command, int parentIndex, string element)
    {
        var found = Known(network, "change");
        // Before 7.2 the two were taken in the wrong order (virNetworkUpdate's own remark).
        updateHasCorrectOrder ??= Call(new RpcCall(ConnectSupportsFeature).Number(UpdateHasCorrectOrder), "query its features")
            .Number() == 1;
        var (first, second) = updateHasCorrectOrder.Value ? (command, section) : (section, command);
        Call(new RpcCall(NetworkUpdate).Handle(found).Number(first).Number(second).Number(parentIndex).Text(element).Number(affected),
            $"change network {network} by", element);
    }

    private byte[] Known(string network, string doing) =>
        Find(network) ?? throw new MachineException(Message.Daemon(doing, network, Message.NetworkIsGone));

    private byte[]? Find(string network)
    {
        if (networks.TryGetValue(network, out var known))
            return known;
        var reply = Send(new RpcCall(NetworkLookupByName).Text(network), "find network", network);
        if (!reply.IsError)
            return networks[network] = reply.Network(out _);
        return reply.ErrorCode == NoSuchNetwork ? null : throw Failed(reply, "find network", network);
    }

    /// <summary>A network removed meanwhile counts as false.</summary>
    private bool Is(int question, byte[] network) =>
        Send(new RpcCall(question).Handle(network), "query a network") is { IsError: false } reply && reply.Number() == 1;

    private RpcReply Call(RpcCall call, string doing, string? subject = null)
    {
        var reply = Send(call, doing, subject);
        return reply.IsError ? throw Failed(reply, doing, subject) : reply;
    }

    private RpcReply Send(RpcCall call, string doing, string? subject = null) =>
        socket.Ask(call) ?? throw new MachineException(Message.Daemon(doing, subject, socket.Failure));

    private static MachineException Failed(RpcReply reply, string doing, string? subject)
    {
        (_, _) = (reply.Number(), reply.Number());
        return new(Message.Daemon(doing, subject, reply.Number() == 1 ? Encoding.UTF8.GetString(reply.Text()) : Message.NoReasonGiven));
    }
}
