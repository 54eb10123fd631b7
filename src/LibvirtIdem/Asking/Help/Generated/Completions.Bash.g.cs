// Made from CommandPage and OptionTable; make texts writes it.
namespace LibvirtIdem.Asking;

internal static partial class Completions
{
    private static ReadOnlySpan<byte> Bash => """
        # Completes libvirt-idem in bash.
        #   eval "$(libvirt-idem completion bash)"

        _libvirt_idem_options() {
            case $1 in
            reservation) echo network state mac id name ip guest lease_time aliases dns reservations csv format purge prune within max_removals on_conflict on_active_lease etc_hosts hosts_template domains apply force restart root check_mode diff backup unsafe_writes lock_timeout ;;
            network) echo name state autostart forward forward_dev nat_ipv6 nat_ports nat_addresses ipv4 ipv6 dhcp_ranges lease_time title description bridge stp delay mtu mac zone domain domain_local_only domain_register dns_enabled forward_plain_names local_ptr dns_hosts dns_srv dns_txt dns_forwarders routes tftp_root bootp_file bootp_server dnsmasq_options xml renumber restart force apply root check_mode diff backup unsafe_writes lock_timeout ;;
            dns) echo network state name ip aliases records on_conflict restart apply root check_mode diff backup unsafe_writes lock_timeout ;;
            import) echo network format purge prune within max_removals on_conflict on_active_lease etc_hosts hosts_template domains apply force restart root check_mode diff backup unsafe_writes lock_timeout ;;
            export) echo network format source names dest root ;;
            info) echo network root ;;
            undo) echo root check_mode diff lock_timeout ;;
            esac
        }

        _libvirt_idem_words() {
            case $1 in
            reservation.state | dns.state) echo present absent ;;
            *.dns | *.purge | *.prune | *.etc_hosts | *.hosts_template | *.force | *.check_mode | *.diff | *.backup | *.unsafe_writes | *.autostart | *.nat_ipv6 | *.stp | *.domain_local_only | *.domain_register | *.dns_enabled | *.forward_plain_names | *.local_ptr | *.renumber | *.names) echo true false ;;
            reservation.format | import.format) echo csv json hosts dnsmasq network ;;
            reservation.on_conflict | dns.on_conflict | import.on_conflict) echo fail replace ;;
            reservation.on_active_lease | import.on_active_lease) echo warn fail ignore release ;;
            reservation.apply | network.apply | dns.apply | import.apply) echo auto api reload quiet files ;;
            reservation.restart | import.restart) echo never dnsmasq ;;
            network.state) echo present active inactive absent ;;
            network.forward) echo nat route open none ;;
            network.restart | dns.restart) echo never dnsmasq if_needed ;;
            export.format) echo json csv hosts dnsmasq ansible ssh_config zone ;;
            export.source) echo config live leases ;;
            esac
        }

        # The names in two folders of files NAME.xml: what is defined, and what runs.
        _libvirt_idem_names() {
            local file
            for file in "$1"/*.xml "$2"/*.xml; do
                [[ -e $file ]] || continue
                file=${file##*/}
                echo "${file%.xml}"
            done
        }

        # Those of the words that begin so. Not by compgen -W, which would run what a file's name says.
        _libvirt_idem_among() {
            local value=$1 word
            shift
            for word; do
                [[ $word != "$value"* ]] || COMPREPLY+=("$(printf %q "$word")")
            done
        }

        _libvirt_idem_files() {
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
        }

        _libvirt_idem() {
            # The word as it was typed: bash takes it apart at = and :.
            local line=${COMP_LINE:0:COMP_POINT} command=${COMP_WORDS[1]} word key value option root='' names=()
            word=${line##*[[:space:]]}
            COMPREPLY=()
            if [[ $COMP_CWORD -eq 1 ]]; then
                _libvirt_idem_among "$word" reservation network dns import export info undo schema completion help --help --version
                [[ ${#COMPREPLY[@]} -gt 0 ]] || _libvirt_idem_files -f "$word"
                return
            fi
            case $command.$COMP_CWORD in
            help.2) _libvirt_idem_among "$word" reservation network dns import export info undo schema completion; return ;;
            schema.2) _libvirt_idem_among "$word" reservation network dns import export info undo; return ;;
            completion.2) _libvirt_idem_among "$word" bash zsh fish; return ;;
            import.2) _libvirt_idem_files -f "$word"; return ;;
            esac
            if [[ $word != *=* ]]; then
                compopt -o nospace
                # What is on the line already is not offered again.
                for option in $(_libvirt_idem_options "$command"); do
                    [[ $line == *[[:space:]]$option=* || $option != "$word"* ]] || COMPREPLY+=("$option=")
                done
                return
            fi
            key=${word%%=*} value=${word#*=}
            [[ $line =~ [[:space:]]root=([^[:space:]]+) ]] && root=${BASH_REMATCH[1]%/}
            case $command.$key in
            *.csv | *.dest) _libvirt_idem_files -f "$value" ;;
            *.root | *.tftp_root) _libvirt_idem_files -d "$value" ;;
            *.network | network.name)
                mapfile -t names < <(_libvirt_idem_names "$root/etc/libvirt/qemu/networks" "$root/run/libvirt/network" | sort -u)
                _libvirt_idem_among "$value" "${names[@]}" ;;
            *.guest)
                mapfile -t names < <(_libvirt_idem_names "$root/etc/libvirt/qemu" "$root/run/libvirt/qemu" | sort -u)
                _libvirt_idem_among "$value" "${names[@]}" ;;
            *.ip) _libvirt_idem_among "$value" auto ;;
            *) _libvirt_idem_among "$value" $(_libvirt_idem_words "$command.$key") ;;
            esac
            # Where = does not part words (COMP_WORDBREAKS), what is completed begins with the key.
            [[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("${COMPREPLY[@]/#/$key=}")
        }

        complete -F _libvirt_idem libvirt-idem

        """u8;
}
