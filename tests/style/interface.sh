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
	none "--help of $c fits into 80 columns, but for command lines" \
		"$("$DICTUM" "$c" --help | sed '/^examples:/,/^$/d' | grep -v ^usage: | grep -E '^.{81}')"
	completed=$(bash -c 'source completions/dictum.bash; COMP_WORDS=(dictum "$1" --); COMP_CWORD=2; _dictum
		printf "%s\n" "${COMPREPLY[@]}"' _ "$c" | sed 's/^--//' | sort)
	[ "$completed" = "$options" ]
	result $? "completion offers the options of $c and no others"
done

# What src/cli/ci.c reads has its names in a table.
read=$(grep -rhoE 'getenv\("[A-Z_]+"|"(CI|GITHUB)_[A-Z_]+"' src --include='*.c' | grep -oE '[A-Z_]{2,}' | sort -u)
told=$(sed -n '/^\.Sh ENVIRONMENT/,/^\.El/s/^\.It Ev \(.*\)$/\1/p' man/dictum.1 | tr -d ' ' | tr , '\n' | sort)
[ -n "$read" ] && [ "$read" = "$told" ]
result $? "dictum(1) describes every variable of the environment that is read and no others"

members=$(sed -n '/^    "entry": {/,/^    },/p' src/site/embed/schema.json | grep -oE '"[a-z]+": (\{|true)' | grep -oE '[a-z]{3,}' | grep -vxE 'entry|items|properties|true' | sort -u)
described=$(sed -n '/^\.Ss Entries as JSON/,/^\.Sh/p' man/dictum-build.1 | grep -oE '"[a-z]+":|^\.Cm [a-z]+$' | sed 's/^\.Cm //' | tr -d '":' | sort -u)
missing=$(printf '%s\n' "$members" | grep -vxF "$described")
[ -n "$missing" ] && printf '%s\n' "$missing" | sed 's/^/# not described: /'
[ -n "$members" ] && [ -z "$missing" ]
result $? "dictum-build(1) describes every member of entries"

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

# Completions for zsh and fish read --help when they are used; what is written in them is checked here as text.
# case_names FILE: options whose values it knows. case_values FILE OPTION: the fixed ones.
case_names() {
	sed -n '/^[[:space:]]*\(case \$1 in\|switch \$argv\[3\]\)$/,/^[[:space:]]*\(esac\|case .\*.\)/p' "$1" |
		sed -n 's/^[[:space:]]*\(case \)\{0,1\}\([a-z][a-z |-]*\)[);#].*/\2/p' | tr ' |' '\n\n' | grep . | sort
}
case_values() { sed -n "s/^[[:space:]]*\\(case \\)\\{0,1\\}$2[);].*['(]\\([A-Za-z0-9 -]*\\)[)'].*/\\2/p" "$1"; }
valued=$(for c in $commands; do "$DICTUM" "$c" --help; done | sed -n 's/^  .\{4\}--\([a-z-]*\)\( \|\[=\)[A-Z].*/\1/p' | sort -u)
for file in completions/_dictum completions/dictum.fish; do
	option=$(sed -n "s/^[[:space:]]*\(local option=\|set -l option \)'\(.*\)'$/\2/p" "$file")
	rc=0
	for c in $commands; do
		options=$("$DICTUM" "$c" --help | sed -n 's/^  .\{4\}--\([a-z-]*\).*/\1/p')
		seen=$("$DICTUM" "$c" --help | sed -e ':a' -e '$!{N;ba;}' -e 's/\n \{26\}/  /g' | sed -nE "s/$option/\\2/p")
		[ -n "$option" ] && [ "$seen" = "$options" ] || { echo "# options of $c"; rc=1; }
	done
	result $rc "$file reads every option and no others from --help"
	printf '%s\n' "$valued" "$(case_names "$file")" | sort | uniq -u | sed 's/^/# --/'
	[ -n "$valued" ] && [ "$(case_names "$file")" = "$valued" ]
	result $? "$file knows the values of every option that has some, and of no others"
	rc=0
	for o in color sandbox fail-on status history fix category draft; do
		[ "$(case_values "$file" "$o")" = "$(bash -c 'source completions/dictum.bash; COMP_WORDS=(dictum lint "$1" = ""); COMP_CWORD=4
			_dictum; echo "${COMPREPLY[@]}"' _ "--$o")" ] || { echo "# --$o"; rc=1; }
	done
	result $rc "$file offers the fixed values that the one of bash offers"
done
zsh -fn completions/_dictum
result $? "zsh can read its completion"
fish --no-config --no-execute completions/dictum.fish
result $? "fish can read its completion"

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
said=$("$DICTUM" explain --list --format json | node -e '
	const large = t => t[0].toUpperCase() + t.slice(1);
	for (const r of JSON.parse(require("fs").readFileSync(0)).rules)
		console.log(`${r.rule} ${r.level} ${large(r.title)}. ${r.reason}${r.fix ? ` Fix, ${r.fix}.` : ""}`);' | sort)
described=$(awk 'line && /^\./ { print line; line = "" } /^\.It Cm [a-z-]* Pq/ { line = $3 " " $5; next } line { line = line " " $0 }' man/dictum-rules.7 | sort)
printf '%s\n' "$said" "$described" | sort | uniq -u | sed 's/^/# /'
[ -n "$said" ] && [ "$described" = "$said" ]
result $? "dictum-rules(7) says of every rule what dictum explain says"
described=$(sed -n '/^\.Sh TEMPLATES/,/^\.Sh STATIC/s/^\.It \([a-z0-9_]*\) Ta .*/\1/p' man/dictum-templates.5 | sort)
[ "$described" = "$(ls templates | sed 's/\.mustache$//' | sort)" ]
result $? "dictum-templates(5) lists every template and no others"
any=$(mktemp)
echo '{}' >"$any"
none "what the sources have in JSON names nothing twice" "$(find src -name '*.json' -exec "$DICTUM" validate --schema "$any" {} + 2>&1 | grep -v ': 0 errors')"
rm "$any"
grep -nE '\{\{(\{|&)' templates/*.mustache | grep -oE '^[^:]*:[0-9]*|\{\{(\{|&)[^}]*' | grep -vE '(_html|svg)$' | grep '{' | sed 's/^/# /' | grep .
[ $? -ne 0 ]
result $? "templates print as it is what dictum-templates(5) calls HTML"
if command -v mandoc >/dev/null; then
	mandoc -Tlint -Wwarning man/*.[157] 2>&1 | grep -v 'referenced manual not found' | sed 's/^/# /' | grep .
	[ $? -ne 0 ]
	result $? "manual pages have no mandoc warnings"
fi
finish
