using LibvirtIdem.Formats;
using LibvirtIdem.Model;

namespace LibvirtIdem.Planning;

/// <summary>The machine's own names, which no guest may take: its host name, the first label of it, and what the loopback lines put beside it.</summary>
internal static class OwnNames
{
    private const ulong LoopbackNet = 0xFFFF_0000_0000 >> 24 | 127;

    public static List<Text> Of(EtcHosts hosts, string? hostName)
    {
        if (hostName is null)
            return [];
        List<Text> names = [hostName, hostName.Split('.')[0]];
        var loopback = hosts.Foreign().Where(mention => mention.Ip.Family == Family.V4 && mention.Ip.Low >> 24 == LoopbackNet).ToList();
        foreach (var own in names.ToArray())
            foreach (var line in loopback.Where(mention => mention.Name.EqualsIgnoreCase(own)).Select(mention => mention.LineNumber))
                names.AddRange(loopback.Where(mention => mention.LineNumber == line && IsLonger(mention.Name, own)).Select(mention => mention.Name));
        return names;
    }

    private static bool IsLonger(Text name, Text own) =>
        name.Length > own.Length + 1 && name.Span[own.Length] == '.' && name.ToString().StartsWith(own.ToString(), StringComparison.OrdinalIgnoreCase);
}
