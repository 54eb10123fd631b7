using LibvirtIdem.Model;
using LibvirtIdem.Planning;

namespace LibvirtIdem;

/// <summary>What is refused at the border: images, links, mounts.</summary>
internal static partial class Sentences
{
    public const string ChangedSince = "another process has changed it since";

    public static Problem RootIsTheSystem(string root) =>
        new(Code.InvalidValue, $"root={root} is the root of the running system under another name; root=/ (the default) works on the running system") { Field = "root", Value = root };

    public static Problem NoMountIds(string root) =>
        new(Code.NotSupported, $"which file systems below root={root} are its own cannot be seen: a kernel before 5.8 shows that in /proc only, and /proc is not mounted; mount it") { Field = "root", Value = root };

    public static Problem LeadsOut(string path) =>
        new(Code.Permission, $"{path} leads to a file system that is mounted outside the image too; nothing there is read or written: unmount what is bind-mounted into the image, or remove the link or the change record that leads there");

    public static Problem StillTorn(IReadOnlyList<string> paths, IReadOnlyList<string> troubles) =>
        new(Code.IoError, $"an earlier run was interrupted while it wrote into {string.Join(", ", paths)} (unsafe_writes), and what it held cannot be put back: {string.Join("; ", troubles)}; nothing else was written; "
            + "make room and call again; or put it right by hand (what it held is next to it, .NAME.libvirt-idem.old), remove that hidden file, and call again");

    public static string DaemonSilent(int seconds) =>
        $"it did not answer for {seconds} s (lock_timeout), so whether it did that is not known; see whether it hangs (journalctl -u libvirtd -u virtnetworkd)";

    public static string DaemonSilentAt(string signal) => $"it had not answered when {signal} ended the wait, so whether it did that is not known";

    public const string NotLibvirt = "its answer is not in libvirt's protocol; see which program listens at its socket";

    public static string RecordKept(string path) => $"the record of the interrupted change, with what the files held, is kept in {path}";

    public static string HostsfileNotReadable(string network, AccessBarrier barrier) =>
        $"the dnsmasq of network {network} runs as user {barrier.User}, who cannot {(barrier.IsFolder ? "enter" : "read")} {barrier.Path}, so it serves no reservation; chmod {(barrier.IsFolder ? "o+x" : "o+r")} {barrier.Path}";

    public static Problem NoWorkingFolder(string path) =>
        new(Code.IoError, $"{path} is a relative path, and the working folder does not exist any more; give an absolute path");

    public static Problem NoSignals() =>
        new(Code.IoError, "this run cannot get ready to be interrupted (SIGTERM, SIGINT), for lack of file descriptors or memory; raise the limits (ulimit -n, ulimit -v)");

    public static Problem NoMemory() =>
        new(Code.IoError, "there is not enough memory for this call; raise the limit (ulimit -v, MemoryMax=), or split the input");

    public static Problem NoMemoryFor(long size, long available) =>
        new(Code.IoError, $"an input of {size >> 10} kB takes more memory than the {available >> 20} MB that this process may use; raise the limit (ulimit -v, MemoryMax=), or split the input");

    public static Problem OddLink(string path) =>
        new(Code.IoError, $"{path} is a symbolic link whose target is not UTF-8; replace the link");

    public static Problem ImageRecord(string path) =>
        new(Code.ParseError, $"{path}, a record of a change in this image, names what an image does not have; this tool did not write it: move it away");
}
