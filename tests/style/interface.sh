#!/bin/sh
# TAP: --help, manual pages and completions speak of the same commands and options. DICTUM is the program.
. "$(dirname "$0")/../tools/style.sh"
: "${DICTUM:=build/release/dictum}"
commands=$("$DICTUM" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ -n "$commands" ] || { echo "not ok 1 - the overview lists commands"; echo 1..1; exit 1; }

for c in $commands; do
	options=$("$DICTUM" "$c" --help | sed -n 's/^  .\{4\}--\([a-z-]*\).*/\1/p' | sort)
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

# same_formats COMMAND FORMATS: those of the manual page, of --help and of the completion
same_formats() {
	formats=$("$DICTUM" "$1" --help | sed -n '/^formats:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort)
	[ -n "$formats" ] && [ "$2" = "$formats" ]
	result $? "dictum-$1(1) describes every format and no others"
	completed=$(bash -c 'source completions/dictum.bash; COMP_WORDS=(dictum "$1" --format ""); COMP_CWORD=3; _dictum
		printf "%s\n" "${COMPREPLY[@]}"' _ "$1" | sort)
	[ "$completed" = "$formats" ]
	result $? "completion offers the formats of $1 and no others"
}
same_formats lint "$(sed -n 's/^\.It Cm \([a-z]*\)$/\1/p' man/dictum-lint.1 | sort)"
same_formats diff "$(sed -n '/^\.Sh FORMATS/,/^\.Sh EXIT/s/^\.It Cm \(.*\)$/\1/p' man/dictum-diff.1 | tr -d ' ' | tr , '\n' | sort)"

# same_rules OPTION PAGE SENTENCE: what `explain OPTION` lists is what the page describes
same_rules() {
	listed=$("$DICTUM" explain "$1" | cut -d' ' -f1 | sort)
	described=$(sed -n 's/^\.It Cm \([a-z-]*\) Pq.*/\1/p' "$2" | sort)
	printf '%s\n' "$listed" "$described" | sort | uniq -u | sed 's/^/# /'
	[ -n "$listed" ] && [ "$described" = "$listed" ]
	result $? "$3"
}
same_rules --list man/dictum-rules.7 "dictum-rules(7) lists every rule and no others"
same_rules --changes man/dictum-changes.7 "dictum-changes(7) lists every class of changes and no others"
if command -v mandoc >/dev/null; then
	mandoc -Tlint -Wwarning man/*.[157] 2>&1 | grep -v 'referenced manual not found' | sed 's/^/# /' | grep .
	[ $? -ne 0 ]
	result $? "manual pages have no mandoc warnings"
fi
finish
