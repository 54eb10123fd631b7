using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>An attribute, its value decoded, and where the value stands between its quotes.</summary>
internal sealed class XmlAttribute(string name, string value, int start, int valueStart, int valueEnd)
{
    public string Name { get; } = name;

    public string Value { get; } = value;

    public int Start { get; } = start;

    public int ValueStart { get; } = valueStart;

    public int ValueEnd { get; } = valueEnd;
}

/// <summary>
/// An element of a network's XML with everything below it, and their offsets in the document. Reservations (<c>&lt;host&gt;</c> in
/// <c>&lt;dhcp&gt;</c>) are left out: there may be tens of thousands, and <see cref="NetworkXml"/> reads them.
/// </summary>
internal sealed class XmlElement
{
    private const string DnsmasqNamespace = "http://libvirt.org/schemas/network/dnsmasq/1.0";

    private XmlElement(string name, int start, int startTagEnd, bool isSelfClosed) =>
        (Name, Start, StartTagEnd, IsSelfClosed) = (name, start, startTagEnd, isSelfClosed);

    public string Name { get; }

    public int Start { get; }

    public int StartTagEnd { get; }

    public bool IsSelfClosed { get; }

    public int EndTagStart { get; private set; }

    public int End { get; private set; }

    public List<XmlAttribute> Attributes { get; } = [];

    public List<XmlElement> Children { get; } = [];

    /// <summary>All text that stands directly in the element.</summary>
    public string Text { get; private set; } = "";

    /// <summary>An attribute's value; null where it has none of that name.</summary>
    public string? this[string attribute]
    {
        get
        {
            foreach (var candidate in Attributes)
                if (candidate.Name == attribute)
                    return candidate.Value;
            return null;
        }
    }

    /// <summary>The first child of that name: the only one that libvirt reads of most.</summary>
    public XmlElement? Child(string name) => Children.Find(child => child.Name == name);

    public List<XmlElement> All(string name) => Children.FindAll(child => child.Name == name);

    /// <summary>
    /// What the document calls libvirt's namespace of raw dnsmasq options (conf/network_conf.h 9.0); null where it does not know it. It may
    /// be declared on the network or on the options themselves.
    /// </summary>
    public string? DnsmasqPrefix
    {
        get
        {
            foreach (var attribute in Attributes)
                if (attribute.Value == DnsmasqNamespace && attribute.Name.StartsWith("xmlns:", StringComparison.Ordinal))
                    return attribute.Name["xmlns:".Length..];
            foreach (var child in Children)
                if (child.Name.EndsWith(":options", StringComparison.Ordinal) && child.DnsmasqPrefix is { } prefix)
                    return prefix;
            return null;
        }
    }

    /// <summary>The raw dnsmasq options.</summary>
    public XmlElement? DnsmasqOptions => DnsmasqPrefix is { } prefix ? Child(prefix + ":options") : null;

    /// <summary>How the options are declared where they are not.</summary>
    public static (string Name, string Value) DnsmasqDeclaration => ("xmlns:dnsmasq", DnsmasqNamespace);

    /// <summary>The element that begins at this byte, here or below; null where none does.</summary>
    public XmlElement? At(int start)
    {
        if (Start == start)
            return this;
        foreach (var child in Children)
            if (child.Start <= start && start < child.End)
                return child.At(start);
        return null;
    }

    /// <exception cref="UnreadableException">Not well-formed, or no network in it.</exception>
    public static XmlElement ReadNetwork(byte[] document)
    {
        var scanner = new XmlScanner(document);
        XmlElement? network = null;
        while (scanner.Read())
            if (network is null && scanner.Node == XmlNode.StartElement && scanner.Depth <= 1 && scanner.Name.SequenceEqual("network"u8))
                network = Read(ref scanner, 0);
        return network ?? throw new UnreadableException(1, "there is no <network> in it");
    }

    /// <summary>Any document's outermost element.</summary>
    /// <exception cref="UnreadableException">Not well-formed.</exception>
    public static XmlElement ReadRoot(byte[] document)
    {
        var scanner = new XmlScanner(document);
        while (scanner.Read() && scanner.Node != XmlNode.StartElement)
        {
        }
        var root = Read(ref scanner, 0);
        while (scanner.Read())
        {
        }
        return root;
    }

    private static XmlElement Read(ref XmlScanner scanner, int level)
    {
        var element = new XmlElement(Encoding.UTF8.GetString(scanner.Name), scanner.Start, scanner.End, scanner.IsEmptyElement);
        var depth = scanner.Depth;
        while (scanner.ReadAttribute())
            element.Attributes.Add(new(
                Encoding.UTF8.GetString(scanner.AttributeName), scanner.AttributeValue, scanner.AttributeStart, scanner.ValueStart,
                scanner.ValueEnd));
        var isDhcp = level == 2 && element.Name == "dhcp";
        StringBuilder? text = null;
        while (scanner.Read() && !(scanner.Node == XmlNode.EndElement && scanner.Depth == depth))
        {
            if (scanner.Node == XmlNode.Text)
                (text ??= new()).Append(scanner.Text);
            else if (isDhcp && scanner.Name.SequenceEqual("host"u8))
                Skip(ref scanner);
            else if (scanner.Node == XmlNode.StartElement)
                element.Children.Add(Read(ref scanner, level + 1));
        }
        (element.EndTagStart, element.End, element.Text) = (scanner.Start, scanner.End, text?.ToString() ?? "");
        return element;
    }

    private static void Skip(ref XmlScanner scanner)
    {
        var depth = scanner.Depth;
        while (scanner.Read() && !(scanner.Node == XmlNode.EndElement && scanner.Depth == depth))
        {
        }
    }
}
