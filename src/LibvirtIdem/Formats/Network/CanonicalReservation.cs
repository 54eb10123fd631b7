using System.Runtime.CompilerServices;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Reads and writes a reservation as libvirt writes it (virNetworkIPDefFormat, conf/network_conf.c 9.0), which in a large network all but a
/// few are: <c>&lt;host mac='…' name='…' ip='…'/&gt;</c>. What has this form is well-formed, so the scanner need not look at it: a fifth of
/// the work. Everything else is the scanner's.
/// </summary>
internal static class CanonicalReservation
{
    /// <summary>An element without its values.</summary>
    public const string Markup = "<host mac='' id='' name='' ip=''/>";

    /// <summary>How many bytes it takes from <paramref name="start"/>; 0 where none of this form stands there.</summary>
    public static int Read(byte[] xml, int start, Family family, out Reservation reservation)
    {
        reservation = default;
        MacAddress? mac = null;
        ClientId? id = null;
        Utf8Slice name = default;
        var at = start;
        if (!TryRead(xml, ref at, "<host"u8))
            return 0;
        if (family == Family.V4 && TryRead(xml, ref at, " mac='"u8))
        {
            if (xml.Length - at < MacAddress.TextLength || !MacAddress.TryParse(xml.AsSpan(at, MacAddress.TextLength), out var parsed))
                return 0;
            mac = parsed;
            at += MacAddress.TextLength;
            if (!TryRead(xml, ref at, "'"u8))
                return 0;
        }
        else if (family == Family.V6 && TryRead(xml, ref at, " id='"u8))
        {
            if (ClientId.ReadCanonical(xml, at) is not { } usual)
                return 0;
            id = usual;
            at += usual.Text.Length;
            if (!TryRead(xml, ref at, "'"u8))
                return 0;
        }
        if (TryRead(xml, ref at, " name='"u8))
        {
            name = new(xml, at, HostName.LettersAt(xml.AsSpan(at)));
            at += name.Length;
            if (!TryRead(xml, ref at, "'"u8))
                return 0;
        }
        if (!TryRead(xml, ref at, " ip='"u8))
            return 0;
        var length = IpAddress.ReadV4(xml.AsSpan(at), out var ip);
        if (length == 0)
            length = xml.AsSpan(at, Math.Min(xml.Length - at, IpAddress.LongestText + 1)).IndexOf((byte)'\'') is > 0 and var end
                && IpAddress.TryParse(xml.AsSpan(at, end), out ip) ? end : 0;
        at += length;
        if (length == 0 || !TryRead(xml, ref at, "'/>"u8))
            return 0;
        reservation = new() { Ip = ip, Mac = mac, Id = id, Name = name };
        return at - start;
    }

    /// <summary>Nothing in it needs an entity or an element of its own.</summary>
    public static bool CanWrite(in Reservation reservation) =>
        reservation is { LeaseTime: null, Id: null or { IsDead: false } }
            && HostName.LettersAt(reservation.Name.Span) == reservation.Name.Length;

    /// <summary>Appends the line that <see cref="Read"/> reads, with the room for it taken once.</summary>
    /// <param name="text">The text that grows.</param>
    /// <param name="lineStart">Before the element.</param>
    /// <param name="reservation">One that <see cref="CanWrite"/>.</param>
    public static void Append(Utf8Builder text, ReadOnlySpan<byte> lineStart, in Reservation reservation)
    {
        var line = new Utf8Line(text.Room(lineStart.Length + Markup.Length + reservation.LongestText));
        line.Add(lineStart);
        line.Add("<host"u8);
        if (reservation.Mac is { } mac)
        {
            line.Add(" mac='"u8);
            line.Add(mac);
            line.Add("'"u8);
        }
        if (reservation is { Family: Family.V6, Id: { } id })
        {
            line.Add(" id='"u8);
            line.Add(id.Text.Span);
            line.Add("'"u8);
        }
        if (!reservation.Name.IsNull)
        {
            line.Add(" name='"u8);
            line.Add(reservation.Name.Span);
            line.Add("'"u8);
        }
        line.Add(" ip='"u8);
        line.Add(reservation.Ip);
        line.Add("'/>"u8);
        text.Advance(line.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(byte[] xml, ref int at, ReadOnlySpan<byte> word)
    {
        if (!xml.AsSpan(at).StartsWith(word))
            return false;
        at += word.Length;
        return true;
    }
}
