using LibvirtIdem.Asking;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Asking;

/// <summary>What is read, what is checked, what --help lists and what the README says are the same options.</summary>
public sealed class HelpTexts
{
    public static TheoryData<string> ExportKeys => [.. ExportCheck.Keys.Where(key => key != "command")];

    public static TheoryData<string> Keys => [.. ReservationCheck.Keys.Where(key => key != "command")];

    [Fact]
    public void OptionsReadAreTheOptionsChecked() => Assert.Equal(
        OptionsJson.Default.ReservationOptions.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name).Order(StringComparer.Ordinal),
        ReservationCheck.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void OptionsOfExportToo() => Assert.Equal(
        OptionsJson.Default.ExportOptions.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name).Order(StringComparer.Ordinal),
        ExportCheck.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void OptionsOfInfoToo()
    {
        Assert.Equal(
            OptionsJson.Default.InfoOptions.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name).Order(StringComparer.Ordinal),
            InfoCheck.Keys.Order(StringComparer.Ordinal));
        foreach (var key in InfoCheck.Keys.Where(key => key != "command"))
            Assert.Contains($"  {key}=", Help.Info, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ExportKeys))]
    public void EveryOptionOfExportIsInHelpAndReadme(string key)
    {
        Assert.Contains($"  {key}=", Help.Export, StringComparison.Ordinal);
        Assert.Contains($"`{key}`", File.ReadAllText(Path.Combine(World.Repository, "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void EveryOptionIsInHelp(string key) => Assert.Contains($"  {key}=", Help.Reservation, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Keys))]
    public void EveryOptionIsInTheReadme(string key) =>
        Assert.Contains($"`{key}`", File.ReadAllText(Path.Combine(World.Repository, "README.md")), StringComparison.Ordinal);
}
