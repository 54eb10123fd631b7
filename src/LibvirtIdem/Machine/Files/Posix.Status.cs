using System.Runtime.InteropServices;

namespace LibvirtIdem.Machine;

/// <content>The status of files: statx(2), which some sandboxes refuse with EPERM, and without it fstatat(2). (With ENOSYS glibc itself
/// does the same.)</content>
internal static unsafe partial class Posix
{
    /// <summary>STATX_BASIC_STATS and STATX_MNT_ID, which says since Linux 5.8 on which mount a file is.</summary>
    public const uint AllOfStatus = 0x17FF;
    public const uint MountIdOfStatus = 0x1000;

    private const uint BasicStatus = 0x7FF;
    private const int StatSize = 144; // struct stat of x86-64; that of arm64 has 128

    private static NewerCall statx;

    /// <summary>struct statx of linux/stat.h, as far as it is used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileStatus
    {
        [FieldOffset(0)] public uint Mask;
        [FieldOffset(20)] public uint Uid;
        [FieldOffset(24)] public uint Gid;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public long ChangeSeconds;
        [FieldOffset(104)] public uint ChangeNanoseconds;
        [FieldOffset(112)] public long ModifySeconds;
        [FieldOffset(120)] public uint ModifyNanoseconds;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
        [FieldOffset(144)] public ulong MountId;
    }

    public static int Statx(int directory, string path, int flags, uint mask, out FileStatus status)
    {
        if (!statx.IsMissing)
        {
            var result = ExtendedStatAt(directory, path, flags, mask, out status);
            if (!statx.IsRefused(result))
                return result;
        }
        return OldStatAt(directory, path, flags, out status);
    }

    /// <summary>The mount is not among what it says.</summary>
    private static int OldStatAt(int directory, string path, int flags, out FileStatus status)
    {
        var stat = stackalloc byte[StatSize];
        status = default;
        if (OldStatAt(directory, path, stat, flags) < 0)
            return -1;
        // arm64 has its mode before the count of links, x86-64 after it; up to there and from the size on they are alike.
        var (mode, device) = (IsArm ? 16 : 24, *(ulong*)stat);
        status = new()
        {
            Mask = BasicStatus,
            Mode = (ushort)*(uint*)(stat + mode),
            Uid = *(uint*)(stat + (IsArm ? 24 : 28)),
            Gid = *(uint*)(stat + (IsArm ? 28 : 32)),
            Inode = *(ulong*)(stat + 8),
            Size = *(ulong*)(stat + 48),
            ModifySeconds = *(long*)(stat + 88),
            ModifyNanoseconds = (uint)*(long*)(stat + 96),
            ChangeSeconds = *(long*)(stat + 104),
            ChangeNanoseconds = (uint)*(long*)(stat + 112),
            // major() and minor() of sysmacros.h.
            DeviceMajor = (uint)(((device >> 8) & 0xFFF) | ((device >> 32) & 0xFFFFF000)),
            DeviceMinor = (uint)((device & 0xFF) | ((device >> 12) & 0xFFFFFF00)),
        };
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExtendedStatAt(int directory, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "fstatat64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OldStatAt(int directory, string path, byte* status, int flags);
}
