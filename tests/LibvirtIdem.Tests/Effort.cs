namespace LibvirtIdem.Tests;

/// <summary>How much of a test that could go on for ever is done: little in <c>make test</c>, much in <c>make torture</c>.</summary>
internal static class Effort
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("LIBVIRT_IDEM_TORTURE") is { Length: > 0 };

    public static int Of(int brief, int torture) => IsLong ? torture : brief;
}
