namespace LibvirtIdem.Model;

/// <summary>A dynamic range of a subnet, both ends included.</summary>
internal readonly record struct DhcpRange(IpAddress Start, IpAddress End)
{
    public UInt128 Size => End.Value - Start.Value + 1;

    public bool Contains(IpAddress ip) => ip.Family == Start.Family && ip.Value >= Start.Value && ip.Value <= End.Value;

    /// <summary>What both have; null where that is nothing.</summary>
    public DhcpRange? Common(DhcpRange other)
    {
        var (start, end) = (Start.CompareTo(other.Start) >= 0 ? Start : other.Start, End.CompareTo(other.End) <= 0 ? End : other.End);
        return Start.Family == other.Start.Family && start.CompareTo(end) <= 0 ? new(start, end) : null;
    }
}

/// <summary>One <c>&lt;ip&gt;</c> element of a network: the bridge's own address and the addresses around it.</summary>
internal readonly record struct Subnet
{
    /// <summary>dnsmasq does not start with DHCPv6 in a wider one ("prefix length must be at least 64", option.c 2.90).</summary>
    public const int LeastDhcpV6Prefix = 64;

    public Subnet(IpAddress address, int prefix)
    {
        (Address, Prefix) = (address, prefix);
        (First, Last) = (new(Family, address.Value & MaskValue), new(Family, address.Value | (~MaskValue & All)));
    }

    public IpAddress Address { get; }

    public int Prefix { get; }

    public Family Family => Address.Family;

    public IpAddress First { get; }

    public IpAddress Last { get; }

    public bool Contains(IpAddress ip) => ip.CompareTo(First) >= 0 && ip.CompareTo(Last) <= 0;

    /// <summary>How many addresses it has for guests.</summary>
    public UInt128 Usable
    {
        get
        {
            var usable = Last.Value - First.Value + 1;
            foreach (var ip in new HashSet<UInt128> { First.Value, Address.Value, Last.Value })
                if (ReservedFor(new(Family, ip)) is not null)
                    usable--;
            return usable;
        }
    }

    /// <summary>IPv4 has no hosts at the network and broadcast addresses, unless the subnet is a /31 or /32 (RFC 3021).</summary>
    public string? ReservedFor(IpAddress ip) =>
        ip == Address ? "the bridge's own address"
        : Family == Family.V4 && Prefix < 31 && ip == First ? "the network address"
        : Family == Family.V4 && Prefix < 31 && ip == Last ? "the broadcast address"
        : Family == Family.V6 && Prefix < 127 && ip == First ? "the subnet-router anycast address"
        : null;

    public override string ToString() => $"{Address}/{Prefix}";

    private UInt128 All => Family == Family.V4 ? uint.MaxValue : UInt128.MaxValue;

    public UInt128 MaskValue
    {
        get
        {
            var bits = Family == Family.V4 ? 32 : 128;
            return Prefix == 0 ? 0 : (All << (bits - Prefix)) & All;
        }
    }
}
