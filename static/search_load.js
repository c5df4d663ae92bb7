// Engine and index come as classic scripts, which also load from the disk. Each of them makes one call of mm_; calls nobody waits for are
// not listened to.
export const form = document.querySelector("form.search");
export const latestFirst = ["added", "removed"]; // fields whose values are versions
const waiting = new Map();
let opened;

globalThis.mm_ = (name, ...args) => {
  const key = waiting.has(name) ? name : `${name}/${args[0]}`;
  waiting.get(key)?.(args);
  waiting.delete(key);
};

function loadScript(name, url) {
  return new Promise((resolve, reject) => {
    const script = make("script");
    waiting.set(name, resolve);
    script.src = url;
    script.onload = script.onerror = () => {
      waiting.delete(name);
      script.remove();
      reject(new Error(`cannot load ${url}`)); // too late where the call came
    };
    document.head.append(script);
  });
}

// The index, loaded once; after a failure the next call tries again.
export function openSearch() {
  if (opened) return opened;
  const { up, index, engine } = form.dataset;
  opened = Promise.all([loadScript("current", index), loadScript("engine", engine)]).then(([[all, gone], [openIndex]]) =>
    openIndex((name) => loadScript(name, `${up}${name[0] === "g" ? gone + name.slice(1) : all + name}.js`), gone));
  opened.catch(() => { opened = undefined; });
  return opened;
}

export const urlOf = (hit) => form.dataset.up + hit.url;
export const number = (n) => n.toLocaleString("en");
export const resultsUrl = (text, page = 1) => `${form.dataset.up}search.html?q=${encodeURIComponent(text)}${page > 1 ? `&p=${page}` : ""}`;

export const capital = (text) => text[0].toUpperCase() + text.slice(1);

// "1 result", "1,200 results"
export const numbered = (n, noun) => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;

// "12 results", "About 15,800 results"
export function countOf({ total, about }, start = "") {
  return capital(start + (about ? "about " : "") + numbered(total, "result"));
}

// "Metric, active, Code review"; "Exact match. Former metric, renamed: use counts.b"
export function factsOf(hit) {
  const kind = hit.use === undefined ? hit.word : `former ${hit.word}`, use = hit.use ? `: use ${hit.use}` : "";
  return (hit.exact ? "Exact match. " : "") + capital([kind, hit.status + use, hit.ownerName.replaceAll("_", " ")].filter(Boolean).join(", "));
}

// A part of a key, which lines may break behind a dot and before an underscore.
function addPart(parent, text) {
  text.replace(/\.|(?=_)/g, "$&\n").split("\n").forEach((part, i) => parent.append(...(i ? [make("wbr"), part] : [part])));
}

// A text, or a key where `parent` is of that class, with its marks: [[from, to]...], later ones never begin before earlier ones end.
export function addMarked(parent, text, marks) {
  const add = parent.className === "key" ? addPart : (element, part) => element.append(part);
  let at = 0;
  for (const [from, to] of marks) {
    if (from < at) continue;
    const mark = make("mark");
    add(mark, text.slice(from, to));
    add(parent, text.slice(at, from));
    parent.append(mark);
    at = to;
  }
  add(parent, text.slice(at));
}

export function make(name, className, text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
