#!/usr/bin/env bats
# What a change breaks: a merge request from its first commit to its repair, and everything around it.
load helper

total=config/metrics/counts_all/count_total_push.yml
distinct=config/metrics/counts_all/count_distinct_user_id_from_push.yml
edition=config/metrics/settings/edition.yml
push=config/events/push.yml
opened=config/events/open_merge_request.yml

commit() { commit_all "${1:-A change}" r >/dev/null; }
# classes WANTED ARGUMENTS: whether "class key" of all changes, those that break with an exclamation mark, in the order of JSON, is this
classes() {
	local wanted=$1 got
	shift
	dictum -C r diff "$@" --format json
	printf '%s' "$output" >out.json
	got=$(json out.json 'v.changes.map(c => (c.breaking ? "!" : "") + c.class + " " + c.key).join("\n")')
	[ "$got" = "$wanted" ] && return
	printf 'expected:\n%s\n--- it is\n%s\n--- stderr\n%s\n' "$wanted" "$got" "$errors"
	return 1
}
breaks() { dictum -C r diff --format json "${@:2}"; printf '%s' "$output" >out.json; [ "$(json out.json v.summary.breaking)" = "$1" ]; }

@test "a merge request: rename a key, change a time frame, delete a metric, remove an event in use, widen a tier" {
	small_repo r
	sed 's/^key_path: .*/key_path: counts.pushes/; s/^description: .*/description: Count of pushes of all kinds/' r/$total >r/config/metrics/counts_all/pushes.yml
	sed -i 's/^tiers: .*/tiers: [ultimate]/' r/$push && commit
	git -C r checkout -q -b change
	sed -i 's/^key_path: .*/key_path: counts.code_pushes/' r/config/metrics/counts_all/pushes.yml
	sed -i 's/^time_frame: .*/time_frame: none/' r/$total
	git -C r rm -q $edition
	mkdir -p r/config/events/removed && git -C r mv $opened config/events/removed/
	printf 'status: removed\nmilestone_removed: "16.9"\nremoved_by_url: https://git.example.com/merge_requests/9\n' >>r/config/events/removed/open_merge_request.yml
	sed -i 's/^tiers: .*/tiers: [premium, ultimate]/' r/$push
	commit
	classes '!metric-key-same counts.code_pushes
!metric-same-time-frame counts.count_total_push
!metric-no-delete edition
!event-in-use open_merge_request
safe-edit push' main...change
	exits 1
	complains '4 breaking changes (COMPARABLE), 5 changes in all'
	[ "$(json out.json '[v.base.length, v.head.length, v.summary.breaking, v.summary.changes].join()')" = 40,40,4,5 ]
	dictum -C r diff main...change --category RECORD -q
	exits 1
	prints 'error[event-in-use]'
	prints 'note[metric-key-same]'
	dictum -C r diff main --fix --set milestone_removed=16.9 --set removed_by_url=https://git.example.com/merge_requests/9
	exits 1
	complains '1 definition restored as removed'
	grep -qx 'status: removed' r/$edition
	grep -qx 'milestone_removed: "16.9"' r/$edition
	grep -qx 'removed_by_url: https://git.example.com/merge_requests/9' r/$edition
	dictum -C r diff main --worktree --format concise
	prints 'note[safe-edit]: edition: status changed from broken to removed'
	dictum -C r lint $edition
	exits 0
}

@test "formatting, comments, order and moves are no change" {
	small_repo r
	sed -i 's/^status: active/# alive\nstatus: "active"/; s/16.0/16.0/; s/tiers: .*/tiers:\n  - ultimate\n  - premium\n  - free/' r/$total
	git -C r mv $total config/metrics/settings/renamed.yml
	tac r/$edition >t && mv t r/$edition
	dictum -C r diff --worktree
	exits 0
	[ -z "$output" ]
	complains '0 breaking changes (COMPARABLE), 0 changes in all'
}

# nested FROM: the small dictionary in a folder of a repository, as r; moves FROM TO: of all of it, in a commit
nested() {
	init_repo r
	if [ "$1" = . ]; then cp -R "$TOP/tests/sample/." r; else mkdir -p r/"$(dirname "$1")" && small r/"$1"; fi
	commit 'Add the dictionary'
}
moves() {
	mkdir moving && mv r/"$1"/* moving && mkdir -p r/"$2" && mv moving/* r/"$2" && rmdir moving
	commit 'Move the dictionary'
}

@test "a dictionary that moves as a whole is compared with what it was, wherever it goes" {
	for move in 'old new' 'old lib/dictionary' 'old old/deeper' 'old/deeper old' 'old .' '. new'; do
		rm -rf r && nested ${move% *}
		moves $move
		to=${move#* }
		dictum -C r/$to diff HEAD~1
		exits 0
		complains '0 breaking changes (COMPARABLE), 0 changes in all'
		lacks -e 'was changed, too' -e 'has no dictum.yml' <<<"$errors"
		rm r/$to/$total r/$to/$push
		sed -i 's/^data_source: .*/data_source: database/' r/$to/$edition
		commit
		for ends in 'HEAD~2...HEAD' 'HEAD~2 --worktree' 'HEAD~2 --staged'; do
			dictum -C r/$to diff $ends --format json
			exits 1
			printf '%s' "$output" >out.json
			[ "$(json out.json 'v.changes.filter(c => c.breaking).map(c => c.class + " " + c.key).sort().join()')" = \
				'event-in-use push,metric-no-delete counts.count_total_push,metric-same-data-source edition' ] || { echo "$move $ends"; cat out.json; return 1; }
		done
	done
}

@test "what a moved dictionary lost is restored where it is now, and links lead to where it was" {
	nested old
	printf 'sources: [{view_url: "https://git.example.com/{commit}/{path}"}]\n' >>r/old/dictum.yml
	commit
	moves old new
	git -C r rm -q new/$total && commit
	dictum -C r/new diff HEAD~2 --format markdown
	exits 1
	prints "(https://git.example.com/$(git -C r rev-parse HEAD~2)/old/$total)"
	dictum -C r/new diff HEAD~2 --fix --set milestone_removed=17.1 --set removed_by_url=https://e.com/1
	exits 0
	grep -q '^status: removed' r/new/$total
	[ ! -e r/old/config ]
}

@test "what cannot be read in a dictionary that moved is the same, or told" {
	nested old
	printf 'status: "\n' >r/old/$total
	ln -sf none.yml r/old/$push
	commit
	moves old new
	dictum -C r/new diff HEAD~1 --worktree
	exits 0
	lacks 'cannot be read' <<<"$errors"
	printf '# more\n' >>r/new/$total
	dictum -C r/new diff HEAD~1 --worktree
	complains "1 definition cannot be read in the older commit, so what changed in it is not known: 'new/$total'"
}

@test "of several dictionaries that moved each is compared with its own" {
	for moves in 'd n/d other n/other' 'd n/e'; do
		rm -rf r && nested d
		mkdir -p r/d/examples r/other
		for folder in d/examples other; do
			printf 'dialect: plain\nkinds: {thing: {files: [t/*.yml], key: /name}}\n' >r/$folder/dictum.yml
			mkdir r/$folder/t && echo 'name: one' >r/$folder/t/one.yml && echo 'name: two' >r/$folder/t/two.yml
		done
		commit
		mkdir r/n && set -- $moves
		while [ $# -gt 0 ]; do git -C r mv $1 $2 && shift 2; done
		commit
		for folder in $(cd r && find . -name dictum.yml -printf '%h '); do
			rm -f r/$folder/t/one.yml r/$folder/$total
			dictum -C r/$folder diff HEAD~1 --worktree
			exits 1
			complains '1 breaking change'
		done
	done
}

@test "a dictionary in the folder of another one that stays is new, and nothing of that one is deleted" {
	nested .
	mkdir -p r/sub/t
	printf 'dialect: plain\nkinds: {thing: {files: [t/*.yml], key: /name}}\n' >r/sub/dictum.yml
	echo 'name: one' >r/sub/t/one.yml
	dictum -C r/sub diff --worktree
	exits 0
	complains "has no dictum.yml in 'sub': all its entries count as new"
	complains "was changed, too: 'sub/dictum.yml'"
	dictum -C r/sub lint --since HEAD
	complains "has no dictum.yml in 'sub', so every finding counts as new"
}

@test "a moved dictionary may have definitions beside its dictum.yml and schemas at the top of the repository" {
	for to in new . old/deeper; do
		rm -rf r && init_repo r && mkdir -p r/old r/shared
		printf 'dialect: plain\nkinds: {thing: {files: ["*.yml"], key: /name, schema: thing.json}}\n' >r/old/dictum.yml
		echo '{"properties": {"size": {"$ref": "/shared/size.json"}}}' >r/old/thing.json
		echo '{"type": "integer"}' >r/shared/size.json
		printf 'name: one\nsize: big\n' >r/old/one.yml
		printf 'name: two\nsize: 2\n' >r/old/two.yml
		commit
		moves old $to
		dictum -C r/$to lint --since HEAD~1
		exits 0
		lacks -e 'cannot be checked' -e 'counts as new' <<<"$errors"
		git -C r rm -q $to/two.yml
		dictum -C r/$to diff HEAD~1 --staged
		exits 1
		complains '1 breaking change (COMPARABLE), 1 change in all'
	done
}

# plain FOLDER LINE: a dictionary of things in r/FOLDER, with a line of its dictum.yml
plain() {
	mkdir -p r/$1/t r/$1/doc
	printf 'dialect: plain\n%s\n' "$2" >r/$1/dictum.yml
	printf 'name: one\nsize: big\n' >r/$1/t/one.yml
}

@test "a link that a move breaks is a new finding, wherever it led" {
	for move in 'old lib/new ../../' 'old . ../../' 'lib/old new ../../../' 'old/deeper old ../../../'; do
		set -- $move
		rm -rf r && init_repo r && plain $1 'kinds: {thing: {files: [t/*.yml], key: /name}}'
		echo 'guides: doc' >>r/$1/dictum.yml
		echo "[top](${3}top.md), [none](none.md)" >r/$1/doc/g.md
		echo '# Top' >r/top.md
		commit
		moves $1 $2
		dictum -C r/$2 lint --since HEAD~1 --fail-on note
		exits 1
		complains '0 errors, 1 warning, 0 notes' || { echo "$move"; return 1; }
		prints "link to \"${3}top.md\" leads to no file"
	done
}

@test "what a schema refers to is the same file after a move that adapts the reference" {
	for move in 'old lib/new ../ ../../' 'lib/old new ../../ ../' 'old/deeper old ../../ ../'; do
		set -- $move
		rm -rf r && init_repo r && plain $1 'kinds: {thing: {files: [t/*.yml], key: /name, schema: s.json}}'
		echo "{\"properties\": {\"size\": {\"\$ref\": \"${3}common.json\"}}}" >r/$1/s.json
		echo '{"type": "integer"}' >r/common.json
		commit
		moves $1 $2
		sed -i "s|$3|$4|" r/$2/s.json && commit
		dictum -C r/$2 lint --since HEAD~2 --fail-on note
		exits 0
		lacks 'cannot be checked' <<<"$errors"
		dictum -C r/$2 diff HEAD~2
		exits 0
		complains "was changed, too: '$2/s.json'" || { echo "$move"; return 1; }
		lacks 'common.json' <<<"$errors"
	done
}

@test "a link that was broken before a move is no new finding where others had such a file in the new folder" {
	init_repo r && plain old 'kinds: {thing: {files: [t/*.yml], key: /name}}'
	echo 'guides: doc' >>r/old/dictum.yml
	echo '[none](../x.md)' >r/old/doc/g.md
	mkdir r/new && echo '# Not ours' >r/new/x.md
	commit
	git -C r rm -q new/x.md
	moves old new
	dictum -C r/new lint --fail-on note
	exits 1
	dictum -C r/new lint --since HEAD~1 --fail-on note
	exits 0
}

@test "a dictionary that gets its first dictum.yml is the same as before" {
	init_repo r && cp -R "$TOP/tests/sample/config" r && commit
	echo 'title: Ours' >r/dictum.yml
	dictum -C r diff --worktree
	exits 0
	complains ', 0 changes in all'
	lacks 'has no dictum.yml' <<<"$errors"
}

@test "of several dictionaries the one that moved is compared, and a new one with nothing" {
	nested one && small r/two && commit 'Add another one'
	moves two three
	dictum -C r/three diff HEAD~1
	exits 0
	complains ', 0 changes in all'
	small r/four && commit 'Add one more'
	dictum -C r/four diff HEAD~1 --format json
	exits 0
	printf '%s' "$output" >out.json
	said="commit $(git -C r rev-parse --short=12 HEAD~1) has no dictum.yml in 'four': all its entries count as new"
	complains "dictum: $said"
	[[ $(json out.json v.notice) == "$said"* ]]
	git -C r mv one five && git -C r mv three six && commit 'Move two'
	dictum -C r/five diff HEAD~1
	complains "has no dictum.yml in 'five': all its entries count as new"
}

@test "two revisions, a range, a range since the branch, the work tree and the index" {
	small_repo r
	git -C r checkout -q -b change
	sed -i 's/value_type: number/value_type: string/' r/$total && commit
	git -C r checkout -q main
	sed -i 's/^product_group: .*/product_group: source_code/' r/$edition && commit
	classes 'owner-changed edition' main~1 main
	classes 'owner-changed edition' main~1
	classes 'owner-changed edition' main~1..main
	classes 'owner-changed edition' main~1 --rev main
	classes '!metric-same-value-type counts.count_total_push' main...change
	classes '!metric-same-value-type counts.count_total_push
owner-changed edition' main change
	git -C r checkout -q change
	classes '!metric-same-value-type counts.count_total_push' main...
	sed -i 's/^time_frame: .*/time_frame: 7d/' r/$edition
	classes '!metric-same-time-frame edition' --worktree
	classes '' --staged
	git -C r add .
	sed -i 's/^time_frame: .*/time_frame: none/' r/$edition
	classes '!metric-same-time-frame edition' --staged
	classes '!metric-same-value-type counts.count_total_push
!metric-same-time-frame edition' HEAD~1 --staged
	classes '' --worktree
	git clone -q --bare r bare
	dictum -C bare diff main change
	exits 1
}

@test "wrong usage is 2, what is not there is 3" {
	small_repo r
	for words in '' 'HEAD HEAD HEAD' 'HEAD..HEAD HEAD' 'HEAD HEAD --worktree' '--worktree --staged' 'HEAD HEAD --fix' '--staged --fix' \
		'HEAD HEAD --rev HEAD' 'HEAD --category ALL' 'HEAD --format xml' '--worktree --fix --set x' '--diff --format json' \
		'HEAD --set milestone_removed=17.0'; do
		dictum -C r diff $words
		exits 2 || { echo "$words"; return 1; }
	done
	for words in 'nothing' 'HEAD nothing' 'nothing...HEAD'; do
		dictum -C r diff $words
		exits 3 || { echo "$words"; return 1; }
		[ -z "$output" ]
	done
	small plain
	dictum -C plain diff --worktree
	exits 3
}

@test "what lint --fix mends in a removed definition is no warning" {
	small_repo r
	sed -i 's/^status: .*/status: removed\nmilestone_removed: 16.9\nremoved_by_url: https:\/\/git.example.com\/merge_requests\/9/' r/$total && commit
	dictum -C r lint --fix -q
	grep -qx 'milestone_removed: "16.9"' r/$total
	classes 'safe-edit counts.count_total_push' --worktree
}

@test "an empty revision, as of an unset variable, is wrong usage and not HEAD" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/' r/$total && commit
	for words in '' '...HEAD' '..HEAD' '...' '..'; do
		dictum -C r diff "$words"
		exits 2 || { echo "$words"; return 1; }
		[ -z "$output" ]
		complains 'BASE is empty'
		complains 'unset variable'
	done
	for option in --worktree --staged --fix --diff; do
		dictum -C r diff '' "$option"
		exits 2 || { echo "$option"; return 1; }
		complains 'the operand BASE is empty, expected a revision: an unset variable may stand there'
	done
	dictum -C r diff ...HEAD
	complains "BASE is empty in '...HEAD', expected a revision before the dots: an unset variable may stand there"
	dictum -C r diff HEAD~1 ''
	exits 2
	complains 'the operand HEAD is empty, expected a revision: an unset variable may stand there'
	for words in HEAD~1 HEAD~1.. HEAD~1...; do
		dictum -C r diff "$words"
		exits 1 || { echo "$words"; return 1; }
	done
}

@test "definitions of no release may change, but not vanish" {
	small_repo r
	git -C r tag v16.1.0-ee && git -C r tag v17.0.0-rc1 && git -C r tag v99
	sed -i 's/^milestone: .*/milestone: "16.2"/' r/$total && commit
	sed -i 's/value_type: number/value_type: string/' r/$total r/$distinct && commit
	classes 'metric-same-value-type counts.count_total_push
!metric-same-value-type redis_hll_counters.count_distinct_user_id_from_push_monthly
!metric-same-value-type redis_hll_counters.count_distinct_user_id_from_push_weekly' HEAD~1
	[ "$(json out.json 'v.changes.find(c => c.excuse).reason')" = 'it is in no release yet, the last one is 16.1' ]
	git -C r rm -q $total && commit
	classes '!metric-no-delete counts.count_total_push' HEAD~1
	git -C r reset -q --hard HEAD~1
	git -C r tag product/v16.2.0 HEAD~1 # what stands before the last slash says nothing
	breaks 3 HEAD~1
	git -C r tag -d product/v16.2.0 >/dev/null
	git -C r tag v16.2.0 HEAD~1
	breaks 3 HEAD~1
	git -C r tag -d v16.2.0 v16.1.0-ee >/dev/null
	breaks 3 HEAD~1
	printf 'changes: {released: "16.0"}\n' >>r/dictum.yml && commit
	breaks 2 HEAD~2
	dictum -C r diff HEAD~2
	complains "what definitions are checked by was changed, too: 'dictum.yml'"
	git -C r tag v16.2.0 HEAD~2 # a change does not say for itself that what it breaks was never released
	breaks 3 HEAD~2
}

@test "dictum.yml lets changes through, with a reason and until an end" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/' r/$total
	cat >>r/dictum.yml <<-'END'
	changes:
	  allow:
	    - {class: [metric-same-value-type, metric-no-delete], key: ["counts.*", "!counts.own_*", counts.renamed], reason: nobody reads it, until: 2999-12-31}
	    - {class: metric-no-delete, key: counts.gone, reason: never sent}
	END
	classes 'metric-same-value-type counts.count_total_push' --worktree
	exits 0
	[ "$(json out.json 'v.changes[0].excuse + ": " + v.changes[0].reason')" = 'allowed: nobody reads it' ]
	dictum -C r diff --worktree
	prints 'value_type changed from number to string; allowed: nobody reads it'
	[ "$(json out.json 'v.findings.map(f => f.rule + " " + f.path + ":" + f.line).join()')" = "$(grep -nE 'counts.(renamed|gone)' r/dictum.yml | sed 's/^\([0-9]*\):.*/allow-unused dictum.yml:\1/' | paste -sd,)" ]
	[ "$(json out.json 'v.findings[0].message + " " + v.findings[0].column')" = 'metric-same-value-type, metric-no-delete is allowed for "counts.renamed", but nothing changes in this way there 94' ]
	sed -i 's/2999-12-31/2001-01-01/' r/dictum.yml
	classes '!metric-same-value-type counts.count_total_push' --worktree
	exits 1
	git -C r tag v16.4
	sed -i 's/2001-01-01/"16.5"/' r/dictum.yml
	dictum -C r diff --worktree
	exits 0
	git -C r tag v16.5
	dictum -C r diff --worktree
	exits 1
	sed -i 's/metric-no-delete, key/metric-no-delte, key/' r/dictum.yml
	dictum -C r diff --worktree
	exits 2
	complains "did you mean 'metric-no-delete'?"
}

@test "what excuses nothing fails the run where its level is error" {
	small_repo r
	printf 'changes:\n  allow: [{class: metric-no-delete, key: counts.gone, reason: never sent}]\n' >>r/dictum.yml
	dictum -C r diff --worktree
	exits 0
	echo '  rules: {allow-unused: error, safe-edit: error}' >>r/dictum.yml
	sed -i 's/^description: .*/& and sub-projects/' r/$total
	dictum -C r diff --worktree --format concise
	exits 1
	prints 'error[allow-unused]'
	prints 'note[safe-edit]' # breaks nothing, whatever its level
	complains '0 breaking changes (COMPARABLE), 1 change in all, 1 error in dictum.yml'
}

@test "an event that metrics count is deleted or removed also where their use of it is off, no error or allowed" {
	small_repo r
	for changes in '{rules: {event-in-use: off}}' '{rules: {event-in-use: warning}}' '{allow: [{class: event-in-use, key: push, reason: nobody minds}]}'; do
		printf 'changes: %s\n' "$changes" >r/dictum.yml
		commit_all 'Configure' r
		rm r/config/events/push.yml
		dictum -C r diff --worktree --format concise
		exits 1
		prints 'error[event-no-delete]: event "push" was deleted'
		dictum -C r diff --fix -q --set milestone_removed=17.0 --set removed_by_url=https://git.example.com/merge_requests/1
		exits 0
		grep -q '^status: removed' r/config/events/removed/push.yml
		git -C r reset -q --hard && git -C r clean -fdq
	done
	printf 'changes: {rules: {event-in-use: off}}\n' >r/dictum.yml
	commit_all 'Configure' r
	printf 'status: removed\nmilestone_removed: "17.0"\nremoved_by_url: https://git.example.com/merge_requests/1\n' >>r/config/events/push.yml
	dictum -C r diff --worktree --format concise
	exits 0
	prints 'note[safe-edit]: push: status changed from active to removed'
}

@test "a key that is allowed twice is not told to excuse nothing" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/' r/$total
	cat >>r/dictum.yml <<-'END'
	changes:
	  allow:
	    - {class: metric-same-value-type, key: [counts.count_total_push, counts.gone, counts.gone, counts.count_total_push], reason: nobody reads it}
	END
	classes 'metric-same-value-type counts.count_total_push' --worktree
	exits 0
	[ "$(json out.json 'v.findings.map(f => f.message.split("\"")[1]).join()')" = counts.gone,counts.gone ]
}

@test "commits let changes through, too" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/' r/$total
	commit $'Change the type\n\ndictum: allow metric-same-value-type key=counts.* reason=nobody reads it'
	classes 'metric-same-value-type counts.count_total_push' HEAD~1
	exits 0
	printf 'changes: {protected: {keys: [edit*], notify: ["@data"]}}\n' >>r/dictum.yml
	sed -i 's/^description: .*/description: Another one/' r/$edition
	commit 'Better words'
	classes 'description-meaning edition
!protected-changed edition' HEAD~1 --category STRICT
	json out.json 'v.changes.find(c => c.class === "protected-changed").help' | grep -q 'tell @data'
	git -C r commit -q --amend -m $'Better words\n\nMetrics-Approved-by: Ada'
	classes 'description-meaning edition
protected-changed edition' HEAD~1 --category STRICT
	git -C r commit -q --amend -m $'Better words\n\ndictum: allow protected-changed reason=no harm key=counts.*'
	dictum -C r diff HEAD~1 --category STRICT
	exits 1
	complains 'trailer without effect'
	for words in $'dictum: allow protected-changed reason=\xe2\x80\x8b' $'Metrics-Approved-by: \xc2\xa0\xe2\x80\x8b'; do
		git -C r commit -q --amend -m $'Better words\n\n'"$words"
		dictum -C r diff HEAD~1 --category STRICT
		exits 1
	done
	git -C r commit -q --amend -m $'Better words\n\ndictum: allow no-such-class reason=x'
	dictum -C r diff HEAD~1
	complains 'trailer without effect'
}

# Of a clone that is shallow.
told_of() { [ "$(json out.json 'String(v.notice)')" = "$1" ] && { [ "$1" = undefined ] || complains "dictum: $1"; }; }
may_have='trailers excuse nothing where the older commit may have them, too, which this shallow clone does not show: run git fetch --unshallow'
beyond='trailers of commits beyond the edge of this shallow clone are not known: run git fetch --unshallow'
allow=$'\n\ndictum: allow metric-same-value-type reason=nobody reads it'

@test "a trailer that the older commit has excuses nothing, also where a shallow clone does not show that it has it" {
	small_repo r
	commit "An old story$allow"
	git -C r checkout -q -b change
	sed -i 's/^description: .*/& and sub-projects/' r/$total && commit
	git -C r checkout -q main && commit 'Go on'
	mv r origin
	git clone -q --depth 20 --branch change "file://$PWD/origin" r
	git -C r fetch -q --depth 1 origin main:refs/remotes/origin/main
	breaks 0 origin/main
	told_of undefined
	sed -i 's/value_type: number/value_type: string/' r/$total && commit
	breaks 1 origin/main
	exits 1
	told_of "$may_have"
	git -C r fetch -q --unshallow
	breaks 1 origin/main
	told_of undefined
	commit "Allow it$allow"
	breaks 0 origin/main
}

@test "trailers of what came after the older commit count in a shallow clone that shows where the two parted" {
	small_repo r
	commit 'Go on'
	git -C r checkout -q -b change
	sed -i 's/value_type: number/value_type: string/' r/$total && commit "Change the type$allow"
	commit 'More'
	git -C r checkout -q main && commit 'Go on'
	mv r origin
	git clone -q --depth 3 --branch change "file://$PWD/origin" r
	breaks 0 HEAD~2
	rm -rf r
	git clone -q --depth 3 --branch change --no-single-branch "file://$PWD/origin" r
	breaks 0 origin/main
	breaks 0 origin/main...
}

@test "of a merge in a shallow clone trailers of what was merged count, and where it goes on beyond the edge is told" {
	small_repo r
	commit "An old story$allow"
	git -C r branch change
	for name in two three four; do commit "$name"; done
	git -C r checkout -q change
	sed -i 's/value_type: number/value_type: string/' r/$total && commit 'Change the type'
	git -C r checkout -q -b merged main && git -C r merge -q --no-ff -m 'Merge' change
	git -C r checkout -q -b allowed change && git -C r commit -q --amend -m "Change the type$allow"
	git -C r checkout -q -b late main && git -C r merge -q --no-ff -m 'Merge' allowed
	git -C r checkout -q allowed && commit 'More' && commit 'Still more'
	git -C r checkout -q -b long main && git -C r merge -q --no-ff -m 'Merge' allowed
	mv r origin
	at() { rm -rf r && git clone -q --depth "$2" --branch "$1" "file://$PWD/origin" r; }
	at merged 3 # the old story is the first parent of what was merged
	breaks 1 HEAD^1 HEAD
	told_of "$may_have"
	at merged 2
	breaks 1 HEAD^1...HEAD
	told_of "$beyond"
	at late 2
	breaks 0 HEAD^1 HEAD
	told_of undefined
	for depth in 2 3; do
		at long $depth
		breaks 1 HEAD^1 HEAD
		told_of "$beyond"
		breaks 1 HEAD^1...HEAD
		told_of "$beyond"
	done
	at long 4
	breaks 1 HEAD^1 HEAD
	told_of "$may_have"
	at long 9
	breaks 0 HEAD^1 HEAD
	told_of undefined
}

@test "a first commit is no edge, also where a shallow clone ends with it" {
	small_repo r
	git -C r checkout -q --orphan other
	sed -i 's/value_type: number/value_type: string/' r/$total && commit 'Begin anew'
	mv r origin
	git clone -q --depth 1 --no-single-branch "file://$PWD/origin" r
	[ -s r/.git/shallow ]
	breaks 1 origin/main
	told_of undefined
	git -C origin commit -q --amend -m "Begin anew$allow"
	git -C r fetch -q --depth 1 origin other
	breaks 0 origin/main FETCH_HEAD
}

@test "a thousand trailers may have keys with wildcards, those beyond are told" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/' r/$total && commit
	{ printf 'Many\n\n'; seq -f 'dictum: allow metric-same-value-type key=k%g.{a,b} reason=x' 999; } >most
	allow() { { cat most; printf 'dictum: allow metric-same-value-type key=%s reason=x\n' "$@"; } | git -C r commit -q --amend -F -; }
	allow 'counts.*'
	dictum -C r diff HEAD~1
	exits 0
	[[ $errors != *'without effect'* ]]
	allow 'k.*' 'counts.*' 'counts.*_push'
	dictum -C r diff HEAD~1
	exits 1
	complains '2 trailers without effect, expected at most 1000 keys with wildcards; the first is: dictum: allow metric-same-value-type key=counts.* reason=x'
	allow 'k.*' 'counts.*' counts.count_total_push
	dictum -C r diff HEAD~1
	exits 0
	complains '1 trailer without effect'
}

@test "of trailers without effect twenty are told, and each is cut" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/' r/$total && commit
	told() { { printf 'Many\n\n'; seq -f "dictum: allow no-such-class-%g $(printf '%0300d' 0)" "$1"; } | git -C r commit -q --amend -F - && dictum -C r diff HEAD~1; }
	told 20
	exits 1
	[ "$(grep -c 'trailer without effect' <<<"$errors")" = 20 ]
	[[ $errors != *'more without effect'* ]]
	[ "$(wc -L <<<"$errors")" -le 300 ]
	told 21
	[ "$(grep -c 'trailer without effect' <<<"$errors")" = 20 ]
	complains '1 trailer more without effect'
}

@test "trailers stand in messages of 64 MiB together, and what is longer is told" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/' r/$total && commit
	long() { { head -c $((64 * 1024 * 1024 - $(wc -c <allow) + $1)) /dev/zero | tr '\0' x && cat allow; } | git -C r commit -q --amend --cleanup=verbatim -F -; }
	printf '\n\ndictum: allow metric-same-value-type reason=x\n' >allow
	long 0
	dictum -C r diff HEAD~1
	exits 0
	[[ $errors != *'not looked for'* ]]
	long 1
	dictum -C r diff HEAD~1
	exits 1
	complains 'trailers of 1 commit are not looked for: their messages have more than 64 MiB'
	dictum -C r log counts.count_total_push
	exits 3
	complains 'which is damaged or has more than 64 MiB: run git fsck'
	long -1000
	dictum -C r log counts.count_total_push
	exits 0
}

@test "migrations are listed once for all" {
	small_repo r
	sed -i 's/^data_source: .*/data_source: database/' r/$total && commit
	sed -i 's/^data_source: .*/data_source: internal_events/' r/$total
	classes '!metric-same-data-source counts.count_total_push' --worktree
	printf 'changes:\n  migrations:\n    - {field: data_source, from: database, to: internal_events}\n' >>r/dictum.yml
	classes 'metric-same-data-source counts.count_total_push' --worktree
	[ "$(json out.json 'v.changes[0].excuse')" = migration ]
}

@test "an entry is the same under another key in the same file, or where it says the same" {
	small_repo r
	sed 's/^key_path: .*/key_path: counts.pushes/' r/$total >r/config/metrics/settings/elsewhere.yml
	git -C r rm -q $total
	classes '!metric-key-same counts.pushes' --worktree
	[ "$(json out.json 'v.changes[0].old_key + " " + v.changes[0].path')" = 'counts.count_total_push config/metrics/settings/elsewhere.yml' ]
	sed -i 's/^description: .*/description: x/; s/^milestone: .*/milestone: "17.1"/; s/^product_group: .*/product_group: y/; s/requests.1/requests\/8/' r/config/metrics/settings/elsewhere.yml
	classes '!metric-no-delete counts.count_total_push
safe-add counts.pushes' --worktree
}

@test "every message names its key, also where a text that changed has that word" {
	small_repo r
	sed -i 's/^description: .*/description: The edition of this installation/' r/config/metrics/settings/edition.yml
	sed -i 's/^description: .*/description: Somebody makes a push of commits/' r/config/events/push.yml
	dictum -C r diff --worktree --format concise
	prints ': edition: description changed from "Edition of this installation, community or enterprise" to "The edition'
	prints ': push: description changed from "Somebody pushes commits to a branch" to "Somebody makes a push'
}

@test "a file that does not parse any more is no deletion, and repairing one is no change" {
	small_repo r
	printf 'status: "\n' >r/$total
	classes '!definition-unreadable counts.count_total_push' --worktree
	commit
	git -C r checkout -q HEAD~1 -- .
	classes 'safe-add counts.count_total_push' --worktree
	exits 0
}

@test "what cannot be read in the older commit is told where it is gone or another one" {
	small_repo r
	printf 'action: "\n' >r/$push
	printf 'status: "\n' >r/$total
	commit
	dictum -C r diff HEAD
	exits 0
	lacks 'cannot be read' <<<"$errors"
	dictum -C r diff --worktree
	exits 0
	lacks 'cannot be read' <<<"$errors"
	git -C r rm -q $push && commit
	dictum -C r diff HEAD~1 --format json --format markdown=../m.md
	exits 0
	said="1 definition cannot be read in the older commit, so what changed in it is not known: '$push'"
	complains "dictum: $said"
	printf '%s' "$output" >out.json
	[ "$(json out.json v.notice)" = "$said" ]
	grep -q '^\*\*Notice.* 1 definition cannot be read in the older commit' m.md
	printf '# more\n' >>r/$total
	commit
	dictum -C r diff HEAD~2
	complains "2 definitions cannot be read in the older commit, so what changed in them is not known: '$push', '$total'"
}

@test "what is too large to be read in the older commit and in the work tree may be another one" {
	small_repo r
	printf '#%1200000d\n' 0 >>r/$total
	: >r/$push
	commit
	sed -i 's/^key_path: .*/key_path: counts.other/' r/$total
	dictum -C r diff --worktree
	exits 0
	complains "1 definition cannot be read in the older commit, so what changed in it is not known: '$total'"
}

@test "a work tree whose links and large files are those of the commit has nothing to tell of them" {
	small_repo r
	{ cat r/$total; printf '#%1200000d\n' 0; } >large && cp large r/$total
	ln -sf none.yml r/$push
	printf 'status: "\n' >r/$edition
	commit
	touch r/$total
	dictum -C r diff --worktree
	exits 0
	lacks 'cannot be read' <<<"$errors"
	git clone -q -c core.autocrlf=true r crlf
	grep -q $'\r$' crlf/$total
	dictum -C crlf diff --worktree
	exits 0
	lacks 'cannot be read' <<<"$errors"
	ln -sf other.yml r/$push
	dictum -C r diff --worktree
	complains "1 definition cannot be read in the older commit, so what changed in it is not known: '$push'"
	sed '$s/0$/1/' large >r/$total
	dictum -C r diff --worktree
	complains "2 definitions cannot be read in the older commit, so what changed in them is not known: '$push', '$total'"
	ln -sf $PWD/large r/$total # not what it leads to
	dictum -C r diff --worktree
	complains "2 definitions cannot be read in the older commit, so what changed in them is not known: '$push', '$total'"
}

@test "a link that git checks out as a file is the same link" {
	small_repo r
	ln -sf none.yml r/$push
	commit
	git -C r config core.symlinks false
	rm r/$push
	git -C r checkout -q -- $push
	[ ! -L r/$push ]
	dictum -C r diff --worktree
	exits 0
	lacks 'cannot be read' <<<"$errors"
	printf other.yml >r/$push
	dictum -C r diff --worktree
	complains "1 definition cannot be read in the older commit, so what changed in it is not known: '$push'"
}

@test "a file of a work tree is compared up to 64 MiB" {
	small_repo r
	truncate -s $((64 << 20)) r/$total
	commit
	dictum -C r diff --worktree
	exits 0
	lacks 'cannot be read' <<<"$errors"
	truncate -s $(((64 << 20) + 1)) r/$total
	commit
	dictum -C r diff --worktree
	exits 0
	complains "1 definition cannot be read in the older commit, so what changed in it is not known: '$total'"
}

@test "links and files that are too large are told, too, where their bytes in commits are others" {
	small_repo r
	printf '#%1200000d\n' 0 >>r/$total
	ln -sf none.yml r/$push
	commit
	git -C r commit -q --allow-empty -m Same
	dictum -C r diff HEAD~1
	exits 0
	lacks 'cannot be read in the older' <<<"$errors"
	echo x >>r/$total
	ln -sf other.yml r/$push
	git -C r add -A
	dictum -C r diff HEAD --staged
	complains "2 definitions cannot be read in the older commit, so what changed in them is not known: '$push', '$total'"
	commit
	dictum -C r diff HEAD~1
	exits 0
	complains "2 definitions cannot be read in the older commit, so what changed in them is not known: '$push', '$total'"
}

@test "of many that cannot be read in the older commit a few are named" {
	small_repo r
	for i in 1 2 3 4 5 6 7; do printf 'action: "\n' >r/config/events/e$i.yml; done
	printf '# a note\n' >>r/dictum.yml
	commit
	rm r/config/events/e?.yml
	printf '# another note\n' >>r/dictum.yml
	dictum -C r diff --worktree --format json
	exits 0
	complains "dictum: 7 definitions cannot be read in the older commit"
	complains "'config/events/e5.yml' and 2 more
dictum: what definitions are checked by was changed, too: 'dictum.yml'"
	printf '%s' "$output" >out.json
	[[ $(json out.json v.notice) == *"e5.yml' and 2 more; what definitions are checked by was changed, too: 'dictum.yml'" ]]
}

@test "a dictionary of other things is not told of metrics where what an entry is made from changes" {
	init_repo r
	mkdir r/parts r/products
	printf '%s\n' 'dialect: plain' 'kinds:' '  part: {files: parts/*.yml, key: /name}' \
		'  product: {files: products/*.yml, key: /name, refs: [{list: /built_from, to: part}]}' >r/dictum.yml
	for i in wheel frame; do printf 'name: %s\ndescription: What others are built from\n' $i >r/parts/$i.yml; done
	printf '%s\n' 'name: bicycle' 'description: What has two wheels' 'built_from: [wheel]' >r/products/bicycle.yml
	commit
	sed -i 's/wheel\]/wheel, frame]/' r/products/bicycle.yml && commit
	dictum -C r diff HEAD~1
	exits 1
	prints 'error[metric-events-same]: bicycle: built_from gained frame'
	prints 'help: add a new entry for what is counted now'
	lacks ' metric ' <<<"$output"
	for class in metric-events-same metric-unique-same metric-filter-same; do
		dictum explain $class
		exits 0
		lacks -i 'a new metric' <<<"$output"
		prints "$class"
		prints 'an entry '
	done
}

@test "where two branches parted more than once, standard error and the notice say what is compared with, and how to have one" {
	small_repo r
	git -C r checkout -q -b feat
	echo >>r/$edition && commit
	git -C r checkout -q main
	git -C r rm -q $total && commit
	was=$(git -C r rev-parse main)
	git -C r merge -q -m 'Take over' feat && next_day
	git -C r checkout -q feat
	git -C r merge -q -m 'Take over' "$was"
	echo >>r/$edition && commit
	base=$(git -C r merge-base main feat | cut -c 1-12)
	said="'main' and 'feat' have 2 best common ancestors, of which $base is compared with: what 'main' changed may count as changed by 'feat', unless 'main' is merged first"
	dictum -C r diff main...feat --format json
	complains "dictum: $said"
	printf '%s' "$output" >out.json
	[ "$(json out.json v.notice)" = "$said" ]
	dictum -C r lint --since main --format json
	complains "dictum: ${said//feat/HEAD}"
	printf '%s' "$output" >out.json
	[ "$(json out.json v.notice)" = "${said//feat/HEAD}" ]
	dictum -C r diff main..feat
	exits 0
	lacks 'best common' <<<"$errors"
	git -C r merge -q -m 'Take over' main
	dictum -C r diff main...feat
	exits 0
	lacks 'best common' <<<"$errors"
}

# checked_anew NAMES [OPTION]...: the notice of what HEAD changed, on standard error and in JSON; empty: there is none
checked_anew() {
	local said=${1:+"what definitions are checked by was changed, too: $1"}
	dictum -C r diff HEAD~1 --format json "${@:2}"
	exits 0
	[ "$(grep 'checked by' <<<"$errors" || true)" = "${said:+dictum: $said}" ]
	printf '%s' "$output" >out.json
	[ "$(json out.json 'v.notice || ""')" = "$said" ]
}

@test "schemas, what they refer to, owners and lists that are not what they were are in the notice" {
	small_repo r
	mkdir r/rules
	printf '{"type": "object", "allOf": [{"$ref": "parts.json"}]}\n' >r/rules/metric.json
	printf '{"type": "object"}\n' | tee r/rules/event.json >r/rules/parts.json
	printf '%s\n' '- a' | tee r/rules/format.yml >r/rules/names.yml
	printf '%s\n' 'kinds: {metric: {schema: rules/metric.json}, event: {schema: rules/event.json}}' 'formats: {product_area: rules/format.yml}' \
		'lint: {custom: [{name: known-name, kinds: [event], exists_in_file: {field: action, file: rules/names.yml}, message: unknown}]}' >>r/dictum.yml
	commit
	echo >>r/config/metrics/settings/edition.yml && commit
	checked_anew ''
	for i in rules/parts.json rules/event.json rules/format.yml rules/names.yml owners.yml; do
		echo >>r/$i && commit
		checked_anew "'$i'"
		dictum -C r diff HEAD~1 --format markdown
		prints '**Notice:** what definitions are checked by'
	done
}

@test "what is wrong with a schema, with owners or a list fails no comparison, and what is as it was is not told" {
	small_repo r
	mkdir r/rules
	printf '{}\n' | tee r/rules/metric.json >r/rules/event.json
	printf '%s\n' '- a' >r/rules/names.yml
	printf '%s\n' 'kinds: {metric: {schema: rules/metric.json}, event: {schema: rules/event.json}}' 'formats: {product_area: rules/format.yml}' \
		'lint: {custom: [{name: known-name, kinds: [event], exists_in_file: {field: action, file: rules/none.yml}, message: unknown},' \
		'  {name: known-key, kinds: [event], exists_in_file: {field: action, file: rules/names.yml}, message: unknown}]}' >>r/dictum.yml
	commit
	printf '{"type": 7}\n' >r/rules/metric.json
	printf 'groups: [\n' >r/owners.yml
	commit
	checked_anew "'rules/metric.json', 'owners.yml'"
	echo '- b' >>r/rules/names.yml && echo >>r/rules/event.json && commit
	checked_anew "'rules/event.json', 'rules/names.yml'"
}

@test "a schema in the place of GitLab's layout is told without a configuration, too, also where it comes and goes" {
	small_repo r
	git -C r rm -q dictum.yml && printf '{}\n' >r/config/metrics/schema.json && commit
	printf '{"required": ["more"]}\n' >r/config/metrics/schema.json && commit
	checked_anew "'config/metrics/schema.json'"
	git -C r rm -q config/metrics/schema.json && commit
	checked_anew "'config/metrics/schema.json'"
}

@test "a broken configuration can be repaired" {
	small_repo r
	printf 'nonsense: true\n' >>r/dictum.yml && commit
	sed -i '/^nonsense/d' r/dictum.yml
	sed -i 's/value_type: number/value_type: string/' r/$total
	classes '!metric-same-value-type counts.count_total_push' --worktree
	complains 'is read with the newer configuration'
}

@test "fixes come as a patch, too, and complete removals" {
	small_repo r
	git -C r rm -q $distinct $opened
	sed -i 's/^status: active/status: removed/' r/$total
	dictum -C r diff --diff
	complains '0 would be completed'
	complains '1 left'
	cp -R r before
	dictum -C r diff --diff --set milestone_removed=17.0 --set removed_by_url=https://git.example.com/9
	exits 1
	diff -r before r
	printf '%s\n' "$output" >fix.patch
	dictum -C r diff --fix --set milestone_removed=17.0 --set removed_by_url=https://git.example.com/9 -q
	exits 0
	[ -e r/config/events/removed/open_merge_request.yml ]
	git -C before apply ../fix.patch
	diff -r --exclude=.git before r
	dictum -C r diff --fix
	complains '0 definitions restored as removed'
}

@test "definitions in JSON and between braces come back as removed, too, as they were written" {
	mkdir -p r/e
	printf 'dialect: plain\nkinds: {event: {files: [e/*.yml, e/*.json], key: /name, description: /description, status: {field: /status}, removed: {milestone: /gone, url: /link}}}\n' >r/dictum.yml
	printf '{"name":"a","status":"active","description":"Once again"}\n' >r/e/a.json
	printf '{\n\t"name": "b",\n\t"status": "active"\n}\n' >r/e/b.json
	printf '{\r\n  "status": null,\r\n  "name": "c", "of": [1,\r\n 2]}' >r/e/c.json
	printf '{"gone": null, "name": "d", "status": "active",}\n' >r/e/d.json
	printf '# one\n{name: e, status: active}\n' >r/e/e.yml
	printf '{name: f, # two\n status: active # three\n}\n' >r/e/f.yml
	printf '{name: g}\n' >r/e/g.yml
	printf '{name: h, status: , x: 1}\n' >r/e/h.yml
	printf '{name: i, status}\n' >r/e/i.yml
	printf 'name: j\nstatus :\ngone   : # c\n' >r/e/j.yml
	init_repo r
	commit_all 'Add definitions' r >/dev/null
	git -C r rm -q e/*
	dictum -C r diff HEAD --fix --set 'gone=1, "2]' --set link=https://x.example/9
	complains 'e/i.yml cannot be restored as removed by itself: its status is written in a way that is not changed by itself'
	complains '9 definitions restored as removed'
	tail -n +1 r/e/* | tr '\r' '~' >got
	cat >want <<'END'
==> r/e/a.json <==
{"name":"a","status":"removed", "gone": "1, \"2]", "link": "https://x.example/9","description":"Once again"}

==> r/e/b.json <==
{
	"name": "b",
	"status": "removed",
	"gone": "1, \"2]",
	"link": "https://x.example/9"
}

==> r/e/c.json <==
{~
  "status": "removed",~
  "gone": "1, \"2]",~
  "link": "https://x.example/9",~
  "name": "c", "of": [1,~
 2]}
==> r/e/d.json <==
{"gone": "1, \"2]", "name": "d", "status": "removed", "link": "https://x.example/9",}

==> r/e/e.yml <==
# one
{name: e, status: removed, gone: "1, \"2]", link: https://x.example/9}

==> r/e/f.yml <==
{name: f, # two
 gone: "1, \"2]",
 link: https://x.example/9,
 status: removed # three
}

==> r/e/g.yml <==
{name: g, status: removed, gone: "1, \"2]", link: https://x.example/9}

==> r/e/h.yml <==
{name: h, status: removed, gone: "1, \"2]", link: https://x.example/9 , x: 1}

==> r/e/j.yml <==
name: j
status : removed
link: https://x.example/9
gone   : 1, "2] # c
END
	diff want got
}

@test "a status that is a boolean or a number comes back as one that says removed" {
	mkdir -p r/e r/s r/t
	cat >r/dictum.yml <<'END'
dialect: plain
kinds:
  event: {files: [e/*.yml, e/*.json], key: /name, status: {field: /live, values: {true: active, false: removed}}}
  step: {files: [s/*.yml], key: /name, status: {field: /state, values: {1: active, 20: removed}}}
  part: {files: [t/*.yml], key: /name, status: {field: /state, values: {1: active, 1.5: removed}}}
END
	printf 'name: a\nlive: true # on\n' >r/e/a.yml
	printf '{"name": "b", "live": true}\n' >r/e/b.json
	printf 'name: c\nlive: "true"\n' >r/e/c.yml
	printf 'name: d\nstate: 1\n' >r/s/d.yml
	printf 'name: f\nstate: 1\n' >r/t/f.yml
	init_repo r
	commit_all 'Add definitions' r >/dev/null
	git -C r rm -q e/* s/* t/*
	dictum -C r diff --fix
	complains '5 definitions restored as removed'
	cat r/e/* r/s/* r/t/* >got
	printf 'name: a\nlive: false # on\n{"name": "b", "live": false}\nname: c\nlive: "false"\nname: d\nstate: 20\nname: f\nstate: 1.5\n' | diff - got
}

@test "a definition that something stands in the way of is left, and others are restored" {
	local removed=config/events/removed from=config/events
	small_repo r
	git -C r rm -q -r $removed && commit
	mkdir elsewhere
	git -C r rm -q $opened $total
	for row in "touch r/$removed;$removed is no folder" "ln -s ../../../elsewhere r/$removed;$removed is a symbolic link" \
		"ln -s nowhere r/$removed;$removed is a symbolic link" \
		"git init -q r/$removed;$removed is a submodule" \
		"mkdir -p r/$removed/${opened##*/};$removed/${opened##*/} is a folder" \
		"mv r/$from r/other && ln -s ../other r/$from;$from is a symbolic link"; do
		rm -rf r/$removed
		eval "${row%;*}"
		for how in diff:'would be ' fix:; do
			rm -f r/$total
			dictum -C r diff --${how%%:*}
			exits 1
			complains "$opened cannot be restored as removed by itself: ${row#*;}"
			complains "1 definition ${how#*:}restored as removed"
			complains ' left: '
		done
		prints '"open_merge_request" was deleted'
		[ -f r/$total ]
		[ -z "$(ls elsewhere)" ]
	done
	[ ! -e r/other/removed ]
}

@test "a definition whose file no kind takes any more is left, and told to be none" {
	small_repo r
	git -C r rm -q $edition
	printf 'kinds: {metric: {ignore: [config/metrics/counts_all/count_total*]}, event: {files: [elsewhere/*.yml]}}\n' >>r/dictum.yml
	cp -R r before
	for how in diff:'would be ' fix:; do
		dictum -C r diff --${how%%:*}
		exits 1
		complains "$total cannot be restored as removed by itself: files of kind 'metric' do not take $total"
		complains "$opened cannot be restored as removed by itself: files of kind 'event' do not take $opened"
		complains "1 definition ${how#*:}restored as removed"
	done
	prints 'metric "counts.count_total_push" was deleted: its file is no definition any more'
	rm -r r/${edition%/*}
	diff -r before r
	commit
	dictum -C r diff HEAD~1 --format concise
	prints 'metric "counts.count_total_push" was deleted: its file is no definition any more'
	grep -q 'metric "edition" was deleted$' <<<"$output"
}

@test "an event is restored where it was when patterns take no file of the folder of removed ones" {
	small_repo r
	printf 'kinds: {event: {files: [config/events/*.yml, config/events/old/*.yml]}}\n' >>r/dictum.yml
	commit
	git -C r rm -q -r config/events/removed $opened
	dictum -C r diff --fix --set milestone_removed=17.0 --set removed_by_url=https://git.example.com/9
	complains '1 definition restored as removed'
	lacks 'was deleted' <<<"$output"
	grep -qx 'status: removed' r/$opened
	[ ! -e r/config/events/removed ]
	mkdir r/config/events/old && git -C r mv config/events/push.yml config/events/old/ && commit
	sed -i 's/, config.events.old.*yml//' r/dictum.yml && git -C r rm -q -r config/events/old
	dictum -C r diff --fix
	exits 1
	complains "config/events/old/push.yml cannot be restored as removed by itself: files of kind 'event' do not take config/events/old/push.yml"
	[ ! -e r/config/events/old ]
}

@test "a duplicate that goes, or gets a key of its own, is no deletion and does not come back" {
	small_repo r
	cp r/$edition r/config/metrics/settings/copy.yml
	sed 's/^description: .*/description: What edition it is, told otherwise/' r/$edition >r/config/metrics/settings/other.yml
	cp r/$push r/config/events/copy.yml
	commit
	git -C r rm -q $edition config/metrics/settings/other.yml config/events/copy.yml
	dictum -C r diff --fix
	exits 0
	complains '0 definitions restored as removed, 0 completed'
	complains '0 breaking changes (COMPARABLE), 0 changes in all'
	git -C r checkout -q -f .  && git -C r checkout -q HEAD -- .
	sed -i 's/^key_path: .*/key_path: edition_of_old/' r/config/metrics/settings/copy.yml
	git -C r rm -q config/metrics/settings/other.yml
	classes 'safe-add edition_of_old' --worktree
	git -C r rm -q $edition
	dictum -C r diff --worktree
	exits 1
	prints 'metric "edition" was deleted'
}

@test "without values a deleted definition comes back, and what is missing is told" {
	small_repo r
	git -C r rm -q $total
	dictum -C r diff --fix
	exits 1
	prints 'status changed from active to removed without milestone_removed and removed_by_url'
	[ "$(git -C r show HEAD:$total | diff - r/$total | grep -c '^[<>]')" = 2 ]
}

@test "keys are told whole, and what is to be done stands behind them in every format" {
	local from=counts.clicks_of_the_button_that_opens_the_list_of_all_requests_of_a_group_or_project to
	to=${from}_or_user
	small_repo r
	sed -i "s/^key_path: .*/key_path: $from/" r/$total && commit
	sed -i "s/^key_path: .*/key_path: $to/" r/$total
	for format in text concise json markdown sarif codequality github junit checkstyle rdjson; do
		dictum -C r diff --worktree --format $format
		exits 1
		words=$(sed 's/&quot;\|\\"/"/g; s/&#95;/_/g' <<<"$output")
		holds $format "$words" "the key changed from \"$from\" to \"$to\""
		[ $format = concise ] || holds $format "$words" 'add a new metric and set the status of the old one to removed'
	done
	git -C r checkout -q . && cp r/$total r/config/metrics/counts_all/other.yml
	sed -i "s/^key_path: .*/key_path: $to/" r/config/metrics/counts_all/other.yml && commit
	mv r/config/metrics/counts_all/other.yml r/$total
	dictum -C r diff --worktree --format concise
	prints "metric \"$from\" was deleted: its file defines \"$to\" now"
}

@test "where a time frame goes and another one comes, the file is said to define the key that an entry has" {
	small_repo r
	frame() { sed -i "s/^time_frame: .*/time_frame: $1/" r/$total; }
	for from in 28d '[28d]'; do
		frame "$from" && commit
		frame '[7d]'
		dictum -C r diff --worktree --format concise
		exits 1
		[[ $from == 28d ]] && old=counts.count_total_push || old=counts.count_total_push_monthly
		prints "metric \"$old\" was deleted: its file defines \"counts.count_total_push_weekly\" now"
	done
}

@test "a definition whose file has another one now is told at that one, and left" {
	small_repo r
	sed 's/count_total_push/other/' r/$total >r/config/metrics/counts_all/other.yml
	sed 's/^action: .*/action: close_merge_request/' r/$opened >r/config/events/close.yml
	commit
	git -C r mv -f config/metrics/counts_all/other.yml $total
	git -C r mv -f config/events/close.yml $opened
	dictum -C r diff HEAD --worktree
	exits 1
	prints "$total:1:11: error[metric-no-delete]: metric \"counts.count_total_push\" was deleted: its file defines \"counts.other\" now"
	prints 'key_path: counts.other'
	lacks counts.count_total_push <<<"$(grep '^ *[0-9]* |' <<<"$output")"
	dictum -C r diff --fix
	complains "$total cannot be restored as removed by itself"
	complains '1 definition restored as removed, 0 completed' # an event has a place of its own
	complains '1 left'
	grep -q '^action: open_merge_request' r/config/events/removed/open_merge_request.yml
	git -C r diff --quiet
}

@test "a definition that moved to the file of one that is gone is completed, too" {
	small_repo r
	other=config/metrics/counts_all/other.yml
	sed 's/count_total_push/other/' r/$total >r/$other
	commit
	git -C r mv -f $other $total
	sed -i 's/^status: .*/status: removed/' r/$total
	dictum -C r diff --fix --set milestone_removed=17.1 --set removed_by_url=https://git.example.com/9
	exits 1
	complains '0 definitions restored as removed, 1 completed'
	complains '1 left'
	grep -q '^key_path: counts.other' r/$total
	grep -q '^removed_by_url: https://git.example.com/9' r/$total
}

@test "a value that no definition would get is refused, and nothing is written" {
	small_repo r
	git -C r rm -q $total
	dictum -C r diff --fix --set milestone_removed=17.0 --set removed_by=https://git.example.com/9
	exits 2
	complains "--set writes no 'removed_by', expected one of milestone_removed, removed_by_url, repair_issue_url"
	[ ! -e r/$total ]
}

@test "what cannot be restored or completed is left and counted" {
	small_repo r
	removed=config/events/removed/open_merge_request.yml
	sed 's/^action: .*/action: close_merge_request/' r/$opened >r/$removed
	sed -i 's/^status: active/status: removed/' r/$total
	mkdir r/things
	printf 'name: a\n' >r/things/a.yml
	printf 'kinds:\n  thing:\n    files: things/*.yml\n    key: /name\n' >>r/dictum.yml
	commit
	git -C r rm -q $opened things/a.yml
	printf '# changed\n' >>r/$total
	dictum -C r diff --fix
	exits 1
	complains "$opened cannot be restored as removed by itself: another file is called $removed"
	complains "things/a.yml cannot be restored as removed by itself: kind 'thing' has no status"
	complains '0 definitions restored as removed, 0 completed'
	git -C r diff --quiet -- config/events
	git -C r rm -q $removed
	dictum -C r diff --diff
	complains '1 definition would be restored as removed'
	complains '2 left'
	[ "$(grep -c '^new file' <<<"$output")" = 1 ]
}

@test "every format is complete, and says what breaks" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/; s/^description: .*/description: "[x](javascript:1) <b> `y` | @all"/' r/$total
	for format in text concise json markdown sarif codequality github junit checkstyle rdjson; do
		set -- "$@" --format $format=$format.out
	done
	dictum -C r diff --worktree "$@"
	exits 1
	[ -z "$output" ]
	cd r
	for format in text concise json markdown sarif codequality github junit checkstyle rdjson; do
		grep -q metric-same-value-type $format.out || { echo $format; return 1; }
	done
	[ "$(json codequality.out 'v.map(f => f.severity).sort().join()')" = critical,info ]
	[ "$(json sarif.out 'v.runs[0].automationDetails.id')" = dictum/diff/ ]
	grep -q '### dictum: 1 breaking change (COMPARABLE), 2 changes in all' markdown.out
	lacks -e '<b>' -e '@all' markdown.out
}

@test "links of a comment lead to the commit that has the file" {
	small_repo r
	printf 'sources: [{view_url: "https://git.example.com/{commit}/{path}"}]\n' >>r/dictum.yml
	commit
	sed -i 's/value_type: number/value_type: string/' r/$total && git -C r rm -q $push && commit
	old=$(git -C r rev-parse HEAD~1) new=$(git -C r rev-parse HEAD)
	dictum -C r diff HEAD~1 --format markdown
	prints "(https://git.example.com/$old/$push)"
	prints "(https://git.example.com/$new/$total)"
	git -C r reset -q HEAD~1
	dictum -C r diff --worktree --format markdown
	prints "(https://git.example.com/$old/$push)"
	prints "<code>$(printf %s "$total" | sed 's/_/\&#95;/g')"
	[[ $output != *"/$total)"* ]]
}

@test "what strangers wrote stays words: keys with line ends, trees that are broken" {
	init_repo r
	mkdir -p r/config/metrics/settings
	printf 'key_path: "a\\nb\\e[31m"\nvalue_type: number\n"x\\n/~y": 1\n' >r/config/metrics/settings/a.yml
	printf '\xff\xfe' >r/config/metrics/settings/b.yml
	commit_all base r >/dev/null
	sed -i 's/number/string/; s/1$/2/' r/config/metrics/settings/a.yml
	printf -- '- not\n- a mapping\n' >r/config/metrics/settings/b.yml
	dictum -C r diff --worktree
	exits 1
	prints 'a\u{A}b\u{1B}[31m: value_type changed from number to string'
	[ "$(printf %s "$output" | grep -c "$(printf '\033')")" = 0 ]
	dictum -C r diff --worktree --format github
	[ "$(printf '%s\n' "$output" | grep -vc '^::')" = 0 ]
}

@test "threads and folders do not change the output" {
	small_repo r
	sed -i 's/value_type: number/value_type: string/; s/^tiers: .*/tiers: [free]/' r/config/metrics/*/*.yml && commit
	dictum -C r diff HEAD~1 --jobs 1 --format json
	one=$output
	dictum -C r/config/events diff HEAD~1 --jobs 8 --format json
	[ "$one" = "$output" ]
	exits 1
}

@test "before the first commit nothing breaks, so that a hook can let it pass" {
	small r
	init_repo r
	git -C r add .
	for what in --staged --worktree --diff --fix; do
		dictum -C r diff $what
		exits 0
		complains 'there are no commits yet, so nothing can break'
		complains '0 breaking changes (COMPARABLE)'
		lacks 'was changed' <<<"$errors"
	done
	breaks 0 --staged
	[ "$(json out.json '[v.notice, "base" in v, v.changes.every(c => c.level === "note")].join("; ")')" = 'there are no commits yet, so nothing can break; false; true' ]
	for format in text concise markdown sarif codequality github junit checkstyle rdjson; do
		dictum -C r diff --staged --format $format
		exits 0
	done
	dictum -C r diff --staged HEAD
	exits 3
	complains 'has no commits yet'
	git -C r commit -q -m 'Begin'
	dictum -C r diff --staged
	exits 0
	lacks 'no commits yet' <<<"$errors"
}

@test "the last release is the highest one that the older revision has" {
	small_repo r
	git -C r tag -a -m 'A release' v16.1.0
	git -C r checkout -q -b stable && echo >>r/README && commit && git -C r tag v16.9.0
	git -C r checkout -q main && echo >>r/NOTES && commit && git -C r tag v16.0.3
	for blob in $(git -C r rev-parse HEAD:dictum.yml); do git -C r tag v18.0 "$blob"; done
	dictum -C r diff HEAD -v
	complains 'last release: 16.1'
	dictum -C r diff stable -v
	complains 'last release: 16.9'
	git clone -q --depth 1 "file://$PWD/r" shallow
	sed -i 's/value_type: number/value_type: string/' shallow/$total
	dictum -C shallow diff --worktree -v
	exits 1
	complains 'last release: 16.0'
	dictum -C shallow diff HEAD~1
	exits 3
}

@test "a change that is allowed for one time frame is told of the others, for which it is not" {
	small_repo r
	sed -i 's/^time_frame: .*/time_frame: [7d, 28d]/' r/$total
	commit_all 'Two time frames' r
	sed -i 's/value_type: number/value_type: string/' r/$total
	printf 'changes:\n  allow: [{class: metric-same-value-type, key: counts.count_total_push_monthly, reason: fine}]\n' >>r/dictum.yml
	dictum -C r diff --worktree --format concise
	exits 1
	grep -q 'error.*counts.count_total_push_weekly' <<<"$output"
	grep -q 'note.*counts.count_total_push_monthly.*allowed: fine' <<<"$output"
}

@test "thousands of members below a very long key are compared, and told in history and pages, in little memory" {
	case $DICTUM in */asan/* | */tsan/*) skip "the sanitizer takes what addresses there are" ;; esac
	mkdir -p r/config/metrics/counts_all
	below() {
		node -e 'const [value, indent] = process.argv.slice(1), members = Array.from({ length: 2000 }, (_, i) => `${indent}  m${i}: {b: ${value}}\n`)
			console.log(`key_path: a\n${indent ? "x:\n" : ""}${indent}? "${"k".repeat(200000)}"\n${indent}:\n${members.join("")}`)' "$@"
	}
	printf 'dialect: gitlab\n' >r/dictum.yml
	below 1 ' ' >r/config/metrics/counts_all/a.yml
	below 1 '' | sed 's/^key_path: .*/key_path: b/' >r/config/metrics/counts_all/b.yml
	init_repo r && commit_all 'Add members' r >/dev/null
	below 2 ' ' >r/config/metrics/counts_all/a.yml
	below 2 '' | sed 's/^key_path: .*/key_path: b/' >r/config/metrics/counts_all/b.yml
	commit_all 'Change members' r >/dev/null
	little() { (ulimit -v 1000000 && exec "$DICTUM" -C r "$@"); }
	little diff HEAD~1 --format json >changes.json
	told=$(json changes.json 'v.changes.map((c) => `${c.key} ${c.pointer} ${c.message.replace(/k{9,}/g, "k").slice(0, 34)}`).join()')
	[ "$told" = 'a /x x/k.../m0/b changed from 1 to 2, x,b undefined k/m0/b changed from 1 to 2, k/m1/b' ]
	for key in a b; do
		little log $key >history
		grep -q 'changed' history
	done
	little build -o out
	grep -qrE '<del>|<ins>' r/out/changes
}
