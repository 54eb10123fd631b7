using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>
/// Do two documents hold the same network? Elements, attributes in any order, text; not comments, indentation, or how many guests are
/// attached.
/// </summary>
internal static class NetworkXmlComparer
{
    /// <param name="one">A document with a network in it.</param>
    /// <param name="other">Another.</param>
    /// <param name="reservationsCount">Whether reservations are looked at.</param>
    /// <exception cref="UnreadableException">One of them is not well-formed.</exception>
    public static bool SameNetwork(byte[] one, byte[] other, bool reservationsCount) =>
        Essence(one, reservationsCount).SequenceEqual(Essence(other, reservationsCount), StringComparer.Ordinal);

    private static List<string> Essence(byte[] xml, bool reservationsCount)
    {
        var parts = new List<string>();
        var scanner = new XmlScanner(xml);
        var depth = -1;
        var skipped = int.MaxValue;
        while (scanner.Read())
        {
            // <network> <ip> <dhcp> <host>: nothing else of that name stands so deep.
            if (!reservationsCount && depth >= 0 && scanner.Node == XmlNode.StartElement && scanner.Depth == depth + 3
                && scanner.Name.SequenceEqual("host"u8))
                skipped = scanner.Depth;
            if (scanner.Depth >= skipped)
            {
                if (scanner.Node == XmlNode.EndElement && scanner.Depth == skipped)
                    skipped = int.MaxValue;
                continue;
            }
            var isNetwork = depth < 0 && scanner.Node == XmlNode.StartElement && scanner.Name.SequenceEqual("network"u8);
            if (isNetwork)
                depth = scanner.Depth;
            if (depth < 0)
                continue;
            if (scanner.Node == XmlNode.Text)
            {
                if (scanner.Text.Trim() is { Length: > 0 } text)
                    parts.Add(text);
            }
            else if (scanner.Node == XmlNode.EndElement)
            {
                parts.Add("/");
                if (scanner.Depth == depth)
                    return parts;
            }
            else
            {
                AddElement(ref scanner, isNetwork, parts);
            }
        }
        return parts;
    }

    private static void AddElement(ref XmlScanner scanner, bool isNetwork, List<string> parts)
    {
        var name = Encoding.UTF8.GetString(scanner.Name);
        var attributes = new List<string>();
        while (scanner.ReadAttribute())
            if (!isNetwork || !scanner.AttributeName.SequenceEqual("connections"u8))
                attributes.Add(Encoding.UTF8.GetString(scanner.AttributeName) + "=" + scanner.AttributeValue);
        attributes.Sort(StringComparer.Ordinal);
        parts.Add("<" + name + " " + string.Join('\n', attributes));
    }
}
