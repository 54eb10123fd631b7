namespace LibvirtIdem.Model;

/// <summary>An address given out right now, from dnsmasq's lease record; <see cref="Expires"/> is null for a lease without end.</summary>
internal sealed record Lease(IpAddress Ip, MacAddress? Mac, ClientId? Id, string? Name, DateTimeOffset? Expires)
{
    /// <summary>The client identifier as recorded, hex with colons: option 61 on IPv4 (RFC 2132 section 9.14), the DUID on IPv6.</summary>
    public string? Client { get; init; }

    /// <summary>
    /// IPv6: the number of the client's association (RFC 8415 section 21.4), decimal; with a T before it for a temporary address.
    /// </summary>
    public string? Association { get; init; }

    /// <summary>IPv6: the server's own DUID, hex with colons.</summary>
    public string? Server { get; init; }

    /// <summary>Whether both say the same of the same client.</summary>
    public bool IsSameAs(Lease other) => Ip == other.Ip && Mac == other.Mac && Client == other.Client;

    public override string ToString()
    {
        var who = (Ip.Family == Family.V6 ? Id?.ToString() : null) ?? Mac?.ToString() ?? "an unknown client";
        return Name is null ? who : $"{who} ({Name})";
    }
}
