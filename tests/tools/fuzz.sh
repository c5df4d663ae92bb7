#!/bin/sh
# Runs every fuzzer in a build folder for some seconds each: fuzz.sh BUILD_FOLDER SECONDS
# Seeds come from tests/fuzz/corpus/<name>, what is learnt stays in BUILD_FOLDER/corpus/<name>,
# an input that breaks something is written to BUILD_FOLDER/find-<name>-*.
set -eu
build=$1 seconds=$2 status=0 n=0
for f in "$build"/f_*; do
	name=${f##*/f_}
	[ -x "$f" ] && [ -f "tests/fuzz/f_$name.c" ] || continue
	n=$((n + 1))
	learnt=$build/corpus/$name seeds=tests/fuzz/corpus/$name
	mkdir -p "$learnt"
	[ -d "$seeds" ] || seeds=
	if "$f" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -close_fd_mask=1 -print_final_stats=1 \
		-artifact_prefix="$build/find-$name-" "$learnt" $seeds 2>"$build/$name.log"; then
		echo "ok   $name: $(awk '/number_of_executed_units/ { print $2 }' "$build/$name.log") inputs"
	else
		tail -n 40 "$build/$name.log"
		echo "FAIL $name: $build/find-$name-*, $build/$name.log"
		status=1
	fi
done
[ "$n" -gt 0 ] || echo "no fuzzers in tests/fuzz"
exit $status
