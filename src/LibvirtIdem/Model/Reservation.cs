using System.Runtime.CompilerServices;

namespace LibvirtIdem.Model;

/// <summary>
/// Who gets which address: libvirt's <c>&lt;host&gt;</c> inside <c>&lt;dhcp&gt;</c>, dnsmasq's dhcp-host. IPv4 is keyed by
/// <see cref="Mac"/>, IPv6 by <see cref="Id"/> or <see cref="Mac"/>, either by <see cref="Name"/> where that is missing. A row of a table
/// that may have a million of them, so it is packed and refers to text where that lies.
/// </summary>
internal readonly struct Reservation : IEquatable<Reservation>
{
    private readonly Utf8Slice id;
    private readonly ulong macAndOne;
    private readonly ulong leaseAndOne;
    private readonly Utf8Slice name;
    private readonly bool idIsDead;

    public required IpAddress Ip { get; init; }

    public MacAddress? Mac
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => macAndOne == 0 ? null : new(macAndOne - 1);
        init => macAndOne = value is { } mac ? mac.Value + 1 : 0;
    }

    public ClientId? Id
    {
        get => id.IsNull ? null : new(id, idIsDead);
        init => (id, idIsDead) = value is { } given ? (given.Text, given.IsDead) : default;
    }

    /// <summary>As it is spelled: libvirt compares names exactly. Null text where it has none.</summary>
    public Utf8Slice Name
    {
        get => name;
        init
        {
            name = value;
            NameHash = HostName.Hash(value.Span);
        }
    }

    /// <summary>The same of all that have the same mac, and of all that have none.</summary>
    public uint MacHash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RowIndex.Hash(macAndOne);
    }

    public static uint HashOf(MacAddress mac) => RowIndex.Hash(mac.Value + 1);

    /// <summary><see cref="HostName.Hash"/> of the name: it is in what would be padding.</summary>
    public uint NameHash { get; private init; }

    /// <summary>The same of all that are <see cref="SameAs"/> each other.</summary>
    public uint ValueHash => RowIndex.Hash(Ip) ^ (MacHash * 31) ^ (RowIndex.Hash(name.Span) * 17) ^ RowIndex.Hash(id.Span);

    public LeaseTime? LeaseTime
    {
        get => leaseAndOne == 0 ? null : Model.LeaseTime.Unpack(leaseAndOne - 1);
        init => leaseAndOne = value is { } lease ? lease.Pack() + 1 : 0;
    }

    public Family Family => Ip.Family;

    /// <summary>Whose it is, of entries of one network: the family, and the MAC, else the DUID, else the name.</summary>
    public string Client => $"{Family} {Mac?.ToString() ?? Id?.ToString() ?? Name.ToString()}";

    /// <summary>How many bytes its values take as text at most, but for a lease time.</summary>
    public int LongestText =>
        (macAndOne == 0 ? 0 : MacAddress.TextLength) + id.Length + name.Length
        + (Family == Family.V4 ? IpAddress.LongestV4Text : IpAddress.LongestText);

    /// <summary>IPv4 without a mac, IPv6 without an id or mac: any client that says it bears the name.</summary>
    public bool IsNameOnly => macAndOne == 0 && (Family == Family.V4 || id.IsNull);

    /// <summary>
    /// IPv6 by MAC: libvirt's <c>&lt;host&gt;</c> has none there, so it is a dnsmasq option of the network, <c>dhcp-host=</c>.
    /// </summary>
    public bool IsOption => macAndOne != 0 && Family == Family.V6;

    /// <summary>Does the client get the same from both? Names differ in case only, a dead id differs from its living twin.</summary>
    public bool SameAs(in Reservation other) =>
        Ip == other.Ip && macAndOne == other.macAndOne && idIsDead == other.idIsDead && id.Equals(other.id)
        && (leaseAndOne == other.leaseAndOne || LeaseTime == other.LeaseTime) && Name.EqualsIgnoreCase(other.Name);

    /// <summary>The same, to the letter.</summary>
    public bool Equals(Reservation other) => SameAs(other) && Name.Equals(other.Name);

    public override bool Equals(object? obj) => obj is Reservation other && Equals(other);

    public override int GetHashCode() => Ip.GetHashCode();

    /// <summary>One line that a person reads: <c>52:54:00:12:34:56 (web1) 192.168.122.10</c>.</summary>
    public override string ToString()
    {
        var who = Mac?.ToString() ?? (Family == Family.V6 ? Id?.ToString() : null);
        return (who, Name.OrNull()) switch
        {
            (null, var name) => $"{name} {Ip}",
            (_, null) => $"{who} {Ip}",
            (_, var name) => $"{who} ({name}) {Ip}",
        };
    }
}
