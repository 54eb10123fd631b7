using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>
/// cloud-init's <c>manage_etc_hosts: true</c> renders /etc/hosts again at every boot, from a template of the distribution's family; what
/// was written only into /etc/hosts is lost then (measured with 22.4.2).
/// </summary>
internal static class CloudInit
{
    /// <summary>The last word of the configuration files, in the order in which cloud-init reads them.</summary>
    public static bool ManagesEtcHosts(IEnumerable<byte[]> configs)
    {
        var manages = false;
        foreach (var config in configs)
            foreach (var line in Encoding.UTF8.GetString(config).Split('\n'))
                if (line.StartsWith("manage_etc_hosts:", StringComparison.Ordinal))
                    manages = line["manage_etc_hosts:".Length..].Split('#')[0].Trim().Trim('\'', '"')
                        .ToLowerInvariant() is "true" or "template" or "yes" or "on";
        return manages;
    }

    /// <summary>The header that the template leaves in a rendered /etc/hosts.</summary>
    public static bool HasRendered(byte[] etcHosts) => etcHosts.AsSpan().IndexOf("'manage_etc_hosts' as True"u8) >= 0;

    /// <summary>File names of templates that may be the distribution's, likeliest first, from os-release's ID and ID_LIKE.</summary>
    public static IEnumerable<string> TemplateNames(byte[] osRelease)
    {
        var words = Encoding.UTF8.GetString(osRelease).Split('\n')
            .Where(line => line.StartsWith("ID=", StringComparison.Ordinal) || line.StartsWith("ID_LIKE=", StringComparison.Ordinal))
            .OrderBy(line => line.Length > 3 && line[2] == '_' ? 1 : 0)
            .SelectMany(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"', '\'', '\r').Split(' '));
        return words.Select(word => word switch
        {
            "ubuntu" => "debian",
            "rhel" or "fedora" or "centos" or "rocky" or "almalinux" => "redhat",
            "opensuse" or "sles" => "suse",
            _ => word,
        }).Distinct(StringComparer.Ordinal).Select(family => $"hosts.{family}.tmpl").Where(IsTemplateName);
    }

    /// <summary>
    /// <c>hosts.WORD.tmpl</c>, the word made of what an ID in os-release(5) is: lower-case letters, digits, <c>_</c>, <c>-</c> and single
    /// dots.
    /// </summary>
    public static bool IsTemplateName(string name)
    {
        if (name.Length is < 12 or > 64 || !name.StartsWith("hosts.", StringComparison.Ordinal)
            || !name.EndsWith(".tmpl", StringComparison.Ordinal))
            return false;
        var word = name[6..^5];
        foreach (var character in word)
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character is not ('_' or '-' or '.'))
                return false;
        return word[0] != '.' && !word.Contains("..", StringComparison.Ordinal);
    }
}
