using System.Globalization;
using System.Text.Json;
using LibvirtIdem.Messages;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>What the options of all commands have in common: how they are asked for, and what is said of a value that is none.</summary>
internal abstract class RequestParser(Options options)
{
    /// <summary>How long a call waits for another run, and for a daemon's answer, where <c>lock_timeout</c> is not given.</summary>
    public const int DefaultLockSeconds = 30;

    protected Options Options { get; } = options;

    protected List<Problem> Problems { get; } = [];

    protected int LockSeconds()
    {
        var seconds = Number("lock_timeout") ?? DefaultLockSeconds;
        if (seconds is < 0 or > 86400)
            Problems.Add(Message.WrongValue(
                "lock_timeout", seconds.ToString(CultureInfo.InvariantCulture), "a number of seconds from 0 to 86400"));
        return seconds;
    }

    protected string Root()
    {
        var root = Text("root") ?? "/";
        if (root.Length == 0)
            Problems.Add(Message.Empty("root", default));
        else if (root.Contains('\0', StringComparison.Ordinal))
            Problems.Add(Message.WrongValue("root", root, "a path"));
        return root;
    }

    protected ApplyOption RequestedApply() =>
        Choice("apply", ("auto", ApplyOption.Auto), ("api", ApplyOption.Api), ("reload", ApplyOption.Reload), ("quiet", ApplyOption.Quiet),
        ("files", ApplyOption.Files));

    protected bool CheckMode() => Flag("check_mode") || Options.IsSetByAnsible("_ansible_check_mode");

    protected bool Diff() => Flag("diff") || Options.IsSetByAnsible("_ansible_diff");

    protected string? Text(string key) => Options.Find(key, OptionKind.Text) is { } given ? Value(given, given.Text) : null;

    protected bool Flag(string key, bool fallback = false) => FlagIfGiven(key) ?? fallback;

    protected bool? FlagIfGiven(string key) => Options.Find(key, OptionKind.Flag) is { } given ? Value(given, given.AsFlag()) : null;

    protected int? Number(string key) => Options.Find(key, OptionKind.Number) is { } given ? Value(given, given.AsNumber()) : null;

    protected List<string>? Words(string key) => Options.Find(key, OptionKind.Words) is { } given ? Value(given, given.AsWords()) : null;

    protected JsonElement? Items(string key) => Options.Find(key, OptionKind.Items) is { } given ? Value(given, given.AsItems()) : null;

    protected List<RecordItem>? Records(string key) =>
        Options.Find(key, OptionKind.Records) is { } given ? Value(given, given.AsRecords()) : null;

    protected TChoice Choice<TChoice>(string key, params ReadOnlySpan<(string Word, TChoice Value)> choices)
    {
        if (Text(key) is not { } word)
            return choices[0].Value;
        foreach (var choice in choices)
            if (choice.Word == word)
                return choice.Value;
        Problems.Add(Message.WrongValue(key, word, "one of " + string.Join(", ", choices.ToArray().Select(choice => choice.Word))));
        return choices[0].Value;
    }

    /// <summary>A key <c>command</c> in addition to the command itself has to mean the same.</summary>
    protected void CheckCommand(Command command)
    {
        if (Text("command") is not { } word)
            return;
        if (!CommandNames.TryParse(word, out var named) || !CommandNames.TakesOptions(named))
            Problems.Add(Message.WrongValue("command", word, "one of " + string.Join(", ", CommandNames.WithOptions)));
        // import is reservation with a file.
        else if (named != command && (named, command) is not (Command.Import, Command.Reservation))
            Problems.Add(Message.WrongValue("command", word, CommandNames.Names[(int)command] + ", the command of this call"));
    }

    protected void CheckKeys() => CheckKeys(Options, default);

    protected void CheckKeys(Options given, InputLocation at)
    {
        foreach (var option in given.Unknown)
            if (option is { IsAnsibleInternal: true, Kind: OptionKind.Flag } && option.AsFlag() is null)
                Problems.Add(option.InvalidValue(at));
            else if (!option.IsAnsibleInternal)
                Problems.Add(!ReferenceEquals(given, Options) && Options.KnownKeys.Contains(option.Key, StringComparer.Ordinal)
                    ? Message.OfTheWholeCall(option.Key, at)
                    : Message.UnknownOption(option.Key, Suggestion.For(option.Key, given.KnownKeys), at));
    }

    private T Value<T>(OptionValue given, T value)
    {
        if (value is null)
            Refuse(given);
        return value;
    }

    private void Refuse(OptionValue given)
    {
        if (!Problems.Exists(problem => problem.Field == given.Key))
            Problems.Add(given.InvalidValue());
    }
}
