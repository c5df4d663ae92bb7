// The search engine of the browser over an index that the program wrote: the same words, answers and order as the program's own engine.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { staticModule } from "./modules.mjs";
import { rankOf, readCases } from "./relevance.mjs";
import { answers, ask, build, open, top } from "./search.mjs";
import { packed, randomNumbers } from "./search_cost.mjs";

const { compareVersions, distance, keyForms, stem, toBytes, fromBytes, tokenize, valueId } = await staticModule("search_text.js");

const corpus = join(process.env.DICTUM_CORPUS ?? resolve(top, "../shared/corpus"), "gitlab-16.0");
const noCorpus = existsSync(corpus) ? false : "there is no GitLab 16.0 dictionary here";
const definitions = join(top, "definitions");
const folder = mkdtempSync(join(tmpdir(), "dictum-search-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const own = build(definitions, join(folder, "own"));
const large = noCorpus ? "" : build(corpus, join(folder, "large"));
const cases = (name) => readCases(readFileSync(join(top, "tests/search", name), "utf8"));

const readers = {
  words: (s) => tokenize(s).join(" "),
  all: (s) => tokenize(s, true).join(" "),
  stem,
  key: (s) => keyForms(s).join(" "),
  value: valueId,
  version: (s) => String(compareVersions(...s.split(" "))),
  distance: (s) => String(distance(...s.split(" "), 3)),
};

test("texts become the words of tests/search/words.tsv", () => {
  const rows = readFileSync(join(top, "tests/search/words.tsv"), "utf8").split("\n").filter((row) => row && row[0] !== "#");
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
  "", " ", "-", "\"", "\"\"", ":", "a:b", "owner:", "kind:metric", "-kind:metric", "kind:metric,event status:active", "added:>=99", "added:>=x", "added:1.0..x", "added:x..1.0", "-added:<x", "owner:>a", "removed:<1",
  "added:14.0..15.0", "added:..14.0", "added:15.0..", "-added:..14.0", "added:..", "added:...", "added:..x", "added:x..", "added:..1..2", "added:\"..14.0\",15.0", "added:>", "added:<=", "added:=<1", "added:>=..1", "status:actve", "ownr:x", "nosuchfield:x", "-status:active work", "\"work item\"", "\"of the\"", "-\"work item\" item", "é",
  "日本語", "x".repeat(500), "item ".repeat(100), "work item work item", "the of", "the", "w", "wo", "create w", "counts.", "counts.w",
  "metrics['counts']['nothing_like_it']", "$.x", "Projects::Foo bar_baz", "-work -item", "has:events", "is:legacy_event", "has:owner,findings",
  "type:number tier:free", "owner:\"project planning\"", "time:28d,7d", "\"a\"", "class:X", "counts.work_items", "work_items", "worm_itens", "a->b->c", "<script>",
  "counts.w status:active", "work_items status:removed kind:event", "counts. -status:active", "status:active counts.w", "voilà status:active x", "counts.work_items status:removed,active kind:metric",
  "metrics['counts'] status:active", "counts.w nosuch:x", "counts. status:nosuch", "kind:event counts.work_items", "kind:event metrics['counts']['work_items']",
  "-kind:metric counts.work_items", "kind:event counts.w", "tier:", "work -Status:", "tier:, work", "time:\"\" work", "nosuchfield:", "tier: metrics['counts']", "counts.work_items -kind:metric -status:removed", "kind:nosuch counts.work_items",
  "product_group:identity", "Group:identity", "data_source:internal_events", "milestone:>=16.0", "event:create_work_item_on_board", "-event:create_work_item_on_board work", "EVENTS:create work item", "event:nosuch",
];

test("both engines give the same hits, scores and notices for odd queries", async () => {
  await sameAnswers(definitions, await open(own), odd);
  if (!noCorpus) await sameAnswers(corpus, await open(large), odd);
});

test("a field goes by the name it has in definitions, and filters say which field that is", async () => {
  const index = await open(own), keys = async (text) => (await index.query(text, { limit: 100 })).hits.map(({ key }) => key);
  assert.deepEqual(await keys("product_group:identity"), await keys("owner:identity"));
  assert.ok((await keys("group:identity")).length > 0);
  assert.deepEqual(index.filters("-Group:x time_frame:28d").map(({ name }) => name), ["owner", "time"]);
});

test("a field without a value is told as one, and what stands beside it is looked for", async () => {
  const index = await open(own), alone = await index.query("tier:"), beside = await index.query("work -status:");
  assert.deepEqual(alone.notices, [{ type: "field", text: 'no value follows "tier:"', suggest: ["tier:free", "tier:premium", "tier:ultimate"] }]);
  assert.equal(alone.total, 0);
  assert.deepEqual(beside.notices.map(({ text }) => text), ['no value follows "status:"']);
  assert.deepEqual((await index.query('tier:""')).notices, [{ type: "field", text: 'no value follows "tier:"""', suggest: [] }], "a value cannot stand behind quotes");
  assert.equal(beside.total, (await index.query("work ")).total);
  assert.deepEqual((await index.query("work:")).notices, [], "what is no field is a word");
});

test("a range may be open at either end", async () => {
  const index = await open(own), count = async (query) => (await index.query(query, { limit: 1 })).total;
  const milestones = (await (await index.query("-kind:nosuch", { limit: 1 })).count("added")).map((row) => row.value).filter((value) => /^[0-9]/.test(value)), middle = milestones[milestones.length >> 1];
  assert.ok(milestones.length > 2, milestones.join());
  assert.equal(await count(`added:..${middle}`), await count(`added:<=${middle}`));
  assert.equal(await count(`added:${middle}..`), await count(`added:>=${middle}`));
  assert.equal(await count(`added:${middle}..${middle}`), await count(`added:${middle}`));
  assert.ok(await count(`added:..${middle}`) > await count(`added:${middle}`));
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

// The mean reciprocal rank over the cases of an answer: async (query) => {hits, notices}.
async function reciprocalRank(all, answer) {
  let total = 0;
  for (const c of all) {
    const rank = rankOf(c, await answer(c.query));
    total += rank ? 1 / rank : 0;
  }
  return total / all.length;
}

// MiniSearch over the same entries, with more weight on keys as its manual shows it.
async function yardstick(index) {
  const found = createRequire(join(top, "tests/browser/package.json"))("minisearch"), MiniSearch = found.default ?? found;
  const entries = (await index.query("-kind:none", { limit: 1e6 })).hits, words = /[^\p{L}\p{N}]+|(?<=[a-z])(?=[A-Z])/u;
  const search = new MiniSearch({
    fields: ["key", "description", "owner", "ownerName", "kind", "status"], storeFields: ["key", "description", "kind", "status", "owner"],
    tokenize: (text) => text.split(words).filter(Boolean),
    searchOptions: { boost: { key: 3 }, prefix: true, fuzzy: 0.2 },
  });
  search.addAll(entries);
  return async (query) => ({ hits: search.search(query).slice(0, 20), notices: [] });
}

for (const [name, file, path, skip] of [["our own dictionary", "relevance-own.tsv", () => own, false], ["GitLab 16.0", "relevance.tsv", () => large, noCorpus]])
  test(`MiniSearch does not rank ${name} better`, { skip }, async (t) => {
    const index = await open(path()), other = await yardstick(index), ours = (query) => index.query(query, { limit: 20 });
    const plain = cases(file).filter((c) => !/^notice|^every/.test(c.expected) && !/[:"$]|(^|\s)-/.test(c.query));
    for (const [what, all] of [["all queries", cases(file)], ["queries of words only", plain]]) {
      const [a, b] = [await reciprocalRank(all, ours), await reciprocalRank(all, other)];
      t.diagnostic(`mean reciprocal rank, ${all.length} ${what}: ${a.toFixed(3)}, MiniSearch ${b.toFixed(3)}`);
      assert.ok(all.length >= 10 && a >= b, `${what}: ${a}, MiniSearch ${b}`);
    }
  });

// The last parts of keys: what people type.
const nameOf = (hit) => hit.key.slice(Math.max(hit.key.lastIndexOf("."), hit.key.lastIndexOf(" ")) + 1);

async function namesOf(index, kinds) {
  return [...new Set((await index.query(`kind:${kinds}`, { limit: 1e6 })).hits.map(nameOf))];
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
    const most = { p: 32768, l: 32768, v: 32768, r: 4096, k: 32768, f: 32768 };
    assert.ok(packed(join(path(), "root.js")) <= 100 * 1024);
    for (const part of Object.keys(most).filter((name) => existsSync(join(path(), name))))
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

// Whatever strangers type.
const hostile = [
  "a".repeat(10000), "ab ".repeat(5000), "\"".repeat(10001), "(".repeat(10000), "work ".repeat(3000) + "\"", "-".repeat(10000), ":".repeat(10000),
  "status:".repeat(2000), "a:b,".repeat(3000), "\u0000work\u0000item\u001b[31m", "\u0007\u0008\u007f\u009f", "work\u2028item\u2029", "\ud83d\ude00",
  "\ud83d\ude00 work".repeat(1000), "\ud83d", "\udc00work", "\ufeffwork", "\u202ework", "e\u0301\u0301".repeat(2000), "^(a+)+$", ".*", "[a-z", "\\", "\\u0041",
  "$&", "$1", "work(", "{work}", "a|b", "?", "*", "+", "work+item", "\"unclosed phrase", "owner:\"unclosed", "-\"unclosed", "kind:\"", "\"a\"b\"c",
  "added:>=", "added:..", "added:1..", "added:..1", "added:>=1..2", "status:,", "status:,,active,", "constructor", "__proto__", "__proto__:x", "toString",
  "status:__proto__", "hasOwnProperty:x", "-", "--", "- -", "--work", "</script>", "<!--", "%00", "%", "..", "...", "a..b", "counts..", "counts.[", "counts['", "->", "$.", "$",
];

test("hostile queries are answered quickly, and alike by both engines", async () => {
  const index = await open(own), lines = [];
  for (const query of hostile) {
    const from = process.hrtime.bigint();
    const result = await index.query(query, { limit: 20 });
    index.suggest(query);
    index.filters(query);
    for (const name of ["status", "owner"]) await result.count(name);
    index.toggle(query, "status", { value: "active", label: "active" });
    assert.ok(Number(process.hrtime.bigint() - from) / 1e6 < 2000, query.slice(0, 40));
    if (!/[\n\0]|[\ud800-\udfff]/u.test(query) && Buffer.byteLength(query) < 4000) lines.push(query);
  }
  assert.ok(lines.length > 40);
  await sameAnswers(definitions, index, lines);
});

// A dictionary of its own, built and opened.
async function made(name, files) {
  const dir = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const out = build(dir, join(folder, `${name}-site`));
  return { dir, out, index: await open(out) };
}
const metric = (key, more) => `---\nkey_path: "${key}"\n${more}\nvalue_type: number\nstatus: active\ntime_frame: all\ndata_source: redis\ntiers: [free]\n`;

test("a synonym of eight words is found by them and finds them", async () => {
  const words = "customer relations kept inside support teams worldwide today";
  const { dir, index } = await made("synonym", {
    "dictum.yml": `search: {synonyms: {crm: ${words}, ab: support teams}}\n`,
    "config/metrics/counts_all/a.yml": metric("counts.a_thing", `description: Number of ${words} spring.`),
    "config/metrics/counts_all/b.yml": metric("counts.b_thing", "description: Number of people in the crm."),
    "config/metrics/counts_all/c.yml": metric("counts.c_thing", "description: Number of customer relations, support teams worldwide."),
  });
  const some = words.split(" "), queries = ["crm", "CRM", "ab", "crm ab", "since crm", `${words} crm`, `"${words}"`, [...some].reverse().join(" ")];
  for (let n = 1; n <= some.length; n++) queries.push(some.slice(0, n).join(" "), some.slice(-n).join(" "));
  await sameAnswers(dir, index, queries);
  for (const query of ["crm", words]) assert.deepEqual((await index.query(query)).hits.map(({ key }) => key).slice(0, 2).sort(), ["counts.a_thing", "counts.b_thing"], query);
});

test("groups are found by their names and their ids", async () => {
  const { dir, index } = await made("groups", {
    "dictum.yml": "owners: owners.yml\n",
    "owners.yml": "sections: {s1: {name: Northern Lights}}\nstages: {st1: {name: Moonshine Works, section: s1}}\ngroups:\n  g77:\n    name: Zebra Wranglers\n    stage: st1\n",
    "config/metrics/counts_all/a.yml": metric("counts.a_thing", "description: One.\nproduct_group: g77"),
    "config/metrics/counts_all/b.yml": metric("counts.b_thing", "description: Two.\nproduct_group: g78"),
  });
  for (const query of ["zebra", "wranglers", "g77", "owner:g77", "owner:\"zebra wranglers\"", "owner:Zebra_Wranglers", "moonshine", "stage:\"moonshine works\"", "northern lights"]) {
    const { hits, total } = await index.query(query);
    assert.deepEqual([total, hits[0]?.key], [1, "counts.a_thing"], query);
  }
  assert.equal((await index.query("zebra")).hits[0].ownerName, "Zebra Wranglers");
  await sameAnswers(dir, index, ["zebra", "owner:\"zebra wranglers\"", "stage:st1", "northern"]);
});

function commit(dir, message) {
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: "1", GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com" };
  for (const words of [["init", "-q"], ["add", "-A"], ["-c", "commit.gpgsign=false", "commit", "-q", "-m", message]]) {
    const run = spawnSync("git", ["-C", dir, ...words], { encoding: "utf8", env });
    assert.equal(run.status, 0, run.stderr);
  }
}

test("a key of a kind that is not asked for is none: its words are looked for among the others", async () => {
  const event = "description: Seen again.\ninternal_events: true\naction: ";
  const { dir, index } = await made("kinds", {
    "config/metrics/counts_all/a.yml": metric("counts.pages_seen", "description: Seen."), "config/metrics/counts_all/b.yml": metric("both.seen", "description: Seen."),
    "config/events/a.yml": `${event}counts.pages_seen_again\n`, "config/events/b.yml": `${event}both.seen\n`, "config/events/c.yml": `${event}page_seen\n`,
  });
  const keys = async (query) => (await index.query(query)).hits.map((h) => `${h.kind} ${h.key}`);
  assert.deepEqual(await keys("counts.pages_seen"), ["metric counts.pages_seen", "event counts.pages_seen_again"]);
  assert.deepEqual(await keys("kind:event counts.pages_seen"), ["event counts.pages_seen_again"]);
  assert.deepEqual((await keys("kind:metric counts.pages_seen_again")).slice(0, 1), ["metric counts.pages_seen"]);
  assert.deepEqual((await keys("kind:event page_seen")).slice(0, 2), ["event page_seen", "event counts.pages_seen_again"]);
  assert.deepEqual((await keys("kind:metric page_seen")).slice(0, 1), ["metric counts.pages_seen"]);
  assert.deepEqual(await keys("kind:event both.seen"), ["event both.seen"]);
  const asked = ["counts.pages_seen", "counts.pages_seen_again", "page_seen", "both.seen", "counts.pages_seen.html", "counts.", "both"];
  await sameAnswers(dir, index, asked.flatMap((key) => [key, `kind:event ${key}`, `${key} kind:metric`, `-kind:metric ${key}`, `kind:event,metric ${key}`, `status:removed ${key}`]));
});

test("a key that ends in a single letter is found where other words begin with it, living or gone", async () => {
  const path = (i) => `config/metrics/counts_all/m${i}.yml`, gone = ["counts.states_b", "counts.states_built"];
  const files = Object.fromEntries(["counts.part_b", ...gone, ..."0123456789"].map((key, i) => [path(i), metric(key[1] ? key : `counts.part_build${key}`, "description: One.")]));
  const { dir } = await made("letters", files);
  commit(dir, "all");
  for (const i of [1, 2]) {
    rmSync(join(dir, path(i)));
    commit(dir, `without ${i}`);
    const index = await open(build(dir, join(folder, `letters-site-${i}`)));
    for (const word of ["part_b", "states_b"]) assert.ok((await index.query(word)).hits.some((h) => h.key === `counts.${word}`), `${word} ${i}`);
    await sameAnswers(dir, index, ["part_b", "states_b", "states b", "b", "part b", "b part", "partB", "counts.states_b", "states_b part"]);
  }
});

test("keys that are gone answer last, or first where they are asked for by name, and are counted nowhere", async () => {
  const dir = join(folder, "gone"), path = (i) => `config/metrics/counts_all/m${i}.yml`, hostile = "counts.</script><b>\u00e9", keys = [];
  const files = { "dictum.yml": `replacements:\n  counts.never_seen: {use: counts.kept_1}\n  "${hostile}": counts.kept_2\n  "counts.${"long_".repeat(150)}": counts.kept_1\n  still_event: {use: counts.kept_1, kind: metric}\n` };
  files["config/events/e.yml"] = "description: Not gone.\ninternal_events: true\naction: still_event\n";
  for (let i = 1; i < 60; i++) {
    keys.push(i < 20 ? `counts.kept_${i}` : `counts.gone_${i}.${["alpha", "beta", "gamma"][i % 3]}_thing`);
    files[path(i)] = metric(keys[i - 1], `description: The ${i}. thing of alpha.\nproduct_group: g${i % 4}`);
  }
  await made("gone", files);
  commit(dir, "all");
  for (let i = 20; i < 60; i++)
    if (i % 4) rmSync(join(dir, path(i)));
    else writeFileSync(join(dir, path(i)), files[path(i)].replace(keys[i - 1], `counts.kept_${i}`));
  commit(dir, "some");
  const out = build(dir, join(folder, "gone-site-2")), loaded = [], index = await open(out, (name) => loaded.push(name));
  const living = (await index.query("kind:metric,event", { limit: 1000 })).hits.length;
  assert.equal(living, 30);
  assert.equal((await index.query("")).total, 0);
  await index.query("thing of alpha");
  assert.ok(!loaded.some((name) => name.startsWith("g")), loaded.join(" "));
  const renamed = await index.query("counts.gone_20.gamma_thing"), [first] = renamed.hits;
  assert.deepEqual([first.key, first.kind, first.status, first.use, first.url, first.exact], ["counts.gone_20.gamma_thing", "metric", "renamed", "counts.kept_20", "metrics/counts.gone_20.gamma_thing.html", true]);
  assert.deepEqual(renamed.notices, []);
  const { hits: [deleted], count } = await index.query("gone_21.alpha_thing");
  assert.deepEqual([deleted.key, deleted.status, deleted.use, deleted.exact], ["counts.gone_21.alpha_thing", "deleted", "", false]);
  assert.ok(deleted.marks.key.length);
  assert.ok((await count("status")).reduce((sum, row) => sum + row.n, 0) <= living);
  assert.equal((await index.query(hostile)).hits[0].status, "replaced");
  assert.equal((await index.query("counts.never_seen")).hits[0].use, "counts.kept_1");
  assert.deepEqual((await index.query("kind:metric still_event")).hits.map((h) => h.status), ["replaced"]);
  assert.ok((await index.query("still_event")).hits.every((h) => h.kind === "event"));
  assert.deepEqual((await index.query("gone 21")).notices, []);
  assert.match((await index.query("gone 21 zzzz")).notices.map((n) => n.text).join(), /nothing contains "zzzz"/);
  const asked = ["kind:metric still_event", "still_event", "kind:event still_event", "still_event kind:metric,event", "gone 21", "gone 21 zzzz", "counts.never_seen", hostile, "counts." + "long_".repeat(20), "counts.gone", "counts.gone_2", "gone thing", "gone alpha", "goen thing", "beta", "thing beta zzzz", "kept_1", "counts.kept_20", "metrics['counts']['gone_22']", "x/counts.gone_20.gamma_thing.html",
    "kind:metric gone beta", "kind:event gone beta", "status:active counts.gone_20.gamma_thing", "\"gone thing\"", "gone -beta", "-kind:event counts.gone_23.gamma_thing", ...odd];
  for (const key of keys) asked.push(key, key.split(".").pop(), key.slice(0, -2), key.replaceAll(/[._]/g, " "), `g${key}`);
  await sameAnswers(dir, index, asked);
  for (const query of asked.slice(0, 40)) { // pages lie one behind the other
    const all = await index.query(query, { limit: 60 }), tail = await index.query(query, { limit: 7, offset: 3 });
    assert.deepEqual(tail.hits.map((h) => h.key), all.hits.slice(3, 10).map((h) => h.key), query);
    assert.equal(tail.total, all.total);
  }
});

test("what cannot be loaded of keys that are gone is told beside the entries, and asked for again", async () => {
  const { openIndex } = await staticModule("search.js"), { readShard } = await import("./search.mjs");
  let broken = /^groot$/;
  const opened = (gone) => openIndex(async (name) => {
    if (broken.test(name)) throw new Error("offline");
    return readShard(own, name.replace(/^g/, "")); // any index will do
  }, gone);
  const index = await opened(true), alone = await opened(false), lost = "renamed and deleted keys cannot be read", query = "work_items.qqq work";
  const entries = await alone.query(query), keys = ({ hits }) => hits.map((h) => h.key);
  assert.ok(entries.total > 0);
  for (broken of [/^groot$/, /^gp/, /^gr\//]) { // its root, its postings, its records
    const found = await index.query(query);
    assert.deepEqual(keys(found), keys(entries), String(broken));
    assert.deepEqual(found.notices.at(-1), { type: "gone", text: lost }, String(broken));
    assert.deepEqual(found.notices.slice(0, -1), entries.notices);
    assert.deepEqual(await found.count("kind"), await entries.count("kind"));
  }
  assert.deepEqual((await index.query("kind:metric")).notices, []); // which asks for none
  broken = /^never$/;
  assert.deepEqual((await index.query(query)).notices, entries.notices);
  broken = /./;
  await assert.rejects((await openIndex(async (name) => {
    if (name !== "root") throw new Error("offline");
    return readShard(own, name);
  }, true)).query(query), /offline/);
  let left = 1; // failures, after which all can be loaded
  await assert.rejects((await openIndex(async (name) => {
    if (name !== "root" && left-- > 0) throw new Error("offline");
    return readShard(own, name);
  }, false)).query(query), /offline/, "no keys that are gone, no word of them");
});

test("shards hold nothing that HTML or old scripts act on, and give texts back as they were", async () => {
  const text = "</script><!-- \u2028 \u2029 \\ \" ' ` ${x} \u00e9 \ud83d\ude00 <b>&amp;";
  const { out, index } = await made("marks", { "config/metrics/counts_all/a.yml": metric("counts.hostile", `description: ${JSON.stringify(text)}`) });
  const files = readdirSync(out, { recursive: true }).filter((file) => file.endsWith(".js"));
  assert.ok(files.length > 10);
  for (const file of files) assert.match(readFileSync(join(out, file), "latin1"), /^mm_\("[a-z]+",(?:[\x20-\x3b\x3d-\x7e\n])*\)\n$/, file);
  assert.match((await index.query("hostile")).hits[0].description, /\\ " ' ` \$\{x\} \u00e9 \ud83d\ude00/);
});

test("records that compress badly share a file with fewer others", async () => {
  const random = randomNumbers(9), files = {};
  const noise = (n) => Array.from({ length: n }, () => String.fromCharCode(0x4e00 + random(20000))).join("");
  for (let i = 0; i < 100; i++) files[`config/metrics/counts_all/m${i}.yml`] = metric(`counts.m${i}`, `description: "${i > 40 ? noise(199) : "The same every time."}"`);
  const { dir, out, index } = await made("noise", files);
  const records = readdirSync(join(out, "r")).map((file) => packed(join(out, "r", file)));
  assert.ok(records.length > 100 / 16 + 3, String(records.length));
  assert.ok(Math.max(...records) <= 4096, String(records));
  const { hits } = await index.query("kind:metric", { limit: 1000 });
  assert.equal(hits.length, 100);
  assert.deepEqual(hits.map((h) => h.key), Object.keys(files).map((_, i) => `counts.m${i}`).sort());
  await sameAnswers(dir, index, ["counts.m", "counts.m7", "m50", "counts", "\"same every time\"", "kind:metric -same"]);
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

test("fields that are verbs have titles that say what they ask for", async () => {
  const titles = Object.fromEntries((await open(own)).fields.map(({ name, title }) => [name, title]));
  assert.deepEqual([titles.has, titles.is], ["What it has", "What it is"]);
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
  const index = await open(own), row = (value, label = value, current = false) => ({ value, label, current });
  assert.deepEqual(index.filters("work -status:removed owner:\"a b\" item"), [
    { name: "status", text: "-status:removed", without: "work owner:\"a b\" item" }, { name: "owner", text: "owner:\"a b\"", without: "work -status:removed item" },
  ]);
  assert.deepEqual(index.filters("work \"status:removed\" x:y"), []);
  assert.equal(index.toggle("work", "status", row("active")), "work status:active");
  assert.equal(index.toggle("status:active work", "status", row("removed")), "work status:active,removed");
  assert.equal(index.toggle("status:active,removed work", "status", row("active")), "work status:removed");
  assert.equal(index.toggle("-status:active work", "status", row("removed")), "-status:active work status:removed");
  assert.equal(index.toggle("added:>=9 work", "added", row("9.1")), "added:>=9 work added:9.1");
  assert.equal(index.toggle("work", "owner", row("Some \"Group\", other")), "work owner:\"Some  Group , other\"");
  assert.equal(index.toggle("owner:\"some group\" work", "owner", row("some_group", "Some group", true)), "work");
  assert.equal(index.toggle("", "kind", row("é")), "kind:é");
});

// Values that have the same words, some of them as comparisons begin or end.
const alike = [
  "C", "C++", "C#", "1", "-1", "50", "50%", "a b", "a,b", "a/b", "Web", "web", "*", "-", ".NET", "NET", "1.0", "1_0", "1s", "<1s", ">=1s", "1..5", "1 5", ":x", "/x", "x", 'say "hi"', "é", "É", "\u65e5\u672c",
];
const alikeFiles = () => {
  const files = { "dictum.yml": 'dialect: plain\nkinds: {event: {files: "e/*.yml", key: /name, facets: [lang]}}\n' };
  alike.forEach((lang, i) => { files[`e/${i}.yml`] = `name: n${i}\nlang: ${JSON.stringify(i % 5 ? [lang] : [lang, "C"])}\n`; });
  return files;
};

test("of values that differ in capitals or punctuation the one that is written so is meant", async () => {
  const { dir, index } = await made("values-alike", alikeFiles()), keys = async (query) => (await index.query(query, { limit: 99 })).hits.map((h) => h.key);
  const rows = await (await index.query("kind:event")).count("lang"), asked = [];
  assert.deepEqual(rows.map((row) => row.value).sort(), [...alike].sort());
  for (const row of rows) {
    const text = index.toggle("", "lang", row), { total, count } = await index.query(text), chosen = (await count("lang")).filter(({ current }) => current);
    assert.equal(total, row.n, text);
    assert.deepEqual(chosen.map(({ value, n }) => [value, n]), [[row.value, row.n]], text);
    assert.equal(index.toggle(text, "lang", chosen[0]), "");
    for (const other of rows) {
      if (other === row) continue;
      const both = index.toggle(text, "lang", other);
      assert.deepEqual((await (await index.query(both)).count("lang")).filter(({ current }) => current).map(({ value }) => value), [row, other].sort((a, b) => rows.indexOf(a) - rows.indexOf(b)).map(({ value }) => value), both);
      assert.equal(index.toggle(both, "lang", { ...row, current: true }), index.toggle("", "lang", other));
    }
    asked.push(text, `-${text} kind:event`, `kind:event ${text.toLowerCase()}`);
  }
  assert.deepEqual(await keys("lang:C#"), ["n2"]);
  assert.deepEqual(await keys("lang:c"), (await keys("lang:C,C++,C#")), "where none is written so, all that have the words are");
  assert.deepEqual(index.toggle("lang:c", "lang", { value: "C++", label: "C++", current: true }), "");
  await sameAnswers(dir, index, [...asked, "lang:c", "lang:%", "lang:C++,c", "lang:WEB", "lang:\"A B\"", "lang:C-", "lang:webb", "lang:1.5"]);
});

test("texts of scripts without blanks are found wherever what is asked for stands in them", async () => {
  const texts = { added: "商品がカートに追加されたときに発生するイベントです", empty: "カートが空になったとき", visit: "จำนวนผู้เข้าชม", mixed: "CI数をカウント", korean: "장바구니에추가" };
  const files = { "dictum.yml": 'dialect: plain\nkinds: {event: {files: "e/*.yml", key: /name, description: /text, facets: [screen]}}\nfields: {screen: {title: カート名}}\n' };
  for (const [name, text] of Object.entries(texts)) files[`e/${name}.yml`] = `name: ${name}\ntext: ${text}\nscreen: ${name[0]}\n`;
  const { dir, index } = await made("no-blanks", files), keys = async (query) => (await index.query(query)).hits.map((h) => h.key).sort();
  assert.deepEqual(await keys("カート"), ["added", "empty"]);
  assert.deepEqual(await keys("イベント"), ["added"]);
  assert.equal((await index.query("カートに追")).hits[0].key, "added", "what has all of it comes first");
  assert.deepEqual(await keys("ผู้เข้า"), ["visit"]);
  assert.deepEqual(await keys("ci数"), ["mixed"]);
  assert.deepEqual((await index.query("追加")).notices, []);
  assert.deepEqual(await keys("추가"), ["korean"], "in the middle of what is no pair");
  assert.deepEqual(await keys("カート名:k"), ["korean"], "titles are names");
  assert.deepEqual((await index.query("カモ")).hits, [], "one letter of two is another word, no typing error");
  const { marks } = (await index.query("カート")).hits.find((hit) => hit.key === "empty");
  assert.deepEqual(marks.description, [[0, 2], [2, 3]], "no mark begins before the one before it ends");
  await sameAnswers(dir, index, ["カート", "イベント", '"カートに追"', "ผู้เข้า", "ci数", "追加", "追", "カーテン", "イベンド", "-カート kind:event", "商品 数", "추가", "カート名:k", "カモ", "数"]);
});

test("values of scripts without blanks are called what they are written, and another one with the same pairs is another", async () => {
  const values = { tokyo: "東京都", both: "東京 京都", kyoto: "京都", long: "商品がカートに追加されたときに発生するイベント" };
  const files = { "dictum.yml": 'dialect: plain\nkinds: {event: {files: "e/*.yml", key: /name, facets: [place]}}\n' };
  for (const [name, value] of Object.entries(values)) files[`e/${name}.yml`] = `name: ${name}\nplace: ${value}\n`;
  const { dir, index } = await made("values-no-blanks", files), keys = async (query) => (await index.query(query)).hits.map((h) => h.key);
  for (const [name, value] of Object.entries(values)) assert.deepEqual(await keys(`place:"${value}"`), [name], value);
  assert.deepEqual(await keys("place:東京_京都"), ["both"]);
  assert.deepEqual(await keys("place:東京-都"), [], "the same pairs of letters are not the same letters");
  assert.deepEqual(index.suggest("place:東").values.map(({ value }) => value).sort(), [values.both, values.tokyo]);
  assert.deepEqual(index.suggest("place:東京都").values.map(({ value }) => value), [values.tokyo]);
  assert.deepEqual((await index.query("word 京都")).notices.map(({ text }) => text).filter((text) => text.startsWith("narrower")), ["narrower: word place:京都"]);
  await sameAnswers(dir, index, [...Object.values(values), "place:東京都", "place:東京_京都", "place:東京-都", "place:京", "place:商品がカート", "word 京都", "word 東京都", "-place:東京都"]);
});

test("what is quoted is a value, not a comparison", async () => {
  const { dir, index } = await made("quoted", alikeFiles()), keys = async (query) => (await index.query(query, { limit: 99 })).hits.map((h) => h.key);
  for (const value of ["<1s", ">=1s", "1..5", "a,b", ":x", "/x"]) assert.ok((await keys(`lang:"${value}"`)).includes(`n${alike.indexOf(value)}`) && (await keys(`lang:"${value}"`)).length < 3, value);
  assert.ok((await keys("lang:1..5")).length > 3 && (await keys("lang:>=1s")).length > 3, "without quotes they compare");
  assert.deepEqual(index.suggest("lang:1_5").values.map(({ text }) => text).sort(), ['"1 5"', '"1..5"']);
  await sameAnswers(dir, index, ['lang:"<1s"', 'lang:"1..5"', 'lang:">', 'lang:"..', 'lang:"1..5', 'lang:1..5,"1..5"', 'lang:a"1..5', 'lang:"a"1..5', 'lang:""1..5', 'lang:"1"..5', "lang:..", 'lang:">=5",<1']);
});

test("the beginning of a key is one beside filters, too", async () => {
  const index = await open(own), all = async (query) => (await index.query(query, { limit: 1000 })).hits.filter((hit) => hit.key.startsWith("counts."));
  const begun = await index.query("counts.", { limit: 1000 }), active = await index.query("counts. status:active", { limit: 1000 });
  assert.ok(active.hits.length > 0 && active.hits.length < begun.hits.length);
  assert.deepEqual(active.hits.map((hit) => hit.key), begun.hits.filter((hit) => hit.status === "active").map((hit) => hit.key));
  assert.deepEqual(active.hits, (await all("status:active counts.")));
  const { key } = begun.hits.find((hit) => hit.status === "active");
  assert.ok((await index.query(`${key} status:active`)).hits[0].exact);
  assert.ok(!(await index.query(`${key} -status:active`)).hits.some((hit) => hit.key === key));
});

test("the words of a question that every text has are no words to look for", { skip: noCorpus }, async () => {
  const index = await open(large), [asked, plain] = [await index.query("how do we count pipelines"), await index.query("count pipelines")];
  assert.deepEqual(asked.notices, []);
  assert.deepEqual(asked.hits.map(nameOf), plain.hits.map(nameOf));
  assert.equal((await index.query("what is the gitlab version")).total, (await index.query("gitlab version")).total);
  await sameAnswers(corpus, index, ["what is the gitlab version", "how do we count pipelines", "how many users", "does our", "how"]);
});

test("a word that nobody has is said to be taken as those that are like it", async () => {
  const files = { "config/metrics/counts_all/a.yml": metric("counts.quince", "description: Fruit in gardens."), "config/metrics/counts_all/b.yml": metric("counts.quinces", "description: Fruit.") };
  const { dir, index } = await made("alike", files), texts = async (query) => (await index.query(query)).notices.map((n) => n.text);
  assert.deepEqual(await texts("qiunce"), ['"qiunce" is taken as quince']);
  assert.deepEqual(await texts("quincse gradens"), ['"quincse" is taken as quince or quinces', '"gradens" is taken as gardens', "few results have all words, best matches come first"]);
  assert.deepEqual(await texts("quince"), []);
  assert.deepEqual(await texts("quin"), [], "the beginning of a word is none that nobody has");
  assert.deepEqual(await texts("garden"), [], "another form neither");
  await sameAnswers(dir, index, ["qiunce", "quincse gradens", "gradens quince", "uince", "qiunce -gradens", "qiunce zzzzzzzz"]);
});

test("where few have all words, others follow by what their words weigh, and where enough have them none does", async () => {
  const files = { "config/metrics/counts_all/both.yml": metric("counts.zebra_apple", "description: Both.") };
  for (let i = 0; i < 20; i++) files[`config/metrics/counts_all/m${i}.yml`] = metric(`counts.apple_${"abcdefghijklmnopqrst"[i]}x`, `description: Fruit${i < 9 ? " of quince" : ""}${i < 2 ? " for nightfall" : ""}.`);
  const { dir, index } = await made("few", files), keys = async (query) => (await index.query(query, { limit: 30 })).hits.map((h) => h.key);
  const texts = async (query) => (await index.query(query)).notices.map((n) => n.text);
  assert.deepEqual(await keys("zebra"), ["counts.zebra_apple"]);
  assert.deepEqual(await texts("zebra"), []);
  assert.equal((await keys("apple quince")).length, 9);
  const some = await index.query("quince nightfall");
  assert.deepEqual(some.hits.map((h) => [h.key, h.lacks]).slice(0, 4), [["counts.apple_ax", false], ["counts.apple_bx", false], ["counts.apple_cx", true], ["counts.apple_dx", true]]);
  assert.equal(some.total, 9);
  assert.deepEqual(some.notices.map((n) => n.text), ["few results have all words, best matches come first"]);
  assert.deepEqual(await texts("both fruit"), ["no result has all words, best matches come first"]);
  assert.equal((await keys("both fruit"))[0], "counts.zebra_apple");
  await sameAnswers(dir, index, ["zebra", "zebra apple", "apple quince", "quince nightfall", "quince zebra", "both fruit", "both fruit zebra", "quince zebra nothing", "both fruit kind:metric", "both fruit -quince", "\"both\" fruit"]);
});

test("an entry whose key is asked for has all words", async () => {
  const files = {
    "config/metrics/counts_all/a.yml": metric("sales_basket", "description: Goods that one guest puts in."),
    "config/metrics/counts_all/b.yml": metric("sales_refunds", "description: Money that goes back to guests.")
  };
  const { dir, index } = await made("own_key", files);
  for (const query of ["sales_basket", "sales_bask", "sales_basket kind:metric"]) {
    const { hits, notices } = await index.query(query);
    assert.deepEqual(hits.map((h) => h.key), ["sales_basket", "sales_refunds"]);
    assert.deepEqual(notices.map((n) => n.text), ["few results have all words, best matches come first"]);
  }
  await sameAnswers(dir, index, ["sales_basket", "sales_bask", "sales_basket kind:metric", "sales basket", "basket refunds"]);
});

test("both engines agree about whatever is pasted", async () => {
  const random = randomNumbers(2718), key = "counts.work_items", queries = new Set();
  const bits = [key, "\"", "'", "(", ")", "=", ".", ":", "->", "[", "]", "/", "#", "?", ",", "-", " ", " ", " ", "work", "item", "é", "\u201c", "a.yml", "1_work_items.yaml:3", "status:", "time:28_days", "28 days", "aB", "number of", `metrics['${key}']`];
  for (let i = 0; i < 600; i++) queries.add(Array.from({ length: random(16) + 1 }, () => bits[random(bits.length)]).join(""));
  assert.ok(queries.size > 500);
  await sameAnswers(definitions, await open(own), [...queries]);
});

test("sixteen words of a long text are looked for, those of questions not counted", async () => {
  const { dir, index } = await made("long", { "config/metrics/counts_all/a.yml": metric("counts.needle_thing", "description: One."), "config/metrics/counts_all/b.yml": metric("counts.other", "description: Two.") });
  const others = (n) => Array.from({ length: n }, (_, i) => `word${String.fromCharCode(97 + i)}`).join(" "), queries = [`${others(15)} needle thing`, `${others(16)} needle thing`, `of the that this with we our who which were many from needle ${others(16)}`, `${others(16)} n`];
  const first = await Promise.all(queries.map(async (query) => (await index.query(query)).hits[0]?.key));
  assert.deepEqual(first, ["counts.needle_thing", undefined, "counts.needle_thing", undefined]);
  await sameAnswers(dir, index, [...queries, "aB".repeat(200), Array.from({ length: 130 }, (_, i) => i + 10).join(" "), "Aa".repeat(60) + "Ab".repeat(60) + "Ac Ad Ae"]);
});

test("a phrase that none of the first results has is not promised for the others", async () => {
  const files = {};
  for (let i = 0; i < 700; i++) files[`config/metrics/counts_all/m${i}.yml`] = metric(`counts.m${i}_x`, `description: The ${i < 690 ? "merged and closed" : "closed merged"} thing.`);
  const { dir, index } = await made("phrase", files), none = await index.query("\"merged closed\""), some = await index.query("\"and closed\"");
  assert.deepEqual([none.hits.length, none.total], [0, 0]);
  assert.match(none.notices[0].text, /^none of the best \d+ results with these words has them as a phrase$/);
  assert.ok(some.about && some.total > 600 && some.total <= 700 && some.hits.length === 20, String(some.total));
  assert.deepEqual(some.notices, []);
  assert.equal((await index.query("\"closed merged\" zebra")).total, 0);
  await sameAnswers(dir, index, ["\"merged closed\"", "\"and closed\"", "\"closed merged\"", "\"merged thing\" m1", "\"merged zebra\"", "\"closed\" \"and closed\" m1 m2"]);
});

test("a key is found among other words, and a definition by the path of its file", async () => {
  const { dir, index } = await made("inner", {
    "config/metrics/counts_all/20210216_one_thing.yml": metric("counts.one_thing", "description: One."),
    "config/metrics/counts_all/20210217_two_things.yml": metric("counts.two_things", "description: Select data from counts where all is one thing."),
  });
  const asked = [
    "SELECT counts.one_thing FROM usage_data", "SELECT payload->'counts'->>'one_thing' AS x FROM usage_data", "key_path: counts.one_thing", "key_path:  \"counts.one_thing\"",
    "where data = 'counts.one_thing';", "COUNT(counts.one_thing)", "see metrics['counts']['one_thing'], please", "Is it counts.one_thing. Or not?", "a.b c.d e.f counts.one_thing",
    "config/metrics/counts_all/20210216_one_thing.yml", "20210216_one_thing.yml:12:3", "https://x.org/a/-/blob/main/config/metrics/counts_all/20210216_one_thing.yml#L3", "one_thing.yaml",
  ];
  for (const query of asked) assert.equal((await index.query(query)).hits[0].key, "counts.one_thing", query);
  for (const query of asked.slice(0, 9)) assert.ok((await index.query(query)).hits[0].exact, query);
  const fifth = "a.b c.d e.f g.h counts.one_thing";
  assert.ok(!(await index.query(fifth)).hits[0].exact);
  await sameAnswers(dir, index, [...asked, fifth, "kind:event see counts.one_thing", "see counts.one_thing -status:active", "see payload->'counts'", "see counts->'one_thing' now", "see metrics['counts'] now", ". . .", "a. b: c.", "(.) [a] a] ->b b->", "x counts.one_thing\" y", "a\u00a0b counts.one_thing"]);
});

test("a definition in JSON is found by the path of its file, too", async () => {
  const { dir, index } = await made("json", {
    "dictum.yml": 'dialect: plain\nkinds: {thing: {files: ["m/*.yml", "m/*.json"], key: /name}}\n',
    "m/20210101_yml_thing.yml": "name: yml_thing\n", "m/20210101_json_thing.json": '{"name": "json_thing"}\n',
  });
  for (const end of ["yml", "json"]) {
    const { hits: [first] } = await index.query(`m/20210101_${end}_thing.${end}`);
    assert.deepEqual([first.key, first.exact], [`${end}_thing`, true]);
  }
  await sameAnswers(dir, index, ["m/20210101_json_thing.json", "20210101_json_thing.json:1:2", "json_thing.json", "x.json", ".json"]);
});

test("a key with blanks comes first when it is typed as it is, living or gone", async () => {
  const names = ["Cart-Viewed", "cart viewed", "old_page", "old page", "A B", "Cart viewed. Again", "status: active", "Is it x?"], path = (i) => `e/${i}.yml`;
  const files = Object.fromEntries(names.map((name, i) => [path(i), `name: "${name}"\ndescription: Seen.\nstatus: ${i === 3 ? "removed" : "active"}\n`]));
  files["dictum.yml"] = 'dialect: plain\nkinds: {event: {files: "e/*.yml", key: /name, description: /description, status: {field: /status}}}\nguides: guides\n';
  for (const title of ["Zebra B", "A C", "Guide of pages"]) files[`guides/${title[0]}.md`] = `# ${title}\n`;
  const { dir, index } = await made("blanks", files), first = async (query) => (await index.query(query)).hits[0];
  for (const name of names.filter((name) => !name.startsWith("status"))) assert.deepEqual([name, true], (({ key, exact }) => [key, exact])(await first(name)), name);
  assert.equal((await first("cart viewed status:active kind:event")).key, "cart viewed");
  assert.ok(!(await first("old page status:active")).exact, "another status is not asked for");
  assert.ok(!(await first("CART VIEWED")).exact);
  await sameAnswers(dir, index, [...names, "a b", "A  B", "A B C", "cart viewed status:removed", "\"cart viewed\"", "-cart viewed", "A C", "Zebra B", "Guide of pages", "cart viewed again"]);
  commit(dir, "all");
  rmSync(join(dir, path(4)));
  rmSync(join(dir, path(5)));
  commit(dir, "without two");
  const later = await open(build(dir, join(folder, "blanks-later")));
  for (const key of ["A B", "Cart viewed. Again"]) assert.equal((await later.query(key)).hits[0].key, key);
  await sameAnswers(dir, later, ["A B", "Cart viewed. Again", "cart viewed", "again"]);
});

test("a key with blanks that is gone comes first, however many entries have its words", async () => {
  const path = (name) => `config/events/${name}.yml`, event = (action) => `category: page_action\naction: ${action}\ndescription: A page before open and after close.\nproduct_group: g\n`;
  const names = ["close", "reopen", "open", "print", "scroll"], { dir } = await made("blanks-gone", Object.fromEntries(names.map((name) => [path(name), event(name)])));
  commit(dir, "all");
  rmSync(join(dir, path("close")));
  commit(dir, "without close");
  writeFileSync(join(dir, path("reopen")), event("open_again"));
  commit(dir, "another name");
  const index = await open(build(dir, join(folder, "blanks-gone-site"))), first = async (query) => (({ key, exact, status, use }) => [key, exact, status, use])((await index.query(query)).hits[0]);
  assert.deepEqual(await first("page_action close"), ["page_action close", true, "deleted", ""]);
  assert.deepEqual(await first("kind:event page_action close"), ["page_action close", true, "deleted", ""]);
  assert.deepEqual(await first("page_action reopen"), ["page_action reopen", true, "renamed", "page_action open_again"]);
  assert.equal((await index.query("page_action")).hits.length, 4 + 2, "one word that looks like a key finds words of keys that are gone, too");
  assert.ok((await index.query("page action close")).hits.every((hit) => !hit.status || hit.status === "active"), "several words find the whole key only");
  await sameAnswers(dir, index, ["page_action close", "kind:event page_action close", "kind:metric page_action close", "page_action reopen", "page_action", "page action close", "page_action open", "close page_action", "\"page_action close\"", "page_action close -open", "page_action  close"]);
});

test("a key may have any character: others are found where it has a line break", async () => {
  const files = { "dictum.yml": 'dialect: plain\nkinds: {thing: {files: "*_t.yml", key: /name, description: /about}}\n' };
  const ends = ["", "\n", "\nz", " ", "\r\u2028", "\u0001", "\u{10ffff}"], keys = []; // not eight, so that files of eight records begin with each of them
  for (let i = 0; i < 100; i++) keys.push(...ends.map((end) => `a${i}${end}`));
  keys.forEach((key, i) => files[`${i}_t.yml`] = `name: ${JSON.stringify(key)}\nabout: ${i % 7 ? "Words" : "Zebra"}.\n`);
  const { dir, index } = await made("breaks", files);
  for (let i = 0; i < 100; i++) assert.equal((await index.query(`a${i}`)).hits[0]?.key, `a${i}`);
  assert.equal((await index.query("words", { limit: 1000 })).hits.length, keys.filter((_, i) => i % 7).length);
  await sameAnswers(dir, index, ["words", "zebra", "a3", "a99", "a9", "a", "a12\u{10ffff}", "entry", "a3 kind:thing"]);
});

test("several words are looked for among keys only where keys have blanks", async () => {
  const files = { "dictum.yml": "kinds:\n  note: {files: [\"n/*.yml\"], key: /id}\n  event: {files: [\"e/*.yml\"], key: /id}\n", "n/1.yml": "id: one_two\n", "e/1.yml": "id: one_two\n" };
  const loaded = [], keysRead = async (name, more) => {
    const { out } = await made(name, { ...files, ...more });
    loaded.length = 0;
    await (await open(out, (file) => loaded.push(file))).query("three four");
    return loaded.some((file) => file.startsWith("k/"));
  };
  assert.equal(await keysRead("no-blanks", {}), false);
  assert.equal(await keysRead("some-blanks", { "n/2.yml": "id: one two\n" }), true);
});

test("fields may be called what definitions call them", async () => {
  const index = await open(own), pairs = [["time:28d", "time_frame:28d"], ["source:redis", "Data_source:redis"], ["-type:number", "-value_type:number"], ["data:optional", "data_category:optional"]];
  for (const [short, long] of pairs) {
    const [a, b] = [await index.query(short), await index.query(long)];
    assert.ok(a.total > 0 && a.total === b.total, `${short}: ${a.total} and ${b.total}`);
    assert.deepEqual(b.notices, []);
  }
  assert.equal(index.suggest("time_frame:2").field, "time");
  await sameAnswers(definitions, index, pairs.flat());
});

test("what kinds of one's own show in short can be asked for, and words find it", async () => {
  const kind = "title: Measures\n    files: [\"m/*.yml\"]\n    key: /id\n    description: /about\n    chips: [team, status]\n    facts: [cadence]\n    facets: [unit, team, has]";
  const files = { "dictum.yml": `kinds:\n  metric:\n    ${kind}\n` };
  for (const [i, team] of ["Deck crew", "Pilots"].entries()) files[`m/${i}.yml`] = `id: berths_${i}\nabout: Berths.\nunit: ships\nteam: ${team}\ncadence: nightly\nhas: masts\n`;
  const { dir, index } = await made("harbor", files), keys = async (query) => (await index.query(query)).hits.map((h) => h.key);
  assert.deepEqual(await keys("team:pilots"), ["berths_1"]);
  assert.deepEqual(await keys("-team:\"deck crew\" kind:metric"), ["berths_1"]);
  assert.deepEqual(await keys("pilot"), ["berths_1"]);
  assert.deepEqual((await index.query("pilots")).notices.map((n) => n.text), ["narrower: team:pilots"]);
  assert.deepEqual(await keys("unit:ships"), ["berths_0", "berths_1"]);
  assert.deepEqual(await keys("has:description unit:ships"), ["berths_0", "berths_1"], "built-in fields keep their names");
  assert.match((await index.query("cadence:nightly")).notices[0].text, /no field is called "cadence"/);
  assert.deepEqual(index.fields.filter((f) => /^(team|unit|has)$/.test(f.name)).map((f) => f.name).sort(), ["has", "team", "unit"]);
  await sameAnswers(dir, index, ["team:pilots", "-team:\"deck crew\" kind:metric", "pilots", "deck", "unit:ships crew", "cadence:nightly", "has:masts"]);
});

test("a field of one's own can be asked for by its name, whatever is in it, or by words of it where a query cannot hold that", async () => {
  const names = ["level2", "utm-source", "a.b", "Größe", "größe", "CamelCase", "日本", "x,y", "a/b", "__proto__"], words = { "og:title": "og_title", "Team name": "team_name", "-dash": "dash", "say\"so": "say_so" };
  const all = [...names, ...Object.keys(words)], files = { "dictum.yml": `dialect: plain\nkinds: {thing: {files: "*_t.yml", key: /name, facets: ${JSON.stringify(all)}}}\n` };
  for (let i = 0; i < 6; i++) files[`${i}_t.yml`] = `name: thing${i}\n${all.map((name, f) => `${JSON.stringify(name)}: "v${f}, ${i % 3}"\n`).join("")}`;
  const { dir, index } = await made("names", files), asked = [];
  for (const [f, name] of all.entries()) {
    const written = Object.hasOwn(words, name) ? words[name] : name, text = `${written}:"v${f}, 1"`, row = { value: `v${f}, 1`, label: `v${f}, 1` };
    const { total, notices, count } = await index.query(text);
    assert.deepEqual([total, notices], [2, []], text);
    assert.deepEqual((await count(written)).map(({ value, n, current }) => [value, n, current]), [0, 1, 2].map((i) => [`v${f}, ${i}`, 2, i === 1]), text);
    assert.equal(index.toggle("thing", written, row), `thing ${text}`);
    assert.equal(index.toggle(`thing ${text}`, written, { ...row, current: true }), "thing");
    assert.deepEqual([index.suggest(`${written}:v${f}`).field, index.suggest(`${written}:v${f}`).values.length], [written, 3]);
    assert.ok(index.suggest(written).fields.some((field) => field.name === written), written);
    asked.push(text, `-${text} kind:thing`, text.toUpperCase(), `${written}:`, `${written}:v9`, `${written}::x`, `${written}/x:y`, `${written}2:x`, `"${written}:x"`);
  }
  for (const query of ["LEVEL2:\"v0, 1\"", "camelcase:\"v5, 1\"", "utm_source:\"v1, 1\""]) assert.equal((await index.query(query)).total, 2, query);
  for (const query of ["foo2:bar", "counts.x:y", "é:x", "%:x", "2:x", "http://x"]) {
    assert.ok((await index.query(query)).notices.every(({ type }) => type === "word"), `${query} is words`);
    asked.push(query);
  }
  assert.match((await index.query("milestone:x")).notices[0].text, /fields are .*Größe, größe/);
  await sameAnswers(dir, index, [...asked, "v0 level2", "größe v3", "milestone:x", "levle:x", "groesse:x", "level2:v0 thing1 größe:x"]);
});

test("what plain words are said to name can be asked for where the name of the field has digits", async () => {
  const files = { "dictum.yml": 'dialect: plain\nkinds: {thing: {files: "*_t.yml", key: /name, chips: [level2]}}\n' };
  for (let i = 0; i < 4; i++) files[`${i}_t.yml`] = `name: thing${i}\nlevel2: gold${i % 2}\n`;
  const { dir, index } = await made("digits", files), [narrower] = (await index.query("gold1")).notices;
  assert.equal(narrower.text, "narrower: level2:gold1");
  assert.deepEqual([(await index.query(narrower.suggest)).total, (await index.query(narrower.suggest)).notices], [2, []]);
  await sameAnswers(dir, index, ["gold1", "level2 gold1", "level2:gold1", "gold1 level2"]);
});

test("fields of one's own are found by words whatever they are called, and by their names where nothing else is", async () => {
  const names = ["stage", "section", "added", "is", "kind", "has", "removed", "owner"], values = names.map((name) => `${name}beta`);
  const files = { "dictum.yml": `dialect: plain\nkinds: {thing: {files: "*_t.yml", key: /name, status: {field: /status}, chips: ${JSON.stringify([...names, "status"])}, facets: [is]}}\n` };
  for (let i = 0; i < 2; i++) files[`${i}_t.yml`] = `name: thing${i}\nstatus: active\n${names.map((name, n) => `${name}: ${i ? "other" : values[n]}\n`).join("")}`;
  const { dir, index } = await made("taken", files), keys = async (query) => (await index.query(query)).hits.map((h) => h.key);
  for (const value of values) assert.deepEqual([await keys(value), (await index.query(value)).notices.filter(({ type }) => type === "word")], [["thing0"], []], value);
  for (const name of ["stage", "section"]) assert.deepEqual(await keys(`${name}:${name}beta`), ["thing0"]);
  assert.match((await index.query("is:isbeta")).notices[0].text, /^no "is" is called "isbeta"/, "built-in fields keep their names");
  assert.match((await index.query("active")).notices[0].text, /nothing contains "active"/, "what the built-in field tells is no word");
  await sameAnswers(dir, index, [...values, ...names.map((name) => `${name}:${name}beta`), "stage:other", "active", "status:active"]);
  const owned = await made("owned", { ...files, "dictum.yml": files["dictum.yml"].replace("key: /name", "key: /name, owner: {group: /owner}") + "owners: owners.yml\n",
    "owners.yml": "stages: {st1: {name: Moonshine}}\ngroups: {ownerbeta: {stage: st1}}\n" });
  assert.deepEqual((await owned.index.query("stage:moonshine")).hits.map((h) => h.key), ["thing0"]);
  assert.deepEqual((await owned.index.query("stagebeta")).hits.map((h) => h.key), ["thing0"]);
  await sameAnswers(owned.dir, owned.index, ["stage:moonshine", "stagebeta", "stage:stagebeta", "section:sectionbeta"]);
});

test("names with humps are found in small and in capital letters, and by their parts", async () => {
  const files = { "dictum.yml": 'dialect: plain\nkinds: {thing: {files: "*_t.yml", key: /name, description: /about, chips: [class]}}\n' };
  const rows = [["Projects::ConfigurationController seen", "One.", "FooBar"], ["two", "Of the RedisHLLMetric, \u201cGitLab\u201d or https://x.org/SomePage.", "UsageStraßeÄ9Count"], ["three", "None.", "Other"]];
  for (const [i, [name, about, own]] of rows.entries()) files[`${i}_t.yml`] = `name: "${name}"\nabout: "${about}"\nclass: ${own}\n`;
  const { dir, index } = await made("humps", files), asked = [];
  for (const [i, names] of [["ConfigurationController", "FooBar"], ["RedisHLLMetric", "GitLab", "UsageStraßeÄ9Count"]].entries())
    for (const name of names) {
      const lower = name.replace(/[A-Z]/g, (c) => c.toLowerCase()), forms = [name, lower, name.replace(/[a-z]/g, (c) => c.toUpperCase()), name.split(/(?<=[a-z])(?=[A-Z])/)[0], `${lower} ${rows[i][2].toLowerCase().slice(0, 3)}`];
      for (const form of forms) assert.equal((await index.query(form)).hits[0]?.key, rows[i][0], form);
      asked.push(...forms);
    }
  for (const word of ["somepage", "foob", "ofthe"]) assert.notEqual((await index.query(word)).hits[0]?.key, "two", word);
  await sameAnswers(dir, index, [...asked, "somepage", "class:foobar", "class:FOOBAR", "redishll", "\"redishllmetric\"", "-configurationcontroller kind:thing"]);
});

test("a field that is not there is told, whatever its value looks like", async () => {
  const index = await open(own), unknown = ["planned:15.0", "planned:\"x\"", "-planned:15.0", "planned:[x]", "planned:$x.y", "planned:x"];
  for (const query of unknown) assert.match((await index.query(query)).notices[0]?.text ?? "", /^no field is called "planned"/, query);
  const [{ key }] = (await index.query("kind:metric")).hits, pasted = await index.query(`payload:${key}`);
  assert.deepEqual([pasted.hits[0].key, pasted.notices], [key, []], "the head of a key that is there is no field");
  await sameAnswers(definitions, index, [...unknown, `payload:${key}`]);
});

test("a value that is only begun is told with those that begin so", async () => {
  const index = await open(own), owners = (await index.query("kind:metric").then((r) => r.count("owner"))).map((row) => row.value);
  const begun = owners.map((value) => value.split("_")[0]).find((word) => word.length > 4 && !owners.includes(word) && owners.some((value) => value.length > word.length + 4 && value.startsWith(word)));
  const { notices: [notice] } = await index.query(`owner:${begun}`);
  assert.ok(notice.suggest.length > 0 && notice.suggest.every((value) => value.startsWith(begun)), JSON.stringify(notice));
  assert.ok(notice.text.endsWith(`did you mean ${notice.suggest.map((value) => `"${value}"`).join(" or ")}?`), notice.text);
  await sameAnswers(definitions, index, [`owner:${begun}`, "added:1", "owner:%", "status:actve", "added:zzz"]);
});

test("suggestions complete words, fields and values without loading anything", async () => {
  const loaded = [], index = await open(own, (name) => loaded.push(name));
  assert.ok(index.suggest("wo").words.includes("work"));
  assert.ok(index.suggest("sta").fields.some((f) => f.name === "status"));
  assert.deepEqual(index.suggest("status:rem").values.map((v) => v.value), ["removed"]);
  assert.deepEqual(index.suggest(""), { begun: "", words: [], fields: [], field: "", values: [] });
  assert.deepEqual(loaded, ["root"]);
});

test("what is being typed in quotes is one value, also behind its blanks, and is completed behind what is begun", async () => {
  const files = { "dictum.yml": 'dialect: plain\nkinds: {event: {files: "*_e.yml", key: /name, facets: [lang]}}\n' };
  for (const [i, lang] of ["source code", "source control", "codex", "Straße a"].entries()) files[`${i}_e.yml`] = `name: n${i}\nlang: ${lang}\n`;
  const { index } = await made("typed", files), of = (text) => {
    const { begun, values } = index.suggest(text);
    return [begun, ...values.map(({ value }) => value).sort()];
  };
  assert.deepEqual(of('lang:"source c'), ["lang:", "source code", "source control"]);
  assert.deepEqual(of('x -lang:"source co'), ["x -lang:", "source code", "source control"]);
  assert.deepEqual(of('lang:"source control" ö lang:"Straße '), ['lang:"source control" ö lang:', "Straße a"]);
  assert.deepEqual(of('lang:"source control" lang:cod'), ['lang:"source control" lang:', "codex"]);
  assert.deepEqual(of('lang:"source code" cod'), ['lang:"source code" ']);
  assert.deepEqual(of('lang:"source code" '), ['lang:"source code"']);
  const long = 'a:"b":"c","d"" '.repeat(20000);
  assert.deepEqual(of(`${long}lang:cod`), [`${long}lang:`, "codex"]);
});

test("behind a comma, the dots of a range or a sign a value is completed, what stands before it stays, and values listed there are not offered again", async () => {
  const files = { "dictum.yml": 'dialect: plain\nkinds: {event: {files: "*_e.yml", key: /name, facets: [lang]}}\n' }, langs = ["a,b", "a b", "c", "C++", "1.5", "2.5"];
  for (const [i, lang] of langs.entries()) files[`${i}_e.yml`] = `name: n${i}\nlang: "${lang}"\n`;
  const { index } = await made("listed", files), of = (text) => {
    const { begun, values } = index.suggest(text);
    return [begun, ...values.map(({ text }) => text).sort()];
  };
  for (const before of ["lang:", "lang:1.5,", 'lang:"x, y",', 'x -lang:"x..y",1..2,>=', "LANG:..", "lang:1.5..", "lang:<", "lang:>=", "lang:1.5,2.."])
    assert.deepEqual(of(`${before}2`), [before, "2.5"]);
  assert.deepEqual(of("lang:c,"), ["lang:c,", '"a b"', '"a,b"', "1.5", "2.5", "C++"], "of those with the same words only what is written so");
  assert.deepEqual(of('lang:"a,b",C++,a'), ['lang:"a,b",C++,', '"a b"']);
  assert.deepEqual(of('lang:"a,b'), ["lang:", '"a b"', '"a,b"']);
  assert.deepEqual(of("lang:1.5,2.5,1"), ["lang:1.5,2.5,"]);
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

const assets = join(folder, "own/assets"), scripts = readdirSync(assets).filter((file) => file.endsWith(".js"));

test("the joined scripts of a site can be read", () => {
  assert.equal(scripts.length, 2);
  for (const file of scripts) {
    const check = spawnSync(process.execPath, ["--check", join(assets, file)], { encoding: "utf8" });
    assert.equal(check.status, 0, check.stderr);
  }
});

test("the joined engine, which has other names, answers like its modules", async () => {
  const { readShard } = await import("./search.mjs"), load = async (name) => readShard(own, name);
  const text = readFileSync(join(assets, scripts.find((file) => file.startsWith("search."))), "utf8");
  let openIndex;
  vm.runInThisContext("(mm_) => " + text.trim().replace(/;$/, ""))((name, open) => { openIndex = open; });
  assert.ok(!text.includes("tokenize") && openIndex.name.length < 3);
  const joined = await openIndex(load), modules = await open(own);
  const all = async (index, query) => {
    const result = await index.query(query, { limit: 30 });
    const counts = await Promise.all(index.fields.map((field) => result.count(field.name)));
    return JSON.stringify([result, counts, index.suggest(query), index.filters(query), index.toggle(query, "status", { value: "active", label: "active" })]);
  };
  for (const query of [...odd, ...cases("relevance-own.tsv").map((row) => row.query)]) assert.equal(await all(joined, query), await all(modules, query), query);
});

test("search modules keep to what one joined script can hold", () => {
  const names = new Set();
  for (const file of readdirSync(join(top, "static")).filter((name) => /^search.*\.js$/.test(name))) {
    const text = readFileSync(join(top, "static", file), "utf8");
    for (const line of text.split("\n")) {
      if (/^import/.test(line)) assert.match(line, /^import \{[A-Za-z, ]+\} from "\.\/[a-z_]+\.js";$/);
      if (/^export/.test(line)) assert.match(line, /^export (async function|function|const|class) /);
      const name = /^(?:export )?(?:async )?(?:function|const|class) (\w+)/.exec(line)?.[1];
      if (name) assert.ok(!names.has(name), `${file}: ${name} is there twice`);
      if (name) names.add(name);
    }
  }
});
