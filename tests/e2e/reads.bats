#!/usr/bin/env bats
# Where definitions come from: work tree or commit, bare and linked, sub-folders, and what happens when there is nothing to read.
load helper

description() { # KEY ARGUMENT...: description of an entry as `list` has it
	key=$1
	shift
	"$DICTUM" "$@" show "$key" --format json >"$BATS_TEST_TMPDIR/entry.json" || return
	json "$BATS_TEST_TMPDIR/entry.json" v.description
}

@test "lint reads the work tree, list and show read the last commit" {
	small_repo r
	sed -i 's/^description:.*/description: Edited/; s/"16.0"/16.10/' r/config/events/push.yml
	dictum -C r lint
	exits 1
	prints 'config/events/push.yml:8:12: error[milestone-unquoted]'
	[ "$(description push -C r)" = 'Somebody pushes commits to a branch' ]
	[ "$(description push -C r --worktree)" = Edited ]
	dictum -C r lint --rev HEAD
	exits 0
}

@test "a build is of the last commit, or of the work tree when that is asked for" {
	small_repo r
	sed -i 's/^description:.*/description: Edited/' r/config/events/push.yml
	dictum -C r build -o "$PWD/out"
	exits 0
	[ "$(json out/events/push.json v.description)" = 'Somebody pushes commits to a branch' ]
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	[ "$(json out/events/push.json v.description)" = Edited ]
	[ "$(json out/events/push.json v.commit)" = undefined ]
}

@test "a revision is anything git takes for a commit" {
	small_repo r
	first=$(git -C r rev-parse HEAD)
	git -C r tag -a v1 -m one
	sed -i 's/^description:.*/description: Second/' r/config/events/push.yml
	commit_all 'Second' r >/dev/null
	for rev in "$first" "${first:0:10}" v1 HEAD~1 'v1^{commit}' main~1; do
		[ "$(description push -C r --rev "$rev")" = 'Somebody pushes commits to a branch' ]
	done
	[ "$(description push -C r --rev main)" = Second ]
}

@test "files that were added and not committed are read by lint only" {
	small_repo r
	cp r/config/events/push.yml r/config/events/again.yml
	dictum -C r lint
	exits 1
	prints 'action-duplicate'
	dictum -C r list
	[ "$(grep -c ' push ' <<<"$output")" = 1 ]
}

@test "a bare repository works, and has no work tree to read" {
	small_repo r
	git clone -q --bare r bare.git
	dictum -C bare.git list
	exits 0
	prints 'counts.count_total_push'
	dictum -C bare.git lint
	exits 0
	dictum -C bare.git list --worktree
	exits 2
	complains 'is a bare repository and has no work tree'
	for command in 'lint --staged' 'diff --staged'; do
		# shellcheck disable=SC2086
		dictum -C bare.git $command
		exits 2
		complains 'is a bare repository and has no index'
	done
	dictum -C bare.git init
	exits 2
	complains 'is a bare repository'
	[ ! -e bare.git/dictum.yml ]
}

@test "of a bare repository whose branch has no commits nobody is sent to a work tree" {
	small_repo r
	git init -q --bare -b trunk bare.git
	git -C r push -q ../bare.git HEAD:main
	for command in lint list 'schema metric'; do
		# shellcheck disable=SC2086
		dictum -C bare.git $command
		exits 3
		[ "$errors" = "dictum: branch 'trunk' of repository '$PWD/bare.git' has no commits yet: push some, or name another branch with --rev" ]
	done
	dictum -C bare.git list --rev main
	exits 0
}

@test "columns of a list stay apart, however long a key or a kind is" {
	small r
	printf 'kinds:\n  feature_flag: {files: flags/*.yml, key: /name}\n' >r/dictum.yml
	mkdir r/flags
	long=$(printf 'x%.0s' {1..120})
	echo "name: $long" >r/flags/a.yml
	echo 'name: short' >r/flags/b.yml
	dictum -C r list
	exits 0
	prints "feature_flag $long active"
	[[ $output =~ feature_flag\ short\ {76}active ]]
	[[ $output =~ metric\ {7}edition\ {74}broken\ {5}code_review ]]
	[[ $output != *' '$'\n'* ]]
}

@test "a linked work tree is read where it is" {
	small_repo r
	git -C r worktree add -q ../linked -b other
	sed -i 's/^description:.*/description: Linked/' linked/config/events/push.yml
	commit_all 'Linked' linked >/dev/null
	[ "$(description push -C linked)" = Linked ]
	[ "$(description push -C r)" = 'Somebody pushes commits to a branch' ]
}

@test "started in a sub-folder, the whole dictionary is read and paths are those from the top" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	cd r/config/metrics
	dictum lint
	exits 1
	[ "$(places)" = 'config/events/push.yml:8:12 milestone-unquoted' ]
}

@test "the root is the nearest folder with a dictum.yml, and paths are still those from the top" {
	mkdir r
	init_repo r
	small r/data
	echo 'not a definition' >r/data/config/metrics/counts_all/x.yml
	commit_all 'Add' r >/dev/null
	dictum -C r/data/config lint
	exits 1
	[ "$(places)" = 'data/config/metrics/counts_all/x.yml:1:1 file-not-mapping' ]
	dictum -C r/data list
	prints counts.count_total_push
	dictum -C r list
	exits 0
	[ -z "$output" ]
}

@test "the configuration is that of the commit" {
	small_repo r
	echo 'title: [broken' >r/dictum.yml
	dictum -C r list
	exits 0
	dictum -C r lint
	exits 2
	complains 'dictum.yml:1:8: the closing ] is missing'
	[ -z "$output" ]
}

@test "a plain folder works without history" {
	small plain
	dictum -C plain lint
	exits 0
	dictum -C plain list
	exits 0
	prints counts.count_total_push
	dictum -C plain build -o "$PWD/out"
	exits 0
	[ -f out/index.html ]
	dictum -C plain list --rev HEAD
	exits 3
	complains 'is not in a git repository'
	[ ! -e plain/.git ]
}

@test "in a plain folder the root may be further up" {
	small plain
	dictum -C plain/config/events list
	exits 0
	prints counts.count_total_push
}

@test "a repository of somebody else is read" {
	is_root || skip "only root can give files away"
	small_repo r
	chown -R 12345:12345 r
	dictum -C r list
	exits 0
	prints counts.count_total_push
	dictum -C r build -o "$PWD/out"
	exits 0
}

@test "settings of the person and of the system change nothing" {
	small_repo r
	printf '[core]\n\tautocrlf = true\n[safe]\n\tdirectory = /nowhere\n' >"$HOME/.gitconfig"
	GIT_CONFIG_GLOBAL="$HOME/.gitconfig" GIT_DIR=/nowhere GIT_WORK_TREE=/nowhere dictum -C r list
	exits 0
	prints counts.count_total_push
}

@test "a shallow clone is enough" {
	small_repo r
	commit_all 'Second' r >/dev/null
	git clone -q --depth 1 "file://$PWD/r" shallow
	dictum -C shallow list
	exits 0
	prints counts.count_total_push
	dictum -C shallow build -o "$PWD/out"
	exits 0
	dictum -C shallow list --rev HEAD~1
	exits 3
	[ "$(wc -l <<<"$errors")" = 1 ]
}

@test "a partial clone without the files is a failure in one sentence, and nothing is published" {
	small_repo r
	git -C r config uploadpack.allowFilter true
	git clone -q --bare --filter=blob:none "file://$PWD/r" partial.git
	export ASAN_OPTIONS=detect_leaks=0 # libgit2 1.5.1 forgets what it searches the configuration of such a clone with
	dictum -C partial.git build -o "$PWD/out"
	exits 3
	[ "$(wc -l <<<"$errors")" = 1 ]
	complains 'partial clone'
	[ ! -e out ]
	dictum -C partial.git list
	exits 3
	[ -z "$output" ]
}

@test "a damaged object is a failure in one sentence, and the site stays as it was" {
	small_repo r
	dictum -C r build -o "$PWD/out"
	exits 0
	before=$(tree_state out)
	sed -i 's/^description:.*/description: Second/' r/config/events/push.yml
	commit_all 'Second' r >/dev/null
	id=$(git -C r rev-parse HEAD:config/events/push.yml)
	chmod u+w "r/.git/objects/${id:0:2}/${id:2}"
	echo garbage >"r/.git/objects/${id:0:2}/${id:2}"
	dictum -C r build -o "$PWD/out"
	exits 3
	[ "$(wc -l <<<"$errors")" = 1 ]
	complains "config/events/push.yml"
	[ "$(tree_state out)" = "$before" ]
}

@test "what the index has and the repository lacks is a failure, as it is in a commit, and no finding" {
	small_repo r
	id=$(git -C r rev-parse HEAD:config/events/push.yml)
	rm -f "r/.git/objects/${id:0:2}/${id:2}"
	for source in --staged '--rev HEAD'; do
		dictum -C r lint $source
		exits 3
		[ -z "$output" ]
		complains "cannot read file 'config/events/push.yml'"
	done
	dictum explain file-unreadable
	exits 0
	lacks -E 'partial clone|damaged' <<<"$output"
	prints 'is no finding'
}

@test "a folder named like a definition is no finding, and is not told to be one" {
	small_repo r
	mkdir r/config/events/folder.yml
	dictum -C r lint --worktree
	exits 0
	dictum explain file-type
	exits 0
	lacks -i folder <<<"$output"
}

@test "a branch without commits has nothing to list, and its work tree can be checked" {
	small r
	init_repo r
	dictum -C r list
	exits 3
	complains "branch 'main'"
	dictum -C r build -o "$PWD/out"
	exits 3
	[ ! -e out ]
	dictum -C r lint
	exits 0
}

@test "a folder that does not exist and a revision that does not resolve are failures" {
	small_repo r
	for arguments in '-C nowhere list' '-C r list --rev nowhere' '-C r build -o out --rev nowhere' '-C nowhere build -o out'; do
		# shellcheck disable=SC2086
		dictum $arguments
		exits 3
		[ "$(wc -l <<<"$errors")" = 1 ]
		[ -z "$output" ]
	done
	[ ! -e out ]
}

@test "definitions are read from packs as from single objects" {
	small_repo r
	dictum -C r list --format json
	loose=$output
	git -C r gc -q
	[ -z "$(find r/.git/objects -path '*/??/*' -type f)" ]
	dictum -C r list --format json
	[ "$output" = "$loose" ]
}
