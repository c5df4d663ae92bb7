# Completion of dictum(1) for fish. Commands, options, formats and what they mean are read from --help when this file is
# loaded; what the values of options are is said here.

# What stands before the cursor, line by line: options that say what is read, as -C=VALUE, --config=VALUE, --rev=VALUE, --worktree=, and command=NAME.
function __dictum_line
    set -l words (commandline -opc)[2..]
    while set -q words[1]
        set -l word $words[1]
        set -e words[1]
        switch $word
            case -C --directory --config --rev --jobs --color --sandbox --timeout
                set -q words[1]; and set word $word=$words[1]
                set -e words[1]
            case --worktree; set word $word=
            case '-C?*'; set word (string replace -- -C -C= $word)
            case '-*'
            case '*'; contains -- $word $__dictum_commands; and set word command=$word
        end
        string replace -r -- '^--directory=' -C= $word | string replace -r -- '^(-[^=]*=)~(?=/|$)' "\$1$HOME" |
            string match -r -- '^(?:-C|--config|--rev|--worktree|command)=.*'
    end
end

# The command that is being typed, or nothing.
function __dictum_command
    set -l found (string replace -f command= '' -- (__dictum_line))
    set -q found[1]; and echo $found[1]
end

# The folder that -C names, or nothing.
function __dictum_folder
    set -l found (string replace -f -- -C= '' (__dictum_line))
    set -q found[1]; and echo $found[1]
end

# __dictum_place PATTERN: these options as arguments of dictum
function __dictum_place
    string match -r -- "^(?:$argv)=.*" (__dictum_line) | string replace -r -- '^-C=' -C | string replace -r -- '^--worktree=$' --worktree
end

# dictum list as it reads what is read here
function __dictum_list
    command dictum (__dictum_place '-C|--config|--rev|--worktree') list $argv 2>/dev/null
end

# __dictum_files path|directories [BEFORE]: what there is in the folder that -C names; BEFORE is a pattern of what stands before it in the word
function __dictum_files
    set -l folder (__dictum_folder)
    set -l word (string replace -r -- "^(?:--[a-z-]+=)?$argv[2]" '' (commandline -ct))
    if test -z "$folder"; or string match -q '/*' -- $word
        __fish_complete_$argv[1] $word
    else
        __fish_complete_$argv[1] $folder/$word | string replace -- $folder/ ''
    end
end

# __dictum_in [COMMAND...]: is one of them being typed? Without any: is none?
function __dictum_in
    set -l command (__dictum_command)
    test -z "$command" -a -z "$argv"; or contains -- "$command" $argv
end

function __dictum_revisions
    command git -C (__dictum_folder; or echo .) for-each-ref --format='%(refname:short)' 2>/dev/null
end

# __dictum_rules OPTION: what `dictum explain OPTION` lists, with levels and titles
function __dictum_rules
    command dictum (__dictum_place '-C|--config') explain $argv 2>/dev/null | string replace -rf '^(\S+) +(\S+) +(.*)' '$1\t$2: $3'
end

# Keys, with the kind of each. Descriptions may have lines of their own in the table, quoted; a key in quotes is left out.
function __dictum_keys
    __dictum_list --format csv |
        awk -F, 'NR > 1 && !quoted && $2 !~ /"/ { print $2 "\t" $1 } { quoted = (quoted + gsub(/"/, "")) % 2 }'
end

# Where nothing is defined yet, those of the dialect that is taken then.
function __dictum_kinds
    __dictum_keys | cut -f2 | sort -u | grep .
    or printf '%s\n' event metric
end

# Groups stand last in a line, where there is one.
function __dictum_groups
    __dictum_list | awk '{ print $NF }' | sort -u | grep -Evx 'active|deprecated|broken|removed|unknown'
end

# Rules with a level each, once a rule's name is there: `RULE=LEVEL`.
function __dictum_levels
    set -l rule (string match -rg '^(?:--rule=)?([a-z-]+)=' -- (commandline -ct))
    if test -n "$rule"
        printf '%s\n' $rule={error,warning,note,off}
    else
        __dictum_rules --list | string replace \t =\t
    end
end

# __dictum_formats COMMAND: those of "formats:" in its --help, else the words of the option's description; after `FORMAT=` files
function __dictum_formats
    set -l format (string match -rg '^(?:--format=)?([a-z]+=)' -- (commandline -ct))
    set -l help (command dictum $argv --help 2>/dev/null)
    if test -n "$format"
        printf '%s\n' $format(__dictum_files path '[a-z]+=')
    else if contains formats: $help
        string replace -rf '^  ([a-z]+)  +(.*)' '$1\t$2' -- $help[(contains -i formats: $help)..(contains -i examples: $help)]
    else
        string match -r -- '--format .*' $help | string match -ar '\b(?:text|json|csv)\b'
    end
end

# __dictum_option COMMAND SHORT LONG VALUE MEANING: one option of a command; an optional value is written [=VALUE]
function __dictum_option
    set -l values
    set -l how -x
    switch $argv[3]
        case directory; set values '(__fish_complete_directories (commandline -ct | string replace -r "^--[a-z-]+=" ""))'
        case output templates static; set values '(__dictum_files directories)'
        case config schema stdin-path baseline path; set values '(__dictum_files path)'
        case color; set values 'auto always never'
        case sandbox; set values 'auto require off'
        case fail-on; set values 'error warning note off'
        case kind; set values '(__dictum_kinds)'
        case owner; set values '(__dictum_groups)'
        case status; set values 'active deprecated broken removed unknown'
        case history; set values 'first-parent full'
        case category; set values 'RECORD PAYLOAD COMPARABLE STRICT'
        case fix; set values 'safe unsafe'
        case draft; set values '7 2020-12'
        case format; set values "(__dictum_formats $argv[1])"
        case rev since added-since changed-since; set values '(__dictum_revisions)'
        case rule; set values '(__dictum_levels)'
        case only; set values '(__dictum_rules --list)'
        case base-url jobs timeout limit map set # nothing to offer
        case '*'; set how -r -F
    end
    test -n "$values"; and set values -a $values
    string match -q ' *' -- $argv[4]; or set how -f
    test -n "$argv[2]"; and set -a how -s $argv[2]
    complete -c dictum -n "__dictum_in $argv[1]" -l $argv[3] $how $values -d (string replace -a '  ' ' ' -- $argv[5])
end

# __dictum_options COMMAND HELP...: the options that --help speaks of
function __dictum_options
    set -l option '^  (-[a-zA-Z],|   ) --([a-z][a-z-]*)((\[=| )[A-Z][][A-Z=]*)?  +(.*)$'
    set -l text (string replace -ar '\n {26}' '  ' -- (string join \n -- $argv[2..] | string collect)) # a long name stands alone, a long description goes on
    for fields in (string split \n -- $text | string replace -rf -- $option '$1|$2|$3|$5')
        set -l field (string split -m 3 '|' -- $fields)
        __dictum_option $argv[1] (string match -r '[a-zA-Z]' -- $field[1]; or echo) $field[2..]
    end
end

command -q dictum; or return
set -g __dictum_commands
complete -c dictum -f
for line in (command dictum --help | string replace -rf '^  ([a-z]+)  +(.*)' '$1|$2')
    set -l pair (string split -m 1 '|' -- $line)
    set -a __dictum_commands $pair[1]
    complete -c dictum -n __dictum_in -a $pair[1] -d $pair[2]
    __dictum_options $pair[1] (command dictum $pair[1] --help)
end
__dictum_options '' (command dictum init --help) # what stands before a command
complete -c dictum -n '__dictum_in explain' -a '(__dictum_rules --list; __dictum_rules --changes)'
complete -c dictum -n '__dictum_in diff' -a '(__dictum_revisions)'
complete -c dictum -n '__dictum_in show log' -a '(__dictum_keys)'
complete -c dictum -n '__dictum_in schema' -a '(__dictum_kinds) dictum.yml owners'
complete -c dictum -n '__dictum_in validate lint' -a '(__dictum_files path)'
