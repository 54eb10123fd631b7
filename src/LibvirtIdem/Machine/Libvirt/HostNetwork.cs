using System.Text;
using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem.Machine;

/// <summary>The host's own network, as the kernel tells it in /proc and /sys.</summary>
internal static class HostNetwork
{
    private const string Ipv6Settings = "/proc/sys/net/ipv6/conf";

    /// <summary>RTF_REJECT of linux/route.h: not a route to anywhere.</summary>
    private const uint Reject = 0x0200;

    /// <summary>RTF_ADDRCONF of linux/ipv6_route.h: learned from a router advertisement.</summary>
    private const uint FromAdvertisement = 0x0004_0000;

    /// <summary>In bits of the prefix: a wider route is a way out (0.0.0.0/1, 2000::/3), no network of its own.</summary>
    private const int WidestNetwork = 8;

    public static List<string> Interfaces(RootedFiles files) => files.IsWholeSystem ? files.List("/sys/class/net") : [];

    /// <summary>Both families, without default routes and what the loopback has.</summary>
    public static List<HostRoute> Routes(RootedFiles files)
    {
        var routes = new List<HostRoute>();
        if (!files.IsWholeSystem)
            return routes;
        // Iface Destination Gateway Flags RefCnt Use Metric Mask …, addresses in hex as this machine's integers.
        foreach (var words in Lines(files, "/proc/net/route").Skip(1))
            if (words.Length >= 8 && Hex(words[1]) is { } destination && Hex(words[7]) is { } mask
                && (int)UInt128.PopCount(mask) is >= WidestNetwork and var bits && words[0] != "lo")
                routes.Add(new(new(new(Family.V4, Swapped(destination)), bits), words[0]));
        // Destination and its prefix, source and its, next hop, metric, references, uses, flags, interface.
        foreach (var words in Lines(files, "/proc/net/ipv6_route"))
            if (words.Length >= 10 && Hex(words[0]) is { } network && Hex(words[1]) is { } prefix && prefix >= WidestNetwork
                && Hex(words[8]) is { } flags
                && ((uint)flags & Reject) == 0 && words[9] != "lo" && network >> 118 != 0x3FA && network >> 120 != 0xFF)
                routes.Add(new(new(new(Family.V6, network), (int)prefix), words[9]));
        return routes;
    }

    /// <summary>
    /// Of IPv4, but for the loopback's: leaves of the kernel's table of the kind <c>/32 host LOCAL</c> (fib_trie_seq_show,
    /// net/ipv4/fib_trie.c).
    /// </summary>
    public static List<IpAddress> Addresses(RootedFiles files)
    {
        var addresses = new List<IpAddress>();
        if (!files.IsWholeSystem)
            return addresses;
        var leaf = default(IpAddress);
        foreach (var words in Lines(files, "/proc/net/fib_trie"))
            if (words is ["|--", var text, ..])
                leaf = IpAddress.TryParse(text.AsSpan(), out var ip) ? ip : default;
            else if (words is ["/32", "host", "LOCAL", ..] && leaf.Family == Family.V4 && leaf.Value >> 24 != 127
                && !addresses.Contains(leaf))
                addresses.Add(leaf);
        return addresses;
    }

    public static HostIpv6? Ipv6(RootedFiles files)
    {
        if (!files.IsWholeSystem || !files.Exists(Ipv6Settings))
            return null;
        var learning = Lines(files, "/proc/net/ipv6_route")
            .Where(words => words.Length >= 10 && Hex(words[8]) is { } flags && ((uint)flags & FromAdvertisement) != 0)
            .Select(words => words[9]).Distinct(StringComparer.Ordinal);
        // Address, index, prefix, scope (00 is global), flags, interface.
        var global = Lines(files, "/proc/net/if_inet6").Where(words => words.Length >= 6 && words[3] == "00" && words[0][0] is '2' or '3')
            .Select(words => words[5]);
        return new(Setting(files, "all/forwarding") == "1", [.. learning.Where(name => Setting(files, name + "/accept_ra") == "1")],
            [.. global]);
    }

    private static string Setting(RootedFiles files, string name) =>
        Encoding.ASCII.GetString(files.Read($"{Ipv6Settings}/{name}").Bytes ?? []).Trim();

    private static IEnumerable<string[]> Lines(RootedFiles files, string path)
    {
        foreach (var line in Encoding.ASCII.GetString(files.Read(path).Bytes ?? []).Split('\n'))
            if (line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words)
                yield return words;
    }

    private static UInt128? Hex(string text)
    {
        UInt128 value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit(digit))
                return null;
            value = (value << 4) | (uint)(char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return text.Length is > 0 and <= 32 ? value : null;
    }

    private static UInt128 Swapped(UInt128 value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((uint)value);
}
