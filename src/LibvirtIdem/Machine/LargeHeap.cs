using System.Runtime;

namespace LibvirtIdem.Machine;

/// <summary>
/// The heap of a call with a large input. It makes a few large arrays that nearly all live to its end, so a collection walks
/// through all of them for little, and the kernel would bring their memory in page by page: a tenth and a fifth of such a call.
/// </summary>
internal static unsafe class LargeHeap
{
    /// <summary>More is collected as ever.</summary>
    private const long MostUncollected = 64 << 20;

    /// <summary>The runtime reserves its addresses at once, and gives them out from neighbouring places.</summary>
    private const nuint Neighbourhood = 256 << 20;

    private const nuint HugePage = 2 << 20;

    /// <summary>The least size of what the runtime puts among the large (85,000 bytes).</summary>
    private const int LeastLarge = 85_000;

    /// <param name="size">Bytes that may be allocated before the first collection.</param>
    public static void Prepare(long size)
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion || !GC.TryStartNoGCRegion(Math.Min(size, MostUncollected)))
            return;
        fixed (byte* within = GC.AllocateUninitializedArray<byte>(LeastLarge))
            // Holes among the addresses are passed over; a kernel without huge pages refuses, which does no harm.
            _ = Posix.Advise((nuint)within / HugePage * HugePage - Neighbourhood, 2 * Neighbourhood, Posix.UseHugePages);
    }
}
