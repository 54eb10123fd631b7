using System.Diagnostics.CodeAnalysis;
using LibvirtIdem.Model;

namespace LibvirtIdem.Asking;

/// <summary>What the options of all commands have in common: how a value of each kind is taken, and what is said of one that is none.</summary>
internal abstract class OptionsCheck(Options options)
{
    private const int DefaultLockSeconds = 30;

    protected List<Problem> Problems { get; } = [];

    protected int LockSeconds(NumberOption? option)
    {
        var seconds = IsReadable("lock_timeout", option) ? option.Value : DefaultLockSeconds;
        if (seconds is < 0 or > 86400)
            Problems.Add(Sentences.WrongValue("lock_timeout", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), "a number of seconds from 0 to 86400"));
        return seconds;
    }

    protected string Root(TextOption? option)
    {
        var root = Text("root", option) ?? "/";
        if (root.Length == 0)
            Problems.Add(Sentences.Empty("root", default));
        else if (root.Contains('\0', StringComparison.Ordinal))
            Problems.Add(Sentences.WrongValue("root", root, "a path"));
        return root;
    }

    protected string? Text(string key, TextOption? option) => IsReadable(key, option) ? option.Value : null;

    protected bool Flag(string key, FlagOption? option, bool fallback = false) => IsReadable(key, option) ? option.Value : fallback;

    protected bool IsReadable<T>(string key, [NotNullWhen(true)] Option<T>? option)
    {
        if (option?.Unreadable is { } text && !Problems.Exists(problem => problem.Field == key))
            Problems.Add(Sentences.WrongValue(key, text, option.Expected));
        return option is { Unreadable: null };
    }

    protected TChoice Choice<TChoice>(string key, TextOption? option, params ReadOnlySpan<(string Word, TChoice Value)> choices)
    {
        if (Text(key, option) is not { } word)
            return choices[0].Value;
        foreach (var choice in choices)
            if (choice.Word == word)
                return choice.Value;
        Problems.Add(Sentences.WrongValue(key, word, "one of " + string.Join(", ", choices.ToArray().Select(choice => choice.Word))));
        return choices[0].Value;
    }

    /// <summary>A key <c>command</c> beside the command itself has to mean the same.</summary>
    protected void CheckCommand(TextOption? option, Command command)
    {
        if (Text("command", option) is not { } word)
            return;
        if (!Commands.TryParse(word, out var named) || !Commands.TakesOptions(named))
            Problems.Add(Sentences.WrongValue("command", word, "one of " + string.Join(", ", Commands.WithOptions)));
        // import is reservation with a file.
        else if (named != command && (named, command) is not (Command.Import, Command.Reservation))
            Problems.Add(Sentences.WrongValue("command", word, Commands.Names[(int)command] + ", the command of this call"));
    }

    protected void CheckKeys(Options given, string[] known, Place at = default)
    {
        foreach (var key in given.Unknown?.Keys ?? Enumerable.Empty<string>())
            if (!Options.IsAnsibles(key))
                Problems.Add(Sentences.UnknownOption(key, Nearest.To(key, known), at));
    }

    protected bool IsSet(string ansibleKey) => options.IsSetByAnsible(ansibleKey);
}
