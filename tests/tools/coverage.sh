#!/bin/sh
# Line and branch coverage of src/ from a build folder made with --coverage: coverage.sh BUILD_FOLDER [FILE...]
# Prints a line for every file, layer and all; with FILEs (src/base/str.c) instead the lines of these that no test ran or took one
# way only. Files that no test touched count as 0 %. A header counts once, however many files include it.
# Two things do not count, because no input may reach them: `arena_out_of_memory()` with the branches of the condition just before it
# (the allocation loop of the tests makes each of them happen), and the branches of BUG_IF (a broken promise inside of the program).
# COVERAGE_MIN and COVERAGE_MIN_BRANCHES (percent) make it fail below that.
set -eu
build=$1
shift
find src -name '*.c' | LC_ALL=C sort | sed "s,^src/,$build/,; s,c\$,gcno," | while read -r f; do [ ! -f "$f" ] || echo "$f"; done |
	xargs gcov -t -b -c -r -s "$PWD" 2>/dev/null |
	LC_ALL=C awk -v min="${COVERAGE_MIN:-0}" -v min_branches="${COVERAGE_MIN_BRANCHES:-0}" -v wanted=" $* " '
		function leave_out_branches(n,  i) {
			for (i = 0; i < ways[file, n]; i++)
				left_out[file, n, i] = 1
		}
		# "        3:   16:text", "    #####:   17:text", "        -:    0:Source:src/base/str.c"
		match($0, /^ *[^ :]+: *[0-9]+:/) {
			split($0, part, ":")
			count = part[1]; n = part[2] + 0; text = substr($0, RLENGTH + 1)
			if (n == 0) {
				if (text ~ /^Source:/) { file = substr(text, 8); mine = file ~ /^src\//; before = 0 }
				next
			}
			if (!mine)
				next
			bug = text ~ /BUG_IF\(/
			way = 0
			if (text ~ /arena_out_of_memory\(\);/) {
				if (before) leave_out_branches(before)
				bug = 1
				next
			}
			if (count ~ /-$/)
				next
			before = n
			source[file, n] = text
			if (n > last[file]) last[file] = n
			if (!((file, n) in hit)) hit[file, n] = 0
			if (count !~ /[#=]/) hit[file, n] = 1
			next
		}
		mine && /^branch / {
			if (!((file, n, way) in taken)) taken[file, n, way] = 0
			if ($3 == "taken" && $4 > 0) taken[file, n, way] = 1
			if (bug) left_out[file, n, way] = 1
			if (++way > ways[file, n]) ways[file, n] = way
		}
		function share(a, b) { return b ? 100 * a / b : 100 }
		function row(name, l, h, b, t) {
			return sprintf("%-36s %6.1f %% %6.1f %% %7d %7d", name, share(h, l), share(t, b), l - h, b - t)
		}
		END {
			for (key in hit) {
				split(key, part, SUBSEP); f = part[1]
				lines[f]++; ran[f] += hit[key]
			}
			for (key in taken) {
				split(key, part, SUBSEP); f = part[1]
				if (!(key in left_out)) { branches[f]++; both[f] += taken[key] }
			}
			for (f in last) {
				if (!index(wanted, " " f " ")) continue
				for (n = 1; n <= last[f]; n++) {
					missed = ""
					for (i = 0; i < ways[f, n]; i++)
						if (!((f, n, i) in left_out)) missed = missed (taken[f, n, i] ? "+" : "-")
					if ((f, n) in hit && (!hit[f, n] || missed ~ /-/))
						printf "%s:%d: %-6s %s\n", f, n, hit[f, n] ? missed : "never", source[f, n]
				}
			}
			if (wanted ~ /[^ ]/) exit 0
			printf "%-36s %8s %8s %7s %7s\n", "file", "lines", "branches", "missed", "missed"
			for (f in lines) {
				print row(f, lines[f], ran[f], branches[f], both[f]) | "sort"
				split(f, part, "/"); layer = part[1] "/" part[2]
				ll[layer] += lines[f]; lr[layer] += ran[f]; lb[layer] += branches[f]; lt[layer] += both[f]
				l += lines[f]; h += ran[f]; b += branches[f]; t += both[f]
			}
			close("sort")
			for (f in ll) print row(f "/", ll[f], lr[f], lb[f], lt[f]) | "sort"
			close("sort")
			if (!l) { print "no coverage data"; exit 1 }
			print row("all", l, h, b, t)
			if (share(h, l) < min) { printf "lines below %s %%\n", min; bad = 1 }
			if (share(t, b) < min_branches) { printf "branches below %s %%\n", min_branches; bad = 1 }
			exit bad
		}'
