using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>From what was read to what is told of it.</summary>
internal static class InfoPlanner
{
    public static Info Plan(InfoState state)
    {
        var warnings = new List<string>(state.Warnings);
        var networks = new List<NetworkInfo>(state.Networks.Count);
        foreach (var network in state.Networks)
            networks.Add(Tell(network, Hosts(state.EtcHosts, network.Name, warnings), state.HostName, warnings));
        return new(state.Daemon, networks, warnings);
    }

    /// <summary>Null where its markers are damaged: then nothing can be said of it, and all else still can.</summary>
    private static EtcHosts? Hosts(FileSnapshot file, string network, List<string> warnings)
    {
        try
        {
            return EtcHosts.Read(file.Bytes ?? [], network);
        }
        catch (UnreadableException unreadable)
        {
            var warning = Sentences.Unreadable(file.Path, unreadable.Line, unreadable.Message).Msg;
            if (!warnings.Contains(warning))
                warnings.Add(warning);
            return null;
        }
    }

    private static NetworkInfo Tell(SeenNetwork seen, EtcHosts? hosts, string? hostName, List<string> warnings)
    {
        var (state, definition) = (seen.State, seen.State.Config ?? seen.State.Live!);
        // Before the drift is looked for, which makes the block's lines its own.
        var lines = hosts is null ? null : new HostsLines([.. hosts.Own]);
        var reservations = new List<ListedReservation>(definition.Reservations.Length);
        foreach (var element in definition.Reservations)
            reservations.Add(new(seen.Name, element.Reservation, lines?.AliasesOf(element.Reservation) is { Count: > 0 } aliases ? aliases : null));
        return new()
        {
            Name = seen.Name,
            Uuid = definition.Uuid,
            IsActive = state.Live is not null,
            IsPersistent = state.Config is not null,
            Autostarts = seen.Autostarts,
            Forward = state.Served.Forward,
            Bridge = state.Served.Bridge,
            Domain = state.Served.Domain.OrNull(),
            Subnets = Subnets(state.Served),
            Reservations = reservations,
            Leases = state.Leases,
            Drift = DriftFinder.Find(seen.Name, state, hosts, hosts is null ? [] : OwnNames.Of(hosts, hostName), warnings),
            NextFree = NextFree(state),
        };
    }

    private static List<SubnetInfo> Subnets(NetworkDefinition definition)
    {
        var subnets = new List<SubnetInfo>(definition.Subnets.Length);
        var elements = definition.Subnets.Length == 0 ? [] : XmlElement.ReadNetwork(definition.Xml).All("ip");
        foreach (var subnet in definition.Subnets)
        {
            var ranges = new List<RangeInfo>(subnet.Ranges.Count);
            foreach (var range in subnet.Ranges)
            {
                LeaseTime? time = null;
                foreach (var element in elements[subnet.Index].Child("dhcp")?.All("range") ?? [])
                    if (NetworkRecords.RangeKey(element) == $"{range.Start}-{range.End}")
                        time = NetworkRecords.LeaseTimeOf(element);
                ranges.Add(new(range, time));
            }
            subnets.Add(new(subnet.Subnet, ranges));
        }
        return subnets;
    }

    /// <summary>Of the subnet that DHCP is served on, or would be: libvirt has one for each family. IPv4's where there is one.</summary>
    private static IpAddress? NextFree(NetworkState state)
    {
        SubnetElement? chosen = null;
        foreach (var subnet in state.Served.Subnets)
            if (chosen is null || Rank(subnet) > Rank(chosen))
                chosen = subnet;
        if (chosen is null)
            return null;
        var taken = new AddressSet();
        foreach (var side in state.Sides)
        {
            foreach (var element in side.Reservations)
                taken.Add(element.Reservation.Ip);
            foreach (var subnet in side.Subnets)
                taken.Add(subnet.Subnet.Address);
        }
        foreach (var (_, line) in Hostsfile.Lines(state.Hostsfile.Bytes ?? []))
            if (line is { } reservation)
                taken.Add(reservation.Ip);
        foreach (var lease in state.Leases)
            taken.Add(lease.Ip);
        return FreeAddress.Lowest(chosen.Subnet, chosen.Ranges, taken);

        static int Rank(SubnetElement subnet) => (subnet.Subnet.Family == Family.V4 ? 2 : 0) + (subnet.HasDhcp ? 1 : 0);
    }
}
