using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>
/// The machine's own names, which no guest may take: its host name, the first label of it, and other names of the loopback lines.
/// </summary>
internal static class HostOwnNames
{
    private const ulong LoopbackNet = 0xFFFF_0000_0000 >> 24 | 127;

    public static List<Utf8Slice> Of(EtcHosts hosts, string? hostName)
    {
        if (hostName is null)
            return [];
        List<Utf8Slice> names = [hostName, hostName.Split('.')[0]];
        var loopback = new List<ForeignName>();
        foreach (var mention in hosts.Foreign())
            if (mention.Ip.Family == Family.V4 && mention.Ip.Low >> 24 == LoopbackNet)
                loopback.Add(mention);
        foreach (var own in names.ToArray())
            foreach (var mention in loopback)
                if (IsLonger(mention.Name, own)
                    && loopback.Exists(other => other.LineNumber == mention.LineNumber && other.Name.EqualsIgnoreCase(own)))
                    names.Add(mention.Name);
        return names;
    }

    private static bool IsLonger(Utf8Slice name, Utf8Slice own) =>
        name.Length > own.Length + 1 && name.Span[own.Length] == '.'
            && name.ToString().StartsWith(own.ToString(), StringComparison.OrdinalIgnoreCase);
}
