using System.Text.Unicode;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// NAME.hostsfile, which dnsmasq reads at each SIGHUP. libvirt only ever writes it, from the live definition: IPv4 first, then IPv6,
/// in the order of the XML (hostsfileAdd, util/virdnsmasq.c 9.0). A line that the definition does not have is lost at libvirt's next write.
/// </summary>
internal static class Hostsfile
{
    /// <summary>The bytes of a line other than its values: id:,,[]</summary>
    private const int Punctuation = 8;

    /// <summary>No network has as many reservations: a file that has was put there to cost time.</summary>
    private const int MostLines = 3_000_000;

    /// <summary>Null for a file that can be one.</summary>
    public static string? WhyTooLarge(byte[]? text) =>
        text?.Length > MostLines && text.AsSpan().Count((byte)'\n') > MostLines ? "the file has more than three million lines" : null;

    /// <summary>The file as libvirt would write it.</summary>
    /// <param name="reservations">In the order of the XML.</param>
    /// <param name="before">What each line begins with: nothing here, an option's name in dnsmasq's conf.</param>
    public static byte[] Render(IEnumerable<Reservation> reservations, ReadOnlySpan<byte> before = default)
    {
        var text = new Utf8Builder();
        foreach (var family in (ReadOnlySpan<Family>)[Family.V4, Family.V6])
            foreach (var reservation in reservations)
                // An option is no line of the hostsfile, but one of what is exported for a conf.
                if (reservation.Family == family && !(before.IsEmpty && reservation.IsOption))
                    Append(text.Append(before), reservation);
        return text.Written.ToArray();
    }

    /// <summary>The same for a large network, whose reservations stay where they lie.</summary>
    private static FileContent Render(ResultingReservations reservations)
    {
        // What has to grow is there twice.
        var size = 0;
        foreach (ref readonly var reservation in reservations)
            size += reservation.LongestText + Punctuation;
        var text = new Utf8Builder(size);
        for (var (family, hasV6) = (Family.V4, false); ; family = Family.V6)
        {
            foreach (ref readonly var reservation in reservations)
            {
                hasV6 |= reservation.Family == Family.V6;
                if (reservation.Family == family && !reservation.IsOption)
                    Append(text, reservation);
            }
            if (family == Family.V6 || !hasV6)
                return FileContent.Of(text.ToText());
        }
    }

    /// <summary>
    /// Is this what <see cref="Render(ResultingReservations)"/> would make? Told line by line: that is all a call does here that changes
    /// nothing.
    /// </summary>
    private static bool IsRendered(ReadOnlySpan<byte> text, ResultingReservations reservations)
    {
        var line = new Utf8Builder();
        for (var (family, hasV6) = (Family.V4, false); ; family = Family.V6)
        {
            foreach (ref readonly var reservation in reservations)
            {
                hasV6 |= reservation.Family == Family.V6;
                if (reservation.Family != family || reservation.IsOption)
                    continue;
                line.Clear();
                Append(line, reservation);
                if (!text.StartsWith(line.Written))
                    return false;
                text = text[line.Written.Length..];
            }
            if (family == Family.V6 || !hasV6)
                return text.IsEmpty;
        }
    }

    private static void Append(Utf8Builder text, in Reservation reservation)
    {
        if (reservation is { Family: Family.V4, Mac: { } client, LeaseTime: null })
        {
            AppendCanonical(text, client, reservation);
            return;
        }
        if (reservation.Family == Family.V6)
        {
            if (reservation.Mac is { } byMac)
                text.Append(byMac).Append(reservation.Name.IsNull ? ""u8 : ","u8);
            if (reservation.Id is { } id)
                text.Append("id:"u8).Append(id.Text).Append(reservation.Name.IsNull ? ""u8 : ","u8);
            text.Append(reservation.Name).Append(",["u8).Append(reservation.Ip).Append("]"u8);
        }
        else if (reservation.Mac is { } mac)
        {
            text.Append(mac).Append(","u8).Append(reservation.Ip).Append(reservation.Name.IsNull ? ""u8 : ","u8).Append(reservation.Name);
        }
        else
        {
            text.Append(reservation.Name).Append(","u8).Append(reservation.Ip);
        }
        if (reservation.LeaseTime is { } lease)
            text.Append(","u8).Append(lease.ToString());
        text.Append("\n"u8);
    }

    /// <summary>The same for nearly all lines: with the room for it taken once.</summary>
    private static void AppendCanonical(Utf8Builder text, MacAddress mac, in Reservation reservation)
    {
        var line = new Utf8Line(text.Room(reservation.LongestText + Punctuation));
        line.Add(mac);
        line.Add(","u8);
        line.Add(reservation.Ip);
        if (!reservation.Name.IsNull)
        {
            line.Add(","u8);
            line.Add(reservation.Name.Span);
        }
        line.Add("\n"u8);
        text.Advance(line.Length);
    }

    /// <summary>
    /// The file that serves what is there after <paramref name="edits"/>; null where <paramref name="current"/> does already.
    /// Lines of others stay (<paramref name="foreign"/>), unless they claim an address, a client or a name that is now given: dnsmasq
    /// takes the first line of an address and the last of a MAC (measured with 2.90).
    /// </summary>
    /// <param name="current">The file as it is; null where there is none.</param>
    /// <param name="edits">What is there, and what happens to it.</param>
    /// <param name="foreign">Lines that no definition has.</param>
    /// <param name="wasInStep">Whether the file said what was there before the edits.</param>
    public static FileContent? Update(byte[]? current, ReservationEdits edits, out IReadOnlyList<Utf8Slice> foreign, out bool wasInStep)
    {
        (foreign, wasInStep) = ([], false);
        if (current is null)
            return Render(new ResultingReservations(edits));
        if (IsRendered(current, new(edits)))
            return null;
        var before = edits.Definition.Reservations.Select(element => element.Reservation);
        wasInStep = !edits.IsEmpty && IsRendered(current, new(new ReservationEdits(edits.Definition)));
        return wasInStep ? Render(new ResultingReservations(edits))
            : Merge(current, [.. edits.After.Where(reservation => !reservation.IsOption)], before, out foreign);
    }

    private static FileContent? Merge(
        byte[] current, List<Reservation> wanted, IEnumerable<Reservation> before, out IReadOnlyList<Utf8Slice> foreign)
    {
        var (missing, claims) = (new MissingLines(wanted), new ClaimedValues([.. wanted, .. before]));
        var keep = new List<Utf8Slice>();
        var isRight = true;
        foreach (var line in Split(current))
        {
            if (line.IsNullOrEmpty)
                continue;
            var parsed = TryParse(line);
            if (parsed is { } known && missing.Take(known))
                continue;
            if (parsed is { } claimed && claims.Has(claimed))
                isRight = false;
            else
                keep.Add(line);
        }
        foreign = keep;
        if (isRight && missing.Count == 0)
            return null;
        var text = new Utf8Builder(current.Length + 256).Append(Render(wanted));
        foreach (var line in keep)
            text.Append(line).Append('\n');
        return FileContent.Of(text.ToText());
    }

    private static IEnumerable<Utf8Slice> Split(byte[] text)
    {
        for (var start = 0; ;)
        {
            var length = text.AsSpan(start).IndexOf((byte)'\n');
            yield return new(text, start, length < 0 ? text.Length - start : length);
            if (length < 0)
                yield break;
            start += length + 1;
        }
    }

    /// <summary>All lines that say what a reservation would.</summary>
    public static IEnumerable<Reservation> Read(byte[] text) => Split(text).Select(TryParse).OfType<Reservation>();

    /// <summary>Every line that dnsmasq would read, with its number from 1; null for one in a shape that libvirt does not write.</summary>
    public static IEnumerable<(int Number, Reservation? Reservation)> Lines(byte[] text)
    {
        var number = 0;
        foreach (var line in Split(text))
        {
            number++;
            if (line.Span.Trim(" \t\v\f\r"u8) is [not (byte)'#', ..])
                yield return (number, TryParse(line));
        }
    }

    /// <summary>A line in one of the shapes that <see cref="Render(ResultingReservations)"/> makes; null for anything else.</summary>
    private static Reservation? TryParse(Utf8Slice line)
    {
        MacAddress? mac = null;
        ClientId? id = null;
        IpAddress? ip = null;
        LeaseTime? lease = null;
        Utf8Slice name = default;
        for (var rest = line; !rest.IsNull;)
        {
            var comma = rest.Span.IndexOf((byte)',');
            var slice = comma < 0 ? rest : rest[..comma];
            rest = comma < 0 ? default : rest[(comma + 1)..];
            var field = slice.Span;
            var bare = field is [(byte)'[', .., (byte)']'] ? field[1..^1] : field;
            if (mac is null && field.Length > 6 && field.Contains((byte)':') && MacAddress.TryParse(field, out var parsedMac))
                mac = parsedMac;
            else if (id is null && field.StartsWith("id:"u8))
                id = ClientId.Read(Text(slice[3..]));
            else if (ip is null && IpAddress.TryParse(bare, out var parsedIp))
                ip = parsedIp;
            else if (ip is not null && lease is null && LeaseTime.TryParse(field, out var parsedLease))
                lease = parsedLease;
            // Whatever is left: libvirt lets names pass that the tool would not make, and they must be known again.
            else if (name.IsNull && field.Length > 0)
                name = Text(slice);
            else
                return null;
        }
        return ip is { } address && (mac is not null || id is not null || !name.IsNull)
            ? new Reservation { Ip = address, Mac = mac, Id = id, Name = name, LeaseTime = lease }
            : null;
    }

    /// <summary>What is no UTF-8 is shown as such: results are.</summary>
    private static Utf8Slice Text(Utf8Slice value) => Utf8.IsValid(value.Span) ? value : value.ToString();
}
