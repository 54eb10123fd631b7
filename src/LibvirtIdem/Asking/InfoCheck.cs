using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From the options of <c>info</c> to a request that makes sense in itself.</summary>
internal sealed class InfoCheck : OptionsCheck
{
    private InfoCheck(Options options) : base(options)
    {
    }

    /// <summary>The request, or null and the problems that stand in its way.</summary>
    public static InfoRequest? Check(Options options, out IReadOnlyList<Problem> problems)
    {
        var check = new InfoCheck(options);
        var request = check.Check();
        problems = check.Problems;
        return problems.Count == 0 ? request : null;
    }

    private InfoRequest Check()
    {
        CheckKeys();
        CheckCommand(Command.Info);
        var network = Text("network");
        if (network is not null && NetworkName.Refusal(network) is { } why)
            Problems.Add(Sentences.BadNetworkName(network, why));
        return new(network, Root());
    }
}
