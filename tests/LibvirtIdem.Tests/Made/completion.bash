# Completes libvirt-idem in bash.
#   eval "$(libvirt-idem completion bash)"

_libvirt_idem_options() {
    case $1 in
@OPTIONS@
    esac
}

_libvirt_idem_words() {
    case $1 in
@WORDS@
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
        _libvirt_idem_among "$word" @NAMES@ help --help --version
        [[ ${#COMPREPLY[@]} -gt 0 ]] || _libvirt_idem_files -f "$word"
        return
    fi
    case $command.$COMP_CWORD in
    help.2) _libvirt_idem_among "$word" @NAMES@; return ;;
    schema.2) _libvirt_idem_among "$word" @WITH_OPTIONS@; return ;;
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
