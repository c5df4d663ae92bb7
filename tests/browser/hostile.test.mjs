// Every text of a dictionary is what somebody wrote: in Chromium, hostile ones make the same pages as harmless words.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { browser, buildSite, filesOf, htmlOf, inBrowser, server, watch } from "./site.mjs";
import { forms, hasForm, payloads, writeHostile } from "./hostile.mjs";

const LEAST = 90; // payloads
const program = process.env.DICTUM ?? new URL("../../build/release/dictum", import.meta.url).pathname;
const rules = spawnSync(program, ["explain", "--list"], { encoding: "utf8" }).stdout.split("\n").map((line) => line.split(" ")[0]).filter(Boolean);
const silent = writeHostile(rules), loud = writeHostile([]);
const site = buildSite(silent.hostile), twin = buildSite(silent.harmless), found = buildSite(loud.hostile), foundTwin = buildSite(loud.harmless);
let page;

inBrowser(site, async () => {
  page = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
  await page.goto(server.origin);
});

const read = (folder, path) => readFileSync(join(folder, path), "utf8");

// "metric-17" -> address of the page of the entry that the file of that name defines
function entryPages(folder) {
  const pages = new Map();
  for (const name of new Set(Object.values(forms))) {
    for (const { path, url } of JSON.parse(read(folder, `api/v1/${name}.json`)).entries) pages.set(path.match(/(\w+-\d+)-[^/]*$/s)[1], url);
  }
  return pages;
}

// Runs in the page: what Chromium makes of texts of pages. Shapes are element trees with attribute names; what Markdown made is looked at apart,
// and so are places where a long key may break. The other answers say which text has them first.
function dissect(texts) {
  const attributes = (e) => [...e.attributes].map((a) => a.name).filter((name) => name !== "hidden").sort().join(" ");
  const shape = (e) => e.localName === "wbr" ? "" : `<${e.localName} ${attributes(e)}>${e.matches(".text") ? "" : [...e.children].map(shape).join("")}</>`;
  const out = { shapes: [], kinds: {}, markdown: {}, addresses: {}, quirks: [] };
  const note = (all, what, i) => { if (!Object.hasOwn(all, what)) all[what] = i; };
  texts.forEach((text, i) => {
    const tree = new DOMParser().parseFromString(text, "text/html");
    out.shapes.push(shape(tree.documentElement));
    if (tree.compatMode !== "CSS1Compat") out.quirks.push(i);
    for (const e of tree.querySelectorAll("*")) {
      if (e.localName !== "wbr") note(e.parentElement?.closest(".text") ? out.markdown : out.kinds, `${e.parentElement?.localName ?? ""} > ${e.localName} ${attributes(e)}`.trim(), i);
      for (const name of ["href", "src", "action", "data", "poster", "srcset", "formaction", "data-up", "data-index", "data-engine"]) {
        if (e.hasAttribute(name)) note(out.addresses, e.getAttribute(name), i);
      }
    }
  });
  return out;
}

// The same of pages of a site: {shapes: path -> shape, kinds, markdown, addresses: text -> path, n}.
async function dissectAll(folder, paths) {
  const all = { shapes: new Map(), kinds: new Map(), markdown: new Map(), addresses: new Map(), n: paths.length }, step = 100;
  for (let i = 0; i < paths.length; i += step) {
    const part = paths.slice(i, i + step), found = await page.evaluate(dissect, part.map((path) => read(folder, path)));
    assert.deepEqual(found.quirks.map((k) => part[k]), []);
    part.forEach((path, k) => all.shapes.set(path, found.shapes[k]));
    for (const name of ["kinds", "markdown", "addresses"]) for (const [what, k] of Object.entries(found[name])) all[name].set(what, part[k]);
  }
  return all;
}

const none = (list) => assert.deepEqual(list.slice(0, 10), [], `${list.length} in all`);

test("the dictionaries hold every payload in every form", () => {
  assert.ok(payloads.length >= LEAST && new Set(payloads).size === payloads.length, `${payloads.length} payloads`);
  const all = payloads.reduce((n, _, i) => n + Object.keys(forms).filter((form) => hasForm(form, i)).length, 0);
  for (const folder of [site, twin, found, foundTwin]) assert.equal(entryPages(folder).size, all);
});

describe("pages", () => {
  const inText = ["p", "em", "strong", "code", "pre", "ul", "ol", "li", "a", "blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "br", "table", "thead", "tbody", "tr", "th",
    "td", "div", "section"];
  const onText = new Set(["href", "rel", "id", "class", "tabindex", "role", "scope", "start", "aria-label"]);
  const ours = [], theirs = [];

  // Of the dictionaries with findings, pages that show some; of the harmless ones, entries and a few pages of each folder.
  const chosen = (folder) => {
    const isLoud = [found, foundTwin].includes(folder), seen = new Map();
    const entries = new Set([...entryPages(folder)].filter(([name]) => !isLoud || name.startsWith("metric-")).map(([, path]) => path));
    const isFew = (path) => {
      const place = path.replace(/[^/]*$/, "");
      seen.set(place, (seen.get(place) ?? 0) + 1);
      return place === "" || path.endsWith("/index.html") || seen.get(place) <= 12;
    };
    return htmlOf(folder).filter((path) => entries.has(path) || (isLoud && path.startsWith("health/")) || (!isLoud && (folder === site || isFew(path))));
  };
  const strange = (name, isKnown) => ours.flatMap((part) => [...part[name]].filter(([what]) => !isKnown(what)).map(([what, path]) => `${path}: ${what}`));
  const isTheirs = (name, what) => theirs.some((part) => part[name].has(what));

  before(async () => {
    for (const [folder, list] of [[site, ours], [found, ours], [twin, theirs], [foundTwin, theirs]]) list.push(await dissectAll(folder, chosen(folder)));
  });

  test("of entries have the shape of their harmless twins", () => {
    const other = entryPages(twin), different = [];
    for (const [name, path] of entryPages(site)) {
      const own = ours[0].shapes.get(path), wanted = theirs[0].shapes.get(other.get(name));
      if (own === wanted) continue;
      let at = 0;
      while (own[at] === wanted[at]) at++;
      different.push(`${name} ${JSON.stringify(payloads[+name.split("-")[1]]).slice(0, 60)}: ${own.slice(Math.max(0, at - 60), at + 80)} instead of ${wanted.slice(at, at + 80)}`);
    }
    none(different);
  });

  test("outside of Markdown have no element, attribute or nesting that harmless ones have not", () => {
    const n = ours[0].n + ours[1].n;
    assert.ok(n > 1500, `${n} pages`);
    none(strange("kinds", (kind) => isTheirs("kinds", kind)));
  });

  test("have text, lists, tables and links from Markdown, and no other attributes", () => {
    none(strange("markdown", (kind) => {
      const [, , name, ...attributes] = kind.split(" ");
      return isTheirs("markdown", kind) || (inText.includes(name) && attributes.every((attribute) => onText.has(attribute)));
    }));
  });

  test("lead to addresses that are relative, http, https or mailto", () => {
    none(strange("addresses", (address) => {
      // As browsers read it: control characters and blanks in front and line ends anywhere do not count.
      const plain = address.replace(/^[\0- ]+|[\t\r\n]/g, "");
      return /^[a-z][a-z0-9+.-]*:/i.test(plain) ? /^(https?|mailto):/i.test(plain) : !/^[\\/]/.test(plain);
    }));
  });
});

describe("shown", () => {
  // Opens pages in two tabs; nothing may run, be asked for or be complained about.
  async function showAll(paths, visit) {
    const queue = [...paths], complaints = [];
    const work = async () => {
      const context = await browser.newContext({ reducedMotion: "reduce" }), tab = await context.newPage(), begin = await watch(tab);
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        const now = begin((url) => url.startsWith(server.origin));
        await tab.goto(server.origin + path, { waitUntil: "load" });
        await visit?.(tab, path);
        if ((await tab.title()) === "1" || !tab.url().startsWith(server.origin)) now.complaints.push("was led away");
        complaints.push(...now.complaints.map((complaint) => `${path}: ${complaint}`));
      }
      await context.close();
    };
    await Promise.all([work(), work()]);
    none(complaints);
  }

  test("no page of a metric or event runs, asks for or opens anything", () => {
    // All payloads are on the pages of things and of the standard context as well.
    const all = entryPages(site), chosen = payloads.flatMap((_, i) => (i % 2 ? [] : [all.get(`${i % 3 ? "metric" : "event"}-${i}`)]));
    assert.ok(chosen.length >= LEAST / 2);
    return showAll(chosen);
  });

  test("nor does any other kind of page", () => {
    const folders = new Map();
    for (const path of htmlOf(site)) {
      if (path === "404.html") continue; // at home at its public address only
      const folder = path.replace(/[^/]*$/, "");
      if (!folders.has(folder)) folders.set(folder, []);
      folders.get(folder).push(path);
    }
    const chosen = [...folders].flatMap(([folder, paths]) => (folder === "" ? paths : paths.slice(0, 3)));
    assert.ok(chosen.length > 40, `${chosen.length} pages`);
    return showAll(chosen);
  });

  // Names of elements and attributes that searching makes.
  const made = (tab, where) => tab.evaluate((selector) => [...document.querySelectorAll(selector)].map((e) =>
    `${e.localName} ${[...e.attributes].map((a) => a.name).sort().join(" ")}`.trim()), where);

  test("searching for them shows texts", async () => {
    const names = new Set(), chosen = payloads.filter((_, i) => i % 4 === 0);
    await showAll(chosen.map((payload) => `search.html?q=${encodeURIComponent([...payload].slice(0, 300).join(""))}`), async (tab) => {
      await tab.waitForFunction(() => /result|Nothing/.test(document.querySelector(".results .lead")?.textContent) || !document.querySelector(".results .lead"));
      for (const name of await made(tab, ".results li, .results li *, .results p, .results p *")) names.add(name);
    });
    const known = ["p class", "p", "ol class", "ol class start", "li", "li class", "a href", "a class href", "a data-value href", "mark", "wbr", "nav aria-label", "ul class", "a aria-current href", "span class"];
    assert.deepEqual([...names].filter((name) => !known.includes(name)), []);
    assert.ok(names.has("mark") && names.has("a class href"));
  });

  test("typing them shows texts", async () => {
    const names = new Set();
    await showAll(["index.html"], async (tab) => {
      await tab.locator("form.search input").fill("alert"); // the engine comes with the first word, when the machine gets to it
      await tab.locator(".options mark").first().waitFor();
      for (const name of await made(tab, ".options, .options *")) names.add(name);
      for (const payload of payloads) {
        await tab.locator("form.search input").fill(payload.slice(0, 80));
        await tab.waitForTimeout(20);
        for (const name of await made(tab, ".options, .options *")) names.add(name);
      }
    });
    const known = ["ul aria-label class data-query id role tabindex", "wbr", "ul aria-label class hidden id role tabindex", "ul aria-label class data-query hidden id role tabindex", "li aria-selected id role", "li aria-selected class id role", "span", "span class", "mark"];
    assert.deepEqual([...names].filter((name) => !known.includes(name)), []);
    assert.ok(names.has("mark"));
  });
});

describe("data", () => {
  test("a spreadsheet takes no cell for a formula", () => {
    let cells = 0;
    const wrong = [];
    for (const path of filesOf(site).filter((name) => name.endsWith(".csv"))) {
      for (const [, quoted, plain] of read(site, path).matchAll(/(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)) {
        const cell = quoted ?? plain;
        cells++;
        if (/^[=+@\t\r-]/.test(cell) && Number.isNaN(Number(cell))) wrong.push(`${path}: ${cell.slice(0, 60)}`);
      }
    }
    assert.ok(cells > 5000, `${cells} cells`);
    none(wrong);
  });

  test("JSON files are JSON with all texts as they were written", () => {
    for (const path of filesOf(site).filter((name) => name.endsWith(".json"))) JSON.parse(read(site, path));
    const metrics = JSON.parse(read(site, "api/v1/metrics.json")).entries, said = new Set(metrics.map((entry) => entry.description));
    none(payloads.filter((payload) => !said.has(payload)).map((payload) => JSON.stringify(payload)));
  });

  test("the sitemap is XML", async () => {
    for (const path of filesOf(site).filter((name) => name.endsWith(".xml"))) {
      const error = await page.evaluate((text) => new DOMParser().parseFromString(text, "text/xml").querySelector("parsererror")?.textContent, read(site, path));
      assert.equal(error, undefined);
    }
  });

  test("the search index is ASCII and cannot end a script", () => {
    const shards = filesOf(site).filter((name) => /^i\/.*\.js$/.test(name));
    assert.ok(shards.length > 20, `${shards.length} shards`);
    none(shards.filter((path) => /[^\x20-\x7e\n]|<\/|<!/.test(read(site, path))));
  });
});
