// The search engine of the browser over an index that the program wrote: the same words, answers and order as the program's own engine.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import zlib from "node:zlib";
import { staticModule } from "./modules.mjs";
import { rankOf, readCases } from "./relevance.mjs";
import { answers, ask, build, open, top } from "./search.mjs";

const { compareVersions, distance, keyForms, stem, toBytes, fromBytes, tokenize, valueId } = await staticModule("search_text.js");

const corpus = join(process.env.DICTUM_CORPUS ?? resolve(top, "../shared/corpus"), "gitlab-16.0");
const noCorpus = existsSync(corpus) ? false : "there is no GitLab 16.0 dictionary here";
const definitions = join(top, "definitions");
const folder = mkdtempSync(join(tmpdir(), "dictum-search-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const own = build(definitions, join(folder, "own"));
const large = noCorpus ? "" : build(corpus, join(folder, "large"));
const cases = (name) => readCases(readFileSync(join(top, "tests", name), "utf8"));
const packed = (path) => zlib.gzipSync(readFileSync(path), { level: 9 }).length;

const readers = {
  words: (s) => tokenize(s).join(" "),
  all: (s) => tokenize(s, true).join(" "),
  stem,
  key: (s) => keyForms(s).join(" "),
  value: valueId,
  version: (s) => String(compareVersions(...s.split(" "))),
  distance: (s) => String(distance(...s.split(" "), 3)),
};

test("texts become the words of tests/tok.txt", () => {
  const rows = readFileSync(join(top, "tests/tok.txt"), "utf8").split("\n").filter((row) => row && row[0] !== "#");
  assert.ok(rows.length >= 65);
  for (const row of rows) {
    const [kind, input, output] = row.split("\t");
    assert.equal(fromBytes(readers[kind](toBytes(input))), output, row);
  }
});

// Both engines, all hits shown, scores, notices and totals.
async function sameAnswers(dir, index, queries) {
  const theirs = answers(dir, queries);
  assert.equal(theirs.length, queries.length);
  for (let i = 0; i < queries.length; i++) assert.deepEqual(await ask(index, queries[i]), theirs[i], queries[i]);
}

const odd = [
  "", " ", "-", "\"", "\"\"", ":", "a:b", "owner:", "kind:metric", "-kind:metric", "kind:metric,event status:active", "added:>=99", "removed:<1",
  "added:14.0..15.0", "status:actve", "ownr:x", "nosuchfield:x", "-status:active work", "\"work item\"", "\"of the\"", "-\"work item\" item", "é",
  "日本語", "x".repeat(500), "item ".repeat(100), "work item work item", "the of", "the", "w", "wo", "create w", "counts.", "counts.w",
  "metrics['counts']['nothing_like_it']", "$.x", "Projects::Foo bar_baz", "-work -item", "has:events", "is:legacy_event", "has:owner,findings",
  "type:number tier:free", "owner:\"project planning\"", "time:28d,7d", "\"a\"", "class:X", "counts.work_items", "work_items", "worm_itens", "a->b->c", "<script>",
];

test("both engines give the same hits, scores and notices for odd queries", async () => {
  await sameAnswers(definitions, await open(own), odd);
  if (!noCorpus) await sameAnswers(corpus, await open(large), odd);
});

async function gate(dir, index, all) {
  let first = 0, fifth = 0, reciprocal = 0;
  const late = [];
  await sameAnswers(dir, index, all.map((c) => c.query));
  for (const c of all) {
    const rank = rankOf(c, await index.query(c.query, { limit: 20 }));
    first += rank === 1;
    fifth += rank > 0 && rank <= 5;
    reciprocal += rank ? 1 / rank : 0;
    if (!rank || rank > c.k) late.push(`${c.query}: ${rank || "not found"}`);
  }
  assert.ok(first / all.length >= 0.8, `first: ${first} of ${all.length}`);
  assert.ok(fifth / all.length >= 0.95, `among five: ${fifth} of ${all.length}: ${late.join("; ")}`);
  assert.ok(reciprocal / all.length >= 0.85, `mean reciprocal rank: ${reciprocal / all.length}`);
  assert.deepEqual(late, []);
}

test("what people look for in our own dictionary comes first", async () => {
  await gate(definitions, await open(own), cases("relevance-own.tsv"));
});

test("what people look for in GitLab 16.0 comes first", { skip: noCorpus }, async () => {
  const all = cases("relevance.tsv");
  assert.ok(all.length >= 100);
  await gate(corpus, await open(large), all);
});

// The last parts of keys: what people type.
const nameOf = (hit) => hit.key.slice(Math.max(hit.key.lastIndexOf("."), hit.key.lastIndexOf(" ")) + 1);

async function namesOf(index, kinds) {
  return [...new Set((await index.query(`kind:${kinds}`, { limit: 1e6 })).hits.map(nameOf))];
}

// Numbers that are the same in every run.
function randomNumbers(seed) {
  return (limit) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % limit;
  };
}

// One character is missing, too many, another or in the place of its neighbour.
function misspell(text, random) {
  const i = random(text.length), c = String.fromCharCode(97 + random(26));
  const forms = [text.slice(0, i) + text.slice(i + 1), text.slice(0, i) + c + text.slice(i), text.slice(0, i) + c + text.slice(i + 1)];
  if (i) forms.push(text.slice(0, i - 1) + text[i] + text[i - 1] + text.slice(i + 1));
  return forms[random(forms.length)];
}

for (const between of ["_", " "])
  test(`nine of ten names with a slip anywhere are among the first five, words with "${between}" between them`, { skip: noCorpus }, async (t) => {
    const index = await open(large), names = await namesOf(index, "metric"), random = randomNumbers(12345), queries = [];
    let found = 0;
    for (let i = 0; i < 200; i++) {
      const name = names[random(names.length)], query = misspell(name, random).replaceAll("_", between);
      queries.push(query);
      found += (await index.query(query, { limit: 5 })).hits.some((h) => nameOf(h) === name);
    }
    t.diagnostic(`${found} of 200`);
    assert.ok(found >= 180, `${found} of 200`);
    await sameAnswers(corpus, index, queries);
  });

test("nine of ten names are among the first eight when three fifths are typed", { skip: noCorpus }, async (t) => {
  const index = await open(large), queries = new Set();
  for (const kinds of ["metric", "metric,event"]) {
    const names = await namesOf(index, kinds);
    let found = 0, few = 0, foundFew = 0;
    assert.ok(names.length >= 1775);
    for (const name of names) {
      const typed = name.slice(0, Math.ceil(name.length * 0.6));
      const hit = (await index.query(typed, { limit: 8 })).hits.some((h) => nameOf(h) === name);
      queries.add(typed);
      found += hit;
      if (names.filter((other) => other.startsWith(typed)).length > 8) continue;
      few++;
      foundFew += hit;
    }
    t.diagnostic(`${kinds}: ${found} of ${names.length}; ${foundFew} of ${few} where at most eight names begin so`);
    assert.ok(found / names.length >= 0.9, `${kinds}: ${found} of ${names.length}`);
    assert.ok(foundFew / few >= 0.98, `${kinds}: ${foundFew} of ${few}`);
  }
  await sameAnswers(corpus, index, [...queries].filter((_, i) => i % 5 === 0));
});

for (const [name, path] of [["our own dictionary", () => own], ["GitLab 16.0", () => large]])
  test(`shards of ${name} keep their size and are plain ASCII calls`, { skip: name === "GitLab 16.0" && noCorpus }, () => {
    const most = { p: 32768, r: 4096, k: 32768, f: 32768 };
    assert.ok(packed(join(path(), "root.js")) <= 100 * 1024);
    for (const part of Object.keys(most))
      for (const file of readdirSync(join(path(), part))) {
        const text = readFileSync(join(path(), part, file), "latin1");
        assert.match(text, /^mm_\("[a-z]+",[\x20-\x7e\n]*\)\n$/);
        assert.ok(!text.includes("<"));
        assert.ok(packed(join(path(), part, file)) <= most[part], `${part}/${file}: ${packed(join(path(), part, file))}`);
      }
  });

test("a first answer is small", { skip: noCorpus }, async () => {
  for (const query of ["merge", "merge request", "pipline", "web ide", "monthly"]) {
    let bytes = 0;
    const index = await open(large, (name) => { bytes += packed(join(large, `${name}.js`)); });
    await index.query(query, { limit: 8 });
    assert.ok(bytes <= 50 * 1024, `${query}: ${bytes}`);
  }
});

test("pages of results continue one another", async () => {
  const index = await open(own), all = await index.query("count", { limit: 40 });
  const pages = [];
  for (let offset = 0; offset < 40; offset += 10) pages.push(...(await index.query("count", { limit: 10, offset })).hits.map((h) => h.id));
  assert.deepEqual(pages, all.hits.map((h) => h.id));
});

test("hits tell where the words are", async () => {
  const { hits } = await (await open(own)).query("work item", { limit: 3 });
  for (const hit of hits) {
    const marked = hit.marks.key.map(([from, to]) => hit.key.slice(from, to).toLowerCase());
    assert.ok(marked.includes("work"), hit.key);
    for (const [from, to] of hit.marks.description) assert.match(hit.description.slice(from, to), /^(work|items?)/i);
  }
});

test("facets count the hits of a query", async () => {
  const index = await open(own), { total, count } = await index.query("kind:metric");
  assert.equal((await count("status")).reduce((sum, row) => sum + row.n, 0), total);
  // those of a field that is asked for are counted as if it was not
  const kinds = await count("kind"), every = await (await index.query("-kind:none")).count("kind");
  assert.deepEqual(kinds.map((row) => [row.value, row.n, row.current]), every.map((row) => [row.value, row.n, row.value === "metric"]));
  assert.equal(kinds.find((row) => row.current).n, total);
  for (const field of index.fields) {
    for (const row of (await count(field.name)).slice(0, 20)) {
      if (row.current) continue;
      const text = index.toggle("kind:metric", field.name, row);
      assert.equal((await index.query(text)).total, field.name === "kind" ? total + row.n : row.n, text);
      assert.equal(index.toggle(text, field.name, row), "kind:metric");
    }
  }
});

test("filters of a query are listed, added and taken away", async () => {
  const index = await open(own), row = (value, label = value) => ({ value, label });
  assert.deepEqual(index.filters("work -status:removed owner:\"a b\" item"), [
    { text: "-status:removed", without: "work owner:\"a b\" item" }, { text: "owner:\"a b\"", without: "work -status:removed item" },
  ]);
  assert.deepEqual(index.filters("work \"status:removed\" x:y"), []);
  assert.equal(index.toggle("work", "status", row("active")), "work status:active");
  assert.equal(index.toggle("status:active work", "status", row("removed")), "work status:active,removed");
  assert.equal(index.toggle("status:active,removed work", "status", row("active")), "work status:removed");
  assert.equal(index.toggle("-status:active work", "status", row("removed")), "-status:active work status:removed");
  assert.equal(index.toggle("added:>=9 work", "added", row("9.1")), "added:>=9 work added:9.1");
  assert.equal(index.toggle("work", "owner", row("Some \"Group\", other")), "work owner:some_group_other");
  assert.equal(index.toggle("owner:\"some group\" work", "owner", row("some_group", "Some group")), "work");
  assert.equal(index.toggle("", "kind", row("é")), "kind:é");
});

test("suggestions complete words, fields and values without loading anything", async () => {
  const loaded = [], index = await open(own, (name) => loaded.push(name));
  assert.ok(index.suggest("wo").words.some((w) => w.text === "work" && w.n > 0));
  assert.ok(index.suggest("sta").fields.some((f) => f.name === "status"));
  assert.deepEqual(index.suggest("status:rem").values.map((v) => v.value), ["removed"]);
  assert.deepEqual(index.suggest(""), { words: [], fields: [], field: "", values: [] });
  assert.deepEqual(loaded, ["root"]);
});

test("a shard that could not be loaded is asked for again", async () => {
  const { openIndex } = await staticModule("search.js");
  const { readShard } = await import("./search.mjs");
  let broken = true;
  const index = await openIndex(async (name) => {
    if (broken && name.startsWith("p/")) throw new Error("offline");
    return readShard(own, name);
  });
  await assert.rejects(index.query("work"), /offline/);
  broken = false;
  assert.ok((await index.query("work")).total > 0);
});

test("search modules keep to what one joined script can hold", () => {
  const names = new Set();
  for (const file of readdirSync(join(top, "static")).filter((name) => /^search.*\.js$/.test(name))) {
    const text = readFileSync(join(top, "static", file), "utf8");
    for (const line of text.split("\n")) {
      if (/^import/.test(line)) assert.match(line, /^import \{[A-Za-z, ]+\} from "\.\/search(_[a-z]+)?\.js";$/);
      if (/^export/.test(line)) assert.match(line, /^export (async function|function|const|class) /);
      const name = /^(?:export )?(?:async )?(?:function|const|class) (\w+)/.exec(line)?.[1];
      if (name) assert.ok(!names.has(name), `${file}: ${name} is there twice`);
      if (name) names.add(name);
    }
  }
});
