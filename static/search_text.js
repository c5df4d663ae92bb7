// Texts to words, as src/render/search_token.c and search_key.c do it byte for byte; tests/search/words.tsv holds both to it. All strings here are
// "byte strings": one character for each byte of UTF-8.
export const TOKEN = 40;
const STOP = new Set("a an and are as at by do does for from how in is many of on or our that the this to was we were when which with who".split(" "));
const encoder = new TextEncoder(), decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function toBytes(text) {
  let out = "";
  for (const byte of encoder.encode(text)) out += String.fromCharCode(byte);
  return out;
}

export function fromBytes(bytes) {
  return decoder.decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
}

export function lower(s) {
  return s.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

// The start of a UTF-8 character at or before n bytes.
export function clip(s, n) {
  if (s.length <= n) return s;
  while (n && (s.charCodeAt(n) & 0xc0) === 0x80) n--;
  return s.slice(0, n);
}

// Bytes of a punctuation mark above ASCII; 0: none starts here.
function markLength(s, i) {
  const c = s.charCodeAt(i), next = i + 1 < s.length ? s.charCodeAt(i + 1) : 0;
  if (c === 0xc2 && next >= 0x80) return 2;
  if (i + 2 < s.length && ((c === 0xe2 && (next === 0x80 || next === 0x81)) || (c === 0xe3 && next === 0x80))) return 3;
  return 0;
}

const isUpper = (c) => c > 64 && c < 91;
const isLower = (c) => c > 96 && c < 123;
const isLowerOrDigit = (c) => isLower(c) || (c > 47 && c < 58);

function isWordByte(s, i) {
  const c = s.charCodeAt(i);
  return isUpper(c) || isLowerOrDigit(c) || (c >= 0x80 && !markLength(s, i));
}

// Words with their places in s: [word, from, to]
export function wordPlaces(s, all) {
  const out = [], small = lower(s);
  let i = 0;
  while (i < s.length) {
    if (!isWordByte(s, i)) {
      i += markLength(s, i) || 1;
      continue;
    }
    const from = i;
    for (i++; i < s.length && isWordByte(s, i); i++) if (isUpper(s.charCodeAt(i)) && isLower(s.charCodeAt(i - 1))) break;
    const word = clip(small.slice(from, i), TOKEN);
    if (word.length > 1 || (all && word)) out.push([word, from, i]);
  }
  return out;
}

export function tokenize(s, all) {
  return wordPlaces(s, all).map((place) => place[0]);
}

export function isStopWord(word) {
  return STOP.has(word);
}

export function stem(word) {
  const n = word.length;
  if (n < 4 || n > TOKEN) return word;
  if (n > 4 && word.endsWith("ies")) return word.slice(0, -3) + "y";
  if (n > 5 && word.endsWith("ing")) return word.slice(0, -3);
  if (n > 4 && (word.endsWith("ed") || word.endsWith("es"))) return word.slice(0, -2);
  if (n > 4 && word.endsWith("e")) return word.slice(0, -1);
  if (word.endsWith("s") && word[n - 2] !== "s") return word.slice(0, -1);
  return word;
}

// Optimal string alignment distance; limit + 1 when it is larger.
const rows = [new Uint8Array(TOKEN + 1), new Uint8Array(TOKEN + 1), new Uint8Array(TOKEN + 1)];
export function distance(a, b, limit) {
  const n = a.length, m = b.length;
  if (n > TOKEN || m > TOKEN || Math.abs(n - m) > limit) return limit + 1;
  let [before, last, now] = rows;
  for (let j = 0; j <= m; j++) last[j] = j;
  for (let i = 1; i <= n; i++) {
    const c = a.charCodeAt(i - 1);
    let best = (now[0] = i);
    for (let j = 1; j <= m; j++) {
      const d = b.charCodeAt(j - 1);
      let v = last[j - 1] + (c === d ? 0 : 1);
      if (last[j] + 1 < v) v = last[j] + 1;
      if (now[j - 1] + 1 < v) v = now[j - 1] + 1;
      if (i > 1 && j > 1 && c === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === d && before[j - 2] + 1 < v) v = before[j - 2] + 1;
      now[j] = v;
      if (v < best) best = v;
    }
    if (best > limit) return limit + 1;
    [before, last, now] = [last, now, before];
  }
  return Math.min(last[m], limit + 1);
}

export function trim(s) {
  return s.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "");
}

const isQuote = (c) => c === "'" || c === '"' || c === "\x60";
const isBlank = (c) => c === " " || (c >= "\t" && c <= "\r");

// Parts of a pasted key between dots, brackets, colons and arrows; null for prose.
function keyParts(s) {
  const parts = [];
  let i = 0, bare = true, quotedHead = false;
  const ends = (k) => (s[k] === "-" ? s[k + 1] === ">" : ".[]:>".includes(s[k]));
  const skip = () => {
    for (; i < s.length && ends(i); i++) bare = bare && s[i] === ".";
  };
  skip();
  quotedHead = i > 0;
  while (i < s.length) {
    let from = i;
    const quote = isQuote(s[i]) ? s[i] : "";
    if (quote) {
      quotedHead = quotedHead || !parts.length;
      bare = false;
      for (from = ++i; i < s.length && s[i] !== quote; i++);
    } else {
      for (; i < s.length && !ends(i) && !isQuote(s[i]); i++) if (isBlank(s[i])) return null;
    }
    if (i > from) parts.push(s.slice(from, i));
    if (quote && i < s.length) i++;
    skip();
  }
  return parts.length ? { parts, bare, quotedHead } : null;
}

// Keys a pasted text may mean: metrics['a']['b'], $.a.b, "a"."b", a->'b'->>'c', usage_data:a.b, metrics/a.b.html.
export function keyForms(text) {
  const s = trim(text).replace(/[,;!?]+$/, ""), page = /([^/]+)\.html$/.exec(s), out = [];
  const add = (key) => key && !out.includes(key) && out.push(key);
  add(s);
  if (page) return [s, page[1]];
  const found = keyParts(s);
  if (!found || (found.bare && s[0] !== "$" && s[0] !== ".")) return out;
  const rest = found.parts[0] === "$" ? found.parts.slice(1) : found.parts;
  add(rest.join("."));
  if (!found.quotedHead && rest.length > 1) add(rest.slice(1).join("."));
  return out;
}

export function valueId(s) {
  return tokenize(lower(s), true).join("_");
}

// Dotted numbers by their values.
export function compareVersions(a, b) {
  const x = a.match(/[0-9]+/g) ?? [], y = b.match(/[0-9]+/g) ?? [];
  for (let i = 0; ; i++) {
    if (x[i] === undefined || y[i] === undefined) return x[i] !== undefined ? 1 : y[i] !== undefined ? -1 : 0;
    const p = x[i].replace(/^0+(?=.)/, ""), q = y[i].replace(/^0+(?=.)/, "");
    if (p.length !== q.length) return p.length < q.length ? -1 : 1;
    if (p !== q) return p < q ? -1 : 1;
  }
}
