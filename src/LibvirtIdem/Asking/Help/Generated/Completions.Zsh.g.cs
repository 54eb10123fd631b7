// Made from CommandPage and OptionTable; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Completions
{
    private static ReadOnlySpan<byte> Zsh => """
        #compdef libvirt-idem
        # Completes libvirt-idem in zsh.
        #   eval "$(libvirt-idem completion zsh)"

        _libvirt_idem_commands() {
            local -a items
            items=(
                'reservation:manage DHCP reservations'
                'network:create, change, start, stop or remove a network'
                'dns:manage single names in a network’s own DNS, wildcards too'
                'import:apply the reservations of a CSV file as one change'
                'export:print reservations or leases as JSON, CSV, hosts, dnsmasq or …'
                'info:show networks, reservations, leases, free addresses, and …'
                'undo:revert the latest change'
                'schema:print the JSON Schema of arguments and result'
                'completion:print a completion script for bash, zsh or fish'
            )
            [[ $1 == all ]] || items=(${items:#(schema|completion):*})
            _describe -t commands command items
        }

        _libvirt_idem_options() {
            local -a items given
            case $1 in
                reservation)
                    items=(
                        'network:the libvirt network'
                        'state:or absent\: removes the reservation that matches all given of …'
                        'mac:52\:54\:00\:12\:34\:56, in any common notation'
                        'id:IPv6\: the guest’s DUID, 00\:03\:00\:01\:52\:54\:00\:12\:34\:56'
                        'name:host name; name= clears it'
                        'ip:IPv4 or IPv6, inside one <ip> of the network'
                        'guest:a libvirt domain'
                        'lease_time:30m, 12h, 7d, infinite'
                        'aliases:more names for /etc/hosts'
                        'dns:true or false'
                        'reservations:many at once'
                        'csv:many at once, from a CSV file'
                        'format:of that file'
                        'purge:also remove all reservations of the network that are not in …'
                        'prune:also remove all reservations whose MAC no libvirt domain …'
                        'within:the only addresses that the call may place, find or remove'
                        'max_removals:abort before writing if more than N reservations would be …'
                        'on_conflict:or replace\: remove the reservation that has the mac, id, ip …'
                        'on_active_lease:if another client leases the address'
                        'etc_hosts:update the network’s block in /etc/hosts'
                        'hosts_template:also update cloud-init’s hosts template'
                        'domains:also write names under these domains to /etc/hosts, in …'
                        'apply:with a daemon'
                        'force:allow changes that disable something'
                        'restart:or dnsmasq\: restart the network’s dnsmasq if it cannot serve …'
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the text before and after'
                        'backup:keep a timestamped copy of each changed file'
                        'unsafe_writes:write in place if a file cannot be replaced'
                        'lock_timeout:seconds to wait for another run'
                    ) ;;
                network)
                    items=(
                        'name:the network'
                        'state:defined; active'
                        'autostart:true or false'
                        'forward:nat, route, open, or none'
                        'forward_dev:forward through this interface only'
                        'nat_ipv6:true or false'
                        'nat_ports:source ports of masqueraded connections'
                        'nat_addresses:masquerade as these addresses'
                        'ipv4:the bridge’s address and prefix, such as 192.168.122.1/24'
                        'ipv6:the same, such as 2001\:db8\:1\:\:1/64'
                        'dhcp_ranges:192.168.122.2-192.168.122.254, or a list'
                        'lease_time:lease time of the ranges'
                        'title:a title for people, one line'
                        'description:a longer text'
                        'bridge:name of the bridge'
                        'stp:true or false'
                        'delay:seconds before a port of the bridge forwards'
                        'mtu:MTU of the bridge'
                        'mac:MAC address of the bridge'
                        'zone:firewalld zone'
                        'domain:DNS domain of the guests'
                        'domain_local_only:true or false'
                        'domain_register:true or false'
                        'dns_enabled:true or false'
                        'forward_plain_names:true or false'
                        'local_ptr:true or false'
                        'dns_hosts:DNS host entries'
                        'dns_srv:SRV records'
                        'dns_txt:TXT records'
                        'dns_forwarders:upstream DNS servers, for all names or those of a domain'
                        'routes:static routes, to networks behind a guest'
                        'tftp_root:directory that dnsmasq serves by TFTP'
                        'bootp_file:PXE boot file'
                        'bootp_server:boot server; bootp_server= clears it'
                        'dnsmasq_options:raw dnsmasq options'
                        'xml:a whole <network> document instead of the options above'
                        'renumber:keep the host part of what is in a changed subnet'
                        'restart:dnsmasq\: restart dnsmasq alone for what only it reads'
                        'force:allow changes that lose something'
                        'apply:with a daemon'
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the network’s settings before and after'
                        'backup:keep a timestamped copy of each changed file'
                        'unsafe_writes:write in place if a file cannot be replaced'
                        'lock_timeout:seconds to wait for another run'
                    ) ;;
                dns)
                    items=(
                        'network:the network'
                        'state:or absent\: remove the name, from all addresses or from those …'
                        'name:the name; *.apps.lab.test answers for apps.lab.test and …'
                        'ip:its address, or a list'
                        'aliases:more names of the same addresses'
                        'records:many names in one change, instead of the options above'
                        'on_conflict:or replace\: take the name away from its other addresses of …'
                        'restart:dnsmasq\: restart dnsmasq alone for wildcards, guests stay …'
                        'apply:with a daemon'
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the network’s settings before and after'
                        'backup:keep a timestamped copy of each changed file'
                        'unsafe_writes:write in place if a file cannot be replaced'
                        'lock_timeout:seconds to wait for another run'
                    ) ;;
                import)
                    items=(
                        'network:the libvirt network'
                        'format:of that file'
                        'purge:also remove all reservations of the network that are not in …'
                        'prune:also remove all reservations whose MAC no libvirt domain …'
                        'within:the only addresses that the call may place, find or remove'
                        'max_removals:abort before writing if more than N reservations would be …'
                        'on_conflict:or replace\: remove the reservation that has the mac, id, ip …'
                        'on_active_lease:if another client leases the address'
                        'etc_hosts:update the network’s block in /etc/hosts'
                        'hosts_template:also update cloud-init’s hosts template'
                        'domains:also write names under these domains to /etc/hosts, in …'
                        'apply:with a daemon'
                        'force:allow changes that disable something'
                        'restart:or dnsmasq\: restart the network’s dnsmasq if it cannot serve …'
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the text before and after'
                        'backup:keep a timestamped copy of each changed file'
                        'unsafe_writes:write in place if a file cannot be replaced'
                        'lock_timeout:seconds to wait for another run'
                    ) ;;
                export)
                    items=(
                        'network:the libvirt network'
                        'format:or csv (for import), hosts'
                        'source:or live (the running network), leases'
                        'names:with source=leases'
                        'dest:write to this file, if it differs'
                        'root:read a mounted image or chroot'
                    ) ;;
                info)
                    items=(
                        'network:the libvirt network'
                        'root:read a mounted image or chroot'
                    ) ;;
                undo)
                    items=(
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the text before and after'
                        'lock_timeout:seconds to wait for another run'
                    ) ;;
            esac
            # What is on the line already is not offered again.
            given=(${(M)words[2,CURRENT-1]:#*=*})
            local option
            for option in ${given%%=*}; do
                items=(${items:#$option:*})
            done
            _describe -t keys option items -q -S =
        }

        _libvirt_idem_words() {
            local -a items
            case $1 in
                reservation.state|dns.state)
                    items=(
                        present
                        absent
                    ) ;;
                *.dns|*.purge|*.prune|*.etc_hosts|*.hosts_template|*.force|*.check_mode|*.diff|*.backup|*.unsafe_writes|*.autostart|*.nat_ipv6|*.stp|*.domain_local_only|*.domain_register|*.dns_enabled|*.forward_plain_names|*.local_ptr|*.renumber|*.names)
                    items=(
                        true
                        false
                    ) ;;
                reservation.format|import.format)
                    items=(
                        csv
                        json
                        hosts
                        dnsmasq
                        network
                    ) ;;
                reservation.on_conflict|dns.on_conflict|import.on_conflict)
                    items=(
                        fail
                        replace
                    ) ;;
                reservation.on_active_lease|import.on_active_lease)
                    items=(
                        warn
                        fail
                        ignore
                        release
                    ) ;;
                reservation.apply|network.apply|dns.apply|import.apply)
                    items=(
                        auto
                        api
                        reload
                        quiet
                        files
                    ) ;;
                reservation.restart|import.restart)
                    items=(
                        never
                        dnsmasq
                    ) ;;
                network.state)
                    items=(
                        present
                        active
                        inactive
                        absent
                    ) ;;
                network.forward)
                    items=(
                        nat
                        route
                        open
                        none
                    ) ;;
                network.restart|dns.restart)
                    items=(
                        never
                        dnsmasq
                        if_needed
                    ) ;;
                export.format)
                    items=(
                        json
                        csv
                        hosts
                        dnsmasq
                        ansible
                        ssh_config
                        zone
                    ) ;;
                export.source)
                    items=(
                        config
                        live
                        leases
                    ) ;;
            esac
            (( $#items )) && compadd -a items
        }

        _libvirt-idem() {
            local command=$words[2] key root
            local -a names
            if (( CURRENT == 2 )); then
                _alternative 'commands:command:_libvirt_idem_commands all' 'others:other:(help --help --version)' || _files
                return
            fi
            case $command in
                help) _libvirt_idem_commands all; return ;;
                schema) _libvirt_idem_commands; return ;;
                completion) compadd bash zsh fish; return ;;
                import) (( CURRENT == 3 )) && { _files; return } ;;
            esac
            if [[ $PREFIX != *=* ]]; then
                _libvirt_idem_options $command
                return
            fi
            key=${PREFIX%%=*}
            compset -P 1 '*='
            root=${${(M)words:#root=*}[1]#root=}
            root=${root%/}
            case $command.$key in
                *.csv|*.dest) _files ;;
                *.root|*.tftp_root) _files -/ ;;
                *.network|network.name)
                    names=($root/etc/libvirt/qemu/networks/*.xml(N:t:r) $root/run/libvirt/network/*.xml(N:t:r))
                    compadd -a names ;;
                *.guest)
                    names=($root/etc/libvirt/qemu/*.xml(N:t:r) $root/run/libvirt/qemu/*.xml(N:t:r))
                    compadd -a names ;;
                *.ip) compadd auto ;;
                *) _libvirt_idem_words $command.$key ;;
            esac
        }

        # As a file of fpath the shell calls it; as text for eval it is only made known.
        if [[ $funcstack[1] == _libvirt-idem ]]; then
            _libvirt-idem "$@"
        else
            compdef _libvirt-idem libvirt-idem
        fi

        """u8;
}
