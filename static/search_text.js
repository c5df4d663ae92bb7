// Texts to words, as src/render/search_token.c and search_key.c do it byte for byte; tests/search/words.tsv holds both to it. All strings here are
// "byte strings": one character for each byte of UTF-8.
export const TOKEN = 40;
const STOP = new Set("a an and are as at by do does for from how in is many of on or our that the this to was we were what when where which with who".split(" "));
const encoder = new TextEncoder(), decoder = new TextDecoder("utf8", { ignoreBOM: true });

export function toBytes(text) {
  let out = "";
  for (const byte of encoder.encode(text)) out += String.fromCharCode(byte);
  return out;
}

export const fromBytes = (bytes) => decoder.decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));

export const lower = (s) => s.replace(/[A-Z]/g, (c) => c.toLowerCase());

// The start of a UTF-8 character at or before n bytes.
export function clip(s, n) {
  if (s.length <= n) return s;
  while (n && (s.charCodeAt(n) & 0xc0) === 0x80) n--;
  return s.slice(0, n);
}

// Punctuation above ASCII; characters of scripts that stand without blanks (Han, kana, Thai, Lao); else a word up to where a small letter stands before a capital one.
const MARK = "\\xc2[\\x80-\\xff]|\\xe2[\\x80\\x81][^]|\\xe3\\x80[^]";
const WIDE = "(?:[\\xe4-\\xe9][^]|\\xe3[\\x81-\\xff]|\\xe0[\\xb8-\\xbb])[^]";
const PARTS = new RegExp(`${MARK}|((?:${WIDE})+)|((?:[A-Z0-9]|(?!${MARK}|${WIDE})[\\x80-\\xff]|[a-z](?![A-Z]))*[a-z]?)`, "g");

// Words with their places in s: [word, from, to]. Nobody can tell where words end without blanks: every two neighbours are one.
export function wordPlaces(s, all, step = 3) {
  const out = [];
  for (const { 1: run, 2: part = "", index } of s.matchAll(PARTS))
    for (let i = 0; !i || run?.length > i + step; i += step) {
      const text = run ? run.slice(i, i + step * 2) : part, word = run ? text : clip(lower(text), TOKEN), from = index + i;
      if (word.length > 1 || (all && word)) out.push([word, from, from + text.length]);
    }
  return out;
}

export const tokenize = (s, all, step) => wordPlaces(s, all, step).map(([word]) => word);

export const isStopWord = (word) => STOP.has(word);

export const stem = (word) => word.replace(/^(..+)ies$/, "$1y").replace(/^(?:(...+)(?:ing|ed|es)|(....+)e|(..+[^s])s)$/, "$1$2$3");

// Optimal string alignment distance; limit + 1 when it is larger.
export function distance(a, b, limit) {
  const n = a.length, m = b.length;
  if (n > TOKEN || m > TOKEN || Math.abs(n - m) > limit) return limit + 1;
  let before = [], last = [], now = [];
  for (let j = 0; j <= m; j++) last[j] = j;
  for (let i = 1; i <= n; i++) {
    let best = (now[0] = i);
    for (let j = 1; j <= m; j++) {
      now[j] = Math.min(last[j - 1] + (a[i - 1] !== b[j - 1]), last[j] + 1, now[j - 1] + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) now[j] = Math.min(now[j], before[j - 2] + 1);
      best = Math.min(best, now[j]);
    }
    if (best > limit) return limit + 1;
    [before, last, now] = [last, now, before];
  }
  return Math.min(last[m], limit + 1);
}

export const trim = (s) => s.replace(/^[ \t-\r]+|[ \t-\r]+$/g, "");

// Parts of a pasted key between dots, brackets, colons and arrows.
const KEY_PART = /(['"\x60])([^]*?)(?:\1|$)|(?:[^.[\]:>'"\x60-]|-(?!>))+/g;

// Keys a pasted text may mean: metrics['a']['b'], $.a.b, "a"."b", a->'b'->>'c', usage_data:a.b, metrics/a.b.html, metrics/20210216_b.yml:12.
export function keyForms(text) {
  const s = trim(text).replace(/[,;!?]+$/, ""), out = [], add = (key) => key && !out.includes(key) && out.push(key);
  const page = /^(?:[^#?]*\/)?([^/#?:]+)\.(html|ya?ml|json)(?::[^/#?]*)?(?:[#?].*)?$/.exec(s), found = [...s.matchAll(KEY_PART)];
  add(s);
  if (page) add(page[2] === "html" ? page[1] : page[1].replace(/^[0-9]+_/, ""));
  else if (/^[$.]|['"\x60[\]:>]/.test(s) && !found.some(([part, quote]) => !quote && /[ \t-\r]/.test(part))) {
    const parts = found.map(([part, quote, inner]) => (quote ? inner : part)).filter(Boolean), rest = parts[0] === "$" ? parts.slice(1) : parts;
    add(rest.join("."));
    if (/^(?!['"\x60.[\]:>]|->)/.test(s)) add(rest.slice(1).join("."));
  }
  return out;
}

// How a value is asked for, so that no sign of it says more.
export const writeValue = (s) => (/^(?![<>:/]|.*\.\.)[^\0- ,"]+$/.test(s) ? s : `"${s.replace(/"/g, " ")}"`);

// How fields and their values are compared: here what stands without blanks stays whole.
export const valueId = (s) => tokenize(lower(s), true, 1e9).join("_");
export const idOf = (text) => valueId(toBytes(text));

// Dotted numbers by their values.
export function compareVersions(a, b) {
  const x = a.match(/[0-9]+/g) ?? [], y = b.match(/[0-9]+/g) ?? [];
  for (let i = 0; ; i++) {
    if (!x[i] || !y[i]) return !!x[i] - !!y[i];
    const p = BigInt(x[i]), q = BigInt(y[i]);
    if (p !== q) return p < q ? -1 : 1;
  }
}
