# Sourced by run.sh of folders with a folder for every case, after env.sh: TAP of what is tried.
trap cleanup_env EXIT
n=0 bad=0

# result STATUS SENTENCE [FILE]: shows the file when the status is not 0
result() {
	n=$((n + 1))
	[ "$1" -eq 0 ] && echo "ok $n - $2" && return
	echo "not ok $n - $2"
	[ ! -f "$3" ] || sed 's/^/# /' "$3"
	bad=1
}

# finish WHAT: `dictum explain` knows every folder's name as what it is; the plan
finish() {
	for folder in */; do
		"$DICTUM" explain "${folder%/}" >/dev/null 2>"$TEST_HOME/err" || result 1 "${folder%/} is $1" "$TEST_HOME/err"
	done
	echo "1..$n"
	exit $bad
}
