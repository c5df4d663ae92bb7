// Names and escapers against readers that are not ours: Chromium's parsers of HTML and XML, JSON.parse, decodeURIComponent. What is read is what was
// written, and different names have different file names.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { launch } from "../browser/site.mjs";
import { howMany, randomOf, tool } from "./properties.mjs";

const ways = ["slug", "html", "xml", "xmlText", "xmlAttribute", "urlPath", "urlPart", "uriPath", "json", "csv"];
const pieces = ["a", "b", "Z", "0", "_", ".", "-", "~", "/", "\\", " ", "\t", "\n", "\r", "\r\n", "&", "<", ">", '"', "'", "`", "=", "+", "@", "\uff1d", ",", ";", "%", "#", "?",
  "&amp;", "&lt", "&#x41;", "&#0;", "&notit;", "</p>", "</script>", "</textarea>", "<!--", "-->", "]]>", "<![CDATA[", "<?x", "${x}", "{{x}}", "con", "nul.", "p2", "index", "all",
  "\0", "\x01", "\x1b[31m", "\x7f", "\x85", "\u00a0", "\u00e9", "e\u0301", "\u200b", "\u202e", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "\u{1f600}", "\u4e2d\u6587",
  "counts.", "users_", "a".repeat(40), "~61", "%41", "~~0123456789ab"];

function makeTexts(n) {
  const random = randomOf(20), texts = new Set([""]);
  while (texts.size < n) texts.add(Array.from({ length: 1 + random.below(7) }, () => random.pick(pieces)).join(""));
  return [...texts];
}

function escapeAll(texts) {
  const end = Buffer.from([0xff]), input = Buffer.concat(texts.flatMap((text) => [Buffer.from(text), end]));
  const run = spawnSync(tool("escape_driver"), { input, maxBuffer: 1 << 30 });
  assert.equal(run.status, 0, String(run.stderr));
  const rows = [];
  for (let at = 0, row = []; at < run.stdout.length; ) {
    const to = run.stdout.indexOf(0xff, at);
    row.push(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(run.stdout.subarray(at, to)));
    at = to + 1;
    if (row.length === ways.length) {
      rows.push(Object.fromEntries(row.map((text, i) => [ways[i], text])));
      row = [];
    }
  }
  assert.equal(rows.length, texts.length);
  return rows;
}

// Characters that a format forbids arrive as the one that stands for them.
const allowed = (text, forbidden) => text.replace(forbidden, "\ufffd");
const htmlForbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/g, xmlForbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const lineFeeds = (text) => text.replace(/\r\n?/g, "\n"); // as HTML reads line ends, 13.2.3.5

const texts = makeTexts(howMany(4000, 100000)), rows = escapeAll(texts);
const each = (check) => rows.forEach((row, i) => check(row, texts[i]));

test("different names have different file names, which no disk confuses", () => {
  const seen = new Map();
  each(({ slug }, text) => {
    assert.match(slug, /^[a-z0-9_~][a-z0-9_.~-]{0,99}$/);
    assert.doesNotMatch(slug, /\.$|^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)|^(index|all|ns|p[0-9]+)$|~p/);
    assert.equal(seen.get(slug), undefined, `${JSON.stringify(text)} and ${JSON.stringify(seen.get(slug))} are both ${slug}`);
    seen.set(slug, text);
  });
  assert.equal(seen.size, texts.length);
});

test("JSON and URLs are read back", () => {
  each((row, text) => {
    assert.equal(JSON.parse(row.json), text);
    assert.equal(decodeURIComponent(row.urlPart), text);
    for (const way of ["urlPath", "uriPath"]) assert.equal(row[way].split("/").map(decodeURIComponent).join("/"), text);
    assert.match(row.urlPart + row.uriPath, /^[\x21-\x7e]*$/);
  });
});

test("cells are read back, and none is a formula", () => {
  each(({ csv }, text) => {
    const cell = csv.startsWith('"') ? csv.slice(1, -1).replaceAll('""', '"') : csv;
    const isFormula = /^[\t\r\n]|^[\s\p{Cc}\p{Cf}]*[=+@\uff1d\uff0b\uff0d\uff20-]/u.test(text);
    assert.equal(cell, isFormula ? `'${text}` : text);
    assert.ok(csv.startsWith('"') ? /^"([^"]|"")*"$/.test(csv) : !/[",\n\r]/.test(csv), JSON.stringify(csv));
  });
});

// All in one document: one that ends early takes the others with it.
function readMarkup(list) {
  const html = new DOMParser().parseFromString(`<!doctype html><body>${list.map((r) => `<p title="${r.html}" lang='${r.html}'>${r.html}</p>`).join("")}`, "text/html");
  const xml = new DOMParser().parseFromString(
    `<r>${list.map((r) => `<x a="${r.xml}" b="${r.xmlAttribute}">${r.xml}</x><y>${r.xmlText}</y>`).join("")}</r>`, "application/xml");
  return {
    html: [...html.body.children].map((e) => [e.localName, e.textContent, e.title, e.lang, e.children.length]),
    xml: [...xml.querySelectorAll("x")].map((e) => [e.textContent, e.getAttribute("a"), e.getAttribute("b")]),
    xmlText: [...xml.querySelectorAll("y")].map((e) => e.textContent),
    wrong: xml.querySelector("parsererror")?.textContent ?? "",
  };
}

test("HTML and XML are read back by a browser", async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    for (let from = 0; from < rows.length; from += 2000) {
      const part = rows.slice(from, from + 2000), read = await page.evaluate(readMarkup, part);
      assert.equal(read.wrong, "");
      assert.equal(read.html.length, part.length);
      assert.equal(read.xml.length, part.length);
      part.forEach((_, i) => {
        const text = texts[from + i], html = lineFeeds(allowed(text, htmlForbidden)), xml = allowed(text, xmlForbidden);
        assert.deepEqual(read.html[i], ["p", html, html, html, 0], JSON.stringify(text));
        // xml: line ends and tabs of attributes become blanks, which no reader of ours minds; xmlAttribute keeps them
        assert.deepEqual(read.xml[i], [xml, xml.replace(/[\t\n]/g, " "), xml], JSON.stringify(text));
        assert.equal(read.xmlText[i], xml);
      });
    }
  } finally {
    await browser.close();
  }
});
