namespace LibvirtIdem.Asking;

/// <summary>Help of the commands that change nothing.</summary>
internal static partial class Help
{
    private static ReadOnlySpan<byte> Export => """
        usage: libvirt-idem export [ARGS]

        Export reservations or active leases, in a form that can be imported again. Only dest is written.

          network=              the libvirt network; all networks if left out
          format=json           or csv (for import), hosts (/etc/hosts), dnsmasq (dhcp-host lines), ansible (YAML: guests),
                                ssh_config (for Include), zone (forward and reverse zones, with the network's DNS records)
          source=config         or live (the running network), leases (the active leases)
          names=false           with source=leases: include the names that the guests sent
          dest=                 write to this file, if it differs (a symbolic link is refused); default: standard output
          root=/                read a mounted image or chroot; dest is not under it

        libvirt-idem export network=default format=csv dest=guests.csv
        libvirt-idem export source=leases format=csv | libvirt-idem import -

        What import would refuse (a name such as under_score) is left out with a warning.

        """u8;

    private static ReadOnlySpan<byte> Info => """
        usage: libvirt-idem info [ARGS]

        Show networks, subnets, ranges, reservations, leases, the next free address, the daemon, and drift between libvirt's
        definitions, dnsmasq's hostsfile and /etc/hosts. On a terminal also as a table and a map of each subnet (NO_COLOR=1
        for no colours). Changes nothing.

          network=              the libvirt network; all networks if left out
          root=/                read a mounted image or chroot

        drift lists where and problem:
          live config           missing: only the other definition has it; differs: the definitions differ (without a
                                reservation: other settings, listed in a warning)
          hostsfile             missing; extra: no definition has it, and libvirt drops it at its next write; differs
          etc_hosts             missing; extra: no reservation has the address; differs: the name is not in the line
          dnsmasq_conf          missing: dnsmasq was started without DHCP for it; lease_limit: fewer leases than addresses;
                                dead: dnsmasq does not run
          live config hostsfile dead: dnsmasq ignores it (a second line of an address, a first one of a MAC, a bad id);
                                without a reservation: dnsmasq's user cannot read the hostsfile

        libvirt-idem info
        libvirt-idem reservation csv=guests.csv     repairs the drift of the reservations in the file

        """u8;

    private static ReadOnlySpan<byte> Schema => """
        usage: libvirt-idem schema [COMMAND]

        Print the JSON Schema (2020-12) of the arguments and the result of a command, or of all commands, under properties.

        libvirt-idem schema reservation | jq .properties.arguments >reservation.schema.json

        """u8;

    private static ReadOnlySpan<byte> Completion => """
        usage: libvirt-idem completion bash|zsh|fish

        Print a script that makes the shell complete commands, options, values, and names of networks and guests. To try it:

        eval "$(libvirt-idem completion bash)"
        eval "$(libvirt-idem completion zsh)"
        libvirt-idem completion fish | source

        make install and the packages install the scripts for all three shells.

        """u8;
}
