#!/usr/bin/env bats
# Real runs of the program with system calls that fail or kill it, packs that go away or get shorter, descriptors that are closed. What reads tells what
# it could not read and never prints less; what writes leaves the old or the new whole, and the next run finishes. Samples; with DEEP=N every
# N-th of calls times faults (make check-deep): 50,000 runs, which take half an hour.
load helper

need_strace() {
	command -v strace >/dev/null || { echo "there is no strace"; return 1; }
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	case $DICTUM in */asan/*) skip "the leak checker cannot run below strace" ;; esac
}

# the tool that makes calls fail, and a kernel that asks about calls
need_calls() {
	FAIL=${DICTUM_TOOLS:-$(dirname "$DICTUM")/tools}/call_fail
	[ -x "$FAIL" ] || { echo "call_fail is not built"; return 1; }
	"$FAIL" --list -- --version >told || [ $? != 77 ] || skip "$(tail -1 told)"
}

# injured EVERY OPTION... -- WORD...: each EVERY-th of calls times faults, or all when that is asked for
injured() {
	every=$1
	shift
	what="$*"
	what=${what#*-- }
	"$FAIL" --stride "${DEEP:-$every}" "$@" >told || { cat told; return 1; }
	sed "s|^|# ${what%% -o *}: |" told >&3
	grep -q 'bad 0$' told
}

# A repository whose work tree differs from its commit, with packs, single objects and a tag.
repository() {
	small_repo r
	git -C r tag v16.0.0
	next_day
	sed -i 's/^description:.*/description: A push as it is told of today, whatever it was/' r/config/events/push.yml
	commit_all 'Tell more of pushes' r >/dev/null
	git -C r repack -qad
	git -C r tag v16.1.0
	sed 's/^action:.*/action: push_again/' r/config/events/push.yml >r/config/events/push_again.yml
	commit_all 'Push again' r >/dev/null
	sed 's/^action:.*/action: push_soon/' r/config/events/push.yml >r/config/events/push_soon.yml
	sed -i 's/^description:.*/description: Not committed yet, and as long as it should be/' r/config/events/push.yml
}

@test "faults: what cannot be read of a work tree is told" {
	need_calls
	repository
	injured 17 -- -C r lint --jobs 1
	injured 31 -- -C r lint --jobs 1 --since HEAD~1 --format json
	injured 31 -- -C r lint --jobs 1 --staged
	injured 1 --fault EACCES --only access --only faccessat --only newfstatat -- -C r lint --jobs 1 --staged
}

@test "faults: what cannot be read of a commit is told, wherever its repository is" {
	need_calls
	repository
	git clone -q --bare --shared r bare.git
	git -C r worktree add -q "$STORY/linked" HEAD~1 2>/dev/null
	injured 31 -- -C r list --jobs 1
	injured 31 -- -C bare.git list --jobs 1
	injured 31 -- -C linked list --jobs 1
}

@test "faults: what cannot be read of a history is told" {
	need_calls
	repository
	injured 31 -- -C r log push --jobs 1 --no-cache
	injured 31 -- -C r diff HEAD~1 --jobs 1
	injured 31 -- -C r show push --history --jobs 1
	injured 31 -- -C r search push --jobs 1
	injured 31 -- -C r search --no-cache edition.x --jobs 1
	branches_meet r
	injured 31 -- -C r log push --history full --jobs 1
}

# ---- writing ----

same_tree() { [ -d "$1" ] && diff -rq "$1" "$2" >/dev/null; }

@test "faults: what killed runs have half kept of a history goes with the next run that keeps one" {
	repository
	export XDG_CACHE_HOME=$STORY/cache
	mkdir -p -m 700 cache/dictum
	for half in .0123.history.1.0.part .4567.history.22.1.part; do echo half >"cache/dictum/$half"; done
	git -C r checkout -q . && rm r/config/events/push_soon.yml
	tree=$(git -C r rev-parse 'HEAD^{tree}') last=$(git -C r rev-parse HEAD)
	for i in $(seq 205); do last=$(git -C r commit-tree -p "$last" -m "$i" "$tree"); done
	git -C r reset -q --hard "$last"
	# one that another run may be writing at this moment stays
	flock cache/dictum "$DICTUM" -C r log push >beside
	[ "$(ls -A cache/dictum)" = "$(printf '.0123.history.1.0.part\n.4567.history.22.1.part')" ]
	"$DICTUM" -C r log push | cmp beside -
	[[ $(ls -A cache/dictum) = *.history ]]
	[ "$(ls -A cache/dictum | wc -l)" = 1 ]
	"$DICTUM" -C r log push | cmp beside -
}

# Enough commits for a history that is kept; an old site. What is written lies in memory: flushing a busy disk a thousand times takes minutes.
long_repository() {
	place=$STORY
	[ -n "$TMPDIR" ] || [ ! -w /dev/shm ] || place=/dev/shm
	WRITTEN=$(mktemp -d "$place/dictum-faults-XXXXXX")
	RUN=$WRITTEN/run
	repository
	rm r/config/events/push_soon.yml && git -C r checkout -q .
	tree=$(git -C r rev-parse 'HEAD^{tree}') last=$(git -C r rev-parse HEAD)
	for i in $(seq 205); do last=$(git -C r commit-tree -p "$last" -m "$i" "$tree"); done
	git -C r reset -q --hard "$last" && git -C r repack -qad
	mkdir "$RUN"
	export XDG_CACHE_HOME=$RUN/cache
	"$DICTUM" -C r build --rev HEAD~206 --jobs 1 -o "$RUN/site" 2>/dev/null
	mkdir -p "$RUN/cache"
}

teardown() {
	[ -z "$WRITTEN" ] || rm -rf "$WRITTEN"
	cleanup_env
}

# A manifest names what the site was made from, too, of which some may not have been readable.
publishes() {
	every=$1
	shift
	injured "$every" --watch "$RUN" --result "$RUN/site" --leave-out .dictum-manifest --mended "$@" -- \
		-C r build --jobs 1 -o "$RUN/site"
	grep -q 'mixed 0, unrecovered 0, wrong successes 0' told
}

@test "faults: a build that is killed or whose calls fail leaves the old or the new site, and the next one finishes" {
	need_calls
	long_repository
	publishes 97
	rm -rf "$RUN"/site "$RUN"/cache/*
	publishes 197
}

@test "faults: a build that replaces file by file and is killed or whose calls fail is finished by the next one" {
	need_calls
	long_repository
	publishes 197 --stepwise
	grep -q 'half done [1-9]' told
	publishes 11 --stepwise --only unlinkat --fault EIO
}

@test "a site that is replaced file by file gets what pages use first, then pages, then data" {
	need_strace
	small_repo r
	"$DICTUM" -C r build -o "$STORY/site" 2>/dev/null
	sed -i 's/^description:.*/description: Another one, for pages, data and search/' r/config/events/push.yml
	strace -f -y -o trace -e trace=renameat,renameat2 -e inject=renameat2:error=EXDEV "$DICTUM" -C r build --worktree -o "$STORY/site" 2>/dev/null
	sed -n 's|.*renameat([0-9]*<[^>]*>, "[^"]*", [0-9]*<[^>]*/site>, "\([^"]*\)".* = 0$|\1|p' trace |
		sed 's|^api/.*|data|; s|.*\.html$|page|; s|^\.dictum-manifest$|manifest|; /^data$/b; /^page$/b; /^manifest$/b; s/.*/used/' >ranks
	[ "$(uniq ranks | tr '\n' ' ')" = 'used page data manifest ' ]
}

@test "faults: definitions are mended whole or not at all, and so are reports" {
	need_calls
	repository
	cp -R r work && rm -rf work/.git
	sed -i 's/"16.0"/16.10/' work/config/events/push.yml
	injured 29 --watch "$STORY/work" --result "$STORY/work/config/events/push.yml" --mended -- -C work lint --fix --jobs 1
	injured 1 --only fchmod --only fsync --only flock --only renameat --watch "$STORY/work" --result "$STORY/work/config/events/push.yml" --mended -- \
		-C work lint --fix --jobs 1
	mkdir report
	echo old >report/json
	injured 29 --watch "$STORY/report" --result "$STORY/report/json" --mended --parts -- -C r lint --jobs 1 --format "json=$STORY/report/json"
	injured 1 --only write --only fchmod --only flock --only fcntl --only rename --watch "$STORY/report" --result "$STORY/report/json" --mended --parts -- \
		-C r lint --jobs 1 --format "json=$STORY/report/json"
}

# ---- while others are at work ----

@test "a mended file is on the disk before it has its name" {
	need_strace
	small_repo r
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	strace -f -e trace=fsync,renameat -o trace "$DICTUM" -C r lint --fix -q
	[ "$(grep -oE '^[0-9]+ +(fsync|renameat)' trace | awk '{ print $2 }' | tr '\n' ' ')" = 'fsync renameat ' ]
	strace -f -e trace=fsync,rename -o trace "$DICTUM" -C r lint --baseline base.json --baseline-update -q
	[ "$(grep -oE '^[0-9]+ +(fsync|rename)' trace | awk '{ print $2 }' | tr '\n' ' ')" = 'fsync rename ' ]
}

@test "faults: git may pack, prune and repack while the program reads" {
	repository
	git -C r checkout -q . && rm r/config/events/push_soon.yml
	for i in $(seq 20); do
		sed "s/^action:.*/action: event_$i/" r/config/events/push.yml >"r/config/events/event_$i.yml"
		commit_all "Add $i" r >/dev/null
		git -C r tag "v17.$i"
	done
	"$DICTUM" -C r list --format csv >list
	"$DICTUM" -C r build --no-cache -o "$STORY/site" 2>/dev/null
	end=$((SECONDS + 3))
	[ -z "$DEEP" ] || end=$((SECONDS + 120))
	(while [ $SECONDS -lt $end ]; do
		git -C r repack -qad
		git -C r pack-refs --all
		git -C r gc -q --prune=now
		git -C r repack -qadf --depth=1
		git -C r unpack-objects -q <"$(ls r/.git/objects/pack/*.pack | head -1)"
	done >/dev/null 2>&1) &
	gc=$!
	n=0
	while [ $SECONDS -lt $end ]; do
		"$DICTUM" -C r list --format csv >now
		cmp list now
		rm -rf again
		"$DICTUM" -C r build --no-cache -o "$STORY/again" 2>/dev/null
		same_tree site again
		"$DICTUM" -C r lint --since HEAD~3 >/dev/null 2>&1
		n=$((n + 3))
	done
	wait $gc
	echo "# $n runs beside git gc: all the same" >&3
	[ "$n" -ge 3 ]
}

@test "faults: a pack that gets shorter while it is mapped ends the run in one sentence" {
	need_strace
	repository
	git -C r checkout -q . && rm r/config/events/push_soon.yml
	git -C r repack -qadf --depth=0 --window=0
	mkdir out
	for command in 'list' "build --no-cache -o $STORY/out/site"; do
		# shellcheck disable=SC2086
		strace -f -e trace=openat,mmap -o trace "$DICTUM" -C r $command --jobs 1 >/dev/null 2>&1
		rm -rf out/* out/.site*
		count=$(awk '{ sub(/^[0-9]+ +/, "") } /^mmap/ { n++; if (on) { print n; exit } } /\.pack"/ { on = 1 }' trace)
		pack=$(ls r/.git/objects/pack/*.pack)
		cp "$pack" whole && chmod u+w "$pack"
		code=0
		# shellcheck disable=SC2086
		strace -f -o /dev/null -e trace=mmap -e inject=mmap:delay_exit=1500000:when="$count" \
			"$DICTUM" -C r $command --jobs 1 >stdout 2>stderr & reader=$!
		sleep 0.7
		: >"$pack"
		wait $reader || code=$?
		cat whole >"$pack"
		cat stderr
		[ "$code" = 3 ]
		[ ! -s stdout ]
		[ "$(wc -l <stderr)" = 1 ]
		[ ! -e out/site ]
		[ -z "$(find out -name '*stage*')" ]
	done
}

@test "faults: two builds at once, into one place: one of them publishes, both tell the truth" {
	small_repo r
	rounds=4
	[ -z "$DEEP" ] || rounds=50
	for i in $(seq $rounds); do
		rm -rf out && mkdir out
		"$DICTUM" -C r build --no-cache -o "$STORY/out/site" >/dev/null 2>first & one=$!
		"$DICTUM" -C r build --no-cache -o "$STORY/out/site" >/dev/null 2>second & other=$!
		x=0; wait $one || x=$?
		y=0; wait $other || y=$?
		[ "$x" = 0 ] || { [ "$x" = 3 ] && grep -q 'another run' first; }
		[ "$y" = 0 ] || { [ "$y" = 3 ] && grep -q 'another run' second; }
		[ "$x" = 0 ] || [ "$y" = 0 ]
		[ "$(ls -A out | tr '\n' ' ')" = ".site.lock site " ]
		dictum -C r build --no-cache --check -o "$STORY/out/site"
		exits 0
	done
}

@test "faults: languages and places of others change nothing" {
	small_repo r
	"$DICTUM" -C r build --no-cache -o "$STORY/here" 2>/dev/null
	LC_ALL=C "$DICTUM" -C r lint --format json >here.json
	for locale in C.UTF-8 tr_TR.UTF-8 de_DE.UTF-8 nowhere; do
		LC_ALL=$locale LANG=$locale TZ=Pacific/Kiritimati "$DICTUM" -C r build --no-cache -o "$STORY/there" 2>/dev/null
		same_tree here there
		rm -rf there
		LC_ALL=$locale TZ=:/nowhere "$DICTUM" -C r lint --format json | cmp here.json -
	done
}

@test "faults: clocks that are wrong change nothing, be it those of the machine, of files or of commits" {
	case $DICTUM in */asan/*) skip "the sanitizer's runtime has to be loaded first" ;; esac
	small_repo r
	"$DICTUM" -C r build --no-cache -o "$STORY/here" 2>/dev/null
	"$DICTUM" -C r lint --format json >here.json
	cat >clock.c <<-'END'
		#include <time.h>
		int clock_gettime(clockid_t id, struct timespec *t) { (void)id; t->tv_sec = NOW; t->tv_nsec = 0; return 0; }
		time_t time(time_t *t) { if (t) *t = NOW; return NOW; }
	END
	for now in -1 0 4294967296 253402300800; do
		"${CC:-cc}" -shared -fPIC -DNOW="$now"L -o "$STORY/clock.so" clock.c
		LD_PRELOAD=$STORY/clock.so "$DICTUM" -C r build --no-cache -o "$STORY/there" 2>/dev/null
		same_tree here there
		rm -rf there
		find r/config -type f -exec touch -d "@$now" {} +
		LD_PRELOAD=$STORY/clock.so "$DICTUM" -C r lint --format json | cmp here.json -
	done
	tree=$(git -C r rev-parse 'HEAD^{tree}') last=$(git -C r rev-parse HEAD)
	for date in '-86400 +0000' '0 +0000' '4294967296 +1400' '99999999999 -1200' '9223372036854775807 +0000' '1700000000 +9999' 1700000000; do
		last=$(printf 'tree %s\nparent %s\nauthor A <a@b> %s\ncommitter A <a@b> %s\n\nm\n' "$tree" "$last" "$date" "$date" |
			git -C r hash-object -t commit -w --stdin --literally)
		git -C r update-ref refs/heads/main "$last"
		rm -rf there again
		"$DICTUM" -C r build --no-cache -o "$STORY/there" 2>/dev/null
		LD_PRELOAD=$STORY/clock.so TZ=Pacific/Kiritimati "$DICTUM" -C r build --no-cache -o "$STORY/again" 2>/dev/null
		same_tree there again
		dictum -C r log push
		exits 0
	done
}

@test "faults: descriptors that are closed are never those of a file of ours" {
	small_repo r
	"$DICTUM" -C r build --no-cache -o "$STORY/whole" 2>/dev/null
	"$DICTUM" -C r lint --format json >whole.json 2>/dev/null
	for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
		rm -rf again r/report.json
		eval "\"\$DICTUM\" -C r build --no-cache -o \"\$STORY/again\" 3>&- 4>&- $closed" || [ "$closed" != "${closed#*2>&-}" ]
		same_tree whole again
		eval "\"\$DICTUM\" -C r lint --format json=report.json $closed" || true
		cmp whole.json r/report.json || { echo "$closed"; return 1; }
	done
}
