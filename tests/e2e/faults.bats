#!/usr/bin/env bats
# Real runs of the program with system calls that fail or kill it, packs that go away or get shorter, descriptors that are closed. What reads tells what
# it could not read and never prints less; what writes leaves the old or the new whole, and the next run finishes. Samples; with DEEP=N every
# N-th call has every fault (make check-deep).
load helper

need_strace() {
	command -v strace >/dev/null || skip "strace is not installed"
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	case $DICTUM in */asan/*) skip "the leak checker cannot run below strace" ;; esac
}

# once the program has begun: the first thing it does is to open /dev/null; of what cannot fail there is no failure to tell
# calls TRACE: "<syscall> <n>"; n counts from the start, as strace does
calls() {
	awk '/\.gcda"/ { exit } # counters of coverage are written at the end
	     { sub(/^[0-9]+ +/, "") }
	     !/^[a-z0-9_]+\(/ { next }
	     { name = $0; sub(/\(.*/, "", name); n[name]++ }
	     /"\/dev\/null"/ { on = 1 }
	     on && name !~ /^(exit|exit_group|getuid|geteuid|getgid|getegid|futex|rt_sig.*|brk|munmap|mprotect|madvise|sched_.*|rseq|set_robust_list)$/ { print name, n[name] }' "$1"
}

# sample EVERY: each EVERY-th line, or how many are asked for
sample() { awk -v every="${DEEP:-$1}" 'NR % every == 0'; }

# turn I FAULT...: the fault whose turn it is, or all when that is asked for
turn() {
	i=$1
	shift
	if [ -n "$DEEP" ]; then echo "$@"; else eval "echo \${$((i % $# + 1))}"; fi
}

# inject NAME FAULT N WORD...: one run; exit code in $code, output in files
inject() {
	name=$1 fault=$2 count=$3
	shift 3
	code=0 own=
	[ "$fault" != signal=KILL ] || own="env GCOV_PREFIX=$STORY/coverage" # a run that is killed leaves broken counts
	$own timeout 60 strace --seccomp-bpf -f -o /dev/null -e trace="$name" -e inject="$name:$fault:when=$count" "$DICTUM" "$@" >stdout 2>stderr || code=$?
}

# reads EVERY WORD...: with a failing call it prints what it prints otherwise, or it says why not, or names the file as one that cannot be read
reads() {
	every=$1
	shift
	strace -f -o trace "$DICTUM" "$@" >/dev/null 2>&1 || true
	expected=0
	"$DICTUM" "$@" >expected 2>/dev/null || expected=$?
	calls trace | sample "$every" >pairs
	same=0 told=0 found=0 bad=0 at=0
	while read -r name count; do
		at=$((at + 1))
		for error in $(turn $at EIO EACCES EINTR); do
			inject "$name" "error=$error" "$count" "$@"
			if [ "$code" = "$expected" ] && cmp -s stdout expected; then same=$((same + 1))
			elif [[ $code = [23] || $code = 70 ]] && [ ! -s stdout ] && [ -s stderr ]; then told=$((told + 1))
			elif grep -q file-unreadable stdout; then found=$((found + 1))
			else bad=$((bad + 1)) && echo "# $name $count $error: exit $code, $(head -1 stderr)" >&3; fi
		done
	done <pairs
	echo "# $*: the same $same, told $told, named $found, neither $bad" >&3
	[ $((same + told + found)) -ge 3 ]
	[ "$bad" = 0 ]
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
	need_strace
	repository
	reads 23 -C r lint --jobs 1
	reads 31 -C r lint --jobs 1 --since HEAD~1 --format json
}

@test "faults: what cannot be read of a commit is told, wherever its repository is" {
	need_strace
	repository
	git clone -q --bare --shared r bare.git
	git -C r worktree add -q "$STORY/linked" HEAD~1 2>/dev/null
	reads 31 -C r list --jobs 1
	reads 37 -C bare.git list --jobs 1
	reads 37 -C linked list --jobs 1
}

@test "faults: what cannot be read of a history is told" {
	need_strace
	repository
	reads 37 -C r log push --jobs 1 --no-cache
	reads 37 -C r diff HEAD~1 --jobs 1
	reads 37 -C r show push --history --jobs 1
}

# ---- writing ----

same_tree() { [ -d "$1" ] && diff -rq "$1" "$2" >/dev/null; }

same_site() { [ -d "$1" ] && diff -rq -x .dictum-manifest "$1" "$2" >/dev/null && [ -s "$1/.dictum-manifest" ]; }

# "old", "new" or "mixed": what is in run/site; a manifest names what the site was made from, too, of which some may not have been readable
state() {
	if same_site run/site old/site; then echo old; elif same_site run/site new/site; then echo new; else echo mixed; fi
}

fresh() { rm -rf run && cp -a old run; }

publish() { XDG_CACHE_HOME=$STORY/run/cache "$DICTUM" -C r build --jobs 1 -o "$STORY/run/site"; }

recovers() {
	publish >/dev/null 2>&1 && same_tree run/site new/site && [ "$(ls -A run | tr '\n' ' ')" = ".site.lock cache site " ] &&
		[ -z "$(find run/cache -name '*.part')" ]
}

# Enough commits for a history that is kept.
long_repository() {
	repository
	rm r/config/events/push_soon.yml && git -C r checkout -q .
	tree=$(git -C r rev-parse 'HEAD^{tree}') last=$(git -C r rev-parse HEAD)
	for i in $(seq 205); do last=$(git -C r commit-tree -p "$last" -m "$i" "$tree"); done
	git -C r reset -q --hard "$last" && git -C r repack -qad
	mkdir old new
	XDG_CACHE_HOME=$STORY/old/cache "$DICTUM" -C r build --rev HEAD~206 --jobs 1 -o "$STORY/old/site" 2>/dev/null
	mkdir -p old/cache
	fresh
	publish 2>/dev/null
	rm -rf new && cp -a run new
	[ -n "$(find new/cache -name '*.history')" ]
	[ "$(state)" = new ]
}

# injured FAULT... <pairs
injured() {
	old=0 new=0 mixed=0 unrecovered=0 lies=0 n=0 others=0 at=0
	while read -r name count; do
		at=$((at + 1))
		for fault in $(turn $at "$@"); do
			fresh
			XDG_CACHE_HOME=$STORY/run/cache inject "$name" "$fault" "$count" -C r build --jobs 1 -o "$STORY/run/site"
			what=$(state)
			eval "$what=\$(($what + 1))"
			n=$((n + 1))
			[ "$what" != mixed ] || { echo "# mixed: $name $count $fault"; cat stderr; diff -rq run/site new/site; } >&3
			[ "$code" != 0 ] || [ "$what" = new ] || { lies=$((lies + 1)) && echo "# exit 0 with the old site: $name $count $fault" >&3; }
			[[ $code = [0123] || $code = 70 || $fault = signal=* ]] || { others=$((others + 1)) && echo "# exit $code: $name $count $fault" >&3; }
			recovers || { unrecovered=$((unrecovered + 1)) && echo "# not recovered: $name $count $fault: $(find run -maxdepth 1)" >&3; }
		done
	done
	echo "# $n injured builds: old $old, new $new, mixed $mixed, unrecovered $unrecovered, exit 0 with the old site $lies" >&3
	[ "$n" -ge 10 ]
	[ "$mixed $unrecovered $lies $others" = "0 0 0 0" ]
}

@test "faults: a build that is killed or whose calls fail leaves the old or the new site, and the next one finishes" {
	need_strace
	long_repository
	fresh
	XDG_CACHE_HOME=$STORY/run/cache strace -f -o trace "$DICTUM" -C r build --jobs 1 -o "$STORY/run/site" >/dev/null 2>&1
	calls trace | sample 149 >pairs
	injured signal=KILL error=ENOSPC error=EIO error=EINTR error=EACCES <pairs
}

@test "faults: definitions are mended whole or not at all, and a report is written or its failure is told" {
	need_strace
	repository
	sed -i 's/"16.0"/16.10/' r/config/events/push.yml
	cp -R r broken && cp -R r mended
	"$DICTUM" -C mended lint --fix --jobs 1 >/dev/null 2>&1 || true
	cp -R broken work
	strace -f -o trace "$DICTUM" -C work lint --fix --jobs 1 >/dev/null 2>&1 || true
	calls trace | sample 29 >pairs
	n=0 at=0
	while read -r name count; do
		at=$((at + 1))
		for fault in $(turn $at signal=KILL error=ENOSPC error=EIO error=EINTR error=EACCES); do
			rm -rf work && cp -R broken work
			inject "$name" "$fault" "$count" -C work lint --fix --jobs 1
			n=$((n + 1))
			file=work/config/events/push.yml
			cmp -s $file broken/config/events/push.yml || cmp -s $file mended/config/events/push.yml
			[ "$code" != 0 ] || cmp -s $file mended/config/events/push.yml
			[ "${fault#signal}" != "$fault" ] || [ -z "$(find work -name '*.part')" ] || [ "$name" = unlink ]
		done
	done <pairs
	echo "# $n runs that mend: none half done" >&3
	[ "$n" -ge 5 ]
	strace -f -o trace "$DICTUM" -C r lint --jobs 1 --format json=report.json >/dev/null 2>&1 || true
	expected=0
	"$DICTUM" -C r lint --jobs 1 --format json=expected.json >/dev/null 2>&1 || expected=$?
	calls trace | grep -E '^(openat|write|close|fsync|rename|fchmod|ftruncate) ' | tail -8 >pairs
	while read -r name count; do
		for error in ENOSPC EIO; do
			rm -f r/report.json
			inject "$name" "error=$error" "$count" -C r lint --jobs 1 --format json=report.json
			[ "$code" != "$expected" ] || cmp r/report.json r/expected.json
		done
	done <pairs
}

# ---- while others are at work ----

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
	for i in 1 2 3 4; do
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

@test "faults: descriptors that are closed are never those of a file of ours" {
	small_repo r
	"$DICTUM" -C r build --no-cache -o "$STORY/whole" 2>/dev/null
	for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
		rm -rf again
		eval "\"\$DICTUM\" -C r build --no-cache -o \"\$STORY/again\" 3>&- 4>&- $closed" || [ "$closed" != "${closed#*2>&-}" ]
		same_tree whole again
		eval "\"\$DICTUM\" -C r lint --format json=report.json $closed" || true
		json r/report.json 'Array.isArray(v) || typeof v' >/dev/null
	done
}
