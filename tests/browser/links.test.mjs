// Walks every file of the site once: links and fragments resolve, titles differ, headings are in order, names are safe on every disk.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";
import { baseUrl, buildSite, filesOf } from "./site.mjs";

const site = buildSite();
const home = baseUrl();
const files = filesOf(site);
const known = new Set(files);
const most = 20; // complaints shown

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescape = (text) => text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, dec, name) =>
  hex ? String.fromCodePoint(parseInt(hex, 16)) : dec ? String.fromCodePoint(+dec) : entities[name] ?? all);

// One start tag: name and attributes; the site quotes every value.
const tags = /<([a-z][a-z0-9-]*)((?:\s+[^\s"'<>\/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*\/?>/gi;
const attributes = /([^\s"'<>\/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

const complaints = { links: [], outward: [], titles: [], headings: [], ids: [] };
const wanted = new Map(); // page -> fragment -> a page that asks for it
const next = new Map(); // page -> pages it links to
const redirects = new Set(); // addresses that can be made up, such as changes between two releases, lead on to a page
const ids = new Map(); // page -> its ids, kept until fragments are checked
const titles = new Map();

// The file a link of `from` leads to; undefined for links that leave the site.
function follow(from, tag, link) {
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith("//");
  if (absolute && !(home && link.startsWith(home))) {
    if (/^data:(image\/|,$)/.test(link) && (tag === "img" || tag === "link")) return undefined;
    if (!/^(https?|mailto):/i.test(link)) complaints.outward.push(`${from}: ${link}`);
    return undefined;
  }
  if (absolute) link = link.slice(home.length);
  else if (link.startsWith("/")) {
    complaints.links.push(`${from}: ${link} leaves the folder that the site is in`);
    return undefined;
  }
  const [, path, fragment] = link.match(/^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s);
  const inside = absolute ? path : posix.join(posix.dirname(from), path);
  let target = path === "" && !absolute ? from : decodeURIComponent(posix.normalize(inside || "."));
  if (target === "." || target === "./" || target.endsWith("/")) target = posix.join(target, "index.html");
  if (!known.has(target)) {
    complaints.links.push(`${from}: ${link}`);
    return undefined;
  }
  if (fragment && target.endsWith(".html")) {
    if (!wanted.has(target)) wanted.set(target, new Map());
    wanted.get(target).set(decodeURIComponent(fragment), from);
  }
  return target;
}

function readPage(path) {
  const text = readFileSync(join(site, path), "utf8").replace(/<!--.*?-->/gs, "");
  const own = new Set();
  const out = new Set();
  let level = 0, ones = 0;
  for (const [, tag, rest] of text.matchAll(tags)) {
    const a = {};
    for (const [, name, q, s, u] of rest.matchAll(attributes)) a[name.toLowerCase()] = unescape(q ?? s ?? u ?? "");
    if (a.id !== undefined) {
      if (own.has(a.id)) complaints.ids.push(`${path}: ${a.id}`);
      own.add(a.id);
    }
    for (const name of ["href", "src", "action", "data"]) {
      if (a[name] === undefined || a["http-equiv"]) continue;
      const target = follow(path, tag, a[name]);
      if (target && (tag === "a" || tag === "form")) out.add(target);
      if (/^https?:/i.test(a[name]) && tag === "a" && !(home && a[name].startsWith(home)) && !/noopener/.test(a.rel ?? "")) {
        complaints.outward.push(`${path}: ${a[name]} without rel="noopener"`);
      }
    }
    if (a["http-equiv"] === "refresh") redirects.add(path);
    const heading = tag.match(/^h([1-6])$/i);
    if (heading) {
      if (+heading[1] === 1) ones++;
      if (+heading[1] > level + 1) complaints.headings.push(`${path}: h${heading[1]} after ${level ? "h" + level : "nothing"}`);
      level = +heading[1];
    }
  }
  if (ones !== 1) complaints.headings.push(`${path}: ${ones} h1`);
  const title = text.match(/<title>([^<]*)<\/title>/i)?.[1].trim() ?? "";
  if (title === "") complaints.titles.push(`${path}: no title`);
  else if (titles.has(title)) complaints.titles.push(`${path} and ${titles.get(title)}: ${title}`);
  else titles.set(title, path);
  ids.set(path, own);
  next.set(path, out);
}

for (const path of files) if (path.endsWith(".html")) readPage(path);

const none = (list) => assert.deepEqual(list.slice(0, most), [], `${list.length} in all`);

test("the walk read pages and links", () => {
  assert.ok(next.size > 50, `${next.size} pages`);
  assert.ok([...next.values()].reduce((sum, out) => sum + out.size, 0) > next.size);
});

test("every link inside the site leads to a file", () => none(complaints.links));

test("every fragment leads to an id", () => {
  const lost = [];
  for (const [path, fragments] of wanted) {
    for (const [fragment, from] of fragments) if (!ids.get(path)?.has(fragment)) lost.push(`${from}: ${path}#${fragment}`);
  }
  none(lost);
});

test("links that leave the site are http, https or mailto and tell nothing", () => none(complaints.outward));
test("ids are unique in their page", () => none(complaints.ids));
test("every page has a title of its own", () => none(complaints.titles));
test("every page has one h1 and skips no heading level", () => none(complaints.headings));

test("every page can be reached from the home page", () => {
  const seen = new Set(["index.html"]);
  const queue = ["index.html"];
  while (queue.length) {
    for (const path of next.get(queue.pop()) ?? []) {
      if (!seen.has(path)) {
        seen.add(path);
        if (next.has(path)) queue.push(path);
      }
    }
  }
  none([...next.keys()].filter((path) => !seen.has(path) && path !== "404.html" && !redirects.has(path)));
});

test("style sheets name only files of the site", () => {
  const lost = [];
  for (const path of files.filter((name) => name.endsWith(".css"))) {
    const text = readFileSync(join(site, path), "utf8");
    for (const [, link] of text.matchAll(/(?:url\(\s*["']?|@import\s+["'])([^"')]+)/g)) {
      if (!link.startsWith("data:") && !link.startsWith("#") && !known.has(posix.join(posix.dirname(path), link))) lost.push(`${path}: ${link}`);
    }
  }
  none(lost);
});

test("no two files have names that differ only in case", () => {
  const seen = new Map();
  const same = [];
  for (const path of files) {
    const lower = path.toLowerCase();
    if (seen.has(lower)) same.push(`${seen.get(lower)} and ${path}`);
    seen.set(lower, path);
  }
  none(same);
});

test("file names need no escaping and fit every file system", () =>
  none(files.filter((path) => !/^[A-Za-z0-9._~\/-]+$/.test(path) || path.split("/").some((part) => part.length > 200))));

test("the text for assistants links files of the site", () => {
  const links = [...readFileSync(join(site, "llms.txt"), "utf8").matchAll(/^- \[.+?\]\((.+?)\)/gm)].map(([, url]) => url);
  assert.ok(links.length >= 8, `${links.length} links`);
  none(links.filter((url) => !known.has(decodeURIComponent(home && url.startsWith(home) ? url.slice(home.length) : url))));
});

test("the sitemap lists pages of the site, and only with a base URL", (t) => {
  if (!home) return assert.ok(!known.has("sitemap.xml"));
  const text = readFileSync(join(site, "sitemap.xml"), "utf8");
  const places = [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => unescape(url));
  assert.ok(places.length > 0);
  none(places.filter((url) => {
    if (!url.startsWith(home)) return true;
    const path = url.slice(home.length);
    return !known.has(path === "" || path.endsWith("/") ? path + "index.html" : path);
  }));
});
