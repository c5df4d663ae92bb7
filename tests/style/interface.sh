#!/bin/sh
# TAP: --help, manual pages and completions speak of the same commands and options. DICTUM is the program.
cd "$(dirname "$0")/../.." || exit 1
: "${DICTUM:=build/release/dictum}"
n=0; bad=0
result() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; bad=1; fi; }
commands=$("$DICTUM" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ -n "$commands" ] || { echo "not ok 1 - the overview lists commands"; echo 1..1; exit 1; }

for c in $commands; do
	"$DICTUM" "$c" --help | sed -n 's/^  .\{4\}--\([a-z-]*\).*/\1/p' | sort >"${TMPDIR:-/tmp}/dictum-options.$$"
	options=$(cat "${TMPDIR:-/tmp}/dictum-options.$$"); rm -f "${TMPDIR:-/tmp}/dictum-options.$$"
	rc=0
	for o in $options; do
		escaped=$(printf %s "$o" | sed 's/-/[\\\\]*-/g')
		grep -qE "Fl (-|. , Fl -)$escaped( |$)" "man/dictum-$c.1" man/dictum.1 || { echo "# --$o is missing"; rc=1; }
	done
	result $rc "the manual page of $c describes every option"
	rc=0
	for o in $(grep -hoE '^\.It Fl .*' "man/dictum-$c.1" | grep -oE 'Fl -[a-z][a-z-]+' | sed 's/^Fl -//'); do
		echo "$options" | grep -qx -- "$o" || { echo "# --$o is not an option"; rc=1; }
	done
	result $rc "the manual page of $c describes nothing else"
	completed=$(bash -c 'source completions/dictum.bash; COMP_WORDS=(dictum "$1" --); COMP_CWORD=2; _dictum
		printf "%s\n" "${COMPREPLY[@]}"' _ "$c" | sed 's/^--//' | sort)
	[ "$completed" = "$options" ]
	result $? "completion offers the options of $c and no others"
done

formats=$("$DICTUM" lint --help | sed -n '/^formats:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort)
[ -n "$formats" ] && [ "$(sed -n 's/^\.It Cm \([a-z]*\)$/\1/p' man/dictum-lint.1 | sort)" = "$formats" ]
result $? "dictum-lint(1) describes every format and no others"
completed=$(bash -c 'source completions/dictum.bash; COMP_WORDS=(dictum lint --format ""); COMP_CWORD=3; _dictum
	printf "%s\n" "${COMPREPLY[@]}"' | sort)
[ "$completed" = "$formats" ]
result $? "completion offers the formats of lint and no others"

"$DICTUM" explain --list | cut -d' ' -f1 | sort >"${TMPDIR:-/tmp}/dictum-rules.$$"
sed -n 's/^\.It Cm \([a-z-]*\) Pq.*/\1/p' man/dictum-rules.7 | sort | diff - "${TMPDIR:-/tmp}/dictum-rules.$$" | sed 's/^/# /' | grep .
[ $? -ne 0 ]
result $? "dictum-rules(7) lists every rule and no others"
rm -f "${TMPDIR:-/tmp}/dictum-rules.$$"
formats=$("$DICTUM" diff --help | sed -n '/^formats:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort)
[ -n "$formats" ] && [ "$(sed -n '/^\.Sh FORMATS/,/^\.Sh EXIT/s/^\.It Cm \(.*\)$/\1/p' man/dictum-diff.1 | tr -d ' ' | tr , '\n' | sort)" = "$formats" ]
result $? "dictum-diff(1) describes every format and no others"
completed=$(bash -c 'source completions/dictum.bash; COMP_WORDS=(dictum diff --format ""); COMP_CWORD=3; _dictum
	printf "%s\n" "${COMPREPLY[@]}"' | sort)
[ "$completed" = "$formats" ]
result $? "completion offers the formats of diff and no others"
"$DICTUM" explain --changes | cut -d' ' -f1 | sort >"${TMPDIR:-/tmp}/dictum-rules.$$"
sed -n 's/^\.It Cm \([a-z-]*\) Pq.*/\1/p' man/dictum-changes.7 | sort | diff - "${TMPDIR:-/tmp}/dictum-rules.$$" | sed 's/^/# /' | grep .
[ $? -ne 0 ]
result $? "dictum-changes(7) lists every class of changes and no others"
rm -f "${TMPDIR:-/tmp}/dictum-rules.$$"
if command -v mandoc >/dev/null; then
	mandoc -Tlint -Wwarning man/*.[157] 2>&1 | grep -v 'referenced manual not found' | sed 's/^/# /' | grep .
	[ $? -ne 0 ]
	result $? "manual pages have no mandoc warnings"
fi
echo "1..$n"
exit $bad
