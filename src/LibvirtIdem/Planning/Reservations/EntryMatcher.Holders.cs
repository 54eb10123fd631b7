using LibvirtIdem.Asking;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <content>Entries that no item means: which conflict, which are removed, and which are outside of what the call may touch.</content>
internal sealed partial class EntryMatcher
{
    /// <summary><c>prune</c>: no libvirt domain has the entry's MAC.</summary>
    public bool HasNoGuest(in Reservation entry) =>
        request is { Prune: true, GuestMacs: { } guests } && entry.Mac is { } mac && !guests.Has(mac);

    /// <summary>An item that would change or remove a reservation outside <c>within</c>.</summary>
    private void RefuseOutsideScope()
    {
        if (request.Within is not { } within)
            return;
        foreach (var side in sides)
            for (var target = 0; target < wanted.Length; target++)
                foreach (var entry in side.Owned.Entries(target))
                    if (!isRefused[target] && !within.Contains(side.Entry(entry).Ip))
                        Refuse(target, Message.HolderOutsideScope(wanted[target], side.Entry(entry), within));
    }

    /// <summary>Entries of other clients that are in conflict with an item, or that <c>purge</c> or <c>prune</c> removes.</summary>
    private void FindHolders(DefinitionSide side, Claims claims)
    {
        var entries = side.Definition.Reservations.Entries;
        for (var entry = 0; entry < entries.Length; entry++)
        {
            ref readonly var holder = ref entries[entry].Reservation;
            if ((request is { Purge: false, Prune: false } && !claims.MayStandInTheWay(holder)) || side.OwnerOf(entry) is not null)
                continue;
            var claim = claims.Against(holder);
            var isInScope = request.Within?.Contains(holder.Ip) != false;
            var isRemoved = isInScope && (request.Purge || HasNoGuest(holder));
            if (claim is null && !isRemoved)
                continue;
            if (claim is { } stopped && request.OnConflict == OnConflict.Fail && !isRemoved && (isInScope || !request.Purge))
            {
                // Drift apart, the other side says the same again.
                if (side == sides[0] || !isRefused[stopped.Target])
                    Refuse(stopped.Target, Message.Conflict(
                        wanted[stopped.Target], stopped.Field, stopped.Value, holder,
                        stopped.Field == "ip" ? NextFree(holder.Family) : null));
                continue;
            }
            if (claim is { } outside && !isInScope)
            {
                if (!isRefused[outside.Target])
                    Refuse(outside.Target, Message.HolderOutsideScope(wanted[outside.Target], holder, request.Within!));
                continue;
            }
            if (holder.IsOption && KeepsOptions(side))
                continue;
            // A recreated guest: its entry takes the old one's place, which the API can do in one step.
            if (claim is { } heir && !side.Owned.Any(heir.Target) && desired[heir.Target].Family == holder.Family
                && side.Successor(heir.Target) < 0
                && side.Definition.PlaceOf(desired[heir.Target]) == side.Definition.Reservations[entry].SubnetIndex)
                side.SetSuccessor(heir.Target, entry);
            else
                side.Edits.Remove(entry);
            Displaced.Add(holder);
        }
    }
}
