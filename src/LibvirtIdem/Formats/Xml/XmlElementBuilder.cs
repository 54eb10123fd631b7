using System.Text;

namespace LibvirtIdem.Formats;

/// <summary>An element that is to be written. Attributes without a value are left out.</summary>
internal sealed record XmlElementBuilder(string Name, params (string Name, string? Value)[] Attributes)
{
    public IReadOnlyList<XmlElementBuilder> Children { get; init; } = [];

    public string? Text { get; init; }

    /// <summary>As libvirt writes it; on lines of its own where <paramref name="indent"/> says how deep it stands.</summary>
    public string Render(char quote, string? indent, string unit, string lineEnd)
    {
        var text = new StringBuilder();
        Render(text, quote, indent, unit, lineEnd);
        return text.ToString();
    }

    public static string Escape(string value) => value.AsSpan().IndexOfAny("<>&'\"") < 0 ? value : value
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("'", "&apos;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    private void Render(StringBuilder text, char quote, string? indent, string unit, string lineEnd)
    {
        text.Append('<').Append(Name);
        foreach (var (name, value) in Attributes)
            if (value is not null)
                text.Append(' ').Append(name).Append('=').Append(quote).Append(Escape(value)).Append(quote);
        if (Children.Count == 0 && Text is null)
        {
            text.Append("/>");
            return;
        }
        text.Append('>').Append(Escape(Text ?? ""));
        foreach (var child in Children)
        {
            if (indent is not null)
                text.Append(lineEnd).Append(indent).Append(unit);
            child.Render(text, quote, indent is null ? null : indent + unit, unit, lineEnd);
        }
        if (indent is not null && Children.Count > 0)
            text.Append(lineEnd).Append(indent);
        text.Append("</").Append(Name).Append('>');
    }
}
