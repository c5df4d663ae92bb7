#!/usr/bin/env bats
# Every allocation, mapping and thread that a command asks for is refused once, or it and all after it: the command does what it does otherwise, or ends
# with 70, one line, no output, and whatever it writes to is as it was. Samples; with DEEP=N every N-th (make check-deep):
# 15,000 runs, which take ten minutes.
load helper

setup() {
	. "$TOP/tests/tools/env.sh"
	STORY=$BATS_TEST_TMPDIR/story
	mkdir -p "$STORY" "$TEST_HOME"
	cd "$STORY" || return 1
	FAIL=${DICTUM_TOOLS:-$(dirname "$DICTUM")/tools}/alloc_fail
	[ -x "$FAIL" ] || { echo "alloc_fail is not built"; return 1; }
	case $DICTUM in */asan/*) skip "the sanitizer's malloc cannot be replaced" ;; */cov/*) skip "counters need memory" ;; esac
	small_repo r
	git -C r tag v16.0.0
	next_day
	sed -i 's/^description:.*/description: A push as it is told of today, whatever it was/' r/config/events/push.yml
	sed -i '1i %YAML 1.1\n---' r/config/events/open_merge_request.yml # that one is read by libyaml
	commit_all 'Tell more of pushes' r >/dev/null
	git -C r repack -qad
	sed -i 's/^description:.*/description: A push as it is told of tomorrow, whatever it is/' r/config/events/push.yml
}

# loses EVERY OPTION... -- WORD...: both ways, each EVERY-th point, or all when that is asked for; the first ones are those of the C library
loses() {
	every=$1
	shift
	what="$*"
	what=${what#*-- }
	"$FAIL" --all-up-to 3 --stride "${DEEP:-$every}" "$@" >told || { cat told; return 1; }
	sed "s|^|# ${what%% -o *}, |" told >&3
	[ "$(grep -c 'bad 0$' told)" = 2 ]
}

@test "memory: what reads a little" {
	printf '{"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a|b)+$"}}}' >schema.json
	printf '%%YAML 1.1\n---\na: abab\nb: [1, 2, {c: d}]\n' >doc.yml
	loses 1 -- schema
	loses 1 -- validate --schema schema.json doc.yml
	loses 211 -- explain --list
	mkdir empty
	loses 1 --watch "$STORY/empty" -- -C empty init
}

@test "memory: checks of a work tree, a branch and an index" {
	loses 211 -- -C r lint
	loses 211 --started -- -C r lint --jobs 2 --format sarif --since HEAD~1
	loses 211 --started -- -C r lint --staged
	loses 211 --started -- -C r diff HEAD~1 HEAD
}

@test "memory: questions to a commit" {
	loses 503 -- -C r list --format json
	for question in 'show push --history' 'log push' 'search push'; do
		# shellcheck disable=SC2086
		loses 211 --started -- -C r $question
	done
}

@test "memory: a history with branches that meet" {
	branches_meet r
	loses 61 --started -- -C r log push --history full
}

@test "memory: files are mended whole or not at all" {
	cp -R r fresh && rm -rf fresh/.git
	sed -i 's/"16.0"/16.10/' fresh/config/events/push.yml
	loses 7 --watch "$STORY/fresh" --mended -- -C fresh lint --fix
	loses 7 --watch "$STORY/fresh" -- -C fresh lint --fix --diff
}

@test "memory: a site is the old one or the new one, and nothing lies beside it" {
	mkdir out
	dictum -C r build --rev HEAD~1 -o "$STORY/out/site"
	exits 0
	loses 211 --started --watch "$STORY/out" --mended -- -C r build --jobs 1 --no-cache -o "$STORY/out/site"
	loses 211 --started --watch "$STORY/out" -- -C r build --jobs 2 --gzip -o "$STORY/out/site"
	loses 211 --started --watch "$STORY/out" -- -C r build --check -o "$STORY/out/site"
}

# Where folders cannot be exchanged a run may end half way, but then the next one finishes.
@test "memory: what is half done file by file is done by the next run" {
	mkdir out
	dictum -C r build --rev HEAD~1 -o "$STORY/out/site"
	exits 0
	loses 211 --started --stepwise --watch "$STORY/out" --mended -- -C r build --jobs 1 --no-cache -o "$STORY/out/site"
	loses 1 --last 60 --started --stepwise --watch "$STORY/out" --mended -- -C r build --jobs 1 --no-cache -o "$STORY/out/site"
	grep -q 'half done [1-9]' told
}
