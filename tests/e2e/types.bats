load helper

# Every field of a definition holds every type of value once, the others what is usual: all commands read that, lint tells it, and what was
# right before and what is right again can be compared with it.

FIELDS_OF_METRIC="key_path description product_group value_type status milestone milestone_removed introduced_by_url removed_by_url repair_issue_url
time_frame data_source data_category product_categories tiers events instrumentation_class options performance_indicator_type value_json_schema
distributions tier product_section product_stage name"
FIELDS_OF_EVENT="action description internal_events category identifiers additional_properties product_group milestone introduced_by_url tiers
product_categories status milestone_removed removed_by_url extra_trackers filter unique_on"
VALUES='~
true
7
-1.5
.inf
"a text"
""
2024-02-30
"16.0"
[]
[~, 1, [], {}, "x"]
[all, 7d, 28d]
[free, nothing]
{}
{a: 1, b: [], c: {d: ~}, "": x}
[{name: push, unique: user.id}, {name: push, filter: {label: 1, value: []}}, {name: gone}, {name: [], unique: {}}, 3]
[{name: push, operator: sum(value)}, {name: push, operator: "sum("}, {name: push, filter: [], unique: nothing}]
{label: {description: []}, property: x, value: {description: ~}, own: {description: Own}}
{events: [push], aggregate: {operator: [], attribute: {}}}
"push"
|
    two
    lines'

# fill FOLDER WRONG: definitions of both kinds; with WRONG the field of each file's name holds the value of its number
fill() {
	mkdir -p "$1/config/metrics/counts_all" "$1/config/events"
	cp "$TOP/tests/sample/owners.yml" "$1/"
	cp "$TOP/tests/sample/config/events/push.yml" "$1/config/events/"
	VALUES=$VALUES METRIC=$FIELDS_OF_METRIC EVENT=$FIELDS_OF_EVENT awk -v top="$1" -v wrong="$2" '
		function put(file, kind, field, value, i,  key, n, names, f, usual) {
			key = field "_" i
			n = split(ENVIRON[kind], names, /[ \n]+/)
			for (f = 1; f <= n; f++) {
				usual = names[f] in common ? common[names[f]] : ""
				if (names[f] == "key_path" || names[f] == "action") usual = "counts." key
				if (names[f] == field && wrong) usual = value
				if (usual != "") print names[f] ": " usual >file
			}
			close(file)
		}
		BEGIN {
			common["description"] = "Counts what people push"
			common["product_group"] = "source_code"; common["value_type"] = "number"; common["status"] = "active"
			common["milestone"] = "\"16.0\""; common["introduced_by_url"] = "https://git.example.com/merge_requests/1"
			common["time_frame"] = "all"; common["data_source"] = "internal_events"; common["data_category"] = "optional"
			common["product_categories"] = "[source_code_management]"; common["tiers"] = "[free, premium, ultimate]"
			common["events"] = "[{name: push, filter: {label: default}}, {name: push, unique: user.id}]"
			common["internal_events"] = "true"; common["identifiers"] = "[project, user]"
			common["additional_properties"] = "{label: {description: Kind of branch}}"
			values = split(ENVIRON["VALUES"], lines, "\n")
			for (i = 1; i <= values; i++)
				if (lines[i] ~ /^    /) value[n_values] = value[n_values] "\n" lines[i]
				else value[++n_values] = lines[i]
			for (i = 1; i <= n_values; i++) {
				n = split(ENVIRON["METRIC"], field, /[ \n]+/)
				for (f = 1; f <= n; f++) put(top "/config/metrics/counts_all/" field[f] "_" i ".yml", "METRIC", field[f], value[i], i)
				n = split(ENVIRON["EVENT"], field, /[ \n]+/)
				for (f = 1; f <= n; f++) put(top "/config/events/e_" field[f] "_" i ".yml", "EVENT", field[f], value[i], i)
			}
		}'
}

setup_file() {
	. "$BATS_TEST_DIRNAME/../tools/env.sh"
	STORY=$BATS_FILE_TMPDIR TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	cd "$STORY"
	init_repo r
	fill r ''
	commit_all right r >/dev/null
	git -C r tag v16.1.0
	fill r 1
	commit_all wrong r >/dev/null
	cleanup_env
}

@test "lint tells every wrong type and reads on" {
	cp -R "$BATS_FILE_TMPDIR/r" r
	dictum -C r lint --rev HEAD~1 -q
	[ "$status" -le 1 ]
	dictum -C r lint -q --format json
	exits 1
	printf '%s' "$output" >found.json
	[ "$(json found.json 'new Set(v.findings.map((d) => d.path)).size > 400')" = true ]
	[ "$(json found.json 'v.findings.some((d) => d.rule === "schema-type")')" = true ]
	for jobs in 1 4; do
		dictum -C r lint -q --jobs $jobs --format json
		[ "$output" = "$(cat found.json)" ]
	done
	for format in text sarif junit markdown; do
		dictum -C r lint -q --format $format
		exits 1
	done
}

@test "fixes of wrong types change nothing that was right, and a second run nothing at all" {
	cp -R "$BATS_FILE_TMPDIR/r" r
	dictum -C r lint -q --fix --set milestone_removed=16.4 --set removed_by_url=https://git.example.com/merge_requests/7 --set repair_issue_url=x
	exits 1
	git -C r diff >once
	[ -s once ]
	dictum -C r lint -q --fix --set milestone_removed=16.4 --set removed_by_url=https://git.example.com/merge_requests/7 --set repair_issue_url=x
	exits 1
	git -C r diff >twice
	cmp once twice
}

@test "a site is made of every type of value, the same with one thread and with many" {
	cp -R "$BATS_FILE_TMPDIR/r" r
	dictum -C r build -q -o "$STORY/one" --jobs 1
	exits 0
	dictum -C r build -q -o "$STORY/many" --jobs 4
	exits 0
	[ "$(tree_hash one)" = "$(tree_hash many)" ]
	[ "$(find one/metrics -name '*.html' | wc -l)" -gt 300 ]
}

@test "what is wrong can be compared with what was right, in both directions" {
	cp -R "$BATS_FILE_TMPDIR/r" r
	for category in COMPARABLE STRICT SAFE; do
		dictum -C r diff HEAD~1 --rev HEAD -q --category $category
		[ "$status" -le 2 ]
		dictum -C r diff HEAD --rev HEAD~1 -q --category $category
		[ "$status" -le 2 ]
	done
	for format in text concise json markdown; do
		dictum -C r diff HEAD~1 --rev HEAD -q --format $format
		[ "$status" -le 2 ]
		[ -n "$output" ]
	done
}

@test "lists, searches and histories hold what can be named" {
	cp -R "$BATS_FILE_TMPDIR/r" r
	for format in text json csv; do
		dictum -C r list --format $format
		exits 0
		prints counts.status_2
		dictum -C r log --kind metric --format ${format/csv/text} counts.status_2
		exits 0
		dictum -C r search --format $format push
		exits 0
	done
	for field in status events options time_frame product_group milestone; do
		for n in 1 11 15 16; do
			for kind in metric event; do
				dictum -C r show --kind $kind --format json "counts.${field}_$n"
				[ "$status" -le 1 ]
			done
			dictum -C r show --kind $kind "counts.${field}_$n"
			[ "$status" -le 1 ]
		done
	done
}
