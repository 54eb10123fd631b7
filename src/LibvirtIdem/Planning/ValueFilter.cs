using System.Runtime.CompilerServices;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// Which addresses, macs, ids and names somebody asks about, as bits of their hashes: says of an entry that it has none of them, which in a call for
/// one guest is nearly every entry of the network. It may say "perhaps" of one that has none, never "none" of one that has.
/// </summary>
internal sealed class ValueFilter
{
    private const int BitsForEach = 16;
    private const int LeastBits = 1024;

    private readonly ulong[] bits;

    /// <param name="values">How many will be entered, about.</param>
    public ValueFilter(int values)
    {
        var size = LeastBits;
        while (size < values * (long)BitsForEach && size < 1 << 30)
            size *= 2;
        bits = new ulong[size / 64];
    }

    public void Add(IpAddress ip) => Set(RowIndex.Hash(ip));

    public void Add(MacAddress mac) => Set(RowIndex.Hash(mac.Value));

    public void Add(ClientId id) => Set(RowIndex.Hash(id.Text.Span));

    public void Add(Text name)
    {
        if (!name.IsNull)
            Set(HostName.Hash(name.Span));
    }

    public bool MayHave(in Reservation entry) =>
        IsSet(RowIndex.Hash(entry.Ip))
        || (entry.Mac is { } mac && IsSet(RowIndex.Hash(mac.Value)))
        || (!entry.Name.IsNull && IsSet(entry.NameHash))
        || (entry is { Family: Family.V6, Id: { } id } && IsSet(RowIndex.Hash(id.Text.Span)));

    private void Set(uint hash) => Word(hash) |= 1UL << (int)(hash & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsSet(uint hash) => (Word(hash) >> (int)(hash & 63) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Word(uint hash) => ref bits[hash >> 6 & (uint)(bits.Length - 1)];
}
