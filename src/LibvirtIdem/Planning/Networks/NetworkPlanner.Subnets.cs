using LibvirtIdem.Asking;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <content>A subnet that the tool finds (<c>ipv4=auto</c>), and what moves with one (<c>renumber</c>).</content>
internal sealed partial class NetworkPlanner
{
    /// <summary><c>ipv4=auto</c>: nothing where the network has a subnet already.</summary>
    private void FindIpv4()
    {
        if (!request.WantsIpv4 || state.Base?.Subnets.Any(subnet => subnet.Subnet.Family == Family.V4) == true)
            return;
        if (FreeSubnet.Find(facts.Neighbours, state.Network.Live, out var obstacle) is not { } subnet)
        {
            problems.Add(Message.NoFreeSubnet());
            return;
        }
        if (obstacle is not null)
            warnings.Add(Message.NextSubnet(obstacle, subnet));
        request = request with { Ipv4 = [subnet], Ranges = request.Ranges ?? [.. state.Base?.Ranges ?? [], FreeSubnet.RangeOf(subnet)] };
    }

    private bool IsRenumbered(NetworkDefinition before, NetworkDefinition after) =>
        request.Renumber && before.Reservations.Count == after.Reservations.Count;

    private void PlanRenumbered(NetworkDefinition before, NetworkDefinition after)
    {
        foreach (var (old, moved) in Renumbered(before, after).Replaced)
            changes.Add(new(ChangeAction.Updated, "reservation", old.Reservation.ToString(), moved.ToString()));
    }

    /// <summary>By place: moving keeps the order.</summary>
    private static ReservationEdits Renumbered(NetworkDefinition before, NetworkDefinition after)
    {
        var renumbered = new ReservationEdits(before);
        for (var entry = 0; entry < after.Reservations.Count; entry++)
            if (!before.Reservations[entry].Reservation.Equals(after.Reservations[entry].Reservation))
                renumbered.Replace(entry, after.Reservations[entry].Reservation);
        return renumbered;
    }

    /// <summary>Also of a restart that is still to come, on each call that asks for it.</summary>
    private void WarnOfRenumberedGuests(NetworkDefinition live, NetworkDefinition after)
    {
        if (request.Renumber && state.Ports.Count > 0
            && Array.Exists(live.Subnets, subnet => after.SubnetOf(subnet.Subnet.Address)?.Subnet != subnet.Subnet))
            warnings.Add(Message.GuestsRenumbered(request.Name, state.Ports, request.Restart == RestartOption.IfNeeded));
    }

    /// <summary>With force, reservations that a moved subnet leaves outside go.</summary>
    private NetworkDefinition WithoutStranded(NetworkDefinition after)
    {
        if (!request.Force || request.Document is not null)
            return after;
        var left = new ReservationEdits(after);
        for (var entry = 0; entry < after.Reservations.Count; entry++)
            if (after.Reservations[entry] is var element && element.SubnetIndex != after.OptionsPlace
                && !after.Subnets[element.SubnetIndex].Subnet.Contains(element.Reservation.Ip)
                && state.Base?.SubnetOf(element.Reservation.Ip) is not null)
                left.Remove(entry);
        return left.IsEmpty ? after : NetworkXml.Read(NetworkXmlEditor.Apply(left));
    }
}
