// The index as its shards hold it (src/render/search_write.c): what is read when, and how it is decoded.
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGIT = new Uint8Array(128);
for (let i = 0; i < 64; i++) DIGIT[ALPHABET.charCodeAt(i)] = i;

function numbers(s) {
  const out = [];
  for (let i = 0; i < s.length;) {
    let v = 0, shift = 0, c;
    do {
      c = DIGIT[s.charCodeAt(i++)];
      v |= (c & 31) << shift;
      shift += 5;
    } while (c & 32);
    out.push(v);
  }
  return out;
}

// Front coding: a digit for what is shared with the one before, then the rest.
function fronts(s, end) {
  let before = "";
  return s === "" ? [] : s.slice(0, -1).split(end).map((e) => (before = before.slice(0, DIGIT[e.charCodeAt(0)]) + e.slice(1)));
}

export function openRoot(root) {
  let at = -1;
  const starts = numbers(root.st).map((gap) => (at += gap + 1));
  const tokens = fronts(root.lex, " ");
  return {
    ...root,
    tokens,
    df: numbers(root.df),
    starts,
    sizes: numbers(root.sz),
    weights: numbers(root.idf),
    synonyms: root.syn.map(([word, token]) => ({ word, token, words: token.split("+") })),
    shards: new Map(),
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

export function findToken(x, word) {
  const i = lowerBound(x.tokens, word);
  return x.tokens[i] === word ? i : -1;
}

export function shardOf(x, token) {
  let low = 0, high = x.starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x.starts[middle] <= token) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function weightOf(x, df) {
  let low = 0, high = x.weights.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x.weights[middle] >= df) low = middle + 1;
    else high = middle;
  }
  return low || 1;
}

export function kindOf(x, id) {
  let i = x.kinds.length - 1;
  while (i && x.kinds[i][4] > id) i--;
  return i;
}

export function lastPart(kind, key) {
  return kind[3] ? key.slice(key.lastIndexOf(kind[3]) + 1) : key;
}

// Reads a shard once, what was made of it is kept. A failed load may be tried again.
export function read(x, name, make) {
  let shard = x.shards.get(name);
  if (!shard) {
    shard = { value: undefined };
    shard.promise = x.load(name).then(
      (args) => (shard.value = make(args)),
      (error) => {
        x.shards.delete(name);
        throw error;
      },
    );
    x.shards.set(name, shard);
  }
  return shard.value === undefined ? shard.promise : shard.value;
}

export const readPostings = (x, shard) => read(x, "p/" + shard, (args) => args[1].split(" "));

// Calls take(document, impact) for each document of a token whose shard has been read.
export function eachPosting(x, token, take) {
  const shard = shardOf(x, token), s = x.shards.get("p/" + shard).value[token - x.starts[shard]];
  for (let p = 0; p < s.length;) {
    const impact = DIGIT[s.charCodeAt(p++)];
    let n = 0, shift = 0, c, doc = -1;
    do {
      c = DIGIT[s.charCodeAt(p++)];
      n |= (c & 31) << shift;
      shift += 5;
    } while (c & 32);
    while (n--) {
      let gap = 0;
      shift = 0;
      do {
        c = DIGIT[s.charCodeAt(p++)];
        gap |= (c & 31) << shift;
        shift += 5;
      } while (c & 32);
      doc += gap + 1;
      take(doc, impact);
    }
  }
}

const readBlock = (x, block) => read(x, "r/" + block, ([, [keys, descriptions, status, owner, urls]]) => ({
  keys, descriptions, status, urls, owner: numbers(owner),
}));

export async function readRecord(x, id) {
  const block = await readBlock(x, (id / x.b) | 0), i = id % x.b, kind = x.kinds[kindOf(x, id)];
  const owner = block.owner[i], key = block.keys[i], owners = x.facets.find((f) => f.n === "owner");
  return {
    id, key, kind: kind[0],
    url: block.urls[i] || `${kind[2]}/${key}.html`,
    description: block.descriptions[i],
    status: x.status[DIGIT[block.status.charCodeAt(i)]] ?? "",
    owner: owner ? owners.v[owner - 1] : "",
    ownerName: owner ? owners.l[owner - 1] || owners.v[owner - 1] : "",
  };
}

export function readFacet(x, name) {
  const root = x.facets.find((f) => f.n === name);
  return read(x, "f/" + name, ([, values, labels, sets, column]) => {
    const set = new Uint32Array(x.n), all = numbers(column.slice(1));
    if (column[0] === "P") set.set(all);
    else for (let i = 0, d = 0; i < all.length; i += 2) set.fill(all[i], d, (d += all[i + 1] + 1));
    return { name, values: root.v ?? values, labels: root.v ? root.l : labels, sets: sets.split(" ").map(numbers), set };
  });
}

// The first document whose kind and key are not less; key is a byte string, `bytes` makes one of a text.
export async function lowerKey(x, kind, key, bytes) {
  const target = String.fromCharCode(65 + kind) + key;
  const separators = (file) => read(x, "k/" + file, ([, text]) => fronts(text, "\n"));
  const from = x.kinds[kind][4], to = kind + 1 < x.kinds.length ? x.kinds[kind + 1][4] : x.n;
  if (from === to) return from;
  let list = await separators(0), base = 0;
  if (x.kg) {
    const group = Math.max(lowerBound(list, target) - 1, 0);
    base = group * x.kg;
    list = await separators(group + 1);
  }
  const block = base + Math.max(lowerBound(list, target) - 1, 0), keys = (await readBlock(x, block)).keys;
  for (let i = 0; i < keys.length; i++) {
    const id = block * x.b + i;
    if (id >= from && (id >= to || bytes(keys[i]) >= key)) return Math.min(id, to);
  }
  return Math.min(Math.max(block * x.b + keys.length, from), to);
}
