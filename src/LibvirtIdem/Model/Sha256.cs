using System.Buffers.Binary;
using System.Numerics;

namespace LibvirtIdem.Model;

/// <summary>
/// SHA-256 (FIPS 180-4) of short inputs. The framework's own loads libcrypto at run time, which the static binary cannot.
/// </summary>
internal static class Sha256
{
    /// <summary>In bytes.</summary>
    public const int DigestLength = 32;

    private const int BlockLength = 64;

    /// <summary>The one bit after the input, and its length in bits as 8 bytes.</summary>
    private const int LeastPadding = 9;

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).</summary>
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
        0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
        0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70,
        0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814,
        0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    public static byte[] Hash(ReadOnlySpan<byte> input)
    {
        // Section 5.3.3.
        Span<uint> hash = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        var padded = new byte[(input.Length + LeastPadding + BlockLength - 1) / BlockLength * BlockLength];
        input.CopyTo(padded);
        padded[input.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(^8..), (ulong)input.Length * 8);
        for (var block = 0; block < padded.Length; block += BlockLength)
            Compress(hash, padded.AsSpan(block, BlockLength));
        var digest = new byte[DigestLength];
        for (var word = 0; word < hash.Length; word++)
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * word), hash[word]);
        return digest;
    }

    /// <summary>One block (section 6.2.2).</summary>
    private static void Compress(Span<uint> hash, ReadOnlySpan<byte> block)
    {
        Span<uint> schedule = stackalloc uint[64];
        for (var word = 0; word < 16; word++)
            schedule[word] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * word)..]);
        for (var word = 16; word < schedule.Length; word++)
        {
            var (early, late) = (schedule[word - 15], schedule[word - 2]);
            schedule[word] = schedule[word - 16] + schedule[word - 7]
                + (BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3))
                + (BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10));
        }
        var (a, b, c, d, e, f, g, h) = (hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]);
        for (var round = 0; round < schedule.Length; round++)
        {
            var first = h + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25))
                + ((e & f) ^ (~e & g)) + Constants[round] + schedule[round];
            var second = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22))
                + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }
        ReadOnlySpan<uint> working = [a, b, c, d, e, f, g, h];
        for (var word = 0; word < hash.Length; word++)
            hash[word] += working[word];
    }
}
