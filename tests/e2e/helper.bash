# Loaded by every story (`load helper`). Each test gets an empty folder of its own as current folder, the hermetic environment of
# tests/tools/env.sh (init_repo, commit_all, next_day) and the program as $DICTUM.
TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)

setup() {
	. "$TOP/tests/tools/env.sh"
	STORY=$BATS_TEST_TMPDIR/story
	mkdir -p "$STORY"
	cd "$STORY" || return 1
}

teardown() {
	cleanup_env
}

# dictum ARGUMENTS: runs the program; $status, $output (standard output), $errors (standard error)
dictum() {
	status=0
	output=$("$DICTUM" "$@" 2>"$BATS_TEST_TMPDIR/errors") || status=$?
	errors=$(cat "$BATS_TEST_TMPDIR/errors")
}

# exits CODE: the last `dictum` ended with this code; shows what it said when it did not
exits() {
	[ "$status" -eq "$1" ] && return
	printf 'exit %s, expected %s\n--- stdout\n%s\n--- stderr\n%s\n' "$status" "$1" "$output" "$errors"
	return 1
}

# prints TEXT / complains TEXT: standard output / standard error holds this text
prints() { holds "standard output" "$output" "$1"; }
complains() { holds "standard error" "$errors" "$1"; }
holds() {
	[[ $2 == *"$3"* ]] && return
	printf 'expected in %s: %s\n--- it is\n%s\n' "$1" "$3" "$2"
	return 1
}

# lacks GREP_ARGUMENTS...: nothing of this is in there; shows what is. `! grep` alone fails no story but in its last line, nor does it tell a file
# that is not there from one that lacks it.
lacks() {
	local code=0
	grep "$@" || code=$?
	[ "$code" = 1 ]
}

# sample FOLDER: copies the sample dictionary there and makes it a repository with one commit
sample() {
	cp -R "$TOP/definitions" "$1" && init_repo "$1" && commit_all 'Add the dictionary' "$1" >/dev/null
}

# json FILE EXPRESSION: evaluates JavaScript over the file's value `v` and prints it
json() {
	node -e 'const v = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(eval(process.argv[2]))' "$1" "$2"
}

# small FOLDER: copies the small dictionary of the tests there, lint-clean, without a repository
small() { cp -R "$TOP/tests/sample" "$1"; }

# small_repo FOLDER: the same as a repository with one commit
small_repo() { small "$1" && init_repo "$1" && commit_all 'Add the dictionary' "$1" >/dev/null; }

# branches_meet FOLDER: of its repository of small_repo; both sides tell of pushes anew, one of them adds an event, and the merge takes nothing of it
branches_meet() {
	git -C "$1" checkout -q -f -b side
	sed -i 's/^description:.*/description: A push as the other side tells of it, whatever it was/' "$1/config/events/push.yml"
	sed 's/^action:.*/action: push_aside/' "$1/config/events/push.yml" >"$1/config/events/push_aside.yml"
	commit_all 'Tell it otherwise' "$1" >/dev/null
	git -C "$1" checkout -q main
	sed -i 's/^description:.*/description: A push as this side tells of it, whatever it is/' "$1/config/events/push.yml"
	commit_all 'Tell it here, too' "$1" >/dev/null
	git -C "$1" merge -q -s ours -m 'Merge' side
	next_day
}

# tree_hash FOLDER: one sum over names and bytes of everything in it
tree_hash() { (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum); }

# tree_state FOLDER: names, inodes and times, which change when a file is written
tree_state() { (cd "$1" && find . -printf '%p %i %T@ %s\n' | LC_ALL=C sort); }

# places: the first lines of the findings on standard output, "path:line:column rule"
places() { printf '%s\n' "$output" | sed -nE 's/^(.*): (error|warning|note)\[([a-z0-9-]+)\]: .*/\1 \3/p'; }

# is_root: only root may do some things, and may do too much for others
is_root() { [ "$(id -u)" = 0 ]; }
