#!/bin/sh
# TAP: bad inputs one by one, each with its exit code and the first line of what is printed, under a limit of time and memory. The cases are data:
# *.txt here; tests/tools/catalogue.c says how they are written and what holds for all of them.
# `UPDATE=1` writes what was seen (read it in `git diff`), `VERBOSE=1` shows all of it. Arguments choose cases by a part of their sentence.
cd "$(dirname "$0")" || exit 1
. ../tools/env.sh
trap cleanup_env EXIT
TOOL=$(dirname "$DICTUM")/tools/catalogue
[ -x "$TOOL" ] || { echo "Bail out! $TOOL is not there: run the tests by \`make check-rules\`"; exit 1; }
export CATALOGUE_PRELUDE="$PWD/prelude.sh"

# By name, so that a file that goes away is missed.
set -- ${CLASSES:-yaml json schema pattern configuration template markdown names git command many} -- "$@"
files=
while [ "$1" != -- ]; do
	files="$files $PWD/$1.txt"
	shift
done
folder=$TEST_HOME/catalogue # as long wherever temporary files lie: failures with long names in them are cut
while [ ${#folder} -lt 100 ]; do folder=${folder}_; done
mkdir -p "$folder" && cd "$folder" || exit 1
"$TOOL" ${UPDATE:+-u} ${VERBOSE:+-v} $files "$@"
