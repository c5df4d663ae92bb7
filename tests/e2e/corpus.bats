#!/usr/bin/env bats
# Real definitions and generated ones with known faults, where they are: DICTUM_CORPUS, else ../shared/corpus beside the checkout.
load helper

CORPUS=${DICTUM_CORPUS:-$BATS_TEST_DIRNAME/../../../shared/corpus}
GENERATOR=$CORPUS/../bench/gen_corpus.py

need_corpus() { [ -d "$CORPUS" ] || skip "no corpus of real definitions here"; }

# report ARGUMENT...: lints into report.json
report() {
	dictum "$@" --format "json=$PWD/report.json"
	[ "$status" -le 1 ] || exits 1
}

# real NAME: a repository r with the definitions, and its report in report.json
real() {
	mkdir r
	cp -R "$CORPUS/$1/." r
	chmod -R u+w r
	init_repo r
	commit_all 'Add' r >/dev/null
	report -C r lint --rev HEAD
}

# The findings of the schema as "path<TAB>pointer<TAB>keyword", sorted: found.txt is ours, expected.txt the recorded ones.
compare() { # NAME
	node -e '
		const { readFileSync, writeFileSync } = require("fs"), [report, recorded] = process.argv.slice(1);
		const lines = rows => [...new Set(rows.map(r => r.join("\t")))].sort().join("\n") + "\n";
		const ours = JSON.parse(readFileSync(report)).findings.filter(f => f.schema_pointer !== undefined)
			.map(f => [f.path, f.pointer, f.schema_pointer.split("/").pop()]);
		const rows = readFileSync(recorded, "utf8").split("\n").filter(l => l).map(l => l.split("\t"))
			.filter(r => !r[0].startsWith("spec/") && r[3] !== "ok").map(r => [r[0], r[2] === "/" ? "" : r[2], r[3]]);
		writeFileSync("found.txt", lines(ours));
		writeFileSync("expected.txt", lines(rows));
	' report.json "$CORPUS/$1.expected-schema-findings.tsv"
	diff -u expected.txt found.txt
}

@test "2,229 real definitions of 2023 get the recorded findings of their schemas and no others" {
	need_corpus
	real gitlab-16.0
	compare gitlab-16.0
	[ "$(wc -l <expected.txt)" -ge 10 ]
	[ "$(json report.json v.summary.files)" = 2229 ]
	[ "$(json report.json v.summary.definitions)" = 2229 ]
}

@test "real definitions of 2026 get the recorded findings of their schemas and no others" {
	need_corpus
	real gitlab-2026
	compare gitlab-2026
	[ "$(wc -l <expected.txt)" -ge 20 ]
	[ "$(json report.json v.summary.files)" = "$(json report.json v.summary.definitions)" ]
	[ "$(json report.json v.summary.files)" -ge 40 ]
}

@test "real definitions make a site with a page for each" {
	need_corpus
	real gitlab-16.0
	dictum -C r build -o "$PWD/out"
	exits 0
	[ "$(find out/metrics out/events -name '*.json' | wc -l)" = "$(json report.json v.summary.entries)" ]
}

# generated ARGUMENT...: a repository g by the generator, the known faults in g.defects.jsonl, the report in report.json
generated() {
	need_corpus
	[ -f "$GENERATOR" ] || skip "no generator of definitions here"
	python3 -c 'import argparse, json, random' || skip "no python3 here"
	PYTHONDONTWRITEBYTECODE=1 python3 "$GENERATOR" g "$@" >generator.log
	report -C g lint
}

@test "every known fault is found in its file by its rule, and nothing else is an error" {
	generated --definitions 600 --bad 0.1 --seed 7
	node -e '
		const { readFileSync } = require("fs");
		const findings = JSON.parse(readFileSync("report.json")).findings.filter(f => f.level === "error");
		const seeded = readFileSync("g.defects.jsonl", "utf8").split("\n").filter(l => l).map(l => JSON.parse(l));
		const rules = {
			yaml_syntax: /^yaml-/, duplicate_key: /^yaml-duplicate-key$/, missing_required: /^schema-required$/,
			unknown_key: /^schema-unknown-key$/, bad_enum: /^schema-enum$/, bad_type: /^schema-type$/, bad_milestone: /^schema-pattern$/,
			float_milestone: /^milestone-unquoted$/, bad_url: /^schema-format$/,
			removed_without_milestone: /^(schema-required|removed-incomplete)$/, unique_needs_time_frame: /^schema-/,
			unknown_product_group: /^schema-enum$/, duplicate_key_path: /^key-duplicate$/, unknown_event: /^event-undefined$/,
			invalid_utf8: /^yaml-encoding$/,
		};
		const files = f => [f.path, f.cause, ...(f.related || []).map(r => r.path)];
		const bad = [], classes = new Set();
		for (const { file, class: name } of seeded) {
			if (!rules[name]) continue;
			classes.add(name);
			const here = name === "duplicate_key_path" ? f => files(f).includes(file) : f => f.path === file;
			if (!findings.some(f => rules[name].test(f.rule) && here(f))) bad.push(`not found: ${name} in ${file}`);
		}
		const known = new Set(seeded.map(s => s.file));
		for (const f of findings)
			if (!files(f).some(p => known.has(p))) bad.push(`not seeded: ${f.rule} in ${f.path}: ${f.message}`);
		for (const name in rules) if (!classes.has(name)) bad.push(`no fault of class ${name} was made`);
		console.log(`${seeded.length} faults, ${findings.length} errors`);
		if (bad.length) { console.log(bad.join("\n")); process.exit(1); }
	'
}

@test "definitions without faults have no errors and no warnings" {
	generated --definitions 600 --seed 7
	exits 0
	[ "$(json report.json 'v.summary.errors + v.summary.warnings')" = 0 ]
	[ "$(json report.json v.summary.definitions)" = "$(json report.json v.summary.files)" ]
	[ "$(json report.json 'v.summary.files >= 590')" = true ]
}
