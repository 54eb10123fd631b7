using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Made;

/// <summary>The texts that are made from others are as they would be made now; <c>make texts</c> (UPDATE=1) writes them.</summary>
public sealed class MadeTexts
{
    private static readonly string Sources = Path.Combine(World.Repository, "src", "LibvirtIdem", "Asking");

    [Fact]
    public void SchemasAreMadeFromTheTypes() => Made(Sources, SchemaSource.Files());

    private static void Made(string folder, IEnumerable<(string File, string Text)> files)
    {
        foreach (var (file, text) in files)
        {
            var path = Path.Combine(folder, file);
            if (Environment.GetEnvironmentVariable("UPDATE") == "1")
                File.WriteAllText(path, text);
            Assert.True(File.Exists(path) && File.ReadAllText(path) == text, $"{path} is stale; make texts writes it anew");
        }
    }
}
