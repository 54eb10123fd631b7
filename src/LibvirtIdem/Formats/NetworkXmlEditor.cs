using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Writes reservations into a network's XML as a careful person would: the neighbours' indentation, quotes and line ends, and not
/// one byte moved that is not the change.
/// </summary>
internal sealed class NetworkXmlEditor
{
    private readonly byte[] xml;
    private readonly NetworkDefinition definition;
    private readonly string lineEnd;
    private readonly List<TextEdit> edits = [];

    private NetworkXmlEditor(NetworkDefinition definition)
    {
        (this.definition, xml) = (definition, definition.Xml);
        lineEnd = xml.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
    }

    public static byte[] Apply(NetworkDefinition definition, IReadOnlyList<ReservationEdit> steps)
    {
        if (steps.Count == 0)
            return definition.Xml;
        var editor = new NetworkXmlEditor(definition);
        foreach (var step in steps)
        {
            if (step is ReservationEdit.Remove { Old: var removed })
                editor.Remove(removed.Element);
            else if (step is ReservationEdit.Replace { Old: var old, New: var changed })
                editor.Replace(old, changed);
        }
        foreach (var added in steps.OfType<ReservationEdit.Add>().GroupBy(add => add.SubnetIndex))
            editor.Add(definition.Subnets[added.Key], added.Select(add => add.New).ToList());
        return TextEdit.Apply(editor.xml, editor.edits);
    }

    /// <summary>A &lt;host&gt; as libvirt writes it: mac, id, name, ip, then the lease time (virNetworkDHCPHostDefFormat).</summary>
    public static string Element(Reservation reservation, char quote = '\'', string? indent = null, string lineEnd = "\n", string unit = "  ")
    {
        var text = new StringBuilder("<host");
        foreach (var (name, value) in Attributes(reservation))
            if (value is not null)
                text.Append(' ').Append(name).Append('=').Append(quote).Append(Escape(value)).Append(quote);
        if (reservation.LeaseTime is not { } lease)
            return text.Append("/>").ToString();
        text.Append('>');
        if (indent is not null)
            text.Append(lineEnd).Append(indent).Append(unit);
        text.Append(lease.ToXml(quote));
        if (indent is not null)
            text.Append(lineEnd).Append(indent);
        return text.Append("</host>").ToString();
    }

    private void Add(SubnetElement subnet, List<Reservation> added)
    {
        if (subnet.Dhcp is { IsSelfClosed: false } dhcp)
        {
            AddInto(subnet, dhcp, added);
            return;
        }
        // No <dhcp>, or <dhcp/>: it is made around the new reservations, and so may be the end tag of <ip>.
        var place = subnet.Dhcp is { } empty ? empty : subnet.Element;
        var placeIndent = Indent(place.Start);
        var unit = Unit(definition.Subnets[0].Element.Start);
        var dhcpIndent = subnet.Dhcp is null ? placeIndent + unit : placeIndent;
        var text = new StringBuilder("<dhcp>");
        foreach (var reservation in added)
            Line(text, dhcpIndent is null ? null : dhcpIndent + unit, Element(reservation, '\'', dhcpIndent is null ? null : dhcpIndent + unit, lineEnd, unit));
        Line(text, dhcpIndent, "</dhcp>");
        if (subnet.Dhcp is { } selfClosed)
            edits.Add(new(selfClosed.Start, selfClosed.End - selfClosed.Start, text.ToString()));
        else
            AddDhcp(subnet.Element, text.ToString(), placeIndent, dhcpIndent);
    }

    private void AddInto(SubnetElement subnet, ElementSpan dhcp, List<Reservation> added)
    {
        ElementSpan? lastReservation = subnet.Reservations.Count > 0 ? subnet.Reservations[^1].Element : null;
        var sibling = lastReservation ?? subnet.LastRange;
        var quote = lastReservation is { } last ? QuoteOf(last) : '\'';
        var modelStart = sibling?.Start ?? subnet.FirstBootp;
        var unit = Unit(dhcp.Start);
        var indent = modelStart is { } at ? Indent(at) : Indent(dhcp.Start) is { } outer ? outer + unit : null;
        var text = new StringBuilder();
        foreach (var reservation in added)
            Line(text, indent, Element(reservation, quote, indent, lineEnd, unit));
        if (sibling is { } after)
            edits.Add(new(after.End, 0, text.ToString()));
        else
            edits.Add(new(dhcp.StartTagEnd, 0, EndsLine(dhcp.StartTagEnd) || indent is null ? text.ToString() : text + lineEnd + Indent(dhcp.Start)));
    }

    private void AddDhcp(ElementSpan subnet, string dhcp, string? subnetIndent, string? dhcpIndent)
    {
        if (!subnet.IsSelfClosed)
        {
            // Before the white space that leads to </ip>, so that the end tag keeps its own line.
            var at = subnet.EndTagStart;
            while (at > subnet.StartTagEnd && XmlCharacters.IsSpace(xml[at - 1]))
                at--;
            var tail = at == subnet.EndTagStart && dhcpIndent is not null ? lineEnd + subnetIndent : "";
            edits.Add(new(at, 0, (dhcpIndent is null ? "" : lineEnd + dhcpIndent) + dhcp + tail));
            return;
        }
        var slash = subnet.End - 2;
        var tagEnd = slash;
        while (XmlCharacters.IsSpace(xml[tagEnd - 1]))
            tagEnd--;
        var text = new StringBuilder(">");
        Line(text, dhcpIndent, dhcp);
        Line(text, subnetIndent, "</ip>");
        edits.Add(new(tagEnd, subnet.End - tagEnd, text.ToString()));
    }

    private void Remove(ElementSpan element)
    {
        var (start, end) = (element.Start, element.End);
        if (Indent(start) is { } indent && EndsLine(end))
        {
            // Alone on its line or lines: they go whole, from the line end before to the last byte of the element.
            start -= indent.Length;
            start -= start > 1 && xml[start - 2] == '\r' ? 2 : 1;
        }
        edits.Add(new(start, end - start, ""));
    }

    private void Replace(ReservationElement old, Reservation changed)
    {
        var scanner = new XmlScanner(xml.AsSpan(old.Element.Start, old.Element.End - old.Element.Start));
        scanner.Read();
        var quote = QuoteOf(old.Element);
        var wanted = Attributes(changed).ToList();
        var before = Attributes(old.Reservation).ToDictionary(attribute => attribute.Name, attribute => attribute.Value, StringComparer.Ordinal);
        var insertAt = old.Element.Start + "<host".Length;
        Dictionary<string, (int Start, int ValueStart, int ValueEnd)> present = new(StringComparer.Ordinal);
        while (scanner.ReadAttribute())
            present[Encoding.UTF8.GetString(scanner.AttributeName)] =
                (old.Element.Start + scanner.AttributeStart, old.Element.Start + scanner.ValueStart, old.Element.Start + scanner.ValueEnd);
        foreach (var (name, value) in wanted)
        {
            var isThere = present.TryGetValue(name, out var place);
            if (value is null)
            {
                // An id under IPv4 means nothing to libvirt; it is not ours to take away.
                if (isThere && before[name] is not null)
                    edits.Add(new(SpaceBefore(place.Start), place.ValueEnd + 1 - SpaceBefore(place.Start), ""));
            }
            else if (!isThere)
            {
                edits.Add(new(insertAt, 0, $" {name}={quote}{Escape(value)}{quote}"));
            }
            else if (!string.Equals(before[name], value, StringComparison.Ordinal) || (name == "id" && old.Reservation.Id is { IsDead: true }))
            {
                edits.Add(new(place.ValueStart, place.ValueEnd - place.ValueStart, Escape(value)));
            }
            if (isThere)
                insertAt = place.ValueEnd + 1;
        }
        if (old.Reservation.LeaseTime != changed.LeaseTime)
            ReplaceLease(old, changed.LeaseTime, quote);
    }

    private void ReplaceLease(ReservationElement old, LeaseTime? changed, char quote)
    {
        var (element, indent) = (old.Element, Indent(old.Element.Start));
        if (old.Lease is { } lease)
        {
            if (changed is { } other)
                edits.Add(new(lease.Start, lease.End - lease.Start, other.ToXml(quote)));
            else
                Remove(lease);
            return;
        }
        if (changed is not { } added)
            return;
        var unit = Unit(element.Start);
        var text = new StringBuilder();
        if (!element.IsSelfClosed)
        {
            Line(text, indent is null ? null : indent + unit, added.ToXml(quote));
            edits.Add(new(element.StartTagEnd, 0, text.ToString()));
            return;
        }
        text.Append('>');
        Line(text, indent is null ? null : indent + unit, added.ToXml(quote));
        Line(text, indent, "</host>");
        var tagEnd = SpaceBefore(element.End - 2);
        edits.Add(new(tagEnd, element.End - tagEnd, text.ToString()));
    }

    private static (string Name, string? Value)[] Attributes(Reservation reservation) =>
    [
        ("mac", reservation.Mac?.ToString()),
        ("id", reservation.Family == Family.V6 && reservation.Id is { } id ? id.Text : null),
        ("name", reservation.Name),
        ("ip", reservation.Ip.ToString()),
    ];

    private void Line(StringBuilder text, string? indent, string content)
    {
        if (indent is not null)
            text.Append(lineEnd).Append(indent);
        text.Append(content);
    }

    /// <summary>The white space before the offset, if nothing else stands before it on its line; null where something does.</summary>
    private string? Indent(int start)
    {
        var at = start;
        while (at > 0 && xml[at - 1] is (byte)' ' or (byte)'\t')
            at--;
        return at > 0 && xml[at - 1] == '\n' ? Encoding.UTF8.GetString(xml, at, start - at) : null;
    }

    /// <summary>By how much the element stands deeper than the one around it: two spaces, where that cannot be seen.</summary>
    private string Unit(int start)
    {
        var own = Indent(start) ?? "";
        return own.Contains('\t', StringComparison.Ordinal) ? "\t" : "  ";
    }

    private bool EndsLine(int end)
    {
        while (end < xml.Length && xml[end] is (byte)' ' or (byte)'\t' or (byte)'\r')
            end++;
        return end < xml.Length && xml[end] == '\n';
    }

    private int SpaceBefore(int at)
    {
        while (XmlCharacters.IsSpace(xml[at - 1]))
            at--;
        return at;
    }

    private char QuoteOf(ElementSpan element) =>
        xml.AsSpan(element.Start, element.StartTagEnd - element.Start).IndexOfAny((byte)'"', (byte)'\'') is var at and >= 0
            ? (char)xml[element.Start + at] : '\'';

    private static string Escape(string value) => value.AsSpan().IndexOfAny("<>&'\"") < 0 ? value : value
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("'", "&apos;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
