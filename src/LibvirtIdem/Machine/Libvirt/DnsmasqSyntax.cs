using System.Text;
using LibvirtIdem.Formats;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>
/// Asks dnsmasq itself whether it would start with the options that a network gets (<c>dnsmasq --test</c>), before anything is changed: a
/// network that is stopped and does not start again has cut its guests off.
/// </summary>
internal static class DnsmasqSyntax
{
    private const string Program = "/usr/sbin/dnsmasq";
    private const int PatienceMilliseconds = 5000;

    /// <summary>
    /// What is wrong with the options; null where nothing is, where the plan changes none, or where there is no dnsmasq to ask.
    /// </summary>
    public static Problem? Check(NetworkPlan plan, TargetMachine machine)
    {
        if (StartedWith(plan) is not { } xml)
            return null;
        var options = XmlElement.ReadNetwork(xml).DnsmasqOptions?.Children.ConvertAll(option => option["value"] ?? "") ?? [];
        // What libvirt writes before them: some options may be given once only.
        var conf = Others(machine.Files.Read(LibvirtPaths.Conf(plan.Network)).Bytes, plan.Before.Network.Live?.Xml);
        var program = DnsmasqProcess.Program(machine.Files, plan.Network) ?? Program;
        if (Posix.Run(program, ["--test", "--conf-file=-"],
            Encoding.UTF8.GetBytes(string.Concat(conf.Concat(options).Select(line => line + "\n"))),
            PatienceMilliseconds) is not (not 0, var output))
            return null;
        // "dnsmasq: bad option at line 9 of standard input"; an error of another kind comes from what is not its syntax.
        var at = output.IndexOf(" at line ", StringComparison.Ordinal);
        if (at < 0)
            return null;
        var number = 0;
        foreach (var digit in output.AsSpan(at + " at line ".Length))
        {
            if (!char.IsAsciiDigit(digit))
                break;
            number = number * 10 + digit - '0';
        }
        var index = number - 1 - conf.Count;
        return index >= 0 && index < options.Count
            ? Message.OptionRefused(options[index], output[..at].Replace("dnsmasq: ", "", StringComparison.Ordinal).Trim()) : null;
    }

    /// <summary>
    /// The definition that dnsmasq is started with; null where it is not, or with options that it was started with before.
    /// </summary>
    private static byte[]? StartedWith(NetworkPlan plan) =>
        plan.RestartsDnsmasq ? plan.LiveAfter
        : plan.Steps is { Define: { } xml, Step: Step.Start or Step.Restart }
            && plan.Changes.Any(change => change is { What: "dnsmasq_option", After: not null }) ? xml : null;

    /// <summary>The lines of the running conf but for the options that the network has now, and comments.</summary>
    private static List<string> Others(byte[]? conf, byte[]? live)
    {
        var old = live is null ? [] : XmlElement.ReadNetwork(live).DnsmasqOptions?.Children.ConvertAll(
            option => option["value"] ?? "") ?? [];
        return conf is null ? [] : [.. Encoding.UTF8.GetString(conf).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#' && !old.Contains(line))];
    }
}
