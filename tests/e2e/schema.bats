#!/usr/bin/env bats
# dictum schema: one document that says the same as the schemas it was made from.
load helper
CORPUS=${DICTUM_CORPUS:-$BATS_TEST_DIRNAME/../../../shared/corpus}

# own_schemas FOLDER KINDS: its dictum.yml says KINDS of the kinds
own_schemas() {
	sed -i '/^kinds:/,$d' "$1/dictum.yml"
	echo "kinds: $2" >>"$1/dictum.yml"
}

# same FOLDER: lint finds the same with the bundles in place of the schemas; prints how much
same() {
	"$DICTUM" -C "$1" lint -q --format json >one.json || true
	for kind in metric event; do "$DICTUM" -C "$1" schema $kind -q >$kind.json || return; done
	mkdir "$1/bundles" && mv metric.json event.json "$1/bundles/"
	{ grep -v '^kinds:' "$1/dictum.yml" 2>/dev/null || true; printf 'kinds:\n  metric: {schema: bundles/metric.json}\n  event: {schema: bundles/event.json}\n'; } >new.yml
	cp new.yml "$1/dictum.yml"
	"$DICTUM" -C "$1" lint -q --format json >two.json || true
	node - <<'END'
const fs = require('fs'), read = f => JSON.parse(fs.readFileSync(f)).findings
	.map(x => [x.path, x.line, x.column, x.rule.replace('schema-format', 'schema-enum'), x.pointer].join(' ')).sort().join('\n');
const [one, two] = [read('one.json'), read('two.json')];
if (one !== two) { console.log(one + '\n---\n' + two); process.exit(1); }
console.log(one.split('\n').length);
END
}

@test "the bundle of a real repository finds what its schemas find" {
	[ -d "$CORPUS/gitlab-2026" ] || skip 'no corpus here'
	cp -R "$CORPUS/gitlab-2026" r
	[ "$(same r)" -ge 100 ]
	grep -q '"\$ref": "#/\$defs/status"' r/bundles/metric.json
	lacks -oE '"\$ref": "[^#][^"]*"' r/bundles/metric.json
	lacks -o known_product_category r/bundles/metric.json
}

@test "the bundle of built-in schemas does, too" {
	[ -d "$CORPUS/gitlab-16.0" ] || skip 'no corpus here'
	cp -R "$CORPUS/gitlab-16.0" r
	[ "$(same r)" -ge 100 ]
}

@test "documents, anchors, identifiers and lists become one document" {
	small r
	mkdir r/s
	cat >r/s/event.json <<'END'
{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://x.example/event.json", "type": "object",
 "$defs": {"common": {"type": "string"}},
 "properties": {
  "action": {"$ref": "file:///s/common.json#/$defs/a~1b%20c"}, "description": {"$ref": "#/$defs/common"},
  "milestone": {"$ref": "file:///s/common.json#named"}, "identifiers": {"$ref": "file:///s/sub/list.yml"},
  "product_group": {"format": "colour", "allOf": [{"type": ["string", "null"]}]}, "tiers": {"items": {"type": "string", "format": "colour"}},
  "introduced_by_url": {"const": {"$ref": "nothing"}}, "kind": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}
END
	cat >r/s/common.json <<'END'
{"$id": "file:///s/common.json", "$defs": {"a/b c": {"enum": ["push", "open_merge_request"], "$ref": "#/$defs/text"}, "text": {"type": "string"},
 "inner": {"$id": "deep/inner.json", "$anchor": "x", "$ref": "../sub/list.yml#/$defs/up"}, "m": {"$anchor": "named", "$ref": "#/$defs/inner"}}}
END
	mkdir r/s/sub
	printf '$defs: {up: {$ref: "../common.json#/$defs/text"}}\ntype: array\nitems: {$ref: "../event.json"}\n' >r/s/sub/list.yml
	printf -- '- red\n- <green>\n' >r/s/colours.yml
	own_schemas r '{event: {schema: s/event.json}}'
	echo 'formats: {colour: s/colours.yml}' >>r/dictum.yml
	dictum -C r schema event
	exits 0
	complains '# yaml-language-server: $schema=event.schema.json'
	printf '%s\n' "$output" >b.json
	[ "$(json b.json 'Object.keys(v.$defs).join()')" = 'common,common_2,list' ]
	[ "$(json b.json 'v.properties.action.$ref')" = '#/$defs/common_2/$defs/a~1b%20c' ]
	[ "$(json b.json 'v.properties.milestone.$ref')" = '#/$defs/common_2/$defs/m' ]
	[ "$(json b.json 'v.$defs.common_2.$defs.inner.$ref')" = '#/$defs/list/$defs/up' ]
	[ "$(json b.json 'v.$defs.list.$defs.up.$ref')" = '#/$defs/common_2/$defs/text' ]
	[ "$(json b.json 'JSON.stringify(v.properties.tiers.items)')" = '{"type":"string","enum":["red","<green>"]}' ]
	[ "$(json b.json 'v.properties.product_group.allOf[1].then.enum.length')" = 2 ]
	[ "$(json b.json 'v.properties.introduced_by_url.const.$ref')" = nothing ]
	[ "$(json b.json 'JSON.stringify(v).match(/"\$(id|anchor)"/g).length')" = 1 ]
	rm -rf r/s/*
	sed -i '/^formats:/d' r/dictum.yml
	cp b.json r/s/event.json
	dictum -C r schema event -q
	exits 0
	[ -z "$errors" ]
	printf '%s\n' "$output" >c.json
	cmp b.json c.json
}

@test "schemas with addresses as \$id find one another as files that lie together" {
	small r
	mkdir -p r/s/parts
	own_schemas r '{event: {schema: s/event.json}}'
	printf '{"$id": "https://x.example/v1/event.json", "properties": {"action": {"$ref": "parts/name.json"}, "tiers": {"$ref": "parts/list.json"}}}' >r/s/event.json
	printf '{"$id": "https://x.example/v1/parts/name.json", "$ref": "../text.json#/$defs/short"}' >r/s/parts/name.json
	printf '{"$ref": "../text.json#/$defs/short"}' >r/s/parts/list.json
	printf '{"$defs": {"short": {"type": "string", "maxLength": 3}}}' >r/s/text.json
	dictum -C r lint --format json
	exits 1
	printf '%s\n' "$output" >l.json
	[ "$(json l.json 'v.findings.find(f => f.rule === "schema-max-length").schema_pointer')" = 'text.json#/$defs/short/maxLength' ]
	dictum -C r schema event -q
	exits 0
	printf '%s\n' "$output" >b.json
	[ "$(json b.json 'v.properties.action.$ref + v.$defs.name.$ref')" = '#/$defs/name#/$defs/text/$defs/short' ]
	printf '{"maxLength": -1}' >r/s/parts/name.json
	dictum -C r lint
	exits 2
	complains 's/parts/name.json:1:15: '
	rm r/s/parts/name.json
	dictum -C r lint
	exits 2
	complains "\$ref \"parts/name.json\" leads nowhere: schema 's/parts/name.json' does not exist"
}

@test "schemas of two drafts are printed where both read alike, and else refused with the names of both" {
	small r
	mkdir r/s
	own_schemas r '{event: {schema: s/event.json}}'
	printf '{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "parts.json"}' >r/s/event.json
	printf '{"$schema": "http://json-schema.org/draft-07/schema#",\n "properties": {"action": {"$ref": "#/definitions/y",\n  "maxLength": 0}}, "definitions": {"y": {"minLength": 100}}}' >r/s/parts.json
	dictum -C r lint --format json
	exits 1
	printf '%s\n' "$output" >l.json
	[ "$(json l.json 'v.summary.errors')" -ge 1 ]
	[ "$(json l.json 'v.findings.filter(f => f.rule.startsWith("schema-")).every(f => f.rule === "schema-min-length")')" = true ]
	dictum -C r schema event
	exits 2
	complains "s/parts.json:3:3: the draft of 's/event.json' reads 'maxLength' here in another way"
	[ -z "$output" ]
	sed -i 's/"maxLength": 0/"description": "text"/' r/s/parts.json
	dictum -C r schema event -q
	exits 0
	printf '%s\n' "$output" >b.json
	dictum validate --schema b.json --format json r/config/events/*.yml r/config/events/removed/*.yml
	exits 1
	printf '%s\n' "$output" >v.json
	[ "$(json v.json 'v.findings.length')" = "$(json l.json 'v.findings.filter(f => f.rule.startsWith("schema-")).length')" ]
	[ "$(json v.json 'v.findings.every(f => f.rule === "schema-min-length")')" = true ]
}

@test "an anchor in a file beside a schema with an address is found" {
	small r
	mkdir r/s
	own_schemas r '{event: {schema: s/event.json}}'
	printf '{"$id": "https://x.example/s/event.json", "properties": {"action": {"$ref": "parts.json#long"}}}' >r/s/event.json
	for anchor in '"$anchor": "long"' '"$id": "#long"'; do
		printf '{"definitions": {"q": {%s, "minLength": 100}}}' "$anchor" >r/s/parts.json
		dictum -C r lint
		prints 'schema-min-length'
		dictum -C r schema event -q
		exits 0
		printf '%s\n' "$output" >b.json
		[ "$(json b.json 'v.properties.action.$ref')" = '#/$defs/parts/definitions/q' ]
	done
}

@test "what cannot be bundled is told" {
	small r
	mkdir r/s
	own_schemas r '{event: {schema: s/event.json}}'
	printf '{"$dynamicRef": "#x", "$defs": {"x": {"$dynamicAnchor": "x"}}}' >r/s/event.json
	dictum -C r schema event
	exits 2
	complains 'dynamic reference'
	printf '{"properties": {"a": {"$ref": "other.json"}}}' >r/s/event.json
	dictum -C r schema event
	exits 2
	complains 'other.json'
	dictum -C r schema thing
	exits 2
	complains "unknown kind 'thing', expected one of metric, event"
	dictum -C r schema event --format yaml
	exits 2
}

@test "a misspelt keyword of a schema is a finding like others" {
	small_repo r
	mkdir r/s
	own_schemas r '{event: {schema: s/one.json}, metric: {schema: s/one.json}}'
	printf '{"allOf": [{"$ref": "two.yml"}]}' >r/s/one.json
	printf 'type: object\nrequried: [action]\n' >r/s/two.yml
	dictum -C r lint --format concise
	exits 0
	prints 's/two.yml:2:1: warning[schema-unknown-keyword]: "requried" is no keyword of JSON Schema, so nothing is checked by it'
	[ "$(grep -c schema-unknown-keyword <<<"$output")" = 1 ]
	dictum -C r lint --since HEAD --format json
	printf '%s\n' "$output" >l.json
	[ "$(json l.json 'v.findings.filter(f => f.rule === "schema-unknown-keyword").map(f => f.pointer + f.help).join()')" = '/requrieddid you mean "required"?' ]
	dictum -C r lint --fail-on warning
	exits 1
	dictum -C r lint --rule schema-unknown-keyword=off --fail-on warning
	exits 0
	lacks -F schema-unknown-keyword <<<"$output"
	dictum -C r lint -q --baseline-update
	dictum -C r lint --fail-on warning
	exits 0
	lacks -F schema-unknown-keyword <<<"$output"
	rm r/.dictum-baseline.json
	dictum -C r build --worktree -o site
	exits 0
	grep -q '<code>s/.*two.*yml:2' r/site/health/schema-unknown-keyword.html
	dictum validate -q --schema r/s/two.yml r/s/two.yml
	exits 0
	prints 'did you mean "required"?'
}

@test "thousands of subschemas below a very long key are bundled in little memory" {
	case $DICTUM in */asan/* | */tsan/*) skip "the sanitizer takes what addresses there are" ;; esac
	mkdir -p r/config/events
	printf 'dialect: plain\nkinds:\n  event:\n    files: ["config/events/*.yml"]\n    key: /key\n    schema: {path: [s.json]}\n' >r/dictum.yml
	printf 'key: a\n' >r/config/events/a.yml
	node -e 'const n = 15000, below = Object.fromEntries([...Array(n).keys()].map((i) => ["p" + i, { $anchor: "a" + i }]))
		console.log(JSON.stringify({ $defs: { ["k".repeat(100000)]: { properties: below } } }))' >r/s.json
	(ulimit -v 1000000; exec "$DICTUM" -C r schema event >bundle.json)
	[ "$(json bundle.json 'Object.keys(Object.values(v.$defs)[0].properties).length')" = 15000 ]
}

@test "a schema is read from a commit, the index or a bare repository" {
	small_repo r
	git clone -q --bare r b.git
	dictum -C b.git schema metric -q
	exits 0
	one=$output
	dictum -C r schema metric -q --rev HEAD
	[ "$one" = "$output" ]
}

@test "schemas of dictum.yml and of the owners are printed, the first also where that file is broken" {
	sample r
	dictum -C r schema dictum.yml
	exits 0
	complains '# yaml-language-server: $schema=dictum.schema.json'
	[ "$output" = "$(cat "$TOP/src/cli/embed/dictum.schema.json")" ]
	"$DICTUM" schema dictum.yml -q >dictum.schema.json
	"$DICTUM" -C r schema owners -q >owners.schema.json
	dictum validate --schema dictum.schema.json r/dictum.yml
	exits 0
	dictum validate --schema owners.schema.json r/owners.yml
	exits 0
	echo 'owner: 1' >r/dictum.yml
	dictum validate --schema dictum.schema.json r/dictum.yml
	exits 1
	dictum -C r schema dictum.yml -q
	exits 0
	[ "$output" = "$(cat dictum.schema.json)" ]
	dictum init -C .
	grep -q '"dictum schema dictum.yml"' dictum.yml
}

@test "a kind that is called owners goes before the schema of owners" {
	mkdir e
	printf 'kinds: {owners: {files: ["o/*.yml"], folder: own, key: /name, schema: s.json}}\n' >e/dictum.yml
	echo '{"title": "Of a kind"}' >e/s.json
	dictum -C e schema owners -q
	exits 0
	prints '"title": "Of a kind"'
}
