namespace LibvirtIdem.Model;

/// <summary>
/// What a file was when it was read: enough to notice that another process has written it since. Times in seconds and nanoseconds.
/// </summary>
internal readonly record struct FileIdentity(
    uint DeviceMajor, uint DeviceMinor, ulong Inode, ulong Size,
    long ModifySeconds, uint ModifyNanoseconds, long ChangeSeconds, uint ChangeNanoseconds);

/// <summary>A file as it was read; <see cref="Bytes"/> and <see cref="Identity"/> are null where there was none.</summary>
internal sealed record FileSnapshot(string Path, byte[]? Bytes, FileIdentity? Identity)
{
    public bool Exists => Bytes is not null;

    /// <summary>The path as a person outside the root would type it: what messages name.</summary>
    public string Shown { get; init; } = Path;
}
