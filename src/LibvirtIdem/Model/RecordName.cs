namespace LibvirtIdem.Model;

/// <summary>
/// The name of a DNS record, which, unlike a host's, may have underscores (RFC 8552) and what libvirt allows in a service's name. Other
/// characters would mean something to dnsmasq, or to IDNA before it.
/// </summary>
internal static class RecordName
{
    /// <summary>
    /// What is in use besides letters, digits, hyphens and underscores: wildcards, and networks smaller than a /24 (RFC 2317).
    /// </summary>
    public const string MoreCharacters = "*/+";

    private const int Longest = 253;
    private const int LongestLabel = 63;

    /// <summary>Why it cannot be the name of a record; null where it can. A dot at the end is allowed.</summary>
    /// <param name="name">The name.</param>
    /// <param name="more">What is allowed besides letters, digits, hyphens and underscores.</param>
    public static string? Refusal(string name, string more = MoreCharacters)
    {
        if (name.Length is 0 or > Longest)
            return $"a name has 1 to {Longest} characters";
        foreach (var character in name)
            if (!char.IsAsciiLetterOrDigit(character) && !"-_.".Contains(character, StringComparison.Ordinal)
                && !more.Contains(character, StringComparison.Ordinal))
                return "only letters, digits, hyphens, underscores and dots are allowed"
                    + (char.IsAscii(character) ? "" : "; write an international name in its ASCII form (xn--)");
        foreach (var label in (name.EndsWith('.') ? name[..^1] : name).Split('.'))
            if (label.Length is 0 or > LongestLabel)
                return $"each label between dots has 1 to {LongestLabel} characters";
        return null;
    }
}
