using static LibvirtIdem.Asking.OptionKind;

namespace LibvirtIdem.Asking;

/// <summary>Options of <c>export</c>, <c>info</c> and <c>undo</c>.</summary>
internal static class ViewOptions
{
    private static readonly Option Network = new("network", Text, "the libvirt network; all networks if left out");

    public static readonly Option[] Export =
    [
        Network with { Long = "the libvirt network; all networks if left out, and then CSV has a column `network`" },
        new("format", Text, """
            or csv (for import), hosts (/etc/hosts), dnsmasq (dhcp-host lines), ansible (YAML: guests), ssh_config (for Include), zone
            (forward and reverse zones, with the network's DNS records)
            """)
        {
            Default = "json",
            Choices = ["json", "csv", "hosts", "dnsmasq", "ansible", "ssh_config", "zone"],
            Long = """
                `csv`; `hosts` (lines of /etc/hosts); `dnsmasq` (`dhcp-host=` lines); `ansible` (YAML, for `reservations: "{{ guests }}"`);
                `ssh_config` (for `Include`); `zone` (below)
                """,
        },
        new("source", Text, "or live (the running network), leases (the active leases)")
        {
            Default = "config",
            Choices = ["config", "live", "leases"],
            Long = "`live` (the running network), `leases` (active leases)",
        },
        new("names", Flag, "with source=leases: include the names that the guests sent")
        {
            Default = "false",
            Long = "with `source=leases`: include the names that the guests sent, except those of the host and those that two guests use",
        },
        new("dest", Text, "write to this file, if it differs (a symbolic link is refused); default: standard output")
        {
            Long = """
                a file on this machine (not under `root`), replaced as a whole if it differs, its mode and owner kept; a symbolic link is
                refused. Default: standard output
                """,
        },
        SharedOptions.RootToRead with
        {
            Help = "read a mounted image or chroot; dest is not under it",
            Long = "read a mounted image or chroot",
        },
    ];

    public static readonly Option[] Info = [Network, SharedOptions.RootToRead];

    public static readonly Option[] Undo = [SharedOptions.Root, SharedOptions.CheckMode, SharedOptions.Diff, SharedOptions.LockTimeout];
}
