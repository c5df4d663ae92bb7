// Search over the dictionary in the browser. openIndex(load) reads i/<hash>/root.js; load(name) gives the arguments of a shard's mm_(...) call
// as a promise: load("root"), load("p/3"). Needs no document; src/render/search_query.c gives the same answers.
import {addWords, filtersOf, isPlain, parse, startsWithField, withoutFilters} from "./search_parse.js";
import {clip, fromBytes, keyForms, lower, toBytes, tokenize, trim, valueId, wordPlaces} from "./search_text.js";
import {findToken, kindOf, lowerBound, lowerKey, openRoot, readFacet, readRecord, textOf} from "./search_index.js";
import {expand, findAllowed, markValues, rank} from "./search_rank.js";

const MAX_QUERY = 400, EXACT_MAX = 64, STARTED = 8, SCORE_EXACT = 1 << 20, SCORE_STARTED = 1 << 19, COMPLETIONS = 8;

const hasAny = (s, chars) => [...chars].some((c) => s.includes(c));
const isOneWord = (s) => !/[\x00-\x20]/.test(s);

async function findExact(x, key) {
  const out = [];
  for (let kind = 0; kind < x.kinds.length; kind++) {
    const end = kind + 1 < x.kinds.length ? x.kinds[kind + 1][4] : x.n;
    for (let id = await lowerKey(x, kind, key, toBytes); id < end && out.length < EXACT_MAX; id++) {
      if (toBytes((await readRecord(x, id)).key) !== key) break;
      out.push(id);
    }
  }
  return out;
}

async function findStarted(x, key, exact) {
  const out = [];
  for (let kind = 0; kind < x.kinds.length; kind++) {
    const from = await lowerKey(x, kind, key, toBytes), to = await lowerKey(x, kind, key + "\xff", toBytes);
    for (let id = from; id < to; id++) if (!exact.includes(id)) out.push(id);
  }
  return out;
}

async function findKey(x, key, one) {
  const exact = await findExact(x, key), dot = key.includes(".");
  let started = [];
  if (one && key.length > 2 && hasAny(key.slice(1), "._") && (!exact.length || dot)) started = await findStarted(x, key, exact);
  if (!exact.length && !started.length) return null;
  return { key, exact, started, list: one && dot };
}

// Keys that the text is or begins, and the text whose words are to be looked for.
async function findKeys(x, text) {
  const one = isOneWord(text), none = { key: "", exact: [], started: [], list: false, text };
  if (startsWithField(x, text) || (!one && !hasAny(text, "._") && !text.includes("::"))) return none;
  const forms = one ? keyForms(text) : [text];
  const last = forms[forms.length - 1];
  for (const form of last?.endsWith(".") ? [...forms, last.slice(0, -1)] : forms) {
    const found = await findKey(x, form, one);
    if (found) return { ...found, text: form };
  }
  return { ...none, text: forms.length > 1 && hasAny(text, "['\"$.") ? last : text };
}

// What may be the beginning of the last part of a key: several words without a blank between them, or one that nobody has.
function findBegun(x, text) {
  const s = lower(text);
  return s.length > 2 && /^[a-z0-9_]*$/.test(s) && (s.includes("_") || findToken(x, s) < 0) ? s : "";
}

// Words that name a value: "gmau create stage" can be asked for as pi:gmau stage:create.
function noteValues(q, x) {
  const out = [], words = q.words.map((w) => w.text);
  let found = false;
  const match = (at) => {
    for (let n = 3; n; n--) {
      if (at + n > words.length) continue;
      const id = words.slice(at, at + n).join("_");
      for (const f of x.facets) {
        const named = words[at + n] === f.n;
        if (!f.v || !(named || f.w) || !f.v.some((v) => valueId(toBytes(v)) === id)) continue;
        out.push(`${f.n}:${id}`);
        found = true;
        return n + named;
      }
    }
    out.push(words[at]);
    return 1;
  };
  for (let i = 0; i < words.length;) i += match(i);
  const text = fromBytes(out.join(" "));
  if (found && !q.filters.length && !q.phrases.length && !q.excluded.length) q.note("narrower", "narrower: " + text, text);
}

// Where the words of a text are those of the query: [[from, to]...] in characters of the text.
function marksOf(text, wanted) {
  const bytes = toBytes(text), out = [];
  const at = (i) => (bytes.length === text.length ? i : fromBytes(bytes.slice(0, i)).length);
  for (const [word, from, to] of wordPlaces(bytes, true)) if (wanted.has(word)) out.push([at(from), at(to)]);
  return out;
}

function markedWords(q, x) {
  const out = new Set(q.phrases.flat());
  for (const w of q.words)
    for (const t of [...w.single, ...w.joined]) for (const word of textOf(x, t).split("+")) out.add(word);
  return out;
}

const readQuery = (input) => trim(clip(toBytes(input), MAX_QUERY));

// How many of the hits have each value of a field. Where the query names values of it, the others are counted as if it did not.
async function countValues(x, text, name, hits, wanted) {
  const own = filtersOf(x, text).filter((filter) => filter.name === name && isPlain(filter)), f = await readFacet(x, name);
  const counts = new Uint32Array(f.values.length), current = own.map((filter) => markValues(filter, f, () => {}));
  const rest = own.length ? withoutFilters(text, own) : text, take = (id) => { for (const v of f.sets[f.set[id]]) counts[v]++; };
  if (!rest) for (let id = 0; id < x.n; id++) take(id);
  else for (const { id } of own.length ? (await findAll(x, rest, wanted)).all : hits) take(id);
  const rows = f.values.map((value, v) => ({ value, label: f.labels[v] || value, n: counts[v], current: current.some((marks) => marks[v]) }));
  return rows.filter((row) => row.n || row.current);
}

// The filters of a text, each with the text that is left without it.
function listFilters(x, input) {
  const text = readQuery(input);
  return filtersOf(x, text).map((filter) => ({ text: fromBytes(text.slice(filter.from, filter.to)), without: fromBytes(withoutFilters(text, [filter])) }));
}

// How a value is asked for.
const plainValue = (s) => (/^[^\x00-\x20,"<>:/][^\x00-\x20,"]*$/.test(s) && !s.includes("..") ? s : valueId(s));

// The text that also asks for a value of a field, or no longer asks for it.
function toggleValue(x, input, name, { value, label }) {
  const text = readQuery(input), own = filtersOf(x, text).filter((filter) => filter.name === name && isPlain(filter));
  const ids = [value, label].map((s) => valueId(toBytes(s))), asked = own.flatMap((filter) => filter.any.map((c) => c.value));
  const kept = asked.filter((s) => !ids.includes(valueId(s))), rest = withoutFilters(text, own);
  if (kept.length === asked.length) kept.push(toBytes(value));
  return fromBytes(kept.length ? trim(`${rest} ${name}:${kept.map(plainValue).join(",")}`) : rest);
}

// All documents a query finds, best first. Filters stand beside a key as they do beside words.
async function findAll(x, asked, wanted) {
  const notices = [], filters = filtersOf(x, asked), keys = await findKeys(x, withoutFilters(asked, filters));
  const q = { words: [], phrases: [], filters: keys.key ? filters : [], excluded: [], about: false, unseen: 0 };
  q.note = (type, text, suggest) => notices.push({ type, text, suggest });
  if (!keys.list) {
    const text = keys.key || !filters.length ? keys.text : asked;
    q.begun = findBegun(x, text);
    if (keys.key) addWords(q, text);
    else {
      parse(q, x, text);
      noteValues(q, x);
    }
    await expand(q, x);
  }
  const allowed = await findAllowed(q, x), passing = (ids) => ids.filter((id) => allowed[id]);
  const front = passing(keys.exact).map((id) => ({ id, score: SCORE_EXACT }));
  for (const id of passing(keys.started).slice(0, keys.list ? x.n : STARTED)) front.push({ id, score: SCORE_STARTED });
  for (const { id } of front) allowed[id] = 0;
  const ranks = !keys.list && (q.words.length || ((q.filters.length || q.excluded.length) && !keys.key));
  return { q, keys, notices, all: ranks ? front.concat(await rank(q, x, allowed, wanted)) : front };
}

async function query(x, input, { limit = 20, offset = 0 } = {}) {
  const text = readQuery(input), { q, keys, notices, all } = await findAll(x, text, offset + limit);
  const shown = all.slice(offset, offset + limit), words = markedWords(q, x);
  if (keys.key) for (const word of tokenize(keys.key, true)) words.add(word);
  const hits = await Promise.all(shown.map(async ({ id, score }) => {
    const record = await readRecord(x, id);
    return { ...record, score, exact: score === SCORE_EXACT, marks: { key: marksOf(record.key, words), description: marksOf(record.description, words) } };
  }));
  return { hits, total: all.length + q.unseen, about: q.about, notices, count: (name) => countValues(x, text, name, all, offset + limit) };
}

// What the last word of a text may become, from the lexicon alone: words with the number of their documents, fields, values of a field.
function suggest(x, input) {
  const text = toBytes(input), item = /[^\x00-\x20]*$/.exec(text)[0].replace(/^-/, ""), colon = item.indexOf(":");
  if (colon > 0) {
    const f = x.facets.find((facet) => facet.n === lower(item.slice(0, colon))), id = valueId(item.slice(colon + 1));
    const values = (f?.v ?? []).map((value, i) => ({ value, label: f.l[i] || value, text: fromBytes(plainValue(toBytes(value))) }))
      .filter(({ value, label }) => valueId(toBytes(value)).startsWith(id) || valueId(toBytes(label)).startsWith(id));
    return { words: [], fields: [], field: f?.n ?? "", values: values.slice(0, COMPLETIONS) };
  }
  const word = tokenize(item, true).pop() ?? "", words = [];
  if (word)
    for (let i = lowerBound(x.tokens, word); i < x.tokens.length && x.tokens[i].startsWith(word); i++)
      if (!x.tokens[i].includes("+")) words.push({ text: fromBytes(x.tokens[i]), n: x.df[i] });
  words.sort((a, b) => b.n - a.n);
  const fields = word ? x.facets.filter((f) => f.n.startsWith(word)).map((f) => ({ name: f.n, title: f.t })) : [];
  return { words: words.slice(0, COMPLETIONS), fields, field: "", values: [] };
}

export async function openIndex(load) {
  const [root] = await load("root");
  const x = { ...openRoot(root), load };
  return {
    n: x.n,
    kinds: x.kinds.map(([name, title]) => ({ name, title })),
    fields: x.facets.map((f) => ({ name: f.n, title: f.t, size: f.s, only: f.v?.length < 2 })),
    suggest: (text) => suggest(x, text),
    query: (text, options) => query(x, text, options),
    filters: (text) => listFilters(x, text),
    toggle: (text, name, row) => toggleValue(x, text, name, row),
  };
}
