namespace LibvirtIdem.Asking;

/// <summary>
/// One option of a command: all that is known of it. The program is not linked with it; <c>make texts</c> generates from it what the
/// program reads and prints, and the pages. Texts are wrapped freely; an empty line begins a paragraph.
/// </summary>
/// <param name="Key">As typed before <c>=</c>.</param>
/// <param name="Kind">What its value may be.</param>
/// <param name="Help">In <c>--help</c>, the man page, the schema and completions: short, lower case, no full stop.</param>
internal sealed record Option(string Key, OptionKind Kind, string Help)
{
    /// <summary>The value that applies if it is left out; null where leaving it out means "as it is" or "not at all".</summary>
    public string? Default { get; init; }

    /// <summary>In <c>--help</c> after <c>=</c>, where there is no default: what a value looks like.</summary>
    public string Shape { get; init; } = "";

    /// <summary>The words that it may be; empty where it is no choice.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>The keys of each object of the list, if it is one.</summary>
    public OptionField[] Fields { get; init; } = [];

    /// <summary>Whether an empty value clears what is there; the texts say so.</summary>
    public bool IsCleared { get; init; }

    /// <summary>A value, as the error for one of another kind shows it; for lists.</summary>
    public string? Example { get; init; }

    /// <summary>In the reference and the Ansible modules; <c>`code`</c> in backquotes. Null where <see cref="Help"/> says it all.</summary>
    public string? Long { get; init; }

    /// <summary>In the Ansible module, where it differs from <see cref="Long"/>.</summary>
    public string? Ansible { get; init; }

    /// <summary>Another name for it in the Ansible module.</summary>
    public string? AnsibleAlias { get; init; }

    /// <summary>The version that had it first; null for the first release.</summary>
    public string? Since { get; init; }
}

/// <summary>A key of the objects in a list.</summary>
internal sealed record OptionField(string Key, OptionKind Kind, string Help, bool IsRequired = false)
{
    public string[] Choices { get; init; } = [];
}
