// Made from --help and the parser; make texts writes it anew.
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
                'reservation:who gets which address and name'
                'network:what the network is'
                'import:the same as reservation for many, from a CSV file, as one …'
                'export:what is reserved or leased, as JSON, CSV, hosts, dnsmasq or …'
                'info:what there is, what is free, and where libvirt, dnsmasq and …'
                'undo:puts back the newest change that is not undone yet'
                'schema:JSON Schema of the arguments and the result'
                'completion:a script that completes all this in bash, zsh or fish'
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
                        'state:or absent\: then one or more of mac, id, name, ip say which'
                        'mac:52\:54\:00\:12\:34\:56, in any usual spelling'
                        'id:IPv6\: the guest’s DUID, 00\:03\:00\:01\:52\:54\:00\:12\:34\:56'
                        'name:host name; name= clears it'
                        'ip:IPv4 or IPv6, inside one <ip> of the network'
                        'guest:a libvirt domain'
                        'lease_time:30m, 12h, 7d, infinite'
                        'aliases:more names for /etc/hosts'
                        'reservations:many at once'
                        'csv:many at once, from a CSV file'
                        'purge:also remove every reservation of the network that the call …'
                        'max_removals:fail, before any write, when more than so many would be …'
                        'on_conflict:or replace\: remove the present holder of the mac, id, ip or …'
                        'on_active_lease:or fail, ignore, release'
                        'etc_hosts:keep the network’s block in /etc/hosts in step'
                        'hosts_template:and the block in cloud-init’s template of it, where that …'
                        'domains:dotted names under these go into /etc/hosts too, beside the …'
                        'apply:with a daemon'
                        'force:allow what would take something away'
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the texts before and after'
                        'backup:keep a timestamped copy of every file that changes'
                        'unsafe_writes:write in place where a file cannot be replaced'
                        'lock_timeout:seconds to wait for another run'
                    ) ;;
                network)
                    items=(
                        'name:the network'
                        'state:defined; active'
                        'autostart:true or false'
                        'forward:nat, route, open, or none'
                        'forward_dev:only by this interface'
                        'nat_ipv6:true or false'
                        'ipv4:the bridge’s address and its prefix, such as …'
                        'ipv6:the same, such as 2001\:db8\:1\:\:1/64'
                        'dhcp_ranges:192.168.122.2-192.168.122.254, also a list'
                        'lease_time:of the ranges'
                        'bridge:its bridge; libvirt’s first free virbrN where a network is …'
                        'stp:true or false'
                        'delay:seconds before a port of the bridge forwards'
                        'mtu:of the bridge'
                        'mac:of the bridge'
                        'zone:firewalld’s; zone= clears'
                        'domain:of the guests’ names'
                        'domain_local_only:true or false'
                        'dns_hosts:all of them, when given, and so are the next four'
                        'dns_srv:SRV records'
                        'dns_txt:TXT records'
                        'dns_forwarders:where dnsmasq asks, for all names or those of a domain'
                        'routes:to networks behind a guest'
                        'tftp_root:folder that dnsmasq serves by TFTP'
                        'bootp_file:what guests boot from the network'
                        'bootp_server:where that lies'
                        'dnsmasq_options:all raw lines for dnsmasq’s conf, which nobody checks'
                        'xml:a whole <network> document instead of all these'
                        'restart:or if_needed'
                        'force:allow what would lose something'
                        'apply:with a daemon'
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the network’s parts before and after'
                        'backup:keep a timestamped copy of every file that changes'
                        'unsafe_writes:write in place where a file cannot be replaced'
                        'lock_timeout:seconds to wait for another run'
                    ) ;;
                import)
                    items=(
                        'network:the libvirt network'
                        'purge:also remove every reservation of the network that the call …'
                        'max_removals:fail, before any write, when more than so many would be …'
                        'on_conflict:or replace\: remove the present holder of the mac, id, ip or …'
                        'on_active_lease:or fail, ignore, release'
                        'etc_hosts:keep the network’s block in /etc/hosts in step'
                        'hosts_template:and the block in cloud-init’s template of it, where that …'
                        'domains:dotted names under these go into /etc/hosts too, beside the …'
                        'apply:with a daemon'
                        'force:allow what would take something away'
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the texts before and after'
                        'backup:keep a timestamped copy of every file that changes'
                        'unsafe_writes:write in place where a file cannot be replaced'
                        'lock_timeout:seconds to wait for another run'
                    ) ;;
                export)
                    items=(
                        'network:the libvirt network'
                        'format:or csv (for import), hosts'
                        'source:or live (what the running network has), leases'
                        'names:with source=leases'
                        'dest:write to this file, if it differs'
                        'root:read a mounted image or chroot'
                    ) ;;
                info)
                    items=(
                        'network:the libvirt network'
                        'root:look at a mounted image or chroot'
                    ) ;;
                undo)
                    items=(
                        'root:work on a mounted image or chroot'
                        'check_mode:predict only'
                        'diff:return the texts before and after'
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
                reservation.state)
                    items=(
                        present
                        absent
                    ) ;;
                *.purge|*.etc_hosts|*.hosts_template|*.force|*.check_mode|*.diff|*.backup|*.unsafe_writes|*.autostart|*.nat_ipv6|*.stp|*.domain_local_only|*.names)
                    items=(
                        true
                        false
                    ) ;;
                reservation.on_conflict|import.on_conflict)
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
                reservation.apply|network.apply|import.apply)
                    items=(
                        auto
                        api
                        reload
                        quiet
                        files
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
                network.restart)
                    items=(
                        never
                        if_needed
                    ) ;;
                export.format)
                    items=(
                        json
                        csv
                        hosts
                        dnsmasq
                        ansible
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
