using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>Items that are to be absent and mean an entry that another item updates.</summary>
internal sealed partial class EntryMatcher
{
    private readonly List<(int Target, int Owner, Reservation Entry)> left = [];

    /// <summary>The entries stay with the items that update them.</summary>
    private void Leave(DefinitionSide side, int target)
    {
        foreach (var entry in side.Owned.Entries(target))
            if (side.OwnerOf(entry) is { } owner && wanted[owner].IsPresent)
                left.Add((target, owner, side.Entry(entry)));
        side.Owned.Leave(target, entry => side.OwnerOf(entry) is { } owner && wanted[owner].IsPresent);
    }

    private void RefuseContradictions()
    {
        foreach (var (target, owner, entry) in left)
            if (!isRefused[target] && !isRefused[owner] && AbsentItem.IsKept(wanted[target], wanted[owner], desired[owner], domain))
                Refuse(target, Message.BothMean(wanted[target], wanted[owner], entry));
    }
}
