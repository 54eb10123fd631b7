using System.Text;
using System.Xml;
using CsCheck;
using LibvirtIdem.Formats;
using LibvirtIdem.Tests.Live;
using Xunit;
using XmlNode = LibvirtIdem.Formats.XmlNode;

namespace LibvirtIdem.Tests.Formats;

/// <summary>System.Xml as the oracle: the same events from every fixture, the same verdict on mutated ones.</summary>
public sealed class XmlScannerAgainstSystemXml
{
    private static readonly int Mutated = Effort.Of(20_000, 1_000_000);

    private static readonly string Fixtures = Path.Combine(World.Repository, "tests", "fixtures");

    /// <summary>
    /// What mutations are made of: markup and its neighbours. Of the letters beyond ASCII only one that names may have in every edition of
    /// XML 1.0: System.Xml follows the fourth, the scanner the fifth.
    /// </summary>
    private static readonly string[] Pieces =
    [
        "<", ">", "&", "'", "\"", "/", "=", "!", "-", "--", "?", "[", "]", "]]>", ";", " ", "\n", "\r", "\t", "a", "x", "0", "#", ":", ".",
        "<!--", "-->", "<?", "?>", "<![CDATA[", "&amp;", "&#65;", "&#x0;", "&lt", "</", "/>", "ä", "\uFFFE", "\u0001", "<a/>", "</network>", "xml",
    ];

    private static readonly Gen<Func<byte[], byte[]>> Mutation =
        from kind in Gen.Int[0, 4]
        from at in Gen.Double[0, 1]
        from length in Gen.Int[1, 12]
        from piece in Gen.OneOf(Pieces)
        from raw in Gen.Byte
        select (Func<byte[], byte[]>)(text => Mutate(text, kind, (int)(at * text.Length), length, piece, raw));

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Fixtures, "*.xml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void FixturesAreReadAlike(string file)
    {
        var document = File.ReadAllBytes(Path.Combine(Fixtures, file));
        Assert.Equal(Oracle(document), Scan(document));
    }

    [Fact]
    public void MutationsAreJudgedAlike()
    {
        var documents = Directory.EnumerateFiles(Fixtures, "*.xml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        var refused = 0;
        Gen.Select(Gen.OneOf(documents), Mutation.Array[1, 3]).Sample(
            (document, mutations) =>
            {
                var mutated = mutations.Aggregate(document, (text, mutate) => mutate(text));
                if (IsExempt(mutated))
                    return;
                var (expected, actual) = (TryRead(Oracle, mutated), TryRead(Scan, mutated));
                if (expected is null)
                    Interlocked.Increment(ref refused);
                if (!string.Equals(expected, actual, StringComparison.Ordinal))
                    throw new InvalidOperationException($"System.Xml: {expected ?? "refused"}\nscanner: {actual ?? "refused"}\n{Encoding.UTF8.GetString(mutated)}");
            },
            seed: "0000KOIPe036", iter: Mutated);
        Assert.InRange(refused, Mutated / 10, Mutated - 100);
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?><a/>")]
    [InlineData("<a/><b/>")]
    [InlineData("")]
    public void IsRefused(string document) => Assert.Throws<UnreadableException>(() => Scan(Encoding.UTF8.GetBytes(document)));

    [Fact]
    public void TooDeepIsRefused() =>
        Assert.Throws<UnreadableException>(() => Scan(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 300)) + string.Concat(Enumerable.Repeat("</a>", 300)))));

    /// <summary>
    /// The oracle takes a NUL behind the root for the end of the document. Encodings other than UTF-8 are refused here and read there; a DTD is
    /// refused by both, at different places. It also checks the declaration's version more narrowly than the standard does.
    /// </summary>
    private static bool IsExempt(byte[] document)
    {
        var text = Encoding.Latin1.GetString(document);
        return text.Contains('\0', StringComparison.Ordinal) || text.Contains("<!DOCTYPE", StringComparison.Ordinal) || (text.Contains("<?xml", StringComparison.OrdinalIgnoreCase) && !text.Contains("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone='yes'?>", StringComparison.Ordinal));
    }

    private static byte[] Mutate(byte[] text, int kind, int at, int length, string piece, byte raw)
    {
        var end = Math.Min(at + length, text.Length);
        return kind switch
        {
            0 => [.. text[..at], .. text[end..]],
            1 => [.. text[..end], .. text[at..]],
            2 => [.. text[..at], .. Encoding.UTF8.GetBytes(piece), .. text[at..]],
            3 => text[..at],
            _ => [.. text[..at], raw, .. text[Math.Min(at + 1, text.Length)..]],
        };
    }

    private static string? TryRead(Func<byte[], string> read, byte[] document)
    {
        try
        {
            return read(document);
        }
        catch (Exception refusal) when (refusal is XmlException or UnreadableException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Scan(byte[] document)
    {
        var events = new StringBuilder();
        var scanner = new XmlScanner(document);
        var text = new StringBuilder();
        while (scanner.Read())
        {
            if (scanner.Node == XmlNode.Text)
            {
                text.Append(scanner.Text);
                continue;
            }
            Flush(events, text);
            events.Append(scanner.Node == XmlNode.StartElement ? "start " : "end ").Append(scanner.Depth).Append(' ').Append(Encoding.UTF8.GetString(scanner.Name));
            if (scanner.Node == XmlNode.StartElement)
                while (scanner.ReadAttribute())
                    events.Append(" [").Append(Encoding.UTF8.GetString(scanner.AttributeName)).Append('=').Append(scanner.AttributeValue).Append(']');
            events.AppendLine();
        }
        return events.ToString();
    }

    private static string Oracle(byte[] document)
    {
        var events = new StringBuilder();
        var text = new StringBuilder();
        // A strict decoder: XmlTextReader over bytes would take invalid UTF-8 for replacement characters.
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var content = strict.GetString(document);
        using var reader = new XmlTextReader(new StringReader(content.StartsWith('\uFEFF') ? content[1..] : content))
        {
            Namespaces = false,
            DtdProcessing = DtdProcessing.Prohibit,
            Normalization = true,
            EntityHandling = EntityHandling.ExpandEntities,
            WhitespaceHandling = WhitespaceHandling.All,
        };
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when reader.Depth > 0:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.Element:
                    Flush(events, text);
                    events.Append("start ").Append(reader.Depth).Append(' ').Append(reader.Name);
                    var (depth, name, isEmpty) = (reader.Depth, reader.Name, reader.IsEmptyElement);
                    while (reader.MoveToNextAttribute())
                        events.Append(" [").Append(reader.Name).Append('=').Append(reader.Value).Append(']');
                    events.AppendLine();
                    if (isEmpty)
                        events.Append("end ").Append(depth).Append(' ').AppendLine(name);
                    break;
                case XmlNodeType.EndElement:
                    Flush(events, text);
                    events.Append("end ").Append(reader.Depth).Append(' ').AppendLine(reader.Name);
                    break;
                default:
                    break;
            }
        }
        return events.ToString();
    }

    private static void Flush(StringBuilder events, StringBuilder text)
    {
        if (text.Length > 0)
            events.Append("text ").Append(text).AppendLine();
        text.Clear();
    }
}
