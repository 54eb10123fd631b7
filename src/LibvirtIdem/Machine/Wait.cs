namespace LibvirtIdem.Machine;

/// <summary>A point in time after which a loop gives up; measured by the monotonic clock.</summary>
internal readonly struct Deadline(long milliseconds)
{
    private readonly long end = Environment.TickCount64 + milliseconds;

    public bool IsOver => Environment.TickCount64 >= end;
}

/// <summary>The one way to wait for something that nothing announces.</summary>
internal static class Wait
{
    /// <param name="milliseconds">How long at most; it is checked once in any case.</param>
    /// <param name="interval">Milliseconds between two checks.</param>
    /// <param name="check">Returns what was waited for; null while it is not there.</param>
    /// <returns>Null when the time is over.</returns>
    public static T? Until<T>(long milliseconds, int interval, Func<T?> check)
        where T : class
    {
        for (var deadline = new Deadline(milliseconds); ; Thread.Sleep(interval))
        {
            if (check() is { } found)
                return found;
            if (deadline.IsOver)
                return null;
        }
    }

    /// <inheritdoc cref="Until{T}"/>
    /// <returns>False when the time is over.</returns>
    public static bool Until(long milliseconds, int interval, Func<bool> check) =>
        Until<object>(milliseconds, interval, () => check() ? true : null) is not null;
}
