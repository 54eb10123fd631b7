using System.Text;
using System.Text.Json;
using LibvirtIdem.Asking;
using LibvirtIdem.Model;
using Xunit;

namespace LibvirtIdem.Tests.Asking;

/// <summary><c>_ansible_check_mode</c> and <c>_ansible_diff</c> are spelled as <c>check_mode</c> and <c>diff</c> are: a dry run never writes, however it is asked for.</summary>
public sealed class AnsibleFlags
{
    public static TheoryData<string, string, bool?> Spellings
    {
        get
        {
            var data = new TheoryData<string, string, bool?>();
            foreach (var value in (string[])["true", "yes", "on", "1", "True", "YES", "On", "false", "no", "off", "0", "FALSE", "", "2", "maybe", "y", "t", " true", "none", "null"])
                data.Add(value, JsonSerializer.Serialize(value), value.ToLowerInvariant() switch { "true" or "yes" or "on" or "1" => true, "false" or "no" or "off" or "0" => false, _ => null });
            foreach (var (json, meaning) in ((string, bool?)[])[("true", true), ("false", false), ("null", false), ("1", null), ("0", null), ("[]", null), ("{}", null), ("\"\\ud800\"", null)])
                data.Add(json, json, meaning);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void AreSpelledAsTheOptionsAre(string name, string json, bool? meaning)
    {
        foreach (var key in new[] { "check_mode", "_ansible_check_mode", "diff", "_ansible_diff" })
        {
            var request = Check($$"""{"mac": "52:54:00:12:34:56", "ip": "192.168.122.10", "{{key}}": {{json}}}""");
            Assert.True(meaning == request?.isSet(key), $"{key}={name}");
        }
    }

    [Fact]
    public void AreWordsToo()
    {
        var options = OptionsReader.Read(new(Command.Reservation, "the arguments", null, ["mac=52:54:00:12:34:56", "ip=192.168.122.10", "_ansible_check_mode=yes", "_ansible_diff=off"]), out _)!;
        var request = ReservationRequestParser.Parse(options, null, _ => null, out _)!;
        Assert.True(request.CheckMode);
        Assert.False(request.Diff);
    }

    [Fact]
    public void OneOfTheTwoIsEnough() => Assert.True(Check("""{"mac": "52:54:00:12:34:56", "ip": "192.168.122.10", "_ansible_check_mode": "on", "check_mode": false}""")?.isSet("check_mode"));

    [Theory]
    [InlineData("network", """{"name": "lab", "_ansible_check_mode": "perhaps"}""")]
    [InlineData("undo", """{"_ansible_diff": "perhaps"}""")]
    [InlineData("export", """{"_ansible_check_mode": "perhaps"}""")]
    [InlineData("info", """{"_ansible_check_mode": "perhaps"}""")]
    public void AreRefusedByEveryCommandWhereTheyMeanNothing(string command, string json)
    {
        Assert.True(CommandNames.TryParse(command, out var known));
        var options = OptionsReader.Read(new(known, "the case", Encoding.UTF8.GetBytes(json)), out _)!;
        IReadOnlyList<Problem> problems;
        _ = known switch
        {
            Command.Network => NetworkRequestParser.Parse(options, out problems) as object,
            Command.Dns => DnsRequestParser.Parse(options, out problems),
            Command.Undo => UndoRequestParser.Parse(options, out problems),
            Command.Export => ExportRequestParser.Parse(options, out problems),
            _ => InfoRequestParser.Parse(options, out problems),
        };
        Assert.Equal(ErrorCode.InvalidValue, Assert.Single(problems).Code);
    }

    /// <summary>Null where the call is refused.</summary>
    private static Asked? Check(string json)
    {
        var options = OptionsReader.Read(new(Command.Reservation, "the case", Encoding.UTF8.GetBytes(json)), out _);
        return options is not null && ReservationRequestParser.Parse(options, null, _ => null, out _) is { } request ? new(key => key.EndsWith("diff", StringComparison.Ordinal) ? request.Diff : request.CheckMode) : null;
    }

    private sealed record Asked(Func<string, bool> isSet);
}
