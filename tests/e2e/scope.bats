#!/usr/bin/env bats
# Which findings lint reports: those of paths, of a change, of the index, of an editor's text.
load helper

event=config/events/push.yml
total=config/metrics/counts_all/count_total_push.yml
distinct=config/metrics/counts_all/count_distinct_user_id_from_push.yml

# rules: the rules of the findings of `lint ARGUMENTS` in r, one a line with the file's name; errors but for those about names of files
list='for (const f of JSON.parse(require("fs").readFileSync(0)).findings) if (f.level === "error" && !/^file-/.test(f.rule)) console.log(f.rule, f.path.replace(/.*\//, ""))'
rules() { dictum -C r lint --format json "$@"; printf '%s' "$output" | node -e "$list" || echo "exit $status: $errors"; }

broken_repo() { # two files with a finding each
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event
	sed -i 's/^status: active/status: actve/' r/$total
}

@test "files, folders and patterns choose findings" {
	broken_repo
	[ "$(rules)" = $'milestone-unquoted push.yml\nschema-enum count_total_push.yml' ]
	for words in $event config/events config/events/ './config//events' "$PWD/r/config/events" 'config/ev*' 'config/**/push.yml' '**/pus?.yml' "$event README.x"; do
		[ "$words" = "$event README.x" ] && touch r/README.x
		[ "$(rules $words)" = 'milestone-unquoted push.yml' ] || { echo "$words"; return 1; }
	done
	[ "$(rules config)" = "$(rules)" ]
	[ "$(rules .)" = "$(rules)" ]
	[ -z "$(rules config/metrics/settings)" ]
	cd r/config/metrics
	[ "$(cd ../.. && rules_here config/metrics)" = "$(rules_here counts_all)" ]
	[ "$(rules_here ../events)" = 'milestone-unquoted push.yml' ]
	[ "$(rules_here 'counts_{all,7d}/*.yml')" = 'schema-enum count_total_push.yml' ]
}
rules_here() { "$DICTUM" lint -q --format json "$@" | node -e "$list"; }

@test "the dictionary is read as a whole: a metric alone still finds its events" {
	small_repo r
	dictum -C r lint $total
	exits 0
	complains '0 errors, 0 warnings, 0 notes in 1 file'
	sed -i 's/- name: push/- name: pusch/' r/$total
	dictum -C r lint config/events
	exits 0
	dictum -C r lint $total
	exits 1
	prints 'did you mean "push"?'
}

@test "counts and exit code are about what was asked for" {
	broken_repo
	dictum -C r lint --format json $total
	exits 1
	printf '%s' "$output" >out.json
	[ "$(json out.json '[v.summary.files, v.summary.definitions, v.summary.entries, v.summary.errors].join()')" = 1,1,1,1 ]
	dictum -C r lint config/metrics/settings
	exits 0
}

@test "paths without definitions are told" {
	small_repo r
	mkdir r/empty && touch r/empty/x
	for path in nothing.yml config/nothing empty 'config/*.nothing' 'config/events/pus?' config/guides; do
		dictum -C r lint $path
		exits 2
		complains "'$path'"
	done
	dictum -C r lint ../other
	exits 2
	complains "'../other' lies outside '$PWD/r'"
	touch r/README.md
	dictum -C r lint README.md
	exits 0
	complains "'README.md' is no definition file and is not checked"
	dictum -C r lint -q dictum.yml owners.yml README.md
	exits 0
	[ -z "$errors" ]
	dictum -C r lint dictum.yml owners.yml # their links are checked
	exits 0
	[ "$errors" = 'dictum: 0 errors, 0 warnings, 0 notes in 0 files' ]
	cp r/dictum.yml own.yml
	dictum -C r lint --config "$PWD/own.yml" dictum.yml
	complains "'dictum.yml' is no definition file and is not checked"
	dictum -C r lint --rev HEAD dictum.yml $event
	exits 0
	dictum -C r lint ''
	exits 2
}

@test "guides are counted and named like definitions" {
	small_repo r
	printf '\n[a](nowhere.md)\n' >>r/guides/reading.md
	printf '# More\n[b](elsewhere.md)\n' >r/guides/more.md
	git -C r add guides
	all=$'link-broken more.md\nlink-broken reading.md'
	for source in '' --staged; do
		[ "$(rules --rule link-broken=error $source)" = "$all" ]
		[ "$(rules --rule link-broken=error $source guides 'guides/m*')" = "$all" ]
		[ "$(rules --rule link-broken=error $source guides/reading.md config/events)" = 'link-broken reading.md' ]
		dictum -C r lint $source
		complains '0 errors, 2 warnings, 0 notes in 11 files'
		dictum -C r lint $source guides
		complains '0 errors, 2 warnings, 0 notes in 2 files'
		dictum -C r lint $source guides/more.md $event
		complains '0 errors, 1 warning, 0 notes in 2 files'
	done
	commit_all 'Links' r
	printf '\n[c](gone.md)\n' >>r/guides/more.md
	git -C r add guides
	for source in '' --staged; do
		[ "$(rules --rule link-broken=error --since HEAD $source)" = 'link-broken more.md' ]
		[ -z "$(rules --rule link-broken=error --since HEAD $source guides/reading.md)" ]
	done
	dictum -C r lint --rev HEAD --format json guides/more.md
	printf '%s' "$output" >rev.json
	[ "$(json rev.json '[v.summary.files, v.summary.definitions, v.findings.length].join()')" = 1,0,1 ]
	dictum -C r lint --stdin-path guides/more.md <<<'[d](never.md)'
	prints 'guides/more.md:1:5'
	complains 'in 1 file'
	git -C r show HEAD~1:guides/reading.md >r/guides/reading.md
	dictum -C r lint --format junit guides
	[ "$(grep -o 'classname="dictum.lint" name="[^"]*"' <<<"$output" | sed 's/.* name=//')" = $'"guides/more.md: link-broken"\n"guides/more.md: link-broken (2)"\n"guides/reading.md"' ]
}

@test "guides are checked where there is no definition yet" {
	mkdir -p r/guides
	echo 'guides: guides' >r/dictum.yml
	echo '[a](nowhere.md)' >r/guides/start.md
	init_repo r
	for words in '' guides guides/start.md; do
		dictum -C r lint --fail-on warning $words
		exits 1
		complains '0 errors, 1 warning, 0 notes in 1 file'
		complains 'no definition files found'
	done
}

@test "paths of dictum.yml may begin with a dot, end with a slash and name the root" {
	mkdir -p r/guides
	printf 'stages: {a: {description: "[a](nowhere.md)"}}\n' | tee r/owners.yml >r/guides/owners.yml
	echo '[b](nowhere.md), [c](other.md)' | tee r/start.md >r/guides/start.md
	echo '# Other' | tee r/other.md >r/guides/other.md
	init_repo r
	for folder in ./guides guides/ .//guides/./ . ./; do
		printf 'guides: %s\nowners: %s/owners.yml\n' $folder $folder >r/dictum.yml
		at=
		[[ $folder != *guides* ]] || at=guides/
		[ "$("$DICTUM" -C r lint -q --format concise | cut -d: -f1 | LC_ALL=C sort | tr '\n' ' ')" = "${at}owners.yml ${at}start.md " ]
		dictum -C r lint ${at}start.md ${at}owners.yml
		complains '0 errors, 2 warnings, 0 notes in 1 file'
		rm -rf out
		dictum -C r build --worktree -o "$PWD/out"
		exits 0
		grep -q '<a href="../guides/other.html">c</a>' out/guides/start.html
	done
}

@test "a file that is misplaced or cannot be read counts as a definition" {
	small_repo r
	printf 'a: [\n' >r/config/events/odd.yml
	mv r/$event r/config/events/push.yaml
	dictum -C r lint config/events/odd.yml
	exits 1
	prints 'yaml-syntax'
	dictum -C r lint config/events/push.yaml
	[ "$status" -lt 2 ]
	git -C r checkout -q . && rm r/config/events/push.yaml
	ln -sf push.yml r/config/events/odd.yml
	dictum -C r lint $total
	complains 'in 1 file'
	dictum -C r lint config/events/odd.yml
	prints 'file-symlink'
	complains 'in 1 file'
	printf 'lint:\n  rules:\n    file-symlink: off\n' >>r/dictum.yml
	for word in 'config/events/od*' config/events/odd.yml; do
		dictum -C r lint $word
		exits 0
		[ "$(wc -l <<<"$errors")" = 1 ]
	done
}

@test "a file whose name is not UTF-8 is found by its name, its folder and patterns" {
	small_repo r
	name=config/events/$'caf\xe9.yml' finding='error[file-name-encoding]: the name is not UTF-8'
	cp r/$event "r/$name" || skip "the file system takes UTF-8 names only"
	mkdir r/config/$'caf\xe9'
	touch r/config/$'caf\xe9'/README
	git -C r add .
	for source in '' --staged '--since HEAD'; do
		for words in "$name" "./$name" "$PWD/r/$name" config/events/$'c*\xe9.yml' config/events; do
			dictum -C r lint $source "$words" $event
			exits 1
			prints "$finding"
			lacks 'is not checked' "$BATS_TEST_TMPDIR/errors"
		done
	done
	dictum -C r lint config/$'caf\xe9'/README
	exits 0
	complains 'is no definition file and is not checked'
	printf '[a](nowhere.md)\n' | tee r/guides/$'\xe9.md' >r/guides/$'\xe8.md'
	for words in guides/$'\xe9.md' guides/$'\xe9*'; do
		dictum -C r lint "$words"
		exits 0
		prints 'link-broken'
	done
}

@test "names with characters of patterns are files first" {
	small_repo r
	mv r/$event 'r/config/events/p[u]sh*.yml'
	sed -i 's/"16.0"/16.10/' 'r/config/events/p[u]sh*.yml'
	[ "$(rules 'config/events/p[u]sh*.yml')" = 'milestone-unquoted p[u]sh*.yml' ]
	[ -z "$(rules 'config/events/op*')" ]
	mkdir -p 'r/config/metrics/[a]' && git -C r mv $total 'config/metrics/[a]/x.yml'
	sed -i 's/^status: active/status: actve/' 'r/config/metrics/[a]/x.yml'
	cd 'r/config/metrics/[a]'
	[ "$(rules_here '*.yml')" = 'schema-enum x.yml' ]
}

@test "a pattern of the command line excludes nothing" {
	small_repo r
	for folder in . config; do
		dictum -C r/$folder lint '!**/*.yml'
		exits 2
		complains "'!**/*.yml' names no definition files"
	done
	sed 's/"16.0"/16.10/' r/$event >'r/!push.yml' # as is a definition whose name begins so
	echo 'kinds: {event: {files: [ "?push.yml" ]}}' >r/dictum.yml
	[ "$(rules '!p*')" = 'milestone-unquoted !push.yml' ]
}

@test "of a repository with old findings a branch prints the five it adds and no other" {
	small_repo r
	for i in 1 2 3; do sed "s/^action: .*/action: old_$i/; s/\"16.*\"/16.$i/" r/$event >r/config/events/old_$i.yml; done
	commit_all 'Old faults' r
	git -C r switch -qc topic
	# five faults in three files
	sed -i 's/^status: active/status: actve/; s/^value_type: number/value_type: numbr/' r/$total
	sed -i 's/- name: push/- name: pusch/; s/^milestone:.*/milestone: 16.20/' r/$distinct
	sed -i 's/^product_group: .*/product_group: nobody/' r/config/events/open_merge_request.yml
	# old faults move about: lines above, a new name
	sed -i '1i # a comment\n' r/config/events/old_1.yml
	git -C r mv config/events/old_2.yml config/events/old_two.yml
	commit_all 'New faults' r
	git -C r switch -q main
	sed 's/^action: .*/action: later/; s/"16.*"/16.9/' r/$event >r/config/events/later.yml
	commit_all 'main goes on' r
	git -C r switch -q topic
	expected=$'event-undefined count_distinct_user_id_from_push.yml\nmilestone-unquoted count_distinct_user_id_from_push.yml\nowner-unknown open_merge_request.yml\nschema-enum count_total_push.yml\nschema-enum count_total_push.yml'
	[ "$(rules --since main | sort)" = "$expected" ]
	[ "$(rules --since main --rev topic | sort)" = "$expected" ]
	[ "$(rules --since main --staged | sort)" = "$expected" ]
	[ "$(rules | wc -l)" -ge 8 ]
	[ "$(rules --since main config/events)" = 'owner-unknown open_merge_request.yml' ]
	dictum -C r lint --since topic
	exits 0
	[ -z "$(rules --since HEAD)" ]
	rm r/$total && git -C r checkout -q $total
	# fixing with --since leaves old faults alone
	dictum -C r lint --since main --fix=unsafe
	grep -q 'milestone: 16.1' r/config/events/old_1.yml
	grep -q 'milestone: "16.20"' r/$distinct
}

@test "a finding that was there before is not new when the definition got another key, and is when the file has another name, too" {
	small_repo r
	sed 's/^action: .*/action: before/; s/"16.*"/16.10/; s/^tiers: .*/tiers: [fre]/' r/$event >r/config/events/a.yml
	commit_all 'Old faults' r
	sed -i 's/^action: .*/action: after/' r/config/events/a.yml
	[ -z "$(rules --since HEAD)" ]
	sed -i 's/^tiers: .*/tiers: [fee]/' r/config/events/a.yml
	[ "$(rules --since HEAD)" = 'schema-enum a.yml' ]
	sed -i 's/^tiers: .*/tiers: [fre]/' r/config/events/a.yml
	sed 's/^action: .*/action: before/' r/config/events/a.yml >r/config/events/b.yml # the old one moved there
	[ "$(rules --since HEAD | sort)" = $'milestone-unquoted a.yml\nschema-enum a.yml' ]
}

@test "removing an event reports the metrics that count it, which did not change" {
	small_repo r
	git -C r rm -q $event
	expected=$'event-undefined count_distinct_user_id_from_push.yml\nevent-undefined count_total_push.yml'
	[ "$(rules --since HEAD)" = "$expected" ]
	[ "$(rules --since HEAD --staged)" = "$expected" ]
	commit_all 'Remove it' r
	[ "$(rules --since HEAD~1)" = "$expected" ]
	[ -z "$(rules --since HEAD)" ]
}

@test "a second fault like an old one is new" {
	small_repo r
	sed 's/^action: .*/action: a/; s/"16.*"/16.10/' r/$event >r/config/events/a.yml
	commit_all 'One' r
	sed 's/^action: .*/action: b/; s/"16.*"/16.10/' r/$event >r/config/events/b.yml
	[ "$(rules --since HEAD)" = 'milestone-unquoted b.yml' ]
}

@test "a finding that a comment suppresses does not make its equal new" {
	small_repo r
	printf 'lint: {custom: [{name: no-foo, message: no foo, forbid: {/tools/*/name: foo}}]}\n' >>r/dictum.yml
	printf 'tools:\n- name: foo # dictum: ignore no-foo -- it is old\n- name: foo\n' >>r/config/metrics/counts_all/count_total_push.yml
	commit_all 'Two equal ones' r
	[ -z "$(rules --since HEAD)" ]
}

@test "of equal findings in several files the one in the file that came is new, wherever it stands in the order" {
	small_repo r
	printf 'category: default\naction: click\ndescription: Somebody clicks on one of the buttons\nstatus: actve\n' >r/config/events/m.yml
	commit_all 'An old fault' r >/dev/null
	for name in a z; do
		cp r/config/events/m.yml r/config/events/$name.yml
		dictum -C r lint --since HEAD --format concise --rule file-name=off
		[ "$(printf '%s\n' "$output" | cut -d: -f1 | sort -u)" = config/events/$name.yml ]
		rm r/config/events/$name.yml
	done
}

@test "a change of schema or configuration answers for what it makes of old files" {
	small_repo r
	printf 'lint: {rules: {milestone-unquoted: off, schema-type: off, schema-pattern: off}}\n' >>r/dictum.yml
	sed -i 's/"16.0"/16.10/' r/$event
	commit_all 'Off' r
	sed -i '/^lint:/d' r/dictum.yml
	[ "$(rules --since HEAD)" = 'milestone-unquoted push.yml' ]
}

@test "a base that cannot be checked makes every finding new, and says so" {
	broken_repo
	printf 'titel: x\n' >>r/dictum.yml
	commit_all 'Broken' r
	dictum -C r lint --since HEAD
	exits 2
	sed -i '/^titel/d' r/dictum.yml
	dictum -C r lint --since HEAD
	exits 1
	complains 'cannot be checked, so every finding counts as new'
	for options in '--fail-on never' '--rule nothing=off' '--baseline nothing.json'; do # not the commit's fault
		# shellcheck disable=SC2086
		dictum -C r lint --since HEAD~1 $options
		exits 2
		[ "$(wc -l <<<"$errors")" = 1 ]
	done
	[ "$(rules --since HEAD | wc -l)" = 2 ]
}

@test "a base that is older than the guides is checked without them" {
	broken_repo
	sed -i 's|^description: .*|description: "See [that](nowhere.md)"|' r/config/events/push.yml
	commit_all 'Broken' r
	sed 's/^guides: .*/guides: pages/' r/dictum.yml >own.yml
	mkdir r/pages
	printf '[Gone](gone.md)\n' >r/pages/start.md
	commit_all 'Guides' r
	[ "$(rules --rule link-broken=error --config "$PWD/own.yml" --since HEAD~1)" = 'link-broken start.md' ]
	[ -z "$(rules --rule link-broken=error --config "$PWD/own.yml" --since HEAD)" ]
}

@test "a base that cannot be read is a failure, whatever is found" {
	small_repo r
	id=$(git -C r rev-parse HEAD:$event)
	sed -i 's/^status: active/status: actve/' r/$event
	commit_all 'A change' r
	rm -f "r/.git/objects/${id%"${id#??}"}/${id#??}"
	dictum -C r lint --since HEAD~1
	exits 3
	complains "$event"
}

@test "a name that speaks of memory is a name" {
	small_repo r
	for name in 'out of memory' 'failed to init zlib stream' 'x: Cannot allocate memory'; do
		dictum -C r list --rev "$name"
		exits 3
		complains "'$name'"
	done
}

@test "revisions without common ancestor, unknown ones and shallow clones say what is wrong" {
	small_repo r
	for name in nothing HEADER @b; do
		dictum -C r lint --since "$name"
		exits 3
		complains "unknown revision '$name'"
	done
	git -C r switch -q --orphan other
	commit_all 'Unrelated' r
	dictum -C r lint --since main
	exits 3
	complains "have no common ancestor"
	git -C r switch -q main
	git -C r switch -qc topic
	for i in 1 2 3; do commit_all "topic $i" r; done
	git -C r switch -q main
	commit_all 'main 1' r
	git clone -q --depth 1 --no-single-branch "file://$PWD/r" shallow
	git -C shallow switch -q topic
	dictum -C shallow lint --since origin/main
	exits 3
	complains 'shallow clone'
	git clone -q --depth 5 --no-single-branch "file://$PWD/r" deep
	git -C deep switch -q topic
	dictum -C deep lint --since origin/main
	exits 0
	small s
	dictum -C s lint --since HEAD
	exits 3
	complains 'is not in a git repository'
}

@test "the index is read as it is, not the work tree" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event
	git -C r add $event
	git -C r show HEAD:$event >r/$event
	dictum -C r lint
	exits 0
	[ "$(rules --staged)" = 'milestone-unquoted push.yml' ]
	git -C r reset -q
	sed -i 's/"16.0"/16.10/' r/$event
	[ -z "$(rules --staged)" ]
	cp r/$event r/config/events/new.yml
	[ -z "$(rules --staged)" ]
	git -C r add -N config/events/new.yml
	[ -z "$(rules --staged)" ]
	git -C r rm -q --cached $total
	dictum -C r lint --staged
	complains 'in 9 files'
	# configuration too
	printf 'titel: x\n' >>r/dictum.yml
	dictum -C r lint --staged
	exits 0
	git -C r add dictum.yml
	dictum -C r lint --staged
	exits 2
}

@test "an index with conflicts or damage is a failure" {
	small_repo r
	git -C r switch -qc topic
	sed -i 's/^description:.*/description: one/' r/$event && commit_all 'One' r
	git -C r switch -q main
	sed -i 's/^description:.*/description: two/' r/$event && commit_all 'Two' r
	git -C r merge -q topic || true
	dictum -C r lint --staged
	exits 3
	complains "has conflicts, one of them in '$event'"
	printf junk >r/.git/index
	dictum -C r lint --staged
	exits 3
	complains 'the index of'
	rm r/.git/index
	dictum -C r lint --staged
	exits 0
	complains 'no definition files found'
}

@test "where nothing is defined every command says so, and where other dictionaries are" {
	init_repo r
	mkdir -p 'r/a part' r/b
	cp -R "$TOP/tests/sample/." 'r/a part/'
	[ -e 'r/a part/dictum.yml' ]
	commit_all 'A dictionary below' r >/dev/null
	for words in lint 'lint --rev HEAD' list 'show x' 'log x' 'search x' 'diff HEAD' 'build -o ../out'; do
		dictum -C r $words
		[ "$status" -lt 2 ]
		complains "no definition files found in '"
		complains "there is a dictum.yml in 'a part': run dictum there or with -C"
	done
	dictum -C r list -q
	exits 0
	[ -z "$errors" ]
	dictum -C 'r/a part' list
	exits 0
	[ -z "$errors" ]
	for part in c d e; do mkdir r/$part && : >r/$part/dictum.yml; done
	dictum -C r lint
	complains "in 'a part', 'c', 'd' and 1 more: run"
}

@test "a dictionary in a folder that is not here is read in a work tree that has it" {
	mkdir r && small r/svc && init_repo r
	commit_all 'A dictionary below' r >/dev/null
	commit_all 'Nothing else' r >/dev/null
	git clone -q --bare r bare.git
	for words in list lint 'diff HEAD~1 HEAD' 'diff HEAD~1...'; do
		dictum -C bare.git $words
		exits 0
		complains "no definition files found in '"
		complains "there is a dictum.yml in 'svc': run dictum there or with -C, in a work tree: git worktree add makes one"
		dictum -C r $words
		exits 0
		[[ $errors == *"no definition files found in '"*"in 'svc': run dictum there or with -C" ]]
	done
	git -C bare.git worktree add -q "$PWD/tree"
	dictum -C tree/svc list
	exits 0
	prints counts.count_total_push
	git -C r rm -rq svc && commit_all 'No dictionary' r >/dev/null
	dictum -C r list --rev HEAD~1
	exits 0
	complains "there is a dictum.yml in 'svc': run dictum there or with -C, in a work tree that has the folder"
	ln -s "$PWD/tree/svc" r/svc
	dictum -C r list --rev HEAD~1
	complains ', in a work tree that has the folder'
	git -C r worktree add -q "$PWD/older" HEAD~1
	dictum -C older/svc list --rev HEAD
	exits 0
	prints counts.count_total_push
}

@test "before the first commit every finding is new, so that a hook can let it pass" {
	small r
	init_repo r
	git -C r add .
	dictum -C r lint --staged --since HEAD
	exits 0
	complains 'there are no commits yet, so every finding counts as new'
	sed -i 's/^milestone:.*/milestone: 16.10/' r/config/events/push.yml
	[ "$(rules --since HEAD)" = 'milestone-unquoted push.yml' ]
	[ -z "$(rules --since HEAD --staged)" ]
	git -C r add .
	[ "$(rules --since HEAD --staged)" = 'milestone-unquoted push.yml' ]
	dictum -C r lint --since HEAD --rev HEAD
	exits 3
	complains 'has no commits yet'
	dictum -C r lint --since nothing
	exits 3
	complains "unknown revision 'nothing'"
}

@test "the hook of a commit sees what the commit will record" {
	small_repo r
	cp "$TOP/.pre-commit-hooks.yaml" .
	entry=$(sed -n 's/^  entry: dictum //p' .pre-commit-hooks.yaml)
	[ "$entry" = 'lint --staged' ]
	printf '#!/bin/sh\nexec "%s" %s\n' "$DICTUM" "$entry" >r/.git/hooks/pre-commit
	chmod +x r/.git/hooks/pre-commit
	sed -i 's/"16.0"/16.10/' r/$event
	status=0; git -C r commit -qam 'Bad' 2>said || status=$?
	[ "$status" = 1 ]
	grep -q '1 error' said
	status=0; git -C r commit -qm 'Bad' $event 2>said || status=$?
	[ "$status" = 1 ]
	ln -s r way
	for place in '--git-dir=r/../r/.git --work-tree=r' "--git-dir=$PWD/way/.git --work-tree=r" '-C way'; do
		status=0; git $place commit -qam 'Bad, in other words' 2>said || status=$?
		[ "$status" = 1 ]
		grep -q '1 error' said
	done
	git -C r commit -q --allow-empty -m 'Not this file'
	sed -i 's/16.10/"16.10"/' r/$event
	git -C r commit -qam 'Good'
	git -C r rm -q $event
	status=0; git -C r commit -qm 'Nothing but a deletion' 2>said || status=$?
	[ "$status" = 1 ]
	grep -q 'event "push" is not defined' said
	# pre-commit runs no hook for which it finds no files, and what is deleted is none to it
	grep -qx '  always_run: true' .pre-commit-hooks.yaml
	lacks '^  files:' .pre-commit-hooks.yaml
	grep -qx '  pass_filenames: false' .pre-commit-hooks.yaml
}

@test "an editor's text stands in place of the file" {
	small_repo r
	dictum -C r lint --stdin-path $event < <(sed 's/"16.0"/16.10/' r/$event)
	exits 1
	prints '8:12: error[milestone-unquoted]'
	prints '8 | milestone: 16.10'
	dictum -C r lint --stdin-path $event <r/$event
	exits 0
	# a file that is not there yet; only its findings are printed
	sed -i 's/^status: active/status: actve/' r/$total
	dictum -C r lint --stdin-path config/events/recent.yml <r/$event
	exits 1
	prints 'action-duplicate'
	[[ $output != *actve* ]]
	dictum -C r lint --stdin-path $event $total < <(sed 's/^action: push/action: pull/' r/$event)
	prints 'actve'
	prints 'event "push" is not defined'
	# a path below the current folder, a new folder, a file that is no definition
	cd r/config
	dictum lint --stdin-path metrics/counts_new/x.yml <metrics/counts_all/count_total_push.yml
	exits 1
	prints 'config/metrics/counts_new/x.yml'
	dictum lint --stdin-path ../notes.yml <../dictum.yml
	exits 0
	complains 'is no definition file'
	dictum lint --stdin-path ../dictum.yml < <(cat ../dictum.yml && echo 'privacy: {optional: {why: "[w](w.md)"}}')
	exits 0
	prints 'dictum.yml:6:27: warning[link-broken]'
	dictum lint --stdin-path ../dictum.yml < <(echo 'titel: x')
	exits 2
	dictum lint --stdin-path ../../x.yml </dev/null
	exits 2
	# more than a definition may have is a finding, as it would be of the file
	dictum lint --stdin-path events/push.yml < <(head -c 3000000 /dev/zero | tr '\0' '#')
	exits 1
	prints 'error[yaml-limit]: the file is larger than 1 MiB'
	dictum lint --stdin-path events/push.yml < <(head -c 67108865 /dev/zero)
	exits 3
	complains 'standard input is larger than 64 MiB'
	for folder in events .. "$PWD"; do
		dictum lint --stdin-path "$folder" </dev/null
		exits 2
		complains "--stdin-path takes the path of a file, '$folder' is a folder"
	done
	dictum lint --stdin-path events/push.yml --staged </dev/null
	exits 2
	complains 'exclude each other'
	dictum lint --stdin-path events/push.yml --fix </dev/null
	exits 2
	dictum lint --stdin-path events/push.yml --diff < <(sed 's/"16.0"/16.10/' events/push.yml)
	exits 1
	prints '+milestone: "16.10"'
}

@test "an editor's text of what a link leads to is no definition" {
	small_repo r
	ln -s push.yml r/config/events/again.yml
	ln -s ../metrics/counts_all r/config/events/sub
	for text in "$event" "$total"; do
		dictum -C r lint --stdin-path config/events/again.yml <r/$text
		exits 1
		[ "$(places)" = 'config/events/again.yml:1:1 file-symlink' ]
		dictum -C r lint --stdin-path config/events/sub/count_total_push.yml <r/$text
		exits 0
		[ -z "$output" ]
		complains "'config/events/sub/count_total_push.yml' is no definition file and is not checked"
	done
	dictum -C r lint --stdin-path config/events/again.yml --diff < <(sed 's/"16.0"/16.10/' r/$event)
	exits 1 # the finding of the link
	[ -z "$output" ]
	ln -s r linked # the way to the dictionary may lead through one
	dictum -C linked lint --stdin-path "$PWD/linked/$event" < <(sed 's/"16.0"/16.10/' r/$event)
	exits 1
	prints '8:12: error[milestone-unquoted]'
}

@test "outside of a repository paths and fixes work as well" {
	small s
	sed -i 's/"16.0"/16.10/' s/$event
	cd s/config
	dictum lint events
	exits 1
	[ "$(places)" = 'config/events/push.yml:8:12 milestone-unquoted' ] # from where the dictionary begins
	dictum lint --fix events/push.yml
	exits 0
}

@test "who changes what definitions are checked by is told so" {
	small_repo r
	git -C r tag before
	echo 'unknown: 1' >>r/config/events/push.yml
	dictum -C r lint --since before
	exits 1
	[[ $errors != *'checked by'* ]]
	echo '{}' >r/value.json # which tells of a metric's values, not how its definition is checked
	echo 'value_json_schema: value.json' >>r/config/metrics/counts_all/count_distinct_user_id_from_push.yml
	dictum -C r lint --since before
	exits 1
	[[ $errors != *'checked by'* ]]
	dictum -C r lint --baseline-update -q
	dictum -C r lint --since before
	exits 0
	complains "what definitions are checked by was changed, too: '.dictum-baseline.json'"
	rm r/.dictum-baseline.json
	echo '{}' >r/any.json
	echo 'kinds: {event: {schema: any.json}}' >>r/dictum.yml
	echo 'groups: {}' >r/owners.yml
	dictum -C r lint --since before
	complains "what definitions are checked by was changed, too: 'dictum.yml', 'any.json', 'owners.yml'"
	rm r/dictum.yml
	dictum -C r lint --since before
	complains "what definitions are checked by was changed, too: 'dictum.yml', 'owners.yml'"
}

@test "a checkout whose lines end with CRLF changes nothing of what definitions are checked by" {
	small_repo r
	git clone -q -c core.autocrlf=true r crlf
	grep -q $'\r$' crlf/dictum.yml
	for command in 'diff --worktree' 'lint --since HEAD'; do
		dictum -C crlf $command
		exits 0
		[[ $errors != *'checked by'* ]]
	done
	printf '# more\r\n' >>crlf/dictum.yml
	dictum -C crlf lint --since HEAD
	complains "what definitions are checked by was changed, too: 'dictum.yml'"
}

# told FORMAT: what the report in FORMAT.out says besides findings
told() {
	case $1 in
	json) json "$1.out" v.notice ;;
	sarif) json "$1.out" 'v.runs[0].invocations[0].toolConfigurationNotifications.map(n => n.level + ": " + n.message.text).join()' ;;
	markdown) sed -n '3s|<span>&#58;</span>|:|p' "$1.out" ;;
	github) sed -n 1p "$1.out" ;;
	junit) sed -n 's/&#39;/\o47/g; s|.*<system-err>\(.*\)</system-err>|\1|p' "$1.out" ;;
	esac
}

@test "reports that have a place for it tell who changes what definitions are checked by" {
	small_repo r
	said="what definitions are checked by was changed, too: 'dictum.yml'"
	for format in json jsonl sarif codequality junit github checkstyle rdjson markdown text concise rules; do
		set -- "$@" --format $format=../$format.out
	done
	dictum -C r lint --since HEAD "$@"
	exits 0
	lacks -l 'checked by' *.out
	echo 'lint: {rules: {yaml-ambiguous-scalar: off}}' >>r/dictum.yml
	for command in 'lint --since HEAD' 'diff --worktree'; do
		rm *.out
		set -- --format json=../json.out
		for format in sarif codequality junit github checkstyle rdjson markdown text concise; do
			set -- "$@" --format $format=../$format.out
		done
		# shellcheck disable=SC2086
		dictum -C r $command "$@"
		exits 0
		complains "$said"
		[ "$(told json)" = "$said" ]
		[ "$(told sarif)" = "warning: $said" ]
		[ "$(told markdown)" = "**Notice:** $said" ]
		[ "$(told github)" = "::warning title=dictum::$said" ]
		[ "$(told junit)" = "$said" ]
		lacks -l 'checked by' codequality.out checkstyle.out rdjson.out text.out concise.out
	done
	dictum -C r lint --since HEAD -q --format json=../json.out # who wants no words on standard error keeps those of reports
	exits 0
	[ -z "$errors" ]
	[ "$(told json)" = "$said" ]
	"$DICTUM" validate -q --formats --schema "$TOP/tests/schemas/lint.schema.json" json.out
	commit_all 'Rules' r
	echo 'titel: x' >>r/dictum.yml
	commit_all 'Break the rules' r
	sed -i '/^titel/d' r/dictum.yml
	dictum -C r lint --since HEAD --format json=../json.out
	[[ $(told json) = *'cannot be checked, so every finding counts as new: '* ]]
	complains "$(told json)"
}

@test "the branch of a job is told of the commit that was checked out only" {
	small_repo r
	commit_all 'Another' r >/dev/null
	export GITHUB_WORKSPACE=$PWD/r GITHUB_REF_NAME=topic
	GITHUB_SHA=$(git -C r rev-parse HEAD)
	export GITHUB_SHA
	for revision in HEAD HEAD~1; do
		dictum -C r lint --rev $revision --format sarif=../x.sarif
		exits 0
		json x.sarif 'v.runs[0].versionControlProvenance[0].revisionId + " " + v.runs[0].versionControlProvenance[0].branch' >>said
	done
	[ "$(cat said)" = "$GITHUB_SHA topic"$'\n'"$(git -C r rev-parse HEAD~1) undefined" ]
}

@test "the checkout of a job is known by its folder, however the variable writes it" {
	small_repo r
	small_repo other
	ln -s r link && ln -s "$PWD" around && ln -s other elsewhere
	export CI_PROJECT_URL=https://git.example.com/project CI_COMMIT_SHA=0123456789012345678901234567890123456789
	for folder in r r/ link link/ around/r other/../r around/link; do
		CI_PROJECT_DIR=$PWD/$folder dictum -C r lint -q --format sarif
		prints '"repositoryUri": "https://git.example.com/project"' || { echo "$folder"; return 1; }
		prints "$CI_COMMIT_SHA"
	done
	for folder in "$PWD/elsewhere" "$PWD" "$PWD/r/config" "$PWD/nothing" .; do
		CI_PROJECT_DIR=$folder dictum -C r lint -q --format sarif
		exits 0
		[[ $output != *repositoryUri* ]] || { echo "$folder"; return 1; }
	done
}

@test "a dictionary that moves as a whole brings about no findings, and of one that nobody had all are new" {
	init_repo r && small r/old && commit_all 'Add the dictionary' r
	printf 'description: Many\n' >more
	sed -i '/^description:/d; $r more' r/old/config/events/push.yml && commit_all 'Shorten' r
	git -C r mv old new && commit_all 'Move' r
	dictum -C r/new lint --since HEAD~1 --fail-on note
	exits 0
	lacks -e 'was changed, too' -e 'has no dictum.yml' <<<"$errors"
	printf 'description: Few\n' >more
	sed -i '/^description:/d; $r more' r/new/config/events/open_merge_request.yml
	dictum -C r/new lint --since HEAD~1 --fail-on note
	exits 1
	prints 'config/events/open_merge_request.yml'
	lacks 'config/events/push.yml' <<<"$output"
	git -C r mv new newer && rm r/newer/dictum.yml
	dictum -C r/newer lint --since HEAD --stdin-path dictum.yml --fail-on note < <(git -C r show HEAD:new/dictum.yml)
	exits 0
	lacks 'was changed, too' <<<"$errors"
	git -C r reset -q --hard
	cp -R r/new r/other
	dictum -C r/other lint --since HEAD --fail-on note
	exits 1
	complains "commit $(git -C r rev-parse --short=12 HEAD) has no dictum.yml in 'other', so every finding counts as new"
}
