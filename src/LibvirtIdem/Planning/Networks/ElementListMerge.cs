using LibvirtIdem.Formats;

namespace LibvirtIdem.Planning;

/// <summary>An element that shall be there: what it is known by, what it says, and how it is written where it is not there yet.</summary>
internal sealed record ElementSpec(string Key, string Value, XmlElementBuilder Markup);

/// <summary>Brings all elements of one name under one parent to a list: those that say the same stay as they are written.</summary>
internal static class ElementListMerge
{
    /// <param name="draft">The document.</param>
    /// <param name="find">The parent, where there is one.</param>
    /// <param name="ensure">The parent, made where there is none.</param>
    /// <param name="name">Of the elements.</param>
    /// <param name="wanted">All of them that shall be there.</param>
    /// <param name="keyOf">What one is known by: it is changed in its place.</param>
    /// <param name="valueOf">What one says.</param>
    public static void Apply(
        XmlEditor draft, Func<XmlElement?> find, Func<XmlElement> ensure, string name, List<ElementSpec> wanted, Func<XmlElement, string> keyOf, Func<XmlElement, string> valueOf)
    {
        while (Next(find()?.All(name) ?? [], wanted, valueOf, out var missing) is { } present)
        {
            var (stray, replacement) = Pair(present, missing, keyOf);
            if (stray is not null && replacement is not null)
                draft.Replace(stray, replacement.Markup);
            else if (stray is not null)
                draft.Remove(stray);
            else
                draft.Add(ensure(), missing[0].Markup);
        }
    }

    /// <summary>What is there and not wanted, and what is wanted and not there; null when neither is left.</summary>
    private static List<XmlElement>? Next(List<XmlElement> present, List<ElementSpec> wanted, Func<XmlElement, string> valueOf, out List<ElementSpec> missing)
    {
        missing = [.. wanted];
        var strays = new List<XmlElement>();
        foreach (var element in present)
        {
            var value = valueOf(element);
            var index = missing.FindIndex(wording => wording.Value == value);
            if (index >= 0)
                missing.RemoveAt(index);
            else
                strays.Add(element);
        }
        return strays.Count + missing.Count == 0 ? null : strays;
    }

    private static (XmlElement? Stray, ElementSpec? Replacement) Pair(List<XmlElement> strays, List<ElementSpec> missing, Func<XmlElement, string> keyOf)
    {
        foreach (var stray in strays)
            if (keyOf(stray) is var key && missing.Find(wording => wording.Key == key) is { } replacement)
                return (stray, replacement);
        return (strays.Count > 0 ? strays[0] : null, null);
    }
}
