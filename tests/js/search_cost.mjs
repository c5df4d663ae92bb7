// What searching costs over an index: bytes that are loaded, as gzip -9 packs them, and time. Queries are made of the index's own words and
// keys, the same in every run.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { open } from "./search.mjs";

export const packed = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

export function randomNumbers(seed) {
  return (limit) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % limit;
  };
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
export const median = (list) => at([...list].sort((a, b) => a - b), 0.5);
export const high = (list) => at([...list].sort((a, b) => a - b), 0.95);

// The folders of an index with the size of their files: {p: [...], r: [...]}, and root.
export function sizes(folder) {
  const out = { root: [packed(join(folder, "root.js"))] };
  for (const part of readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory()))
    out[part] = readdirSync(join(folder, part)).map((file) => packed(join(folder, part, file)));
  return out;
}

export const sum = (list) => list.reduce((a, b) => a + b, 0);

// One, two and three words of names, words with a slip, beginnings, whole keys, filters.
export async function makeQueries(folder, n) {
  const index = await open(folder), keys = [], random = randomNumbers(2026);
  for (let i = 0; i < 40; i++) {
    const word = index.suggest("abcdefghijklmnoprstuvw"[i % 22]).words[random(8)];
    if (word) keys.push(...(await index.query(word, { limit: 5 })).hits.map((h) => h.key));
  }
  const queries = [];
  for (let i = 0; queries.length < n; i++) {
    const key = keys[random(keys.length)], words = key.split(/[._\W]+/).filter((w) => /^[a-z]{3,}$/.test(w)), from = random(Math.max(1, words.length - 2));
    const word = words[from] ?? "count";
    queries.push([word, words.slice(from, from + 2).join(" "), words.slice(from, from + 3).join(" "), word.slice(0, 2) + word.slice(3), word.slice(0, 4),
      key, key.slice(0, Math.ceil(key.length * 0.7)), `status:active ${word}`][i % 8]);
  }
  return queries;
}

// Bytes of each query: asked as the first one, and one after the other.
export async function measureBytes(folder, queries) {
  const size = new Map(), first = [], next = [];
  let bytes = 0;
  const count = (name) => {
    if (!size.has(name)) size.set(name, packed(join(folder, `${name}.js`)));
    bytes += size.get(name);
  };
  const session = await open(folder, count);
  for (const query of queries) {
    bytes = 0;
    await (await open(folder, count)).query(query, { limit: 8 });
    first.push(bytes);
    bytes = 0;
    await session.query(query, { limit: 8 });
    next.push(bytes);
  }
  next.shift();
  return { first, next };
}

// Milliseconds of each query, everything loaded.
export async function measureTime(folder, queries) {
  const index = await open(folder), times = [];
  for (let round = 0; round < 3; round++)
    for (const query of queries) {
      const from = process.hrtime.bigint();
      await index.query(query, { limit: 8 });
      if (round) times.push(Number(process.hrtime.bigint() - from) / 1e6);
    }
  return times;
}
