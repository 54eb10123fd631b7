using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>
/// A network's XML while parts of it are changed: one edit at a time, after which it is read again. Takes over the document's indentation,
/// quotes and line ends, and moves no byte that is not the change. Elements that were looked up before a change are outdated by it.
/// </summary>
internal sealed class XmlEditor
{
    /// <summary>The order in which libvirt writes what stands side by side (virNetworkDefFormatBuf, conf/network_conf.c 9.0).</summary>
    private static readonly string[] Order =
    [
        "name", "uuid", "title", "description", "metadata", "forward", "bridge", "mtu", "mac", "domain", "dns", "vlan", "bandwidth",
        "address", "port", "ip", "route", "virtualport",
        "portgroup", "dnsmasq:options", "nat", "interface", "forwarder", "txt", "srv", "host", "tftp", "dhcp", "range", "bootp",
    ];

    private readonly string lineEnd;
    private readonly char quote;

    public XmlEditor(byte[] xml)
    {
        Xml = xml;
        Network = XmlElement.ReadNetwork(xml);
        lineEnd = xml.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";
        quote = FirstQuote(Network);
    }

    public byte[] Xml { get; private set; }

    public XmlElement Network { get; private set; }

    /// <summary>The element at the place of one that was looked up before a change behind it.</summary>
    public XmlElement Again(XmlElement outdated) => Network.At(outdated.Start)!;

    /// <summary>Gives the attribute this value; null takes it away.</summary>
    public XmlElement Set(XmlElement element, string name, string? value)
    {
        var index = element.Attributes.FindIndex(attribute => attribute.Name == name);
        if (index < 0)
        {
            if (value is null)
                return element;
            var at = element.Attributes.Count > 0 ? element.Attributes[^1].ValueEnd + 1
                : element.Start + 1 + Encoding.UTF8.GetByteCount(element.Name);
            Splice(at, 0, $" {name}={quote}{XmlElementBuilder.Escape(value)}{quote}");
        }
        else if (value is null)
        {
            var attribute = element.Attributes[index];
            var start = SpaceBefore(attribute.Start);
            Splice(start, attribute.ValueEnd + 1 - start, "");
        }
        else if (element.Attributes[index] is var present && present.Value != value)
        {
            Splice(present.ValueStart, present.ValueEnd - present.ValueStart, XmlElementBuilder.Escape(value));
        }
        return Again(element);
    }

    /// <summary>Changes the values that elements have of an attribute, all in one edit: the document is read again once.</summary>
    public void SetEach(List<XmlElement> elements, string name, Func<string, string> change)
    {
        var edits = new List<TextEdit>();
        foreach (var element in elements)
            if (element.Attributes.FindIndex(attribute => attribute.Name == name) is >= 0 and var index
                && element.Attributes[index] is var present && change(present.Value) is var value && value != present.Value)
                edits.Add(new(present.ValueStart, present.ValueEnd - present.ValueStart, XmlElementBuilder.Escape(value)));
        if (edits.Count == 0)
            return;
        Xml = TextEdit.Apply(Xml, edits);
        Network = XmlElement.ReadNetwork(Xml);
    }

    /// <summary>Puts a new child where libvirt would write it. Answers the child.</summary>
    public XmlElement Add(XmlElement parent, XmlElementBuilder child) => AddAfter(parent, Before(parent, child.Name), child);

    /// <summary>Puts a child of another document where libvirt would write it, as it is written there.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="other">The child.</param>
    /// <param name="document">The document it is from.</param>
    public void AddCopy(XmlElement parent, XmlElement other, byte[] document) =>
        Insert(parent, Before(parent, other.Name), (_, _) => Encoding.UTF8.GetString(document, other.Start, other.End - other.Start));

    /// <summary>The last of the siblings that libvirt writes before such a child; null where it comes first.</summary>
    private static XmlElement? Before(XmlElement parent, string name)
    {
        var rank = Array.IndexOf(Order, name);
        return parent.Children.FindLast(sibling => sibling.Name == name
            || (Array.IndexOf(Order, sibling.Name) is >= 0 and var order && order <= rank));
    }

    /// <summary>Puts a new child behind a sibling, or before all others. Answers the child.</summary>
    public XmlElement AddAfter(XmlElement parent, XmlElement? sibling, XmlElementBuilder child) =>
        Insert(parent, sibling, (indent, unit) => child.Render(quote, indent, unit, lineEnd));

    private XmlElement Insert(XmlElement parent, XmlElement? sibling, Func<string?, string, string> render)
    {
        var unit = Unit(parent);
        var parentIndent = Indent(parent.Start);
        var indent = (sibling ?? (parent.Children.Count > 0 ? parent.Children[0] : null)) is { } model ? Indent(model.Start)
            : parentIndent is null ? null : parentIndent + unit;
        var text = (indent is null ? "" : lineEnd + indent) + render(indent, unit);
        int at;
        if (parent.IsSelfClosed)
        {
            at = SpaceBefore(parent.End - 2);
            Splice(at, parent.End - at, $">{text}{(indent is null ? "" : lineEnd + parentIndent)}</{parent.Name}>");
        }
        else
        {
            at = sibling?.End ?? parent.StartTagEnd;
            // An element without anything in it has its end tag right here.
            Splice(at, 0, at == parent.EndTagStart && indent is not null ? text + lineEnd + parentIndent : text);
        }
        while (Xml[at] != '<')
            at++;
        return Network.At(at)!;
    }

    /// <summary>The child of that name, made where there is none.</summary>
    public XmlElement Ensure(XmlElement parent, string name) => parent.Child(name) ?? Add(parent, new XmlElementBuilder(name));

    /// <summary>Puts new children of one name where libvirt would write them, in their order.</summary>
    public void AddAll(XmlElement parent, IReadOnlyList<XmlElementBuilder> children)
    {
        if (children.Count == 0)
            return;
        var first = Add(parent, children[0]);
        var (indent, unit, text) = (Indent(first.Start), Unit(first), new StringBuilder());
        for (var child = 1; child < children.Count; child++)
            text.Append(indent is null ? "" : lineEnd + indent).Append(children[child].Render(quote, indent, unit, lineEnd));
        if (text.Length > 0)
            Splice(first.End, 0, text.ToString());
    }

    /// <summary>Takes an element out, with the line it stands on if it has that to itself.</summary>
    public void Remove(XmlElement element) => Edit([(element, null)]);

    /// <summary>Replaces elements, or takes them out, all at once.</summary>
    /// <param name="edits">Each with what comes in its place; null for nothing.</param>
    public void Edit(IReadOnlyList<(XmlElement Element, XmlElementBuilder? Other)> edits)
    {
        var splices = new List<TextEdit>(edits.Count);
        foreach (var (element, other) in edits)
        {
            var start = other is null && Indent(element.Start) is not null && EndsLine(element.End) ? SpaceBefore(element.Start)
                : element.Start;
            splices.Add(new(start, element.End - start, other?.Render(quote, Indent(element.Start), Unit(element), lineEnd) ?? ""));
        }
        Splice(splices);
    }

    /// <summary>Empty: no element, no comment, no text.</summary>
    public bool IsBlank(XmlElement element) =>
        element.IsSelfClosed || Xml.AsSpan(element.StartTagEnd, element.EndTagStart - element.StartTagEnd)
            .IndexOfAnyExcept(" \t\r\n"u8) < 0;

    public void Replace(XmlElement element, XmlElementBuilder other) => Edit([(element, other)]);

    private void Splice(int start, int length, string text) => Splice([new(start, length, text)]);

    private void Splice(List<TextEdit> edits)
    {
        Xml = TextEdit.Apply(Xml, edits);
        Network = XmlElement.ReadNetwork(Xml);
    }

    /// <summary>The white space before the offset, if nothing else stands before it on its line; null where something does.</summary>
    private string? Indent(int start)
    {
        var at = start;
        while (at > 0 && Xml[at - 1] is (byte)' ' or (byte)'\t')
            at--;
        return (at > 0 && Xml[at - 1] == '\n') || at == 0 ? Encoding.UTF8.GetString(Xml, at, start - at) : null;
    }

    /// <summary>By how much a level stands deeper than the one around it.</summary>
    private string Unit(XmlElement element)
    {
        if (Network.Children.Count > 0 && Indent(Network.Start) is { } outer && Indent(Network.Children[0].Start) is { } inner
            && inner.StartsWith(outer, StringComparison.Ordinal) && inner.Length > outer.Length)
            return inner[outer.Length..];
        return Indent(element.Start)?.Contains('\t', StringComparison.Ordinal) == true ? "\t" : "  ";
    }

    private bool EndsLine(int end)
    {
        while (end < Xml.Length && Xml[end] is (byte)' ' or (byte)'\t' or (byte)'\r')
            end++;
        return end == Xml.Length || Xml[end] == '\n';
    }

    private int SpaceBefore(int at)
    {
        while (at > 0 && XmlCharacters.IsSpace(Xml[at - 1]))
            at--;
        return at;
    }

    private char FirstQuote(XmlElement element)
    {
        if (element.Attributes.Count > 0)
            return (char)Xml[element.Attributes[0].ValueStart - 1];
        foreach (var child in element.Children)
            if (FirstQuote(child) is var found and not '\0')
                return found;
        return element == Network ? '\'' : '\0';
    }
}
