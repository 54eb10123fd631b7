using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <content>What the result says of each reservation.</content>
internal sealed partial class NetworkReservationsPlanner
{
    public IEnumerable<Change> Changes()
    {
        foreach (var entry in reservations.Displaced.Items)
            yield return new(Name, ChangeAction.Removed, entry, null)
            { HasDns = names?.HadDisplaced(entry.Ip) == true, HasNoGuest = reservations.HasNoGuest(entry) };
        for (var target = 0; target < reservations.Count; target++)
        {
            if (!reservations.IsTouched(target))
                continue;
            var before = aliasesBefore?[target];
            if (!reservations.Wanted(target).IsPresent)
                foreach (var entry in reservations.Entries(target))
                    yield return new(Name, ChangeAction.Removed, entry, before) { HasDns = names?.Had(target) == true };
            else if (reservations.Before(target) is { } old)
                yield return new(Name, ChangeAction.Updated, reservations.Desired(target), AliasesAfter(target), old, before)
                { HasDns = names?.Has(target) == true };
            else
                yield return new(Name, ChangeAction.Added, reservations.Desired(target), AliasesAfter(target))
                { HasDns = names?.Has(target) == true };
        }
    }

    /// <summary>In the order of the items.</summary>
    public List<ResolvedItem> Resolved()
    {
        var resolved = new List<ResolvedItem>();
        for (var target = 0; target < reservations.Count; target++)
            if (reservations.Wanted(target).IsPresent && reservations.Wanted(target).IsResolved)
                resolved.Add(new(Name, reservations.Wanted(target).At, reservations.Desired(target)));
        return resolved;
    }
}
