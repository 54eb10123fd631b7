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
        XmlEditor draft, Func<XmlElement?> find, Func<XmlElement> ensure, string name, List<ElementSpec> wanted,
        Func<XmlElement, string> keyOf, Func<XmlElement, string> valueOf)
    {
        var missing = wanted.GroupBy(each => each.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Queue<ElementSpec>(group), StringComparer.Ordinal);
        var strays = new List<XmlElement>();
        foreach (var element in find()?.All(name) ?? [])
            if (!missing.TryGetValue(valueOf(element), out var same) || !same.TryDequeue(out _))
                strays.Add(element);
        var left = missing.Values.SelectMany(same => same).ToHashSet(ReferenceEqualityComparer.Instance);
        var added = wanted.FindAll(left.Contains);
        var replacements = added.ToLookup(each => each.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Queue<ElementSpec>(group), StringComparer.Ordinal);
        var edits = new List<(XmlElement, XmlElementBuilder?)>();
        foreach (var stray in strays)
        {
            var replacement = replacements.TryGetValue(keyOf(stray), out var candidates) && candidates.TryDequeue(out var next) ? next
                : null;
            edits.Add((stray, replacement?.Markup));
            if (replacement is not null)
                left.Remove(replacement);
        }
        if (edits.Count > 0)
            draft.Edit(edits);
        if (added.Exists(left.Contains))
            draft.AddAll(ensure(), added.FindAll(left.Contains).ConvertAll(each => each.Markup));
    }
}
