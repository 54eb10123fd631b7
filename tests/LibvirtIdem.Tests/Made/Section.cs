namespace LibvirtIdem.Tests.Made;

/// <summary>A part of a page that is generated: between a line that says so and one that ends it.</summary>
internal static class Section
{
    private const string Begin = " (make texts writes them from OptionTable)";

    /// <summary>The page with the section's lines in place.</summary>
    public static string Put(string page, string name, string lines)
    {
        var begin = page.IndexOf($"{name}{Begin}", StringComparison.Ordinal);
        Assert(begin >= 0, name);
        var start = page.IndexOf('\n', begin) + 1;
        var end = page.IndexOf($"end of {name}", start, StringComparison.Ordinal);
        Assert(end >= 0, name);
        return page[..start] + lines + page[(page.LastIndexOf('\n', end) + 1)..];
    }

    private static void Assert(bool isThere, string name) => Xunit.Assert.True(isThere, $"the page has no section of the {name}");
}
