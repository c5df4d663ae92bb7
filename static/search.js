// Search over the dictionary in the browser. openIndex(load) reads i/<hash>/root.js; load(name) gives the arguments of a shard's mm_(...) call
// as a promise: load("root"), load("p/3"), and where there are keys that are gone (`gone`) load("groot"), load("gp/3"). Needs no document;
// src/render/search_query.c gives the same answers.
import {addWords, fieldOf, filtersOf, isPlain, lastItem, parse, withoutFilters} from "./search_parse.js";
import {clip, fromBytes, idOf, keyForms, lower, toBytes, tokenize, trim, valueId, wordPlaces, writeValue} from "./search_text.js";
import {findFacet, findToken, lowerKey, openRoot, read, readFacet, readRecord, textOf, tokensFrom} from "./search_index.js";
import {expand, findAllowed, isPair, markValues, rank} from "./search_rank.js";

const FEW = 3; // hits with all words: below, keys that are gone are looked for
const MAX_QUERY = 400, WORDS = 16, INNER = 4, EXACT_MAX = 64, STARTED = 8, SCORE_EXACT = 1 << 20, SCORE_STARTED = 1 << 19, COMPLETIONS = 8;

const isOneWord = (s) => !/[\0- ]/.test(s);

// Documents that are allowed, with keys from the first one to before the last one. What has blanks is looked for where keys have some.
async function findRange(x, allowed, from, to) {
  const out = [];
  for (const kind of x.kinds.keys()) {
    if (!(isOneWord(from) || x.kinds[kind][6])) continue;
    const end = await lowerKey(x, kind, to);
    for (let id = await lowerKey(x, kind, from); id < end; id++) if (allowed[id]) out.push(id);
  }
  return out;
}

// Whether a text can be the beginning of a key.
const canStart = (key) => /.[._].|..[._]/s.test(key);

async function findKey(x, allowed, key, one) {
  const exact = (await findRange(x, allowed, key, key + "\0")).slice(0, EXACT_MAX), list = one && key.includes(".");
  const all = one && canStart(key) && (!exact.length || list) ? await findRange(x, allowed, key, key + "\xff") : [];
  const started = all.filter((id) => !exact.includes(id));
  return exact.length + started.length && { key, exact, started, list };
}

// Keys of allowed documents that the text is or begins, and the text whose words are to be looked for.
async function findKeys(x, allowed, text) {
  const one = isOneWord(text), none = { key: "", exact: [], started: [], text }, [field, facet] = fieldOf(x, text.replace(/^-/, ""));
  if (facet) return none;
  const forms = one ? keyForms(text) : [text], last = forms.at(-1);
  // a dot, an arrow or a bracket before its end may make a key of what stands among other words
  const inner = text.split(/[\0- (){}=;,]/).map((s) => s.replace(/[.:]+$/, "")).filter((s) => /[.>\]]./.test(s));
  for (const form of [...forms, ...(last?.endsWith(".") ? [last.slice(0, -1)] : []), ...inner.slice(0, INNER).flatMap(keyForms)]) {
    const found = await findKey(x, allowed, form, one);
    if (found) return { ...found, text: form };
  }
  return { ...none, text: forms[1] && !field && /[['"$.]/.test(text) ? last : text };
}

// What may be the beginning of the last part of a key: several words without a blank between them, or one that nobody has.
function findBegun(x, text) {
  const s = lower(text);
  return s.length > 2 && /^[a-z0-9_]*$/.test(s) && (s.includes("_") || findToken(x, s) < 0) ? s : "";
}

// Words that name a value: "gmau create stage" can be asked for as pi:gmau stage:create.
function noteValues(q, x) {
  const out = [], words = q.words.map((w) => w.text);
  const match = (at) => {
    for (let n = 3; n; n--) {
      if (at + n > words.length) continue;
      const id = words.slice(at, at + n).join("_");
      for (const f of x.facets) {
        const named = words[at + n] === f.b;
        if (!f.v || !(named || f.w) || ![...f.v, ...f.l].some((v) => idOf(v) === id)) continue;
        out.push(`${f.b}:${id}`);
        return n + named;
      }
    }
    out.push(words[at]);
    return 1;
  };
  for (let i = 0; i < words.length;) i += match(i);
  const text = fromBytes(out.join(" "));
  if (text.includes(":") && !q.filters.length && !q.phrases.length && !q.excluded.length) q.note("narrower", "narrower: " + text, text);
}

// Where the words of a text are those of the query: [[from, to]...] in characters of the text.
function marksOf(text, wanted) {
  const bytes = toBytes(text), out = [];
  const at = (i) => fromBytes(bytes.slice(0, i)).length;
  for (const [word, from, to] of wordPlaces(bytes, true)) if (wanted.has(word)) out.push([Math.max(at(from), out.at(-1)?.[1] ?? 0), at(to)]);
  return out;
}

function markedWords({ q, x }) {
  const out = new Set([...q.phrases.flat(), ...tokenize(q.key, true)]);
  for (const w of q.words)
    for (const t of [...w.single, ...w.joined]) for (const word of textOf(x, t).split("+")) out.add(word);
  return out;
}

const readQuery = (input) => trim(clip(toBytes(input), MAX_QUERY));

// The filters of a text that name values of a field.
const filtersBy = (x, text, name) => filtersOf(x, text).filter((filter) => filter.facet.n === name && isPlain(filter));

const askedBy = (filters) => filters.flatMap((filter) => filter.any.map((c) => c.value));

// How many of the hits have each value of a field. Where the query names values of it, the others are counted as if it did not.
async function countValues(x, text, name, hits, wanted) {
  const own = filtersBy(x, text, name), f = await readFacet(x, findFacet(x, toBytes(name)));
  const counts = new Uint32Array(f.values.length), current = own.map((filter) => markValues(filter, f, () => {}));
  const rest = withoutFilters(text, own), take = (id) => { for (const v of f.sets[f.set[id]]) counts[v]++; };
  if (!rest) for (let id = 0; id < x.n; id++) take(id);
  else for (const { id } of own.length ? (await findAll(x, rest, wanted)).all : hits) take(id);
  return f.values.map((value, v) => ({ value, label: f.labels[v] || value, n: counts[v], current: current.some((marks) => marks[v]) }))
    .filter((row) => row.n || row.current);
}

// The filters of a text, each with its field and the text that is left without it.
function listFilters(x, input) {
  const text = readQuery(input);
  return filtersOf(x, text).map((filter) => ({ name: filter.facet.n, text: fromBytes(text.slice(filter.from, filter.to)), without: fromBytes(withoutFilters(text, [filter])) }));
}

// The text that also asks for a value of a field, or no longer asks for it.
function toggleValue(x, input, name, { value, label, current }) {
  const text = readQuery(input), own = filtersBy(x, text, name), rest = withoutFilters(text, own), exact = toBytes(value);
  const ids = [value, label].map(idOf), asked = askedBy(own), loose = current && !asked.includes(exact);
  const kept = asked.filter((s) => s !== exact && !(loose && ids.includes(valueId(s))));
  if (kept.length === asked.length) kept.push(exact);
  return fromBytes(kept.length ? trim(`${rest} ${toBytes(name)}:${kept.map(writeValue).join(",")}`) : rest);
}

// All documents a query finds, best first. Filters stand beside a key as they do beside words: a key of what they leave out is none.
async function findAll(x, asked, wanted) {
  const notices = [], filters = filtersOf(x, asked), bare = withoutFilters(asked, filters);
  const keys = await findKeys(x, await findAllowed({ filters, excluded: [], note() {} }, x), bare);
  const q = { key: keys.key, words: [], phrases: [], filters: keys.key ? filters : [], excluded: [], about: false, unseen: 0 };
  q.note = (type, text, suggest) => notices.push({ type, text, suggest });
  if (!keys.list) {
    const text = q.key || !filters.length ? keys.text : asked;
    q.begun = findBegun(x, text);
    if (q.key) addWords(q, text);
    else parse(q, x, text);
    q.words.splice(WORDS);
    if (!q.key) noteValues(q, x);
    await expand(q, x);
  }
  const allowed = await findAllowed(q, x), hits = (ids, score) => ids.map((id) => ({ id, score }));
  const front = [...hits(keys.exact, SCORE_EXACT), ...hits(keys.started.slice(0, keys.list ? x.n : STARTED), SCORE_STARTED)];
  for (const { id } of front) allowed[id] = 0;
  const ranks = !keys.list && (q.words.length || (!q.key && (q.filters.length || q.excluded.length)));
  const all = front.concat(ranks ? await rank(q, x, allowed, wanted) : []);
  return { x, q, notices, bare, all, exact: keys.exact.length, full: all.filter((h) => !h.lacks).length };
}

// Keys that are gone and that no entry has, where the query names no field but the kind and few entries have all words.
async function findGone({ x, q, exact, bare, full }, asked, wanted) {
  const one = isOneWord(bare), few = full < FEW, like = canStart(bare);
  if (exact || !bare || !x.gone || q.phrases.length || q.excluded.length || q.filters.some((f) => f.facet.n !== "kind") ||
    !(one || few || (like && x.kinds.some((k) => k[6])))) return { all: [], q };
  const from = await read(x, "groot", ([root]) => ({ ...openRoot(root), strict: true, load: (name) => x.load("g" + name) }));
  const gone = await findAll(from, asked, wanted);
  return { ...gone, all: gone.all.slice(0, few || (one && like) ? gone.full : gone.exact) };
}

async function answer(x, input, { limit = 20, offset = 0 } = {}) {
  const text = readQuery(input), wanted = offset + limit, found = await findAll(x, text, wanted), gone = await findGone(found, text, wanted);
  const { q, all, full } = found, both = [...gone.all.slice(0, gone.exact), ...all.slice(0, full), ...gone.all.slice(gone.exact), ...all.slice(full)];
  const hits = await Promise.all(both.slice(offset, wanted).map(async (hit) => {
    const from = gone.all.includes(hit) ? gone : found, record = await readRecord(from.x, hit.id), words = markedWords(from);
    return { ...record, ...hit, exact: hit.score === SCORE_EXACT, marks: { key: marksOf(record.key, words), description: marksOf(record.description, words) } };
  }));
  return {
    hits, total: both.length + q.unseen, about: q.about || gone.q.about, notices: gone.exact || (gone.all[0] && q.unknown) ? [] : found.notices,
    count: (name) => countValues(x, text, name, all, wanted)
  };
}

// What of the index of keys that are gone cannot be loaded says nothing about the entries.
async function query(x, input, options) {
  try {
    return await answer(x, input, options);
  } catch (why) {
    if (!x.gone) throw why;
    const living = await answer({ ...x, gone: "" }, input, options);
    living.notices.push({ type: "gone", text: "renamed and deleted keys cannot be read" });
    return living;
  }
}

// What the last word of a text, behind what is begun, may become, from the lexicon alone: words, those of most documents first, fields, all such
// values of a field that are not listed before.
function suggest(x, input) {
  const text = toBytes(input), item = text.slice(lastItem(text)).replace(/^-/, ""), [, f] = fieldOf(x, item);
  // the field, other values with their commas, the lower bound of a range with its dots, a sign of comparison
  const [before] = /^[^:]+:(("[^"]*"|[^"])*(,|\.\.))?([<>]=?)?|/.exec(item);
  const id = valueId(item.slice(before.length)), word = !before && tokenize(item, true).pop(), asked = askedBy(filtersOf(x, before));
  const values = (f?.v ?? []).map((value, i) => ({ value, label: f.l[i] || value, text: writeValue(value) }))
    .filter(({ value, label }) => [value, label].some((s) => idOf(s).startsWith(id)) && !asked.includes(toBytes(value)));
  const words = word ? tokensFrom(x, word).filter((i) => !isPair(x.tokens[i])).sort((a, b) => x.df[b] - x.df[a]).slice(0, COMPLETIONS).map((i) => fromBytes(x.tokens[i])) : [];
  const fields = x.facets.filter((f) => word && idOf(f.n).startsWith(id)).map((f) => ({ name: f.n, title: f.t }));
  return { begun: fromBytes(text.slice(0, text.length - item.length) + before), words, fields, field: f?.n ?? "", values };
}

export async function openIndex(load, gone) {
  const [root] = await load("root"), x = { ...openRoot(root), load, gone };
  return {
    fields: x.facets.map((f) => ({ name: f.n, title: f.t, size: f.s, only: f.v?.length < 2 })),
    suggest: (text) => suggest(x, text),
    query: (text, options) => query(x, text, options),
    filters: (text) => listFilters(x, text),
    toggle: (text, name, row) => toggleValue(x, text, name, row)
  };
}
