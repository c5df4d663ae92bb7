#!/bin/sh
# TAP: rules for every text file of the project: no notes to self, no paths of somebody's machine, scripts that parse.
. "$(dirname "$0")/../tools/style.sh"
files=$(project_files | grep -vE '\.(png|gz|ico|bin)$|^tests/fuzz/corpus/')
one_of() { printf "%s\n" "$files" | grep -E "$1"; }

none "the list of files is whole" \
	"$(for f in Makefile LICENSE src/cli/main.c tests/style/text.sh; do one_of "^$f\$" >/dev/null || echo "$f"; done)"

# The patterns are written so that they do not find themselves.
none "no comment is a note to self" \
	"$(printf "%s\n" "$files" | in_files -nE '(/\*|//|#|<!--|^ +\*).*(^|[^A-Za-z_])(T[O]DO|F[I]XME|X[X]X|H[A]CK)([^A-Za-z_]|$)' |
		grep -vE '"[^"]*(T[O]DO|F[I]XME)[^"]*"')"

none "no file names a place on one machine" \
	"$(printf "%s\n" "$files" | in_files -nE '(^|[^A-Za-z0-9_.~-])/(work|root|tmp/w|home/[a-z]+)[/]')"

none "npm packages come from the public registry" \
	"$(one_of 'package-lock\.json$' | in_files -n '"resolved"' | grep -v '"https://registry\.npmjs\.org/')"

none "text files end with a newline" \
	"$(one_of '\.(c|h|sh|mjs|js|bats|bash|yml|css|mustache|html|[157])$|(^|/)(Makefile|README\.md)$' |
	grep -vE '^tests/(golden|rules|unit|fuzz)/.*\.yml$' | while read -r f; do
	[ -s "$f" ] && [ -n "$(tail -c 1 "$f")" ] && echo "$f"
done)"

none "shell scripts parse" "$(for f in $(one_of '\.sh$'); do sh -n "$f" 2>&1; done)"
none "bash scripts parse" "$(for f in $(one_of '\.bash$|^\.ci/run$'); do bash -n "$f" 2>&1; done)"

if command -v node >/dev/null 2>&1; then
	none "JavaScript parses" \
		"$(for f in $(one_of '\.m?js$'); do
			grep -qE '^(import|export) ' "$f" && type=module || type=commonjs
			node --input-type=$type --check - <"$f" 2>&1 || echo "$f"
		done)"
fi
# Debian 12 has Node 18, and browsers in use are as old: newer machines would not notice.
none "JavaScript calls nothing that came after Node 18" \
	"$(one_of '\.m?js$' | in_files -nE '\.to(Reversed|Sorted|Spliced)\(|(Object|Map)\.groupBy\(|\.withResolvers\(|Array\.fromAsync\(|import\.meta\.(dir|file)name')"

if command -v mandoc >/dev/null 2>&1; then
	none "manual pages are valid mdoc" \
		"$(for f in $(one_of '^man/.*\.[157]$'); do mandoc -T lint -W warning "$f"; done)"
fi
finish
