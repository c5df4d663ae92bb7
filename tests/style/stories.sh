#!/bin/sh
# TAP: assertions of stories can fail. A shell goes on after `! cmd` and after all but the last command of an `&&` list.
. "$(dirname "$0")/../tools/style.sh"

none "no assertion is negated: lacks, or run and \$status" "$(grep -nE '^[[:space:]]+! ' tests/e2e/*.bats | grep -v '|| skip ')"

none "no assertions are joined by &&" \
	"$(grep -nE '^[[:space:]]+(\[\[? .* \]\]?|cmp .*|grep .*|json .*) && ' tests/e2e/*.bats | grep -vE '\|\||&& (touch|return)')"

# A program that crashed prints nothing, and that lacks everything.
none "what output lacks is not the first thing that is asked of it: exits goes before" \
	"$(awk '
	p ~ /^\t+([A-Z_]+=[^ ]* )*dictum / && /^\t+(lacks .*\$(output|errors)|\[\[ \$(output|errors) != |\[ -z "\$(output|errors)" \])/ { print FILENAME ":" FNR ": " $0 }
	{ p = FNR == 1 ? "" : $0 }' tests/e2e/*.bats)"

finish
