// Reads queries like src/render/search_parse.c: words, "phrases", field:value, -negation, a,b alternatives and ranges.
import {distance, fromBytes, isStopWord, lower, tokenize, trim, writeValue} from "./search_text.js";
import {findFacet} from "./search_index.js";

const isBlankByte = (s, i) => !(s.charCodeAt(i) > 32); // or the end

// Past the item that begins there; quotes after ':' and ',' hold blanks together.
function itemEnd(s, from) {
  const item = /(?:[:,]"[^"]*"?|[^\0- ])*/y;
  item.lastIndex = from;
  item.test(s);
  return item.lastIndex;
}

// Where the last item of a text begins, or what is blank behind it.
export function lastItem(s) {
  let last = 0;
  for (let i = 0; i < s.length; i = Math.max(i + 1, itemEnd(s, i))) last = i;
  return last;
}

// What stands in front of a colon and the field that is called so, whatever is in its name; what only looks like one has none.
export function fieldOf(x, item) {
  const [, name] = /^([^:]+):(?![:/])/.exec(item) ?? [], facet = name && findFacet(x, name);
  return facet || /^[A-Z_]+:/i.test(item) ? [name, facet] : [];
}

function addWord(q, word) {
  if (!q.words.some((w) => w.text === word)) q.words.push({ text: word, typed: false });
}

export function addWords(q, text) {
  for (const word of tokenize(text)) addWord(q, word);
}

// A range has one or two bounds, as [">=", "17.0"]; a value, as what is quoted always is, has none.
function readBounds(text) {
  const [, sign, than, from, to] = /^([<>]=?)(.*)|^(?!")(.*?)\.\.(.*)/s.exec(text) ?? [];
  return sign ? [[sign, than]] : [[">=", from], ["<=", to]].filter((bound) => bound[1]);
}

const parseValues = (s) => [...s.matchAll(/"([^"]*)"?|[^,]+/g)].map(([all, value = all]) => ({ value, bounds: readBounds(all) })).filter((c) => c.value);

// The name whose id is most like a text, in a list: fewer letters than `most` differ, of short texts one.
export function closest(text, names, ids, most) {
  let best = text.length < 4 ? 2 : most, near = [];
  names.forEach((name, i) => {
    const d = distance(text, ids[i], 3);
    if (d < best) [best, near] = [d, [name]];
  });
  return near;
}

function noteUnknownField(q, x, name) {
  const names = x.facets.map((f) => f.n), near = closest(lower(name), names, x.facets.map((f) => f.b), 3);
  q.note("field", `no field is called "${name}", ` + (near[0] ? `did you mean "${near}"?` : `fields are ${names.join(", ")}`), near);
}

function exclude(q, text) {
  const words = tokenize(text);
  if (words.length) q.excluded.push(words);
}

// Returns the text that became words; empty when none did.
function readItem(q, x, text, negated) {
  const [name, facet] = fieldOf(x, text);
  const value = name && text.slice(name.length + 1), item = value || text;
  if (facet) {
    const any = parseValues(value);
    if (any.length) q.filters.push({ facet, negated, any });
    else q.note("field", `no value follows "${fromBytes(text)}"`, value ? [] : facet.v?.slice(0, 3).map((v) => fromBytes(text) + writeValue(v)));
    return "";
  }
  if (value) noteUnknownField(q, x, name);
  if (negated) {
    exclude(q, item);
    return "";
  }
  addWords(q, item);
  return item;
}

export function parse(q, x, text) {
  let last = "";
  for (let i = 0; i < text.length;) {
    if (isBlankByte(text, i)) {
      i++;
      continue;
    }
    const negated = text[i] === "-" && !isBlankByte(text, i + 1);
    if (negated) i++;
    if (text[i] === '"') {
      let end = text.indexOf('"', i + 1);
      if (end < 0) end = text.length;
      const phrase = text.slice(i + 1, end);
      if (negated) exclude(q, phrase);
      else {
        const words = tokenize(phrase, true);
        addWords(q, phrase);
        if (words.length) q.phrases.push(words);
      }
      last = "";
      i = end + 1;
      continue;
    }
    const end = itemEnd(text, i), n = q.filters.length;
    last = readItem(q, x, text.slice(i, end), negated);
    if (q.filters.length > n) Object.assign(q.filters[n], { from: i - negated, to: end });
    i = end;
  }
  // Descriptions are indexed without stop words, so they can only be asked for alone or in a name.
  const kept = q.words.filter((w) => !isStopWord(w.text));
  if (kept.length && !q.begun) q.words = kept;
  // The word at the end may be the beginning of one; a single letter is one only there.
  const end = tokenize(last, true).pop();
  if (!end || !q.words.length || !/[A-Za-z0-9\x80-\xff]$/.test(text)) return;
  if (end.length === 1 || (isStopWord(end) && last.includes("_"))) addWord(q, end);
  const word = q.words.at(-1);
  if (word.text === end) word.typed = true;
}

// The filters of a query: {facet, negated, any, from, to}.
export function filtersOf(x, text) {
  const q = { words: [], phrases: [], filters: [], excluded: [], note() {} };
  parse(q, x, text);
  return q.filters;
}

// Alternatives that stand for themselves: status:active,deprecated.
export const isPlain = (filter) => !filter.negated && filter.any.every((c) => !c.bounds[0]);

export function withoutFilters(text, filters) {
  return filters.reduceRight((s, f) => trim(`${trim(s.slice(0, f.from))} ${trim(s.slice(f.to))}`), text);
}
