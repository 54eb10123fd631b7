using System.Text.Json;
using System.Text.Json.Serialization;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// BRIDGE.status: libvirt's record of what dnsmasq has given out, a JSON array. It lags by up to 0.6 s, is history once the
/// network is down, and keeps entries whose time is over (measured with libvirt 9.0).
/// </summary>
internal static class LeaseFile
{
    /// <summary>The leases that run at <paramref name="now"/>; none from a file that cannot be read, since only warnings hang on it.</summary>
    public static IReadOnlyList<Lease> Read(byte[]? json, DateTimeOffset now)
    {
        if (json is null || json.Length == 0)
            return [];
        LeaseRow?[]? rows;
        try
        {
            rows = JsonSerializer.Deserialize(json, LeaseJson.Default.LeaseRowArray);
        }
        catch (JsonException)
        {
            return [];
        }
        var leases = new List<Lease>();
        foreach (var row in rows ?? [])
        {
            if (row is null)
                continue;
            DateTimeOffset? expires = row.ExpiryTime == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(row.ExpiryTime, 0, uint.MaxValue));
            if (!IpAddress.TryParse(row.IpAddress, out var ip) || expires <= now)
                continue;
            MacAddress? mac = MacAddress.TryParse(row.MacAddress, out var parsedMac) ? parsedMac : null;
            ClientId? id = ip.Family == Family.V6 && row.ClientId is not null && ClientId.TryParse(row.ClientId, out var parsedId) ? parsedId : null;
            leases.Add(new(ip, mac, id, row.Hostname, expires) { Client = row.ClientId, Association = row.Iaid, Server = row.ServerDuid });
        }
        return leases;
    }
}

/// <summary>One element of BRIDGE.status; an expiry-time of 0 is a lease without end.</summary>
internal sealed class LeaseRow
{
    public string? IpAddress { get; set; }

    public string? MacAddress { get; set; }

    public string? ClientId { get; set; }

    public string? Iaid { get; set; }

    public string? ServerDuid { get; set; }

    public string? Hostname { get; set; }

    public long ExpiryTime { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LeaseRow[]))]
internal sealed partial class LeaseJson : JsonSerializerContext;
