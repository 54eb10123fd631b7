using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>One side of the network while a plan is made of it: who of the call means which entry, and what happens to them.</summary>
internal sealed class DefinitionSide(NetworkDefinition definition, int targets)
{
    private const int None = 0;

    private int[]? owners;
    private Dictionary<int, int>? successors;

    public NetworkDefinition Definition { get; } = definition;

    public ReservationEdits Edits { get; } = new(definition);

    /// <summary>
    /// The definition with the names that its DNS shall have and the limit of leases, its reservations as they are; the very bytes where
    /// none of that changes.
    /// </summary>
    public byte[] Named { get; set; } = definition.Xml;

    /// <summary>Its dnsmasq option for the limit of leases changes.</summary>
    public bool ChangesLimit { get; set; }

    public bool ChangesNames => !ReferenceEquals(Named, Definition.Xml);

    public bool IsChanged => !Edits.IsEmpty || ChangesNames;

    public Ownership Owned { get; } = new(targets);

    public ref readonly Reservation Entry(int entry) => ref Definition.Reservations[entry].Reservation;

    /// <summary>The one of several that stays: the one with the wanted address, else the first; -1 where there is none.</summary>
    public int KeptEntry(int target, IpAddress? ip)
    {
        if (Owned.HasSeveral(target))
            foreach (var entry in Owned.Entries(target))
                if (Entry(entry).Ip == ip)
                    return entry;
        return Owned.First(target);
    }

    /// <summary>The target that has the entry, or null.</summary>
    public int? OwnerOf(int entry) => owners is { } all && all[entry] != None ? all[entry] - 1 : null;

    public void SetOwner(int entry, int target) => (owners ??= new int[Definition.Reservations.Count])[entry] = target + 1;

    /// <summary>The entry of another client whose place the target takes, or -1.</summary>
    public int Successor(int target) => successors is { } all && all.TryGetValue(target, out var entry) ? entry : -1;

    public void SetSuccessor(int target, int entry) => (successors ??= [])[target] = entry;
}
