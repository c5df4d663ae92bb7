// What pages weigh, compressed as hosts serve them: the sample dictionary, and a large one where it is at hand.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { buildSite, filesOf, htmlOf, pageTypes, top } from "./site.mjs";

const KB = 1024;
const corpus = join(process.env.DICTUM_CORPUS ?? join(top, "../shared/corpus"), "gitlab-16.0");
const form = Object.fromEntries(pageTypes);
// Lists of up to 100 rows.
const isList = (path) => /^(metrics|events)\/(index|p\d+)\.html$/.test(path);
const isEntry = (path) => form.metric.test(path) || form.event.test(path);
const largest = (sizes, share = 1) => sizes[Math.min(sizes.length - 1, Math.ceil(sizes.length * share) - 1)] ?? 0;

function weigh(name, definitions, least) {
  const site = buildSite(definitions);
  const size = (path) => gzipSync(readFileSync(join(site, path)), { level: 9 }).length;
  const sizes = (paths) => paths.map(size).sort((a, b) => a - b);
  const pages = htmlOf(site), entries = sizes(pages.filter(isEntry)), lists = sizes(pages.filter(isList));
  const under = (bytes, most, what) => assert.ok(bytes > 0 && bytes <= most, `${what}: ${bytes} bytes compressed, ${most} are allowed`);

  test(`${name}: pages of entries take 6 KB, none more than 20 KB`, (t) => {
    t.diagnostic(`${entries.length} pages, 19 of 20 take ${largest(entries, 0.95)} bytes, the largest ${largest(entries)}`);
    assert.ok(entries.length >= least.entries, `${entries.length} pages of entries`);
    under(largest(entries, 0.95), 6 * KB, "19 of 20 pages of entries");
    under(largest(entries), 20 * KB, "the largest page of an entry");
  });

  test(`${name}: lists take 14 KB`, (t) => {
    t.diagnostic(`${lists.length} lists, the largest takes ${largest(lists)} bytes`);
    assert.ok(lists.length >= least.lists, `${lists.length} lists`);
    under(largest(lists), 14 * KB, "the largest list");
  });

  test(`${name}: style takes 6 KB, the script of all pages 7 KB, that of the search 9.5 KB, the icon 1 KB`, () => {
    const assets = filesOf(site).filter((path) => path.startsWith("assets/"));
    for (const [start, most] of [["site.", 6], ["app.", 7], ["search.", 9.5], ["favicon.", 1]]) {
      const found = assets.filter((path) => path.startsWith(`assets/${start}`));
      assert.equal(found.length, 1, `${start}: ${found.length} files`);
      under(size(found[0]), most * KB, found[0]);
    }
    assert.equal(assets.length, 4);
  });

  test(`${name}: there are no images and no fonts, and every page asks for one style and one script`, () => {
    assert.deepEqual(filesOf(site).filter((path) => /\.(png|jpe?g|gif|webp|avif|ico|woff2?|ttf|otf|eot)$/i.test(path)), []);
    const wrong = [];
    for (const path of pages) {
      const text = readFileSync(join(site, path), "utf8");
      const count = (what) => [...text.matchAll(what)].length;
      if (count(/<link rel="stylesheet"/g) !== 1 || count(/<script/g) !== 1 || count(/<(img|picture|video|audio|source|iframe|embed|object)\b/g)) wrong.push(path);
    }
    assert.deepEqual(wrong.slice(0, 10), []);
  });

  test(`${name}: no page is larger than a megabyte`, () => {
    const large = pages.map((path) => [statSync(join(site, path)).size, path]).filter(([bytes]) => bytes > KB * KB);
    assert.deepEqual(large, []);
  });
}

describe("the sample", () => weigh("sample", undefined, { entries: 150, lists: 2 }));

describe("a large dictionary", () => {
  if (existsSync(corpus)) weigh("gitlab-16.0", corpus, { entries: 2229, lists: 23 });
  else test("gitlab-16.0", { skip: "the corpus is not here" }, () => {});
});
