using System.Globalization;

namespace LibvirtIdem.Model;

internal enum LeaseUnit { Seconds, Minutes, Hours }

/// <summary>
/// How long a lease lasts: libvirt's <c>&lt;lease expiry unit&gt;</c> (virNetworkDHCPLeaseTimeDefParseXML, conf/network_conf.c 9.0).
/// Equal by duration: 30m is 1800s. An expiry of 0 never ends.
/// </summary>
internal readonly record struct LeaseTime(ulong Expiry, LeaseUnit Unit)
{
    /// <summary>libvirt refuses less than two minutes.</summary>
    private const ulong ShortestSeconds = 120;

    /// <summary>dnsmasq keeps the time in 32 bits, of which all ones mean "for ever".</summary>
    private const ulong LongestSeconds = uint.MaxValue - 1UL;

    private const int LongestText = 12;

    public ulong Seconds => Expiry * Factor(Unit);

    public bool Equals(LeaseTime other) => Seconds == other.Seconds;

    public override int GetHashCode() => Seconds.GetHashCode();

    /// <summary>Both in one number, which is less than the largest.</summary>
    public ulong Pack() => (Math.Min(Expiry, ulong.MaxValue >> 3) << 2) | (ulong)Unit;

    public static LeaseTime Unpack(ulong packed) => new(packed >> 2, (LeaseUnit)(packed & 3));

    /// <summary>Reads <c>infinite</c>, or a number with s, m, h or d. libvirt has no days: they are kept as hours.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out LeaseTime time)
    {
        time = default;
        if (text.SequenceEqual("infinite"))
            return true;
        if (text.Length is < 2 or > LongestText
            || !ulong.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        switch (text[^1])
        {
            case 's': time = new(number, LeaseUnit.Seconds); break;
            case 'm': time = new(number, LeaseUnit.Minutes); break;
            case 'h': time = new(number, LeaseUnit.Hours); break;
            case 'd': time = new(number * 24, LeaseUnit.Hours); break;
            default: return false;
        }
        return time.Seconds is >= ShortestSeconds and <= LongestSeconds;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out LeaseTime)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out LeaseTime time)
    {
        Span<char> characters = stackalloc char[LongestText];
        time = default;
        return text.Length <= LongestText && TryParse(characters[..System.Text.Encoding.Latin1.GetChars(text, characters)], out time);
    }

    /// <summary>Reads libvirt's two attributes; no expiry means no lease time of its own, no unit means minutes.</summary>
    public static LeaseTime? FromXml(string? expiry, string? unit) =>
        !ulong.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? null
        : number == 0 ? default(LeaseTime)
        : new(number, unit switch { "seconds" => LeaseUnit.Seconds, "hours" => LeaseUnit.Hours, _ => LeaseUnit.Minutes });

    public string ToXml(char quote) =>
        Expiry == 0 ? $"<lease expiry={quote}0{quote}/>" : $"<lease expiry={quote}{Expiry}{quote} unit={quote}{UnitName}{quote}/>";

    /// <summary><c>30m</c>, <c>infinite</c>: what the caller writes, and what libvirt writes into the hostsfile.</summary>
    public override string ToString() => Expiry == 0 ? "infinite" : $"{Expiry}{UnitName[0]}";

    public string UnitName => Unit switch { LeaseUnit.Seconds => "seconds", LeaseUnit.Hours => "hours", _ => "minutes" };

    private static ulong Factor(LeaseUnit unit) => unit switch { LeaseUnit.Seconds => 1, LeaseUnit.Minutes => 60, _ => 3600 };
}
