#!/usr/bin/env bats
# The publisher under SIGKILL at its system calls, under failing system calls, on full and read-only file systems. Old and new site share
# two thirds of their files; a few files come and go. After every injury: the old or the new site is there, whole, and the next run works.

FILES=17

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	DRIVER=${DICTUM_TOOLS:-$(dirname "${DICTUM:-build/release/dictum}")/tools}/publish_driver
	[ -x "$DRIVER" ] || make -s "$DRIVER"
	DRIVER=$(realpath "$DRIVER")
	place=${TMPDIR:-/tmp}
	[ -n "$TMPDIR" ] || [ ! -w /dev/shm ] || place=/dev/shm # flushing a busy disk a thousand times takes minutes
	WORK=$(mktemp -d "$place/dictum-publish-XXXXXX")
	export DRIVER WORK ASAN_OPTIONS=detect_leaks=0 # the leak checker cannot run below strace
	export OWN_COVERAGE="env GCOV_PREFIX=$WORK/coverage" # a run that is killed leaves broken counts
	"$DRIVER" publish "$WORK/old/s" $FILES 1
}

teardown_file() { rm -rf "$WORK"; }

setup() { cd "$WORK" || return 1; }

need_strace() {
	command -v strace >/dev/null || { echo "there is no strace"; return 1; }
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
}

need_mounts() {
	[ "$(id -u)" = 0 ] || skip "mounting needs root"
	mkdir -p probe && mount -t tmpfs none probe 2>/dev/null || skip "mounting is not allowed here"
	umount probe
}

fresh() { rm -rf run && cp -a old run; } # a place with the old site

# calls FILE: "<syscall> <n>" for each call in the trace from the first that names the output; n counts from the start, as strace does
calls() {
	awk '/\.gcda"/ { exit } # counters of coverage are written at the end
	     { sub(/^[0-9]+ +/, "") }
	     !/^[a-z0-9_]+\(/ { next }
	     { name = $0; sub(/\(.*/, "", name); n[name]++ }
	     /"run"/ { on = 1 }
	     on && name != "exit_group" { print name, n[name] }' "$1"
}

# trace OPTIONS...: the calls of the run from the old to the new site
trace() {
	fresh
	strace -f -o trace "$@" "$DRIVER" publish run/s $FILES 2 >/dev/null
	calls trace
}

# "old", "new" or "mixed": what is in run/s
state() {
	if "$DRIVER" verify run/s $FILES 1; then echo old
	elif "$DRIVER" verify run/s $FILES 2; then echo new
	else echo mixed; fi
}

# The next run brings the new site and leaves nothing beside it.
recovers() {
	"$DRIVER" publish run/s $FILES 2 >/dev/null && "$DRIVER" verify run/s $FILES 2 && [ "$(ls -A run | tr '\n' ' ')" = ".s.lock s " ]
}

# injure EXTRA FAULT NAME N: one injured run; its exit code in $code
injure() {
	code=0 own=
	[ "$2" != signal=KILL ] || own=$OWN_COVERAGE
	$own strace -f -o /dev/null $1 -e inject="$3:$2:when=$4" "$DRIVER" publish run/s $FILES 2 >/dev/null 2>message || code=$?
}

# Counts in $old, $new, $mixed, $unrecovered, $lies (exit 0 with the old site) for the pairs on standard input; faults go round.
injure_all() { # FAULT...
	old=0 new=0 mixed=0 unrecovered=0 lies=0 n=0
	while read -r name count; do
		set -- "${@:2}" "$1" # the next fault
		fresh
		injure "" "$1" "$name" "$count"
		what=$(state)
		eval "$what=\$(($what + 1))"
		n=$((n + 1))
		[ "$code" != 0 ] || [ "$what" = new ] || { lies=$((lies + 1)); echo "# exit 0 with $what: $name $count $1"; }
		[ "$what" != mixed ] || echo "# mixed: $name $count $1"
		recovers || { unrecovered=$((unrecovered + 1)); echo "# not recovered: $name $count $1"; ls -A run; }
	done
}

@test "killed at any system call, the site is whole and the next run publishes" {
	need_strace
	trace >pairs
	injure_all signal=KILL <pairs
	echo "# killed at $n calls: old $old, new $new, mixed $mixed, unrecovered $unrecovered" >&3
	[ "$n" -ge 50 ]
	[ "$old" -ge 1 ]
	[ "$new" -ge 1 ]
	[ "$mixed $unrecovered" = "0 0" ]
}

@test "whatever system call fails, the site is whole, success is never claimed wrongly and the next run publishes" {
	need_strace
	trace | grep -vE '^(mmap|munmap|brk|mprotect) ' >pairs
	injure_all error=ENOSPC error=EIO error=EINTR error=EACCES error=EDQUOT error=EROFS <pairs
	echo "# $n failing calls: old $old, new $new, mixed $mixed, unrecovered $unrecovered, wrong successes $lies" >&3
	[ "$n" -ge 50 ]
	[ "$mixed $unrecovered $lies" = "0 0 0" ]
}

@test "a first publishing killed at any system call leaves nothing or the whole site" {
	need_strace
	rm -rf run && mkdir run
	strace -f -o trace "$DRIVER" publish run/s 5 2 >/dev/null
	calls trace >pairs
	none=0 whole=0
	while read -r name count; do
		rm -rf run && mkdir run
		$OWN_COVERAGE strace -f -o /dev/null -e inject="$name:signal=KILL:when=$count" "$DRIVER" publish run/s 5 2 >/dev/null 2>&1 || true
		if [ ! -e run/s ]; then none=$((none + 1)); else "$DRIVER" verify run/s 5 2; whole=$((whole + 1)); fi
		"$DRIVER" publish run/s 5 2
		"$DRIVER" verify run/s 5 2
		[ "$(ls -A run | tr '\n' ' ')" = ".s.lock s " ]
	done <pairs
	echo "# killed at $((none + whole)) calls: nothing $none, whole $whole" >&3
	[ "$none" -ge 20 ]
	[ "$whole" -ge 1 ]
}

@test "where folders cannot be exchanged, files are replaced one by one and the run says so" {
	need_strace
	for why in EXDEV ENOSYS EINVAL; do
		fresh
		strace -f -o /dev/null -e inject=renameat2:error=$why "$DRIVER" publish run/s $FILES 2 >out
		grep -q 'atomic 0' out
		"$DRIVER" verify run/s $FILES 2
		[ "$(ls -A run | tr '\n' ' ')" = ".s.lock s " ]
	done
}

@test "a file by file replacement takes no file away that stays" {
	need_strace
	fresh
	"$DRIVER" publish run/s $FILES 2 >/dev/null
	strace -f -y -o removals -e trace=unlinkat,renameat2 -e inject=renameat2:error=EXDEV "$DRIVER" publish run/s $FILES 1 >/dev/null
	"$DRIVER" verify run/s $FILES 1
	sed -n 's|.*unlinkat([0-9]*<[^>]*/run/s>, "\([^"]*\)".* = 0$|\1|p' removals >gone
	[ -s gone ] # every other site lacks some files
	while read -r file; do
		[ ! -e "run/s/$file" ] || { echo "$file was away for a while"; return 1; }
	done <gone
}

@test "a file by file replacement killed anywhere is finished by the next run" {
	need_strace
	trace -e inject=renameat2:error=EXDEV >pairs
	after=$(grep -n '^renameat2 ' pairs | cut -d: -f1)
	sed "1,${after}d" pairs | awk 'NR % 2' >sample # every second call: each takes the time of four runs
	mixed=0 n=0
	while read -r name count; do
		fresh
		injure "-e inject=renameat2:error=EXDEV" signal=KILL "$name" "$count"
		n=$((n + 1))
		if [ "$(state)" = mixed ]; then
			mixed=$((mixed + 1))
			# the manifest comes after all new files, deletions after the manifest
			cmp -s run/s/.dictum-manifest old/s/.dictum-manifest || "$DRIVER" contains run/s $FILES 2
		fi
		recovers || { echo "# not recovered: $name $count"; ls -lA run; return 1; }
	done <sample
	echo "# killed at $n calls between two files: $mixed left in between, unrecovered 0" >&3
	[ "$n" -ge 30 ]
	[ "$mixed" -ge 5 ]
}

@test "a file by file replacement with a failing call fails or succeeds honestly and is finished by the next run" {
	need_strace
	trace -e inject=renameat2:error=EXDEV | grep -vE '^(mmap|munmap|brk|mprotect) ' >pairs
	after=$(grep -n '^renameat2 ' pairs | cut -d: -f1)
	sed "1,${after}d" pairs | awk 'NR % 3 == 0' >sample
	lies=0 n=0
	set -- ENOSPC EIO EINTR EACCES EROFS
	while read -r name count; do
		set -- "${@:2}" "$1"
		fresh
		injure "-e inject=renameat2:error=EXDEV" "error=$1" "$name" "$count"
		n=$((n + 1))
		[ "$code" != 0 ] || [ "$(state)" = new ] || { lies=$((lies + 1)); echo "# exit 0: $name $count $1"; }
		recovers || { echo "# not recovered: $name $count $1"; cat message; ls -lA run; return 1; }
	done <sample
	echo "# $n failing calls between two files: wrong successes $lies, unrecovered 0" >&3
	[ "$n" -ge 20 ]
	[ "$lies" = 0 ]
}

@test "a checking run does not touch what an interrupted one left" {
	need_strace
	fresh
	$OWN_COVERAGE strace -f -o /dev/null -e inject=renameat2:error=EXDEV -e inject=linkat:signal=KILL:when=16 \
		"$DRIVER" publish run/s $FILES 2 >/dev/null 2>&1 || true
	ls -lAR run >before
	run "$DRIVER" publish run/s $FILES 2 check
	[ "$status" -eq 3 ]
	[[ $output == *interrupted* ]]
	ls -lAR run | cmp - before
	recovers
}

@test "two runs at once: one publishes, the other says who holds the lock" {
	fresh
	run flock run/.s.lock "$DRIVER" publish run/s $FILES 2
	[ "$status" -eq 3 ]
	[[ $output == *"another run is publishing"*"run/.s.lock"* ]]
	for i in 1 2 3 4 5 6; do
		fresh
		"$DRIVER" publish run/s 300 2 >a 2>&1 & first=$!
		"$DRIVER" publish run/s 300 4 >b 2>&1 & second=$!
		x=0; wait $first || x=$?
		y=0; wait $second || y=$?
		[ "$x" = 0 ] || grep -q "another run" a
		[ "$y" = 0 ] || grep -q "another run" b
		[ "$x" = 0 ] || [ "$y" = 0 ]
		"$DRIVER" verify run/s 300 2 || "$DRIVER" verify run/s 300 4
	done
}

@test "a check writes nothing in or beside the output" {
	fresh
	rm run/.s.lock
	(cd run && find . -printf '%p %T@ %i\n' | sort) >before
	run "$DRIVER" publish run/s $FILES 2 check
	[ "$status" -eq 1 ]
	run "$DRIVER" publish run/s $FILES 1 check
	[ "$status" -eq 0 ]
	(cd run && find . -printf '%p %T@ %i\n' | sort) | cmp - before
	run "$DRIVER" publish run/nowhere/s $FILES 1 check
	[ "$status" -eq 1 ]
	[ ! -e run/nowhere ]
}

@test "foreign and edited files are named and nothing is touched" {
	fresh
	for i in 1 2 3 4 5 6 7; do echo mine >"run/s/mine$i"; done
	run "$DRIVER" publish run/s $FILES 2
	[ "$status" -eq 3 ]
	[[ $output == *'"mine1", "mine2", "mine3", "mine4", "mine5" and 2 more'* ]]
	rm run/s/mine*
	"$DRIVER" verify run/s $FILES 1
	echo edited >>run/s/assets/app.000002.js
	run "$DRIVER" publish run/s $FILES 2
	[ "$status" -eq 3 ]
	[[ $output == *changed*'"assets/app.000002.js"'* ]]
	grep -q edited run/s/assets/app.000002.js
	[ "$(ls -A run | tr '\n' ' ')" = ".s.lock s " ]
}

@test "output bytes and permissions do not depend on the umask" {
	for mask in 000 022 027 077; do
		rm -rf run
		(umask $mask && "$DRIVER" publish run/s $FILES 1)
		"$DRIVER" verify run/s $FILES 1 # looks at permissions too
		[ "$(stat -c %a run/s)" = 755 ]
		[ "$(stat -c %a run/s/.dictum-manifest)" = 644 ]
	done
}

@test "unchanged files stay the same files, changed ones are new files" {
	fresh
	page=$(stat -c %i run/s/metrics/m000004.html)
	exec 9<run/s/metrics/m000009.html # a reader of the old site
	"$DRIVER" publish run/s $FILES 3
	[ "$(stat -c '%i %h' run/s/metrics/m000004.html)" = "$page 1" ]
	cmp /dev/fd/9 old/s/metrics/m000009.html
	run cmp -s run/s/metrics/m000009.html old/s/metrics/m000009.html
	[ "$status" = 1 ]
	exec 9<&-
}

@test "a full file system: a failure, the old site, and success when there is room again" {
	need_mounts
	rm -rf run && mkdir run && mount -t tmpfs -o size=160k none run
	"$DRIVER" publish run/s $FILES 1
	run "$DRIVER" publish run/s 40 2
	state=0; "$DRIVER" verify run/s $FILES 1 || state=1
	left=$(ls -A run | tr '\n' ' ')
	mount -o remount,size=4m run
	next=0; "$DRIVER" publish run/s 40 2 && "$DRIVER" verify run/s 40 2 || next=1
	umount run
	[ "$status" -eq 3 ]
	[[ $output == *"No space left"* ]]
	[ "$state $next $left" = "0 0 .s.lock s " ]
}

@test "a read-only file system: a failure and the old site" {
	need_mounts
	rm -rf run && mkdir run && mount -t tmpfs none run
	"$DRIVER" publish run/s $FILES 1
	mount -o remount,ro run
	run "$DRIVER" publish run/s $FILES 2
	state=0; "$DRIVER" verify run/s $FILES 1 || state=1
	check=0; "$DRIVER" publish run/s $FILES 2 check || check=$?
	umount run
	[ "$status" -eq 3 ]
	[[ $output == *"Read-only"* ]]
	[ "$state $check" = "0 1" ]
}

@test "an output that is a mount point is published file by file" {
	need_mounts
	rm -rf run && mkdir -p run/s && mount -t tmpfs -o mode=755 none run/s
	code=0
	"$DRIVER" publish run/s $FILES 1 >out && "$DRIVER" verify run/s $FILES 1 && "$DRIVER" publish run/s $FILES 2 >>out &&
		"$DRIVER" verify run/s $FILES 2 || code=$?
	umount run/s
	cat out
	[ "$code" = 0 ]
	[ "$(grep -c 'atomic 0' out)" = 2 ]
}

@test "an output from the lower layer of an overlay is published" {
	need_mounts
	rm -rf run layers && mkdir -p run layers && mount -t tmpfs none layers
	mkdir -p layers/low layers/up layers/work
	"$DRIVER" publish layers/low/s $FILES 1
	mount -t overlay -o lowerdir=layers/low,upperdir=layers/up,workdir=layers/work none run ||
		{ umount layers; skip "no overlay file system"; }
	code=0
	"$DRIVER" publish run/s $FILES 2 && "$DRIVER" verify run/s $FILES 2 && "$DRIVER" publish run/s $FILES 1 &&
		"$DRIVER" verify run/s $FILES 1 || code=$?
	left=$(ls -A run | tr '\n' ' ')
	umount run layers
	[ "$code $left" = "0 .s.lock s " ]
}
