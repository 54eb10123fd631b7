using System.Buffers.Binary;
using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// <c>mac=auto</c>: the MAC that the reservation of that name has; else QEMU's prefix 52:54:00 and the first 24 bits of the SHA-256 of the
/// network's name, a NUL byte and the name as dnsmasq counts it (<see cref="HostName.Key"/>) in lower case; else, where another reservation
/// has that, the next one. Leases do not count: the guest itself may have one already, and its MAC has to stay.
/// </summary>
internal sealed class AutoMacs
{
    private const ulong Prefix = 0x52_54_00UL << 24;
    private const uint Mask = 0xFF_FFFF;

    private readonly DesiredReservation[] wanted;
    private readonly NetworkSnapshot network;
    private readonly string networkName;
    private readonly Utf8Slice domain;
    private readonly HashSet<ulong> taken = [];

    private AutoMacs(DesiredReservation[] wanted, NetworkSnapshot network, string networkName) =>
        (this.wanted, this.network, this.networkName, domain) = ([.. wanted], network, networkName, network.Served.Domain);

    /// <summary>All that is wanted, each with its MAC. Items of one name get the same one.</summary>
    public static DesiredReservation[] Assign(DesiredReservation[] wanted, NetworkSnapshot network, string networkName)
    {
        var auto = new AutoMacs(wanted, network, networkName);
        auto.KeepReserved();
        auto.CollectTaken();
        auto.AssignNew();
        return auto.wanted;
    }

    /// <summary>What <paramref name="name"/> gets in a network where nothing is reserved.</summary>
    public static MacAddress Of(string network, ReadOnlySpan<byte> name)
    {
        var prefix = Encoding.UTF8.GetBytes(network);
        var input = new byte[prefix.Length + 1 + name.Length];
        prefix.CopyTo(input, 0);
        Ascii.ToLower(name, input.AsSpan(prefix.Length + 1), out _);
        return new(Prefix | BinaryPrimitives.ReadUInt32BigEndian(Sha256.Hash(input)) >> 8);
    }

    /// <summary>The side that lasts longest first, as the plan takes it.</summary>
    private void KeepReserved()
    {
        var index = new IdentityIndex(wanted, domain);
        foreach (var side in network.Sides)
            foreach (var element in side.Reservations)
                if (element.Reservation is { Mac: { } mac, Name.IsNull: false } entry)
                    foreach (var target in index.MayMean(entry))
                        if (wanted[target] is { WantsMac: true, Mac: null } && HostName.SameKey(entry.Name, wanted[target].Name, domain))
                            wanted[target] = wanted[target] with { Mac = mac };
    }

    private void CollectTaken()
    {
        foreach (ref readonly var item in wanted.AsSpan())
            if (item.Mac is { } mac)
                taken.Add(mac.Value);
        foreach (var side in network.Sides)
            foreach (var element in side.Reservations)
                if (element.Reservation.Mac is { } mac)
                    taken.Add(mac.Value);
    }

    private void AssignNew()
    {
        var given = new Dictionary<string, MacAddress>(StringComparer.OrdinalIgnoreCase);
        foreach (ref var item in wanted.AsSpan())
        {
            if (item is not { WantsMac: true, Mac: null })
                continue;
            var key = HostName.Key(item.Name, domain);
            if (!given.TryGetValue(Encoding.UTF8.GetString(key), out var mac))
                given[Encoding.UTF8.GetString(key)] = mac = NextFree(Of(networkName, key));
            item = item with { Mac = mac };
        }
    }

    private MacAddress NextFree(MacAddress mac)
    {
        while (!taken.Add(mac.Value))
            mac = new(Prefix | ((mac.Value + 1) & Mask));
        return mac;
    }
}
