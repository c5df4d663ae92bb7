// The same hits in the same order from the program, from the engine in Node and from the engine in Chromium, from the disk and inside the policy.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { readCases } from "../js/relevance.mjs";
import { answers, ask, indexOf, open, top } from "../js/search.mjs";
import { buildSite, launch, richDefinitions } from "./site.mjs";

const corpus = join(process.env.DICTUM_CORPUS ?? resolve(top, "../shared/corpus"), "gitlab-16.0");

// The answers of the site's own scripts.
async function answersOf(browser, site, queries) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(site, "search.html")).href);
  const found = await page.evaluate(async (all) => {
    const { up, index: current, engine } = document.querySelector("form.search").dataset, waiting = new Map();
    globalThis.mm_ = (name, ...args) => waiting.get(["current", "engine", "root", "groot"].includes(name) ? name : `${name}/${args[0]}`)(args);
    const load = (name, url = `${up}${name[0] === "g" ? gone + name.slice(1) : folder + name}.js`) => new Promise((done, fail) => {
      const script = document.createElement("script");
      waiting.set(name, done);
      script.src = url;
      script.onerror = () => fail(new Error(url));
      document.head.append(script);
    });
    const [folder, gone] = await load("current", current), [openIndex] = await load("engine", engine), index = await openIndex((name) => load(name), gone), out = [];
    for (const query of all) {
      const r = await index.query(query, { limit: 20 });
      out.push({ total: r.total, about: r.about, notices: r.notices.map((n) => n.text), hits: r.hits.map((h) => [h.kind, h.key, h.score, h.url, ...(h.use === undefined ? [] : [h.status, h.use])]) });
    }
    return out;
  }, queries);
  await page.close();
  return found;
}

const gone = ["probe_extra_thing_108", "probe_extra_thing_renamed", "probe_extra_thing_1", "thing 109", "counts.never", "counts.never_seen", "events/probe_extra_thing_2.html", "kind:event thing_109",
  "kind:metric thing_109", "status:active thing_109", "thing_109 zzzz", "prob extra thing 109"];

for (const [name, dir, file, skip] of [
  ["our own dictionary", join(top, "definitions"), "relevance-own.tsv", false],
  ["GitLab 16.0", corpus, "relevance.tsv", existsSync(corpus) ? false : "there is no GitLab 16.0 dictionary here"],
  ["one with keys that are gone", richDefinitions(), "relevance-own.tsv", false],
])
  test(`program, Node and Chromium agree on every query over ${name}`, { skip, timeout: 300000 }, async () => {
    const queries = readCases(readFileSync(join(top, "tests/search", file), "utf8")).map((c) => c.query).concat(gone), site = buildSite(dir), browser = await launch();
    try {
      const index = await open(indexOf(site));
      const program = answers(dir, queries), chromium = await answersOf(browser, site, queries);
      assert.ok(queries.length >= 20);
      for (let i = 0; i < queries.length; i++) {
        assert.deepEqual(await ask(index, queries[i]), program[i], `Node: ${queries[i]}`);
        assert.deepEqual(chromium[i], program[i], `Chromium: ${queries[i]}`);
      }
    } finally {
      await browser.close();
    }
  });
