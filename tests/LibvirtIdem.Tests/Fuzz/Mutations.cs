using System.Text;

// The same numbers again is what is asked of it, not secrecy.
#pragma warning disable CA5394

namespace LibvirtIdem.Tests.Fuzz;

/// <summary>
/// Inputs near real ones: a real one, or two spliced, with a few bytes, tokens, numbers or stretches changed. The same number gives the same input,
/// on every machine.
/// </summary>
internal sealed class Mutations(IReadOnlyList<byte[]> seeds, string[] tokens)
{
    private const int MostBytes = 1 << 16;

    private static readonly string[] Numbers =
        ["0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "18446744073709551616", "1e999", "00", "0x1F"];

    private static readonly string[] Oddities =
        ["\0", "\r\n", "\n", "\r", "\t", "\u00a0", "\u2028", "\ufeff", "\ufffe", "é", "\U0001F600", "\\ud800", "\u007f", "\u001b[2J", " ", "\"", "'", "\\", "%s", "../", "{{", "\v", "\f"];

    public byte[] Input(int number)
    {
        var random = new Random(number);
        var input = seeds[random.Next(seeds.Count)];
        for (var step = random.Next(random.Next(1, 7)); step >= 0; step--)
            input = Changed(input, random);
        return input.Length <= MostBytes ? input : input[..MostBytes];
    }

    private byte[] Changed(byte[] input, Random random)
    {
        var at = random.Next(input.Length + 1);
        var end = Math.Min(input.Length, at + random.Next(1, random.Next(4) == 0 ? 200 : 8));
        return random.Next(10) switch
        {
            0 => [.. input[..at], .. input[end..]],
            1 => [.. input[..end], .. input[at..]],
            2 => [.. input[..at], (byte)random.Next(256), .. input[Math.Min(at + 1, input.Length)..]],
            3 => Flipped(input, at, random.Next(8)),
            4 => [.. input[..at], .. Encoding.UTF8.GetBytes(Oddities[random.Next(Oddities.Length)]), .. input[at..]],
            5 => [.. input[..at], .. Spliced(random)],
            6 => Renumbered(input, at, Numbers[random.Next(Numbers.Length)]),
            7 => [.. input[..at], .. Enumerable.Repeat(input[at..end], random.Next(2, random.Next(20) == 0 ? 400 : 5)).SelectMany(part => part), .. input[at..]],
            8 => [.. input[..at], .. Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)]), .. input[end..]],
            _ => [.. input[..at], .. Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Length)]), .. input[at..]],
        };
    }

    private byte[] Spliced(Random random) => seeds[random.Next(seeds.Count)] is var other && other.Length > 0 ? other[random.Next(other.Length)..] : [];

    private static byte[] Flipped(byte[] input, int at, int bit)
    {
        byte[] changed = [.. input];
        if (at < changed.Length)
            changed[at] ^= (byte)(1 << bit);
        return changed;
    }

    private static byte[] Renumbered(byte[] input, int at, string number)
    {
        while (at < input.Length && input[at] is < (byte)'0' or > (byte)'9')
            at++;
        var end = at;
        while (end < input.Length && input[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        return [.. input[..at], .. Encoding.UTF8.GetBytes(number), .. input[end..]];
    }
}
