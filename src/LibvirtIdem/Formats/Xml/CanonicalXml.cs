using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>What an element says, whatever the order of its attributes and the white space around its text.</summary>
internal static class CanonicalXml
{
    public static string Of(XmlElement element)
    {
        var text = new StringBuilder();
        Append(text, element, isOutermost: true);
        return text.ToString();
    }

    private static void Append(StringBuilder text, XmlElement element, bool isOutermost)
    {
        text.Append('<').Append(element.Name);
        var attributes = element.Attributes.FindAll(attribute => IsSignificant(attribute, isOutermost));
        attributes.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        foreach (var attribute in attributes)
            text.Append(' ').Append(attribute.Name).Append("='").Append(XmlElementBuilder.Escape(attribute.Value)).Append('\'');
        var content = element.Text.Trim();
        if (content.Length == 0 && element.Children.Count == 0)
        {
            text.Append("/>");
            return;
        }
        text.Append('>').Append(XmlElementBuilder.Escape(content));
        foreach (var child in element.Children)
            Append(text, child, isOutermost: false);
        text.Append("</").Append(element.Name).Append('>');
    }

    /// <summary>
    /// How many guests are attached is no part of a definition; default='no' and trustGuestRxFilters='no' are what libvirt supposes.
    /// </summary>
    private static bool IsSignificant(XmlAttribute attribute, bool isOutermost) =>
        attribute.Name != "connections" && !(isOutermost && attribute is { Name: "default" or "trustGuestRxFilters", Value: "no" });
}
