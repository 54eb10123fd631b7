using System.Runtime.InteropServices;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>From what one side holds to what it shall hold. The same edits become byte edits and API calls.</summary>
internal sealed class ReservationEdits(NetworkDefinition definition)
{
    private const int Stays = 0;
    private const int Goes = -1;

    private readonly List<Reservation> replacements = [];
    private readonly List<Reservation>?[] additions = new List<Reservation>?[definition.Subnets.Length + 1];

    private int expected;

    /// <summary>
    /// For each entry <see cref="Stays"/>, <see cref="Goes"/>, or the number of its replacement, from 1. Null while all stay.
    /// </summary>
    private int[]? fates;

    public NetworkDefinition Definition { get; } = definition;

    /// <summary>How many entries are added, replaced or removed.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>One at least is a dnsmasq option.</summary>
    public bool ChangesOptions =>
        AddedTo(Definition.OptionsPlace).Length > 0
        || Removed.Concat(Replaced.Select(step => step.Old)).Any(entry => entry.SubnetIndex == Definition.OptionsPlace);

    /// <summary>Entries that go, in the document's order.</summary>
    public IEnumerable<ReservationElement> Removed => Entries(fate => fate == Goes).Select(entry => Definition.Reservations[entry]);

    /// <summary>Entries that change in their place, with what they become.</summary>
    public IEnumerable<(ReservationElement Old, Reservation New)> Replaced =>
        Entries(fate => fate > Stays).Select(entry => (Definition.Reservations[entry], replacements[fates![entry] - 1]));

    /// <summary>
    /// What comes at the end of each subnet's entries, and of the options (<see cref="NetworkDefinition.OptionsPlace"/>).
    /// </summary>
    public IEnumerable<(int SubnetIndex, Reservation New)> Added =>
        additions.Index().SelectMany(place => (place.Item ?? []).Select(added => (place.Index, added)));

    /// <summary>What the side holds once the edits are done, in its order.</summary>
    public IEnumerable<Reservation> After
    {
        get
        {
            foreach (var reservation in new ResultingReservations(this))
                yield return reservation;
        }
    }

    /// <summary>
    /// The same end, from another document of the same network: what it has and is not wanted goes, what it lacks comes after the last.
    /// Where an address's subnet is missing there, so is the reservation.
    /// </summary>
    public ReservationEdits RebaseOn(NetworkDefinition other)
    {
        var (edits, wanted, found) = (new ReservationEdits(other), new ReservationSet(), new ReservationSet());
        foreach (var reservation in After)
            wanted.Add(reservation);
        for (var entry = 0; entry < other.Reservations.Count; entry++)
            if (!wanted.Contains(other.Reservations[entry].Reservation) || !found.Add(other.Reservations[entry].Reservation))
                edits.Remove(entry);
        foreach (var reservation in wanted.Items)
            if (!found.Contains(reservation) && other.PlaceOf(reservation) is { } place)
                edits.Add(place, reservation);
        return edits;
    }

    /// <summary>
    /// Takes a change of ours back on what is there now: of the entries that it touched, those that were not there before go, and those
    /// that were come again. What others did meanwhile stays.
    /// </summary>
    public static ReservationEdits RevertOn(NetworkDefinition now, NetworkDefinition before, ReservationSet touched)
    {
        var (edits, old, present, removed) = (new ReservationEdits(now), new ReservationSet(), new ReservationSet(), new List<int>());
        foreach (var element in before.Reservations)
            old.Add(element.Reservation);
        for (var entry = 0; entry < now.Reservations.Count; entry++)
        {
            var reservation = now.Reservations[entry].Reservation;
            present.Add(reservation);
            if (touched.Contains(reservation) && !old.Contains(reservation))
                removed.Add(entry);
        }
        // One of the same client goes back in its place: a single call of the API, as the change was.
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in removed)
            if (!places.TryAdd(now.Reservations[entry].Reservation.Client, entry))
                edits.Remove(entry);
        foreach (var reservation in old.Items)
        {
            if (!touched.Contains(reservation) || present.Contains(reservation) || now.PlaceOf(reservation) is not { } target)
                continue;
            if (places.Count > 0 && places.TryGetValue(reservation.Client, out var place) && now.Reservations[place].SubnetIndex == target
                && places.Remove(reservation.Client))
                edits.Replace(place, reservation);
            else
                edits.Add(target, reservation);
        }
        foreach (var entry in places.Values)
            edits.Remove(entry);
        return edits;
    }

    /// <summary>Good until something more is added.</summary>
    public ReadOnlySpan<Reservation> AddedTo(int subnet) => CollectionsMarshal.AsSpan(additions[subnet]);

    /// <summary>What becomes of an entry that is not removed.</summary>
    public ref readonly Reservation ResultOf(int entry) =>
        ref EditOf(entry) == Stays ? ref Definition.Reservations[entry].Reservation
            : ref CollectionsMarshal.AsSpan(replacements)[EditOf(entry) - 1];

    public bool IsRemoved(int entry) => EditOf(entry) == Goes;

    /// <summary>The number that may be added to one subnet: room for them is made at once.</summary>
    public void Expect(int count) => expected = count;

    /// <summary>At the end of the subnet's reservations.</summary>
    public void Add(int subnet, in Reservation reservation)
    {
        (additions[subnet] ??= new(expected)).Add(reservation);
        Count++;
    }

    /// <summary>In the old one's place, in the same subnet.</summary>
    public void Replace(int entry, in Reservation reservation)
    {
        replacements.Add(reservation);
        SetEdit(entry, replacements.Count);
    }

    public void Remove(int entry) => SetEdit(entry, Goes);

    private int EditOf(int entry) => fates is null ? Stays : fates[entry];

    private void SetEdit(int entry, int fate)
    {
        fates ??= new int[Definition.Reservations.Count];
        if (fates[entry] == Stays)
            Count++;
        fates[entry] = fate;
    }

    private IEnumerable<int> Entries(Predicate<int> has)
    {
        for (var entry = 0; fates is not null && entry < fates.Length; entry++)
            if (has(fates[entry]))
                yield return entry;
    }
}
