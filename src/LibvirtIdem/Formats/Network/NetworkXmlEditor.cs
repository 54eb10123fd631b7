using System.Text;
using LibvirtIdem.Model;

namespace LibvirtIdem.Formats;

/// <summary>
/// Writes reservations into a network's XML as a careful person would: the neighbours' indentation, quotes and line ends, and not
/// one byte moved that is not the change.
/// </summary>
internal sealed partial class NetworkXmlEditor
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

    public static byte[] Apply(ReservationEdits changes) => Edited(changes).ToArray();

    /// <summary>The definition with the changes in.</summary>
    public static FileContent Edited(ReservationEdits changes)
    {
        if (changes.IsEmpty)
            return changes.Definition.Xml;
        var editor = new NetworkXmlEditor(changes.Definition);
        var options = changes.Definition.OptionsPlace;
        foreach (var removed in changes.Removed)
            if (removed.SubnetIndex != options)
                editor.Remove(removed.Start, removed.End);
        foreach (var (old, changed) in changes.Replaced)
            if (old.SubnetIndex != options)
                editor.Replace(old, changed);
        foreach (var subnet in changes.Definition.Subnets)
            if (changes.AddedTo(subnet.Index) is { IsEmpty: false } added)
                editor.Add(subnet, added);
        var edited = editor.edits.Count == 0 ? editor.xml : FileContent.Edited(editor.xml, editor.edits);
        return changes.ChangesOptions ? HostOptionsXml.Apply(edited.ToArray(), changes) : edited;
    }

    /// <summary>A &lt;host&gt; as libvirt writes it: mac, id, name, ip, then the lease time (virNetworkDHCPHostDefFormat).</summary>
    public static string Element(in Reservation reservation)
    {
        var text = new Utf8Builder();
        Element(text, reservation, '\'', null, "\n", "  ");
        return text.ToText().ToString();
    }

    private static void Element(Utf8Builder text, in Reservation reservation, char quote, string? indent, string lineEnd, string unit)
    {
        text.Append("<host"u8);
        if (reservation.Mac is { } mac)
            text.Append(" mac="u8).Append(quote).Append(mac).Append(quote);
        if (reservation is { Family: Family.V6, Id: { } id })
            XmlCharacters.Escape(text.Append(" id="u8).Append(quote), id.Text).Append(quote);
        if (!reservation.Name.IsNull)
            XmlCharacters.Escape(text.Append(" name="u8).Append(quote), reservation.Name).Append(quote);
        text.Append(" ip="u8).Append(quote).Append(reservation.Ip).Append(quote);
        if (reservation.LeaseTime is not { } lease)
        {
            text.Append("/>"u8);
            return;
        }
        text.Append('>');
        Line(text, indent is null ? null : indent + unit, lease.ToXml(quote), lineEnd);
        Line(text, indent, "</host>", lineEnd);
    }

    private void Add(SubnetElement subnet, ReadOnlySpan<Reservation> added)
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
        var text = new Utf8Builder().Append("<dhcp>"u8);
        Elements(text, added, '\'', dhcpIndent is null ? null : dhcpIndent + unit, unit);
        Line(text, dhcpIndent, "</dhcp>");
        if (subnet.Dhcp is { } selfClosed)
            edits.Add(new(selfClosed.Start, selfClosed.End - selfClosed.Start, text.ToText()));
        else
            AddDhcp(subnet.Element, text.ToText(), placeIndent, dhcpIndent);
    }

    private void AddInto(SubnetElement subnet, ElementSpan dhcp, ReadOnlySpan<Reservation> added)
    {
        ReservationElement? last = subnet.EndReservation > subnet.FirstReservation ? definition.Reservations[subnet.EndReservation - 1]
            : null;
        var siblingStart = last?.Start ?? subnet.LastRange?.Start;
        var siblingEnd = (last?.End ?? subnet.LastRange?.End) is { } end ? EndWithComments(end) : (int?)null;
        var quote = last is { } model ? QuoteOf(model.Start, model.End) : '\'';
        var unit = Unit(dhcp.Start);
        var indent = (siblingStart ?? subnet.FirstBootp) is { } at ? Indent(at) : Indent(dhcp.Start) is { } outer ? outer + unit : null;
        // Where more stands on its line, the new one goes in between.
        indent = siblingEnd is { } goes && !EndsLine(goes) ? null : indent;
        var text = new Utf8Builder(SizeOf(added, indent));
        Elements(text, added, quote, indent, unit);
        if (siblingEnd is { } after)
            edits.Add(new(after, 0, text.ToText()));
        else
            edits.Add(new(dhcp.StartTagEnd, 0,
                (EndsLine(dhcp.StartTagEnd) || indent is null ? text : text.Append(lineEnd).Append(Indent(dhcp.Start))).ToText()));
    }

    /// <summary>
    /// At most, where none has a lease time. Room that stays empty costs addresses, no memory; what has to grow is there twice.
    /// </summary>
    private int SizeOf(ReadOnlySpan<Reservation> added, string? indent)
    {
        var size = added.Length * ((indent is null ? 0 : lineEnd.Length + indent.Length) + CanonicalReservation.Markup.Length);
        foreach (ref readonly var reservation in added)
            size += reservation.LongestText;
        return size;
    }

    private void Elements(Utf8Builder text, ReadOnlySpan<Reservation> added, char quote, string? indent, string unit)
    {
        var lineStart = new Utf8Builder();
        Line(lineStart, indent, "");
        foreach (ref readonly var reservation in added)
        {
            if (quote == '\'' && CanonicalReservation.CanWrite(reservation))
                CanonicalReservation.Append(text, lineStart.Written, reservation);
            else
                Element(text.Append(lineStart.Written), reservation, quote, indent, lineEnd, unit);
        }
    }

    private void AddDhcp(ElementSpan subnet, Utf8Slice dhcp, string? subnetIndent, string? dhcpIndent)
    {
        if (!subnet.IsSelfClosed)
        {
            // Before the white space that leads to </ip>, so that the end tag keeps its own line.
            var at = subnet.EndTagStart;
            while (at > subnet.StartTagEnd && XmlCharacters.IsSpace(xml[at - 1]))
                at--;
            var tail = at == subnet.EndTagStart && dhcpIndent is not null ? lineEnd + subnetIndent : "";
            edits.Add(new(at, 0,
                new Utf8Builder().Append(dhcpIndent is null ? "" : lineEnd + dhcpIndent).Append(dhcp).Append(tail).ToText()));
            return;
        }
        var slash = subnet.End - 2;
        var tagEnd = slash;
        while (XmlCharacters.IsSpace(xml[tagEnd - 1]))
            tagEnd--;
        var text = new Utf8Builder().Append('>');
        Line(text, dhcpIndent, "");
        Line(text.Append(dhcp), subnetIndent, "</ip>");
        edits.Add(new(tagEnd, subnet.End - tagEnd, text.ToText()));
    }

    private void Remove(int start, int end)
    {
        if (Indent(start) is { } indent && EndsLine(end))
        {
            // Alone on its line or lines: they go whole, from the line end before to the last byte of the element.
            start -= indent.Length;
            start -= start > 1 && xml[start - 2] == '\r' ? 2 : 1;
        }
        edits.Add(new(start, end - start, ""));
    }

    private void Line(Utf8Builder text, string? indent, string content) => Line(text, indent, content, lineEnd);

    private static void Line(Utf8Builder text, string? indent, string content, string lineEnd)
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

    /// <summary>Comments and text on the element's own line speak of it, and stay with it.</summary>
    private int EndWithComments(int end)
    {
        for (var at = end; ; at++)
        {
            if (xml.AsSpan(at).StartsWith("<!--"u8))
                end = (at += xml.AsSpan(at).IndexOf("-->"u8) + 2) + 1;
            else if (xml[at] is (byte)'<' or (byte)'\r' or (byte)'\n')
                return end;
            else if (xml[at] is not ((byte)' ' or (byte)'\t'))
                end = at + 1;
        }
    }

    private int SpaceBefore(int at)
    {
        while (XmlCharacters.IsSpace(xml[at - 1]))
            at--;
        return at;
    }

    private char QuoteOf(int start, int end) =>
        xml.AsSpan(start, end - start).IndexOfAny((byte)'"', (byte)'\'') is var at and >= 0 ? (char)xml[start + at] : '\'';
}
