using LibvirtIdem.Messages;

namespace LibvirtIdem.Machine;

/// <summary>
/// Random identifiers from getrandom(2). The framework reads /dev/urandom instead, which a chroot without /dev does not have.
/// </summary>
internal static unsafe class RandomIds
{
    private const int UuidLength = 16;

    /// <summary>A random UUID (RFC 9562, version 4).</summary>
    public static Guid Uuid()
    {
        var bytes = stackalloc byte[UuidLength];
        // Up to 256 bytes come whole or not at all.
        while (Posix.GetRandom(bytes, UuidLength, 0) != UuidLength)
        {
            if (Posix.LastError != Posix.EINTR)
                throw new MachineException(Message.NoRandomBytes(Errno.Describe(Posix.LastError)));
        }
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(new ReadOnlySpan<byte>(bytes, UuidLength), bigEndian: true);
    }
}
