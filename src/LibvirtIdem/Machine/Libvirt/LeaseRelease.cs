using System.Buffers.Binary;
using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Gives leases back in their holders' name, from the host: dnsmasq then has the address for whom it is reserved. Whether it did is read
/// from BRIDGE.status, which lags by 0.1 to 0.6 s (measured with libvirt 9.0, dnsmasq 2.90).
/// </summary>
internal static unsafe class LeaseRelease
{
    private const int V4 = 2; // AF_INET
    private const int V6 = 10; // AF_INET6
    private const int Datagrams = 2 | Posix.CloseOnExec; // SOCK_DGRAM, SOCK_CLOEXEC
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int BindToDevice = 25; // SO_BINDTODEVICE
    private const int NameLength = 16; // IFNAMSIZ
    private const int ServerPortV4 = 67;
    private const int ServerPortV6 = 547;

    /// <summary>ff02::1:2, All_DHCP_Relay_Agents_and_Servers; dnsmasq refuses a Release that comes by unicast (rfc3315.c 2.90).</summary>
    private static readonly UInt128 AllServers = new(0xFF02_0000_0000_0000, 0x0001_0002);

    /// <summary>The number that fits into dnsmasq's socket while it is busy.</summary>
    private const int AtOnce = 32;

    private const int LookAgainMilliseconds = 20;
    private const int SendAgainMilliseconds = 1000;

    /// <summary>Without any progress.</summary>
    private const int PatienceMilliseconds = 3000;

    /// <summary>
    /// Releases the leases that the plan makes invalid and that are still held; the result counts them and names those that stay.
    /// </summary>
    public static ApplyResult After(ReservationPlan plan, ApplyResult applied, TargetMachine machine)
    {
        foreach (var network in plan.Networks)
            if (network is { Released.Count: > 0, Before.Live: { Bridge: { } bridge } live })
                applied = After(network.Released, bridge, live, applied, machine);
        return applied;
    }

    private static ApplyResult After(
        IReadOnlyList<Lease> leases, string bridge, NetworkDefinition network, ApplyResult applied, TargetMachine machine)
    {
        var held = Held(leases, bridge, network, machine);
        var (asked, changed, sent) = (held.Count, Environment.TickCount64, Environment.TickCount64 - SendAgainMilliseconds);
        string? cause = null;
        while (held.Count > 0 && Environment.TickCount64 - changed < PatienceMilliseconds)
        {
            if (Environment.TickCount64 - sent >= SendAgainMilliseconds)
            {
                cause = Send(held, bridge, network);
                sent = Environment.TickCount64;
            }
            Thread.Sleep(LookAgainMilliseconds);
            var now = Held(held, bridge, network, machine);
            if (now.Count < held.Count)
                changed = Environment.TickCount64;
            held = now;
        }
        return applied with
        {
            LeasesReleased = applied.LeasesReleased + asked - held.Count,
            Warnings = [.. applied.Warnings, .. held.Select(lease => Message.NotReleased(lease, cause))],
        };
    }

    private static List<Lease> Held(IReadOnlyList<Lease> leases, string bridge, NetworkDefinition network, TargetMachine machine)
    {
        var now = LeaseReader.Read(machine.Files, network.Name, bridge, out var problem);
        if (problem is not null)
            return [.. leases];
        var rows = new RowIndex(now.Count);
        for (var row = 0; row < now.Count; row++)
            rows.Add(RowIndex.Hash(now[row].Ip), row);
        var held = new List<Lease>();
        foreach (var lease in leases)
            for (var place = rows.First(RowIndex.Hash(lease.Ip)); place >= 0; place = rows.Next(place))
                if (now[rows.Row(place)].IsSameAs(lease))
                {
                    held.Add(lease);
                    break;
                }
        return held;
    }

    /// <summary>Answers why not, as far as it is known.</summary>
    private static string? Send(List<Lease> leases, string bridge, NetworkDefinition network)
    {
        string? cause = null;
        var sockets = (V4: -1, V6: -1);
        for (var lease = 0; lease < leases.Count; lease++)
        {
            ref var socket = ref leases[lease].Ip.Family == Family.V4 ? ref sockets.V4 : ref sockets.V6;
            if (socket < 0)
                socket = Open(leases[lease].Ip.Family, bridge);
            cause = socket < 0 ? Errno.Describe(Posix.LastError) : Send(socket, leases[lease], (uint)lease + 1, network) ?? cause;
            if (lease % AtOnce == AtOnce - 1)
                Thread.Sleep(LookAgainMilliseconds);
        }
        foreach (var socket in (ReadOnlySpan<int>)[sockets.V4, sockets.V6])
            if (socket >= 0)
                _ = Posix.Close(socket);
        return cause;
    }

    /// <summary>From no port of its own: where a DHCP client of the host has 68, that does not disturb it.</summary>
    private static int Open(Family family, string bridge)
    {
        var socket = Posix.Socket(family == Family.V4 ? V4 : V6, Datagrams, 0);
        if (socket < 0)
            return -1;
        var name = stackalloc byte[NameLength];
        new Span<byte>(name, NameLength).Clear();
        if (Encoding.UTF8.TryGetBytes(bridge, new Span<byte>(name, NameLength - 1), out _)
            && Posix.SetSocketOption(socket, SocketLevel, BindToDevice, name, NameLength) == 0)
            return socket;
        _ = Posix.Close(socket);
        return -1;
    }

    private static string? Send(int socket, Lease lease, uint transaction, NetworkDefinition network)
    {
        // struct sockaddr_in: family, port, address, 8 bytes more; sockaddr_in6: family, port, flow, address, scope.
        var address = stackalloc byte[28];
        var fields = new Span<byte>(address, 28);
        fields.Clear();
        byte[]? message;
        if (lease.Ip.Family == Family.V4)
        {
            var server = network.SubnetOf(lease.Ip)!.Subnet.Address;
            message = ReleaseMessage.V4(lease, server, transaction);
            *(ushort*)address = V4;
            BinaryPrimitives.WriteUInt16BigEndian(fields[2..], ServerPortV4);
            BinaryPrimitives.WriteUInt32BigEndian(fields[4..], (uint)server.Value);
        }
        else
        {
            message = ReleaseMessage.V6(lease, transaction);
            *(ushort*)address = V6;
            BinaryPrimitives.WriteUInt16BigEndian(fields[2..], ServerPortV6);
            BinaryPrimitives.WriteUInt128BigEndian(fields[8..], AllServers);
        }
        if (message is null)
            return Message.NoLeaseDetails;
        fixed (byte* bytes = message)
            return Posix.SendTo(socket, bytes, (nuint)message.Length, 0, address, lease.Ip.Family == Family.V4 ? 16u : 28u) < 0
                ? Errno.Describe(Posix.LastError) : null;
    }
}
