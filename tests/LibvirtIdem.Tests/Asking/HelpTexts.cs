using System.Text;
using System.Text.Json.Serialization.Metadata;
using LibvirtIdem.Asking;
using LibvirtIdem.Tests.Live;
using Xunit;

namespace LibvirtIdem.Tests.Asking;

/// <summary>What is read, what is checked, what --help lists and what the reference says are the same options.</summary>
public sealed class HelpTexts
{
    public static TheoryData<string> WithOptions => ["reservation", "network", "export", "info", "undo"];

    [Theory]
    [MemberData(nameof(WithOptions))]
    public void OptionsReadAreTheOptionsChecked(string command) =>
        Assert.Equal(Read(command).Order(StringComparer.Ordinal), Checked(command).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(WithOptions))]
    public void EveryOptionIsInHelpAndInTheReference(string command)
    {
        Assert.True(Commands.TryParse(command, out var known));
        var (help, reference) = (Encoding.UTF8.GetString(Help.Of(known)), File.ReadAllText(Path.Combine(World.Repository, "docs", "reference.md")));
        foreach (var key in Checked(command).Where(key => key != "command"))
        {
            Assert.Contains($"\n  {key}=", help, StringComparison.Ordinal);
            Assert.Contains($"`{key}`", reference, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void CommandsStandInTheOrderOfTheirNames()
    {
        Assert.Equal(Enum.GetNames<Command>().Select(name => name.ToLowerInvariant()).ToArray(), Commands.Names);
        foreach (var name in Commands.Names)
            Assert.Contains($"\n  {name}", Encoding.UTF8.GetString(Help.Overview), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Read(string command)
    {
        JsonTypeInfo type = command switch
        {
            "network" => OptionsJson.Default.NetworkOptions,
            "export" => OptionsJson.Default.ExportOptions,
            "info" => OptionsJson.Default.InfoOptions,
            "undo" => OptionsJson.Default.UndoOptions,
            _ => OptionsJson.Default.ReservationOptions,
        };
        return type.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name);
    }

    private static IReadOnlyList<string> Checked(string command) => command switch
    {
        "network" => NetworkCheck.Keys,
        "export" => ExportCheck.Keys,
        "info" => InfoCheck.Keys,
        "undo" => UndoCheck.Keys,
        _ => ReservationCheck.Keys,
    };
}
