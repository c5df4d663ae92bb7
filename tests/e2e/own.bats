# A dictionary that is not GitLab's: folders, kinds, fields, owners and words of its own.
load helper

own() {
	mkdir -p "$1/telemetry/measures" "$1/telemetry/dashboards" "$1/docs"
	cat >"$1/dictum.yml" <<'EOF'
title: Harbor dictionary
kinds:
  metric:
    title: Measures
    folder: measures
    files: ["telemetry/measures/*.yml"]
    key: /id
    schema: measure.yml
    description: /about
    status: {field: /lifecycle, values: {live: active, gone: removed}}
    chips: [unit, cadence]
    facts: [unit, cadence]
  dashboard:
    title: Dashboards
    folder: dashboards
    files: ["telemetry/dashboards/*.yml"]
    key: /name
    description: /about
    refs: [{list: /measures, to: metric, title: Shows}]
guides: docs
EOF
	echo 'type: object' >"$1/measure.yml"
	printf 'id: berths_occupied\nabout: Berths with a ship in them at midnight.\nunit: berths\ncadence: nightly\n' >"$1/telemetry/measures/berths.yml"
	printf 'name: port\nabout: What the harbour master looks at first.\nmeasures: [berths_occupied]\n' >"$1/telemetry/dashboards/port.yml"
	printf '# Sending\n\nHow to send.\n' >"$1/docs/sending.md"
	init_repo "$1"
	commit_all 'Start' "$1" >/dev/null
}

@test "definitions of a kind that says nothing about status are active" {
	own r
	dictum -C r list
	exits 0
	[ "$output" = $'metric    berths_occupied active\ndashboard port            active' ]
	dictum -C r build -o "$PWD/out"
	exits 0
	lacks 'is not one this dictionary knows' -r out
}

@test "a field that is both a chip and a fact is told once" {
	own r
	dictum -C r show berths_occupied
	[ "$(printf '%s\n' "$output" | grep -c '^  Cadence ')" = 1 ]
	dictum -C r build -o "$PWD/out"
	[ "$(grep -o '<dt>Cadence' out/measures/berths_occupied.html | wc -l)" = 1 ]
}

@test "queries of GitLab's warehouse are for its kinds, and for dictionaries that have none of their own" {
	own r
	dictum -C r build -o "$PWD/out"
	grep -q 'Service Ping' out/measures/berths_occupied.html
	lacks 'common_mart' -r out/dashboards
	echo 'queries: [{label: DuckDB, kind: dashboard, sql: "SELECT 1"}]' >>r/dictum.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	grep -q DuckDB out/dashboards/port.html
	lacks 'common_mart' -r out
	sed -i 's/^queries: .*/queries: []/' r/dictum.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	lacks 'common_mart' -r out
	lacks 'Query it' out/dashboards/port.html
}

# What `dictum show` says below "Query it", without what is put in front of labels and queries.
queries() { dictum -C r show --worktree "$1" && exits 0 && sed -n '/^Query it$/,/^$/{s/^  \(  \)\?//; p}' <<<"$output" | tail -n +2; }

@test "show tells the queries of an entry as its page does, ready to be pasted" {
	own r
	[ "$(queries berths_occupied | head -2)" = $'Service Ping, every report\nSELECT ping_created_at, dim_installation_id, metric_value' ]
	[ "$(queries berths_occupied | grep berths_occupied)" = $'WHERE  metrics_path = \'berths_occupied\'\nWHERE  metrics_path = \'berths_occupied\'' ]
	none=$(queries port)
	[ -z "$none" ]
	cat >>r/dictum.yml <<'EOF'
queries:
  - label: "Duck\e[1mDB"
    kind: dashboard
    sql: "SELECT 1\n\n  FROM   t -- a line that is longer than a terminal is wide stays one line, for who pastes it\n\tWHERE k = '{{key}}' AND g = '{{fields.about}}'"
EOF
	cat >r/telemetry/dashboards/port.yml <<'EOF'
name: port
about: "Harbour\e[31m's\nport"
EOF
	none=$(queries berths_occupied)
	[ -z "$none" ]
	[ "$(queries port)" = $'Duck\\u{1B}[1mDB\nSELECT 1' ] # up to the empty line
	dictum -C r show --worktree port
	prints '      FROM   t -- a line that is longer than a terminal is wide stays one line, for who pastes it'
	prints $'    \tWHERE k = \'port\' AND g = \'Harbour\\u{1B}[31m\'\'s'
	dictum -C r show --worktree --format json port
	exits 0
	lacks 'SELECT' <<<"$output"
}

@test "a link that a section leaves nothing of is not shown" {
	small r
	sed -i 's/^product_group: .*/&\nboard: 12/' r/config/metrics/counts_all/count_total_push.yml
	echo 'links: [{label: Board, url: "{{#fields.board}}https://bi.example.com/{{fields.board}}{{/fields.board}}"}]' >>r/dictum.yml
	dictum -C r build -q --worktree -o "$PWD/out"
	exits 0
	[ "$(grep -rlw 'https://bi.example.com/12' out --include=*.html)" = out/metrics/counts.count_total_push.html ]
	lacks -r '>Board<' out/events
}

@test "queries and links have milestones as they are written, also where YAML reads another number" {
	small r
	sed -i 's/^milestone: .*/milestone: 16.10/' r/config/metrics/counts_all/count_total_push.yml
	cat >r/dictum.yml <<'EOF'
queries: [{label: Since, sql: "since = '{{fields.milestone}}'"}]
links: [{label: Notes, url: "https://notes.example.com/{{fields.milestone}}"}]
EOF
	[ "$(queries counts.count_total_push)" = $'Since\nsince = \'16.10\'' ]
	dictum -C r build --worktree -o "$PWD/out"
	exits 0
	grep -q 'since = &#39;16.10&#39;' out/metrics/counts.count_total_push.html
	grep -q 'href="https://notes.example.com/16.10"' out/metrics/counts.count_total_push.html
}

@test "a property's text is searched and checked where it stands alone, too" {
	own r
	sed -i 's|^    refs:.*|    properties: /sends|' r/dictum.yml
	printf 'name: port\nabout: What the harbour master looks at first.\nsends:\n  berth: Number painted on the quay\n  pilot: TODO\n' >r/telemetry/dashboards/port.yml
	dictum -C r search --worktree quay
	exits 0
	prints 'port'
	dictum -C r lint
	prints 'telemetry/dashboards/port.yml:5:10: warning[description-placeholder]: the description of property "pilot" is still "TODO"'
}

@test "show says which kind an entry feeds, and of references that count nothing only the name" {
	own r
	dictum -C r show port
	grep -qx '  berths_occupied' <<<"$output"
	dictum -C r show berths_occupied
	grep -qx 'Dashboards that use it' <<<"$output"
}

@test "kinds of the dialect can be left out, and nothing speaks of them then" {
	own r
	sed -i 's/^  metric:/  event: false\n  metric: false\n  measure:/; s/to: metric/to: measure/' r/dictum.yml
	dictum -C r lint
	exits 0
	dictum -C r build --worktree --no-history -o "$PWD/out"
	exits 0
	[ ! -e out/events ]
	[ ! -e out/metrics.csv ]
	lacks -i '>events\|>metrics' out/index.html out/about.html out/stats.html
	grep -q 'All measures' out/about.html
	dictum -C r show port
	grep -qx '  berths_occupied' <<<"$output"
	dictum -C r schema metric
	exits 2
	[[ $errors == *"unknown kind 'metric', expected one of measure, dashboard"* ]]
	sed -i 's/to: measure/to: metric/' r/dictum.yml
	dictum -C r lint
	exits 2
	[[ $errors == *"unknown kind 'metric', expected one of measure, dashboard"* ]]
}

@test "a dictionary without events has metrics that count none" {
	small r
	printf 'kinds: {event: false}\n' >r/dictum.yml
	dictum -C r lint --format concise
	exits 0
	lacks event-undefined <<<"$output"
	dictum -C r list
	exits 0
	lacks '^event' <<<"$output"
}

@test "two kinds may have the same key, and the prefix of a group stays where its name is unknown" {
	mkdir -p r/a r/b
	printf 'owners: owners.yml\nkinds:\n  metric: off\n  event: off\n  one: {files: a/*.yml, key: /name, owner: {group: /team, prefix: "group::"}}\n  other: {files: b/*.yml, key: /name}\n' >r/dictum.yml
	printf 'groups:\n  runner: {name: Runner}\n' >r/owners.yml
	printf 'name: same\nteam: "group::runer"\n' >r/a/x.yml
	printf 'name: same\n' >r/b/x.yml
	dictum -C r lint --fix=unsafe
	exits 1
	complains '0 fixes applied in 0 files, 1 finding left'
	prints 'did you mean "runner"?'
}

@test "references of two lists are counted in ways of their own" {
	mkdir -p r/a r/b
	printf 'kinds:\n  metric: off\n  event: off\n  thing: {files: b/*.yml, key: /name}\n  one:\n    files: a/*.yml\n    key: /name\n    refs:\n' >r/dictum.yml
	for list in used counted; do printf '      - {list: /%s, name: name, unique: unique, to: thing}\n' $list; done >>r/dictum.yml
	printf 'name: x\nused: [{name: same}]\ncounted: [{name: same, unique: user}]\n' >r/a/x.yml
	printf 'name: same\n' >r/b/x.yml
	dictum -C r lint
	exits 0
	[ -z "$output" ]
	for list in used counted; do
		printf 'name: x\nused: [{name: same}]\ncounted: [{name: same, unique: user}]\n' >r/a/x.yml
		sed -i "s/^$list: .*/$list: [{name: same}, {name: same, unique: user}]/" r/a/x.yml
		dictum -C r lint
		prints 'selection-mixed'
	done
}

@test "a synonym takes the place of the dialect's for the same word, and its words stand side by side" {
	small r
	dictum -C r search --worktree mr
	prints ' open_merge_request'
	printf 'search: {synonyms: {MR: forked projects, zqxj: weekly projects}}\n' >r/dictum.yml
	dictum -C r search --worktree mr
	exits 0
	prints ' counts.count_forks_weekly'
	lacks open_merge_request <<<"$output"
	dictum -C r search --worktree zqxj
	exits 1
}

@test "what is no kind of the dialect cannot be left out, and something has to stay" {
	small r
	printf 'kinds: {evnt: false}\n' >r/dictum.yml
	dictum -C r lint
	exits 2
	[[ $errors == *"dictum.yml:1:9: kind 'evnt' is none of the dialect's, so it cannot be left out"* ]]
	printf 'kinds: {event: false, metric: false}\n' >r/dictum.yml
	dictum -C r lint
	exits 2
	[[ $errors == *"no kind is left"* ]]
	printf 'kinds: {event: true}\n' >r/dictum.yml
	dictum -C r lint
	exits 2
	[[ $errors == *"dictum.yml:1:16: kinds.event is true"* ]]
}

@test "classes of changes that can never be told are an error, and so is a default status that nobody knows" {
	own r
	cp r/dictum.yml plain.yml
	refuses() {
		sed "s|^    chips: .*|&\n    $1|" plain.yml >r/dictum.yml
		dictum -C r lint
		exits 2
		complains "dictum.yml:$2"
	}
	refuses 'changes: [{class: unit-sane, at: /unit}]' "12:23: unknown class of changes 'unit-sane', did you mean 'unit-same'?"
	refuses 'changes: [{class: unit-same}]' '12:16: kinds.metric.changes[0].at is missing'
	refuses 'changes: [{class: unit-same, at: []}]' '12:38: kinds.metric.changes[0].at has 0 items'
	refuses 'changes: [{class: unit-same, when: lost}]' '12:16: kinds.metric.changes[0].at is missing'
	refuses 'changes: [{class: unit-same, when: lowered, at: /unit}]' '12:16: kinds.metric.changes[0].order is missing'
	sed "s|^    chips: .*|&\n    changes: [{class: entry-no-delete, when: deleted}, {class: unit-same, at: /unit}]|" plain.yml >r/dictum.yml
	sed -i 's/^unit: .*/unit: ships/' r/telemetry/measures/berths.yml
	dictum -C r diff HEAD --worktree
	exits 1
	prints 'error[unit-same]: berths_occupied: unit changed from berths to ships'
	prints 'help: add a new entry with the other unit'
	sed 's|{live: active, gone: removed}|&, default: alive|' plain.yml >r/dictum.yml
	dictum -C r lint
	exits 2
	complains "dictum.yml:10:81: status.default of kind 'metric' is \"alive\", expected a word of its values, or active, deprecated, broken or removed"
	sed 's|{live: active, gone: removed}|&, default: gone|' plain.yml >r/dictum.yml
	dictum -C r show berths_occupied --worktree --format json
	prints '"status": "removed"'
}

@test "a key that is made of another field is told where the new one stands" {
	own r
	sed -i 's|^    key: /name|    key: /title|' r/dictum.yml
	echo 'title: harbour' >>r/telemetry/dashboards/port.yml
	git -C r commit -qam 'A title'
	echo 'more: 1' >>r/telemetry/dashboards/port.yml
	git -C r show HEAD~1:dictum.yml >r/dictum.yml
	dictum -C r diff HEAD --worktree --format json
	exits 1
	printf '%s' "$output" >out.json
	[ "$(json out.json 'JSON.stringify(v.changes.map(c => [c.class, c.line, c.message, "pointer" in c])[0])')" = \
		'["entry-key-same",1,"the key changed from \"harbour\" to \"port\"",false]' ]
}

@test "a milestone without quotes that is an item of a list is told as it is written" {
	own r
	sed -i 's|^    chips: .*|&\n    added: {milestone: /since/0}|' r/dictum.yml
	echo 'since: [16.10]' >>r/telemetry/measures/berths.yml
	dictum -C r show berths_occupied --worktree
	exits 0
	prints 'Introduced              16.10'
}

@test "a link that cannot be filled in is told by its name, and nothing is built" {
	own r
	{ printf 'links:\n- {label: Long, url: "https://h.example/'; printf '{{description}}%.0s' {1..3000}; printf '"}\n'; } >>r/dictum.yml
	sed -i "s/^about: .*/about: $(printf 'word %.0s' {1..2000})/" r/telemetry/measures/berths.yml
	dictum -C r build --worktree -o "$PWD/out"
	exits 2
	complains "template 'link 'Long' of the configuration': too much work or output"
	[ ! -e out ]
}

@test "categories of a list that formats does not name are an error, not no check" {
	own r
	echo '- north' >r/regions.yml
	echo 'regions: [north, sout]' >>r/telemetry/measures/berths.yml
	sed -i 's/^    separator.*//; s/^    chips: .*/&\n    categories: {field: regions, list: region}/' r/dictum.yml
	dictum -C r lint
	exits 2
	[[ $errors == *"dictum.yml:12:40: unknown list 'region', expected one of formats: known_product_category"* ]]
	echo 'formats: {region: regions.yml}' >>r/dictum.yml
	dictum -C r lint --format concise
	exits 1
	[[ $output == *'error[category-unknown]'*sout* ]]
}

# A dictionary in the folder dict of a repository, whose guide ends in the lines of standard input.
with_guide() {
	own top
	mkdir r
	mv top r/dict
	rm -rf r/dict/.git
	init_repo r
	cat >>r/dict/docs/sending.md
	commit_all 'Start' r >/dev/null
}

can_be_seen() {
	echo 'sources: [{path: ., view_url: "https://git.example.com/blob/{commit}/{path}#L{line}"}]' >>r/dict/dictum.yml
	commit_all 'Say where files can be seen' r >/dev/null
	at=https://git.example.com/blob/$(git -C r rev-parse HEAD)
}

@test "links of guides to files of the repository lead where they can be seen" {
	with_guide <<-'EOF'
		See [schema](../measure.yml#L2), [code](../../src/a%20b%25.c), [other](../../src/b.c), [top](/src/c.c), [this](#sending),
		[out](../../../x), [asked](x?y), [picture ![of](../a.png)](../b.c), [page](../about.html), [guide](./sending.md#sending), [web](https://a.example/x).
	EOF
	dictum -C r/dict build -o "$PWD/out"
	exits 0
	grep -Fq 'See schema, code, other, top, <a href="#sending">this</a>' out/guides/sending.html
	grep -Fq 'out, asked, picture of, <a href="../about.html">page</a>, <a href="../guides/sending.html#sending">guide</a>' out/guides/sending.html
	can_be_seen
	dictum -C r/dict build -o "$PWD/out"
	exits 0
	grep -Fq "href=\"$at/dict/measure.yml#L2\"" out/guides/sending.html
	grep -Fq "href=\"$at/src/a%20b%25.c#L1\"" out/guides/sending.html
	grep -Fq "href=\"$at/src/b.c#L1\"" out/guides/sending.html
	grep -Fq "href=\"$at/src/c.c#L1\"" out/guides/sending.html
	grep -Fq 'out, asked, <a' out/guides/sending.html
	grep -Fq '<a href="../about.html">page</a>, <a href="../guides/sending.html#sending">guide</a>' out/guides/sending.html
	grep -Fq 'href="https://a.example/x"' out/guides/sending.html
}

@test "links of descriptions to files of the repository lead where they can be seen, those to guides to their pages" {
	with_guide </dev/null
	echo 'about: "See [schema](../../measure.yml), [guide](/dict/docs/sending.md#sending), [page](../about.html), [web](https://a.example/x)."' >>r/dict/telemetry/measures/berths.yml
	sed -i '/^about: Berths/d' r/dict/telemetry/measures/berths.yml
	commit_all 'Say more' r >/dev/null
	dictum -C r/dict build -o "$PWD/out"
	exits 0
	guide='<a href="../guides/sending.html#sending">guide</a>'
	grep -Fq "See schema, $guide, page, <a href=\"https://a.example/x\"" out/measures/berths_occupied.html
	can_be_seen
	dictum -C r/dict build -o "$PWD/out"
	exits 0
	grep -Fq "href=\"$at/dict/measure.yml#L1\"" out/measures/berths_occupied.html
	grep -Fq "href=\"$at/dict/telemetry/about.html#L1\"" out/measures/berths_occupied.html
	grep -Fq "$guide" out/measures/berths_occupied.html
}
