using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From the options of <c>info</c> to a request that makes sense in itself.</summary>
internal sealed class InfoCheck : OptionsCheck
{
    private static readonly string[] AllKeys = ["command", "network", "root"];

    private readonly InfoOptions options;

    private InfoCheck(InfoOptions options) : base(options) => this.options = options;

    public static IReadOnlyList<string> Keys => AllKeys;

    /// <summary>The request, or null and the problems that stand in its way.</summary>
    public static InfoRequest? Check(InfoOptions options, out IReadOnlyList<Problem> problems)
    {
        var check = new InfoCheck(options);
        var request = check.Check();
        problems = check.Problems;
        return problems.Count == 0 ? request : null;
    }

    private InfoRequest Check()
    {
        CheckKeys(options, AllKeys);
        CheckCommand(options.Command, Command.Info);
        var network = Text("network", options.Network);
        if (network is not null && NetworkName.Refusal(network) is { } why)
            Problems.Add(Sentences.BadNetworkName(network, why));
        return new(network, Root(options.Root));
    }
}
