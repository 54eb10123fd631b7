namespace LibvirtIdem.Model;

/// <summary>
/// What may be a guest's name: RFC 1123, and nothing that dnsmasq would read as another field of its hostsfile. Measured with
/// dnsmasq 2.90: <c>MAC,IP,30m</c> is a lease time, <c>MAC,IP,ignore</c> shuts the guest out, <c>MAC,IP,10.0.0.1</c> gives it 10.0.0.1.
/// </summary>
internal static class HostName
{
    /// <summary>Why <paramref name="name"/> cannot be a guest's name; null where it can.</summary>
    public static string? Refusal(string name)
    {
        if (IpAddress.TryParse(name, out _))
            return "it is an address";
        if (name.Length is 0 or > 253)
            return "a name has 1 to 253 characters";
        if (name.Equals("infinite", StringComparison.OrdinalIgnoreCase) || name.Equals("ignore", StringComparison.OrdinalIgnoreCase))
            return "dnsmasq reads this word as a setting, not as a name";
        if (IsTime(name))
            return "dnsmasq reads it as a lease time";
        var labels = name.Split('.');
        foreach (var label in labels)
        {
            if (label.Length is 0 or > 63)
                return "each label between dots has 1 to 63 characters";
            if (!label.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
                return "only letters, digits, hyphens and dots are allowed (RFC 1123)";
            if (label[0] == '-' || label[^1] == '-')
                return "a label does not begin or end with a hyphen (RFC 1123)";
        }
        return labels[^1].AsSpan().ContainsAnyExceptInRange('0', '9') ? null : "its last label is all digits (RFC 1123 section 2.1)";
    }

    /// <summary>
    /// Which names dnsmasq takes for one: no case, and only the first label where the rest is the network's own domain or the
    /// network has none (strip_hostname in dnsmasq's option.c, lease_set_hostname in lease.c 2.90).
    /// </summary>
    public static IEqualityComparer<string> Comparer(string? domain) => new KeyComparer(domain);

    /// <summary>Names of the machine itself, which no guest may take in /etc/hosts, whatever stands in the file.</summary>
    public static bool IsProtected(string name, IReadOnlyCollection<string> ownNames)
    {
        var lower = name.ToLowerInvariant();
        return lower is "localhost" or "broadcasthost" or "_gateway"
            || lower.EndsWith("localhost", StringComparison.Ordinal)
            || lower.StartsWith("localhost.", StringComparison.Ordinal)
            || lower.StartsWith("ip6-", StringComparison.Ordinal)
            || ownNames.Contains(lower, StringComparer.Ordinal);
    }

    private sealed class KeyComparer(string? domain) : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => KeyOf(x).Equals(KeyOf(y), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string obj)
        {
            var hash = 17;
            foreach (var character in KeyOf(obj))
                hash = hash * 31 + (character | 0x20);
            return hash;
        }

        private ReadOnlySpan<char> KeyOf(string? name)
        {
            var text = name.AsSpan();
            var dot = text.IndexOf('.');
            return dot >= 0 && (domain is null || text[(dot + 1)..].Equals(domain, StringComparison.OrdinalIgnoreCase)) ? text[..dot] : text;
        }
    }

    private static bool IsTime(string name) =>
        "smhdw".Contains(char.ToLowerInvariant(name[^1]), StringComparison.Ordinal) && !name.AsSpan(0, name.Length - 1).ContainsAnyExceptInRange('0', '9');
}
