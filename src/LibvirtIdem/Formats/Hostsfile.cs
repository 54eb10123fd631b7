using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// NAME.hostsfile, which dnsmasq reads at each SIGHUP. libvirt only ever writes it, from the live definition: IPv4 first, then IPv6,
/// in the order of the XML (hostsfileAdd, util/virdnsmasq.c 9.0). A line that the definition does not have is lost at libvirt's next write.
/// </summary>
internal static class Hostsfile
{
    /// <summary>The file as libvirt would write it.</summary>
    public static byte[] Render(IEnumerable<Reservation> reservations)
    {
        var (v4, v6) = (new Utf8Text(), new Utf8Text());
        foreach (var reservation in reservations)
            Append(reservation.Family == Family.V4 ? v4 : v6, reservation);
        v4.Append(v6.Written);
        return v4.Written.ToArray();
    }

    /// <summary>Is this what <see cref="Render"/> would make? Told line by line: that is all a call does here that changes nothing.</summary>
    private static bool IsRendered(ReadOnlySpan<byte> text, IReadOnlyList<Reservation> reservations)
    {
        var line = new Utf8Text();
        foreach (var family in (ReadOnlySpan<Family>)[Family.V4, Family.V6])
        {
            foreach (var reservation in reservations)
            {
                if (reservation.Family != family)
                    continue;
                line.Clear();
                Append(line, reservation);
                if (!text.StartsWith(line.Written))
                    return false;
                text = text[line.Written.Length..];
            }
        }
        return text.IsEmpty;
    }

    private static void Append(Utf8Text text, Reservation reservation)
    {
        if (reservation.Family == Family.V6)
        {
            if (reservation.Id is { } id)
                text.Append("id:"u8).Append(id.Text).Append(reservation.Name is null ? ""u8 : ","u8);
            text.Append(reservation.Name).Append(",["u8).Append(reservation.Ip).Append("]"u8);
        }
        else if (reservation.Mac is { } mac)
        {
            text.Append(mac).Append(","u8).Append(reservation.Ip).Append(reservation.Name is null ? ""u8 : ","u8).Append(reservation.Name);
        }
        else
        {
            text.Append(reservation.Name).Append(","u8).Append(reservation.Ip);
        }
        if (reservation.LeaseTime is { } lease)
            text.Append(","u8).Append(lease.ToString());
        text.Append("\n"u8);
    }

    /// <summary>
    /// The file that serves <paramref name="wanted"/>; the very bytes of <paramref name="current"/> where it does already. Lines of
    /// others stay (<paramref name="foreign"/>), unless they claim an address, a client or a name that is now given: dnsmasq takes the
    /// first line of an address and the last of a MAC (measured with 2.90).
    /// </summary>
    public static byte[] Bring(byte[]? current, IReadOnlyList<Reservation> wanted, IEnumerable<Reservation> gone, out IReadOnlyList<string> foreign)
    {
        foreign = [];
        if (current is null)
            return Render(wanted);
        if (IsRendered(current, wanted))
            return current;
        var missing = wanted.Select(Key).ToHashSet(StringComparer.Ordinal);
        var claims = new ClaimedValues(wanted.Concat(gone));
        var keep = new List<string>();
        var isRight = true;
        foreach (var line in Encoding.UTF8.GetString(current).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parsed = TryParse(line);
            if (parsed is not null && missing.Remove(Key(parsed)))
                continue;
            if (parsed is not null && claims.Has(parsed))
                isRight = false;
            else
                keep.Add(line);
        }
        foreign = keep;
        if (isRight && missing.Count == 0)
            return current;
        var tail = string.Concat(keep.Select(line => line + "\n"));
        return [.. Render(wanted), .. Encoding.UTF8.GetBytes(tail)];
    }

    /// <summary>A line in one of the shapes that <see cref="Render"/> makes; null for anything else.</summary>
    public static Reservation? TryParse(string line)
    {
        MacAddress? mac = null;
        ClientId? id = null;
        IpAddress? ip = null;
        LeaseTime? lease = null;
        string? name = null;
        foreach (var field in line.Split(','))
        {
            var bare = field.StartsWith('[') && field.EndsWith(']') ? field[1..^1] : field;
            if (mac is null && field.Length > 6 && field.Contains(':', StringComparison.Ordinal) && MacAddress.TryParse(field, out var parsedMac))
                mac = parsedMac;
            else if (id is null && field.StartsWith("id:", StringComparison.Ordinal))
                id = ClientId.Read(field[3..]);
            else if (ip is null && IpAddress.TryParse(bare, out var parsedIp))
                ip = parsedIp;
            else if (ip is not null && lease is null && LeaseTime.TryParse(field, out var parsedLease))
                lease = parsedLease;
            // Whatever is left: libvirt lets names pass that the tool would not make, and they must be known again.
            else if (name is null && field.Length > 0)
                name = field;
            else
                return null;
        }
        return ip is { } address && (mac is not null || id is not null || name is not null)
            ? new() { Ip = address, Mac = mac, Id = id, Name = name, LeaseTime = lease }
            : null;
    }

    private static string Key(Reservation reservation) =>
        $"{reservation.Mac} {(reservation.Family == Family.V6 ? reservation.Id?.Text : null)} {reservation.Id?.IsDead} {reservation.Name?.ToLowerInvariant()} "
        + $"{reservation.Ip} {reservation.LeaseTime?.Seconds}";

    /// <summary>The addresses, clients and names that are spoken for.</summary>
    private sealed class ClaimedValues
    {
        private readonly HashSet<string> values = new(StringComparer.Ordinal);

        public ClaimedValues(IEnumerable<Reservation> reservations)
        {
            foreach (var reservation in reservations)
                values.UnionWith(ValuesOf(reservation));
        }

        public bool Has(Reservation reservation) => ValuesOf(reservation).Any(values.Contains);

        private static IEnumerable<string> ValuesOf(Reservation reservation)
        {
            yield return reservation.Ip.ToString();
            if (reservation.Mac is { } mac)
                yield return mac.ToString();
            if (reservation is { Family: Family.V6, Id: { } id })
                yield return "id:" + id.Text;
            if (reservation.Name is { } name)
                yield return (reservation.Family == Family.V4 ? "4 " : "6 ") + name.ToLowerInvariant();
        }
    }
}
