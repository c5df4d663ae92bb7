#!/usr/bin/env bats
# Living with findings: baselines through edits, renames and repairs, comments that suppress, rules of a dictionary's own.
load helper

# broken FOLDER: the small dictionary with three findings
broken() {
	small_repo "$1"
	sed -i 's/^milestone:.*/milestone: 16.10/' "$1/config/events/push.yml" "$1/config/metrics/counts_all/count_total_push.yml"
	sed -i 's/^status:.*/status: actve/' "$1/config/metrics/settings/edition.yml"
}

@test "what is in the baseline counts for nothing, what is new does" {
	broken r
	dictum -C r lint
	exits 1
	dictum -C r lint --baseline-update
	exits 0
	complains "3 findings written to '.dictum-baseline.json'"
	[ -z "$output" ]
	dictum -C r lint
	exits 0
	complains '0 errors, 0 warnings, 0 notes in 10 files; 3 suppressed'
	sed -i 's/^milestone:.*/milestone: 16.20/' r/config/events/open_merge_request.yml
	dictum -C r lint
	exits 1
	[ "$(places)" = 'config/events/open_merge_request.yml:6:12 milestone-unquoted' ]
}

@test "more than a hundred findings come with where to begin" {
	small_repo r
	printf 'surplus_%d: x\n' $(seq 50) | tee -a r/config/events/push.yml >>r/config/metrics/settings/edition.yml
	later='--baseline-update leaves them for later'
	dictum -C r lint
	exits 1
	complains '100 errors, '
	lacks 'where to begin' <<<"$errors"
	echo 'surplus: x' >>r/config/events/push.yml
	dictum -C r lint
	complains "dictum: where to begin: --format rules counts them by rule, $later"
	dictum -C r lint --format rules
	[ "$output" = '101 error   schema-unknown-key' ]
	complains "dictum: where to begin: $later"
	commit_all 'Say too much' r
	for words in --rev=HEAD --staged --since=HEAD~1 '--stdin-path config/events/push.yml config' --fix -q; do
		dictum -C r lint $words <r/config/events/push.yml
		exits 1
		prints surplus_50
		lacks 'where to begin' <<<"$errors"
	done
	dictum -C r lint --baseline-update
	exits 0
	lacks 'where to begin' <<<"$errors"
}

@test "an empty file that is named stands for no baseline, so that what is in it is seen and mended" {
	broken r
	dictum -C r lint --baseline-update
	dictum -C r lint --baseline /dev/null --format rules
	exits 1
	[ "$output" = "2 error   milestone-unquoted  2 safe fixes
1 error   schema-enum         1 unsafe fix" ]
	complains '3 errors, 0 warnings, 0 notes in 10 files'
	lacks suppressed <<<"$errors"
	dictum -C r lint --baseline /dev/null --fix
	exits 1
	complains '2 fixes applied in 2 files, 1 finding left'
	dictum -C r lint --baseline-prune
	exits 0
	complains "2 of 3 entries removed from '.dictum-baseline.json'"
}

@test "a baseline that was cut off is none to go by" {
	broken r
	: >r/.dictum-baseline.json
	dictum -C r lint
	exits 2
	complains '.dictum-baseline.json:1:1: the file is empty, expected a JSON value'
	dictum -C r lint --baseline-prune --baseline /dev/null
	exits 2
	complains '/dev/null:1:1: the file is empty'
}

@test "a run with wrong operands leaves the baseline as it is" {
	broken r
	for words in nowhere .. "'[' config" ; do
		eval dictum -C r lint --baseline-update $words
		exits 2
		lacks . <<<"$output"
		[ ! -e r/.dictum-baseline.json ]
		lacks written "$BATS_TEST_TMPDIR/errors"
	done
	dictum -C r lint --baseline-update config/events
	exits 0
	sed -i 's/^status:.*/status: active/' r/config/metrics/settings/edition.yml
	cp r/.dictum-baseline.json before
	dictum -C r lint --baseline-prune nowhere
	exits 2
	cmp before r/.dictum-baseline.json
	dictum -C r lint --baseline-prune config/events
	exits 0
	complains "1 of 3 entries removed from '.dictum-baseline.json'"
}

@test "a baseline survives edits elsewhere in the files and other file names" {
	broken r
	dictum -C r lint --baseline-update
	sed -i '1i # a comment\n' r/config/events/push.yml
	sed -i 's/^description:.*/description: Quite another text of five words/' r/config/metrics/settings/edition.yml
	git -C r add -A
	git -C r mv config/metrics/counts_all/count_total_push.yml config/metrics/counts_all/20240101000000_count_total_push.yml
	dictum -C r lint --fail-on note
	exits 0
	complains '3 suppressed'
	commit_all 'With a baseline' r
	dictum -C r lint --rev HEAD --fail-on note
	exits 0
	complains '3 suppressed'
}

@test "of equal findings in several files the one in the file that came is new, wherever it stands in the order" {
	small_repo r
	for name in d m; do
		printf 'category: default\naction: click\ndescription: Somebody clicks on one of the buttons\nstatus: actve\n' >r/config/events/$name.yml
	done
	dictum -C r lint --baseline-update
	for name in a f z; do
		cp r/config/events/m.yml r/config/events/$name.yml
		dictum -C r lint --format concise
		exits 1
		[ "$(printf '%s\n' "$output" | cut -d: -f1 | sort -u)" = config/events/$name.yml ]
		lacks baseline-stale <<<"$output"
		rm r/config/events/$name.yml
	done
}

@test "a repaired finding is stale until the baseline is pruned" {
	broken r
	dictum -C r lint --baseline-update
	sed -i 's/^status:.*/status: broken/' r/config/metrics/settings/edition.yml
	dictum -C r lint
	exits 0
	prints '.dictum-baseline.json:4:1: note[baseline-stale]: schema-enum is not found in config/metrics/settings/edition.yml any more'
	dictum -C r lint --format sarif
	prints '"baselineState": "absent"'
	prints '"baselineState": "unchanged"'
	dictum -C r lint --baseline-prune
	exits 0
	complains "1 of 3 entries removed from '.dictum-baseline.json'"
	[ "$(wc -l <r/.dictum-baseline.json)" = 4 ]
	dictum -C r lint
	exits 0
	[ -z "$output" ]
	sed -i 's/^status:.*/status: actve/' r/config/metrics/settings/edition.yml
	dictum -C r lint --baseline-prune
	exits 1
	[ "$(wc -l <r/.dictum-baseline.json)" = 4 ]
}

@test "an entry that a merge brought in again is told as such, and its finding is not gone" {
	broken r
	dictum -C r lint --baseline-update
	sed -n 2p r/.dictum-baseline.json >entry
	sed -i '2r entry' r/.dictum-baseline.json
	dictum -C r lint
	exits 0
	prints '.dictum-baseline.json:3:1: note[baseline-stale]: '
	prints ' is listed twice'
	lacks 'any more' <<<"$output"
	dictum -C r lint --format sarif
	exits 0
	lacks '"baselineState": "absent"' <<<"$output"
	dictum -C r lint --baseline-prune
	complains "1 of 4 entries removed from '.dictum-baseline.json'"
	dictum -C r lint
	exits 0
	[ -z "$output" ]
}

@test "what cannot be read just now stays in the baseline" {
	broken r
	dictum -C r lint --baseline-update
	sed -i '1i <<<<<<< HEAD' r/config/metrics/settings/edition.yml
	dictum -C r lint --format concise
	exits 1
	[ "$output" = 'config/metrics/settings/edition.yml:1:1: error[yaml-syntax]: a merge conflict begins here and is not resolved' ]
	dictum -C r lint --baseline-prune
	complains "0 of 3 entries removed from '.dictum-baseline.json'"
	sed -i 1d r/config/metrics/settings/edition.yml
	dictum -C r lint
	exits 0
	complains '3 suppressed'
	rm r/config/metrics/settings/edition.yml
	dictum -C r lint --baseline-prune
	complains "1 of 3 entries removed from '.dictum-baseline.json'"
}

@test "a sparse checkout makes no entry of the baseline stale, and writes the same one" {
	broken r
	dictum -C r lint --baseline-update
	commit_all 'With a baseline' r
	git -C r sparse-checkout init --cone --no-sparse-index
	git -C r sparse-checkout set config/events
	dictum -C r lint --fail-on note
	exits 0
	[ -z "$output" ]
	complains '; 3 suppressed'
	for how in update prune; do
		dictum -C r lint --baseline-$how
		exits 0
		git -C r diff --exit-code
	done
}

@test "an update that changes nothing writes the same bytes, with one line for each finding" {
	broken r
	dictum -C r lint --baseline-update
	cp r/.dictum-baseline.json before
	dictum -C r lint --baseline-update
	cmp before r/.dictum-baseline.json
	[ "$(wc -l <before)" = 5 ]
	[ "$(json before v.findings.length)" = 3 ]
}

@test "the baseline may lie elsewhere" {
	broken r
	printf 'lint:\n  baseline: known.json\n' >>r/dictum.yml
	dictum -C r lint
	exits 2
	complains "dictum: dictum.yml:7:13: the baseline 'known.json' does not exist"
	dictum -C r lint --baseline unknown.json
	exits 2
	complains "dictum: the baseline 'unknown.json' does not exist, \`dictum lint --baseline-update\` writes it"
	dictum -C r lint --baseline-update
	exits 0
	[ -f r/known.json ]
	mv r/known.json other.json
	dictum -C r lint --baseline ../other.json
	exits 0
	dictum -C r lint --baseline ../nothing.json
	exits 2
}

@test "a malformed baseline is told with its place, and an update replaces it" {
	broken r
	printf '{"version": 1, "findings": [\n<<<<<<< HEAD\n' >r/.dictum-baseline.json
	dictum -C r lint
	exits 2
	complains '.dictum-baseline.json:2:1: '
	dictum -C r lint --baseline-update
	exits 0
	dictum -C r lint
	exits 0
}

@test "baselines are written for the work tree only, and never through a link" {
	broken r
	for other in '--rev HEAD' '--staged' '--since HEAD' '--fix' '--baseline-prune'; do
		dictum -C r lint --baseline-update $other
		exits 2
	done
	git clone -q --bare r bare.git
	dictum -C bare.git lint --baseline-update
	exits 2
	ln -s ../outside.json r/.dictum-baseline.json
	dictum -C r lint --baseline-update
	exits 2
	[ ! -e outside.json ]
}

@test "a site shows neither what is suppressed nor what is in the baseline" {
	broken r
	dictum -C r lint --baseline-update
	sed -i 's/^tiers:/options: {a: 1:30} # dictum: ignore yaml-ambiguous-scalar -- old\ntiers:/' r/config/metrics/counts_7d/count_forks_weekly.yml
	dictum -C r build --worktree -o out
	exits 0
	[ "$(json r/out/lint.json v.findings.length)" = 0 ]
	[ "$(json r/out/events/push.json v.findings)" = 0 ]
	[ "$(json r/out/metrics/counts.count_forks_weekly.json v.findings)" = 0 ]
}

@test "a comment with a reason suppresses, one without warns" {
	broken r
	sed -i 's/^milestone:.*/& # dictum: ignore milestone-unquoted -- written by a generator/' r/config/events/push.yml
	sed -i 's/^milestone:.*/& # dictum: ignore milestone-unquoted/' r/config/metrics/counts_all/count_total_push.yml
	sed -i '1i # dictum: ignore-file schema-enum -- see the handbook' r/config/metrics/settings/edition.yml
	dictum -C r lint
	exits 1
	[ "$(places)" = 'config/metrics/counts_all/count_total_push.yml:6:12 milestone-unquoted
config/metrics/counts_all/count_total_push.yml:6:18 suppression-no-reason' ] || { places; false; }
	complains '1 error, 1 warning, 0 notes in 10 files; 2 suppressed'
	dictum -C r lint --format sarif
	prints '"kind": "inSource"'
	prints '"justification": "written by a generator"'
}

@test "a dictionary has rules of its own" {
	small_repo r
	cat >>r/dictum.yml <<'YAML'
lint:
  rules: {group-known: warning}
  custom:
    - name: unique-needs-28d
      kinds: [metric]
      where: {/events/*/unique: {exists: true}}
      require: {time_frame: {one_of: [28d]}}
      message: "{key} counts users over {value}"
      help: set time_frame to 28d
    - name: group-known
      exists_in_file: {field: product_group, file: owners.yml, at: /stages}
      message: "nobody knows {value}"
YAML
	dictum -C r lint --rule group-known=off
	exits 1
	prints 'count_distinct_user_id_from_push.yml:8:14: error[unique-needs-28d]: redis_hll_counters.count_distinct_user_id_from_push_weekly counts users over 7d'
	prints '= help: set time_frame to 28d'
	dictum -C r lint --rule unique-needs-28d=off
	exits 0
	prints 'warning[group-known]: nobody knows source_code'
	dictum -C r explain unique-needs-28d
	exits 0
	prints 'defined in dictum.yml:9:'
	prints '    where: {/events/*/unique: {exists: true}}'
	dictum -C r explain --format json unique-needs-28d
	printf '%s' "$output" >explained.json
	[ "$(json explained.json '[v.rules[0].path, v.rules[0].line].join(":")')" = dictum.yml:9 ]
	json explained.json 'v.rules[0].text' | grep -qxF 'where: {/events/*/unique: {exists: true}}'
	dictum -C r explain --list
	prints '(custom) nobody knows {value}'
	dictum -C r explain unique-needs-28
	exits 2
	complains "did you mean 'unique-needs-28d'?"
	dictum -C r lint --baseline-update
	dictum -C r lint --fail-on note
	exits 0
	echo '    - {name: unique-needs-28d, message: m, require: [x]}' >>r/dictum.yml
	dictum -C r lint
	exits 2
	complains "dictum.yml:18:14: there is a rule 'unique-needs-28d' already"
	dictum -C r explain event-undefined
	exits 0
}
