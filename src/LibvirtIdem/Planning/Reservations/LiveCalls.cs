using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Turns the live side's edits into calls of virNetworkUpdate, which matches loosely (virNetworkDefUpdateIPDHCPHost, conf/network_conf.c
/// 9.0): MODIFY overwrites the first entry that shares mac, ip or name, ADD refuses any that does, DELETE by mac takes an entry without
/// one. So the list is played through here, and MODIFY is sent only where exactly one entry can be meant. It is worth having: between a
/// DELETE and an ADD a guest that renews is refused (measured).
/// </summary>
internal static class LiveCalls
{
    public static IReadOnlyList<ApiCall> Order(ReservationEdits live)
    {
        if (live.IsEmpty)
            return [];
        // What is a dnsmasq option is none of the API's.
        var options = live.Definition.OptionsPlace;
        var waiting = live.Replaced.Where(step => step.Old.SubnetIndex != options).ToList();
        var entries = new LooseEntries(waiting.Count == 0 ? default : live.Definition.Reservations.Entries);
        var calls = new List<ApiCall>();
        foreach (var removed in live.Removed.Where(entry => entry.SubnetIndex != options))
        {
            entries.Count(removed.SubnetIndex, removed.Reservation, -1);
            calls.Add(new(ApiCommand.Delete, removed.SubnetIndex, removed.Reservation));
        }
        // One that frees an address lets another follow; what is left in the end goes round in a circle.
        for (var stuck = false; !stuck;)
        {
            var left = waiting.FindAll(step => !TryModify(step.Old, step.New));
            stuck = left.Count == waiting.Count;
            waiting = left;
        }
        calls.AddRange(waiting.Select(step => new ApiCall(ApiCommand.Delete, step.Old.SubnetIndex, step.Old.Reservation)));
        calls.AddRange(waiting.Select(step => new ApiCall(ApiCommand.AddLast, step.Old.SubnetIndex, step.New)));
        calls.AddRange(live.Added.Where(step => step.SubnetIndex != options)
            .Select(step => new ApiCall(ApiCommand.AddLast, step.SubnetIndex, step.New)));
        return calls;

        bool TryModify(in ReservationElement old, in Reservation changed)
        {
            if (!entries.IsOnlyMatch(old.SubnetIndex, old.Reservation, changed))
                return false;
            entries.Count(old.SubnetIndex, old.Reservation, -1);
            entries.Count(old.SubnetIndex, changed, 1);
            calls.Add(new(ApiCommand.Modify, old.SubnetIndex, changed));
            return true;
        }
    }

    /// <summary>How many entries hold each value: libvirt compares mac and ip by value, names exactly, ids never.</summary>
    private sealed class LooseEntries
    {
        private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

        public LooseEntries(ReadOnlySpan<ReservationElement> elements)
        {
            foreach (var element in elements)
                Count(element.SubnetIndex, element.Reservation, 1);
        }

        public void Count(int subnet, in Reservation entry, int by)
        {
            foreach (var value in Values(subnet, entry))
                counts[value] = counts.GetValueOrDefault(value) + by;
        }

        public bool IsOnlyMatch(int subnet, in Reservation old, in Reservation changed)
        {
            var (oldValues, newValues) = (Values(subnet, old), Values(subnet, changed));
            return newValues.Exists(oldValues.Contains)
                && oldValues.TrueForAll(value => counts[value] == 1)
                && newValues.TrueForAll(value => oldValues.Contains(value) || counts.GetValueOrDefault(value) == 0);
        }

        private static List<string> Values(int subnet, in Reservation entry)
        {
            var values = new List<string> { $"{subnet} ip {entry.Ip}" };
            if (entry.Mac is { } mac)
                values.Add($"{subnet} mac {mac}");
            if (!entry.Name.IsNull)
                values.Add($"{subnet} name {entry.Name}");
            return values;
        }
    }
}
