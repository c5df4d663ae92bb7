#!/usr/bin/env bats
# The examples of the manual pages and of --help, each in a copy of a repository that has what they name.
load helper

# named FOLDER: two releases, what is on origin/main, and a branch that breaks something; files beside them that examples read
named() {
	small_repo "$1"
	sed 's/^key_path: .*/key_path: counts.ci_builds/' "$1/config/metrics/counts_all/count_total_push.yml" >"$1/config/metrics/counts_all/ci_builds.yml"
	sed 's/^action: .*/action: create_ci_build/' "$1/config/events/push.yml" >"$1/config/events/create_ci_build.yml"
	sed 's/^action: .*/action: merge_request_created/; s/^product_group: .*/product_group: project_management/' "$1/config/events/push.yml" >"$1/config/events/merge_request_created.yml"
	sed 's/^key_path: .*/key_path: counts.boards/; s/^product_group: .*/product_group: project_management/; s/^milestone: .*/milestone: 17.2/' \
		"$1/config/metrics/counts_all/count_total_push.yml" >"$1/config/metrics/counts_all/boards.yml"
	mkdir -p "$1/ee/config/metrics/counts_7d" "$1/config/metrics/counts_7d" "$1/definitions"
	sed 's/^key_path: .*/key_path: counts.boards_weekly/; s/^time_frame: .*/time_frame: 7d/' "$1/config/metrics/counts_all/count_total_push.yml" >"$1/ee/config/metrics/counts_7d/boards_weekly.yml"
	sed 's/^key_path: .*/key_path: counts.builds_weekly/; s/^time_frame: .*/time_frame: 7d/' "$1/config/metrics/counts_all/count_total_push.yml" >"$1/config/metrics/counts_7d/builds_weekly.yml"
	commit_all 'First release' "$1" >/dev/null
	git -C "$1" tag v16.0
	sed -i 's/^description: .*/description: How many builds were started, of all pipelines/' "$1/config/metrics/counts_all/ci_builds.yml"
	commit_all 'Second release' "$1" >/dev/null
	git -C "$1" tag v16.1
	git -C "$1" update-ref refs/remotes/origin/main HEAD
	git -C "$1" rm -q config/metrics/counts_7d/builds_weekly.yml
	mkdir -p "$1/config/metrics/counts_7d"
	cp "$1/ee/config/metrics/counts_7d/boards_weekly.yml" "$1/config/metrics/counts_7d/"
	sed -i 's/^key_path: .*/key_path: counts.pushes_weekly/' "$1/config/metrics/counts_7d/boards_weekly.yml"
	commit_all 'Break something' "$1" >/dev/null
	cp "$1/config/events/push.yml" "$1/buffer"
	mkdir -p "$1/schemas"
	echo '{"type": "object"}' | tee "$1/schema.json" "$1/data.json" >"$1/schemas/a.json"
	echo '{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "https://example.com/schemas/a.json"}' >"$1/s.json"
	echo 'a: 1' >"$1/data.yml"
}

# tries LEAST: each line of the file `examples`; 1 is an answer of those that find or compare something
tries() {
	local line n=0 code least=$1
	named r
	mkdir bin
	ln -s "$DICTUM" bin/dictum
	while IFS= read -r line; do
		n=$((n + 1))
		rm -rf copy
		cp -R r copy
		[[ $line != 'dictum init'* ]] || rm copy/dictum.yml
		code=0
		(cd copy && PATH="$STORY/bin:$PATH" GITHUB_STEP_SUMMARY=summary.md bash -o pipefail -c "$line") >out 2>&1 </dev/null || code=$?
		case $line in
		*'| git apply') ! git -C copy diff --quiet ;;
		'dictum diff '* | 'dictum lint'* | *' --check'*) [ "$code" -le 1 ] ;;
		*) [ "$code" = 0 ] ;;
		esac || { echo "exit $code: $line"; cat out; return 1; }
	done <examples
	[ "$n" -ge "$least" ] || { echo "only $n examples were found"; return 1; }
}

@test "every example of a manual page of a command can be run" {
	for page in "$TOP"/man/dictum*.1; do
		sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$page" | awk '/^\$ / { line = substr($0, 3) } /^ / { line = line $0 } line ~ /\\e$/ { sub(/\\e$/, "", line); next } line != "" { print line; line = "" }'
	done >examples
	tries 45
}

@test "every example of --help can be run" {
	for command in build diff explain init lint list log schema search show validate; do
		"$DICTUM" $command --help | sed -n '/^examples:/,/^$/s/^  \(dictum .*\)/\1/p' | sed 's/   *.*//'
	done >examples
	tries 40
}
