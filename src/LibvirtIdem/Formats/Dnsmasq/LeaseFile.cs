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
    /// <summary>The leases that run at <paramref name="now"/>; none where there is no file, or nothing in it yet.</summary>
    /// <exception cref="UnreadableException">It is no list of leases as libvirt writes it.</exception>
    public static IReadOnlyList<Lease> Read(byte[]? json, DateTimeOffset now)
    {
        if (json is null || json.Length == 0)
            return [];
        try
        {
            return Running(JsonSerializer.Deserialize(json, LeaseJson.Default.JsonElement), now);
        }
        catch (JsonException broken)
        {
            throw new UnreadableException((int)(broken.LineNumber ?? 0) + 1, "it is not JSON");
        }
        catch (Exception other) when (other is InvalidOperationException or FormatException)
        {
            throw new UnreadableException(1, "it is not a list of leases");
        }
    }

    /// <exception cref="InvalidOperationException">Something is not of the kind that libvirt writes.</exception>
    /// <exception cref="FormatException">A time is no whole number.</exception>
    private static List<Lease> Running(JsonElement rows, DateTimeOffset now)
    {
        var leases = new List<Lease>();
        foreach (var row in rows.EnumerateArray())
        {
            if (row.ValueKind == JsonValueKind.Null)
                continue;
            var (ipText, macText, client, name) =
                (Text(row, "ip-address"), Text(row, "mac-address"), Text(row, "client-id"), Text(row, "hostname"));
            var (association, server) = (Text(row, "iaid"), Text(row, "server-duid"));
            // 0 is a lease without end.
            var seconds = row.TryGetProperty("expiry-time", out var time) ? time.GetInt64() : 0;
            DateTimeOffset? expires = seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, uint.MaxValue));
            if (!IpAddress.TryParse(ipText, out var ip) || expires <= now)
                continue;
            MacAddress? mac = MacAddress.TryParse(macText, out var parsedMac) ? parsedMac : null;
            ClientId? id = ip.Family == Family.V6 && client is not null && ClientId.TryParse(client, out var parsedId) ? parsedId : null;
            leases.Add(new(ip, mac, id, name, expires) { Client = client, Association = association, Server = server });
        }
        return leases;
    }

    private static string? Text(JsonElement row, string key) => row.TryGetProperty(key, out var value) ? value.GetString() : null;
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class LeaseJson : JsonSerializerContext;
