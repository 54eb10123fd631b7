using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <content>A reservation that changes in its place: only the values that differ are written.</content>
internal sealed partial class NetworkXmlEditor
{
    private void Replace(in ReservationElement old, in Reservation changed)
    {
        var (start, quote) = (old.Start, QuoteOf(old.Start, old.End));
        var scanner = new XmlScanner(xml.AsSpan(start, old.End - start));
        scanner.Read();
        Dictionary<string, (int Start, int ValueStart, int ValueEnd)> present = new(StringComparer.Ordinal);
        while (scanner.ReadAttribute())
            present[Encoding.UTF8.GetString(scanner.AttributeName)] =
                (start + scanner.AttributeStart, start + scanner.ValueStart, start + scanner.ValueEnd);
        var insertAt = start + "<host".Length;
        foreach (var ((name, value), (_, before)) in Attributes(changed).Zip(Attributes(old.Reservation)))
        {
            var isThere = present.TryGetValue(name, out var place);
            if (value is null)
            {
                // An id under IPv4 means nothing to libvirt; it is not ours to take away.
                if (isThere && before is not null)
                    edits.Add(new(SpaceBefore(place.Start), place.ValueEnd + 1 - SpaceBefore(place.Start), ""));
            }
            else if (!isThere)
            {
                edits.Add(new(insertAt, 0,
                    XmlCharacters.Escape(new Utf8Builder().Append(' ').Append(name).Append('=').Append(quote), value).Append(quote)
                    .ToText()));
            }
            else if (!string.Equals(before, value, StringComparison.Ordinal) || (name == "id" && old.Reservation.Id is { IsDead: true }))
            {
                edits.Add(new(place.ValueStart, place.ValueEnd - place.ValueStart,
                    XmlCharacters.Escape(new Utf8Builder(), value).ToText()));
            }
            if (isThere)
                insertAt = place.ValueEnd + 1;
        }
        if (old.Reservation.LeaseTime != changed.LeaseTime)
            ReplaceLease(ref scanner, old, changed.LeaseTime, quote);
    }

    /// <param name="scanner">Over the element alone, at its start tag.</param>
    /// <param name="old">The element.</param>
    /// <param name="changed">Its lease time to be.</param>
    /// <param name="quote">The element's own kind.</param>
    private void ReplaceLease(ref XmlScanner scanner, in ReservationElement old, LeaseTime? changed, char quote)
    {
        var (start, isSelfClosed, tagEnd, indent) = (old.Start, scanner.IsEmptyElement, old.Start + scanner.End, Indent(old.Start));
        while (scanner.Read() && !(scanner.Node == XmlNode.StartElement && scanner.Depth == 1 && scanner.Name.SequenceEqual("lease"u8)))
        {
        }
        if (scanner.Node == XmlNode.StartElement)
        {
            var leaseStart = start + scanner.Start;
            while (scanner.Read() && !(scanner.Node == XmlNode.EndElement && scanner.Depth == 1))
            {
            }
            if (changed is { } other)
                edits.Add(new(leaseStart, start + scanner.End - leaseStart, other.ToXml(quote)));
            else
                Remove(leaseStart, start + scanner.End);
            return;
        }
        if (changed is not { } added)
            return;
        var inner = indent is null ? null : indent + Unit(start);
        var text = new Utf8Builder();
        if (!isSelfClosed)
        {
            Line(text, inner, added.ToXml(quote));
            edits.Add(new(tagEnd, 0, text.ToText()));
            return;
        }
        Line(text.Append('>'), inner, added.ToXml(quote));
        Line(text, indent, "</host>");
        var slash = SpaceBefore(old.End - 2);
        edits.Add(new(slash, old.End - slash, text.ToText()));
    }

    private static (string Name, string? Value)[] Attributes(in Reservation reservation) =>
    [
        ("mac", reservation.Mac?.ToString()),
        ("id", reservation.Family == Family.V6 ? reservation.Id?.ToString() : null),
        ("name", reservation.Name.OrNull()),
        ("ip", reservation.Ip.ToString()),
    ];
}
