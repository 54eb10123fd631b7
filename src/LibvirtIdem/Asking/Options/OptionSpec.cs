namespace LibvirtIdem.Asking;

/// <summary>What an option may be. Text is taken for every kind, since key=value words and templated Ansible values arrive so.</summary>
internal enum OptionKind
{
    Text,
    Flag,
    Number,
    Words,

    /// <summary>A list of reservations.</summary>
    Items,

    /// <summary>A list of flat objects, such as DNS records: what each key may be is said where the list is checked.</summary>
    Records,
}

/// <summary>A key that may be given, and what its value may be: as much of <see cref="OptionTable"/> as a call needs.</summary>
internal readonly record struct OptionSpec(string Key, OptionKind Kind);
