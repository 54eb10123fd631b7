using System.Globalization;
using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Who is plugged into a bridge. When a network stops, its bridge is deleted, and nothing plugs the guests in again when it starts: neither
/// libvirt (before its daemon is restarted) its own nor anybody else's veth pairs. So that is done here.
/// </summary>
internal static class BridgePorts
{
    private const string Interfaces = "/sys/class/net";

    private const int InternetFamily = 2; // AF_INET
    private const int Datagrams = 2 | Posix.CloseOnExec; // SOCK_DGRAM, SOCK_CLOEXEC
    private const nuint AddInterface = 0x89A2; // SIOCBRADDIF, linux/sockios.h
    private const int NameLength = 16; // IFNAMSIZ
    private const int RequestLength = 40; // sizeof(struct ifreq)

    /// <summary>
    /// A port's own settings, which go with its bridge; libvirt sets them for isolated ports and for macTableManager='libvirt'.
    /// </summary>
    private static readonly string[] Settings = ["isolated", "hairpin_mode", "learning", "unicast_flood"];

    public static IReadOnlyList<GuestPort> Of(RootedFiles files, string network, string? bridge)
    {
        if (bridge is null || !files.IsWholeSystem)
            return [];
        var interfaces = files.List($"{Interfaces}/{bridge}/brif");
        // Up to libvirt 6 a bridge had a port of libvirt's own, which gave it its mac.
        interfaces.RemoveAll(name => name == bridge + "-nic");
        return interfaces.Count == 0 ? [] : Named(interfaces, files, network);
    }

    /// <summary>All that is needed to attach them again; null where nothing is attached, or libvirt knows of nothing.</summary>
    public static PortRecord? Record(RootedFiles files, string network, IReadOnlyList<GuestPort> ports) =>
        Documents(files, network) is var documents && ports.Count + documents.Count == 0 ? null
            : new(ports, SettingsOf(files, ports), documents);

    /// <summary>What each port is set to, to be set again.</summary>
    private static Dictionary<string, string> SettingsOf(RootedFiles files, IReadOnlyList<GuestPort> ports)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var port in ports)
            foreach (var setting in Settings)
                if ($"{Interfaces}/{port.Interface}/brport/{setting}" is var path && files.Read(path).Bytes is { } value)
                    settings[path] = Encoding.ASCII.GetString(value).Trim();
        return settings;
    }

    /// <summary>What libvirt keeps of its guests' ports, which it forgets when their network stops (networkShutdownNetwork 9.0).</summary>
    private static List<byte[]> Documents(RootedFiles files, string network)
    {
        var documents = new List<byte[]>();
        foreach (var name in files.List(LibvirtPaths.Ports(network)))
            if (name.EndsWith(".xml", StringComparison.Ordinal) && files.Read(LibvirtPaths.Ports(network) + "/" + name).Bytes is { } xml)
                documents.Add(xml);
        return documents;
    }

    /// <summary>Attaches again what is not; answers those that could not be.</summary>
    public static unsafe IReadOnlyList<GuestPort> Attach(RootedFiles files, string bridge, PortRecord record)
    {
        var left = new List<GuestPort>();
        var socket = Posix.Socket(InternetFamily, Datagrams, 0);
        // struct ifreq: the bridge's name, then the number of the interface.
        var request = stackalloc byte[RequestLength];
        new Span<byte>(request, RequestLength).Clear();
        Encoding.ASCII.GetBytes(bridge, new Span<byte>(request, NameLength - 1));
        foreach (var port in record.Ports)
        {
            if (files.Exists($"{Interfaces}/{bridge}/brif/{port.Interface}"))
                continue;
            if (!int.TryParse(Encoding.ASCII.GetString(files.Read($"{Interfaces}/{port.Interface}/ifindex").Bytes ?? []).Trim(),
                NumberStyles.None, CultureInfo.InvariantCulture, out *(int*)(request + NameLength))
                || Posix.Ioctl(socket, AddInterface, request) < 0)
                left.Add(port);
        }
        if (socket >= 0)
            _ = Posix.Close(socket);
        foreach (var (path, value) in record.Settings)
            if (files.Read(path).Bytes is { } now && Encoding.ASCII.GetString(now).Trim() != value)
                Write(files, path, value);
        return left;
    }

    private static unsafe void Write(RootedFiles files, string path, string value)
    {
        var fd = files.TryOpen(path, Posix.WriteOnly);
        if (fd < 0)
            return;
        var bytes = Encoding.ASCII.GetBytes(value);
        fixed (byte* start = bytes)
            _ = Posix.Write(fd, start, (nuint)bytes.Length);
        _ = Posix.Close(fd);
    }

    /// <summary>A tap's mac is its guest's but for the first octet, fe (virNetDevTapCreateInBridgePort, util/virnetdevtap.c 9.0).</summary>
    private static List<GuestPort> Named(List<string> interfaces, RootedFiles files, string network)
    {
        var guests = new Dictionary<string, (string Mac, string? Owner)>(StringComparer.Ordinal);
        foreach (var xml in Documents(files, network))
            if (Read(xml) is { } port && port.Mac.Length > 2)
                guests[port.Mac[2..]] = port;
        return interfaces.ConvertAll(name =>
            Encoding.ASCII.GetString(files.Read($"{Interfaces}/{name}/address").Bytes ?? []).Trim() is { Length: > 2 } mac
            && guests.TryGetValue(mac[2..], out var guest)
            ? new GuestPort(name, guest.Owner, guest.Mac) : new GuestPort(name, null, null));
    }

    private static (string Mac, string? Owner)? Read(byte[] xml)
    {
        try
        {
            var port = XmlElement.ReadRoot(xml);
            return (port.Child("mac")?["address"] ?? "", port.Child("owner")?.Child("name")?.Text.Trim());
        }
        catch (UnreadableException)
        {
            return null;
        }
    }
}
