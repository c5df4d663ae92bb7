#!/bin/sh
# Runs one test file of whatever kind and leaves TAP on standard output; prove calls it with the file.
# TAP_WRAP is put before compiled tests (valgrind).
need() { command -v "$1" >/dev/null 2>&1 || { echo "Bail out! $1 is not installed, \`make check\` installs it"; exit 1; }; }
case $1 in
*.bats) need bats; exec bats --formatter tap "$1" ;;
*.mjs) need node; exec node --test --test-reporter=tap "$1" ;;
*.sh) exec sh "$1" ;;
*) exec $TAP_WRAP "$1" ;;
esac
