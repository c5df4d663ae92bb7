# Completion of dictum(1) for bash.

_dictum() {
	local cur prev command word
	local commands='build lint diff log show list search explain validate schema init'
	local general='--color --quiet --verbose --sandbox --timeout --help --version'
	local formats='text concise json jsonl sarif codequality junit github checkstyle rdjson markdown'
	local source='--directory --config --rev --worktree --jobs'
	COMPREPLY=()
	cur=${COMP_WORDS[COMP_CWORD]}
	prev=${COMP_WORDS[COMP_CWORD - 1]}
	if [[ $cur == = ]]; then # --name=value comes as three words
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	command=
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case " $commands " in *" $word "*) command=$word; break ;; esac
	done

	case $prev in
	-C | --directory | -o | --output | --templates | --static)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	--config | --schema | --stdin-path | --baseline | --path)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	--color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$cur"); return ;;
	--sandbox) mapfile -t COMPREPLY < <(compgen -W 'auto require off' -- "$cur"); return ;;
	--fail-on) mapfile -t COMPREPLY < <(compgen -W 'error warning note off' -- "$cur"); return ;;
	--kind) mapfile -t COMPREPLY < <(compgen -W 'metric event' -- "$cur"); return ;;
	--status) mapfile -t COMPREPLY < <(compgen -W 'active deprecated broken removed unknown' -- "$cur"); return ;;
	--history) mapfile -t COMPREPLY < <(compgen -W 'first-parent full' -- "$cur"); return ;;
	--category) mapfile -t COMPREPLY < <(compgen -W 'RECORD PAYLOAD COMPARABLE STRICT' -- "$cur"); return ;;
	--fix)
		if [[ ${COMP_WORDS[COMP_CWORD - 1]} == = || ${COMP_WORDS[COMP_CWORD]} == = ]]; then
			mapfile -t COMPREPLY < <(compgen -W 'safe unsafe' -- "$cur")
			return
		fi ;;
	--draft) mapfile -t COMPREPLY < <(compgen -W '7 2020-12' -- "$cur"); return ;;
	--format)
		case $command in
		lint) mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$cur") ;;
		diff) mapfile -t COMPREPLY < <(compgen -W "${formats/ jsonl/}" -- "$cur") ;;
		schema) mapfile -t COMPREPLY < <(compgen -W 'json' -- "$cur") ;;
		list | show | search | log) mapfile -t COMPREPLY < <(compgen -W 'text json csv' -- "$cur") ;;
		*) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$cur") ;;
		esac
		return ;;
	--rev | --since | --added-since | --changed-since)
		mapfile -t COMPREPLY < <(compgen -W "$(git for-each-ref --format='%(refname:short)' 2>/dev/null)" -- "$cur")
		return ;;
	--rule)
		mapfile -t COMPREPLY < <(compgen -S = -W "$(dictum explain --list 2>/dev/null | cut -d' ' -f1)" -- "$cur")
		return ;;
	--base-url | --jobs | --timeout | --owner | --limit | --map | --set) return ;;
	esac

	case $command in
	'') mapfile -t COMPREPLY < <(compgen -W "$commands help $general" -- "$cur"); return ;;
	build) word="--output --base-url --templates --static --gzip --no-history --no-cache --strict --check $source $general" ;;
	lint) word="--format --fail-on --rule --baseline --baseline-update --baseline-prune --since --staged --stdin-path --fix --diff --set $source $general" ;;
	diff) word="--category --format --staged --fix --diff --set $source $general" ;;
	log) word="--kind --path --history --no-cache --format $source $general" ;;
	show) word="--kind --path --history --no-cache --format $source $general" ;;
	list) word="--kind --status --owner --added-since --changed-since --no-cache --format $source $general" ;;
	search) word="--kind --limit --no-cache --format $source $general" ;;
	explain) word="--directory --config --list --changes --format $general" ;;
	validate) word="--schema --draft --map --formats --format $general" ;;
	schema) word="--format $source $general" ;;
	init) word="--directory $general" ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$word" -- "$cur")
	elif [[ $command == explain ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$({ dictum explain --list; dictum explain --changes; } 2>/dev/null | cut -d' ' -f1)" -- "$cur")
	elif [[ $command == diff ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(git for-each-ref --format='%(refname:short)' 2>/dev/null)" -- "$cur")
	elif [[ $command == show || $command == log ]]; then # keys that are one word
		mapfile -t COMPREPLY < <(compgen -W "$(dictum list --format csv 2>/dev/null | sed '1d; /^metric,/!{/^event,/!d;}' | cut -d, -f2 | grep -v '[" ]')" -- "$cur")
	elif [[ $command == schema ]]; then
		mapfile -t COMPREPLY < <(compgen -W 'metric event' -- "$cur")
	elif [[ $command == validate || $command == lint ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -F _dictum dictum
