namespace LibvirtIdem.Asking;

/// <summary>A call of <c>info</c>, checked as far as it can be without looking at the machine.</summary>
/// <param name="Network">Null means all there are.</param>
/// <param name="Root">Where the machine's files begin.</param>
internal sealed record InfoRequest(string? Network, string Root);
