#!/bin/sh
# TAP: command lines and what they print, byte for byte. Each folder here is one case, run in a copy of itself:
#   setup     optional, sourced first: makes repositories with init_repo and commit_all of tests/tools/env.sh
#   args      the command line after the program's name, as shell words over any number of lines; $TOP is the checkout
#   stdin     optional
#   expected  standard output, standard error and exit code; the folder of the run is printed as CASE
# `UPDATE=1` (make golden-update) writes `expected` and the number of cases. A run that sees fewer cases than `count` fails.
# Arguments choose cases by name.
cd "$(dirname "$0")" || exit 1
here=$PWD TOP=$(cd ../.. && pwd)
. ../tools/env.sh
trap cleanup_env EXIT
n=0 bad=0

# The case in the current folder: leaves its outputs in $TEST_HOME/out and $TEST_HOME/err, prints the exit code
run_case() {
	[ ! -f setup ] || . ./setup >&2 || { echo "setup failed"; return; }
	input=/dev/null
	[ ! -f stdin ] || input=stdin
	eval "set -- $(cat args)"
	"$DICTUM" "$@" <"$input" >"$TEST_HOME/out" 2>"$TEST_HOME/err"
	echo $?
}

# section NAME FILE: the file under a heading; a missing last newline is shown
section() {
	[ -s "$2" ] || return 0
	echo "--- $1"
	sed "s|$TEST_HOME/case|CASE|g; s|$TOP|TOP|g" "$2"
	[ -z "$(tail -c 1 "$2")" ] || printf '\n--- no newline at end of %s\n' "$1"
}

for name in ${*:-$(ls -d */ 2>/dev/null)}; do
	name=${name%/} n=$((n + 1))
	[ -f "$name/args" ] || { echo "not ok $n - $name: no file args"; bad=1; continue; }
	rm -rf "$TEST_HOME/case" && cp -R "$name" "$TEST_HOME/case" || exit 1
	: >"$TEST_HOME/out"; : >"$TEST_HOME/err"
	code=$(cd "$TEST_HOME/case" && rm -f expected && run_case 2>"$TEST_HOME/setup.log")
	{
		section stdout "$TEST_HOME/out"
		section stderr "$TEST_HOME/err"
		echo "--- exit $code"
	} >"$TEST_HOME/got"
	[ -z "$UPDATE" ] || cmp -s "$TEST_HOME/got" "$name/expected" || { cp "$TEST_HOME/got" "$name/expected"; echo "# $name: written"; }
	if diff -u "$here/$name/expected" "$TEST_HOME/got" >"$TEST_HOME/diff" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$TEST_HOME/diff" "$TEST_HOME/setup.log"
		bad=1
	fi
done

if [ $# -eq 0 ]; then
	[ -z "$UPDATE" ] || echo "$n" >count
	least=$(cat count) n=$((n + 1))
	if [ $((n - 1)) -ge "$least" ]; then
		echo "ok $n - at least $least cases ran"
	else
		echo "not ok $n - only $((n - 1)) cases ran, there should be $least"
		bad=1
	fi
fi
echo "1..$n"
exit $bad
