using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>A call of <c>undo</c>, checked as far as it can be without looking at the machine.</summary>
internal sealed record UndoRequest(string Root, bool CheckMode, bool Diff, int LockSeconds)
{
    /// <summary>Standard error is a terminal.</summary>
    public bool ShowsProgress { get; init; }
}

/// <summary>From the options of <c>undo</c> to a request that makes sense in itself.</summary>
internal sealed class UndoRequestParser : RequestParser
{
    private UndoRequestParser(Options options) : base(options)
    {
    }

    /// <summary>The request, or null and the problems.</summary>
    public static UndoRequest? Parse(Options options, out IReadOnlyList<Problem> problems)
    {
        var check = new UndoRequestParser(options);
        var request = check.Parse();
        problems = check.Problems;
        return problems.Count == 0 ? request : null;
    }

    private UndoRequest Parse()
    {
        CheckKeys();
        CheckCommand(Command.Undo);
        return new(Root(), CheckMode(), Diff(),
            LockSeconds());
    }
}
