using System.Text.Json.Serialization;

namespace LibvirtIdem.Asking;

/// <summary>
/// An option as it came in: a value, or something that is not one. Null where it was left out (or null). Reading never throws, so that
/// a call's problems can all be told at once. One closed type for each kind, since generic structs cost the AOT binary half a megabyte.
/// </summary>
internal abstract class Option<T>
{
    public T? Value { get; init; }

    /// <summary>The text of what is no value.</summary>
    public string? Unreadable { get; init; }

    /// <summary>What the option should have been.</summary>
    public abstract string Expected { get; }
}

[JsonConverter(typeof(TextConverter))]
internal sealed class TextOption : Option<string>
{
    public override string Expected => "text";
}

[JsonConverter(typeof(FlagConverter))]
internal sealed class FlagOption : Option<bool>
{
    public override string Expected => "true or false";
}

[JsonConverter(typeof(NumberConverter))]
internal sealed class NumberOption : Option<int>
{
    public override string Expected => "a whole number";
}

[JsonConverter(typeof(WordsConverter))]
internal sealed class WordsOption : Option<List<string>>
{
    public override string Expected => "a list of text";
}

[JsonConverter(typeof(ItemsConverter))]
internal sealed class ItemsOption : Option<List<ReservationItem>>
{
    public override string Expected => "a list of reservations, such as [{\"mac\": \"52:54:00:12:34:56\", \"ip\": \"192.168.122.10\"}]";
}
