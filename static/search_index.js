// The index as its shards hold it (src/render/search_write.c): what is read when, and how it is decoded.
import {lower, toBytes} from "./search_text.js";

const SHARD_CHARS = 6000, PART_CHARS = 43000; // characters of a file
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGIT = new Uint8Array(128);
for (let i = 0; i < 64; i++) DIGIT[ALPHABET.charCodeAt(i)] = i;

// The number at `r.at` of the text `r.s`; moves behind it.
function nextNumber(r) {
  let v = 0, shift = 0, c;
  do {
    c = DIGIT[r.s.charCodeAt(r.at++)];
    v |= (c & 31) << shift;
    shift += 5;
  } while (c & 32);
  return v;
}

function numbers(s) {
  const out = [], r = { s, at: 0 };
  while (r.at < s.length) out.push(nextNumber(r));
  return out;
}

// Front coding: a digit for what is shared with the one before, then the rest.
function fronts(s, end) {
  let before = "";
  return s === "" ? [] : s.slice(0, -1).split(end).map((e) => (before = before.slice(0, DIGIT[e.charCodeAt(0)]) + e.slice(1)));
}

export function openRoot(root) {
  let at = -1, from = 0, shard = -1;
  root.facets.forEach((f, i) => {
    f.f = "f/" + i; // names may be none that addresses take
    f.b = toBytes(f.n);
  });
  const starts = numbers(root.st).map((gap) => (at += gap + 1)), tokens = fronts(root.lex, " ");
  const files = numbers(root.sz), shardSizes = [];
  const shardOfFile = files.map((n) => {
    if (n & 1) shardSizes[++shard] = 0;
    shardSizes[shard] += n >> 1;
    return shard;
  });
  return {
    ...root,
    tokens,
    df: numbers(root.df),
    starts,
    files,
    shardOfFile,
    shardSizes,
    falling: numbers(root.idf).map((df) => -df),
    blocks: [...root.bs].map((c) => (from += DIGIT[c.charCodeAt(0)] + 1)), // where each ends; none: all are alike
    keys: fronts(root.k, "\xff"),
    rare: fronts(root.ls, " "),
    synonyms: root.syn.map(([word, token]) => ({ word, token, words: token.split("+") })),
    shards: new Map()
  };
}

// Position of the first item that is not less.
export function lowerBound(all, s) {
  let low = 0, high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle] < s) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Position of the last item that is less, or of the first one.
const lastBelow = (all, s) => Math.max(lowerBound(all, s) - 1, 0);

export function findToken(x, word) {
  const i = lowerBound(x.tokens, word);
  return x.tokens[i] === word ? i : -1;
}

// Positions of the tokens that begin so.
export function tokensFrom(x, start) {
  const out = [];
  for (let i = lowerBound(x.tokens, start); x.tokens[i]?.startsWith(start); i++) out.push(i);
  return out;
}

// The file that has a token's postings, and what counts as one shard for the rules about how much is read.
const fileOf = (x, token) => lowerBound(x.starts, token + 1) - 1;
export const shardOf = (x, token) => x.shardOfFile[fileOf(x, token)];
// Weights lie in falling order of documents.
export const weightOf = (x, df) => lowerBound(x.falling, 1 - df) || 1;

export function kindOf(x, id) {
  let i = x.kinds.length - 1;
  while (i && x.kinds[i][5] > id) i--;
  return x.kinds[i];
}

export function lastPart(kind, key) {
  return kind[3] ? key.slice(key.lastIndexOf(kind[3]) + 1) : key;
}

// Reads a shard once, what was made of it is kept. A failed load may be tried again.
export function read(x, name, make, parts = 1) {
  let shard = x.shards.get(name);
  if (!shard) {
    const all = Array.from({ length: parts }, (_, i) => x.load(i ? `${name}_${i}` : name));
    shard = {};
    shard.promise = Promise.all(all).then(([first, ...more]) => (more.length ? [name, [first, ...more].map((args) => args[1]).join("")] : first)).then(
      (args) => (shard.value = make(args)),
      (error) => {
        x.shards.delete(name);
        throw error;
      }
    );
    x.shards.set(name, shard);
  }
  return shard.value ?? shard.promise;
}

// The postings of tokens. What is long has several files.
export function readPostings(x, list) {
  const files = new Set(list.filter((t) => !t.text).map((t) => fileOf(x, t.token)));
  return Promise.all([...files].map((i) => read(x, "p/" + i, (args) => args[1].split(" "), Math.max(1, Math.ceil(((x.files[i] >> 1) - 1) / PART_CHARS)))));
}

// A word that is not among the tokens of the root: {text, df, postings}; undefined when no rare token is it.
export async function readRare(x, word) {
  if (!x.rare.length || findToken(x, word) >= 0) return;
  const { texts, postings } = await read(x, "l/" + lastBelow(x.rare, word + "\0"), (args) => ({ texts: fronts(args[1], " "), postings: args[2].split(" ") }));
  const i = lowerBound(texts, word);
  if (texts[i] !== word) return;
  const token = { token: -1, text: word, postings: postings[i], df: 0 };
  eachPosting(x, token, () => { token.df++; });
  return token;
}

export const textOf = (x, t) => t.text ?? x.tokens[t.token];

// Calls take(document, impact) for each document of a token whose postings have been read.
export function eachPosting(x, t, take) {
  const file = t.text ? -1 : fileOf(x, t.token), s = t.postings ?? x.shards.get("p/" + file).value[t.token - x.starts[file]];
  const r = { s, at: 0 };
  while (r.at < s.length) {
    const impact = DIGIT[s.charCodeAt(r.at++)];
    let doc = -1;
    for (let n = nextNumber(r); n; n--) take((doc += nextNumber(r) + 1), impact);
  }
}

const readBlock = (x, block) => read(x, "r/" + block, ([, [keys, descriptions, status, owner, urls, uses]]) => ({
  keys, descriptions, status, urls, uses, owner: numbers(owner)
}));

// The block of a record, and the first record of a block.
const blockOf = (x, id) => (x.blocks.length ? lowerBound(x.blocks, id + 1) : (id / x.b) | 0);
const blockStart = (x, block) => (x.blocks.length ? (block ? x.blocks[block - 1] : 0) : block * x.b);

// Which records count as near one another, for the rules about how much is read.
export const groupOf = (x, id) => (x.blocks.length ? blockOf(x, id) : (id / x.g) | 0);

export async function readRecord(x, id) {
  const at = blockOf(x, id), block = await readBlock(x, at), i = id - blockStart(x, at), kind = kindOf(x, id);
  const owner = block.owner[i], key = block.keys[i], owners = owner && await readNames(x, findFacet(x, "owner"));
  return {
    id, key, kind: kind[0], word: kind[4],
    url: block.urls[i] || `${kind[2]}/${key}.html`,
    description: block.descriptions[i],
    use: block.uses?.[i], // instead of a key that is gone; others have none
    status: x.status[DIGIT[block.status.charCodeAt(i)]] ?? "",
    owner: owner ? owners.values[owner - 1] : "",
    ownerName: owner ? owners.labels[owner - 1] || owners.values[owner - 1] : ""
  };
}

// By its name, or in small letters by what else it goes by: time, time_frame. The name asked for is a byte string.
export const findFacet = (x, name) => x.facets.find((f) => f.b === name) ?? x.facets.find((f) => f.a.includes(lower(name)));

// What the values of a facet are called: the root may say so.
export const readNames = (x, root) => (root.v ? { name: root.n, values: root.v, labels: root.l } : readFacet(x, root));

export function readFacet(x, root) {
  return read(x, root.f, ([, values, labels, sets, column]) => {
    const set = new Uint32Array(x.n), all = numbers(column.slice(1));
    if (column[0] === "P") set.set(all);
    else for (let i = 0, d = 0; i < all.length; i += 2) set.fill(all[i], d, (d += all[i + 1] + 1));
    return { name: root.n, values: root.v ?? values, labels: root.l ?? labels, sets: sets.split(" ").map(numbers), set };
  });
}

// The documents of some values of a facet of the root, where that is less than the column of all documents; undefined where it is not. `marks` are the values.
export async function readValues(x, root, marks) {
  if (!root.q || x.shards.get(root.f)?.value) return;
  const wanted = new Map(); // file -> [from, to] of lists in it
  let file = root.p, used = 0;
  for (const [v, n] of numbers(root.q).entries()) {
    if (marks[v] && !n) return;
    if (!n) continue;
    if (used && used + n > SHARD_CHARS) [file, used] = [file + 1, 0];
    if (marks[v]) wanted.set(file, [...(wanted.get(file) ?? []), [used, used + n]]);
    used += n;
  }
  if (wanted.size * SHARD_CHARS >= root.s) return;
  const out = [];
  await Promise.all([...wanted].map(async ([i, lists]) => {
    const text = await read(x, "v/" + i, (args) => args[1]);
    for (const [from, to] of lists) {
      let doc = -1;
      for (const gap of numbers(text.slice(from, to))) out.push((doc += gap + 1));
    }
  }));
  return out;
}

// The first document whose kind and key are not less; key is a byte string.
export async function lowerKey(x, kind, key) {
  const target = String.fromCharCode(65 + kind) + key;
  const from = x.kinds[kind][5], to = x.kinds[kind + 1]?.[5] ?? x.n;
  if (from === to) return from;
  const group = lastBelow(x.keys, target);
  const block = group * x.kg + lastBelow(await read(x, "k/" + group, ([, text]) => fronts(text, "\xff")), target), keys = (await readBlock(x, block)).keys;
  for (let i = 0; i < keys.length; i++) {
    const id = blockStart(x, block) + i;
    if (id >= from && (id >= to || toBytes(keys[i]) >= key)) return Math.min(id, to);
  }
  return Math.min(Math.max(blockStart(x, block) + keys.length, from), to);
}
