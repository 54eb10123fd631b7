using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>From the options of <c>export</c> to a request that makes sense in itself.</summary>
internal sealed class ExportRequestParser : RequestParser
{
    private ExportRequestParser(Options options) : base(options)
    {
    }

    /// <summary>The request, or null and the problems.</summary>
    public static ExportRequest? Parse(Options options, out IReadOnlyList<Problem> problems)
    {
        var check = new ExportRequestParser(options);
        var request = check.Parse();
        problems = check.Problems;
        return problems.Count == 0 ? request : null;
    }

    private ExportRequest Parse()
    {
        CheckKeys();
        CheckCommand(Command.Export);
        var network = Text("network");
        if (network is not null && NetworkName.Refusal(network) is { } why)
            Problems.Add(Message.BadNetworkName(network, why));
        var request = new ExportRequest
        {
            Network = network,
            Format = Choice("format", ("json", ExportFormat.Json), ("csv", ExportFormat.Csv), ("hosts", ExportFormat.Hosts),
                ("dnsmasq", ExportFormat.Dnsmasq), ("ansible", ExportFormat.Ansible), ("ssh_config", ExportFormat.SshConfig),
                ("zone", ExportFormat.Zone)),
            Source = Choice("source", ("config", ExportSource.Config), ("live", ExportSource.Live), ("leases", ExportSource.Leases)),
            Names = Flag("names"),
            Dest = Dest(),
            Root = Root(),
            CheckMode = Options.IsSetByAnsible("_ansible_check_mode"),
        };
        if (request is { Dest: null, Format: not ExportFormat.Json } && Options.AreFromAnsible)
            Problems.Add(Message.AnsibleNeedsDest());
        return request;
    }

    private string? Dest()
    {
        if (Text("dest") is not { } dest)
            return null;
        if (dest.Length == 0)
            Problems.Add(Message.Empty("dest", default));
        else if (dest == "-" || dest.EndsWith('/') || dest.Contains('\0', StringComparison.Ordinal))
            Problems.Add(Message.WrongValue("dest", dest, "the path of a file (leave it out for standard output)"));
        return dest;
    }
}
