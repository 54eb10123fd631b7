#compdef libvirt-idem
# Completes libvirt-idem in zsh.
#   eval "$(libvirt-idem completion zsh)"

_libvirt_idem_commands() {
    local -a items
    items=(
@COMMANDS@
    )
    [[ $1 == all ]] || items=(${items:#(schema|completion):*})
    _describe -t commands command items
}

_libvirt_idem_options() {
    local -a items given
    case $1 in
@OPTIONS@
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
@WORDS@
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
