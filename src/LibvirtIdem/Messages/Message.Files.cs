using LibvirtIdem.Model;

namespace LibvirtIdem.Messages;

/// <content>Files, dnsmasq, and what they say.</content>
internal static partial class Message
{
    public static Problem Unreadable(string path, int line, string reason) =>
        new(ErrorCode.ParseError, $"{path} line {line}: {reason}; fix the file, nothing was written");

    public static string ForeignHostsfileLines(string path, int count) =>
        $"{path} has {count} line{(count == 1 ? "" : "s")} that libvirt does not know; libvirt drops {(count == 1 ? "it" : "them")} at its next write: add reservations for those to keep";

    public static Problem TakenByOption(DesiredReservation wanted, IpAddress ip, string network, string option) =>
        new(ErrorCode.Conflict, $"{ip} is given away by a dnsmasq option of network {network}: {option}; choose another address, or change the option with libvirt-idem network name={network} dnsmasq_options=…") { Field = "ip", Value = ip.ToString(), At = wanted.At };

    public static string ByMacWaits(string network, int count) =>
        $"{count} IPv6 reservation{(count == 1 ? "" : "s")} by MAC of network {network}: dnsmasq reads them when it starts (restart=dnsmasq, or libvirt-idem network name={network} restart=dnsmasq, which leaves its guests attached)";

    public static string NotServed(string network, Family family) =>
        $"the dnsmasq of network {network} was started without DHCP{(family == Family.V4 ? "v4" : "v6")}, so no reservation of that family is served until dnsmasq is restarted "
        + $"(libvirt-idem network name={network} restart=dnsmasq, which leaves its guests attached)";

    public static string Drift(Reservation reservation, bool wasLive, bool stays) =>
        !stays ? $"{reservation} was in the {(wasLive ? "live" : "persistent")} definition only and has been removed"
            : wasLive ? $"{reservation} was in the live definition only and would have been lost at the network's next start; now it is in both"
            : $"{reservation} was in the persistent definition only; now it is in both";

    public static string StaleLines(string path, int count) => $"{count} {(count == 1 ? "line" : "lines")} of the managed block in {path} had no reservation and {(count == 1 ? "was" : "were")} removed";

    public static string MoreDrift(int count) => $"{count} more differences between the live and the persistent definition were fixed";

    public static string StatusAhead(string network) =>
        $"the status file of network {network} has other reservations than libvirt's memory (apply=quiet, or an update during a reload): libvirt loads them at its next reload, and drops them at its next update of the network";

    public static string LeaseLimit(string network, int limit, UInt128 inRanges, int outside) =>
        $"the dnsmasq of network {network} gives out at most {limit} leases at a time (dhcp-lease-max), but its ranges have {inRanges} addresses and {outside} "
        + $"more {(outside == 1 ? "is" : "are")} reserved outside them: when all are in use, further guests get no address; "
        + (inRanges > 0 ? "define ranges that cover the reservations" : "restart=dnsmasq raises the limit");

    public static Problem NoRoot(string root, string cause) =>
        new(ErrorCode.IoError, $"root={root} cannot be opened as a folder: {cause}") { Field = "root", Value = root };

    public static Problem LinkLoop(string path) => new(ErrorCode.IoError, $"{path}: too many levels of symbolic links; fix the link");

    public static Problem NotAFile(string path) => new(ErrorCode.IoError, $"{path} is not a regular file; see what it is (ls -l)");

    public static Problem TooLargeFile(string path) => new(ErrorCode.IoError, $"{path} is larger than the limit of 256 MB; see what is in it");

    public static Problem TooMuchInput => new(ErrorCode.IoError, "the input is larger than 256 MB, which is more than two million reservations; is it the right file?");

    public static Problem Failed(string operation, string path, int errno, string cause) =>
        errno == 30 /* EROFS */ && path.EndsWith("/etc/hosts", StringComparison.Ordinal)
            ? new(ErrorCode.IoError, $"cannot {operation} {path}: {cause}; this system generates the file (as NixOS does), so give etc_hosts=false, and add the names where it is generated from")
            : new(errno is 1 or 13 ? ErrorCode.Permission : ErrorCode.IoError, $"cannot {operation} {path}: {cause}{(errno is 1 or 13 ? "; run as root, and see whether the file is immutable (lsattr)" : "")}");

    public static Problem MountPoint(string path) =>
        new(ErrorCode.IoError, $"{path} is a mount point (a container's bind mount?) and cannot be replaced by rename; unsafe_writes=true writes in place");

    public static Problem NoExchange(string path) =>
        new(ErrorCode.NotSupported, $"{path} cannot be exchanged with its new content in one step: the kernel, a sandbox or its file system does not allow it (renameat2, RENAME_EXCHANGE); "
            + "a plain rename could lose an edit that another process makes in the same moment, so nothing was changed; use unsafe_writes=true to accept that");

    public static Problem ReadOnlyMount(string path) =>
        new(ErrorCode.IoError, $"{path} is mounted read-only here (a container?); write to it where it is mounted from, or etc_hosts=false");

    public static string Bug(Exception bug) =>
        $"a bug in libvirt-idem, please report it with the call: {bug.GetType().Name}: {bug.Message} {bug.StackTrace?.ReplaceLineEndings(" ")}";
}
