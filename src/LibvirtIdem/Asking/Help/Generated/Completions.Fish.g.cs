// Made from --help and the parser; make texts writes it anew.
namespace LibvirtIdem.Asking;

internal static partial class Completions
{
    private static ReadOnlySpan<byte> Fish => """
        # Completes libvirt-idem in fish.
        #   libvirt-idem completion fish | source

        function __libvirt_idem_options
            switch $argv[1]
                case 'reservation'
                    printf '%s\n' 'network=\tthe libvirt network' \
                        'state=\tor absent: then one or more of mac, id, name, ip say which' \
                        'mac=\t52:54:00:12:34:56, in any usual spelling' \
                        'id=\tIPv6: the guest’s DUID, 00:03:00:01:52:54:00:12:34:56' \
                        'name=\thost name; name= clears it' \
                        'ip=\tIPv4 or IPv6, inside one <ip> of the network' \
                        'guest=\ta libvirt domain' \
                        'lease_time=\t30m, 12h, 7d, infinite' \
                        'aliases=\tmore names for /etc/hosts' \
                        'reservations=\tmany at once' \
                        'csv=\tmany at once, from a CSV file' \
                        'purge=\talso remove every reservation of the network that the call …' \
                        'max_removals=\tfail, before any write, when more than so many would be …' \
                        'on_conflict=\tor replace: remove the present holder of the mac, id, ip or …' \
                        'on_active_lease=\tor fail, ignore, release' \
                        'etc_hosts=\tkeep the network’s block in /etc/hosts in step' \
                        'hosts_template=\tand the block in cloud-init’s template of it, where that …' \
                        'domains=\tdotted names under these go into /etc/hosts too, beside the …' \
                        'apply=\twith a daemon' \
                        'force=\tallow what would take something away' \
                        'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the texts before and after' \
                        'backup=\tkeep a timestamped copy of every file that changes' \
                        'unsafe_writes=\twrite in place where a file cannot be replaced' \
                        'lock_timeout=\tseconds to wait for another run'
                case 'network'
                    printf '%s\n' 'name=\tthe network' \
                        'state=\tdefined; active' \
                        'autostart=\ttrue or false' \
                        'forward=\tnat, route, open, or none' \
                        'forward_dev=\tonly by this interface' \
                        'nat_ipv6=\ttrue or false' \
                        'ipv4=\tthe bridge’s address and its prefix, such as …' \
                        'ipv6=\tthe same, such as 2001:db8:1::1/64' \
                        'dhcp_ranges=\t192.168.122.2-192.168.122.254, also a list' \
                        'lease_time=\tof the ranges' \
                        'bridge=\tits bridge; libvirt’s first free virbrN where a network is …' \
                        'stp=\ttrue or false' \
                        'delay=\tseconds before a port of the bridge forwards' \
                        'mtu=\tof the bridge' \
                        'mac=\tof the bridge' \
                        'zone=\tfirewalld’s; zone= clears' \
                        'domain=\tof the guests’ names' \
                        'domain_local_only=\ttrue or false' \
                        'dns_hosts=\tall of them, when given, and so are the next four' \
                        'dns_srv=\tSRV records' \
                        'dns_txt=\tTXT records' \
                        'dns_forwarders=\twhere dnsmasq asks, for all names or those of a domain' \
                        'routes=\tto networks behind a guest' \
                        'tftp_root=\tfolder that dnsmasq serves by TFTP' \
                        'bootp_file=\twhat guests boot from the network' \
                        'bootp_server=\twhere that lies' \
                        'dnsmasq_options=\tall raw lines for dnsmasq’s conf, which nobody checks' \
                        'xml=\ta whole <network> document instead of all these' \
                        'restart=\tor if_needed' \
                        'force=\tallow what would lose something' \
                        'apply=\twith a daemon' \
                        'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the network’s parts before and after' \
                        'backup=\tkeep a timestamped copy of every file that changes' \
                        'unsafe_writes=\twrite in place where a file cannot be replaced' \
                        'lock_timeout=\tseconds to wait for another run'
                case 'import'
                    printf '%s\n' 'network=\tthe libvirt network' \
                        'purge=\talso remove every reservation of the network that the call …' \
                        'max_removals=\tfail, before any write, when more than so many would be …' \
                        'on_conflict=\tor replace: remove the present holder of the mac, id, ip or …' \
                        'on_active_lease=\tor fail, ignore, release' \
                        'etc_hosts=\tkeep the network’s block in /etc/hosts in step' \
                        'hosts_template=\tand the block in cloud-init’s template of it, where that …' \
                        'domains=\tdotted names under these go into /etc/hosts too, beside the …' \
                        'apply=\twith a daemon' \
                        'force=\tallow what would take something away' \
                        'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the texts before and after' \
                        'backup=\tkeep a timestamped copy of every file that changes' \
                        'unsafe_writes=\twrite in place where a file cannot be replaced' \
                        'lock_timeout=\tseconds to wait for another run'
                case 'export'
                    printf '%s\n' 'network=\tthe libvirt network' \
                        'format=\tor csv (for import), hosts' \
                        'source=\tor live (what the running network has), leases' \
                        'names=\twith source=leases' \
                        'dest=\twrite to this file, if it differs' \
                        'root=\tread a mounted image or chroot'
                case 'info'
                    printf '%s\n' 'network=\tthe libvirt network' \
                        'root=\tlook at a mounted image or chroot'
                case 'undo'
                    printf '%s\n' 'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the texts before and after' \
                        'lock_timeout=\tseconds to wait for another run'
            end
        end

        function __libvirt_idem_words
            switch $argv[1]
                case 'reservation.state'
                    printf '%s\n' present \
                        absent
                case '*.purge' '*.etc_hosts' '*.hosts_template' '*.force' '*.check_mode' '*.diff' '*.backup' '*.unsafe_writes' '*.autostart' '*.nat_ipv6' '*.stp' '*.domain_local_only' '*.names'
                    printf '%s\n' true \
                        false
                case 'reservation.on_conflict' 'import.on_conflict'
                    printf '%s\n' fail \
                        replace
                case 'reservation.on_active_lease' 'import.on_active_lease'
                    printf '%s\n' warn \
                        fail \
                        ignore \
                        release
                case 'reservation.apply' 'network.apply' 'import.apply'
                    printf '%s\n' auto \
                        api \
                        reload \
                        quiet \
                        files
                case 'network.state'
                    printf '%s\n' present \
                        active \
                        inactive \
                        absent
                case 'network.forward'
                    printf '%s\n' nat \
                        route \
                        open \
                        none
                case 'network.restart'
                    printf '%s\n' never \
                        if_needed
                case 'export.format'
                    printf '%s\n' json \
                        csv \
                        hosts \
                        dnsmasq \
                        ansible
                case 'export.source'
                    printf '%s\n' config \
                        live \
                        leases
            end
        end

        # The names that stand in folders of files NAME.xml: what is defined, and what runs.
        function __libvirt_idem_names
            for file in $argv[1]/*.xml $argv[2]/*.xml
                string replace -r '.*/(.*)\.xml$' '$1' -- $file
            end
        end

        function __libvirt_idem_arguments
            set -l words (commandline -opc)
            set -l command $words[2]
            set -l word (commandline -ct)
            if not string match -q '*=*' -- $word
                for option in (__libvirt_idem_options $command)
                    set -l key (string split -m1 = -- $option)[1]
                    string match -q -- "$key=*" $words[3..-1]; or printf '%b\n' $option
                end
                return
            end
            set -l pair (string split -m1 = -- $word)
            set -l root
            for given in $words
                string match -q 'root=*' -- $given; and set root (string replace -r '^root=(.*?)/?$' '$1' -- $given)
            end
            set -l values
            switch $command.$pair[1]
                case '*.csv' '*.dest'
                    set values (complete -C "cat $pair[2]" | string replace -r '\t.*' '')
                case '*.root' '*.tftp_root'
                    set values (complete -C "cd $pair[2]" | string replace -r '\t.*' '')
                case '*.network' network.name
                    set values (__libvirt_idem_names $root/etc/libvirt/qemu/networks $root/run/libvirt/network)
                case '*.guest'
                    set values (__libvirt_idem_names $root/etc/libvirt/qemu $root/run/libvirt/qemu)
                case '*.ip'
                    set values auto
                case '*'
                    set values (__libvirt_idem_words $command.$pair[1])
            end
            for value in $values
                echo $pair[1]=$value
            end
        end

        complete -c libvirt-idem -f
        complete -c libvirt-idem -n __fish_is_first_token -a reservation -d 'who gets which address and name'
        complete -c libvirt-idem -n __fish_is_first_token -a network -d 'what the network is'
        complete -c libvirt-idem -n __fish_is_first_token -a import -d 'the same as reservation for many, from a CSV file, as one …'
        complete -c libvirt-idem -n __fish_is_first_token -a export -d 'what is reserved or leased, as JSON, CSV, hosts, dnsmasq or …'
        complete -c libvirt-idem -n __fish_is_first_token -a info -d 'what there is, what is free, and where libvirt, dnsmasq and …'
        complete -c libvirt-idem -n __fish_is_first_token -a undo -d 'puts back the newest change that is not undone yet'
        complete -c libvirt-idem -n __fish_is_first_token -a schema -d 'JSON Schema of the arguments and the result'
        complete -c libvirt-idem -n __fish_is_first_token -a completion -d 'a script that completes all this in bash, zsh or fish'
        complete -c libvirt-idem -n __fish_is_first_token -a 'help --help --version'
        complete -c libvirt-idem -n __fish_is_first_token -F
        complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from help' -a 'reservation network import export info undo schema completion'
        complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from schema' -a 'reservation network import export info undo'
        complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from completion' -a 'bash zsh fish'
        complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from import' -F
        complete -c libvirt-idem -n '__fish_seen_subcommand_from reservation network import export info undo' -a '(__libvirt_idem_arguments)'

        """u8;
}
