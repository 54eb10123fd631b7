using System.Runtime.CompilerServices;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Which addresses, macs, ids and names a call for a few guests asks about, as bits of their hashes: says of an entry that it has none of
/// them, which is true of nearly every entry of a large network. It may say "perhaps" of one that has none, never "none" of one that has.
/// </summary>
internal sealed class ValueFilter
{
    private const int Words = 64;

    /// <summary>With more there would be hardly a word without a bit.</summary>
    private const int MostValues = 256;

    private readonly ulong[] bits = new ulong[Words];
    private int count;
    private bool hasIds;

    public void Add(IpAddress ip) => Set(RowIndex.Hash(ip));

    public void Add(MacAddress mac) => Set(Reservation.HashOf(mac));

    public void Add(ClientId id)
    {
        hasIds = true;
        Set(RowIndex.Hash(id.Text.Span));
    }

    /// <param name="hash"><see cref="HostName.Hash"/> of it.</param>
    public void AddName(uint hash) => Set(hash);

    /// <summary>
    /// Of what the entry does not have, the hash is looked up nevertheless: that is faster than to look whether it has it.
    /// </summary>
    public bool MayHave(in Reservation entry) =>
        count > MostValues || IsSet(RowIndex.Hash(entry.Ip)) || IsSet(entry.MacHash) || IsSet(entry.NameHash)
        || (hasIds && entry.Id is { } id && IsSet(RowIndex.Hash(id.Text.Span)));

    private void Set(uint hash)
    {
        if (count++ > MostValues)
            return;
        Word(hash) |= 1UL << (int)(hash & 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsSet(uint hash) => (Word(hash) >> (int)(hash & 63) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Word(uint hash) => ref bits[hash >> 6 & (Words - 1)];
}
