namespace LibvirtIdem.Asking;

/// <summary>The arguments of <c>undo</c>, as the contract's section 6 names them.</summary>
internal sealed class UndoOptions : Options
{
    public TextOption? Command { get; set; }
    public TextOption? Root { get; set; }
    public FlagOption? CheckMode { get; set; }
    public FlagOption? Diff { get; set; }
    public NumberOption? LockTimeout { get; set; }
}
