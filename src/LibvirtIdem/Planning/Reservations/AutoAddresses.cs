using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// <c>ip=auto</c>: the address that the guest has, be it reserved or leased, so that a second call changes nothing and disturbs no guest;
/// that of the entry of the same name that this call removes, since a recreated guest has another MAC; else the next free one. IPv4 for a
/// mac, IPv6 for an id; for a name IPv4 where the network has it.
/// </summary>
internal sealed class AutoAddresses
{
    private readonly DesiredReservation[] wanted;
    private readonly NetworkSnapshot network;
    private readonly FreeAddresses free;
    private readonly AddressScope? within;

    private AutoAddresses(DesiredReservation[] wanted, NetworkSnapshot network, FreeAddresses free, AddressScope? within) =>
        (this.wanted, this.network, this.free, this.within) = ([.. wanted], network, free, within);

    /// <summary>All that is wanted, each with its address; one for which there is none is left without.</summary>
    /// <param name="wanted">What the call asks for.</param>
    /// <param name="network">What is there.</param>
    /// <param name="free">Gets what is given out.</param>
    /// <param name="within">The only addresses that may be given.</param>
    /// <param name="replaces">An entry that holds what the call asks for is removed.</param>
    public static DesiredReservation[] AssignAddresses(
        DesiredReservation[] wanted, NetworkSnapshot network, FreeAddresses free, AddressScope? within, bool replaces)
    {
        var auto = new AutoAddresses(wanted, network, free, within);
        foreach (ref readonly var item in wanted.AsSpan())
            if (item is { IsPresent: true, Ip: { } ip })
                free.Take(ip);
        auto.KeepReserved();
        auto.KeepReplaced(replaces);
        auto.KeepLeased();
        foreach (ref var item in auto.wanted.AsSpan())
            if (item is { WantsAddress: true, Ip: null })
                item = item with { Ip = free.Next(auto.FamilyOf(item)) };
        return auto.wanted;
    }

    public static Family FamilyOf(in DesiredReservation item, NetworkDefinition network) =>
        item.Mac is not null ? Family.V4 : item.Id is not null || FreeAddresses.SubnetOf(network, Family.V4) is null ? Family.V6
            : Family.V4;

    private Family FamilyOf(in DesiredReservation item) => FamilyOf(item, network.Served);

    /// <summary>
    /// The side that lasts longest first, as the plan takes it; an entry of the client before one that only bears its name.
    /// </summary>
    private void KeepReserved()
    {
        var domain = network.Served.Domain;
        var index = new IdentityIndex(wanted, domain);
        foreach (var side in network.Sides)
        {
            var byName = new Dictionary<int, IpAddress>();
            foreach (var element in side.Reservations)
            {
                var entry = element.Reservation;
                foreach (var target in index.MayMean(entry))
                {
                    ref var item = ref wanted[target];
                    if (item is not { WantsAddress: true, Ip: null } || entry.Family != FamilyOf(item) || !CanBeGiven(entry.Ip))
                        continue;
                    if (entry.Family == Family.V4 ? item.Mac is { } mac && entry.Mac == mac
                        : item.Id is { } id && entry.Id is { } other && other.SameClient(id))
                        item = item with { Ip = entry.Ip };
                    else if (!entry.Name.IsNull && !item.Name.IsNullOrEmpty && (item is { Mac: null, Id: null } || entry.IsNameOnly)
                        && HostName.SameKey(entry.Name, item.Name, domain))
                        byName.TryAdd(target, entry.Ip);
                }
            }
            foreach (var (target, ip) in byName)
                if (wanted[target].Ip is null)
                    wanted[target] = wanted[target] with { Ip = ip };
        }
    }

    /// <summary>The entry of the same name, where it belongs to another client and is removed by the same call.</summary>
    private void KeepReplaced(bool replaces)
    {
        if (!Array.Exists(wanted, item => item is { WantsAddress: true, Ip: null }))
            return;
        var domain = network.Served.Domain;
        var index = new IdentityIndex(wanted, domain);
        var given = new AddressSet();
        foreach (ref readonly var item in wanted.AsSpan())
            if (item is { IsPresent: true, Ip: { } ip })
                given.Add(ip);
        foreach (var side in network.Sides)
        {
            foreach (var element in side.Reservations)
            {
                var entry = element.Reservation;
                if (entry.Name.IsNull || !CanBeGiven(entry.Ip))
                    continue;
                var targets = index.MayMean(entry);
                foreach (var target in targets)
                {
                    ref var item = ref wanted[target];
                    if (item is { WantsAddress: true, Ip: null, Name.IsNullOrEmpty: false } && entry.Family == FamilyOf(item)
                        && HostName.SameKey(entry.Name, item.Name, domain)
                        && IsRemoved(entry, targets, replaces) && given.Add(entry.Ip))
                        item = item with { Ip = entry.Ip };
                }
            }
        }
    }

    /// <param name="entry">One that bears the name of an item of another client.</param>
    /// <param name="targets">The items that may mean it.</param>
    /// <param name="replaces">Holders are removed, unless an item keeps them.</param>
    private bool IsRemoved(in Reservation entry, List<int> targets, bool replaces)
    {
        foreach (var target in targets)
        {
            ref readonly var item = ref wanted[target];
            var isClient = (item.Mac is { } mac && entry.Mac == mac)
                || (item.Id is { } id && entry.Id is { } other && other.SameClient(id));
            if (item.IsPresent && (isClient || item is { Mac: null, Id: null }))
                return false;
            replaces |= !item.IsPresent && (isClient || item is { Mac: null, Id: null }) && (item.Ip is null || item.Ip == entry.Ip);
        }
        return replaces;
    }

    /// <summary>By mac or id only: what name a guest bears in its lease is its own choice.</summary>
    private void KeepLeased()
    {
        if (network.Leases.Count == 0)
            return;
        var leases = new RowIndex(network.Leases.Count);
        for (var row = 0; row < network.Leases.Count; row++)
        {
            uint client = network.Leases[row] switch
            {
                { Mac: { } mac, Ip.Family: Family.V4 } => RowIndex.Hash(mac.Value),
                { Id: { } id } => RowIndex.Hash(id.Text.Span),
                _ => 0,
            };
            leases.Add(client, row);
        }
        foreach (ref var item in wanted.AsSpan())
        {
            if (item is not { WantsAddress: true, Ip: null } || item is { Mac: null, Id: null })
                continue;
            Lease? longest = null;
            for (var place =
                leases.First(item.Mac is { } mac ? RowIndex.Hash(mac.Value) : RowIndex.Hash(item.Id!.Value.Text.Span)); place >= 0; place =
                leases.Next(place))
                if (network.Leases[leases.Row(place)] is var lease && lease.Ip.Family == FamilyOf(item) && CanBeGiven(lease.Ip)
                    && (item.Mac is { } client ? lease.Mac == client : lease.Id is { } id && id.SameClient(item.Id!.Value))
                    && (longest is null || (lease.Expires ?? DateTimeOffset.MaxValue) > (longest.Expires ?? DateTimeOffset.MaxValue)))
                    longest = lease;
            if (longest is not null && free.Take(longest.Ip))
                item = item with { Ip = longest.Ip };
        }
    }

    /// <summary>In each of the network's definitions.</summary>
    private bool CanBeGiven(IpAddress ip)
    {
        if (within?.Contains(ip) == false)
            return false;
        foreach (var side in network.Sides)
            if (side.SubnetOf(ip) is not { Subnet: var subnet } || subnet.ReservedFor(ip) is not null)
                return false;
        return true;
    }
}
