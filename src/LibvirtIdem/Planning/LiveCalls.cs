using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Turns the live side's steps into calls of virNetworkUpdate, which matches loosely (virNetworkDefUpdateIPDHCPHost, conf/network_conf.c
/// 9.0): MODIFY overwrites the first entry that shares mac, ip or name, ADD refuses any that does, DELETE by mac takes an entry without
/// one. So the list is played through here, and MODIFY is sent only where exactly one entry can be meant. It is worth having: between a DELETE
/// and an ADD a guest that renews is refused (measured).
/// </summary>
internal static class LiveCalls
{
    public static IReadOnlyList<ApiCall> Order(SidePlan? live)
    {
        if (live is null || live.Steps.Count == 0)
            return [];
        var calls = new List<ApiCall>();
        var entries = new LooseEntries(live.Definition.Reservations);
        foreach (var step in live.Steps.OfType<ReservationEdit.Remove>())
        {
            entries.Remove(step.Old.SubnetIndex, step.Old.Reservation);
            calls.Add(new(ApiCommand.Delete, step.Old.SubnetIndex, step.Old.Reservation));
        }
        var waiting = new List<ReservationEdit.Replace>(live.Steps.OfType<ReservationEdit.Replace>());
        // One that frees an address lets another follow; what is left in the end goes round in a circle.
        for (var stuck = false; !stuck;)
        {
            stuck = true;
            foreach (var step in waiting.ToArray())
            {
                var (subnet, old) = (step.Old.SubnetIndex, step.Old.Reservation);
                if (!entries.IsOnlyMatch(subnet, old, step.New))
                    continue;
                entries.Remove(subnet, old);
                entries.Add(subnet, step.New);
                calls.Add(new(ApiCommand.Modify, subnet, step.New));
                stuck = !waiting.Remove(step);
            }
        }
        calls.AddRange(waiting.Select(step => new ApiCall(ApiCommand.Delete, step.Old.SubnetIndex, step.Old.Reservation)));
        calls.AddRange(waiting.Select(step => new ApiCall(ApiCommand.AddLast, step.Old.SubnetIndex, step.New)));
        calls.AddRange(live.Steps.OfType<ReservationEdit.Add>().Select(step => new ApiCall(ApiCommand.AddLast, step.SubnetIndex, step.New)));
        return calls;
    }

    /// <summary>How many entries hold each value: libvirt compares mac and ip by value, names exactly, ids never.</summary>
    private sealed class LooseEntries
    {
        private readonly Dictionary<(int, string), int> counts = [];

        public LooseEntries(IEnumerable<ReservationElement> elements)
        {
            foreach (var element in elements)
                Add(element.SubnetIndex, element.Reservation);
        }

        public void Add(int subnet, Reservation entry) => Count(subnet, entry, 1);

        public void Remove(int subnet, Reservation entry) => Count(subnet, entry, -1);

        public bool IsOnlyMatch(int subnet, Reservation old, Reservation changed)
        {
            var oldValues = Values(old).ToList();
            var newValues = Values(changed).ToList();
            return newValues.Exists(oldValues.Contains)
                && oldValues.TrueForAll(value => counts[(subnet, value)] == 1)
                && newValues.TrueForAll(value => oldValues.Contains(value) || counts.GetValueOrDefault((subnet, value)) == 0);
        }

        private void Count(int subnet, Reservation entry, int by)
        {
            foreach (var value in Values(entry))
                counts[(subnet, value)] = counts.GetValueOrDefault((subnet, value)) + by;
        }

        private static IEnumerable<string> Values(Reservation entry)
        {
            yield return "ip " + entry.Ip;
            if (entry.Mac is { } mac)
                yield return "mac " + mac;
            if (entry.Name is { } name)
                yield return "name " + name;
        }
    }
}
