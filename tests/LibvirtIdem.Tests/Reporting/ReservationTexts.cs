using System.Buffers;
using System.Reflection;
using System.Text;
using CsCheck;
using LibvirtIdem.Model;
using LibvirtIdem.Reporting;
using Xunit;

namespace LibvirtIdem.Tests.Reporting;

/// <summary>The answer that is written straight from the plan, against the generated code; and every property that it may have.</summary>
public sealed class ReservationTexts
{
    private static readonly ReservationResult Unchanged = new()
    {
        Changed = false,
        Failed = false,
        Msg = "lab_1.x: 0 added, 0 updated, 0 removed, 2000 unchanged",
        Network = "lab_1.x",
        Summary = new(0, 0, 0, 2000),
        Applied = "none",
        Effects = new(0, 0, 0, 0, 0, 0, 0, 0),
        RestartRequired = false,
    };

    private static readonly Gen<string> Words = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Char[' ', '~'], Gen.Char['\0', '\u0300'], Gen.Char["\u2028\uFFFD\u20AC"]), 0, 12];

    private static readonly Gen<Reservation> Reservations =
        from hasMac in Gen.Bool
        from mac in Gen.ULong[0, (1UL << 48) - 1]
        from hasId in Gen.Bool
        from hasName in Gen.Bool
        from name in Words
        from isV4 in Gen.Bool
        from address in Gen.ULong
        from lease in Gen.Int[0, 3]
        select new Reservation
        {
            Mac = hasMac ? new MacAddress(mac) : null,
            Id = hasId ? ClientId.Read("00:03:" + name) : null,
            Name = hasName ? name : (string?)null,
            Ip = isV4 ? new(Family.V4, (uint)address) : new(Family.V6, new(0x2001_0DB8_0000_0000, address)),
            LeaseTime = lease switch { 0 => null, 1 => default(LeaseTime), 2 => new(30, LeaseUnit.Minutes), _ => new(7, LeaseUnit.Hours) },
        };

    private static readonly Gen<IReadOnlyList<Utf8Slice>?> Aliases =
        Words.Array[0, 3].Select(words => words.Length == 3 ? null : (IReadOnlyList<Utf8Slice>)[.. words.Select(word => (Utf8Slice)word)]);

    private static readonly Gen<Change> Changes =
        from action in Gen.Enum<ChangeAction>()
        from reservation in Reservations
        from aliases in Aliases
        from hasBefore in Gen.Bool
        from before in Reservations
        from aliasesBefore in Aliases
        from network in Words
        from hasNoGuest in Gen.Bool
        select new Change(network, action, reservation, aliases, hasBefore ? before : null, aliasesBefore) { HasNoGuest = hasNoGuest };

    private static readonly Gen<ReservationResult> Results =
        from changes in Changes.Array[0, 200]
        from namesNetworks in Gen.Bool
        from words in Words.Array[4]
        from file in Gen.Bool
        from numbers in Gen.Int[0, 100_000].Array[12]
        from isSaid in Gen.Bool.Array[6]
        select new ReservationResult
        {
            Changed = isSaid[0],
            Failed = false,
            Msg = words[0],
            Network = isSaid[1] ? words[1] : null,
            Summary = new(numbers[0], numbers[1], numbers[2], numbers[3]),
            Changes = isSaid[2] ? null : new PlannedRows(changes, namesNetworks),
            Files = isSaid[3] ? null : [new("/etc/hosts", "etc_hosts", file ? words[2] : null), new(words[1], "config", null)],
            Applied = isSaid[4] ? null : "files",
            Effects = isSaid[4] ? null : new(numbers[4], numbers[5], numbers[6], numbers[7], numbers[8], numbers[9], numbers[10], numbers[11]),
            RestartRequired = isSaid[5],
            RestartReasons = isSaid[5] ? [new(words[3], "dnsmasq"), new("because", "network")] : null,
            Warnings = isSaid[0] ? [] : [words[2], words[3]],
        };

    public static TheoryData<string> Properties => [.. typeof(ReservationResult).GetProperties().Select(property => property.Name).Where(name => name is not ("Text" or "EqualityContract")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [Fact]
    public void IsWhatIsGenerated() => Results.Sample(result => Assert.Equal(Generated(result), Written(result)), iter: Effort.Of(2_000, 200_000));

    /// <summary>This is what keeps the shortest answer short; were it left to the generated code, nothing else would tell.</summary>
    [Fact]
    public void OfNothingChangedIsWritten() => Assert.NotNull(Written(Unchanged));

    [Theory]
    [MemberData(nameof(Properties))]
    public void SaysWhateverThereIsToSay(string property)
    {
        var said = Unchanged with { };
        var place = typeof(ReservationResult).GetProperty(property, BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance) ?? typeof(ReservationResult).GetProperty(property)!;
        place.SetValue(said, Other(place));
        Assert.NotEqual(Generated(Unchanged), Generated(said), StringComparer.Ordinal);
        Assert.True(Written(said) is not { } text || text == Generated(said), $"{property} is not said: {Written(said)}");
    }

    private static object? Other(PropertyInfo property) => property.Name switch
    {
        nameof(Result.Changed) or nameof(Result.Failed) or nameof(ReservationResult.RestartRequired) => true,
        nameof(Result.Msg) or nameof(Result.Applied) => "otherwise",
        nameof(Result.Network) => null,
        nameof(Result.Summary) => new SummaryRow(0, 0, 1, 2000),
        nameof(Result.Effects) => new EffectsRow(0, 0, 0, 0, 0, 0, 0, 1),
        nameof(Result.Reservations) => new[] { new ResolvedRow(0, null, null, null, null, "a", "10.0.0.1", null) },
        nameof(Result.Changes) => new[] { new ChangeRow("added", null, null, null, "a", "10.0.0.1", null, null, null) },
        nameof(Result.Files) => new[] { new FileRow("/etc/hosts", "etc_hosts", null) },
        nameof(Result.Diff) => new[] { new DiffRow("a", "a", "b", "c", null, null) },
        nameof(Result.Errors) => new[] { new ErrorRow("conflict", "a", null, null, null, null, null) },
        nameof(Result.ErrorsTotal) => 101,
        nameof(Result.Warnings) => new[] { "look" },
        nameof(Result.RestartReasons) => new[] { new RestartReasonRow("look", "network") },
        _ => throw new InvalidOperationException($"what else can {property.Name} be?"),
    };

    private static string Generated(Result result)
    {
        var output = new ArrayBufferWriter<byte>();
        ReservationReport.Generate(result, indented: false, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string? Written(Result result)
    {
        var output = new ArrayBufferWriter<byte>();
        return ReservationResultWriter.Write(result, output) ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
    }
}
