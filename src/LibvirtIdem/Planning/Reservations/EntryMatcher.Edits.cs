using LibvirtIdem.Asking;

namespace LibvirtIdem.Planning;

/// <content>What happens to the entries of one side.</content>
internal sealed partial class EntryMatcher
{
    private void Edit(DefinitionSide side, int target)
    {
        var (edits, count) = (side.Edits, side.Edits.Count);
        if (desired[target].IsOption && KeepsOptions(side))
            return;
        var subnet = wanted[target].IsPresent ? side.Definition.PlaceOf(desired[target])!.Value : -1;
        var keeper = subnet < 0 ? -1 : side.Successor(target) is >= 0 and var successor ? successor
            : side.KeptEntry(target, wanted[target].Ip);
        if (keeper >= 0 && side.Definition.Reservations[keeper].SubnetIndex != subnet)
            keeper = -1;
        if (side.Owned.First(target) != keeper || side.Owned.HasSeveral(target))
            foreach (var entry in side.Owned.Entries(target))
                if (entry != keeper && !(side.Entry(entry).IsOption && KeepsOptions(side)))
                    edits.Remove(entry);
        if (subnet >= 0 && keeper < 0)
            edits.Add(subnet, desired[target]);
        else if (keeper >= 0 && !side.Entry(keeper).SameAs(desired[target]))
            // The sides may spell a name differently; an entry that is replaced has no say in it.
            edits.Replace(keeper,
                side.Successor(target) < 0 && side.Entry(keeper).Name.EqualsIgnoreCase(desired[target].Name)
                ? desired[target] with { Name = side.Entry(keeper).Name } : desired[target]);
        isTouched[target] |= edits.Count > count;
    }

    /// <summary>
    /// dnsmasq reads its options when it starts: without a restart the running network keeps the reservations among them.
    /// </summary>
    private bool KeepsOptions(DefinitionSide side) => request.Restart != RestartOption.Dnsmasq && side != Config && Config is not null;
}
