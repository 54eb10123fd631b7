using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>From what was read to what is reported.</summary>
internal static class InfoPlanner
{
    public static Info Plan(InfoState state)
    {
        var warnings = new List<string>(state.Warnings);
        var networks = new List<NetworkInfo>(state.Networks.Count);
        foreach (var network in state.Networks)
            networks.Add(Describe(network, Hosts(state.EtcHosts, network.Name, warnings), state, warnings));
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
            var warning = Message.Unreadable(file.Shown, unreadable.Line, unreadable.Message).Msg;
            if (!warnings.Contains(warning))
                warnings.Add(warning);
            return null;
        }
    }

    private static NetworkInfo Describe(ObservedNetwork seen, EtcHosts? hosts, InfoState machine, List<string> warnings)
    {
        var (state, definition) = (seen.State, seen.State.Config ?? seen.State.Live!);
        // Before the drift is looked for, which makes the block's lines its own.
        var lines = hosts is null ? null : new HostsLines([.. hosts.Own]);
        if (state.StatusFileAhead is not null)
            warnings.Add(Message.StatusAhead(seen.Name));
        if (seen.StaleStatus is { } stale)
            warnings.Add(Message.StaleStatus(stale, seen.Name));
        if (state.UnreadableLeases is { } problem)
            warnings.Add(problem.Msg);
        var reservations = new List<ListedReservation>(definition.Reservations.Count);
        foreach (var element in definition.Reservations)
            reservations.Add(new(
                seen.Name, element.Reservation, lines?.AliasesOf(element.Reservation) is { Count: > 0 } aliases ? aliases : null));
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
            Details = NetworkDetails.Read(definition),
            Subnets = Subnets(state.Served),
            Reservations = reservations,
            Leases = state.Leases,
            Drift =
            [
                .. DriftFinder.Find(seen, hosts, hosts is null ? [] : HostOwnNames.Of(hosts, machine.HostName), warnings),
                .. WithoutGuest(reservations, machine.Guests)
                    .Select(listed => new DriftEntry(DriftPlace.Guests, DriftProblem.NoGuest, listed)),
            ],
            NextFree = NextFree(state),
        };
    }

    /// <summary>None where there is no domain at all: then nothing is known of the guests, or all of them are elsewhere.</summary>
    private static IEnumerable<ListedReservation> WithoutGuest(List<ListedReservation> reservations, GuestMacs? guests) =>
        guests is not { HasGuests: true } ? [] : reservations.Where(listed => listed.Reservation.Mac is { } mac && !guests.Has(mac));

    private static List<SubnetInfo> Subnets(NetworkDefinition definition)
    {
        var subnets = new List<SubnetInfo>(definition.Subnets.Length);
        var elements = definition.Subnets.Length == 0 ? [] : XmlElement.ReadNetwork(definition.Xml).All("ip");
        foreach (var subnet in definition.Subnets)
        {
            var times = new Dictionary<string, LeaseTime?>(StringComparer.Ordinal);
            foreach (var element in elements[subnet.Index].Child("dhcp")?.All("range") ?? [])
                times[NetworkElements.RangeKey(element)] = NetworkElements.LeaseTimeOf(element);
            var ranges = new List<RangeInfo>(subnet.Ranges.Count);
            foreach (var range in subnet.Ranges)
                ranges.Add(new(range, times.GetValueOrDefault($"{range.Start}-{range.End}")));
            subnets.Add(new(subnet.Subnet, ranges));
        }
        return subnets;
    }

    /// <summary>IPv4's where the network has any.</summary>
    private static IpAddress? NextFree(NetworkSnapshot state) =>
        new FreeAddresses(state).Next(FreeAddresses.SubnetOf(state.Served, Family.V4) is null ? Family.V6 : Family.V4);
}
