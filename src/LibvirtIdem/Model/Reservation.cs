namespace LibvirtIdem.Model;

/// <summary>
/// Who gets which address: libvirt's <c>&lt;host&gt;</c> inside <c>&lt;dhcp&gt;</c>, dnsmasq's dhcp-host. IPv4 is keyed by
/// <see cref="Mac"/>, IPv6 by <see cref="Id"/>, either by <see cref="Name"/> where that is missing.
/// </summary>
internal sealed record Reservation
{
    public required IpAddress Ip { get; init; }

    public MacAddress? Mac { get; init; }

    public ClientId? Id { get; init; }

    /// <summary>As it is spelled: libvirt compares names exactly.</summary>
    public string? Name { get; init; }

    public LeaseTime? LeaseTime { get; init; }

    public Family Family => Ip.Family;

    /// <summary>Does the client get the same from both? Names differ in case only, a dead id differs from its living twin.</summary>
    public bool SameAs(Reservation other) =>
        Ip == other.Ip && Mac == other.Mac && Id == other.Id && LeaseTime == other.LeaseTime
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>One line that a person reads: <c>52:54:00:12:34:56 (web1) 192.168.122.10</c>.</summary>
    public override string ToString()
    {
        var who = Mac?.ToString() ?? (Family == Family.V6 ? Id?.Text : null);
        return (who, Name) switch
        {
            (null, var name) => $"{name} {Ip}",
            (_, null) => $"{who} {Ip}",
            _ => $"{who} ({Name}) {Ip}",
        };
    }
}
