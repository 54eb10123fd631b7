namespace LibvirtIdem.Asking;

/// <summary>Of the commands that change nothing.</summary>
internal static partial class Help
{
    private static ReadOnlySpan<byte> Export => """
        usage: libvirt-idem export [ARGS]

        What is reserved, or leased right now, in a form that can be read back. Nothing is changed but dest.

          network=              the libvirt network; all of them when it is left out
          format=json           or csv (for import), hosts (/etc/hosts), dnsmasq (dhcp-host lines), ansible (YAML: guests)
          source=config         or live (what the running network has), leases (what guests hold right now)
          names=false           with source=leases: take over the names that guests gave themselves
          dest=                 write to this file, if it differs; a symbolic link is refused. Else to standard output
          root=/                read a mounted image or chroot; dest is not under it

        libvirt-idem export network=default format=csv dest=guests.csv
        libvirt-idem export source=leases format=csv | libvirt-idem import -

        What an import would refuse (a name such as under_score) is left out, with a warning.

        """u8;

    private static ReadOnlySpan<byte> Info => """
        usage: libvirt-idem info [ARGS]

        What there is: networks, subnets, ranges, reservations, leases, the next free address, the daemon; and drift: what is not
        the same in libvirt's definitions, dnsmasq's hostsfile and /etc/hosts. On a terminal also as a table and a map of each
        subnet (NO_COLOR=1 for one without colours). Nothing is changed.

          network=              the libvirt network; all of them when it is left out
          root=/                look at a mounted image or chroot

        drift is a list of where and problem:
          live config           missing: only the other definition has it; differs: the running network has it so (without
                                a reservation: other settings, which a warning names)
          hostsfile             missing; extra: no definition has the line, libvirt drops it at its next write; differs
          etc_hosts             missing; extra: no reservation has the address; differs: the line lacks its name
          dnsmasq_conf          missing: its dnsmasq was started without DHCP for it; lease_limit: fewer leases than addresses;
                                dead: no dnsmasq runs
          live config hostsfile dead: dnsmasq passes over it (a second line of an address, a first one of a MAC, a bad id);
                                of the hostsfile as a whole: the user that dnsmasq runs as cannot read it

        libvirt-idem info
        libvirt-idem reservation csv=guests.csv     brings what it names into step again

        """u8;

    private static ReadOnlySpan<byte> Schema => """
        usage: libvirt-idem schema [COMMAND]

        JSON Schema (2020-12) of the arguments and the result of a command, or of all of them. Both stand under properties, each a schema of its own.

        libvirt-idem schema reservation | jq .properties.arguments >reservation.schema.json

        """u8;

    private static ReadOnlySpan<byte> Completion => """
        usage: libvirt-idem completion bash|zsh|fish

        A script that makes the shell complete commands, options, their values, and the names of networks and guests. To try it:

        eval "$(libvirt-idem completion bash)"
        eval "$(libvirt-idem completion zsh)"
        libvirt-idem completion fish | source

        make install and the Debian package put the scripts where the shells look for them.

        """u8;
}
