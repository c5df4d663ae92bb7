// From the words of a query to documents in order, as src/render/search_expand.c, search_filter.c and search_rank.c do it with the same numbers.
import {TOKEN, compareVersions, distance, fromBytes, idOf, lower, stem, toBytes, tokenize, valueId, writeValue} from "./search_text.js";
import {closest} from "./search_parse.js";
import {eachPosting, findToken, groupOf, kindOf, lastPart, readFacet, readNames, readPostings, readRare, readRecord, readValues, shardOf, textOf, tokensFrom, weightOf} from "./search_index.js";

const TOKENS = 12, TYPED = 64, SHARDS = 2, JOINED = 4, PREFIXES = 400, BUDGET = 68000, WINDOW = 16, NEAR = 8, NAMES = 512, BLOCKS = 16;
const ENOUGH = 8; // hits with all words: others need not follow
const SAME = 16, STEM = 15, GLUED = 14, SYNONYM = 13, BEGINS = 12, BEGINS_LEAST = 6, TYPO = 10, TYPOS = 7, PART = 5;
const NEIGHBOURS = 4;
export const isPair = (token) => token.includes("+");
const beginQuality = (more) => Math.max(BEGINS_LEAST, BEGINS - more);

function add(x, list, token, quality) {
  const old = list.find((t) => t.token === token);
  if (old) old.quality = Math.max(old.quality, quality);
  else list.push({ token, quality, df: x.df[token] });
}

function addStems(x, word, list) {
  if (word.length < 4) return;
  const same = stem(word);
  for (const i of tokensFrom(x, word.slice(0, 3)))
    if (!isPair(x.tokens[i]) && stem(x.tokens[i]) === same) add(x, list, i, x.tokens[i] === word ? SAME : STEM);
}

// Tokens of the same word: it and those with its stem.
function sameWord(x, word, rare) {
  const list = rare ? [{ ...rare, quality: SAME }] : [], i = findToken(x, word);
  if (i >= 0) add(x, list, i, SAME);
  addStems(x, word, list);
  return list;
}

function addTypos(x, word, list) {
  const limit = word.length > 6 ? 2 : 1;
  if (word.length < 4) return;
  x.tokens.forEach((token, i) => {
    if (isPair(token)) return;
    const d = /^[\xe3-\xe9]/.test(word) ? 3 : distance(word, token, limit); // kana and Han: letters are words
    if (d === 1 || (d === 2 && limit === 2 && token[0] === word[0])) add(x, list, i, d === 1 ? TYPO : TYPOS);
    else if (token.length > word.length && token.includes(word)) add(x, list, i, PART);
  });
}

// Whether an item is in a set, where there is room for some.
function fits(set, most, item) {
  if (set.size < most) set.add(item);
  return set.has(item);
}

function expandWord(x, w) {
  const list = [], word = w.text, same = findToken(x, word);
  let least = Infinity;
  if (w.typed || word.length > 2)
    for (const i of tokensFrom(x, word).slice(0, PREFIXES)) {
      const more = x.tokens[i].length - word.length;
      if (!more || isPair(x.tokens[i])) continue;
      least = Math.min(least, more);
      add(x, list, i, beginQuality(more));
    }
  if (same >= 0) {
    add(x, list, same, SAME);
    w.cap = weightOf(x, x.df[same]);
  } else w.cap = 0;
  addStems(x, word, list);
  let known = w.rare || list.some((t) => t.quality >= STEM);
  for (const s of x.synonyms) {
    if (s.words.length > 1) continue;
    const other = s.word === word ? s.token : stem(s.token) === stem(word) ? s.word : "";
    const token = other ? findToken(x, other) : -1;
    if (token < 0) continue;
    add(x, list, token, SYNONYM);
    known = true;
  }
  w.taken = !known && least > (w.typed ? TOKEN : 3);
  if (w.taken) addTypos(x, word, list);
  // the best ones, in few shards
  list.sort((a, b) => b.quality - a.quality || b.df - a.df || a.token - b.token);
  const shards = new Set(), most = w.typed ? SHARDS + 1 : SHARDS;
  w.single = list.slice(0, w.typed ? TYPED : TOKENS).filter(({ token }) => fits(shards, most, shardOf(x, token)));
  if (w.rare) {
    w.single.push({ ...w.rare, quality: SAME });
    w.cap = weightOf(x, w.rare.df);
  }
  w.df = w.single.reduce((sum, t) => sum + t.df, 0);
  w.joined = [];
}

function addJoined(x, words, first, n, token, quality) {
  if (token < 0) return;
  for (let i = first; i < first + n; i++) if (words[i].joined.length < JOINED) add(x, words[i].joined, token, quality);
}

// "merge+request" for the neighbours merge, request; also with another form or only the beginning of the second.
function joinPair(x, words, i) {
  const next = words[i + 1], start = words[i].text + "+";
  addJoined(x, words, i, 2, findToken(x, words[i].text + next.text), GLUED);
  for (const t of tokensFrom(x, start)) {
    const second = x.tokens[t].slice(start.length);
    if (second === next.text) addJoined(x, words, i, 2, t, SAME);
    else if (stem(second) === stem(next.text)) addJoined(x, words, i, 2, t, STEM);
    else if (next.typed && second.startsWith(next.text) && !isPair(second))
      addJoined(x, words, i, 2, t, beginQuality(second.length - next.text.length));
  }
}

// mr for "merge request" and the other way round.
function joinSynonyms(x, words, i) {
  for (const s of x.synonyms) {
    const n = s.words.length;
    if (n < 2) continue;
    if (s.word === words[i].text) addJoined(x, words, i, 1, findToken(x, s.token), SYNONYM);
    if (i + n > words.length || !s.words.every((word, k) => stem(word) === stem(words[i + k].text))) continue;
    addJoined(x, words, i, n, findToken(x, s.token), SAME);
    addJoined(x, words, i, n, findToken(x, s.word), SYNONYM);
  }
}

// The most similar words of the dictionary, at most three.
function nearest(x, word) {
  const limit = word.length < 6 ? 2 : 3, far = x.tokens.map((token) => (isPair(token) ? limit + 1 : distance(word, token, limit)));
  const all = [...far.keys()].filter((i) => far[i] <= limit && far[i] < word.length);
  return all.sort((a, b) => far[a] - far[b] || x.df[b] - x.df[a]).slice(0, 3).map((i) => fromBytes(x.tokens[i]));
}

// "a, b or c"
const orWords = (all) => all.map((word, i) => (i ? (i + 1 < all.length ? ", " : " or ") : "") + word).join("");
const orNothing = (all) => (all[0] ? `, did you mean ${orWords(all)}?` : "");

// Finds the words' tokens; words nobody has are left out and named in a notice.
export async function expand(q, x) {
  const words = q.words;
  await Promise.all(words.map(async (w) => { w.rare = await readRare(x, w.text); }));
  for (const w of words) expandWord(x, w);
  words.forEach((w, i) => {
    if (words[i + 1]) joinPair(x, words, i);
    joinSynonyms(x, words, i);
  });
  q.words = words.filter((w) => {
    if (w.taken && w.single[0]) q.note("taken", `"${fromBytes(w.text)}" is taken as ${orWords(w.single.slice(0, 3).map((t) => fromBytes(textOf(x, t))))}`);
    if (w.single[0] || w.joined[0]) return true;
    if (!w.text[1]) return false;
    const near = nearest(x, w.text);
    q.unknown = true;
    q.note("word", `nothing contains "${fromBytes(w.text)}"` + orNothing(near), near);
    return false;
  });
}

// What must be read whatever it costs, then words from the rarest on as long as they fit.
async function choose(q, x) {
  const used = new Set(), tokens = [];
  let loaded = 0;
  const shards = (list) => [...new Set(list.filter((t) => !t.text).map((t) => shardOf(x, t.token)))].filter((s) => !used.has(s));
  const cost = (list) => shards(list).reduce((sum, s) => sum + x.shardSizes[s], 0);
  const use = (list) => {
    loaded += cost(list);
    for (const s of shards(list)) used.add(s);
    tokens.push(...list);
  };
  [...q.excludedTokens.flat(), ...q.words.map((w) => w.joined)].forEach(use);
  [...q.words].sort((a, b) => a.df - b.df).forEach((w, k) => {
    w.left = k > 0 && loaded + cost(w.single) > BUDGET;
    w.weak = w.left && !w.joined.length;
    if (!w.left) use(w.single);
  });
  await readPostings(x, tokens);
}

function scoreWords(q, x, score, cover) {
  const best = new Uint32Array(x.n);
  let factor = 0;
  const take = (doc, impact) => {
    const v = factor * (impact + 1);
    if (best[doc] < v) best[doc] = v;
  };
  const scoreTokens = (list, cap) => {
    for (const t of list) {
      const weight = weightOf(x, t.df);
      factor = t.quality * (cap && weight > cap ? cap : weight);
      eachPosting(x, t, take);
    }
  };
  q.words.forEach((w, i) => {
    if (w.weak) return;
    if (!w.left) scoreTokens(w.single, w.cap);
    scoreTokens(w.joined, w.cap ? w.cap + NEIGHBOURS : 0);
    for (let d = 0; d < x.n; d++) {
      if (!best[d]) continue;
      score[d] += best[d];
      cover[d] |= 1 << i;
      best[d] = 0;
    }
  });
}

const byRank = (a, b) => a.more - b.more || b.score - a.score || a.id - b.id;

// Documents with all words. Where these are few, with words that weigh at least a third of the most that any has; what is lacking costs its share.
function find(q, x, allowed) {
  const score = new Uint32Array(x.n), cover = new Uint16Array(x.n);
  scoreWords(q, x, score, cover);
  const weights = q.words.map((w) => (w.weak ? 0 : w.cap || weightOf(x, w.df)));
  const weigh = (bits) => weights.reduce((sum, weight, i) => sum + ((bits >> i) & 1) * weight, 0), all = weigh(-1);
  const phrased = q.words.reduce((bits, w, i) => bits | ((!w.weak && q.phrases.some((words) => words.includes(w.text))) << i), 0);
  const collect = (least) => {
    const out = [];
    for (let d = 0; d < x.n; d++) {
      const has = allowed[d] && (cover[d] & phrased) === phrased && weigh(cover[d]);
      if (has && has >= least) out.push({ id: d, score: Math.floor((score[d] * has) / all), has, more: Infinity, lacks: q.unknown || has < all });
    }
    return out;
  };
  let hits = collect(all);
  const full = hits.length;
  if (full < ENOUGH && !x.strict) {
    hits = collect(1);
    hits = collect(hits.reduce((most, h) => Math.max(most, h.has), 0) / 3);
  }
  if (hits.length > full) q.note("lacking", `${full || q.key ? "few results have" : "no result has"} all words, best matches come first`);
  return hits.sort(byRank);
}

async function recordWords(x, id) {
  const record = await readRecord(x, id), key = toBytes(record.key);
  return {
    key: tokenize(key, true),
    last: tokenize(lastPart(kindOf(x, id), key), true),
    text: tokenize(toBytes(record.description), true)
  };
}

const hasPhrase = (text, phrase) => text.some((_, i) => phrase.every((word, k) => text[i + k] === word));

// Looks for phrases in as many groups of records as hits are wanted and a few more; as many of the later documents are taken to have them.
async function keepPhrases(q, x, hits, wanted) {
  const seen = new Set(), out = [];
  for (let i = 0; i < hits.length; i++) {
    const group = groupOf(x, hits[i].id);
    if (!seen.has(group) && seen.size === BLOCKS + wanted) {
      q.about = true;
      q.unseen = Math.floor(((hits.length - i) * out.length) / i);
      if (!out.length) q.note("phrase", `none of the best ${i} results with these words has them as a phrase`);
      break;
    }
    seen.add(group);
    const words = await recordWords(x, hits[i].id);
    if (q.phrases.every((p) => hasPhrase(words.key, p) || hasPhrase(words.text, p))) out.push(hits[i]);
  }
  return out;
}

// Whether a hit lies in one of the groups that are read to sort hits again.
const isNear = (x, near, { id }) => fits(near, NEAR, groupOf(x, id));

// Hits whose name begins like the query, to the front; those first that have the least more.
async function pullNames(q, x, hits, near) {
  const some = hits.slice(0, NAMES).filter((h) => isNear(x, near, h));
  const keys = await Promise.all(some.map(async ({ id }) => toBytes((await readRecord(x, id)).key)));
  some.forEach((h, i) => {
    const name = lastPart(kindOf(x, h.id), keys[i]);
    if (lower(name.slice(0, q.begun.length)) !== q.begun) return;
    h.more = name.length - q.begun.length;
  });
  hits.sort(byRank);
}

async function sortWindow(q, x, hits, near) {
  let n = 0;
  while (n < hits.length && n < WINDOW && isNear(x, near, hits[n])) n++;
  const window = hits.slice(0, n), sets = q.words.map((w) => new Set(w.single.map((t) => textOf(x, t))));
  const has = (i, text) => text.some((word) => sets[i].has(word));
  const adjoin = (i, text) => text.some((word, k) => k + 1 < text.length && sets[i].has(word) && sets[i + 1].has(text[k + 1]));
  const records = await Promise.all(window.map((h) => recordWords(x, h.id)));
  window.forEach((h, r) => {
    const { key, last, text } = records[r], base = h.score;
    const matched = last.filter((word) => sets.some((set) => set.has(word))).length;
    if (last.length) h.score += Math.floor((Math.floor(base / 2) * matched) / last.length);
    q.words.forEach((w, i) => {
      if (w.weak) h.score += SAME * (w.cap || 1) * (has(i, key) ? 5 : has(i, text) ? 2 : 0);
      if (i + 1 < q.words.length) h.score += adjoin(i, key) ? base >> 4 : adjoin(i, text) ? base >> 5 : 0;
    });
  });
  return window.sort(byRank).concat(hits.slice(n));
}

function passes(value, [sign, than]) {
  const order = compareVersions(value, than);
  return order ? order < 0 === (sign[0] === "<") : sign[1];
}

function noteUnknownValue(q, f, ids, value) {
  const id = valueId(value);
  let near = closest(id, f.values, ids, 4);
  if (id && !near[0]) near = f.values.filter((text, i) => ids[i].startsWith(id)).slice(0, 3);
  q.note("value", `no "${f.name}" is called "${fromBytes(value)}"` + orNothing(near.map((text) => `"${text}"`)), near.map(writeValue));
}

// Comparisons need numbers; one without compares with nothing.
const hasDigit = (text) => /\d/.test(text);
const findIncomparable = (c) => c.bounds.find((bound) => !hasDigit(bound[1]));

function noteNoMatch(q, f, ids, c) {
  const bound = findIncomparable(c);
  if (!bound) return noteUnknownValue(q, f, ids, c.value);
  q.note("value", `${f.name} compares numbers, such as 17.0, and "${fromBytes(bound[1])}" is none`);
}

// Marks the values that a filter names, of several that are called alike only the one that is written so; unknown(condition, ids) hears of those that no value has.
export function markValues(filter, { values, labels: texts }, unknown) {
  const ids = values.map(idOf), labels = texts.map((label, i) => (label ? idOf(label) : ids[i])), marks = new Uint8Array(values.length);
  for (const c of filter.any) {
    const id = valueId(c.value), range = c.bounds[0], incomparable = findIncomparable(c), exact = values.indexOf(fromBytes(c.value));
    let found = false;
    values.forEach((value, i) => {
      const one = range ? !incomparable && hasDigit(value) && c.bounds.every((bound) => passes(value, bound)) : exact < 0 ? ids[i] === id || labels[i] === id : i === exact;
      if (one) found = marks[i] = 1;
    });
    if (incomparable || (!found && !range)) unknown(c, ids);
  }
  return marks;
}

// Which documents a filter lets pass, and what is to be said about its values.
async function readFilter(x, filter) {
  const root = filter.facet, is = !filter.negated, pass = new Uint8Array(x.n).fill(!is), notes = [];
  const known = await readNames(x, root), marks = markValues(filter, known, (c, ids) => notes.push([known, ids, c])), docs = await readValues(x, root, marks);
  if (docs) for (const d of docs) pass[d] = is;
  else {
    const f = await readFacet(x, root), sets = f.sets.map((set) => set.some((v) => marks[v]));
    for (let d = 0; d < x.n; d++) if (sets[f.set[d]]) pass[d] = is;
  }
  return { pass, notes };
}

function leaveOut(x, words, allowed) {
  const count = new Uint8Array(x.n);
  words.forEach((list, i) => {
    for (const t of list) eachPosting(x, t, (doc) => { if (count[doc] === i) count[doc] = i + 1; });
  });
  for (let d = 0; d < x.n; d++) if (count[d] === words.length) allowed[d] = 0;
}

// Which documents pass all filters and are not excluded.
export async function findAllowed(q, x) {
  const allowed = new Uint8Array(x.n).fill(1);
  q.excludedTokens = await Promise.all(q.excluded.map((words) => Promise.all(words.map(async (word) => sameWord(x, word, await readRare(x, word))))));
  for (const { pass, notes } of await Promise.all(q.filters.map((filter) => readFilter(x, filter)))) {
    for (const note of notes) noteNoMatch(q, ...note);
    for (let d = 0; d < x.n; d++) allowed[d] &= pass[d];
  }
  await readPostings(x, q.excludedTokens.flat(2));
  for (const words of q.excludedTokens) leaveOut(x, words, allowed);
  return allowed;
}

// Documents that have the words, best first; without words all that are allowed.
export async function rank(q, x, allowed, wanted) {
  let hits = [];
  if (q.words.length) {
    await choose(q, x);
    hits = find(q, x, allowed);
  } else for (let d = 0; d < x.n; d++) if (allowed[d]) hits.push({ id: d, score: 0, lacks: q.unknown });
  if (q.phrases.length) hits = await keepPhrases(q, x, hits, wanted);
  const near = new Set();
  if (q.words.length && q.begun) await pullNames(q, x, hits, near);
  if (q.words.length) hits = await sortWindow(q, x, hits, near);
  q.about = q.about || q.words.some((w) => w.left);
  return hits;
}
