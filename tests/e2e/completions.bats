load helper

# What the shells offer for a repository that is not the current folder. Options and fixed values are compared by tests/style/interface.sh.

# in_bash / in_fish WORD...: what is offered for the last word. in_zsh WHAT WORD...: what _dictum_WHAT hands to the shell for it.
in_bash() {
	PATH=${DICTUM%/*}:$PATH bash -c 'source "$0"; COMP_WORDS=(dictum "$@"); COMP_CWORD=$#; _dictum; printf "%s\n" "${COMPREPLY[@]}"' \
		"$TOP/completions/dictum.bash" "$@" | paste -sd' '
}
in_zsh() {
	PATH=${DICTUM%/*}:$PATH zsh -fc '
		_arguments() { _dictum_$what }
		_wanted() { print -rl -- ${(P)argv[-1]} }
		_files() { print -r -- "$@" }
		what=$1 words=(dictum "${@:2}") CURRENT=$#
		source "$0"' "$TOP/completions/_dictum" "$@" | paste -sd' '
}
in_fish() { PATH=${DICTUM%/*}:$PATH fish --no-config -c 'source $argv[1]; complete -C "dictum $argv[2]"' "$TOP/completions/dictum.fish" "$*" | cut -f1 | paste -sd' '; }

# two_places: a repository r with a tag, a kind of its own in other.yml, and a key and a folder that only the work tree has
two_places() {
	small_repo r
	git -C r tag v1
	mkdir -p here r/config/drafts
	printf 'kinds:\n  draft: {files: ["config/drafts/*.yml"], key: /name, owner: {group: /group}}\n' >r/other.yml
	printf 'name: first_draft\ngroup: writers\n' >r/config/drafts/first.yml
	cp r/config/events/push.yml r/config/events/pull.yml
	sed -i 's/^action: .*/action: pull_it/' r/config/events/pull.yml
	cd here || return 1
}

@test "bash offers what the folder has that stands before, however it is written" {
	two_places
	[ "$(in_bash show pu)" = '' ]
	for words in '-C ../r show' '-C../r show' 'show -C ../r' '--directory = ../r show' 'show --directory=../r' '-C "../r" log'; do
		read -ra words <<<"$words"
		[ "$(in_bash "${words[@]}" pu)" = push ] || { echo "${words[@]}: $(in_bash "${words[@]}" pu)"; return 1; }
	done
	ln -s ../r "it's here"
	[ "$(in_bash -C "it\\'s\\ here" show pu)" = push ]
	[ "$(in_bash -C "\"it's here\"" show pu)" = push ]
	[ "$(HOME=$STORY in_bash -C '~/r' show pu)" = push ]
	[ "$(in_bash -C ../nowhere show pu)" = '' ]
	[ "$(in_bash -C '$(touch' 'evil)' show pu)" = '' ]
	[ ! -e evil ]
	[ "$(in_bash -C ../r list --owner so)" = source_code ]
	[ "$(in_bash list --owner so)" = '' ]
	[ "$(in_bash -C ../r diff v)" = v1 ]
	[ "$(in_bash -C ../r list --changed-since v)" = v1 ]
	[ "$(in_bash diff v)" = '' ]
}

@test "bash offers values of options that need none only behind an equals sign" {
	two_places
	[ "$(in_bash -C ../r show --history = '')" = 'first-parent full' ]
	[ "$(in_bash -C ../r show --history =)" = 'first-parent full' ]
	[ "$(in_bash -C ../r show --history pus)" = push ]
	[ "$(in_bash -C ../r lint --fix = s)" = safe ]
	[ "$(in_bash -C ../r lint --fix con)" = config/ ]
}

@test "bash reads the configuration and the revision that stand before" {
	two_places
	[ "$(in_bash -C ../r show pul)" = '' ]
	[ "$(in_bash -C ../r show --worktree pul)" = pull_it ]
	[ "$(in_bash -C ../r --worktree show pul)" = pull_it ]
	[ "$(in_bash -C ../r show --rev v1 pus)" = push ]
	[ "$(in_bash -C ../r show --rev = v2 pus)" = '' ]
	[ "$(in_bash -C ../r list --kind d)" = '' ]
	[ "$(in_bash -C ../r list --worktree --config other.yml --kind d)" = draft ]
	[ "$(in_bash -C ../r --config = other.yml list --worktree --owner w)" = writers ]
	printf 'lint: {custom: [{name: our-own-rule, require: {action: {one_of: [x]}}, message: m}]}\n' >../r/rules.yml
	[ "$(in_bash -C ../r --config rules.yml explain our)" = our-own-rule ]
	[ "$(in_bash -C ../r explain our)" = '' ]
}

@test "bash offers files as they are seen from the folder that stands before" {
	two_places
	mkdir config-of-here
	[ "$(in_bash lint con)" = config-of-here ]
	[ "$(in_bash -C ../r lint con)" = config/ ]
	[ "$(in_bash -C ../r lint config/ev)" = config/events/ ]
	[ "$(in_bash -C ../r lint --config ot)" = other.yml ]
	[ "$(in_bash -C ../r build --output con)" = config/ ]
	[ "$(in_bash -C ../r lint "$PWD/con")" = "$PWD/config-of-here/" ]
	[ "$(CDPATH=$STORY in_bash -C r lint con)" = '' ]
	[ "$(in_bash -C ../nowhere lint con)" = '' ]
	[ "$(in_bash -C con)" = config-of-here ]
}

@test "a folder or revision that is called like a command is none" {
	two_places
	ln -s ../r lint
	[ "$(in_bash -C lint show pu)" = push ]
	[ "$(in_bash -C lint sho)" = show ]
	[ "$(in_bash --rev lint sho)" = show ]
	[[ " $(in_bash -C lint '') " == *' build lint diff '* ]]
}

@test "zsh offers what the folder has that stands before" {
	two_places
	[[ " $(in_zsh keys show '') " != *' push '* ]]
	for words in '-C ../r show' '-C../r show' 'show -C ../r' 'show --directory=../r' '-C "../r" log' '-C lint show'; do
		ln -sfn ../r lint
		read -ra words <<<"$words"
		[[ " $(in_zsh keys "${words[@]}" '') " == *' push '* ]] || { echo "${words[@]}: $(in_zsh keys "${words[@]}" '')"; return 1; }
	done
	[[ " $(HOME=$STORY in_zsh keys -C '~/r' show '') " == *' push '* ]]
	[[ " $(in_zsh keys -C ../r show --worktree '') " == *' pull_it '* ]]
	[[ " $(in_zsh groups -C ../r list --owner '') " == *' source_code '* ]]
	[[ " $(in_zsh kinds -C ../r list --worktree --config other.yml --kind '') " == *' draft '* ]]
	[ "$(in_zsh schemas -C ../r schema '')" = 'event metric dictum.yml owners' ]
	[[ " $(in_zsh revisions -C ../r diff '') " == *' v1 '* ]]
	[ "$(in_zsh files -C ../r lint '')" = "-W $STORY/r" ]
	[ "$(in_zsh files lint '')" = '' ]
	[[ " $(in_zsh rules -C ../r explain '') " == *' event-unused '* ]]
}

@test "fish offers what the folder has that stands before" {
	two_places
	[ "$(in_fish show pus)" = '' ]
	for words in '-C ../r show' '-C../r show' 'show -C ../r' 'show --directory=../r' '-C "../r" log' '-C lint show'; do
		ln -sfn ../r lint
		[ "$(in_fish "$words pus")" = push ] || { echo "$words: $(in_fish "$words pus")"; return 1; }
	done
	[ "$(HOME=$STORY in_fish '-C ~/r show pus')" = push ]
	[ "$(in_fish '-C ../r show --worktree pul')" = pull_it ]
	[ "$(in_fish '-C ../r list --owner so')" = source_code ]
	[ "$(in_fish '-C ../r list --worktree --config other.yml --kind d')" = draft ]
	[ "$(in_fish '-C ../r diff v')" = v1 ]
	[ "$(in_fish '-C ../r lint config/ev')" = config/events/ ]
	[ "$(in_fish '-C ../r lint --format json=conf')" = json=config/ ]
	[ "$(in_fish '-C ../r explain event-unu')" = event-unused ]
}
