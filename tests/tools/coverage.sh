#!/bin/sh
# Prints line and branch coverage of every file of src/ from a build folder made with --coverage: coverage.sh BUILD_FOLDER
# Files no test touched count as 0 %. COVERAGE_MIN (percent of lines) makes it fail below that.
set -eu
find src -name '*.c' | sed "s,^src/,$1/,; s,c\$,gcno," | while read -r f; do [ ! -f "$f" ] || echo "$f"; done |
	xargs gcov -n -b -r -s "$PWD" 2>/dev/null |
	awk -v min="${COVERAGE_MIN:-0}" '
		function share(text) { sub(/^[^:]*:/, "", text); split(text, p, "% of "); n = p[2]; return p[1] / 100 * p[2] }
		/^File / { name = $2; gsub("\047", "", name); mine = name ~ /^src\/.*\.c$/ }
		mine && /^Lines executed/ { hit[name] += share($0); lines[name] += n }
		mine && /^Taken at least once/ { taken[name] += share($0); branches[name] += n }
		/^Calls executed|^No calls|^$/ { mine = 0 } # else the last file would get the totals that follow
		END {
			printf "%-36s %8s %8s\n", "file", "lines", "branches"
			for (f in lines) {
				b = branches[f] ? sprintf("%6.1f %%", 100 * taken[f] / branches[f]) : "       -"
				printf "%-36s %6.1f %% %s\n", f, 100 * hit[f] / lines[f], b | "sort"
				h += hit[f]; l += lines[f]; t += taken[f]; br += branches[f]
			}
			close("sort")
			if (!l) { print "no coverage data"; exit 1 }
			printf "%-36s %6.1f %% %6.1f %%\n", "all", 100 * h / l, br ? 100 * t / br : 100
			exit 100 * h / l < min
		}'
