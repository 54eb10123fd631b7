using System.Runtime.CompilerServices;

namespace LibvirtIdem.Model;

/// <summary>One hexadecimal digit in ASCII. A large file has a million of them, which is why these are inlined.</summary>
internal static class HexDigit
{
    /// <summary>0 to 15; below zero where it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ValueOf(byte digit)
    {
        var value = digit - '0';
        if ((uint)value <= 9)
            return value;
        value = (digit | 0x20) - 'a';
        return (uint)value <= 5 ? value + 10 : -1;
    }

    /// <summary>The digit of the lowest four bits, in lower case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(int value) => "0123456789abcdef"u8[value & 15];
}
