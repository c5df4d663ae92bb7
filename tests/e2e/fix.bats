#!/usr/bin/env bats
# dictum lint --fix: what it mends, what it leaves alone, and what it never does.
load helper

event=config/events/push.yml

# findings: rules that are reported for the work tree of folder r
findings() { "$DICTUM" -C r lint "$@" --format json -q | node -e 'for (const f of JSON.parse(require("fs").readFileSync(0)).findings) console.log(f.rule)'; }

@test "quotes around a milestone are put in, and nothing else changes" {
	small_repo r
	printf '# comment \xc3\xa9\n' >r/head
	{ cat r/head; sed 's/^milestone:.*/milestone:   16.10   # as released/' r/$event; printf '\n\n# end'; } >r/copy
	cp r/copy r/$event
	dictum -C r lint --fix
	exits 0
	complains '1 fix applied in 1 file, 0 findings left'
	sed 's/^milestone:.*/milestone:   "16.10"   # as released/' r/copy | cmp - r/$event
}

@test "a second run has nothing to do and touches nothing" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event
	dictum -C r lint --fix
	before=$(tree_state r/config)
	dictum -C r lint --fix
	exits 0
	complains '0 fixes applied in 0 files'
	[ "$before" = "$(tree_state r/config)" ]
}

@test "line ends, mode and a missing last line end stay" {
	small_repo r
	sed 's/"16.0"/16.10/; s/$/\r/' r/$event | head -c -2 >r/copy
	cp r/copy r/$event
	chmod 0640 r/$event
	dictum -C r lint --fix
	exits 0
	sed 's/16\.10/"16.10"/' r/copy | cmp - r/$event
	[ "$(stat -c %a r/$event)" = 640 ]
}

@test "values and keys in the quotes of prose are written without them" {
	small_repo r
	total=config/metrics/counts_all/count_total_push.yml
	sed -i 's/^status: active/status: “active”/; s/^product_group/«product_group»/; s/^time_frame:/‘time_frame’:/' r/$total
	dictum -C r lint
	exits 1
	prints 'did you mean "active"?'
	prints 'did you mean "product_group"?'
	prints 'did you mean "time_frame"?'
	dictum -C r lint --fix=unsafe
	exits 0
	[ -z "$(git -C r diff)" ]
}

@test "how many findings have a fix is told where --fix would write" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event
	dictum -C r lint
	exits 1
	complains '1 error, 0 warnings, 0 notes in 10 files'
	complains 'dictum: 1 with a safe fix (--fix)'
	sed -i 's/^status: active/status: actve/' r/config/metrics/counts_all/count_total_push.yml
	dictum -C r lint
	complains 'dictum: 1 with a safe fix (--fix), 1 with an unsafe one (--fix=unsafe)'
	dictum -C r lint config/metrics
	complains 'dictum: 1 with an unsafe fix (--fix=unsafe)'
	commit_all 'With findings' r
	for words in '--rev HEAD' --staged "--fix=unsafe --diff" "--stdin-path $event" -q; do
		dictum -C r lint $words <r/$event
		lacks 'safe fix' "$BATS_TEST_TMPDIR/errors"
	done
}

@test "unsafe fixes are applied when asked for only" {
	small_repo r
	sed -i 's/^status: active/status: actve/' r/config/metrics/counts_all/count_total_push.yml
	sed -i '1i action: old' r/$event
	dictum -C r lint --fix
	exits 1
	complains '0 fixes applied in 0 files, 2 findings left'
	dictum -C r lint --fix=unsafe
	exits 0
	complains '2 fixes applied in 2 files, 0 findings left'
	[ -z "$(git -C r diff)" ]
	dictum -C r lint --fix=wild
	exits 2
	complains "--fix takes safe or unsafe, not 'wild'"
	dictum -C r lint --fix unsafe
	exits 2
	complains "'unsafe' does not exist, did you mean '--fix=unsafe'?"
	dictum -C r lint --fix=safe unsafe
	exits 2
	[ "$errors" = "dictum: 'unsafe' does not exist" ]
	mkdir r/unsafe
	touch r/unsafe/a
	dictum -C r lint --fix unsafe
	complains "'unsafe' names no definition files"
}

@test "text that reads as something else is quoted where the schema wants text" {
	small_repo r
	sed -i 's/^description:.*/description: yes # really/' r/$event
	dictum -C r lint --fix
	exits 0
	grep -qx 'description: "yes" # really' r/$event
}

@test "what is read as something else is written as the schema wants it, and left to a person where it takes both" {
	small_repo r
	echo '{"properties": {"options": {"properties": {"text": {"type": "string"}, "flag": {"type": "boolean"}, "size": {"type": "number"},
		"word": {"enum": ["on", "off"]}}}}}' >r/config/metrics/schema.json
	metric=r/config/metrics/counts_all/count_total_push.yml
	printf 'options: {text: no, flag: yes, size: 1_000, word: on, free: 1:30}\n' >>$metric
	dictum -C r lint
	prints 'yes is read as true'
	prints 'write true'$'\n'
	prints 'write 5400, or "1:30" if the text is meant'
	dictum -C r lint --fix
	exits 0
	complains '4 fixes applied in 1 file, 1 finding left'
	grep -qF 'options: {text: "no", flag: true, size: 1000, word: "on", free: 1:30}' $metric
	dictum -C r lint --fix=unsafe
	complains '1 fix applied in 1 file, 0 findings left'
	grep -qF 'options: {text: "no", flag: true, size: 1000, word: "on", free: "1:30"}' $metric
}

@test "a removal that is said of what is active has one voice" {
	small_repo r
	printf 'status: active\nmilestone_removed: "17.0"\n' >>r/$event
	dictum -C r lint --format concise
	exits 1
	[ "$(grep -c "^$event" <<<"$output")" = 1 ]
	prints 'error[schema-false]: milestone_removed is not allowed, because status is active'
}

@test "fixes that stand in each other's way are applied one after the other" {
	small_repo r
	sed -i 's/^milestone:.*/milestone: 15.10\nmilestone: 16.10/' r/$event
	dictum -C r lint --fix=unsafe
	exits 0
	[ "$(grep -c milestone r/$event)" = 1 ]
	grep -qx 'milestone: "16.10"' r/$event
}

@test "a patch is what fixing changes, and nothing is written" {
	small_repo r
	sed -i 's/"16.0"/16.10/; s/$/\r/' r/$event
	sed -i 's/^status: active/status: actve/' r/config/metrics/counts_all/count_total_push.yml
	truncate -s -1 r/config/metrics/counts_all/count_total_push.yml
	before=$(tree_state r/config)
	dictum -C r lint --diff
	exits 1
	prints '--- a/config/events/push.yml'
	[[ $output != *count_total_push* ]]
	status=0
	"$DICTUM" -C r lint --fix=unsafe --diff >patch 2>errors || status=$?
	[ "$status" = 1 ]
	grep -q '2 fixes would be applied in 2 files, 0 findings left' errors
	[ "$before" = "$(tree_state r/config)" ]
	cp -R r s
	git -C s apply "$STORY/patch"
	"$DICTUM" -C r lint --fix=unsafe -q
	diff -r r/config s/config
	[ -z "$(find r -name '*.part')" ]
}

@test "a patch and reports in files go together, two things on standard output do not" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event
	dictum -C r lint --diff --format json=out.json
	exits 1
	[ "$(json r/out.json v.summary.errors)" = 1 ]
	dictum -C r lint --diff --format json
	exits 2
	complains '--diff prints to standard output'
}

@test "only the work tree is fixed" {
	small_repo r
	git clone -q --bare r bare.git
	dictum -C bare.git lint --fix
	exits 2
	complains 'is a bare repository and has no work tree to fix'
	for option in --rev=HEAD --staged; do
		dictum -C r lint --fix $option
		exits 2
		complains 'fixes are for the work tree'
	done
}

@test "fixing follows no link and leaves no half a file" {
	small_repo r
	sed 's/"16.0"/16.10/' r/$event >outside.yml
	ln -sf "$STORY/outside.yml" r/$event
	mkdir real && cp r/config/events/open_merge_request.yml real/ && sed -i 's/"16.*"/16.10/' real/*.yml
	rm -rf r/config/metrics/settings && ln -s "$STORY/real" r/config/metrics/settings
	before=$(sha256sum outside.yml real/*)
	dictum -C r lint --fix
	exits 1
	[ "$before" = "$(sha256sum outside.yml real/*)" ]
	[ -L r/$event ]
}

@test "what a run that was killed left beside a definition goes with the next that mends, and is never read" {
	small_repo r
	half=config/events/.push.yml.4194304.0.part
	echo 'action: half' >r/$half
	echo 'action: half' >r/config/events/.push.yml.4194304.1.part # of a run that is alive: it holds the lock
	mkdir r/config/events/.push.yml.4194304.2.part
	echo precious >precious && ln -s "$STORY/precious" r/config/events/.push.yml.4194304.3.part
	echo mine >r/config/events/.notes.txt.17.0.part # no definition has this name
	echo mine >r/config/events/push.yml.17.0.part
	echo mine >r/config/events/.push.yml.part
	echo mine >r/guides/.push.yml.17.0.part
	find r -name '*.part' | LC_ALL=C sort >before
	echo 'kinds: {event: {files: ["config/events/*", "config/events/.*"]}}' >every.yml
	for command in lint 'lint --fix --diff' 'lint --fix=unsafe --diff' "lint --config $STORY/every.yml"; do
		# shellcheck disable=SC2086
		dictum -C r $command
		[[ $output$errors != *half* && $output$errors != *4194304.[01]* ]]
	done
	prints 'config/events/push.yml.17.0.part' # the patterns are that wide
	dictum -C r list --worktree
	exits 0
	[[ $output != *half* ]]
	dictum -C r build --worktree -o "$STORY/site"
	exits 0
	lacks -rl 'yml.4194304' site
	find r -name '*.part' | LC_ALL=C sort | cmp before -
	flock r/config/events/.push.yml.4194304.1.part "$DICTUM" -C r lint --fix >told 2>&1
	[ "$(grep -c removed told)" = 1 ]
	grep -qx "dictum: '$half' removed, a run that was killed left it behind" told
	find r -name '*.part' | LC_ALL=C sort | diff before - >gone || true
	[ "$(grep '^[<>]' gone)" = "< r/$half" ]
	[ "$(cat precious)" = precious ]
	# its run is no more; comparing mends, too
	git -C r rm -q config/events/open_merge_request.yml
	dictum -C r diff --fix
	complains "'config/events/.push.yml.4194304.1.part' removed"
	[ ! -e r/config/events/.push.yml.4194304.1.part ]
	dictum -C r lint --fix
	exits 1
	[[ $errors != *'left it behind'* ]]
}

@test "a folder that cannot be written to is a failure, and the file is whole" {
	is_root && skip 'root may write everywhere'
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event
	cp r/$event copy
	chmod a-w r/config/events
	dictum -C r lint --fix
	chmod u+w r/config/events
	exits 3
	complains "cannot write 'config/events/push.yml'"
	cmp copy r/$event
}

@test "fixes that undo one another are not counted" {
	small_repo r
	printf 'kinds:\n  metric: {files: ["config/metrics/*/*.yml"], schema: metric.json}\n' >>r/dictum.yml
	printf '{"properties": {"product_group": {"enum": ["source_cod"]}}}' >r/metric.json
	dictum -C r lint --fix=unsafe
	exits 1
	complains 'dictum: 0 fixes applied in 0 files'
	[ -z "$(git -C r status --porcelain config)" ]
}

@test "blanks at ends of lines are found where YAML ends them" {
	small_repo r
	sed -i $'s/^description:.*/description: "one\u2028 line"/; s/^milestone:.*/& /' r/$event
	sed $'s/^milestone: \\(.*\\) $/milestone: \\1/' r/$event >copy
	dictum -C r lint --fix $event
	complains '1 fix applied in 1 file'
	cmp copy r/$event
}

@test "only findings that are asked for are fixed" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event r/config/metrics/counts_all/*.yml
	dictum -C r lint --fix config/events
	exits 0
	[ "$(findings | sort | uniq -c | tr -s ' ')" = ' 2 milestone-unquoted' ]
}

@test "one rule at a time is shown and mended" {
	small_repo r
	sed -i -e 's/"16.0"/16.10/' -e 's/^description: .*/&  /' r/$event
	dictum -C r lint --format rules
	exits 1
	[ "$(awk '{ print $3 }' <<<"$output" | tr '\n' ' ')" = 'milestone-unquoted text-whitespace ' ]
	dictum -C r lint --only text-whitespace --fail-on note
	exits 1
	complains '0 errors, 0 warnings, 1 note in 10 files'
	lacks milestone-unquoted <<<"$output"
	dictum -C r lint --only text-whitespace --only milestone-unquoted --format concise
	[ "$(wc -l <<<"$output")" = 2 ]
	dictum -C r lint --only text-whitespace --fix
	exits 0
	complains '1 fix applied in 1 file, 0 findings left'
	dictum -C r lint --format concise
	exits 1
	prints 'milestone-unquoted'
	[ "$(wc -l <<<"$output")" = 1 ]
	dictum -C r lint --only text-whitespce
	exits 2
	complains "did you mean 'text-whitespace'?"
	dictum -C r lint --only milestone-unquoted --baseline-update
	exits 2
	complains '--baseline-update is of the work tree as it is: it does not go with --only'
	[ ! -e r/.dictum-baseline.json ]
}

@test "a rule that is off is not looked for, which is told to who asks for it alone" {
	small_repo r
	sed -i 's/"16.0"/16.10/' r/$event
	dictum -C r lint --only milestone-unquoted --rule milestone-unquoted=off
	exits 0
	complains "rule 'milestone-unquoted' is off: --rule milestone-unquoted=warning looks for it"
	dictum -C r lint --only milestone-unquoted --rule milestone-unquoted=warning
	prints 'warning[milestone-unquoted]'
	lacks 'is off' <<<"$errors"
}

@test "members are set in JSON and between braces, too, and JSON stays JSON" {
	mkdir -p r/e
	cat >r/dictum.yml <<'END'
dialect: plain
kinds: {event: {files: [e/*.yml, e/*.json], key: /name, description: /description}}
END
	printf '{"name": "a"}' >r/e/a.json
	printf '{name: b}\n' >r/e/b.yml
	dictum -C r lint --fix --set $'description=Who reads and writes what,\u2028\U000e0041"}\\ '
	exits 0
	complains '2 fixes applied in 2 files'
	[ "$(json r/e/a.json 'v.description')" = $'Who reads and writes what,\u2028\U000e0041"}\\ ' ]
	grep -qF '"description": "Who reads and writes what,\u2028' r/e/a.json
	[ "$(cat r/e/b.yml)" = '{name: b, description: "Who reads and writes what,\u2028'$'\U000e0041''\"}\\ "}' ]
}

@test "a member with blanks before its colon gets its value behind the colon, and no fix where the colon stands on another line" {
	mkdir -p r/e
	printf 'dialect: plain\nkinds: {k: {files: [e/*.yml], key: /name, description: /description}}\n' >r/dictum.yml
	while IFS='>' read -r before after; do
		printf "$before" >r/e/a.yml
		dictum -C r lint --fix --set 'description=A b c d e'
		[ "$(cat r/e/a.yml)" = "$(printf "$after")" ]
		lacks undone <<<"$errors"
	done <<'END'
name: a\ndescription :\n>name: a\ndescription : A b c d e\n
name: a\ndescription \t:  # c\n>name: a\ndescription \t: A b c d e  # c\n
name: a\n"description"  :\nx   : 1\n>name: a\n"description"  : A b c d e\nx   : 1\n
{name: a, description : , x: 1}\n>{name: a, description : A b c d e , x: 1}\n
name: a\n? description\n:\n>name: a\n? description\n:\n
{name: a, description}\n>{name: a, description}\n
{name: a, q}\n>{name: a, q}\n
END
}

@test "a member that is set above another one stands above the comments about that" {
	mkdir -p r/e
	cat >r/dictum.yml <<'END'
dialect: plain
kinds: {k: {files: [e/*.yml], key: /name, description: /description, status: {field: /state}}}
lint: {custom: [{name: owned, message: no owner, require: [owner]}]}
END
	printf 'name: a\n\n# one\n\n# dictum: ignore text-whitespace -- pasted\n# two\nq: |\n  A shopper\u00a0opened # it\n' >r/e/a.yml
	printf 'name: b\nz: |\n  # no comment\nq: |\n  x\n' >r/e/b.yml
	printf '{name: c,\n # one\n\n # dictum: ignore text-whitespace -- pasted\n state: "on\u00a0it" # three\n}\n' >r/e/c.yml
	printf '{name: d,\n # one\n q: 1, state: live # three\n}\n' >r/e/d.yml
	printf '# of the file, or of the name\nname: |\n  e\n' >r/e/e.yml
	dictum -C r lint --fix --only owned --only suppression-unused --only text-whitespace --set owner=me
	exits 1
	lacks undone <<<"$errors"
	[ "$(places)" = 'e/e.yml:2:1 owned' ]
	tail -n +1 r/e/* | sed 's/\xc2\xa0/~/' >got
	cat >want <<'END'
==> r/e/a.yml <==
name: a

# one

owner: me
# dictum: ignore text-whitespace -- pasted
# two
q: |
  A shopper~opened # it

==> r/e/b.yml <==
name: b
z: |
  # no comment
owner: me
q: |
  x

==> r/e/c.yml <==
{name: c,
 # one

 owner: me,
 # dictum: ignore text-whitespace -- pasted
 state: "on~it" # three
}

==> r/e/d.yml <==
{name: d,
 # one
 q: 1, owner: me, state: live # three
}

==> r/e/e.yml <==
# of the file, or of the name
name: |
  e
END
	diff want got
}

@test "a member is added behind one whose value is left out, between braces, too" {
	mkdir -p r/e
	cat >r/dictum.yml <<'END'
dialect: plain
kinds: {k: {files: [e/*.yml], key: /name, description: /description, status: {field: /state}}}
lint: {custom: [{name: owned, message: no owner, require: [owner]}, {name: stated, message: no state, require: [state]}]}
END
	while IFS='>' read -r before after; do
		echo "$before" >r/e/a.yml
		dictum -C r lint --fix --only owned --only stated --only description-missing --set 'description=A b c d e' --set owner=me --set state=live
		exits 0
		lacks undone <<<"$errors"
		[ "$(cat r/e/a.yml)" = "$after" ]
	done <<'END'
{name: a, owner: us, state: on, q: }>{name: a, owner: us, state: on, description: A b c d e, q: }
{name: a, owner: us, description: A b c d e, q: }>{name: a, owner: us, description: A b c d e, q: , state: live }
{"name": "a", "owner": "us", "description": "A b c d e", "q":}>{"name": "a", "owner": "us", "description": "A b c d e", "q": , "state": "live"}
{name: a, description: A b c d e, state: , q: 1}>{name: a, description: A b c d e, state: live , owner: me , q: 1}
END
}

@test "a member that is added to a file without a last line end is an edit within the file" {
	mkdir -p r/e
	printf 'dialect: plain\nkinds: {k: {files: [e/*.yml], key: /name, description: /description}}\n' >r/dictum.yml
	while IFS='>' read -r text line column after; do
		printf "$text" >r/e/a.yml
		dictum -C r lint --set 'description=A b c d e' --format json
		printf '%s' "$output" >found.json
		[ "$(json found.json 'Object.values(v.findings[0].fixes[0].edits[0]).join()')" = "$(printf "%s,%s,%s,%s,$after" "$line" "$column" "$line" "$column")" ]
		dictum -C r lint --set 'description=A b c d e' --fix
		complains ' applied in 1 file'
		grep -q '^description: A b c d e' r/e/a.yml
	done <<'END'
name: a>1>8>\ndescription: A b c d e
name: ä>1>8>\ndescription: A b c d e
name: a\r\nx: 1  >2>7>\r\ndescription: A b c d e
\xef\xbb\xbfname: a>1>8>\ndescription: A b c d e
name: a\n>2>1>description: A b c d e\n
name: a\n# b>2>1>description: A b c d e\n
name: a\n\n>2>1>description: A b c d e\n
END
}

@test "a value that is set for a member no finding takes is told" {
	mkdir -p r/e
	printf 'dialect: plain\nkinds: {k: {files: [e/*.yml], key: /name, description: /description, status: {field: /m/state, values: {dead: removed}}, removed: {milestone: /m/until, url: /why}}}\n' >r/dictum.yml
	printf 'name: a\ndescription: A b c d e\nm:\n  state: dead\n' >r/e/a.yml
	for options in '' --diff --fix; do
		dictum -C r lint $options --set until=1.2 --set why=https://x.example/y
		complains "no finding takes --set of 'until': it is for a member at the top of a definition that is missing or empty"
		lacks "of 'why'" <<<"$errors"
	done
	grep -qx 'why: https://x.example/y' r/e/a.yml
	dictum -C r lint -q --set until=1.2
	exits 1
	[ -z "$errors" ]
}

@test "a value that only findings nobody asked about would take is told" {
	mkdir -p r/e
	printf 'dialect: plain\nkinds: {k: {files: [e/*.yml], key: /name, description: /description}}\n' >r/dictum.yml
	printf 'name: a\ndescription: A b c d e\n' >r/e/a.yml
	echo 'name: b' >r/e/b.yml
	taken() { dictum -C r lint --set description='B c d e f' "$@"; }
	taken e/a.yml
	complains "no finding takes --set of 'description'"
	taken e/b.yml
	exits 1
	lacks 'no finding takes' <<<"$errors"
	printf '# dictum: ignore description-missing -- it says so itself\nname: b\n' >r/e/b.yml
	taken
	complains "no finding takes --set of 'description'"
	taken --fix
	[ "$(wc -l <r/e/b.yml)" -eq 2 ]
}

@test "members that only a person can know are set" {
	small_repo r
	f=r/config/metrics/counts_all/count_total_push.yml
	sed -i 's/^status: active/status: removed # why/' $f
	dictum -C r lint --fix --set milestone_removed=16.4 --set removed_by_url=https://git.example.com/merge_requests/7
	exits 0
	complains '2 fixes applied in 1 file'
	[ "$(grep -A2 '^status' $f)" = $'status: removed # why\nmilestone_removed: "16.4"\nremoved_by_url: https://git.example.com/merge_requests/7' ] ||
		[ "$(grep -A2 '^status' $f)" = $'status: removed # why\nremoved_by_url: https://git.example.com/merge_requests/7\nmilestone_removed: "16.4"' ]
	git -C r checkout -q .
	sed -i 's/^status: active/status: removed/' $f
	printf 'milestone_removed:\nremoved_by_url: ""' >>$f
	dictum -C r lint --fix --set milestone_removed=16.4 --set removed_by_url=https://git.example.com/merge_requests/7
	exits 0
	[ "$(tail -n 2 $f)" = $'milestone_removed: "16.4"\nremoved_by_url: https://git.example.com/merge_requests/7' ]
	git -C r checkout -q .
	sed -i 's/^description:.*/description:/; s/^status: active/status: actve/' $f
	dictum -C r lint --fix --set 'description=Pushes of all users since the start' --set status=removed
	exits 1
	grep -qx 'description: Pushes of all users since the start' $f
	grep -qx 'status: actve' $f
	git -C r checkout -q .
	dictum -C r lint --fix --set milestone_removed
	exits 2
	complains "--set takes NAME=VALUE, not 'milestone_removed'"
}

@test "blank lines with a tab, which only plain text may have behind it, keep nothing from being set and never come behind anything else" {
	small_repo r
	f=r/config/metrics/counts_all/count_total_push.yml
	sed -i 's/^status: active/status: removed/' $f
	sed -i '/^status/{ h; d; }; ${ G; s/$/\n \t/; }' $f
	dictum -C r lint --fix --set milestone_removed=16.4
	complains '2 fixes applied in 1 file' # the other takes the tab away
	[ "$(tail -n 3 $f)" = $'milestone_removed: "16.4"\nstatus: removed' ]
	git -C r checkout -q .
	sed -i 's/^status: active/status: removed\nmilestone_removed: ~\n \t/' $f
	dictum -C r lint --fix --set milestone_removed=16.4 --only schema-type
	complains '0 fixes applied'
	lacks undone <<<"$errors"
}

@test "the name of a member that is added is quoted where it has to be" {
	small_repo r
	printf 'lint: {custom: [{name: owned, message: no owner, require: ["#owner"]}]}\n' >>r/dictum.yml
	dictum -C r lint --only owned --set '#owner=me' --fix
	exits 0
	[ "$(tail -n 1 r/$event)" = '"#owner": me' ]
}

@test "a member the schema requires is added at the end, in the file's own line ends" {
	small_repo r
	sed -i '/^milestone/d; s/$/\r/' r/$event
	truncate -s -2 r/$event
	dictum -C r lint --fix --set 'milestone=16.0 "x": #'
	exits 1
	git -C r checkout -q .
	sed -i '/^milestone/d; s/$/\r/' r/$event
	truncate -s -2 r/$event
	cp r/$event copy
	dictum -C r lint --fix --set milestone=16.0
	exits 0
	{ cat copy; printf '\r\nmilestone: "16.0"'; } | cmp - r/$event
}

@test "rules whose findings --set mends say so" {
	mkdir -p r/config/metrics/counts_all
	echo '{"required": ["tiers"], "dependencies": {"tiers": ["level"]}}' >r/config/metrics/schema.json
	printf 'key_path: counts.a\nvalue_type: object\nstatus: broken\n' >r/config/metrics/counts_all/a.yml
	printf 'key_path: counts.b\nvalue_type: number\nstatus: removed\ntiers: free\n' >r/config/metrics/counts_all/b.yml
	dictum -C r lint --format rules
	exits 1
	found=$(awk '{ print $3 }' <<<"$output")
	[ "$(wc -l <<<"$found")" = 6 ]
	for rule in $found; do
		dictum explain "$rule"
		prints 'fix: safe: with --set of'
	done
	dictum -C r lint --fix --set tiers=free --set level=all --set 'description=Everything there is to count' --set repair_issue_url=https://git.example.com/issues/7 \
		--set milestone_removed=16.4 --set removed_by_url=https://git.example.com/merge_requests/7 --set value_json_schema=config/metrics/schema.json
	dictum -C r lint --fix --set level=all
	exits 0
	[ -z "$output" ]
}

@test "a file gets the name that another one gives up" {
	small_repo r
	sed 's/^action: push/action: second/' r/$event >r/config/events/first.yml
	sed 's/^action: push/action: third/' r/$event >r/config/events/second.yml
	dictum -C r lint --fix=unsafe
	exits 0
	[ ! -e r/config/events/first.yml ]
	grep -qx 'action: second' r/config/events/second.yml
	grep -qx 'action: third' r/config/events/third.yml
}

@test "a file is renamed on disk and in the patch, unless its new name is taken" {
	small_repo r
	git -C r mv $event config/events/pusch.yml
	commit_all 'Another name' r
	dictum -C r lint --fix=unsafe --diff
	prints $'rename from config/events/pusch.yml\nrename to config/events/push.yml'
	printf '%s\n' "$output" >patch
	cp -R r s
	git -C s apply "$STORY/patch"
	[ -e s/$event ]
	[ ! -e s/config/events/pusch.yml ]
	chmod 0640 r/config/events/pusch.yml
	dictum -C r lint --fix
	[ -e r/config/events/pusch.yml ]
	dictum -C r lint --fix=unsafe
	exits 0
	[ -e r/$event ]
	[ ! -e r/config/events/pusch.yml ]
	[ "$(stat -c %a r/$event)" = 640 ]
	git -C r mv $event config/events/pusch.yml 2>/dev/null || mv r/$event r/config/events/pusch.yml
	sed 's/^action: push/action: pull/' r/config/events/pusch.yml >r/$event
	before=$(cat r/$event)
	dictum -C r lint --fix=unsafe config/events/pusch.yml
	[ "$before" = "$(cat r/$event)" ]
	[ -e r/config/events/pusch.yml ]
}

# counts FOLDER FILE KEY FRAME: a metric at a place; key and time frame say where it belongs
counts() {
	mkdir -p "r/config/metrics/counts_$1"
	sed "s/^key_path: .*/key_path: counts.$3/; s/Total count of pushes/How many things there are that belong to $3 and go/; s/^time_frame: .*/time_frame: $4/
		s/internal_events/database/; /^events:/,\$d" "$TOP/tests/sample/config/metrics/counts_all/count_total_push.yml" >"r/config/metrics/counts_$1/$2.yml"
}

@test "files that have one another's names get their own, two of them or more" {
	small_repo r
	counts 7d bb aa 28d
	counts 28d aa bb 7d
	counts 7d dd cc 28d
	counts 28d cc ee all
	counts all ee dd 7d
	commit_all 'At the wrong places' r
	dictum -C r lint --fix=unsafe --diff
	printf '%s\n' "$output" >patch
	cp -R r s
	git -C s apply "$STORY/patch"
	dictum -C r lint --fix=unsafe
	exits 0
	diff -r r/config s/config
	grep -qx 'key_path: counts.aa' r/config/metrics/counts_28d/aa.yml
	grep -qx 'key_path: counts.dd' r/config/metrics/counts_7d/dd.yml
	dictum -C r lint --fix=unsafe
	complains '0 fixes applied in 0 files'
}

@test "files that cannot be swapped keep their names, and that is told" {
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	[[ $DICTUM != */asan/* ]] || skip "the leak checker cannot run below strace"
	small_repo r
	counts 7d bb aa 28d
	counts 28d aa bb 7d
	run strace -f -qq -o trace -e trace=renameat2 -e inject=renameat2:error=EINVAL:when=1 "$DICTUM" -C r lint --fix=unsafe
	[ "$status" -eq 3 ]
	[[ $output = *"cannot rename 'config/metrics/counts_"*"Invalid argument"* ]]
	grep -q RENAME_EXCHANGE trace
	grep -qx 'key_path: counts.aa' r/config/metrics/counts_7d/bb.yml
	grep -qx 'key_path: counts.bb' r/config/metrics/counts_28d/aa.yml
}

@test "a name that is taken is no fix, and the finding says who has it" {
	small_repo r
	for row in a:pull b:both c:both pull:away; do
		sed "s/^action: push/action: ${row#*:}/" r/$event >"r/config/events/${row%:*}.yml"
	done
	dictum -C r lint --rule action-duplicate=off --format text --format json="$PWD/found.json" --format rules="$PWD/rules"
	prints "= help: rename the file, or correct the action; 'config/events/pull.yml' is there already"
	prints "= help: rename the file, or correct the action; 'config/events/b.yml' is to become 'config/events/both.yml', too"
	complains '2 with an unsafe fix (--fix=unsafe)'
	grep -q '4 warning file-name *2 unsafe fixes' rules
	[ "$(json found.json 'v.findings.filter((f) => f.fixes).map((f) => f.path + ">" + f.fixes[0].rename_to).join()')" = \
		'config/events/b.yml>config/events/both.yml,config/events/pull.yml>config/events/away.yml' ]
	dictum -C r lint --rule action-duplicate=off config/events/c.yml
	complains '1 with an unsafe fix (--fix=unsafe)'
	dictum -C r lint --rule action-duplicate=off --fix=unsafe
	complains '3 fixes applied in 3 files'
	[[ $errors != *'not renamed'* ]]
	[ "$(cd r/config/events && echo *.yml)" = 'away.yml both.yml c.yml click_button_1.yml click_button_2.yml open_merge_request.yml pull.yml push.yml' ]
}

@test "a name below one that is no folder is taken, and other files are mended" {
	mkdir -p r/d && cd r
	printf '%s\n' 'dialect: plain' 'kinds: {k: {files: [d/*.yml, pro/d/*.yml], key: /name, description: /description,' \
		'  edition: {folder: pro, field: plans, unless: basic}}}' >dictum.yml
	printf 'name: a\ndescription: What is told of the first one\nplans: [gold]\n' >d/a.yml
	printf 'name: b\ndescription: What is told of the other one\nplans: [basic]\n' >d/b.yml
	mkdir other
	for thing in 'touch pro' 'mkfifo pro' 'ln -s other pro' 'ln -s nowhere pro' 'git init -q pro'; do
		rm -rf pro && $thing
		sed -i 's/basic\]$/&  /' d/b.yml
		dictum lint --fix=unsafe --only folder-edition --only text-whitespace
		exits 0
		prints 'd/a.yml:3:8: warning[folder-edition]'
		prints "move the file to pro/d/a.yml; 'pro' is there already"
		complains '1 fix applied in 1 file, 1 finding left'
		lacks ' $' d/b.yml
		[ -z "$(ls other)" ]
	done
	rm -r pro
	dictum lint --fix=unsafe --only folder-edition --only text-whitespace
	complains '1 fix applied in 1 file, 0 findings left'
	[ -f pro/d/a.yml ]
}

@test "500 seeded defects are mended: nothing is left, texts mean the same, a second run changes nothing" {
	small r
	rm -rf r/config/events r/config/metrics
	mkdir -p r/config/events
	node "$TOP/tests/tools/defects.mjs" r 500 7 >files
	cp -R r before
	dictum -C r lint
	exits 1
	dictum -C r lint --fix=unsafe
	exits 0
	complains '500 fixes applied'
	complains ', 0 findings left'
	after=$(tree_state r/config)
	dictum -C r lint --fix=unsafe
	exits 0
	[ "$after" = "$(tree_state r/config)" ]
	# every line that changed lost a defect: comments, spaces and line ends around it are the same
	node - before r <<'END'
const fs = require('fs'), [old, now] = process.argv.slice(2), folder = '/config/metrics/counts_all/';
let changed = 0;
for (const name of fs.readdirSync(old + folder)) {
	const plain = s => s.replace(/[ \t]+(?=\r?\n|$)/g, '').replace(/"(16\.10|15\.0|9\.0|16\.0|yes|010|1:30|1_000|on|0x1F)"/g, '$1')
		.replace(/^((?:---\r?\n)?#[^\n]*\n)key_path: counts\.m\d+_old( # why)?\r?\n/, '$1')
		.replace(/actve|activ\b|aktive/g, 'active').replace(/operatonal|opertional/g, 'operational').replace(/numbr|nuber/g, 'number');
	const a = fs.readFileSync(old + folder + name, 'utf8'), b = fs.readFileSync(now + folder + name, 'utf8');
	changed += a !== b;
	if (plain(a) !== plain(b)) { console.log(JSON.stringify([name, a, b])); process.exit(1); }
}
if (changed !== fs.readdirSync(old + folder).length) { console.log(changed); process.exit(1); }
END
}

@test "a line is set where it belongs, whatever ends lines and though the last one has no end" {
	small_repo r
	file=r/config/metrics/counts_all/count_total_push.yml
	sed -i '/^milestone/d' $file
	cp $file plain.yml
	tr '\n' '\r' <plain.yml | head -c -1 >$file
	dictum -C r lint --fix --set milestone=16.0
	exits 0
	[ "$(tr '\r' '\n' <$file)" = "$(sed 's/^status: active/&\nmilestone: "16.0"/' plain.yml)" ]
	# a line separator within a text is one more line end; the status stands on the last line but one
	{ grep -v '^status' plain.yml | sed 's/^description: \(.*\)/description: "\1\xe2\x80\xa8 or so"/'; printf 'status: active\n# end'; } >$file
	dictum -C r lint --fix --set milestone=16.0
	[ "$(tail -n 3 $file)" = $'status: active\nmilestone: "16.0"\n# end' ]
}

@test "a line is set below neither a tag nor a question mark" {
	small_repo r
	file=r/config/metrics/counts_all/count_total_push.yml
	for status in '!!str status: removed' '&a status: removed' $'? status\n: removed'; do
		git -C r checkout -q .
		{ grep -v '^status' $file; echo "$status"; } >copy
		cp copy $file
		dictum -C r lint --fix --set milestone_removed=16.4
		exits 1
		complains '0 fixes applied in 0 files'
		[[ $errors != *undone* ]]
		cmp copy $file
	done
}

@test "no fix takes out an anchor that an alias names" {
	small_repo r
	file=r/config/metrics/counts_all/count_total_push.yml
	for lines in 'name: &x one/name: two/data_source: *x' 'status: &x "actve"/data_source: *x' '&x "staus": active/data_source: *x' \
		"milestone: &x ''/status: removed/data_source: *x" 'name: &x/data_source: *x'; do
		git -C r checkout -q .
		{ grep -v '^status\|^data_source\|^milestone' $file; echo "$lines" | tr / '\n'; } >copy
		cp copy $file
		dictum -C r lint --fix=unsafe --set milestone=16.0 --set name=two
		exits 1
		[[ $errors != *undone* ]]
		grep '&x' $file
		dictum -C r lint --format json
		exits 1
		[[ $output != *'"fixes"'* ]]
	done
	printf 'a: &x "one"\nb: *x\n' >data.yml
	echo '{"properties": {"a": {"enum": ["ones"]}}}' >schema.json
	dictum validate --schema schema.json --format json data.yml
	exits 1
	[[ $output == *'did you mean'* && $output != *'"fixes"'* ]]
	sed -i 's/\*x/x/' data.yml
	dictum validate --schema schema.json --format json data.yml
	[[ $output == *'"fixes"'* ]]
}

@test "what is set must be UTF-8" {
	small_repo r
	for word in $'milestone=16\xff' $'mile\xffstone=16.0'; do
		dictum -C r lint --fix --set "$word"
		exits 2
		[ "$errors" = "dictum: --set takes text in UTF-8, not '${word/$'\xff'/'\xFF'}'" ]
		dictum -C r diff --fix --set "$word"
		exits 2
		complains '--set takes text in UTF-8'
	done
	dictum -C r lint --fix --set 'milestone=Größe'
	exits 0
}

@test "of a member that is set twice nobody guesses the value" {
	small_repo r
	sed -i '/^milestone/d' r/config/events/push.yml
	for command in lint diff; do
		dictum -C r $command --fix --set milestone=16.4 --set milestone=16.5
		exits 2
		[ "$errors" = "dictum: --set has two values for 'milestone'" ]
	done
	dictum -C r lint --fix --set milestone=16.4 --set milestone_removed=16.5
	exits 0
	grep -q '^milestone: "16.4"' r/config/events/push.yml
}

@test "folders above a dictionary say nothing of the editions in it" {
	mkdir -p r/products && small r/products/ee && init_repo r && commit_all 'Add the dictionary' r >/dev/null
	dictum -C r/products/ee lint --only folder-edition
	exits 0
	complains '0 errors, 0 warnings, 0 notes'
	sed -i 's/^tiers:.*/tiers: [premium, ultimate]/' r/products/ee/$event
	dictum -C r/products/ee lint --only folder-edition --fix=unsafe
	[ -f r/products/ee/ee/$event ]
	[ ! -e r/products/ee/$event ]
	[ ! -e r/products/config ]
}
