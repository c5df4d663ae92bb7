#!/bin/sh
# Runs every fuzzer in a build folder, or those named, for some seconds each: fuzz.sh BUILD_FOLDER SECONDS [NAME...]
# Seeds come from tests/fuzz/corpus/<name>, words from tests/fuzz/<name>.dict, what is learnt stays in BUILD_FOLDER/corpus/<name>,
# an input that breaks something is written to BUILD_FOLDER/find-<name>-*. A table tells how many inputs each had and what it found.
set -eu
build=$1 seconds=$2 status=0 n=0
shift 2
[ $# -gt 0 ] || for f in tests/fuzz/f_*.c; do
	[ -f "$f" ] || continue
	name=${f##*/f_}
	set -- "$@" "${name%.c}"
done
figure() { awk -v what="stat::$1:" '$1 == what { n = $2 } END { print n + 0 }' "$build/$name.log"; }

printf '%-10s %12s %10s %8s %6s\n' name executions 'a second' inputs finds
for name; do
	f=$build/f_$name
	n=$((n + 1))
	learnt=$build/corpus/$name seeds=tests/fuzz/corpus/$name dict=tests/fuzz/$name.dict
	mkdir -p "$learnt"
	rm -f "$build/find-$name-"*
	[ -d "$seeds" ] || seeds=
	rc=0
	# shellcheck disable=SC2086
	"$f" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -close_fd_mask=1 -print_final_stats=1 \
		$([ ! -f "$dict" ] || echo "-dict=$dict") -artifact_prefix="$build/find-$name-" "$learnt" $seeds 2>"$build/$name.log" || rc=1
	finds=$(find "$build" -maxdepth 1 -name "find-$name-*" | wc -l)
	printf '%-10s %12d %10d %8d %6d\n' "$name" "$(figure number_of_executed_units)" "$(figure average_exec_per_sec)" \
		"$(find "$learnt" -type f | wc -l)" "$finds"
	[ "$rc" -eq 0 ] && [ "$finds" -eq 0 ] && continue
	tail -n 40 "$build/$name.log"
	echo "FAIL $name: $build/find-$name-*, $build/$name.log"
	status=1
done
[ "$n" -gt 0 ] || echo "no fuzzers in tests/fuzz"
exit $status
