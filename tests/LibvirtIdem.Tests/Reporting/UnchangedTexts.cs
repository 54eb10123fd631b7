using System.Buffers;
using System.Reflection;
using System.Text;
using LibvirtIdem.Reporting;
using Xunit;

namespace LibvirtIdem.Tests.Reporting;

/// <summary>The answer that is written down as it is, against the generated code; and every property that must keep it from being given.</summary>
public sealed class UnchangedTexts
{
    private static readonly ReservationResult Unchanged = new()
    {
        Changed = false,
        Failed = false,
        Msg = "lab_1.x: 0 added, 0 updated, 0 removed, 2000 unchanged",
        Network = "lab_1.x",
        Summary = new(0, 0, 0, 2000),
        Applied = "none",
        Effects = new(0, 0, 0, 0, 0, 0),
        RestartRequired = false,
    };

    public static TheoryData<string> Properties => [.. typeof(ReservationResult).GetProperties().Select(property => property.Name).Where(name => name is not ("Text" or "EqualityContract")).Order(StringComparer.Ordinal)];

    [Fact]
    public void IsWhatIsGenerated() => Assert.Equal(Generated(Unchanged), UnchangedText.Of(Unchanged));

    [Theory]
    [InlineData("l\"b")]
    [InlineData("l\\b")]
    [InlineData("läb")]
    [InlineData("l<b")]
    [InlineData("l\nb")]
    [InlineData("l\u007fb")]
    public void WordsThatNeedAnEncoderAreLeftToIt(string network) => Assert.Null(UnchangedText.Of(Unchanged with { Network = network }));

    [Theory]
    [MemberData(nameof(Properties))]
    public void WhateverElseThereIsToSayIsGenerated(string property)
    {
        var said = Unchanged with { };
        var place = typeof(ReservationResult).GetProperty(property)!;
        place.SetValue(said, Other(place));
        Assert.NotEqual(Generated(Unchanged), Generated(said), StringComparer.Ordinal);
        Assert.True(UnchangedText.Of(said) is not { } text || text == Generated(said), $"{property} is not said: {UnchangedText.Of(said)}");
    }

    private static object? Other(PropertyInfo property) => property.Name switch
    {
        nameof(Result.Changed) or nameof(Result.Failed) or nameof(ReservationResult.RestartRequired) => true,
        nameof(Result.Msg) or nameof(Result.Applied) => "otherwise",
        nameof(Result.Network) => null,
        nameof(Result.Summary) => new SummaryRow(0, 0, 1, 2000),
        nameof(Result.Effects) => new EffectsRow(0, 0, 0, 0, 0, 1),
        nameof(Result.Reservations) => new[] { new ListedRow(null, null, null, "a", "10.0.0.1", null, null) },
        nameof(Result.Changes) => new[] { new ChangeRow("added", null, null, null, "a", "10.0.0.1", null, null, null) },
        nameof(Result.Files) => new[] { new FileRow("/etc/hosts", "etc_hosts", null) },
        nameof(Result.Diff) => new[] { new DiffRow("a", "a", "b", "c", null, null) },
        nameof(Result.Errors) => new[] { new ErrorRow("conflict", "a", null, null, null, null, null) },
        nameof(Result.ErrorsTotal) => 101,
        nameof(Result.Warnings) or nameof(Result.RestartReasons) => new[] { "look" },
        _ => throw new InvalidOperationException($"what else can {property.Name} be?"),
    };

    private static string Generated(Result result)
    {
        var output = new ArrayBufferWriter<byte>();
        Report.Generate(result, indented: false, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
