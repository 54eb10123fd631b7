namespace LibvirtIdem.Asking;

/// <summary>The scripts that <c>completion</c> prints; made from <see cref="OptionTable"/>.</summary>
internal static partial class Completions
{
    /// <summary>Empty where there is none for the shell.</summary>
    public static ReadOnlySpan<byte> For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => [],
    };
}
