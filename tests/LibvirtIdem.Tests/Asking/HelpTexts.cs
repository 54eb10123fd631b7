using System.Text;
using LibvirtIdem.Asking;
using LibvirtIdem.Model;
using LibvirtIdem.Tests.Live;
using LibvirtIdem.Tests.Made;
using Xunit;

namespace LibvirtIdem.Tests.Asking;

/// <summary>The tables, what is asked of them, what --help lists and what the reference says are the same options.</summary>
public sealed class HelpTexts
{
    public static TheoryData<string> WithOptions => ["reservation", "network", "dns", "export", "info", "undo"];

    /// <summary>To ask for what is not in the table, or for another kind, throws; what is in it and never asked for would be taken and mean nothing.</summary>
    [Theory]
    [MemberData(nameof(WithOptions))]
    public void EachOptionOfTheTableIsAskedFor(string command)
    {
        Assert.True(CommandNames.TryParse(command, out var known));
        // A list of a list is no value of any kind.
        foreach (var option in OptionSpecs.Of(known))
            Assert.Contains(KnownOptions.Problems(known, new(StringComparer.Ordinal) { [option.Key] = new[] { Array.Empty<int>() } }), problem => problem.Field == option.Key && problem.Code == ErrorCode.InvalidValue);
        Assert.Equal(OptionSpecs.Of(known).Length, OptionSpecs.Of(known).DistinctBy(option => option.Key, StringComparer.Ordinal).Count());
    }

    [Fact]
    public void EachOptionOfAnItemIsAskedFor()
    {
        foreach (var option in OptionSpecs.Item)
        {
            var call = new Call.Run(Command.Reservation, "the probe", Encoding.UTF8.GetBytes($$"""{"reservations": [{"{{option.Key}}": [[]]}]}"""));
            var request = ReservationRequestParser.Parse(OptionsReader.Read(call, out _)!, null, _ => null, out _);
            Assert.Contains(request!.Problems, problem => problem.Field == option.Key && problem.At.Index == 0);
        }
    }

    [Fact]
    public void WhatIsNotInTheTableCannotBeAskedFor()
    {
        var options = new Options(OptionSpecs.Item);
        Assert.Throws<NotSupportedException>(() => options.Find("purge", OptionKind.Flag));
        Assert.Throws<NotSupportedException>(() => options.Find("mac", OptionKind.Flag));
        Assert.Null(options.Find("mac", OptionKind.Text));
    }

    [Theory]
    [MemberData(nameof(WithOptions))]
    public void EveryOptionIsInHelpAndInTheReference(string command)
    {
        Assert.True(CommandNames.TryParse(command, out var known));
        var (help, reference) = (Encoding.UTF8.GetString(Help.Of(known)), File.ReadAllText(Path.Combine(World.Repository, "docs", "reference.md")));
        foreach (var key in OptionSpecs.Of(known).Select(option => option.Key).Where(key => key != "command"))
        {
            Assert.Contains($"\n  {key}=", help, StringComparison.Ordinal);
            Assert.Contains($"`{key}`", reference, StringComparison.Ordinal);
        }
    }

    /// <summary>The words of a choice are those that the parser names where it gets another one.</summary>
    [Theory]
    [MemberData(nameof(WithOptions))]
    public void ChoicesOfTheTableAreTheParsers(string command)
    {
        Assert.True(CommandNames.TryParse(command, out var known));
        foreach (var option in OptionTable.Of(known).Where(option => option.Kind == OptionKind.Text))
        {
            var options = Smallest(known);
            options[option.Key] = "?";
            var messages = KnownOptions.Problems(known, options).Where(problem => problem.Field == option.Key).Select(problem => problem.Msg).ToList();
            if (option.Choices.Length == 0)
                Assert.DoesNotContain(messages, message => message.Contains("is not one of", StringComparison.Ordinal));
            else
                Assert.Contains(messages, message => message.EndsWith($"one of {string.Join(", ", option.Choices)}", StringComparison.Ordinal)
                    || message.EndsWith(string.Join(" or ", option.Choices), StringComparison.Ordinal));
        }
    }

    /// <summary>To give a default asks for the same as to leave the option out.</summary>
    [Theory]
    [MemberData(nameof(WithOptions))]
    public void DefaultsOfTheTableAreTheParsers(string command)
    {
        Assert.True(CommandNames.TryParse(command, out var known));
        var plain = KnownOptions.Request(known, Smallest(known), out _);
        Assert.NotNull(plain);
        foreach (var option in OptionTable.Of(known).Where(option => option.Default is not null))
        {
            var options = Smallest(known);
            options[option.Key] = option.Default!;
            Assert.Equivalent(plain, KnownOptions.Request(known, options, out _), strict: true);
        }
    }

    /// <summary>What a call needs to be one.</summary>
    private static Dictionary<string, object> Smallest(Command command) => command switch
    {
        Command.Reservation => new(StringComparer.Ordinal) { ["mac"] = "52:54:00:00:00:07", ["ip"] = "192.0.2.7", ["name"] = "probe" },
        Command.Network => new(StringComparer.Ordinal) { ["name"] = "probe" },
        Command.Dns => new(StringComparer.Ordinal) { ["name"] = "probe", ["ip"] = "192.0.2.7" },
        _ => new(StringComparer.Ordinal),
    };

    [Fact]
    public void CommandsStandInTheOrderOfTheirNames()
    {
        Assert.Equal(Enum.GetNames<Command>().Select(name => name.ToLowerInvariant()).ToArray(), CommandNames.Names);
        foreach (var name in CommandNames.Names)
            Assert.Contains($"\n  {name}", Encoding.UTF8.GetString(Help.Overview), StringComparison.Ordinal);
    }
}
