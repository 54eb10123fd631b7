using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace LibvirtIdem.Model;

/// <summary>
/// What may be a guest's name: RFC 1123, and nothing that dnsmasq would read as another field of its hostsfile. Measured with
/// dnsmasq 2.90: <c>MAC,IP,30m</c> is a lease time, <c>MAC,IP,ignore</c> shuts the guest out, <c>MAC,IP,10.0.0.1</c> gives it 10.0.0.1.
/// </summary>
internal static class HostName
{
    private static readonly SearchValues<byte> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."u8);

    /// <summary>The same as bits: - . and digits, then letters.</summary>
    private const ulong LowLetters = 0x03FF_6000_0000_0000;

    private const ulong HighLetters = 0x07FF_FFFE_07FF_FFFE;

    /// <summary>Why <paramref name="name"/> cannot be a guest's name; null where it can.</summary>
    public static string? Refusal(ReadOnlySpan<byte> name) => IsPlain(name) ? null : ValidateSlow(name);

    /// <summary>One label that begins with a letter, as nearly all names are: seen in one pass.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> name)
    {
        // dnsmasq's words begin with an i.
        if (name.Length is 0 or > 63 || !char.IsAsciiLetter((char)name[0]) || (name[0] | 0x20) == 'i' || name[^1] == '-')
            return false;
        foreach (var letter in name)
            if (!IsLetter(letter) || letter == '.')
                return false;
        return true;
    }

    private static string? ValidateSlow(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > 253)
            return "a name has 1 to 253 characters";
        if (IpAddress.TryParse(name, out _))
            return "it is an address";
        if (Ascii.EqualsIgnoreCase(name, "infinite"u8) || Ascii.EqualsIgnoreCase(name, "ignore"u8))
            return "dnsmasq reads this word as a setting, not as a name";
        if (name.Length > 1 && "smhdw"u8.Contains((byte)(name[^1] | 0x20)) && IsDigits(name[..^1]))
            return "dnsmasq reads it as a lease time";
        if (name.IndexOfAnyExcept(Letters) >= 0)
            return "only letters, digits, hyphens and dots are allowed (RFC 1123)";
        for (var rest = name; ;)
        {
            var dot = rest.IndexOf((byte)'.');
            var label = dot < 0 ? rest : rest[..dot];
            if (label.Length is 0 or > 63)
                return "each label between dots has 1 to 63 characters";
            if (label[0] == '-' || label[^1] == '-')
                return "a label does not begin or end with a hyphen (RFC 1123)";
            if (dot < 0)
                return IsDigits(label) ? "its last label is all digits (RFC 1123 section 2.1)" : null;
            rest = rest[(dot + 1)..];
        }
    }

    /// <summary>
    /// What dnsmasq takes for the name, whatever its case: only the first label where the rest is the network's own domain or the
    /// network has none (strip_hostname in dnsmasq's option.c, lease_set_hostname in lease.c 2.90).
    /// </summary>
    public static ReadOnlySpan<byte> Key(Utf8Slice name, Utf8Slice domain)
    {
        var text = name.Span;
        var dot = text.IndexOf((byte)'.');
        return dot >= 0 && (domain.IsNull || Ascii.EqualsIgnoreCase(text[(dot + 1)..], domain.Span)) ? text[..dot] : text;
    }

    /// <summary>The hash of <see cref="Key"/>. Most names have one label, whose <paramref name="hash"/> is known.</summary>
    public static uint KeyHash(Utf8Slice name, uint hash, Utf8Slice domain) =>
        name.Span.Contains((byte)'.') ? RowIndex.Hash(Key(name, domain)) : hash;

    public static bool SameKey(Utf8Slice name, Utf8Slice other, Utf8Slice domain) =>
        name.Span.SequenceEqual(other.Span) || Utf8Slice.SameLetters(Key(name, domain), Key(other, domain));

    /// <summary>Names of the machine itself, which no guest may take in /etc/hosts, whatever the file has.</summary>
    public static bool IsReservedName(Utf8Slice name, IReadOnlyList<Utf8Slice> ownNames)
    {
        var text = name.Span;
        if (text.Length >= 9 && Begins(text[^9..], "localhost"u8))
            return true;
        if (text is [(byte)'i' or (byte)'I' or (byte)'l' or (byte)'L' or (byte)'_' or (byte)'b' or (byte)'B', ..]
            && (Begins(text, "ip6-"u8) || Begins(text, "localhost."u8) || Ascii.EqualsIgnoreCase(text, "_gateway"u8)
                || Ascii.EqualsIgnoreCase(text, "broadcasthost"u8)))
            return true;
        for (var own = 0; own < ownNames.Count; own++)
            if (name.EqualsIgnoreCase(ownNames[own]))
                return true;
        return false;
    }

    private static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length >= word.Length && (text[0] | 0x20) == (word[0] | 0x20) && Ascii.EqualsIgnoreCase(text[..word.Length], word);

    /// <summary>How many bytes at the beginning are letters, digits, hyphens and dots.</summary>
    public static int LettersAt(ReadOnlySpan<byte> text)
    {
        // Most names are too short for a search by vectors to be worth its beginning.
        var length = 0;
        while (length < text.Length && IsLetter(text[length]))
            length++;
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLetter(byte letter) => letter < 128 && ((letter < 64 ? LowLetters : HighLetters) >> letter & 1) != 0;

    /// <summary>Of the first label, in whatever case: every part of a name that may count (<see cref="Key"/>) begins with it.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        var dot = name.IndexOf((byte)'.');
        return RowIndex.Hash(dot < 0 ? name : name[..dot]);
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
