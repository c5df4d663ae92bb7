#!/bin/sh
# Runs one test file of whatever kind and leaves TAP on standard output; prove calls it with the file.
# TAP_WRAP is put before compiled tests (valgrind).
need() { command -v "$1" >/dev/null 2>&1 || { echo "Bail out! $1 is not installed, \`make check\` installs it"; exit 1; }; }

# Node says it in TAP 13 with YAML that prove cannot read: keeps results, and what it says of failures as comments.
tap12() {
	awk '
		/^TAP version/ || /^ *# (Subtest|tests|suites|pass|fail|cancelled|skipped|todo|duration_ms)/ { next }
		/^ *---$/ { yaml = 1; shown = 1; next }
		/^ *\.\.\.$/ && yaml { yaml = 0; next }
		yaml && /^ *[A-Za-z_]+:/ { shown = /error:/ }
		yaml { if (failed && shown) print "# " $0; next }
		/^ *(not )?ok / { failed = /^ *not / }
		/^ +(not )?ok / || /^ +1\.\./ { if (failed) print "# " $0; next }
		{ print; fflush() }'
}

case $1 in
*.bats) need bats; exec bats --formatter tap "$1" ;;
*.mjs) need node; node --test --test-reporter=tap "$1" | tap12 ;;
*.sh) exec sh "$1" ;;
*) # cmocka 1.1 comments on success and calls a skipped test "not ok"; the exit status tells of leaks and crashes.
	status=$({ { $TAP_WRAP "$1" 3>&- 4>&-; echo $? >&3; } |
		sed '/^# ok - /d; s/^not ok \([0-9]*\) # SKIP/ok \1 # SKIP/' >&4; } 3>&1) 4>&1
	exit "$status"
	;;
esac
