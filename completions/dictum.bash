# Completion of dictum(1) for bash.

# Offers the words of standard input that begin like $cur, each with $1 behind it. They come from repositories: compgen -W would expand them, and
# the shell the line that they are put into, so only those are offered that mean themselves there.
_dictum_words() {
	local word LC_ALL=C
	while IFS= read -r word; do
		[[ $word != "$cur"* || $word == *[!A-Za-z0-9_.:/@%+=,-]* ]] || COMPREPLY+=("$word${1-}")
	done
}

# What stands before the cursor: $command, the $folder that -C names, and what `dictum list` has to be told to read what is read here: $place, which
# other commands take, too, and $revision. Quotes go; variables stay as they are, for what they would run: then there is nothing to offer.
_dictum_line() {
	local i option value
	command='' folder='' place=() revision=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		option=${COMP_WORDS[i]} value=
		case $option in
		-C?*) value=${option#-C} option=-C ;;
		--*=*) value=${option#*=} option=${option%%=*} ;;
		-C | --directory | --config | --rev | --jobs | --color | --sandbox | --timeout)
			[[ ${COMP_WORDS[i + 1]} == = ]] && ((++i)) # --name=value comes as three words
			((++i < COMP_CWORD)) && value=${COMP_WORDS[i]} ;;
		esac
		case $value in
		\'*\' | \"*\") value=${value:1:-1} ;;
		*\\*) IFS= read value <<<"$value" ;; # without -r it takes the backslashes away
		esac
		[[ $value != '~' && $value != '~/'* ]] || value=$HOME${value#'~'}
		case $option in
		-C | --directory) folder=$value place+=(${value:+-C "$value"}) ;;
		--config) place+=(${value:+--config "$value"}) ;;
		--rev) revision=(${value:+--rev "$value"}) ;;
		--worktree) revision=(--worktree) ;;
		*) [[ -n $command || " $commands " != *" $option "* ]] || command=$option ;;
		esac
	done
}

# Files (-f) or folders (-d) as they are seen from $folder, quoted where they need it.
_dictum_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(
		[[ -z $folder ]] || CDPATH='' cd -- "$folder" 2>/dev/null || exit
		compgen "$1" -- "$cur" | while IFS= read -r name; do
			[[ -z $folder || ! -d $name ]] || name+=/ # bash sees folders from the current one only
			printf '%s\n' "$name"
		done
	)
	[[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != */ ]] || compopt -o nospace 2>/dev/null
}

_dictum_refs() {
	_dictum_words < <(git -C "${folder:-.}" for-each-ref --format='%(refname:short)' 2>/dev/null)
}

# _dictum_rules OPTION...: what `dictum explain OPTION` lists
_dictum_rules() {
	local option
	for option in "$@"; do
		dictum "${place[@]}" explain "$option" 2>/dev/null | cut -d' ' -f1
	done
}

# Entries of the dictionary, "key<TAB>kind" each. Descriptions may have lines of their own in the table, quoted; a key in quotes is left out.
_dictum_entries() {
	dictum "${place[@]}" "${revision[@]}" list --format csv 2>/dev/null |
		awk -F, 'NR > 1 && !quoted && $2 !~ /"/ { print $2 "\t" $1 } { quoted = (quoted + gsub(/"/, "")) % 2 }'
}

# Where nothing is defined yet, those of the dialect that is taken then. And the words given.
_dictum_kinds() {
	_dictum_words < <(
		_dictum_entries | cut -f2 | sort -u | grep . || printf '%s\n' event metric
		(($# == 0)) || printf '%s\n' "$@"
	)
}

# Groups stand last in a line, where there is one.
_dictum_groups() {
	_dictum_words < <(dictum "${place[@]}" "${revision[@]}" list 2>/dev/null | awk '{ print $NF }' | sort -u | grep -Evx 'active|deprecated|broken|removed|unknown')
}

_dictum() {
	local cur prev command folder place revision word
	local commands='build lint diff log show list search explain validate schema init'
	local general='--color --quiet --verbose --sandbox --timeout --help --version'
	local formats='text concise json sarif codequality junit github checkstyle rdjson markdown'
	local source='--directory --config --rev --worktree --jobs'
	COMPREPLY=()
	cur=${COMP_WORDS[COMP_CWORD]}
	prev=${COMP_WORDS[COMP_CWORD - 1]}
	if [[ $cur == = ]]; then # --name=value comes as three words
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	_dictum_line

	case $prev in
	-C | --directory | -o | --output | --templates | --static)
		_dictum_files -d; return ;;
	--config | --schema | --stdin-path | --baseline | --path)
		_dictum_files -f; return ;;
	--color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$cur"); return ;;
	--sandbox) mapfile -t COMPREPLY < <(compgen -W 'auto require off' -- "$cur"); return ;;
	--fail-on) mapfile -t COMPREPLY < <(compgen -W 'error warning note off' -- "$cur"); return ;;
	--kind) _dictum_kinds; return ;;
	--owner) _dictum_groups; return ;;
	--status) mapfile -t COMPREPLY < <(compgen -W 'active deprecated broken removed unknown' -- "$cur"); return ;;
	--category) mapfile -t COMPREPLY < <(compgen -W 'RECORD PAYLOAD COMPARABLE STRICT' -- "$cur"); return ;;
	--fix | --history) # the value is one behind = only
		if [[ ${COMP_WORDS[COMP_CWORD - 1]} == = || ${COMP_WORDS[COMP_CWORD]} == = ]]; then
			case $prev in
			--fix) mapfile -t COMPREPLY < <(compgen -W 'safe unsafe' -- "$cur") ;;
			--history) mapfile -t COMPREPLY < <(compgen -W 'first-parent full' -- "$cur") ;;
			esac
			return
		fi ;;
	--draft) mapfile -t COMPREPLY < <(compgen -W '7 2020-12' -- "$cur"); return ;;
	--format)
		case $command in
		lint) mapfile -t COMPREPLY < <(compgen -W "$formats rules jsonl" -- "$cur") ;;
		diff) mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$cur") ;;
		schema) mapfile -t COMPREPLY < <(compgen -W 'json' -- "$cur") ;;
		list | show | search | log) mapfile -t COMPREPLY < <(compgen -W 'text json csv' -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$cur") ;;
		esac
		return ;;
	--rev | --since | --added-since | --changed-since) _dictum_refs; return ;;
	--rule) _dictum_words = < <(_dictum_rules --list); return ;;
	--only) _dictum_words < <(_dictum_rules --list); return ;;
	--base-url | --jobs | --timeout | --limit | --map | --set) return ;;
	esac

	case $command in
	'') mapfile -t COMPREPLY < <(compgen -W "$commands help $general" -- "$cur"); return ;;
	build) word="--output --base-url --templates --static --gzip --no-history --no-cache --strict --check $source $general" ;;
	lint) word="--format --fail-on --rule --only --baseline --baseline-update --baseline-prune --since --staged --stdin-path --fix --diff --set $source $general" ;;
	diff) word="--category --format --staged --fix --diff --set $source $general" ;;
	log) word="--kind --path --history --no-cache --format $source $general" ;;
	show) word="--kind --path --history --no-cache --format $source $general" ;;
	list) word="--kind --status --owner --added-since --changed-since --no-cache --format $source $general" ;;
	search) word="--kind --limit --no-cache --format $source $general" ;;
	explain) word="--directory --config --list --changes --format $general" ;;
	validate) word="--schema --draft --map --formats --format $general" ;;
	schema) word="--format $source $general" ;;
	init) word="--directory --templates --static $general" ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$word" -- "$cur")
	elif [[ $command == explain ]]; then
		_dictum_words < <(_dictum_rules --list --changes)
	elif [[ $command == diff ]]; then
		_dictum_refs
	elif [[ $command == show || $command == log ]]; then
		_dictum_words < <(_dictum_entries | cut -f1)
	elif [[ $command == schema ]]; then
		_dictum_kinds dictum.yml owners
	elif [[ $command == validate || $command == lint ]]; then
		_dictum_files -f
	fi
}

complete -F _dictum dictum
