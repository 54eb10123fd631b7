// Made from CommandPage and OptionTable; make texts writes it.
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
                        'state=\tor absent: removes the reservation that matches all given of …' \
                        'mac=\t52:54:00:12:34:56, in any common notation' \
                        'id=\tIPv6: the guest’s DUID, 00:03:00:01:52:54:00:12:34:56' \
                        'name=\thost name; name= clears it' \
                        'ip=\tIPv4 or IPv6, inside one <ip> of the network' \
                        'guest=\ta libvirt domain' \
                        'lease_time=\t30m, 12h, 7d, infinite' \
                        'aliases=\tmore names for /etc/hosts' \
                        'dns=\ttrue or false' \
                        'reservations=\tmany at once' \
                        'csv=\tmany at once, from a CSV file' \
                        'format=\tof that file' \
                        'purge=\talso remove all reservations of the network that are not in …' \
                        'prune=\talso remove all reservations whose MAC no libvirt domain …' \
                        'within=\tthe only addresses that the call may place, find or remove' \
                        'max_removals=\tabort before writing if more than N reservations would be …' \
                        'on_conflict=\tor replace: remove the reservation that has the mac, id, ip …' \
                        'on_active_lease=\tif another client leases the address' \
                        'etc_hosts=\tupdate the network’s block in /etc/hosts' \
                        'hosts_template=\talso update cloud-init’s hosts template' \
                        'domains=\talso write names under these domains to /etc/hosts, in …' \
                        'apply=\twith a daemon' \
                        'force=\tallow changes that disable something' \
                        'restart=\tor dnsmasq: restart the network’s dnsmasq if it cannot serve …' \
                        'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the text before and after' \
                        'backup=\tkeep a timestamped copy of each changed file' \
                        'unsafe_writes=\twrite in place if a file cannot be replaced' \
                        'lock_timeout=\tseconds to wait for another run'
                case 'network'
                    printf '%s\n' 'name=\tthe network' \
                        'state=\tdefined; active' \
                        'autostart=\ttrue or false' \
                        'forward=\tnat, route, open, or none' \
                        'forward_dev=\tforward through this interface only' \
                        'nat_ipv6=\ttrue or false' \
                        'nat_ports=\tsource ports of masqueraded connections' \
                        'nat_addresses=\tmasquerade as these addresses' \
                        'ipv4=\tthe bridge’s address and prefix, such as 192.168.122.1/24' \
                        'ipv6=\tthe same, such as 2001:db8:1::1/64' \
                        'dhcp_ranges=\t192.168.122.2-192.168.122.254, or a list' \
                        'lease_time=\tlease time of the ranges' \
                        'title=\ta title for people, one line' \
                        'description=\ta longer text' \
                        'bridge=\tname of the bridge' \
                        'stp=\ttrue or false' \
                        'delay=\tseconds before a port of the bridge forwards' \
                        'mtu=\tMTU of the bridge' \
                        'mac=\tMAC address of the bridge' \
                        'zone=\tfirewalld zone' \
                        'domain=\tDNS domain of the guests' \
                        'domain_local_only=\ttrue or false' \
                        'domain_register=\ttrue or false' \
                        'dns_enabled=\ttrue or false' \
                        'forward_plain_names=\ttrue or false' \
                        'local_ptr=\ttrue or false' \
                        'dns_hosts=\tDNS host entries' \
                        'dns_srv=\tSRV records' \
                        'dns_txt=\tTXT records' \
                        'dns_forwarders=\tupstream DNS servers, for all names or those of a domain' \
                        'routes=\tstatic routes, to networks behind a guest' \
                        'tftp_root=\tdirectory that dnsmasq serves by TFTP' \
                        'bootp_file=\tPXE boot file' \
                        'bootp_server=\tboot server; bootp_server= clears it' \
                        'dnsmasq_options=\traw dnsmasq options' \
                        'xml=\ta whole <network> document instead of the options above' \
                        'renumber=\tkeep the host part of what is in a changed subnet' \
                        'restart=\tdnsmasq: restart dnsmasq alone for what only it reads' \
                        'force=\tallow changes that lose something' \
                        'apply=\twith a daemon' \
                        'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the network’s settings before and after' \
                        'backup=\tkeep a timestamped copy of each changed file' \
                        'unsafe_writes=\twrite in place if a file cannot be replaced' \
                        'lock_timeout=\tseconds to wait for another run'
                case 'dns'
                    printf '%s\n' 'network=\tthe network' \
                        'state=\tor absent: remove the name, from all addresses or from those …' \
                        'name=\tthe name; *.apps.lab.test answers for apps.lab.test and …' \
                        'ip=\tits address, or a list' \
                        'aliases=\tmore names of the same addresses' \
                        'records=\tmany names in one change, instead of the options above' \
                        'on_conflict=\tor replace: take the name away from its other addresses of …' \
                        'restart=\tdnsmasq: restart dnsmasq alone for wildcards, guests stay …' \
                        'apply=\twith a daemon' \
                        'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the network’s settings before and after' \
                        'backup=\tkeep a timestamped copy of each changed file' \
                        'unsafe_writes=\twrite in place if a file cannot be replaced' \
                        'lock_timeout=\tseconds to wait for another run'
                case 'import'
                    printf '%s\n' 'network=\tthe libvirt network' \
                        'format=\tof that file' \
                        'purge=\talso remove all reservations of the network that are not in …' \
                        'prune=\talso remove all reservations whose MAC no libvirt domain …' \
                        'within=\tthe only addresses that the call may place, find or remove' \
                        'max_removals=\tabort before writing if more than N reservations would be …' \
                        'on_conflict=\tor replace: remove the reservation that has the mac, id, ip …' \
                        'on_active_lease=\tif another client leases the address' \
                        'etc_hosts=\tupdate the network’s block in /etc/hosts' \
                        'hosts_template=\talso update cloud-init’s hosts template' \
                        'domains=\talso write names under these domains to /etc/hosts, in …' \
                        'apply=\twith a daemon' \
                        'force=\tallow changes that disable something' \
                        'restart=\tor dnsmasq: restart the network’s dnsmasq if it cannot serve …' \
                        'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the text before and after' \
                        'backup=\tkeep a timestamped copy of each changed file' \
                        'unsafe_writes=\twrite in place if a file cannot be replaced' \
                        'lock_timeout=\tseconds to wait for another run'
                case 'export'
                    printf '%s\n' 'network=\tthe libvirt network' \
                        'format=\tor csv (for import), hosts' \
                        'source=\tor live (the running network), leases' \
                        'names=\twith source=leases' \
                        'dest=\twrite to this file, if it differs' \
                        'root=\tread a mounted image or chroot'
                case 'info'
                    printf '%s\n' 'network=\tthe libvirt network' \
                        'root=\tread a mounted image or chroot'
                case 'undo'
                    printf '%s\n' 'root=\twork on a mounted image or chroot' \
                        'check_mode=\tpredict only' \
                        'diff=\treturn the text before and after' \
                        'lock_timeout=\tseconds to wait for another run'
            end
        end

        function __libvirt_idem_words
            switch $argv[1]
                case 'reservation.state' 'dns.state'
                    printf '%s\n' present \
                        absent
                case '*.dns' '*.purge' '*.prune' '*.etc_hosts' '*.hosts_template' '*.force' '*.check_mode' '*.diff' '*.backup' '*.unsafe_writes' '*.autostart' '*.nat_ipv6' '*.stp' '*.domain_local_only' '*.domain_register' '*.dns_enabled' '*.forward_plain_names' '*.local_ptr' '*.renumber' '*.names'
                    printf '%s\n' true \
                        false
                case 'reservation.format' 'import.format'
                    printf '%s\n' csv \
                        json \
                        hosts \
                        dnsmasq \
                        network
                case 'reservation.on_conflict' 'dns.on_conflict' 'import.on_conflict'
                    printf '%s\n' fail \
                        replace
                case 'reservation.on_active_lease' 'import.on_active_lease'
                    printf '%s\n' warn \
                        fail \
                        ignore \
                        release
                case 'reservation.apply' 'network.apply' 'dns.apply' 'import.apply'
                    printf '%s\n' auto \
                        api \
                        reload \
                        quiet \
                        files
                case 'reservation.restart' 'import.restart'
                    printf '%s\n' never \
                        dnsmasq
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
                case 'network.restart' 'dns.restart'
                    printf '%s\n' never \
                        dnsmasq \
                        if_needed
                case 'export.format'
                    printf '%s\n' json \
                        csv \
                        hosts \
                        dnsmasq \
                        ansible \
                        ssh_config \
                        zone
                case 'export.source'
                    printf '%s\n' config \
                        live \
                        leases
            end
        end

        # The names in folders of files NAME.xml: what is defined, and what runs.
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
        complete -c libvirt-idem -n __fish_is_first_token -a reservation -d 'manage DHCP reservations'
        complete -c libvirt-idem -n __fish_is_first_token -a network -d 'create, change, start, stop or remove a network'
        complete -c libvirt-idem -n __fish_is_first_token -a dns -d 'manage single names in a network’s own DNS, wildcards too'
        complete -c libvirt-idem -n __fish_is_first_token -a import -d 'apply the reservations of a CSV file as one change'
        complete -c libvirt-idem -n __fish_is_first_token -a export -d 'print reservations or leases as JSON, CSV, hosts, dnsmasq or …'
        complete -c libvirt-idem -n __fish_is_first_token -a info -d 'show networks, reservations, leases, free addresses, and …'
        complete -c libvirt-idem -n __fish_is_first_token -a undo -d 'revert the latest change'
        complete -c libvirt-idem -n __fish_is_first_token -a schema -d 'print the JSON Schema of arguments and result'
        complete -c libvirt-idem -n __fish_is_first_token -a completion -d 'print a completion script for bash, zsh or fish'
        complete -c libvirt-idem -n __fish_is_first_token -a 'help --help --version'
        complete -c libvirt-idem -n __fish_is_first_token -F
        complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from help' -a 'reservation network dns import export info undo schema completion'
        complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from schema' -a 'reservation network dns import export info undo'
        complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from completion' -a 'bash zsh fish'
        complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from import' -F
        complete -c libvirt-idem -n '__fish_seen_subcommand_from reservation network dns import export info undo' -a '(__libvirt_idem_arguments)'

        """u8;
}
