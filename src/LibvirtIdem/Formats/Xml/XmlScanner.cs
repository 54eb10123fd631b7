using System.Text;

namespace LibvirtIdem.Formats;

internal enum XmlNode { None, StartElement, EndElement, Text }

/// <summary>
/// Walks over an XML document as UTF-8 bytes and tells where everything stands. Checks well-formedness (XML 1.0, without namespaces);
/// refuses a DTD and other encodings. No parser of the framework gives byte offsets, and splicing needs nothing else.
/// </summary>
internal ref struct XmlScanner
{
    private const int DeepestNesting = 256;

    /// <summary>Of one element: each is compared with those before it. libvirt's own have ten at most.</summary>
    private const int MostAttributes = 256;

    private readonly ReadOnlySpan<byte> xml;
    private readonly Stack<Piece> open = new(8);
    private Attribute[] attributes = new Attribute[8];
    private int attributeCount;
    private int position;
    private int nextAttribute;
    private bool sawRoot;
    private bool emptyPending;

    public XmlScanner(ReadOnlySpan<byte> document)
    {
        xml = document;
        XmlCharacters.Check(xml);
        if (xml.StartsWith("\uFEFF"u8))
            position = 3;
        if (xml[position..].StartsWith("<?xml"u8) && XmlCharacters.IsSpace(ByteAt(position + 5)))
            position = XmlDeclaration.Check(xml, position);
    }

    public XmlNode Node { get; private set; }

    /// <summary>Of the node, in bytes: from its first byte to the one after its last.</summary>
    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>How many elements are open around the node; the root's own tags are at 0.</summary>
    public int Depth { get; private set; }

    /// <summary>The start tag closes itself. Its <see cref="XmlNode.EndElement"/> follows nevertheless, at the same offset.</summary>
    public bool IsEmptyElement { get; private set; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public int AttributeStart { get; private set; }

    public ReadOnlySpan<byte> AttributeName { get; private set; }

    /// <summary>Where the value stands between its quotes, undecoded.</summary>
    public int ValueStart { get; private set; }

    public int ValueEnd { get; private set; }

    /// <summary>The value as it stands there: what a value of letters, digits and dots also means.</summary>
    public readonly ReadOnlySpan<byte> RawValue => xml[ValueStart..ValueEnd];

    /// <summary>The value of the current attribute, references decoded and white space normalised (XML 1.0 section 3.3.3).</summary>
    public readonly string AttributeValue => XmlCharacters.Decode(xml[ValueStart..ValueEnd], isAttribute: true);

    /// <summary>The text of a <see cref="XmlNode.Text"/> node, references decoded.</summary>
    public readonly string Text => xml[Start..End].StartsWith("<![CDATA["u8)
        ? XmlCharacters.Lines(xml[(Start + 9)..(End - 3)])
        : XmlCharacters.Decode(xml[Start..End], isAttribute: false);

    /// <summary>Goes to the next tag or text. False at the end of a whole document.</summary>
    public bool Read()
    {
        if (emptyPending)
        {
            emptyPending = false;
            open.Pop();
            (Node, Depth) = (XmlNode.EndElement, open.Count);
            return true;
        }
        while (position < xml.Length)
        {
            if (xml[position] != (byte)'<')
            {
                ReadText();
                if (open.Count > 0)
                    return true;
            }
            else if (ReadMarkup())
            {
                return true;
            }
        }
        if (open.Count > 0)
            throw Bad(xml.Length, $"<{Encoding.UTF8.GetString(xml.Slice(open.Peek().Start, open.Peek().Length))}> is never closed");
        if (!sawRoot)
            throw Bad(0, "there is no element in it");
        Node = XmlNode.None;
        return false;
    }

    /// <summary>
    /// Where the next node begins, if that number of elements is open there; -1 where not, or where it is the end of the empty element that
    /// was read last.
    /// </summary>
    public readonly int NextStartAt(int depth) => emptyPending || open.Count != depth ? -1 : position;

    /// <summary>Goes on behind something that the caller has read itself: whole elements, well-formed, and white space.</summary>
    public void GoOnAt(int next) => position = next;

    /// <summary>Goes to the next attribute of the current start tag.</summary>
    public bool ReadAttribute()
    {
        if (nextAttribute == attributeCount)
            return false;
        ref readonly var attribute = ref attributes[nextAttribute++];
        AttributeStart = attribute.Name.Start;
        AttributeName = xml.Slice(attribute.Name.Start, attribute.Name.Length);
        (ValueStart, ValueEnd) = (attribute.ValueStart, attribute.ValueEnd);
        return true;
    }

    private void ReadText()
    {
        var length = xml[position..].IndexOf((byte)'<');
        (Start, End) = (position, length < 0 ? xml.Length : position + length);
        var text = xml[Start..End];
        position = End;
        if (open.Count == 0)
        {
            if (text.IndexOfAnyExcept(" \t\r\n"u8) is var stray and >= 0)
                throw Bad(Start + stray, "there is text outside the root element");
            return;
        }
        if (text.ContainsAny((byte)']', (byte)'&'))
        {
            if (text.IndexOf("]]>"u8) is var end and >= 0)
                throw Bad(Start + end, "]]> in text");
            XmlCharacters.CheckReferences(xml, Start, End);
        }
        (Node, Depth) = (XmlNode.Text, open.Count);
    }

    /// <summary>True where the markup is something to tell: a tag or CDATA.</summary>
    private bool ReadMarkup()
    {
        switch (ByteAt(position + 1))
        {
            case '/':
                ReadEndTag();
                return true;
            case '?':
                return Skip(XmlDeclaration.InstructionEnd(xml, position));
            case '!':
                return ReadDeclaration();
            default:
                ReadStartTag();
                return true;
        }
    }

    private bool ReadDeclaration()
    {
        var rest = xml[position..];
        if (rest.StartsWith("<!--"u8))
            return Skip(XmlDeclaration.CommentEnd(xml, position));
        if (rest.StartsWith("<!DOCTYPE"u8))
            throw Bad(position, "it has a document type (DTD), which libvirt never writes and this tool does not read");
        if (!rest.StartsWith("<![CDATA["u8) || open.Count == 0)
            throw Bad(position, "<! starts neither a comment nor a CDATA section");
        var length = rest.IndexOf("]]>"u8);
        if (length < 0)
            throw Bad(position, "a CDATA section is never closed");
        (Start, End) = (position, position + length + 3);
        position = End;
        (Node, Depth) = (XmlNode.Text, open.Count);
        return true;
    }

    private bool Skip(int to)
    {
        position = to;
        return false;
    }

    private void ReadEndTag()
    {
        Start = position;
        var nameEnd = XmlCharacters.NameEnd(xml, position + 2);
        Name = xml[(position + 2)..nameEnd];
        var close = SkipSpace(nameEnd);
        if (ByteAt(close) != '>')
            throw Bad(Start, "an end tag is not closed");
        if (open.Count == 0 || !xml.Slice(open.Peek().Start, open.Peek().Length).SequenceEqual(Name))
            throw Bad(Start, $"</{Encoding.UTF8.GetString(Name)}> closes nothing that is open here");
        open.Pop();
        End = position = close + 1;
        (Node, Depth, IsEmptyElement) = (XmlNode.EndElement, open.Count, false);
    }

    private void ReadStartTag()
    {
        Start = position;
        if (open.Count == 0 && sawRoot)
            throw Bad(Start, "there is a second root element");
        if (open.Count == DeepestNesting)
            throw Bad(Start, $"elements are nested deeper than {DeepestNesting}");
        var nameEnd = XmlCharacters.NameEnd(xml, Start + 1);
        Name = xml[(Start + 1)..nameEnd];
        (attributeCount, nextAttribute) = (0, 0);
        var at = CheckAttributes(nameEnd);
        IsEmptyElement = xml[at] == '/';
        if (IsEmptyElement && ByteAt(at + 1) != '>')
            throw Bad(at, "a / in a tag is not followed by >");
        End = position = IsEmptyElement ? at + 2 : at + 1;
        (Node, Depth, sawRoot, emptyPending) = (XmlNode.StartElement, open.Count, true, IsEmptyElement);
        open.Push(new(Start + 1, Name.Length));
    }

    private int CheckAttributes(int at)
    {
        while (true)
        {
            var next = SkipSpace(at);
            if (ByteAt(next) is '>' or '/')
                return next;
            if (next == at || next >= xml.Length)
                throw Bad(Start, "a tag is not closed, or lacks a space between attributes");
            var nameEnd = XmlCharacters.NameEnd(xml, next);
            var equals = SkipSpace(nameEnd);
            var quote = SkipSpace(equals + 1);
            if (ByteAt(equals) != '=' || ByteAt(quote) is not ('"' or '\''))
                throw Bad(next, "an attribute has no quoted value");
            var end = ValueEndFrom(quote + 1, xml[quote]);
            if (IsRepeated(xml[next..nameEnd]))
                throw Bad(next, $"the attribute {Encoding.UTF8.GetString(xml[next..nameEnd])} is given twice");
            if (attributeCount == MostAttributes)
                throw Bad(next, $"an element has more than {MostAttributes} attributes");
            if (attributeCount == attributes.Length)
                Array.Resize(ref attributes, attributeCount * 2);
            attributes[attributeCount++] = new(new(next, nameEnd - next), quote + 1, end);
            at = end + 1;
        }
    }

    private readonly int ValueEndFrom(int start, byte quote)
    {
        var length = xml[start..].IndexOfAny(quote, (byte)'<', (byte)'&');
        if (length >= 0 && xml[start + length] == '&')
        {
            length = xml[start..].IndexOfAny(quote, (byte)'<');
            if (length >= 0)
                XmlCharacters.CheckReferences(xml, start, start + length);
        }
        if (length < 0)
            throw Bad(start, "the value of an attribute is never closed");
        return xml[start + length] == quote ? start + length : throw Bad(start + length, "< in the value of an attribute");
    }

    private readonly bool IsRepeated(ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var attribute in attributes.AsSpan(0, attributeCount))
            if (xml.Slice(attribute.Name.Start, attribute.Name.Length).SequenceEqual(name))
                return true;
        return false;
    }

    private readonly int SkipSpace(int at)
    {
        while (at < xml.Length && XmlCharacters.IsSpace(xml[at]))
            at++;
        return at;
    }

    private readonly int ByteAt(int at) => at < xml.Length ? xml[at] : -1;

    private readonly record struct Piece(int Start, int Length);

    private readonly record struct Attribute(Piece Name, int ValueStart, int ValueEnd);

    private readonly UnreadableException Bad(int at, string reason) => UnreadableException.At(xml, at, reason);
}
