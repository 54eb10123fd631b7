using System.Text;

namespace LibvirtIdem.Asking;

/// <summary>
/// What <c>--help</c> and <c>--version</c> print. An option's line is its name, <c>=</c>, its default or its shape, and what it does, which may go on in
/// the next line, below itself.
/// </summary>
internal static partial class Help
{
    public static byte[] Version => Encoding.UTF8.GetBytes("libvirt-idem " + BuildVersion.Text + "\n");

    public static ReadOnlySpan<byte> Of(Command command) => command switch
    {
        Command.Network => Network,
        Command.Dns => Dns,
        Command.Import => Import,
        Command.Export => Export,
        Command.Info => Info,
        Command.Undo => Undo,
        Command.Schema => Schema,
        Command.Completion => Completion,
        _ => Reservation,
    };

    public static ReadOnlySpan<byte> Overview => """
        Configures libvirt networks and their DHCP reservations declaratively: persistent and live definition,
        dnsmasq's hostsfile, /etc/hosts. Idempotent. Prints one JSON object.

        usage: libvirt-idem COMMAND [ARGS]
               libvirt-idem ARGS_FILE          a JSON file (Ansible's binary-module call)

        commands:
          reservation        manage DHCP reservations: the address and name of each guest
          network            create, change, start, stop or remove a network: NAT or routed, subnets, ranges, DNS
          dns                manage single names in a network's own DNS, wildcards too
          import FILE        apply the reservations of a CSV file as one change
          export             print reservations or leases as JSON, CSV, hosts, dnsmasq or Ansible text
          info               show networks, reservations, leases, free addresses, and drift
          undo               revert the latest change
          schema [COMMAND]   print the JSON Schema of arguments and result
          completion SHELL   print a completion script for bash, zsh or fish

        ARGS is one of: key=value words, '{"key": "value"}', the path of a JSON file, - for JSON on standard input.

        libvirt-idem reservation mac=52:54:00:12:34:56 ip=192.168.122.10 name=web1
        libvirt-idem network name=lab state=active autostart=true forward=nat ipv4=10.0.7.1/24
        libvirt-idem dns network=lab name=api.lab.test ip=10.0.7.5
        libvirt-idem import guests.csv purge=true check_mode=true diff=true
        libvirt-idem export source=leases format=csv | libvirt-idem import -
        libvirt-idem info network=default

        libvirt-idem COMMAND --help             lists a command's options (help COMMAND does too)
        libvirt-idem --version

        exit status: 0 success, 1 failure, 2 usage error, 70 a bug in libvirt-idem

        """u8;
}
