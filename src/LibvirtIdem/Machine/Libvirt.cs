using System.Runtime.InteropServices;
using System.Text;

namespace LibvirtIdem.Machine;

/// <summary>A definition is larger than libvirt's API carries.</summary>
internal sealed class TooLargeException : Exception;

/// <summary>A network as the daemon lists it.</summary>
internal readonly record struct NetworkListing(string Name, bool IsActive, bool IsPersistent, bool Autostarts);

/// <summary>
/// A connection to the daemon that owns the networks, through libvirt's own library, which is loaded only when it is needed: it costs some
/// 10 ms. network:///system reaches libvirtd and virtnetworkd alike. Nothing is closed or freed: the process ends with the call, and the
/// daemon drops a client whose socket is gone.
/// </summary>
internal sealed unsafe partial class Libvirt
{
    private const uint NoAliases = 2;
    private const uint Inactive = 1;
    private const uint Live = 1;
    private const uint Config = 2;
    private const int NoSuchNetwork = 43;
    private const int RpcFailed = 39;
    private const int SectionReservations = 4; // VIR_NETWORK_SECTION_IP_DHCP_HOST

    private readonly nint library;
    private readonly nint connection;
    private readonly Dictionary<string, nint> networks = new(StringComparer.Ordinal);

    private Libvirt(nint library, nint connection) => (this.library, this.connection) = (library, connection);

    /// <summary>To the daemon that owns the networks.</summary>
    public static Libvirt Connect() => Connect("network:///system");

    /// <summary>To the daemon that runs the guests: the same one, or virtqemud.</summary>
    public static Libvirt ConnectToGuests() => Connect("qemu:///system");

    private static Libvirt Connect(string uri)
    {
        // Whoever calls a root tool through sudo must not choose its daemon, its credentials or its log file.
        foreach (var variable in Encoding.UTF8.GetString(StandardStreams.ReadFile("/proc/self/environ") ?? []).Split('\0'))
            if (variable.StartsWith("LIBVIRT_", StringComparison.Ordinal))
                _ = Posix.UnsetEnvironment(variable.Split('=')[0]);
        if (!NativeLibrary.TryLoad("libvirt.so.0", out var library))
            throw new MachineException(Sentences.NoLibrary());
        // Without this the library prints each error on stderr.
        ((delegate* unmanaged<nint, delegate* unmanaged<nint, nint, void>, void>)NativeLibrary.GetExport(library, "virSetErrorFunc"))(0, &Silent);
        var open = (delegate* unmanaged<byte*, nint, uint, nint>)NativeLibrary.GetExport(library, "virConnectOpenAuth");
        nint opened;
        fixed (byte* text = Encoding.UTF8.GetBytes(uri + '\0'))
            opened = open(text, 0, NoAliases);
        return opened != 0 ? new(library, opened) : throw Failed(library, $"connect to {uri}");
    }

    /// <summary>The definition's XML; null where there is no such network, or none on that side.</summary>
    /// <exception cref="TooLargeException">It is larger than a message of the API (4 MiB, about 57,000 reservations): its file says it.</exception>
    public byte[]? Xml(string network, bool live)
    {
        if (Find(network) is not { } found)
            return null;
        var exists = (delegate* unmanaged<nint, int>)Function(live ? "virNetworkIsActive" : "virNetworkIsPersistent");
        if (exists(found) != 1)
            return null;
        var describe = (delegate* unmanaged<nint, uint, byte*>)Function("virNetworkGetXMLDesc");
        var text = describe(found, live ? 0 : Inactive);
        if (text == null)
            throw ((delegate* unmanaged<int>)Function("virGetLastErrorCode"))() == RpcFailed ? new TooLargeException() : Failed(library, $"describe network {network}");
        var xml = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray();
        NativeMemory.Free(text);
        return xml;
    }

    /// <summary>Replaces the persistent definition, in one step; a running network goes on as it is.</summary>
    public void Define(byte[] xml)
    {
        var define = (delegate* unmanaged<nint, byte*, nint>)Function("virNetworkDefineXML");
        nint defined;
        fixed (byte* text = (byte[])[.. xml, 0])
            defined = define(connection, text);
        if (defined == 0)
            throw Failed(library, "define the network");
    }

    /// <summary>Every network the daemon knows.</summary>
    public IReadOnlyList<NetworkListing> Networks()
    {
        var list = (delegate* unmanaged<nint, nint**, uint, int>)Function("virConnectListAllNetworks");
        nint* all;
        var count = list(connection, &all, 0);
        if (count < 0)
            throw Failed(library, "list the networks");
        var nameOf = (delegate* unmanaged<nint, byte*>)Function("virNetworkGetName");
        var isActive = (delegate* unmanaged<nint, int>)Function("virNetworkIsActive");
        var isPersistent = (delegate* unmanaged<nint, int>)Function("virNetworkIsPersistent");
        var getAutostart = (delegate* unmanaged<nint, int*, int>)Function("virNetworkGetAutostart");
        var listings = new List<NetworkListing>(count);
        for (var network = 0; network < count; network++)
        {
            var autostarts = 0;
            var name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(nameOf(all[network])));
            _ = getAutostart(all[network], &autostarts);
            listings.Add(new(name, isActive(all[network]) == 1, isPersistent(all[network]) == 1, autostarts == 1));
        }
        return listings;
    }

    public bool IsActive(string network) => Find(network) is { } found && ((delegate* unmanaged<nint, int>)Function("virNetworkIsActive"))(found) == 1;

    /// <summary>Changes one reservation of the running network, or of its persistent definition.</summary>
    public void Update(string network, bool live, int command, int parentIndex, string element)
    {
        if (Find(network) is not { } found)
            throw Failed(library, $"find network {network}");
        var update = (delegate* unmanaged<nint, uint, uint, int, byte*, uint, int>)Function("virNetworkUpdate");
        fixed (byte* text = Encoding.UTF8.GetBytes(element + '\0'))
            if (update(found, (uint)command, SectionReservations, parentIndex, text, live ? Live : Config) < 0)
                throw Failed(library, $"update network {network} with {element}");
    }

    private nint? Find(string network)
    {
        if (networks.TryGetValue(network, out var known))
            return known;
        var lookup = (delegate* unmanaged<nint, byte*, nint>)Function("virNetworkLookupByName");
        nint found;
        fixed (byte* name = Encoding.UTF8.GetBytes(network + '\0'))
            found = lookup(connection, name);
        if (found == 0)
            return ((delegate* unmanaged<int>)Function("virGetLastErrorCode"))() == NoSuchNetwork ? null : throw Failed(library, $"find network {network}");
        networks[network] = found;
        return found;
    }

    private nint Function(string name) => NativeLibrary.GetExport(library, name);

    private static MachineException Failed(nint library, string doing)
    {
        var message = ((delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "virGetLastErrorMessage"))();
        return new(Sentences.Daemon(doing, message == null ? "no reason given" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message))));
    }

    [UnmanagedCallersOnly]
    private static void Silent(nint data, nint error)
    {
    }
}
