// What the tests of search share: the engine over a built site, and the program's answers to the same queries.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { staticModule } from "./modules.mjs";

const { openIndex } = await staticModule("search.js");

export const top = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const dictum = process.env.DICTUM ?? join(top, "build/release/dictum");
const batch = join(dirname(dictum), "tools/search_batch");

// Builds the site of a work tree and returns the folder of its index.
export function build(dir, out) {
  const run = spawnSync(dictum, ["-C", dir, "build", "--worktree", "-q", "-o", out], { encoding: "utf8", maxBuffer: 64 << 20 });
  if (run.status !== 0) throw new Error(`dictum build: ${run.stderr}`);
  return indexOf(out);
}

// The folder of a site's index, and beside it that of keys that are gone, if there is one.
export const indexOf = (site) => join(site, "i", readdirSync(join(site, "i")).find((name) => /^[0-9a-f]{10}$/.test(name)));
const isGone = (name) => /^g[0-9a-f]{10}$/.test(name);

// The arguments of the one call a shard is.
export function readShard(folder, name) {
  const text = readFileSync(join(folder, `${name}.js`), "latin1");
  let args;
  vm.runInNewContext(text, { mm_: (...all) => { args = all; } });
  args = structuredClone(args); // into arrays of this realm
  return args[0] === "root" ? [args[1]] : args.slice(1);
}

export async function open(folder, onLoad = () => {}) {
  const gone = readdirSync(dirname(folder)).find(isGone);
  return openIndex(async (name) => {
    onLoad(name);
    return name[0] === "g" ? readShard(join(dirname(folder), gone), name.slice(1)) : readShard(folder, name);
  }, gone);
}

// The program's answers, one for each query.
export function answers(dir, queries) {
  const run = spawnSync(batch, ["--worktree"], { cwd: dir, input: queries.map((q) => q + "\n").join(""), encoding: "utf8", maxBuffer: 256 << 20 });
  if (run.status !== 0) throw new Error(`search_batch: ${run.error ?? run.stderr}`);
  return run.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

// The engine's answer in the form of the program's.
export async function ask(index, query, options = { limit: 20 }) {
  const r = await index.query(query, options);
  return { total: r.total, about: r.about, notices: r.notices.map((n) => n.text), hits: r.hits.map(asRow) };
}
const asRow = (h) => [h.kind, h.key, h.score, h.url, ...(h.use === undefined ? [] : [h.status, h.use])];
