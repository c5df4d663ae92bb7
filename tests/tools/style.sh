# Sourced by the style tests: numbered TAP results and the list of the project's own files.
cd "$(dirname "$0")/../.." || exit 1
LC_ALL=C
export LC_ALL
n=0 bad=0

# result STATUS SENTENCE
result() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; bad=1; fi
}

# none SENTENCE COMPLAINTS: passes when there are no complaints, else shows them
none() {
	[ -z "$2" ] || printf '%s\n' "$2" | sed 's/^/# /'
	[ -z "$2" ]
	result $? "$1"
}

finish() {
	echo "1..$n"
	exit $bad
}

# Files of the project: what git knows or would add; in an unpacked tarball, what is there.
project_files() {
	{
		[ -e .git ] && git ls-files --cached --others --exclude-standard 2>/dev/null ||
			find . -type d \( -name build -o -name _site -o -name node_modules -o -name .git \) -prune -o -type f -print |
			sed 's,^\./,,'
	} | sort -u | while IFS= read -r f; do [ -f "$f" ] && printf '%s\n' "$f"; done
}

# in_files GREP_OPTIONS... : grep with file names over the list on standard input, one name a line
in_files() { tr '\n' '\0' | xargs -0 grep -H "$@" /dev/null; }
