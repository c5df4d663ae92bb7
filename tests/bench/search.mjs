// Bytes and times of the search index of made-up dictionaries, 6,000 and 100,000 definitions or those named. Prints, judges nothing but that the
// program and the script engine agree. DICTUM is the program. usage: node search.mjs WORK_FOLDER [N ...]
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { writeCorpus } from "../js/search_corpus.mjs";
import { high, makeQueries, measureBytes, measureTime, median, sizes, sum } from "../js/search_cost.mjs";
import { answers, ask, dictum, open } from "../js/search.mjs";

const work = resolve(process.argv[2]), counts = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [6000, 100000];
const kb = (n) => `${(n / 1000).toFixed(1)} KB`;
const row = (label, text) => console.log(`  ${label.padEnd(42)} ${text}`);

for (const n of counts) {
  const definitions = join(work, `words-${n}`), index = join(work, `index-${n}`);
  if (!existsSync(definitions)) writeCorpus(definitions, n);
  rmSync(index, { recursive: true, force: true });
  const run = spawnSync(join(dirname(dictum), "tools/search_write"), ["--worktree", index], { cwd: definitions, encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  const [built, written, spent] = run.stdout.trim().split(" "), size = sizes(index);
  const queries = await makeQueries(index, 80), { first, next } = await measureBytes(index, queries), ms = await measureTime(index, queries);
  const engine = await open(index), program = answers(definitions, queries);
  for (let i = 0; i < queries.length; i++) assert.deepEqual(await ask(engine, queries[i]), program[i], queries[i]);
  console.log(`${n.toLocaleString("en")} definitions, search; sizes as gzip -9 packs them`);
  row("index: built, written, time of processors", `${built} ms, ${written} ms, ${spent} ms`);
  for (const [part, all] of Object.entries(size)) if (all.length) row(`${part}: files, bytes, largest`, `${all.length}, ${kb(sum(all))}, ${kb(Math.max(...all))}`);
  row("all without records", kb(sum(Object.entries(size).filter(([part]) => part !== "r").map(([, all]) => sum(all)))));
  row("first answer without scripts: median, most", `${kb(median(first))}, ${kb(Math.max(...first))}`);
  row("further answers: median, 95 of 100 within", `${kb(median(next))}, ${kb(high(next))}`);
  row("time of an answer: median, 95 of 100 within", `${median(ms).toFixed(2)} ms, ${high(ms).toFixed(2)} ms`);
}
