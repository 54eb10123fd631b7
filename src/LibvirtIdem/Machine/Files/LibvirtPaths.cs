namespace LibvirtIdem.Machine;

/// <summary>Where libvirt and its neighbours keep things, under the root (bridge_driver.c networkStateInitialize 9.0).</summary>
internal static class LibvirtPaths
{
    public const string ConfigFolder = "/etc/libvirt/qemu/networks";
    public const string AutostartFolder = ConfigFolder + "/autostart";
    public const string StatusFolder = "/run/libvirt/network";

    /// <summary>Before libvirt 1.2.4.</summary>
    public const string OldStatusFolder = "/var/lib/libvirt/network";

    /// <summary>Domains of the QEMU driver.</summary>
    public const string GuestFolder = "/etc/libvirt/qemu";

    public const string GuestDriverPid = "/run/libvirt/qemu/driver.pid";

    /// <summary>
    /// Of the drivers whose domains can be on a libvirt network, QEMU's first: each has its definitions in a folder of that name.
    /// </summary>
    public static readonly string[] GuestDrivers = ["qemu", "lxc", "libxl"];

    public const string DnsmasqFolder = "/var/lib/libvirt/dnsmasq";
    public const string DriverPid = "/run/libvirt/network/driver.pid";

    /// <summary>Where libvirtd listens, or virtproxyd in its place (unix_sock_dir's default).</summary>
    public const string Socket = "/run/libvirt/libvirt-sock";
    public const string NetworkSocket = "/run/libvirt/virtnetworkd-sock";
    public const string GuestSocket = "/run/libvirt/virtqemud-sock";

    /// <summary>Locked by virtproxyd as long as it runs (virPidFileAcquirePath 9.0).</summary>
    public const string ProxyPid = "/run/virtproxyd.pid";

    public const string EtcHosts = "/etc/hosts";
    public const string CloudConfig = "/etc/cloud/cloud.cfg";
    public const string CloudConfigFolder = "/etc/cloud/cloud.cfg.d";
    public const string CloudTemplates = "/etc/cloud/templates";
    public const string OsRelease = "/etc/os-release";
    public const string OwnFolder = "/var/lib/libvirt-idem";

    public static string Config(string network) => ConfigFolder + "/" + network + ".xml";

    public static string Autostart(string network) => AutostartFolder + "/" + network + ".xml";

    /// <summary>One file for each guest's interface.</summary>
    public static string Ports(string network) => StatusFolder + "/" + network + "/ports";

    public static string Status(string network) => StatusFolder + "/" + network + ".xml";

    public static string OldStatus(string network) => OldStatusFolder + "/" + network + ".xml";

    public static string Pid(string network) => StatusFolder + "/" + network + ".pid";

    public static string Hostsfile(string network) => DnsmasqFolder + "/" + network + ".hostsfile";

    public static string Conf(string network) => DnsmasqFolder + "/" + network + ".conf";

    public static string GuestDefinitions(string driver) => "/etc/libvirt/" + driver;

    /// <summary>One file for each running domain.</summary>
    public static string RunningGuests(string driver) => "/run/libvirt/" + driver;

    public static string Guest(string name) => GuestFolder + "/" + name + ".xml";

    public static string Leases(string bridge) => DnsmasqFolder + "/" + bridge + ".status";
}
