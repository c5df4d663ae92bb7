// Feeds, read by a real XML parser (Chromium's) and against what RFC 4287 and JSON Feed 1.1 require.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { buildSite, filesOf, launch, richDefinitions } from "./site.mjs";

const definitions = richDefinitions();
const site = buildSite(definitions);
const feeds = filesOf(site).filter((path) => /^feeds?[./]/.test(path));
const read = (path, from = site) => readFileSync(join(from, path), "utf8");
const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
let browser, page;

before(async () => {
  browser = await launch();
  page = await browser.newPage();
});
after(() => browser?.close());

// {error, id, title, updated, author, links: [[rel, type, href]], entries: [...]} of an Atom feed
const parse = (text) => page.evaluate((xml) => {
  const atom = "http://www.w3.org/2005/Atom", root = new DOMParser().parseFromString(xml, "application/xml").documentElement;
  const error = root.ownerDocument.querySelector("parsererror")?.textContent;
  const all = (e, name) => [...e.children].filter((c) => c.namespaceURI === atom && c.localName === name);
  const one = (e, name) => { const found = all(e, name); return found.length === 1 ? found[0].textContent : found.length ? "several" : null; };
  const tell = (e) => ({ id: one(e, "id"), title: one(e, "title"), updated: one(e, "updated"), content: one(e, "content"),
    author: all(e, "author").map((a) => one(a, "name")), links: all(e, "link").map((l) => ["rel", "type", "href"].map((n) => l.getAttribute(n))) });
  return { error, isFeed: root.localName === "feed" && root.namespaceURI === atom, ...tell(root), entries: all(root, "entry").map(tell) };
}, text);

test("there are feeds of everything, of what breaks something and of owners, in both forms", () => {
  const atom = feeds.filter((path) => path.endsWith(".xml")), json = feeds.filter((path) => path.endsWith(".json"));
  for (const path of ["feed.xml", "feeds/breaking.xml"]) assert.ok(atom.includes(path));
  assert.ok(atom.some((path) => path.startsWith("feeds/owners/")));
  assert.deepEqual(atom.map((path) => path.replace(/xml$/, "json")), json);
});

describe("Atom", () => {
  test("every feed is well-formed and has what RFC 4287 requires", async () => {
    for (const path of feeds.filter((name) => name.endsWith(".xml"))) {
      const feed = await parse(read(path));
      assert.ok(feed.isFeed && !feed.error, `${path}: ${feed.error}`);
      assert.match(feed.id, /^(https:\/\/|urn:uuid:)/);
      assert.ok(feed.title && feed.author[0] && date.test(feed.updated), path);
      assert.deepEqual(feed.links.map(([rel]) => rel).sort(), ["alternate", "self"]);
      assert.ok(feed.entries.length > 0 && feed.entries.length <= 50, `${path}: ${feed.entries.length} entries`);
      assert.equal(new Set(feed.entries.map(({ id }) => id)).size, feed.entries.length, `${path}: ids repeat`);
      for (const entry of feed.entries) {
        assert.match(entry.id, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.ok(entry.title && entry.content && date.test(entry.updated) && entry.updated <= feed.updated, `${path}: ${entry.id}`);
        assert.ok(entry.links.every(([, , href]) => href.startsWith("https://metrics.example.com/dictionary/")));
      }
    }
  });

  test("content is HTML whose texts are texts", async () => {
    const { entries } = await parse(read("feed.xml"));
    const { content } = entries.find(({ content: html }) => html.includes("alert(1)"));
    const found = await page.evaluate((html) => {
      const made = new DOMParser().parseFromString(html, "text/html");
      return [made.querySelectorAll("script").length, made.body.textContent.includes("<script>alert(1)</script>"), made.querySelectorAll("del, ins").length];
    }, content);
    assert.deepEqual(found.slice(0, 2), [0, true]);
    assert.ok(found[2] >= 2);
  });

  test("breaking changes are those that were marked", async () => {
    const { entries } = await parse(read("feeds/breaking.xml"));
    assert.ok(entries.length >= 3 && entries.every(({ content }) => /<strong>(Breaking|Comparability break):/.test(content)));
  });
});

describe("JSON Feed", () => {
  test("every feed has what version 1.1 requires, and tells the same as the Atom feed", async () => {
    for (const path of feeds.filter((name) => name.endsWith(".json"))) {
      const feed = JSON.parse(read(path)), atom = await parse(read(path.replace(/json$/, "xml")));
      assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
      assert.ok(feed.title && feed.home_page_url.startsWith("https://") && feed.feed_url.endsWith(path));
      assert.deepEqual(feed.items.map(({ id }) => id), atom.entries.map(({ id }) => id));
      assert.ok(feed.items.every(({ _dictum: { change, kind, key, commit } }) => change && kind && key && /^[0-9a-f]{40}$/.test(commit)), path);
      assert.ok(feed.items.every((item) => item.content_html && item.title && date.test(item.date_published) && item.url.startsWith("https://")));
    }
  });
});

test("what an entry of a feed is called stays with new commits and another place of the site", async () => {
  const copy = mkdtempSync(join(tmpdir(), "dictum-feeds-"));
  process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
  spawnSync("git", ["clone", "-q", definitions, copy]);
  writeFileSync(join(copy, "events/one_more.yml"), "internal_events: true\naction: one_more\nidentifiers: [user]\ntiers: [free]\n");
  for (const words of [["add", "-A"], ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", "more"]]) {
    const run = spawnSync("git", ["-C", copy, ...words], { encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
  }
  writeFileSync(join(copy, "dictum.yml"), read("dictum.yml", copy).replace(/^base_url: .*$/m, ""));
  const [before, now] = [await parse(read("feed.xml")), await parse(read("feed.xml", buildSite(copy)))];
  assert.equal(now.entries[0].title, "Added: one_more");
  assert.deepEqual(now.entries.slice(1).map(({ id }) => id), before.entries.slice(0, 49).map(({ id }) => id));
});

test("heads name the feeds", () => {
  for (const [path, wanted] of [["index.html", "feed.xml"], ["changes/index.html", "feeds/breaking.json"]])
    assert.match(read(path), new RegExp(`<link rel="alternate" type="application/(atom.xml|feed.json)" title="[^"]+" href="[./]*${wanted}">`), path);
  const owner = feeds.find((path) => path.startsWith("feeds/owners/"));
  assert.ok(read(owner.replace("feeds/", "").replace(/\.(xml|json)$/, ".html")).includes(`href="../${owner}"`));
});
