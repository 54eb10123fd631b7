using System.Globalization;
using System.Text;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>The single values of <c>network</c>, from text. Null is "not given" and stays null; what is wrong with one is noted.</summary>
internal sealed class NetworkValues(List<Problem> problems)
{
    /// <summary>IFNAMSIZ less its zero (linux/if.h).</summary>
    private const int LongestInterface = 15;

    /// <summary>So that <c>tftp-root=</c> fits on the line, too.</summary>
    private const int LongestPath = ConfLine.LongestBytes - 10;

    public string? Interface(string key, string? name, bool mayClear)
    {
        if (name is null || (mayClear && name.Length == 0))
            return name;
        // The kernel's own rule (dev_valid_name); % would be a template for libvirt, and dnsmasq's conf takes lists and patterns here.
        if (name.Length is 0 or > LongestInterface || name is "." or ".."
            || name.Any(character => character is <= ' ' or > '~' || "/:%<&'\",*".Contains(character, StringComparison.Ordinal)))
            problems.Add(Message.WrongValue(
                key, name, "the name of a network interface: up to 15 letters, digits and the like, such as virbr1"));
        // Folders of /proc/sys/net/ipv4/conf, so the kernel makes no interface of these names.
        else if (name is "default" or "all")
            problems.Add(Message.WrongValue(
                key, name, "a name that the kernel takes for an interface (it keeps all and default to itself), such as virbr1"));
        return name;
    }

    public MacAddress? BridgeMac(string? text)
    {
        if (text is null)
            return null;
        if (!MacAddress.TryParse(text.AsSpan(), out var mac) || mac.Value == 0)
            problems.Add(Message.WrongValue("mac", text, "a MAC address for the bridge, such as 52:54:00:12:34:56"));
        else if (mac.IsMulticast)
            problems.Add(Message.Multicast(mac, default));
        return mac;
    }

    /// <summary>Text that may be empty and has nothing in it that would break a line or the XML.</summary>
    public string? Plain(string key, string? text)
    {
        if (text is not null && ConfLine.HasControl(text))
            problems.Add(Message.WrongValue(key, text, "text without line breaks and control characters"));
        return text;
    }

    /// <summary>Text of several lines, which XML keeps as it is.</summary>
    public string? Description(string? text)
    {
        if (text is not null && ConfLine.HasControl(text.Replace('\n', ' ').Replace('\t', ' ')))
            problems.Add(Message.WrongValue("description", text, "text without control characters"));
        return text;
    }

    /// <summary>Two ports in order (virNetworkForwardNatDefParseXML, conf/network_conf.c 9.0), as <c>1024-65535</c>.</summary>
    public string? NatPorts(string? text)
    {
        if (text is not { Length: > 0 })
            return text;
        if (text.Split('-', StringSplitOptions.TrimEntries) is [var first, var last] && Port(first) is { } start && Port(last) is { } end
            && start <= end)
            return $"{start}-{end}";
        problems.Add(Message.WrongValue("nat_ports", text, "two ports from 1 to 65535, such as 1024-65535"));
        return null;

        static int? Port(string word) =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;
    }

    /// <summary>libvirt takes IPv4 addresses only here, and iptables fails with a range that runs backwards.</summary>
    public string? NatAddresses(string? text)
    {
        if (text is not { Length: > 0 })
            return text;
        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        if (ends.Length <= 2 && IpAddress.TryParse(ends[0].AsSpan(), out var start) && IpAddress.TryParse(ends[^1].AsSpan(), out var end)
            && start.Family == Family.V4 && end.Family == Family.V4 && start.CompareTo(end) <= 0)
            return $"{start}-{end}";
        problems.Add(Message.WrongValue("nat_addresses", text, "IPv4 addresses start-end, such as 203.0.113.10-203.0.113.20"));
        return null;
    }

    /// <summary>Text that stands behind the <c>=</c> of a line of dnsmasq's conf; it may be empty.</summary>
    private bool IsForConf(string key, string? text, int longestBytes)
    {
        if (text is not { Length: > 0 })
            return false;
        if (ConfLine.Refusal(text, longestBytes) is not { } why)
            return true;
        problems.Add(Message.NotAsItIs(key, text, why, default));
        return false;
    }

    public string? Folder(string key, string? path)
    {
        if (IsForConf(key, path, LongestPath) && !path!.StartsWith('/'))
            problems.Add(Message.WrongValue(key, path, "the path of a folder, from / on"));
        return path;
    }

    public string? BootFile(string key, string? file)
    {
        IsForConf(key, file, ConfLine.LongestBootFileBytes);
        return file;
    }

    /// <summary>BOOTP is IPv4's, and dnsmasq takes another address for a name.</summary>
    public string? BootServer(string key, string? text)
    {
        if (text is { Length: > 0 } && !(IpAddress.TryParse(text.AsSpan(), out var server) && server.Family == Family.V4))
            problems.Add(Message.WrongValue(key, text, "an IPv4 address, no name (libvirt takes no names here)"));
        return text;
    }

    public string? Domain(string key, string? name)
    {
        if (name is { Length: > 0 } && HostName.Refusal(((Utf8Slice)name).Span) is { } why)
            problems.Add(Message.BadDomain(key, name, why));
        return name;
    }

    public List<string>? Lines(string key, List<string>? lines)
    {
        foreach (var line in lines ?? [])
            if (line.Length == 0 || ConfLine.HasControl(line))
                problems.Add(Message.WrongValue(key, line, "a list of dnsmasq options, each one line such as dhcp-option=42,0.0.0.0"));
            else if (Encoding.UTF8.GetByteCount(line) > ConfLine.LongestBytes)
                problems.Add(Message.NotAsItIs(key, line, $"dnsmasq cuts a line of its conf after {ConfLine.LongestBytes} bytes", default));
        return lines;
    }

    /// <summary>The bridge's address in each subnet, and its prefix.</summary>
    public List<Subnet>? Subnets(string key, List<string>? words, Family family)
    {
        if (words is null)
            return null;
        var subnets = new List<Subnet>();
        foreach (var word in words)
        {
            var slash = word.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0 || !IpAddress.TryParse(word.AsSpan(0, slash), out var ip) || ip.Family != family
                || !int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix == 0
                || prefix > (family == Family.V4 ? 32 : 128))
            {
                problems.Add(Message.WrongValue(
                    key, word,
                    family == Family.V4 ? "an IPv4 address with its prefix, such as 192.168.122.1/24"
                    : "an IPv6 address with its prefix, such as 2001:db8:122::1/64"));
                continue;
            }
            var subnet = new Subnet(ip, prefix);
            if (PurposeOf(subnet) is { } purpose)
                problems.Add(Message.NoBridgeAddress(key, subnet, purpose));
            else if (subnets.Exists(other => other.Contains(subnet.First) || subnet.Contains(other.First)))
                problems.Add(Message.SubnetTwice(key, subnet));
            else
                subnets.Add(subnet);
        }
        return subnets;
    }

    public List<DhcpRange>? Ranges(List<string>? words)
    {
        if (words is null)
            return null;
        var ranges = new List<DhcpRange>();
        foreach (var word in words)
        {
            var ends = word.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length != 2 || !IpAddress.TryParse(ends[0].AsSpan(), out var start)
                || !IpAddress.TryParse(ends[1].AsSpan(), out var end)
                || start.Family != end.Family || start.CompareTo(end) > 0)
                problems.Add(Message.WrongValue(
                    "dhcp_ranges", word, "a range start-end of one family, such as 192.168.122.100-192.168.122.200"));
            // libvirt's own limit: all but the last 16 bits are the same (virSocketAddrGetRange, util/virsocketaddr.c 9.0).
            else if (start.Value >> 16 != end.Value >> 16)
                problems.Add(Message.RangeTooLarge(word));
            else if (ranges.Exists(other => other.Contains(start) || other.Contains(end)
                || new DhcpRange(start, end).Contains(other.Start)))
                problems.Add(Message.RangeTwice(word));
            else
                ranges.Add(new(start, end));
        }
        return ranges;
    }

    public LeaseTime? LeaseTime(string? text, out bool clears)
    {
        clears = text is "" or "default";
        if (text is null || clears)
            return null;
        if (Model.LeaseTime.TryParse(text, out var time))
            return time;
        problems.Add(Message.WrongValue(
            "lease_time", text, "infinite, default, or a number with s, m, h or d of at least 2 minutes, such as 30m"));
        return null;
    }

    /// <summary>Why no bridge can have the address; null where one can.</summary>
    private static string? PurposeOf(Subnet subnet)
    {
        var ip = subnet.Address;
        if (ip.Family == Family.V4)
            return ip.Value >> 28 == 0xE ? "a multicast address" : ip.Value >> 24 == 127 ? "a loopback address" : ip.Value >> 24 == 0
                ? "no address of a host"
                : subnet.Prefix < 31 && ip == subnet.First ? "the network address" : subnet.Prefix < 31 && ip == subnet.Last
                    ? "the broadcast address" : null;
        return ip.Value >> 120 == 0xFF ? "a multicast address" : ip.Value <= 1 ? "no address of a bridge"
            : ip.Value >> 118 == 0x3FA ? "a link-local address, which every bridge has anyway"
            : subnet.Prefix < 127 && ip == subnet.First ? "the subnet-router anycast address" : null;
    }
}
