// Reports of made-up findings, hostile ones among them, read back by programs that are not ours: JSON.parse, ajv, xmllint, and the way GitHub's
// runner takes workflow commands apart. Official schemas are used where they are beside the checkout.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const top = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const dictum = process.env.DICTUM ?? join(top, "build/release/dictum");
const driver = join(dirname(dictum), "tools/report_driver");
const conformance = process.env.DICTUM_CONFORMANCE ?? resolve(top, "../shared/conformance");
const sarifSchema = join(conformance, "sarif/sarif-schema-2.1.0.json");
const junitSchema = join(conformance, "junit/junit-10.xsd");
const noSchemas = existsSync(conformance) ? false : "there are no official schemas here";
const noXmllint = spawnSync("xmllint", ["--version"]).error ? "xmllint is not installed" : false;
const folder = mkdtempSync(join(tmpdir(), "dictum-reports-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const cases = ["some", "states", "hostile", "equal", "noticed", "none"];
const bytes = (format, findings) => {
  const run = spawnSync(driver, [format, findings], { maxBuffer: 64 << 20 });
  assert.equal(run.status, 0, `${driver} ${format} ${findings}: ${run.error ?? run.stderr}`);
  return run.stdout;
};
const report = (format, findings) => new TextDecoder("utf-8", { fatal: true }).decode(bytes(format, findings));
const file = (format, findings, ending) => {
  const path = join(folder, `${format}-${findings}.${ending}`);
  writeFileSync(path, bytes(format, findings));
  return path;
};
const message = bytes("text", "hostile-message").toString(); // as people shall see it; its path is no UTF-8
const path = bytes("text", "hostile-path");
const replaced = (buffer) => new TextDecoder().decode(buffer);
const words = `${message}; ${message}; ${message}`; // message, hint and help

// Every value in a tree.
const values = (v) => (v && typeof v === "object" ? Object.values(v).flatMap(values) : [v]);

for (const format of ["json", "sarif", "codequality", "rdjson"]) {
  test(`${format} is JSON without null and without a byte order mark`, () => {
    for (const findings of cases) {
      const text = report(format, findings);
      assert.notEqual(text.charCodeAt(0), 0xfeff);
      assert.ok(text.endsWith("\n"));
      assert.ok(values(JSON.parse(text)).every((v) => v !== null), findings);
    }
  });
}

test("jsonl has the findings of json, one a line", () => {
  for (const findings of cases) {
    const lines = report("jsonl", findings).split("\n");
    assert.equal(lines.pop(), "");
    assert.deepEqual(lines.map((line) => JSON.parse(line)), JSON.parse(report("json", findings)).findings);
  }
});

test("what strangers wrote comes back from JSON as it was", () => {
  const [finding] = JSON.parse(report("json", "hostile")).findings;
  assert.equal(finding.path, replaced(path));
  assert.ok(finding.message.startsWith("%0A%25\r\n::stop") && finding.message.endsWith("\0"), JSON.stringify(finding.message));
  assert.equal(finding.pointer, `/${finding.message}`);
  assert.equal(finding.key, finding.message);
});

test("SARIF is valid against the official schema, by ajv", { skip: noSchemas }, () => {
  const require = createRequire(join(top, "tests/browser/package.json"));
  const ajv = new (require("ajv").default)({ allErrors: true, strict: false });
  require("ajv-formats").default(ajv);
  const check = ajv.compile(JSON.parse(readFileSync(sarifSchema, "utf8")));
  assert.equal(check({ version: "2.1.0", runs: [{ results: [] }] }), false, "the schema refuses a run without tool");
  for (const findings of cases) assert.ok(check(JSON.parse(report("sarif", findings))), `${findings}: ${ajv.errorsText(check.errors)}`);
});

test("SARIF is valid against the official schema, by dictum validate", { skip: noSchemas }, () => {
  for (const findings of cases) {
    const run = spawnSync(dictum, ["validate", "--formats", "--schema", sarifSchema, file("sarif", findings, "json")], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stdout + run.stderr);
  }
});

test("SARIF: paths of strangers are URIs that decode to their bytes", () => {
  const run = JSON.parse(report("sarif", "hostile")).runs[0];
  const location = run.results[0].locations[0].physicalLocation.artifactLocation;
  assert.match(location.uri, /^[A-Za-z0-9._~/%-]+$/);
  const decoded = Buffer.from(location.uri.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");
  assert.deepEqual(decoded, path);
  assert.match(run.originalUriBaseIds["%SRCROOT%"].uri, /^file:\/\/\/[A-Za-z0-9._~/%-]+\/$/);
});

test("SARIF: messages of strangers hold no placeholder and no link", () => {
  const { text } = JSON.parse(report("sarif", "hostile")).runs[0].results[0].message;
  assert.doesNotMatch(text, /(^|[^{]){\d+}($|[^}])/);
  assert.doesNotMatch(text, /(^|[^\\])\]\(/);
  assert.equal(text.replace(/\\([[\]])/g, "$1").replace(/{{(\d+)}}/g, "{$1}"), words);
});

test("what a run says besides its findings comes back from JSON, SARIF, GitHub and JUnit, and is no markup in Markdown", { skip: noXmllint }, () => {
  const notice = `rules were changed, too: '${message}'`;
  assert.ok(JSON.parse(report("json", "noticed")).notice.startsWith("rules were changed, too: '%0A%25\r\n::stop"));
  const [told] = JSON.parse(report("sarif", "noticed")).runs[0].invocations[0].toolConfigurationNotifications;
  assert.equal(told.message.text.replace(/\\([[\]])/g, "$1").replace(/{{(\d+)}}/g, "{$1}"), notice);
  const found = commands(report("github", "noticed"));
  assert.deepEqual(found[0], { name: "warning", title: "dictum", message: notice });
  assert.equal(found.length, 5);
  assert.equal(xpath(file("junit", "noticed", "xml"), "string(//testsuite/system-err)"), notice.replaceAll("\uffff", "\ufffd"));
  const line = report("markdown", "noticed").split("\n")[2];
  assert.ok(line.startsWith("**Notice:** "));
  assert.equal(cell(line.slice("**Notice:** ".length)), notice);
});

test("Code Quality: the fingerprints of 120 equal findings of each level are all different", () => {
  const issues = JSON.parse(report("codequality", "equal"));
  assert.equal(issues.length, 360);
  assert.equal(new Set(issues.map((issue) => issue.fingerprint)).size, 360);
});

test("Code Quality: every issue has what GitLab reads, and nothing hidden", () => {
  for (const findings of cases) {
    for (const issue of JSON.parse(report("codequality", findings))) {
      assert.ok(issue.description.startsWith(`${issue.check_name}: `));
      assert.match(issue.fingerprint, /^[0-9a-f]{32}$/);
      assert.match(issue.severity, /^(info|minor|major)$/);
      assert.ok(Number.isInteger(issue.location.lines.begin) && issue.location.lines.begin >= 1);
      assert.ok(!issue.location.path.startsWith("./"));
      assert.doesNotMatch(issue.description, /[\u0000-\u001f\u202a-\u202e]/);
    }
  }
  assert.equal(report("codequality", "none"), "[]\n");
});

test("rdjson: columns count bytes, and only safe fixes of one edit are suggestions", () => {
  const found = JSON.parse(report("rdjson", "some")).diagnostics;
  assert.deepEqual(found[2].location.range, { start: { line: 3, column: 7 }, end: { line: 3, column: 8 } });
  assert.deepEqual(found[0].suggestions.map((s) => s.text), ["active"]);
  assert.equal(JSON.parse(report("rdjson", "hostile")).diagnostics[0].message, words);
});

// The runner takes commands apart in this order; see ActionCommand of actions/runner.
const unescapeData = (s) => s.replace(/%0D/g, "\r").replace(/%0A/g, "\n").replace(/%25/g, "%");
const unescapeProperty = (s) => unescapeData(s.replace(/%3A/g, ":").replace(/%2C/g, ","));
const commands = (text) => {
  const lines = text.split("\n");
  assert.equal(lines.pop(), "");
  return lines.map((line) => {
    const at = line.indexOf("::", 2);
    const [, name, properties] = /^::(\S+) (.*)$/.exec(line.slice(0, at));
    const pairs = properties.split(",").map((p) => [p.slice(0, p.indexOf("=")), unescapeProperty(p.slice(p.indexOf("=") + 1))]);
    return { name, ...Object.fromEntries(pairs), message: unescapeData(line.slice(at + 2)) };
  });
};

test("GitHub: what strangers wrote stays in its command", () => {
  const found = commands(report("github", "hostile"));
  assert.equal(found.length, 1);
  assert.deepEqual(Object.keys(found[0]), ["name", "file", "line", "endLine", "col", "endColumn", "title", "message"]);
  assert.equal(found[0].message, words);
  assert.equal(found[0].file, 'config/a b%,:<&"\'|]]>\u00e9\\u{202E}`\\xFF.yml');
});

test("GitHub: at most ten of a level, worst first, and a last notice counts the others", () => {
  const found = commands(report("github", "equal"));
  const names = found.map((c) => c.name).join(" ");
  assert.equal(names, [..."ewn"].map((c) => Array(10).fill({ e: "error", w: "warning", n: "notice" }[c]).join(" ")).join(" "));
  assert.match(found.at(-1).message, /^331 more findings .*errors: 110, warnings: 110, notes: 111/);
  assert.equal(report("github", "none"), "");
});

const xpath = (path, query) => {
  const run = spawnSync("xmllint", ["--xpath", query, path], { encoding: "utf8", maxBuffer: 64 << 20 });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.replace(/\n$/, "");
};

test("JUnit is valid against the official schema", { skip: noXmllint || noSchemas }, () => {
  for (const findings of cases) {
    const run = spawnSync("xmllint", ["--noout", "--schema", junitSchema, file("junit", findings, "xml")], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
  }
});

test("JUnit: names of cases are all different, and what strangers wrote comes back", { skip: noXmllint }, () => {
  const equal = xpath(file("junit", "equal", "xml"), "//testcase/@name").split("\n");
  assert.equal(equal.length, 360);
  assert.equal(new Set(equal).size, 360);
  const hostile = file("junit", "hostile", "xml");
  assert.equal(xpath(hostile, "string(//failure/@message)"), message.replace("\uffff", "\ufffd"));
  assert.ok(xpath(hostile, "string(//failure)").includes(message.replace("\uffff", "\ufffd")));
  assert.equal(xpath(hostile, "count(//testcase[not(*)])"), "1");
});

test("Checkstyle is XML, and what strangers wrote comes back", { skip: noXmllint }, () => {
  for (const findings of cases) xpath(file("checkstyle", findings, "xml"), "count(//error)");
  const hostile = file("checkstyle", "hostile", "xml");
  assert.equal(xpath(hostile, "string(//error/@message)"), words.replaceAll("\uffff", "\ufffd"));
  assert.equal(xpath(hostile, "string(//file/@name)"), replaced(path));
});

// A cell without our own elements, its character references read.
const cell = (text) =>
  text.replace(/<\/?(span|code)>/g, "").replace(/[<>]/g, () => assert.fail(`markup in ${text}`)).replace(/&#(\d+);/g, (_, n) => String.fromCharCode(n));

test("Markdown: what strangers wrote is no markup, no mention and no column", () => {
  const row = report("markdown", "hostile").split("\n").find((line) => line.startsWith("| error"));
  const cells = row.split("|");
  assert.equal(cells.length, 6, row);
  assert.doesNotMatch(row.replace(/<span>&#\d+;<\/span>/g, ""), /[@`*_[\]\\!~:]/);
  assert.ok(cell(cells[4]).trim().startsWith(message));
});

test("Markdown: a comment fits, folds after 20 rows and says what is missing", () => {
  const text = report("markdown", "equal");
  assert.ok(Buffer.byteLength(text) <= 60000, `${Buffer.byteLength(text)} bytes`);
  const [open, folded] = text.split("<details>");
  const rows = (part) => part.split("\n").filter((line) => /^\| (error|warning|note) /.test(line)).length;
  assert.equal(rows(open), 20);
  const missing = Number(/(\d+) more are not listed/.exec(text)?.[1] ?? 0);
  assert.equal(rows(open) + rows(folded) + missing, 360);
  assert.equal(text.split("<details>").length, text.split("</details>").length);
});

test("findings that are suppressed or gone stand in SARIF only", () => {
  const results = JSON.parse(report("sarif", "states")).runs[0].results;
  assert.deepEqual(results.map((r) => r.baselineState), ["new", "new", "unchanged", "absent", "new"]);
  assert.deepEqual(results.map((r) => r.suppressions?.[0].kind), [undefined, "inSource", "external", undefined, undefined]);
  assert.deepEqual(results.map((r) => r.suppressions?.[0].justification), [undefined, "kept for customers", "baseline", undefined, undefined]);
  for (const format of ["text", "concise", "rules", "json", "jsonl", "codequality", "junit", "github", "checkstyle", "rdjson", "markdown"])
    assert.doesNotMatch(report(format, "states"), /by a comment|in the baseline|gone|kept for customers/, format);
});
