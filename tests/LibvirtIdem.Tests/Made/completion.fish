# Completes libvirt-idem in fish.
#   libvirt-idem completion fish | source

function __libvirt_idem_options
    switch $argv[1]
@OPTIONS@
    end
end

function __libvirt_idem_words
    switch $argv[1]
@WORDS@
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
@COMMANDS@
complete -c libvirt-idem -n __fish_is_first_token -a 'help --help --version'
complete -c libvirt-idem -n __fish_is_first_token -F
complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from help' -a '@NAMES@'
complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from schema' -a '@WITH_OPTIONS@'
complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from completion' -a 'bash zsh fish'
complete -c libvirt-idem -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from import' -F
complete -c libvirt-idem -n '__fish_seen_subcommand_from @WITH_OPTIONS@' -a '(__libvirt_idem_arguments)'
