using System.Text;

namespace LibvirtIdem.Model;

/// <summary>
/// What can stand behind the <c>=</c> of a line of dnsmasq's conf and means itself. libvirt copies values there as they are, and dnsmasq
/// 2.90 reads quotes, commas, <c>#</c> behind a space, and spaces at the ends as structure (read_file and split in its option.c).
/// </summary>
internal static class ConfLine
{
    /// <summary>dnsmasq reads a line into 1025 bytes with its zero (MAXDNAME) and takes the rest for another line.</summary>
    public const int LongestBytes = 1023;

    /// <summary>
    /// BOOTP's field for the file, with its zero (RFC 951); libvirt forbids dnsmasq to use a DHCP option instead (dhcp-no-override).
    /// </summary>
    public const int LongestBootFileBytes = 127;

    /// <summary>Why dnsmasq would not take the value as it is; null where it does.</summary>
    public static string? Refusal(string value, int longestBytes) =>
        HasControl(value) ? "it has a line break or a control character"
        : value.Contains('\uFFFD', StringComparison.Ordinal) ? "it has bytes that are not UTF-8"
        : value.Contains(',', StringComparison.Ordinal) ? "dnsmasq takes a comma for the end of the value"
        : value.Contains('"', StringComparison.Ordinal) ? "dnsmasq takes the quote for structure"
        : value.Contains(" #", StringComparison.Ordinal) ? "dnsmasq takes a # behind a space for the beginning of a comment"
        : value.StartsWith(' ') || value.EndsWith(' ') ? "dnsmasq drops spaces at the ends"
        : value.StartsWith("tag:", StringComparison.Ordinal) || value.StartsWith("net:", StringComparison.Ordinal)
            ? "dnsmasq takes it for a tag"
        : Encoding.UTF8.GetByteCount(value) > longestBytes ? $"it is longer than {longestBytes} bytes"
        : null;

    /// <summary>What XML cannot carry, or would carry as the end of a line.</summary>
    public static bool HasControl(string text) => text.Any(character => character < ' ' || character is '\x7F' or '\uFFFE' or '\uFFFF');
}
