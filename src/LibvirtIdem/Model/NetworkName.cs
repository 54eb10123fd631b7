namespace LibvirtIdem.Model;

/// <summary>The name becomes a file's name, a marker line and a word in our messages.</summary>
internal static class NetworkName
{
    private const int Longest = 200;

    /// <summary>Why it cannot be a network's name; null where it can.</summary>
    public static string? Refusal(string name) =>
        name.Length == 0 ? "it is empty"
        : name.Length > Longest ? "it is too long"
        : name is "." or ".." || HasForbiddenCharacter(name) ? "it has a slash, a quote or a control character"
        : null;

    private static bool HasForbiddenCharacter(string name)
    {
        foreach (var character in name)
            if (char.IsControl(character) || character is '/' or '\'' or '"' or '`' or '<' or '>' or '&')
                return true;
        return false;
    }
}
