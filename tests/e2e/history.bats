#!/usr/bin/env bats
# How entries changed: `log`, `show --history`, `list --added-since` and `--changed-since`, on repositories of every shape.
load helper

metric=config/metrics/counts_all/count_total_push.yml
key=counts.count_total_push

# changes KEY [OPTION]...: the changes of the log, one a line
changes() {
	dictum -C r log --format json "$@"
	exits 0
	printf '%s' "$output" | node -e 'for (const h of JSON.parse(require("fs").readFileSync(0)).history) console.log([h.change, h.date.slice(0, 10), ...(h.fields || []).map((f) => f.field)].join(" "))'
}
truncated() { # KEY
	dictum -C r log --format json "$1"
	printf '%s' "$output" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).truncated)'
}
edit() { sed -i "$@" && commit_all 'Edit' r >/dev/null; }

@test "timelines of random histories equal a replay of every commit" {
	run node "$TOP/tests/tools/timelines.mjs" seeds 101 106 40
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "with the commits of merged branches they equal what each commit did to its first parent" {
	run node "$TOP/tests/tools/timelines.mjs" --full seeds 105 107 50
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}

@test "first and last change of files equal git log's, where branches merge, files move, go and come back, and are broken for a while" {
	TOOLS=${DICTUM_TOOLS:-$(dirname "$DICTUM")/tools}
	[ -x "$TOOLS/history_driver" ] || { echo "there is no driver: make check builds it"; return 1; }
	for seed in 110 111; do
		node "$TOP/tests/tools/timelines.mjs" --make seeds $seed 120
		TOOLS=$TOOLS run node "$TOP/tests/tools/files.mjs" seeds/$seed 500
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	done
}

@test "comments, quotes and the order of keys are no change" {
	small_repo r
	edit 's/^status: active/status: "active" # still/' r/$metric
	edit '1i # a comment' r/$metric
	(grep -v '^status' r/$metric; echo 'status: active') >new && cp new r/$metric && commit_all 'Order' r
	[ "$(changes $key)" = 'added 2024-01-02' ]
}

@test "a status is told by its name, a return after a deletion too" {
	small_repo r
	edit 's/^status: active/status: broken/' r/$metric
	edit 's/^status: broken/status: removed/' r/$metric
	mv r/$metric saved && commit_all 'Delete' r
	dictum -C r show $key
	exits 1
	[ "$(changes $key)" = $'added 2024-01-02\nbroken 2024-01-03 status\nremoved 2024-01-04 status\ndeleted 2024-01-05' ]
	dictum -C r log $key
	prints 'metric, deleted'
	cp saved r/$metric && commit_all 'Restore' r
	[ "$(changes $key | tail -1)" = 'returned 2024-01-06' ]
}

@test "another key in the same file is told on both sides" {
	small_repo r
	edit "s/^key_path: .*/key_path: counts.renamed/" r/$metric
	dictum -C r log $key
	prints "deleted"
	prints ", now counts.renamed"
	dictum -C r log counts.renamed
	prints ", before $key"
}

@test "a new key tells what else changed with it, an old key that a definition gets back too" {
	small_repo r
	edit "s/^key_path: .*/key_path: counts.renamed/; s/^data_source: .*/data_source: database/" r/$metric
	[ "$(changes counts.renamed)" = 'added 2024-01-03 data_source' ]
	dictum -C r log counts.renamed
	prints "$metric, before $key"
	prints '(metric-same-data-source): internal_events -> database'
	edit "s/^key_path: .*/key_path: $key/; s/^status: .*/status: removed/" r/$metric
	[ "$(changes $key)" = $'added 2024-01-02\ndeleted 2024-01-03\nreturned 2024-01-04 status' ]
	dictum -C r log $key
	prints "returned"
	prints "$metric, before counts.renamed"
}

@test "in another file, too, a new key is the same metric where four of five fields are equal, as for dictum diff" {
	small_repo r
	git -C r mv $metric config/metrics/counts_all/moved.yml
	edit "s/^key_path: .*/key_path: counts.renamed/; s/^status: .*/status: deprecated/" r/config/metrics/counts_all/moved.yml
	dictum -C r diff HEAD~1
	prints "the key changed from \"$key\" to \"counts.renamed\""
	dictum -C r log counts.renamed
	prints "moved.yml, before $key"
}

@test "a file that git calls renamed and that has another key and other fields is another metric, as for dictum diff" {
	small_repo r
	git -C r mv $metric config/metrics/counts_all/other.yml
	edit "s/^key_path: .*/key_path: counts.other/; s/^status: .*/status: broken/; s/^data_source: .*/data_source: database/; s/^product_group: .*/product_group: runner/; s/^time_frame: .*/time_frame: 7d/" r/config/metrics/counts_all/other.yml
	git -C r diff -M --name-status HEAD~1 | grep ^R
	dictum -C r diff HEAD~1
	prints "metric \"$key\" was deleted"
	dictum -C r log counts.other
	prints "config/metrics/counts_all/other.yml"
	[[ $output != *before* ]]
	dictum -C r log $key
	prints "deleted"
	[[ $output != *now* ]]
}

@test "a list of time frames in the place of one of them is another key, as for dictum diff" {
	small_repo r
	edit "s/^time_frame: .*/time_frame: 7d/" r/$metric
	edit "s/^time_frame: .*/time_frame: [7d, 28d]/" r/$metric
	dictum -C r diff HEAD~1
	exits 1
	prints "the key changed from \"$key\" to \"${key}_weekly\""
	dictum -C r log $key
	prints ", now ${key}_weekly"
	dictum -C r log ${key}_weekly
	prints ", before $key"
	[ "$(changes ${key}_monthly)" = 'added 2024-01-04' ]
	edit "s/^time_frame: .*/time_frame: 28d/" r/$metric
	dictum -C r log $key
	prints "returned"
	prints ", before ${key}_monthly"
	[ "$(changes ${key}_weekly)" = $'added 2024-01-04\ndeleted 2024-01-05' ]
}

@test "a history goes back to where the patterns of today's dictum.yml take files" {
	small_repo r
	mkdir r/defs && git -C r mv config defs/config
	printf 'kinds:\n  metric: {files: ["defs/config/metrics/**/*.yml"]}\n' >>r/dictum.yml && commit_all 'Move' r
	[ "$(changes $key)" = 'added 2024-01-03' ]
	edit 's#\["defs/#["{,defs/}#' r/dictum.yml
	[ "$(changes $key)" = $'added 2024-01-02\nmoved 2024-01-03' ]
}

@test "an old version that is broken is a gap and nothing more" {
	small_repo r
	edit 's/^status: active/status: [/' r/$metric
	edit 's/^status: \[/status: removed/' r/$metric
	[ "$(changes $key)" = $'added 2024-01-02\nunreadable 2024-01-03\nremoved 2024-01-04 status' ]
}

@test "shallow clones say where the history ends and tell no date that is not known" {
	small_repo origin
	for i in 1 2 3; do sed -i "s/^description: .*/description: The number of pushes, version $i, to all branches/" origin/$metric; commit_all "Edit $i" origin; done
	git clone -q --depth 1 "file://$PWD/origin" r
	dictum -C r log --format json $key
	exits 0
	complains 'history is truncated at 2024-01-05'
	complains "'git fetch --unshallow' brings the rest"
	[ "$(truncated $key)" = true ]
	[ "$(changes $key)" = '' ]
	dictum -C r log $key
	prints 'it was there before the history that can be read here begins'
	dictum -C r show --history --format json $key
	printf '%s' "$output" >out.json
	[ "$(json out.json 'JSON.stringify(v.history)')" = '{"truncated":true}' ]
	git -C r fetch -q --depth 2
	[ "$(changes $key)" = 'changed 2024-01-05 description' ]
	[ "$(truncated $key)" = true ]
	dictum -C r show --history --format json $key
	printf '%s' "$output" >out.json
	[ "$(json out.json 'JSON.stringify(v.history)')" = '{"changed":"2024-01-05","truncated":true}' ]
	git -C r fetch -q --unshallow
	[ "$(changes $key | wc -l)" = 4 ]
	[ "$(truncated $key)" = false ]
	dictum -C r log $key
	exits 0
	[ -z "$errors" ]
}

@test "entries that came after the edge of a shallow clone have their dates" {
	small_repo origin
	sed 's/count_total_push/count_total_pull/' origin/$metric >origin/${metric/push/pull} && commit_all 'Add' origin
	commit_all 'Nothing' origin
	git clone -q --depth 3 "file://$PWD/origin" r
	[ "$(changes counts.count_total_pull)" = 'added 2024-01-03' ]
	git clone -q --depth 2 "file://$PWD/origin" s && rm -rf r && mv s r
	[ "$(truncated counts.count_total_pull)" = true ]
}

@test "without a repository or a commit there is no history, which is one sentence" {
	small r
	dictum -C r show --history $key
	exits 0
	complains "there is no history: '$PWD/r' is not in a git repository"
	[ "$(printf '%s\n' "$errors" | wc -l)" = 1 ]
	[[ $output != *History* ]]
	dictum -C r log $key
	exits 0
	dictum -C r list --changed-since HEAD
	exits 3
	git -C r init -q
	dictum -C r show --worktree --history $key
	exits 0
	complains 'there is no history: branch'
}

@test "values that differ late are told from there, in texts and in JSON, and what fits on its line whole" {
	small_repo r
	url=https://git.example.com/group/project/with/a/long/name/merge_requests
	edit "s|^introduced_by_url:.*|introduced_by_url: $url/1|" r/$metric
	sed -i '/^events:/,$d' r/$metric
	printf 'events:\n- {name: push, filter: {label: one}}\n- {name: push, filter: {label: two}}\n- {name: push, filter: {label: three, property: %s}}\n' \
		"value_a" >>r/$metric
	commit_all 'More' r
	edit "s|merge_requests/1|merge_requests/2|; s/property: value_a/property: value_b/" r/$metric
	dictum -C r log $key
	exits 0
	prints "- $url/1"
	prints "+ $url/2"
	prints $'- ..."label":"three","property":"value_a"}}]'
	prints $'+ ..."label":"three","property":"value_b"}}]'
}

@test "milestones are told as they are written, also where YAML reads another number" {
	small_repo r
	edit 's/^milestone: .*/milestone: 16.10/; s/^status: .*/status: removed\nmilestone_removed: 17.10/' r/$metric
	edit 's/^milestone: .*/milestone: 16.20/; s/^milestone_removed: .*/milestone_removed: 17.20/' r/$metric
	dictum -C r log --format json $key
	printf '%s' "$output" >out.json
	[ "$(json out.json 'v.history.flatMap((h) => h.fields || []).filter((f) => f.field.startsWith("milestone")).map((f) => JSON.stringify([f.old, f.new])).join(" ")')" = \
		'[null,"17.10"] ["16.0","16.10"] ["17.10","17.20"] ["16.10","16.20"]' ]
	dictum -C r log $key
	prints '16.10 -> 16.20'
	dictum -C r diff HEAD~1 HEAD --format json
	printf '%s' "$output" >out.json
	[ "$(json out.json 'v.changes.map((c) => JSON.stringify([c.old, c.new])).sort().join(" ")')" = '["16.10","16.20"] ["17.10","17.20"]' ]
	git -C r checkout -q HEAD~1
	for command in "show $key" list; do
		dictum -C r $command --format json
		exits 0
		grep -qE '"milestone": ?"16.10"' <<<"$output"
		grep -qE '"milestone_removed": ?"17.10"' <<<"$output"
	done
	dictum -C r build -q --output site
	exits 0
	grep -rq '"milestone_removed": *"17.10"' r/site/api/v1
	lacks -rqE '"milestone_removed": *17' r/site/api/v1
}

@test "what has not been committed says so" {
	small_repo r
	sed 's/count_total_push/count_total_pull/' r/$metric >r/${metric/push/pull}
	dictum -C r show --worktree --history counts.count_total_pull
	exits 0
	prints 'it has not been committed yet'
	dictum -C r log --worktree counts.count_total_pull
	exits 0
	prints 'it has not been committed yet'
	dictum -C r log counts.count_total_pull
	exits 1
}

@test "a merge brings what its branch changed; --history full tells the branch's own commits" {
	small_repo r
	git -C r checkout -q -b topic
	edit 's/^status: active/status: broken/' r/$metric
	edit 's/^status: broken/status: removed/' r/$metric
	git -C r checkout -q main
	edit 's/^description: .*/description: How often somebody pushed to a branch/' r/$metric
	next_day
	git -C r merge -q --no-edit topic
	[ "$(changes $key)" = $'added 2024-01-02\nchanged 2024-01-05 description\nremoved 2024-01-06 status' ]
	[ "$(changes $key --history full | sort)" = $'added 2024-01-02\nbroken 2024-01-03 status\nchanged 2024-01-05 description\nremoved 2024-01-04 status' ]
}

@test "of a merge into a branch --history full tells what it changed itself, and nothing where it only joins what was told" {
	small_repo r
	{ seq -f '# %g' 9; echo 'owner: nobody'; } >>r/$metric # apart from the others, for git to merge them
	commit_all 'Make room' r >/dev/null
	git -C r branch start
	# told SED: what the branches and the merge of main into topic tell, which SED edits
	told() {
		git -C r checkout -q -B topic start
		edit 's/^owner: .*/owner: somebody/' r/$metric
		git -C r checkout -q -B main start
		edit 's/^description: .*/description: How often somebody pushed to a branch/' r/$metric
		git -C r checkout -q topic
		next_day
		git -C r merge -q --no-commit main >/dev/null
		sed -i "$1" r/$metric
		git -C r commit -qam 'Take what is new'
		git -C r checkout -q main
		next_day
		git -C r merge -q --no-ff --no-edit topic
		changes $key --history full | tail -n +3 | cut -d' ' -f2- | sort | paste -sd,
	}
	[ "$(told '' | sed 's/[^ ,]* //g')" = owner,description ]
	[[ "$(told 's/^value_type: .*/value_type: string/')" = *value_type* ]]
	[[ "$(told 's/^owner: .*/owner: a third/')" = *owner*"$(git -C r log -1 --format=%cs topic)"*owner ]]
}

@test "milestones are those of the first release with a commit, on whatever branch its tag is" {
	small_repo r
	git -C r tag v16.0.0
	edit 's/^status: active/status: broken/' r/$metric
	git -C r checkout -q -b 16-1-stable && git -C r commit -q --allow-empty -m 'Release' && git -C r tag -a -m 16.1 v16.1.0-ee && git -C r checkout -q main
	edit 's/^status: broken/status: active/' r/$metric
	git -C r tag v16.2.0-rc1
	dictum -C r log --format json $key
	printf '%s' "$output" >out.json
	[ "$(json out.json 'v.history.map((h) => h.milestone).join()')" = '16.0,16.1,' ]
	for milestone in 16.1 16.2; do
		dictum -C r list --changed-since $milestone --format json
		printf '%s' "$output" >out.json
		[ "$(json out.json 'v.entries.map((e) => e.key).join()')" = $key ]
	done
	dictum -C r list --changed-since 16.0
	[ "$output" = "$(dictum -C r list; printf '%s' "$output")" ]
}

@test "an entry that was deleted and came back is listed as added when it came back" {
	small_repo r
	git -C r tag v16.0.0
	sed -i 's/^milestone: .*/milestone: "16.0"/' r/$metric && cp r/$metric metric.yml && rm r/$metric && commit_all 'Delete' r >/dev/null
	git -C r tag v16.1.0
	cp metric.yml r/$metric && commit_all 'Restore' r >/dev/null
	git -C r tag v16.2.0
	edit 's/^status: active/status: broken/' r/$metric
	git -C r tag v16.3.0
	keys() { dictum -C r list --kind metric --format csv --added-since "$1"; exits 0; sed '1d; s/^metric,//; s/,.*//' <<<"$output"; }
	for point in v16.1.0 HEAD~2 2024-01-04 16.2; do [ "$(keys $point)" = $key ]; done
	for point in v16.0.0 v16.2.0 HEAD~1 HEAD~3 2024-01-05 16.3; do [ "$(keys $point)" = '' ]; done
	dictum -C r list --added-since v16.1.0 --format json
	prints '"added":"2024-01-02"'
	for v in 0 1 2 3; do git -C r tag -d v16.$v.0 >/dev/null; done
	[ "$(keys 16.2)" = '' ]
}

@test "entries are listed by when they were added and changed" {
	small_repo r
	sed 's/count_total_push/count_total_pull/; s/^milestone: .*/milestone: "17.0"/' r/$metric >r/${metric/push/pull} && commit_all 'Add' r
	edit 's/^status: active/status: broken/' r/$metric
	keys() { dictum -C r list --format json "$@"; exits 0; printf '%s' "$output" | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).entries.map((e) => e.key).join(" "))'; }
	[ "$(keys --added-since 17.0)" = counts.count_total_pull ]
	[ "$(keys --added-since 2024-01-03)" = counts.count_total_pull ]
	[ "$(keys --added-since HEAD~2)" = counts.count_total_pull ]
	[ "$(keys --added-since HEAD~1)" = '' ]
	[ "$(keys --changed-since HEAD~1)" = $key ]
	[ "$(keys --changed-since HEAD~2)" = "counts.count_total_pull $key" ]
	[ "$(keys --changed-since 2024-01-04)" = $key ]
	[ "$(keys --changed-since HEAD)" = '' ]
	dictum -C r list --changed-since 17.0
	exits 3
	complains 'git fetch --tags'
	dictum -C r list --changed-since nowhere
	exits 3
	complains "unknown revision 'nowhere'"
	for word in yesterday '2 weeks ago' 2024-05 2024-5-1; do
		dictum -C r list --added-since "$word"
		exits 3
		complains "'$word'"
		complains 'expected a milestone such as 17.0, a day such as 2024-05-01, or a revision such as v1.0 or main~10'
	done
	git -C r branch apart "$(git -C r commit-tree -m 'Something else' 'HEAD^{tree}')"
	dictum -C r list --changed-since apart
	exits 3
	complains "revisions 'apart' and '$(git -C r rev-parse HEAD)'"
	complains 'have no common ancestor'
	dictum -C r list --changed-since 2024-02-30
	exits 2
	complains "there is no day '2024-02-30'"
	dictum -C r list --added-since 01.05.2024
	exits 2
	complains "'01.05.2024' is no milestone, day or revision: days are written as 2024-05-01"
	dictum -C r list --added-since 17
	exits 2
	complains "milestones have two numbers, such as 17.0"
}

@test "names of authors are shown where the configuration says so, and harmless" {
	small_repo r
	GIT_AUTHOR_NAME=$'<b>Eve\x1b[31m' edit 's/^status: active/status: broken/' r/$metric
	dictum -C r log $key
	exits 0
	[[ $output != *Eve* ]]
	printf 'history: {authors: true}\n' >r/dictum.yml && commit_all 'Configure' r
	dictum -C r log $key
	prints 'by Ann Author'
	prints 'Eve\u{1B}[31m'
	dictum -C r log --format json $key
	printf '%s' "$output" >out.json
	[ "$(json out.json 'v.history[0].author')" = 'Ann Author' ]
}

@test "of the name of an author a hundred characters are shown" {
	small_repo r
	printf 'history: {authors: true}\n' >r/dictum.yml && commit_all 'Configure' r
	GIT_AUTHOR_NAME=$(printf '\303\251%.0s' {1..100}) edit 's/^status: active/status: broken/' r/$metric
	GIT_AUTHOR_NAME=$(printf '\303\250%.0s' {1..101}) edit 's/^status: broken/status: active/' r/$metric
	dictum -C r log --format json $key
	printf '%s' "$output" >out.json
	[ "$(json out.json 'v.history.map(h => [...h.author].length).join()')" = '10,100,100' ]
	[ "$(json out.json '[...v.history[2].author].every(c => c === "\u00e8")')" = true ]
}

@test "names of authors and trailers are read in the encoding of their commit, and never as raw bytes" {
	small_repo r
	printf 'history: {authors: true}\n' >r/dictum.yml && commit_all 'Configure' r
	by() { # ENCODING NAME STATUS
		git -C r config i18n.commitEncoding "$1"
		sed -i "s/^status: .*/status: $3/" r/$metric && git -C r add -A
		GIT_AUTHOR_NAME=$2 git -C r commit -q -m "$(printf 'Edit\n\ndictum: allow metric-same-time-frame key=* reason=gepr\374ft')" && next_day
	}
	by ISO-8859-1 "$(printf 'Zo\353 M\374ller')" broken
	by latin1 "$(printf 'Zo\353')" active
	by windows-1252 "$(printf '\214uvre')" broken
	by koi8-r "$(printf 'Z\306')" active
	dictum -C r log --format json $key
	printf '%s' "$output" >out.json
	[ "$(json out.json 'v.history.map((h) => h.author).join()')" = $'Ann Author,Zoë Müller,Zoë,Œuvre,Z\uFFFD' ]
	dictum -C r log $key
	prints 'by Zoë Müller'
	printf '%s' "$output" | iconv -f utf-8 -t utf-8 >/dev/null
	sed -i 's/^time_frame: .*/time_frame: 7d/' r/$metric
	by ISO-8859-1 "$(printf 'Zo\353')" active
	dictum -C r diff HEAD~
	prints 'geprüft'
}

@test "dates far away and before 1970 are right" {
	small_repo r
	sed -i 's/^status: active/status: broken/' r/$metric && git -C r add -A && GIT_COMMITTER_DATE='@4102444800 +0500' git -C r commit -q -m 2100
	sed -i 's/^status: broken/status: active/' r/$metric && git -C r add -A && GIT_COMMITTER_DATE='@0 +0000' git -C r commit -q -m 1970
	[ "$(changes $key)" = $'added 2024-01-02\nbroken 2100-01-01 status\nactive 1970-01-01 status' ]
}

@test "a path that a definition left chooses the one that is there now" {
	small_repo r
	sed 's/count_total_push/moved/' r/$metric >r/config/metrics/counts_all/a.yml && commit_all 'Add' r
	git -C r mv config/metrics/counts_all/a.yml config/metrics/counts_all/b.yml && commit_all 'Move' r
	sed 's/count_total_push/moved/' r/$metric >r/config/metrics/counts_all/a.yml && commit_all 'Again' r
	dictum -C r log counts.moved
	exits 2
	[ "$(changes counts.moved --path config/metrics/counts_all/a.yml)" = 'added 2024-01-05' ]
	[ "$(changes counts.moved --path config/metrics/counts_all/b.yml)" = $'added 2024-01-03\nmoved 2024-01-04' ]
	git -C r rm -q config/metrics/counts_all/a.yml && commit_all 'Delete' r
	[ "$(changes counts.moved --path config/metrics/counts_all/a.yml)" = $'added 2024-01-03\nmoved 2024-01-04' ]
}

@test "a missing version is a gap; what cannot be known is not told" {
	small_repo r
	edit 's/^status: active/status: broken/' r/$metric
	blob=$(git -C r rev-parse HEAD:$metric)
	edit 's/^status: broken/status: removed/' r/$metric
	rm -f "r/.git/objects/${blob:0:2}/${blob:2}"
	[ "$(changes $key)" = $'added 2024-01-02\nunreadable 2024-01-03\nremoved 2024-01-04 status' ]
	tree=$(git -C r rev-parse HEAD~1:config/metrics)
	rm -f "r/.git/objects/${tree:0:2}/${tree:2}"
	dictum -C r log $key
	exits 0
	complains '1 folder of old commits cannot be read'
	commit=$(git -C r rev-parse HEAD~2)
	rm -f "r/.git/objects/${commit:0:2}/${commit:2}"
	dictum -C r log $key
	exits 0
	complains 'a commit before it is missing or damaged'
	[[ $output != *added* ]]
}

@test "a partial clone tells no wrong date" {
	small_repo origin
	sed -i 's/^status: active/status: broken/' origin/$metric && commit_all 'Break' origin
	sed -i 's/^status: broken/status: removed/' origin/$metric && commit_all 'Remove' origin
	git -C origin config uploadpack.allowFilter true
	git clone -q --filter=blob:none "file://$PWD/origin" r
	dictum -C r log --format json $key
	exits 0
	[ "$(truncated $key)" = true ]
	[[ $(changes $key) != *added* ]]
	rm -rf r
	git clone -q --filter=tree:0 "file://$PWD/origin" r
	[ "$(truncated $key)" = true ]
	[ "$(changes $key)" = '' ]
	dictum -C r log $key
	exits 0
	prints 'it was there before the history that can be read here begins'
	complains 'folders of old commits cannot be read'
}

@test "several entries with one key are told apart by their files" {
	small_repo r
	mkdir -p r/config/events
	for i in 1 2; do printf 'category: default\naction: click\ndescription: A click of some kind in place %s\nmilestone: "13.0"\n' $i >r/config/events/click$i.yml; done
	commit_all 'Add' r
	edit 's/^milestone: .*/milestone: "13.1"/' r/config/events/click2.yml
	dictum -C r log 'default click'
	exits 2
	complains 'config/events/click1.yml'
	[ "$(changes 'default click' --path config/events/click1.yml)" = 'added 2024-01-03' ]
	[ "$(changes 'default click' --path config/events/click2.yml)" = $'added 2024-01-03\nchanged 2024-01-04 milestone' ]
}

@test "the file of an entry may be named by its absolute path, as editors do" {
	small_repo r
	f=$PWD/r/config/events/click_button_2.yml
	dictum -C r show 'default click_button' --path "$f"
	exits 0
	prints 'config/events/click_button_2.yml:1'
	[ "$(changes 'default click_button' --path "$f")" = 'added 2024-01-02' ]
	for path in "$PWD/r" . /; do
		dictum -C r log 'default click_button' --path "$path"
		exits 1
	done
}

@test "time frames are entries of their own" {
	small_repo r
	f=config/metrics/counts_all/count_distinct_user_id_from_push.yml
	edit 's/^time_frame: .*/time_frame: [7d]/' r/$f
	[ "$(changes redis_hll_counters.count_distinct_user_id_from_push_weekly)" = 'added 2024-01-02' ]
	[ "$(changes redis_hll_counters.count_distinct_user_id_from_push_monthly)" = $'added 2024-01-02\ndeleted 2024-01-03' ]
}

@test "the output is the same with one thread and with four" {
	node "$TOP/tests/tools/timelines.mjs" seeds 107 107 60 >/dev/null
	for k in $("$DICTUM" -C seeds/107 list -q | awk '{ print $2 }'); do
		dictum -C seeds/107 log --jobs 1 --format json "$k"
		one=$output
		dictum -C seeds/107 log --jobs 4 --format json "$k"
		[ "$output" = "$one" ] || return 1
	done
}

# logs REPOSITORY KEYS OPTION...: the logs of these keys, and the list of what changed
logs() {
	local repository=$1 keys=$2
	shift 2
	for k in $keys; do "$DICTUM" -C "$repository" log --format json "$@" "$k" || :; done
	"$DICTUM" -C "$repository" list --format json --changed-since 2000-01-01 "$@"
}

@test "what is kept of a history never changes a byte, whichever commits come and go" {
	export XDG_CACHE_HOME=$PWD/cache
	node "$TOP/tests/tools/timelines.mjs" --make seeds 108 320
	tip=$(git -C seeds/108 rev-parse HEAD)
	keys=$("$DICTUM" -C seeds/108 list -q | awk 'NR % 9 == 0 { print $2 }')
	for back in 110 100 40 41 0 90 3; do
		git -C seeds/108 update-ref refs/heads/main "$tip~$back"
		logs seeds/108 "$keys" >kept 2>&1
		logs seeds/108 "$keys" --no-cache >anew 2>&1
		cmp kept anew || return 1
	done
	[ "$(ls cache/dictum | wc -l)" = 1 ]
	[ "$(stat -c %a cache/dictum)" = 700 ]
	dictum -C seeds/108 log -v $(set -- $keys; echo $1)
	exits 0
	[[ $errors != *'(0 known)'* ]]
}

# DICTUM_SEQUENCES=200 tries as many sequences of commits; it takes some minutes
@test "random sequences of commits are told the same with and without what was kept" {
	run node "$TOP/tests/tools/kept.mjs" . 201 $((200 + ${DICTUM_SEQUENCES:-3}))
	echo "$output"
	[ "$status" = 0 ]
}

@test "a kept history that is damaged, cut short or of another program is read anew" {
	export XDG_CACHE_HOME=$PWD/cache
	node "$TOP/tests/tools/timelines.mjs" --make seeds 109 260
	keys=$("$DICTUM" -C seeds/109 list -q | awk 'NR % 20 == 0 { print $2 }')
	logs seeds/109 "$keys" --no-cache >anew 2>&1
	[ ! -e cache ]
	logs seeds/109 "$keys" >first 2>&1
	cmp first anew
	file=$(echo cache/dictum/*)
	cp "$file" whole
	size=$(stat -c %s whole)
	for at in 0 9 20 33 1000 $((size / 2)) $((size - 1)); do
		cp whole "$file"
		printf '\377\376' | dd of="$file" bs=1 seek="$at" conv=notrunc status=none
		logs seeds/109 "$keys" >kept 2>&1
		cmp kept anew || { echo "damaged at $at"; return 1; }
		head -c "$at" whole >"$file"
		logs seeds/109 "$keys" >kept 2>&1
		cmp kept anew || { echo "cut at $at"; return 1; }
	done
	logs seeds/109 "$keys" >kept 2>&1
	cmp whole "$file"
	printf 'title: Another\n' >d.yml
	dictum -C seeds/109 log -v --config "$PWD/d.yml" $(set -- $keys; echo $1)
	complains '(0 known)'
}

@test "what another program kept is not used, however alike its file is, and what this one kept is, wherever it lies" {
	export XDG_CACHE_HOME=$PWD/cache
	node "$TOP/tests/tools/timelines.mjs" --make seeds 109 260
	key=$("$DICTUM" -C seeds/109 list -q | awk 'NR == 1 { print $2 }')
	id=$(readelf -n "$DICTUM" | sed -n 's/.*Build ID: //p')
	[ -n "$id" ] # of its build
	cp "$DICTUM" one
	node -e '
		const fs = require("fs"), bytes = fs.readFileSync("one");
		bytes[bytes.indexOf(Buffer.from(process.argv[1], "hex"))] ^= 1;
		fs.writeFileSync("other", bytes, { mode: 0o755 });' "$id"
	touch -r one other
	cp one moved
	touch -d 2001-01-01 moved
	DICTUM=$PWD/one dictum -C seeds/109 log -v "$key"
	exits 0
	complains '(0 known)'
	DICTUM=$PWD/moved dictum -C seeds/109 log -v "$key"
	exits 0
	[[ $errors != *'(0 known)'* ]]
	DICTUM=$PWD/other dictum -C seeds/109 log -v "$key"
	exits 0
	complains '(0 known)'
}

# loose REPOSITORY: each of its objects as a file of its own
loose() {
	mv "$1"/.git/objects/pack/*.pack pack
	rm -f "$1"/.git/objects/pack/*
	git -C "$1" unpack-objects -q <pack
}
object() { echo "$1/.git/objects/${2:0:2}/${2:2}"; } # REPOSITORY ID

# a commit, a folder, and a version of a file that the next commit changes
old_objects() { # REPOSITORY
	git -C "$1" rev-parse HEAD~235 HEAD~100:config/metrics
	for n in 31 32 33 34 35 36 37 38 39; do
		local changed
		changed=$(git -C "$1" diff --name-only --diff-filter=M HEAD~$n HEAD~$((n - 1)) -- config/metrics | head -1)
		[ -z "$changed" ] || { git -C "$1" rev-parse "HEAD~$n:$changed" && return; }
	done
}

@test "what is kept of a history that lacks objects is used until they are there again" {
	export XDG_CACHE_HOME=$PWD/cache
	node "$TOP/tests/tools/timelines.mjs" --make seeds 109 260
	loose seeds/109
	keys=$("$DICTUM" -C seeds/109 list -q | awk 'NR % 20 == 0 { print $2 }')
	logs seeds/109 "$keys" --no-cache >whole 2>&1
	old_objects seeds/109 >objects
	[ "$(wc -l <objects)" = 3 ]
	while read -r id; do
		rm -rf cache
		mv "$(object seeds/109 "$id")" held
		logs seeds/109 "$keys" --no-cache >lacking 2>&1
		logs seeds/109 "$keys" >kept 2>&1
		cmp kept lacking || { echo "without $id"; return 1; }
		dictum -C seeds/109 log -v ${keys%%$'\n'*}
		exits 0
		[[ $errors != *'(0 known)'* ]]
		mv held "$(object seeds/109 "$id")"
		logs seeds/109 "$keys" >kept 2>&1
		cmp kept whole || { echo "with $id again"; return 1; }
		dictum -C seeds/109 log -v ${keys%%$'\n'*}
		exits 0
		[[ $errors != *'(0 known)'* ]]
	done <objects
}

@test "nothing is kept of a history with damaged objects" {
	export XDG_CACHE_HOME=$PWD/cache
	node "$TOP/tests/tools/timelines.mjs" --make seeds 109 260
	loose seeds/109
	key=$("$DICTUM" -C seeds/109 list -q | awk 'NR == 1 { print $2 }')
	old_objects seeds/109 >objects
	while read -r id; do
		file=$(object seeds/109 "$id")
		mv "$file" held
		head -c 9 held >"$file"
		dictum -C seeds/109 log "$key"
		exits 0
		[ -z "$(ls cache/dictum)" ]
		mv -f held "$file"
	done <objects
	dictum -C seeds/109 log "$key"
	exits 0
	[ -n "$(ls cache/dictum)" ]
}

@test "every command that reads a history may keep it, show and search for keys that nobody has, too" {
	node "$TOP/tests/tools/timelines.mjs" --make seeds 109 260
	key=$("$DICTUM" -C seeds/109 list -q | awk 'NR == 1 { print $2 }')
	for question in "log $key" "show --history $key" 'show counts.never_seen' 'search counts.never_seen' 'list --added-since 2000-01-01' 'build -o site'; do
		export XDG_CACHE_HOME=$PWD/cache.${question%% *}
		rm -rf "$XDG_CACHE_HOME"
		"$DICTUM" -C seeds/109 $question -v >/dev/null 2>first || [ $? = 1 ]
		"$DICTUM" -C seeds/109 $question -v >/dev/null 2>again || [ $? = 1 ]
		grep -q '(0 known)' first || { echo "not read: $question"; return 1; }
		lacks '(0 known)' again || { echo "read twice: $question"; return 1; }
	done
	dictum -C seeds/109 show counts.never_seen -v --no-cache
	complains '(0 known)'
}

@test "nothing is kept in a folder of others, without a home, or of a short history" {
	node "$TOP/tests/tools/timelines.mjs" --make seeds 109 260
	key=$("$DICTUM" -C seeds/109 list -q | awk 'NR == 1 { print $2 }')
	mkdir -p cache/dictum && chmod 777 cache/dictum
	XDG_CACHE_HOME=$PWD/cache dictum -C seeds/109 log "$key"
	exits 0
	[ -z "$(ls cache/dictum)" ]
	if is_root; then
		chmod 755 cache/dictum && chown 12345 cache/dictum
		XDG_CACHE_HOME=$PWD/cache dictum -C seeds/109 log "$key"
		exits 0
		[ -z "$(ls cache/dictum)" ]
	fi
	XDG_CACHE_HOME=relative HOME= dictum -C seeds/109 log "$key"
	exits 0
	[ ! -e relative ]
	[ ! -e seeds/109/relative ]
	small_repo r
	XDG_CACHE_HOME=$PWD/other dictum -C r log counts.count_total_push
	exits 0
	[ -d other/dictum ]
	[ -z "$(ls other/dictum)" ]
	echo no >file
	XDG_CACHE_HOME=$PWD/file dictum -C seeds/109 log "$key"
	exits 0
	[ -z "$errors" ]
}

@test "a history as a table has a row for each field that changed" {
	small_repo r
	edit 's/^data_source: .*/data_source: database/; s/^description: .*/description: "=cmd, two"/' r/$metric
	git -C r mv $metric config/metrics/counts_all/moved.yml
	commit_all 'Move' r
	dictum -C r log --format csv counts.count_total_push
	exits 0
	printf '%s\n' "$output" | tr -d '\r' >rows
	[ "$(head -1 rows)" = change,commit,date,milestone,author,path,from,renamed_from,renamed_to,field,old,new,class ]
	[ "$(cut -d, -f1 rows | paste -sd' ')" = 'change added changed changed moved' ]
	grep -q ",data_source,internal_events,database,metric-same-data-source$" rows
	grep -qF ",description,Total count of pushes to any branch,\"'=cmd, two\"," rows
	grep -q "^moved,$(git -C r rev-parse HEAD),.*,config/metrics/counts_all/moved.yml,$metric,,,,,,$" rows
}

@test "where there is no repository no folder is made to keep a history in" {
	small_repo r
	export XDG_CACHE_HOME=$PWD/cache
	mv r/.git kept
	for question in 'search push' 'show push' 'log push' "build -o $PWD/site"; do
		# shellcheck disable=SC2086
		dictum -C r $question --worktree
		[ ! -e cache ]
	done
	mv kept r/.git
	dictum -C r search push
	exits 0
	[ -d cache/dictum ]
}

@test "what a merge brings from beyond the edge of a shallow clone changed, came and went, with either history" {
	small_repo r
	git -C r checkout -q -b side
	sed -i 's/^description:.*/description: How often somebody pushed to a repository/' r/config/metrics/counts_all/count_total_push.yml
	git -C r rm -q config/events/push.yml
	sed 's/^action:.*/action: fetch/' r/config/events/open_merge_request.yml >r/config/events/fetch.yml
	commit_all 'Change' r >/dev/null
	date >r/notes.txt
	commit_all 'Go on' r >/dev/null
	git -C r checkout -q main
	date >r/other.txt
	commit_all 'Beside' r >/dev/null
	git -C r merge -q --no-ff -m 'Merge' side
	git clone -q --depth 2 "file://$PWD/r" s
	for history in first-parent full; do
		dictum -C s log counts.count_total_push --no-cache --history "$history"
		exits 0
		prints 'it was there before the history that can be read here begins'
		prints 'changed'
		lacks added <<<"$output"
		dictum -C s log push --no-cache --history "$history"
		exits 0
		prints 'it was there before the history that can be read here begins'
		prints 'deleted'
		dictum -C s log fetch --no-cache --history "$history"
		exits 0
		prints 'added'
		lacks 'it was there before' <<<"$output"
	done
}
