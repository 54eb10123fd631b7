using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <content>What the system does not allow: images, links, mounts, memory, a daemon that does not answer.</content>
internal static partial class Message
{
    public const string ChangedSince = "another process has changed it since";

    public static Problem RootIsTheSystem(string root) =>
        new(ErrorCode.InvalidValue, $"root={root} is the root of the running system; use root=/ (the default) for the running system") { Field = "root", Value = root };

    public static Problem NoMountIds(string root) =>
        new(ErrorCode.NotSupported, $"the file systems below root={root} cannot be identified: before kernel 5.8 this needs /proc, which is not mounted; mount it") { Field = "root", Value = root };

    public static Problem LeadsOut(string path) =>
        new(ErrorCode.Permission, $"{path} is on a file system that is mounted outside the image too, and is neither read nor written; unmount what is bind-mounted into the image, or remove the link or change record that refers to it");

    public static Problem StillTorn(IReadOnlyList<string> paths, IReadOnlyList<string> troubles) =>
        new(ErrorCode.IoError, $"an earlier run was interrupted while it wrote into {string.Join(", ", paths)} (unsafe_writes), and its previous content cannot be restored: {string.Join("; ", troubles)}; nothing else was written; "
            + "free some space and run the call again; or restore it by hand (the previous content is next to it, in .NAME.libvirt-idem.old), remove that hidden file, and run the call again");

    public static string DaemonSilent(int seconds) =>
        $"no answer for {seconds} s (lock_timeout), so the outcome is unknown; see whether it hangs (journalctl -u libvirtd -u virtnetworkd)";

    public static string DaemonSilentAt(string signal) => $"no answer before {signal} ended the wait, so the outcome is unknown";

    public const string NotLibvirt = "the answer is not in libvirt's protocol; see which program listens on the socket";

    public static string RecordKept(string path) => $"the record of the interrupted change, with the previous content of the files, is kept in {path}";

    public static string HostsfileNotReadable(string network, AccessBarrier barrier) =>
        $"the dnsmasq of network {network} runs as user {barrier.User}, who cannot {(barrier.IsFolder ? "enter" : "read")} {barrier.Path}, so it serves no reservation; chmod {(barrier.IsFolder ? "o+x" : "o+r")} {barrier.Path}";

    public static Problem NoWorkingFolder(string path) =>
        new(ErrorCode.IoError, $"{path} is a relative path, and the working directory no longer exists; give an absolute path");

    public static Problem NoSignals() =>
        new(ErrorCode.IoError, "signal handling (SIGTERM, SIGINT) cannot be set up, for lack of file descriptors or memory; raise the limits (ulimit -n, ulimit -v)");

    public static Problem NoMemory() =>
        new(ErrorCode.IoError, "there is not enough memory for this call; raise the limit (ulimit -v, MemoryMax=), or split the input");

    public static Problem NoMemoryFor(long size, long available) =>
        new(ErrorCode.IoError, $"an input of {size >> 10} kB takes more memory than the {available >> 20} MB that this process may use; raise the limit (ulimit -v, MemoryMax=), or split the input");

    public static Problem OddLink(string path) =>
        new(ErrorCode.IoError, $"{path} is a symbolic link whose target is not UTF-8; replace the link");

    public static Problem ImageRecord(string path) =>
        new(ErrorCode.ParseError, $"{path}, a record of a change in this image, names files that an image does not have, so libvirt-idem did not write it; move it away");
}
