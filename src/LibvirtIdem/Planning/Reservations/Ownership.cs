namespace LibvirtIdem.Planning;

/// <summary>
/// Which entries of one side each target means: by its client (mac or id) and by its name. Nearly always one at most, so the first
/// is in an array and only further ones cost a list.
/// </summary>
internal sealed class Ownership(int targets)
{
    private readonly int[] clients = new int[targets];
    private readonly int[] names = new int[targets];
    private readonly Dictionary<int, List<int>> moreClients = [];
    private readonly Dictionary<int, List<int>> moreNames = [];

    /// <summary>The first entry, or -1.</summary>
    public int First(int target) => (clients[target] != 0 ? clients[target] : names[target]) - 1;

    /// <summary>Known by its client, and not by a name alone.</summary>
    public bool IsByClient(int target) => clients[target] != 0;

    /// <summary>How many targets have an entry.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            for (var target = 0; target < clients.Length; target++)
                count += Any(target) ? 1 : 0;
            return count;
        }
    }

    public bool Any(int target) => First(target) >= 0;

    public bool HasSeveral(int target) => (IsByClient(target) ? moreClients : moreNames) is { Count: > 0 } more && more.ContainsKey(target);

    public IEnumerable<int> Entries(int target)
    {
        if (!Any(target))
            return [];
        var first = First(target);
        return (IsByClient(target) ? moreClients : moreNames).TryGetValue(target, out var more) ? more.Prepend(first) : [first];
    }

    public void AddClient(int target, int entry) => Add(clients, moreClients, target, entry);

    public void AddName(int target, int entry) => Add(names, moreNames, target, entry);

    /// <summary>Gives up entries of other items.</summary>
    public void Leave(int target, Predicate<int> isTheirs)
    {
        var kept = Entries(target).Where(entry => !isTheirs(entry)).ToList();
        (clients[target], names[target]) = (0, 0);
        moreClients.Remove(target);
        moreNames.Remove(target);
        foreach (var entry in kept)
            AddClient(target, entry);
    }

    private static void Add(int[] firsts, Dictionary<int, List<int>> more, int target, int entry)
    {
        if (firsts[target] == 0)
        {
            firsts[target] = entry + 1;
            return;
        }
        if (!more.TryGetValue(target, out var list))
            more[target] = list = [];
        list.Add(entry);
    }
}
