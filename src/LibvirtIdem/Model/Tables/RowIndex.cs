using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LibvirtIdem.Model;

/// <summary>
/// Finds rows of a table by the hash of one of their values. It holds numbers only: the caller compares the value itself, in the
/// table. One small class for addresses, MACs and names, where a generic dictionary for each would be a tenth of the binary.
/// </summary>
internal sealed class RowIndex
{
    /// <summary>No (more) rows.</summary>
    public const int None = -1;

    private static readonly int[] NoHeads = [0];

    private readonly int expected;
    private int[] heads = NoHeads;
    private int[] nexts = [];
    private uint[] hashes = [];
    private int count;

    /// <summary>
    /// The row at each place. Null while they are the same number, as where all rows of a table are entered in its order.
    /// </summary>
    private int[]? rows;

    /// <param name="expected">How many there may be: room for them is made with the first.</param>
    public RowIndex(int expected) => this.expected = expected;

    public bool IsEmpty => count == 0;

    public void Add(uint hash, int row)
    {
        if (count == nexts.Length)
            Grow();
        if (row != count)
            rows ??= Numbered();
        if (rows is not null)
            rows[count] = row;
        ref var head = ref heads[hash & (uint)(heads.Length - 1)];
        (hashes[count], nexts[count]) = (hash, head);
        head = ++count;
    }

    /// <summary>A place at which a row with this hash stands, the newest first; <see cref="None"/> where there is none.</summary>
    public int First(uint hash) => Seek(hash, heads[hash & (uint)(heads.Length - 1)]);

    public int Next(int place) => Seek(hashes[place], nexts[place]);

    public int Row(int place) => rows is null ? place : rows[place];

    /// <summary>Neighbouring numbers stay neighbours, so that sorted input is walked through memory in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(ulong value) => (uint)value + (uint)(value >> 24) * 0x9E3779B1u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(IpAddress ip) => Hash(ip.Low ^ ip.High * 0x9E3779B97F4A7C15UL);

    /// <summary>Without regard to the case of ASCII letters.</summary>
    public static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = 17u;
        for (; text.Length >= 8; text = text[8..])
        {
            var letters = (BinaryPrimitives.ReadUInt64LittleEndian(text) | 0x2020_2020_2020_2020) * 0x9E37_79B9_7F4A_7C15;
            // The topmost bits are those that all eight letters have a part in.
            hash = hash * 31 + (uint)((letters >> 32) ^ (letters >> 48));
        }
        foreach (var character in text)
            hash = hash * 31 + (character | 0x20u);
        return hash;
    }

    private int Seek(uint hash, int link)
    {
        while (link > 0 && hashes[link - 1] != hash)
            link = nexts[link - 1];
        return link - 1;
    }

    private int[] Numbered()
    {
        var numbers = new int[nexts.Length];
        for (var place = 0; place < count; place++)
            numbers[place] = place;
        return numbers;
    }

    private void Grow()
    {
        var size = count == 0 ? Math.Max(4, expected) : count * 2;
        if (rows is not null)
            Array.Resize(ref rows, size);
        Array.Resize(ref nexts, size);
        Array.Resize(ref hashes, size);
        if (size <= heads.Length)
            return;
        heads = new int[BitOperations.RoundUpToPowerOf2((uint)size)];
        for (var place = 0; place < count; place++)
        {
            ref var head = ref heads[hashes[place] & (uint)(heads.Length - 1)];
            nexts[place] = head;
            head = place + 1;
        }
    }
}
