/* Runs before the runtime starts. Linked by src/LibvirtIdem/LibvirtIdem.csproj. */

int mallopt(int parameter, int value);

/*
 * One arena for all threads. glibc reserves 128 MB of addresses for that of a second thread, which is the runtime's finalizer; under a limit
 * on addresses (ulimit -v) the collector, which reserves half of what is left at that very moment, failed in one start of six (measured with
 * 128 and 256 MB). M_ARENA_MAX is -8 (malloc.h); the header is not needed for it.
 */
__attribute__((constructor)) static void one_arena(void)
{
    mallopt(-8, 1);
}
