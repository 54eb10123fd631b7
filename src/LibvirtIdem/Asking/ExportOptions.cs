namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>export</c>, as the contract's section 6 names them.</summary>
internal sealed class ExportOptions : Options
{
    public TextOption? Command { get; set; }
    public TextOption? Network { get; set; }
    public TextOption? Format { get; set; }
    public TextOption? Source { get; set; }
    public FlagOption? Names { get; set; }
    public TextOption? Dest { get; set; }
    public TextOption? Root { get; set; }
}
