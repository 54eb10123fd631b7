using System.Buffers.Text;
using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>What a cell of an inventory is, by its look: its columns often have the names of ours and mean something else.</summary>
internal static class CsvCells
{
    private const int LongestNumber = 9;
    private const int UuidLength = 36;

    public static bool IsRowNumber(ReadOnlySpan<byte> cell) =>
        (cell.Length <= LongestNumber && cell.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        || (cell.Length == UuidLength && Utf8Parser.TryParse(cell, out Guid _, out var length) && length == UuidLength);

    /// <summary>What phpIPAM and Kea say in a column <c>state</c>: words and numbers of their own.</summary>
    public static bool IsUse(ReadOnlySpan<byte> cell)
    {
        foreach (var use in (ReadOnlySpan<string>)["active", "reserved", "offline", "used", "dhcp"])
            if (Utf8Slice.SameLetters(cell, Encoding.ASCII.GetBytes(use)))
                return true;
        return cell is [>= (byte)'0' and <= (byte)'9'];
    }

    public static bool IsMac(ReadOnlySpan<byte> cell) =>
        (MacAddress.TryParse(cell, out var mac) && mac is { IsMulticast: false, Value: not 0 }) || IsPlaceholder(cell);

    /// <summary>Twelve decimal digits may be any number.</summary>
    public static bool IsPlainlyMac(ReadOnlySpan<byte> cell) =>
        !IsPlaceholder(cell) && cell.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0;

    /// <summary>What inventories write where there is nothing: <c>-</c>, <c>n/a</c>, <c>none</c>.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<byte> cell) => cell.Length <= 4 && cell.IndexOfAnyInRange((byte)'0', (byte)'9') < 0;

    public static bool IsIpv4Client(ReadOnlySpan<byte> cell) =>
        ClientId.TryParse(Utf8Slice.Of(cell.ToArray()), out var id) && id.MacOfIpv4Client is not null;

    public static bool IsDuid(ReadOnlySpan<byte> cell) =>
        ClientId.TryParse(Utf8Slice.Of(cell.ToArray()), out var id) && id is { HasLegalLength: true, HasKnownType: true };
}
