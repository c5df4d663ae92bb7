#!/bin/sh
# TAP: every class of changes from both sides. Each folder here is called like its class and holds three small trees and a text:
#   base/     what was there, committed
#   bad/      what became of it: the change is told
#   expected  its lines in bad/, as `dictum diff --format concise` prints them
#   good/     a near miss, in which the class does not occur
# `UPDATE=1` writes `expected`. Arguments choose classes by name.
cd "$(dirname "$0")" || exit 1
TOP=$(cd ../.. && pwd)
. ../tools/env.sh
. ../tools/cases.sh

# changes CLASS SIDE: what the program says of the change from base to this side, in a copy
changes() {
	rm -rf "$TEST_HOME/case" && cp -R "$1/base" "$TEST_HOME/case" && init_repo "$TEST_HOME/case" &&
		commit_all base "$TEST_HOME/case" >/dev/null || return
	find "$TEST_HOME/case" -mindepth 1 -maxdepth 1 ! -name .git -exec rm -rf {} + && cp -R "$1/$2/." "$TEST_HOME/case" || return
	(cd "$TEST_HOME/case" && "$DICTUM" diff --worktree -q --category STRICT --format concise) 2>&1
}

for class in ${*:-$("$DICTUM" explain --changes | cut -d' ' -f1)}; do
	if [ ! -d "$class" ]; then
		result 1 "$class has a folder here"
		continue
	fi
	changes "$class" bad | grep -F "[$class]: " >"$TEST_HOME/got"
	[ -z "$UPDATE" ] || cp "$TEST_HOME/got" "$class/expected"
	[ -s "$TEST_HOME/got" ] && diff -u "$class/expected" "$TEST_HOME/got" >"$TEST_HOME/diff" 2>&1
	result $? "$class: the change is told" "$TEST_HOME/diff"
	changes "$class" good >"$TEST_HOME/got"
	! grep -qF "[$class]" "$TEST_HOME/got" && ! grep -q '^dictum: ' "$TEST_HOME/got"
	result $? "$class: the near miss is not" "$TEST_HOME/got"
done
finish "a class"
