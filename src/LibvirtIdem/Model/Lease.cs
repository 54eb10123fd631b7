namespace LibvirtIdem.Model;

/// <summary>An address given out right now, from dnsmasq's lease record; <see cref="Expires"/> is null for a lease without end.</summary>
internal sealed record Lease(IpAddress Ip, MacAddress? Mac, ClientId? Id, string? Name, DateTimeOffset? Expires)
{
    public override string ToString()
    {
        var who = (Ip.Family == Family.V6 ? Id?.ToString() : null) ?? Mac?.ToString() ?? "an unknown client";
        return Name is null ? who : $"{who} ({Name})";
    }
}
