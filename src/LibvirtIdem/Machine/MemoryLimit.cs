using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// Whether a large input fits into the memory that the process may use. The runtime ends by a signal where the kernel refuses it memory in
/// the middle of its work (.NET 10, a limit by cgroup or ulimit -v), so what cannot fit is refused before.
/// </summary>
internal static class MemoryLimit
{
    /// <summary>What is smaller is not worth a question.</summary>
    private const long Small = 1 << 18;

    /// <summary>Bytes in memory for each byte of input, at the peak of an import of 300,000 rows.</summary>
    private const int Factor = 12;

    /// <summary>Bytes for each byte of input before the first collection: most of what an import has made by then it still needs.</summary>
    private const int UncollectedFactor = 24;

    /// <summary>
    /// A limit on addresses (ulimit -v) also counts what the runtime and libc reserve and never use: this much at once, and then five times
    /// what is used.
    /// </summary>
    private const long Reserved = 180 << 20;
    private const int ReservedFactor = 5;

    /// <exception cref="MachineException">It does not fit.</exception>
    public static void Require(long size)
    {
        if (size < Small)
            return;
        var available =
            Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Math.Max(Posix.AddressLimit() - Reserved, 0) / ReservedFactor);
        if (size * Factor > available)
            throw new MachineException(Message.NoMemoryFor(size, available));
        LargeHeap.Prepare(Math.Min(size * UncollectedFactor, available));
    }
}
