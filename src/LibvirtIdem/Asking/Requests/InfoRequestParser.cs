using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From the options of <c>info</c> to a request that makes sense in itself.</summary>
internal sealed class InfoRequestParser : RequestParser
{
    private InfoRequestParser(Options options) : base(options)
    {
    }

    /// <summary>The request, or null and the problems.</summary>
    public static InfoRequest? Parse(Options options, out IReadOnlyList<Problem> problems)
    {
        var check = new InfoRequestParser(options);
        var request = check.Parse();
        problems = check.Problems;
        return problems.Count == 0 ? request : null;
    }

    private InfoRequest Parse()
    {
        CheckKeys();
        CheckCommand(Command.Info);
        var network = Text("network");
        if (network is not null && NetworkName.Refusal(network) is { } why)
            Problems.Add(Message.BadNetworkName(network, why));
        return new(network, Root());
    }
}
