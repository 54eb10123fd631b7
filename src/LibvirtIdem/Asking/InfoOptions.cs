namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>info</c>, as the contract's section 6 names them.</summary>
internal sealed class InfoOptions : Options
{
    public TextOption? Command { get; set; }
    public TextOption? Network { get; set; }
    public TextOption? Root { get; set; }
}
