#!/usr/bin/env bats
# One mistake, one finding: where schemas and rules see the same, one of them speaks, at the value, with the remedy that the others know.
load helper

WEEKLY=r/config/metrics/counts_7d/count_forks_weekly.yml

# forms_at_the_top FOLDER: metrics have a schema that tells forms apart for the whole document, as GitLab's own does
forms_at_the_top() {
	cat >"$1/config/metrics/schema.json" <<'END'
{"type": "object", "required": ["key_path", "time_frame"],
 "oneOf": [{"properties": {"time_frame": {"type": "string", "enum": ["7d", "28d", "all", "none"]}}},
           {"properties": {"time_frame": {"type": "array", "items": {"type": "string", "enum": ["7d", "28d", "all"]}}}}]}
END
}

# finds LINES: the places and rules of all findings, one a line
finds() {
	[ "$(places)" = "$1" ] && return
	printf 'expected: %s\n--- it is\n%s\n' "$1" "$output"
	return 1
}

@test "a wrong value in a form of the whole document is one finding, at the value, which a comment beside it suppresses" {
	small r
	forms_at_the_top r
	sed -i 's/^time_frame: .*/time_frame: weekly/' $WEEKLY
	dictum -C r lint
	exits 1
	finds 'config/metrics/counts_7d/count_forks_weekly.yml:10:13 schema-one-of'
	prints 'matches none of 2 forms; the closest fails because time_frame is "weekly"'
	sed -i 's/^time_frame: .*/& # dictum: ignore schema-one-of -- it is counted by hand/' $WEEKLY
	dictum -C r lint
	exits 0
}

@test "a slip in a time frame gets the value that was meant, with a schema of one's own and with the built-in one" {
	small r
	sed -i 's/^time_frame: .*/time_frame: 7D/' $WEEKLY
	for schema in built-in own; do
		[ $schema = built-in ] || forms_at_the_top r
		dictum -C r lint
		exits 1
		finds 'config/metrics/counts_7d/count_forks_weekly.yml:10:13 schema-one-of'
		prints 'did you mean "7d"?'
	done
	dictum -C r lint --fix=unsafe
	exits 0
	grep -qx 'time_frame: 7d' $WEEKLY
}

@test "characters nobody sees in a name that a pattern refuses are told and taken away, and both quotes of a pair at once" {
	small r
	cp $WEEKLY before
	sed -i 's/^product_group: .*/product_group: source\xe2\x80\x8b_co\xe2\x80\x8bde/' $WEEKLY
	dictum -C r lint
	exits 1
	finds 'config/metrics/counts_7d/count_forks_weekly.yml:3:16 schema-pattern'
	prints 'help: there is a zero-width space (U+200B) in the value of product_group'
	dictum -C r lint --fix
	exits 1
	dictum -C r lint --fix=unsafe
	exits 0
	cmp before $WEEKLY
	sed -i 's/^product_group: .*/product_group: “source_code”/' $WEEKLY
	dictum -C r lint
	finds 'config/metrics/counts_7d/count_forks_weekly.yml:3:16 schema-pattern'
	dictum -C r lint --fix=unsafe
	exits 0
	complains '1 fix applied'
	grep -qx 'product_group: "source_code"' $WEEKLY
}

@test "of a unique count over all time the rule about it speaks in place of the schema, and of its other faults the schema" {
	small r
	frames() { sed -i "s/^time_frame: .*/time_frame: $1/" r/config/metrics/counts_all/count_distinct_user_id_from_push.yml && dictum -C r lint "${@:2}"; }
	at=config/metrics/counts_all/count_distinct_user_id_from_push.yml
	frames all
	exits 1
	finds "$at:8:13 unique-time-frame"
	frames '[7d, all]'
	finds "$at:8:18 unique-time-frame"
	frames '[7d, 28D]'
	finds "$at:8:18 unique-time-frame"
	prints 'did you mean "28d"?'
	frames '[7d, 7d]'
	finds "$at:8:13 schema-one-of"
	frames all --rule unique-time-frame=off
	finds "$at:8:13 schema-any-of"
	prints 'because of the condition: all of its events are counted by unique values'
}

@test "a time frame that is missing is one finding where forms of the whole document tell its values apart" {
	small r
	forms_at_the_top r
	sed -i '/^time_frame: /d' $WEEKLY
	dictum -C r lint
	exits 1
	finds 'config/metrics/counts_7d/count_forks_weekly.yml:1:1 schema-required'
	dictum -C r lint --rule schema-required=off
	exits 1
	finds 'config/metrics/counts_7d/count_forks_weekly.yml:1:1 schema-one-of'
}

@test "a comment about what the schema silences is used, in a file of thousands of findings, too" {
	mkdir -p r/d
	printf 'dialect: plain\nkinds: {d: {files: ["d/*.yml"], key: /key, schema: s.json}}\n' >r/dictum.yml
	printf '{"properties": {"y": {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}}}}' >r/s.json
	{
		printf 'key: a\n# dictum: ignore yaml-ambiguous-scalar -- all of them\nx:\n'
		yes -- '- 010' | head -n 1500
		printf '# dictum: ignore yaml-ambiguous-scalar -- these, too\ny:\n  a: 010\n  b: true\n  c: 011\n'
	} >r/d/a.yml
	init_repo r
	dictum -C r lint --worktree --format concise
	exits 1
	prints 'schema-type'
	lacks suppression-unused <<<"$output"
	sed -i '/ignore/d' r/d/a.yml
	dictum -C r lint --worktree
	exits 1
	prints 'help: up to 1002 more like this in this file are not shown'
}
