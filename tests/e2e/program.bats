load helper

@test "version names the program on standard output" {
	dictum --version
	exits 0
	[[ $output == "dictum "[0-9]* ]]
	[ -z "$errors" ]
}

@test "an unknown command is a usage error" {
	dictum no-such-command
	exits 2
	[ -z "$output" ]
	[ -n "$errors" ]
}

@test "the released program is hardened" {
	[[ $DICTUM == */release/* ]] || skip "other variants are for tests"
	elf=$(readelf -hldsW "$DICTUM")
	[[ $elf == *"DYN (Position-Independent Executable file)"* ]]
	[[ $elf == *GNU_RELRO* && $elf == *NOW* ]]
	[[ $elf =~ GNU_STACK[^$'\n']*' RW ' ]]
	[[ $elf == *__stack_chk_fail* ]]
}

@test "make says what installs the libraries where they are missing" {
	run env -u MAKEFLAGS -u MAKELEVEL make -C "$BATS_TEST_DIRNAME/../.." BUILD="$BATS_TEST_TMPDIR/build" PKG_CONFIG=false
	[ "$status" = 2 ]
	[[ $output == *"*** false does not find all of libgit2 "*": on Debian \`make deps\` installs what building needs."* ]]
	[ ! -e "$BATS_TEST_TMPDIR/build" ]
}

@test "init leaves no file behind when it cannot be written" {
	cd "$BATS_TEST_TMPDIR"
	code=$( (trap '' XFSZ; ulimit -f 0; "$DICTUM" init 2>/dev/null; echo $?) | cat)
	[ "$code" = 3 ]
	[ ! -e dictum.yml ]
}

@test "init explains every setting, and its examples are right" {
	small r
	rm r/dictum.yml
	dictum init -C r
	exits 0
	dictum -C r lint
	exits 0
	sed -i -E 's/^#([^ ]|  )/\1/' r/dictum.yml
	mkdir -p r/metrics/a r/events/removed r/schema
	mv r/config/metrics/*/*.yml r/metrics/a/
	mv r/config/events/*.yml r/events/
	echo '{}' | tee r/schema/metric.json >r/schema/event.json
	echo '[source_code_management]' >r/config/feature_categories.yml
	dictum -C r lint --baseline-update
	dictum -C r lint
	exits 0
	dictum -C r build -o "$PWD/out"
	exits 0
	all=$(json "$TOP/src/cli/embed/dictum.schema.json" 'Object.keys(v.properties).sort().join("\n")')
	[ "$(sed -nE 's/^([a-z_]+):.*/\1/p' r/dictum.yml | LC_ALL=C sort)" = "$all" ]
	for parent in changes lint; do
		keys=$(json "$TOP/src/cli/embed/dictum.schema.json" "Object.keys(v.properties.$parent.properties).join('\n')")
		for key in $keys; do
			sed -n "/^$parent:/,/^[a-z]/p" r/dictum.yml | grep -q "^  $key:" || { echo "$parent.$key"; return 1; }
		done
	done
}

# completes WORD...: what the completion offers for the last word
completes() {
	PATH="$(dirname "$DICTUM"):$PATH" bash -c 'source "$0/completions/dictum.bash"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _dictum
		printf "%s\n" "${COMPREPLY[@]}"' "$TOP" dictum "$@" | LC_ALL=C sort | paste -sd' '
}

@test "completion offers values after an equals sign, and keys where one is wanted" {
	small_repo r
	cd r
	[ "$(completes lint --fail-on = w)" = warning ]
	[ "$(completes lint --fix =)" = 'safe unsafe' ]
	[ "$(completes lint --fix = u)" = unsafe ]
	[ "$(completes lint --fix dictum.y)" = dictum.yml ]
	[ "$(completes show counts.)" = 'counts.count_forks_weekly counts.count_total_push' ]
	[ "$(completes log pu)" = push ]
	[ "$(completes hel)" = help ]
	[ -z "$(completes show 'default ')" ]
}

@test "completion offers the kinds and groups of the repository, and keys of all its kinds" {
	small_repo r
	cd r
	mkdir d
	printf 'kinds: {measure: {files: ["d/*.yml"], key: /id, description: /about}}\n' >>dictum.yml
	printf 'id: berths\nabout: |\n  Berths.\n  measure,fake,"key"\n' >d/berths.yml
	commit_all 'Add a kind'
	[ "$(completes list --kind '')" = 'event measure metric' ]
	[ "$(completes list --kind = me)" = 'measure metric' ]
	[ "$(completes schema ev)" = event ]
	[ "$(completes show b)" = berths ]
	[ -z "$(completes log fak)" ]
	[ "$(completes list --owner s)" = source_code ]
}

@test "completion offers kinds where nothing is defined yet" {
	git init -q empty
	cd empty
	[ "$(completes schema '')" = 'dictum.yml event metric owners' ]
}

@test "completion runs nothing that a repository names, nor offers what the shell would run" {
	small_repo r
	cd r
	git branch 'b$(touch${IFS}branch)'
	printf -- '---\nkey_path: counts.$(touch${IFS}key)\n' >config/metrics/counts_all/hostile.yml
	commit_all 'Name things badly'
	[ "$(completes show counts.)" = 'counts.count_forks_weekly counts.count_total_push' ]
	[ "$(completes diff '')" = main ]
	[ "$(completes lint --since '')" = main ]
	[ ! -e key ]
	[ ! -e branch ]
}

@test "completion in fish offers commands, options with what they mean, values, formats and keys" {
	small_repo r
	cd r
	fish_completes() {
		PATH="$(dirname "$DICTUM"):$PATH" HOME="$PWD" fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
			"$TOP/completions/dictum.fish" "dictum $1" | LC_ALL=C sort | paste -sd'|'
	}
	[ "$(fish_completes sea)" = "search	search the dictionary, with the ranking of the site" ]
	[ "$(fish_completes 'list --added')" = "--added-since	entries added since a milestone (17.0), a day (2024-05-01) or a revision" ]
	[ "$(fish_completes 'lint --fail-on w' | cut -f1)" = warning ]
	[ "$(fish_completes 'lint --fix=u' | cut -f1)" = --fix=unsafe ]
	[ "$(fish_completes 'diff --format rd')" = "rdjson	reviewdog's JSON" ]
	[ "$(fish_completes 'lint --format json=dictum.y')" = json=dictum.yml ]
	[ "$(fish_completes 'lint --rule event-unused=of' | cut -f1)" = event-unused=off ]
	[ "$(fish_completes 'show counts.')" = "counts.count_forks_weekly	metric|counts.count_total_push	metric" ]
	[ "$(fish_completes 'schema ')" = 'dictum.yml|event|metric|owners' ]
}

@test "completion in zsh makes a specification of every option" {
	sed '/^_dictum "\$@"$/d' "$TOP/completions/_dictum" >functions
	PATH="$(dirname "$DICTUM"):$PATH" zsh -f -c 'setopt extendedglob; source ./functions; specs=()
		_dictum_options "$(dictum lint --help)"; print -rl -- $specs; specs=(); _dictum_options "$(dictum list --help)"; print -rl -- $specs' >specs
	grep -Fqx '(--fix)--fix=-[mend what can be mended: safe (default) or unsafe fixes]::LEVEL:(safe unsafe)' specs
	grep -Fqx '(-C --directory)-C+[run as if started in DIR]:DIR:_directories' specs
	grep -Fqx '*--set=[a value for --fix to write where member NAME is missing; may be repeated]:NAME=VALUE: ' specs
	grep -Fqx '(--staged)--staged[read the index: what git commit would record]' specs
	grep -Fqx '(--changed-since)--changed-since=[entries that changed since then, or were added]:WHEN:_dictum_revisions' specs
}
