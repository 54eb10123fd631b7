using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>
/// Names that shall have these addresses, and no others of their families, in the network's own DNS. Where they are
/// <paramref name="IsAbsent"/>: that shall not have them, or none at all where no address is given.
/// </summary>
internal sealed record DnsEdit(IReadOnlyList<string> Names, IReadOnlyList<IpAddress> Addresses, bool IsAbsent, InputLocation At);

/// <summary>
/// What a call of <c>dns</c> asks. It is applied to each definition as it is when the call is planned, so calls in parallel merge.
/// </summary>
/// <param name="Edits">In the order they were given.</param>
/// <param name="ReplacesConflicts">A name loses its other addresses of the family; else they are an error.</param>
internal sealed record DnsEdits(IReadOnlyList<DnsEdit> Edits, bool ReplacesConflicts)
{
    /// <summary>What a name that stands for all names under a domain begins with.</summary>
    public const string Wildcard = "*.";

    public bool HasWildcards => Edits.Any(edit => edit.Names.Any(name => name.StartsWith(Wildcard, StringComparison.Ordinal)));
}
