#!/bin/sh
# TAP: every rule from both sides. Each folder here is called like its rule and holds two small repositories and a text:
#   bad/      breaks the rule
#   expected  the first lines of the rule's findings in bad/, as `dictum lint` prints them
#   good/     says the same without any finding
# Together the findings in bad/ carry the fixes that `dictum explain` tells of, and no others.
# `UPDATE=1` writes `expected`. Arguments choose rules by name.
cd "$(dirname "$0")" || exit 1
TOP=$(cd ../.. && pwd)
. ../tools/env.sh
. ../tools/cases.sh

# Rules without a folder, and what covers them.
elsewhere() {
	case $1 in
	file-type) echo "a pipe cannot be in a repository: tests/e2e/files.bats" ;;
	file-symlink) echo "links do not survive every copy: tests/e2e/files.bats" ;;
	file-name-encoding) echo "such names do not survive every copy: tests/e2e/files.bats" ;;
	file-unreadable) echo "permissions are not kept: tests/e2e/files.bats" ;;
	json-syntax) echo "of schemas and validate, never of definitions: tests/golden/validate-json-syntax" ;;
	custom-limit) echo "it takes 200,000 findings of others: tests/unit/lint/t_custom.c" ;;
	schema-broken) echo "a failure, not a finding: tests/golden/lint-broken-schema" ;;
	*) return 1 ;;
	esac
}

# Rules about what definitions of two lines lack: off but where they are tried.
SMALL="description-missing description-short action-style event-unused file-name"

# lint RULE FOLDER ARGUMENT...: what the program says of a copy, outside of this repository
lint() {
	rm -rf "$TEST_HOME/case" && cp -R "$2" "$TEST_HOME/case" || return
	small_of=$1
	shift 2
	for small in $SMALL; do
		[ "$small" = "$small_of" ] || set -- "$@" --rule "$small=off"
	done
	(cd "$TEST_HOME/case" && "$DICTUM" lint -q --fail-on note "$@") 2>&1
}

# Of reports: lines "rule safety" of the fixes that findings carry.
carried() { awk -F'"' '$2 == "rule" { rule = $4 } $2 == "safety" { print rule, $4 }'; }

# Of rules: the same of the fixes they tell of, without those that take an option.
explained() {
	awk -F'"' '$2 == "rule" { rule = $4 }
		$2 == "fix" {
			n = split($4, parts, "; ")
			for (i = 1; i <= n; i++)
				if (parts[i] !~ / --/ && match(parts[i], /^(un)?safe/)) print rule, substr(parts[i], 1, RLENGTH)
		}'
}

for rule in ${*:-$("$DICTUM" explain --list | cut -d' ' -f1)}; do
	if [ ! -d "$rule" ]; then
		reason=$(elsewhere "$rule")
		result $? "$rule has a folder here or a reason why not${reason:+ ($reason)}"
		continue
	fi
	lint "$rule" "$rule/bad" | grep -F "[$rule]: " >"$TEST_HOME/got"
	[ -z "$UPDATE" ] || cp "$TEST_HOME/got" "$rule/expected"
	[ -s "$TEST_HOME/got" ] && diff -u "$rule/expected" "$TEST_HOME/got" >"$TEST_HOME/diff" 2>&1
	result $? "$rule: bad is found" "$TEST_HOME/diff"
	lint "$rule" "$rule/bad" --format json | carried >>"$TEST_HOME/carried"
	lint "$rule" "$rule/good" >"$TEST_HOME/got"
	result $? "$rule: good is clean" "$TEST_HOME/got"
done
if [ $# -eq 0 ]; then
	"$DICTUM" explain --list --format json | explained | sort -u >"$TEST_HOME/explained"
	sort -u "$TEST_HOME/carried" | diff "$TEST_HOME/explained" - >"$TEST_HOME/diff"
	result $? "findings carry the fixes that are explained (<), and no others (>)" "$TEST_HOME/diff"
fi
finish "a rule"
