using System.Globalization;

namespace LibvirtIdem.Tests;

/// <summary>How much of a test that could go on for ever is done: little in <c>make test</c>, much in <c>make torture</c>, or a share of that.</summary>
internal static class Effort
{
    private static readonly double Share = Environment.GetEnvironmentVariable("LIBVIRT_IDEM_TORTURE") is { Length: > 0 } share ? double.Parse(share, CultureInfo.InvariantCulture) : 0;

    public static int Of(int brief, int torture) => int.Max(brief, (int)(torture * Share));
}
