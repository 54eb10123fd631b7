namespace LibvirtIdem.Asking;

/// <summary>
/// An option as it came in: left out (or null), a value, or something that is not one. Reading never throws, so that a call's problems
/// can all be told at once.
/// </summary>
internal readonly record struct Option<T>
{
    private Option(bool isGiven, T? value, string? unreadable, string? expected) =>
        (IsGiven, Value, Unreadable, Expected) = (isGiven, value, unreadable, expected);

    public bool IsGiven { get; }

    public T? Value { get; }

    /// <summary>The text of what is no value.</summary>
    public string? Unreadable { get; }

    public string? Expected { get; }

    public static Option<T> Of(T value) => new(isGiven: true, value, null, null);

    public static Option<T> Bad(string text, string expected) => new(isGiven: true, default, text, expected);
}
