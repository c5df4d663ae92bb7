// Every type of page in Chromium: accessible, inside its content security policy, self-contained, small, and no wider than a phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { baseUrl, browser, buildSite, examples, inBrowser, open, pageTypes, PAPER, richDefinitions, server, watch } from "./site.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const definitions = richDefinitions();
const site = buildSite(definitions);
const home = baseUrl(definitions);
// What a script makes of the page of results counts as pages, too.
const pages = [
  ...examples(site),
  { type: "results", path: "search.html?q=count%20status:active" },
  { type: "no results", path: "search.html?q=zzzzqqq" },
];
const LEAST = 38; // pages looked at
const POPUP = ["home", "list", "metric", "event", "owner", "value", "data category", "indicators", "property", "statistics", "rule", "guide", "about",
  "results"]; // with the list of search results open
const WORD = "work"; // found in many entries
inBrowser(site);

// Runs `visit(page, path, type)` for each page, in two tabs; each visit answers with {name of a test: complaints}.
async function everyPage(options, visit) {
  const found = {}, queue = [...pages];
  const work = async () => {
    const context = await browser.newContext({ reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    for (let next = queue.shift(); next; next = queue.shift()) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ media: "screen", colorScheme: "light" });
      for (const [name, complaints] of Object.entries(await visit(page, next.path, next.type))) {
        found[name] ??= { seen: 0, complaints: [] };
        found[name].seen++;
        found[name].complaints.push(...complaints.map((complaint) => `${next.path}: ${complaint}`));
      }
    }
    await context.close();
  };
  await Promise.all([work(), work()]);
  return found;
}

// One test for each name in the answers to visits, over at least so many pages.
function testAll(options, visit, tests) {
  let found;
  before(async () => { found = await everyPage(options, visit); });
  for (const [name, title, least] of tests) {
    test(title, () => {
      assert.deepEqual(found[name].complaints.slice(0, 20), [], `${found[name].complaints.length} in all`);
      assert.ok(found[name].seen >= least, `${found[name].seen} pages`);
    });
  }
}

async function show(page, path, root = server.origin) {
  await open(page, site, root, path, home);
  if (path.includes("?q=")) await page.waitForFunction(() => /result|Nothing/.test(document.querySelector(".results .lead")?.textContent));
}

async function openPopup(page) {
  await page.locator("form.search input").fill(WORD);
  await page.locator("[role=option].all").waitFor();
}

test("a page of every type is looked at", () => {
  assert.ok(pages.length >= LEAST && new Set(pages.map(({ path }) => path)).size === pages.length, `${pages.length} pages`);
  assert.ok(POPUP.every((type) => pages.some((page) => page.type === type)) && POPUP.length >= 14);
  assert.equal(new Set(pageTypes.map(([type]) => type)).size, pageTypes.length);
});

describe("accessibility", () => {
  const look = (page, only) => page.evaluate(async (rules) => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await window.axe.run(document, { runOnly: rules ?? tags, resultTypes: ["violations"] });
    return violations.map((v) => [v.id, v.help, v.nodes.map((n) => [n.target.join(" "), n.html.slice(0, 160)])]);
  }, only);
  const words = (found, at) => found.map(([id, help, nodes]) => `${at}: ${id}: ${help}: ${nodes.slice(0, 3).map((n) => n[1]).join(" | ")}`);

  // Themes differ in colours only. On a phone everything that can be opened is open. What the open list covers in part may be small as long as
  // it does.
  async function everyLook(page, at, schemes) {
    const complaints = [], isOpen = at === "open";
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      if (width === 360 && !isOpen) await page.evaluate(() => document.querySelectorAll("details").forEach((e) => { e.open = true; }));
      for (const colorScheme of schemes[width]) {
        await page.emulateMedia({ colorScheme });
        const found = await look(page, colorScheme === "dark" ? ["color-contrast", "link-in-text-block"] : undefined);
        for (const v of found) if (isOpen && v[0] === "target-size") v[2] = v[2].filter(([target]) => /form|search|option/.test(target));
        complaints.push(...words(found.filter((v) => v[2].length), `${width} px, ${colorScheme}, list ${at}`));
      }
    }
    return complaints;
  }

  const both = { 1280: ["light", "dark"], 360: ["light", "dark"] };

  async function visit(page, path, type) {
    const found = {};
    await show(page, path);
    await page.evaluate(shorten);
    await page.evaluate(axeSource);
    found.closed = await everyLook(page, "closed", POPUP.includes(type) ? both : { 1280: ["light"], 360: ["dark"] });
    if (POPUP.includes(type)) {
      await openPopup(page);
      found.open = await everyLook(page, "open", both);
      await page.locator("form.search input").press("Escape");
    }
    if (type === "metric") {
      await page.evaluate(() => { document.querySelector(".rest details").open = false; }); // it covers what is below
      await page.locator("h1").click();
      await page.keyboard.press("?");
      assert.ok(await page.locator("dialog[open]").isVisible());
      found.help = [...await everyLook(page, "closed", both), ...await page.evaluate(tooWide)];
      await page.keyboard.press("Escape");
    }
    await page.setViewportSize({ width: 320, height: 640 });
    // WCAG 2.2, 1.4.12
    await page.addStyleTag({ content: "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}" });
    found.spaced = [...await page.evaluate(tooWide), ...await page.evaluate(cutOff)];
    return found;
  }

  testAll({ bypassCSP: true }, visit, [
    ["closed", "axe finds nothing at 1280 and 360 px, light and dark", LEAST],
    ["open", "axe finds nothing with the list of results open", 14],
    ["help", "axe finds nothing in the help about keys", 1],
    ["spaced", "text may be spaced out without being cut off or widening the page", LEAST],
  ]);
});

// The policy is not bypassed here.
async function loaded(page, path, type, root) {
  page.watched ??= await watch(page);
  const isOurs = (url) => url.startsWith(root) || url.startsWith("data:") || (type === "not found" && url.startsWith(home));
  const now = page.watched(isOurs);
  await show(page, path, root);
  await page.waitForTimeout(30);
  const { asked, complaints } = now;
  const kinds = asked.filter((url) => !url.includes("favicon")).map((url) => url.replace(/^.*\.(?=\w+(?:\?|$))|\?.*$/g, "")).sort();
  if (!path.startsWith("search.html") && kinds.join() !== "css,html,js") complaints.push(`loads ${asked.join(" ")}`);
  const policy = await page.evaluate(() => [...document.querySelectorAll('meta[http-equiv="Content-Security-Policy"]')].map((e) => e.content));
  if (policy.length !== 1 || !policy[0].includes("default-src 'none'")) complaints.push("has no policy of default-src 'none'");
  return complaints;
}

async function skips(page) {
  await page.keyboard.press("Tab");
  const target = await page.evaluate(() => document.activeElement?.getAttribute("href"));
  if (!target?.startsWith("#")) return [`the first stop is ${target}`];
  return (await page.locator(`main${target}, main ${target}`).count()) === 1 ? [] : [`${target} is not in main`];
}

const stuckIn = (page, where) => page.evaluate((words) => {
  scrollTo(0, 600);
  return [...document.body.querySelectorAll("*")].filter((e) => ["fixed", "sticky"].includes(getComputedStyle(e).position)
    && e.getClientRects().length > 0).map((e) => `${e.outerHTML.slice(0, 80)} stays in front ${words}`);
}, where);

describe("from a server", () => {
  async function visit(page, path, type) {
    const found = { loaded: await loaded(page, path, type, server.origin), skips: await skips(page), wide: [] };
    for (const width of [320, 360, 768]) {
      await page.setViewportSize({ width, height: 640 });
      found.wide.push(...await page.evaluate(tooWide));
    }
    const text = (size) => page.evaluate((s) => { document.documentElement.style.fontSize = s; }, size);
    await page.setViewportSize({ width: 360, height: 640 });
    await text("200%");
    found.large = await page.evaluate(tooWide);
    await text("");
    // 1280 x 1024 at 400 %
    await page.setViewportSize({ width: 320, height: 256 });
    found.zoomed = [...await page.evaluate(tooWide), ...await stuckIn(page, "at 400 %")];
    await page.setViewportSize({ width: 800, height: 1100 });
    await page.emulateMedia({ media: "print" });
    found.printed = await stuckIn(page, "on paper");
    await page.setViewportSize(PAPER);
    found.printed.push(...await page.evaluate(cutAtSide));
    if (POPUP.includes(type)) {
      await page.emulateMedia({ media: "screen" });
      await page.setViewportSize({ width: 320, height: 640 });
      await openPopup(page);
      found.popup = await page.evaluate(tooWide);
    }
    return found;
  }

  testAll({}, visit, [
    ["loaded", "three requests, nothing foreign, missing, blocked or broken", LEAST],
    ["skips", "the first Tab lands on a link that skips to the main content", LEAST],
    ["wide", "no page scrolls sideways at 320, 360 or 768 px", LEAST],
    ["popup", "nor with the list of results open", 14],
    ["large", "text may be twice as large at 360 px", LEAST],
    ["zoomed", "at a zoom of 400 % no page scrolls sideways and nothing stays in front of the text", LEAST],
    ["printed", "nothing is stuck over the text on paper, nothing is cut off at its side", LEAST],
  ]);
});

describe("from the disk", () => {
  testAll({}, async (page, path, type) => ({ loaded: await loaded(page, path, type, pathToFileURL(site).href + "/") }), [
    ["loaded", "three requests, nothing foreign, missing, blocked or broken", LEAST],
  ]);
});

// Runs in the page: of long lists and tables, whose rows are all made alike, the first and the last ones stay.
function shorten() {
  const most = 8;
  for (const list of document.querySelectorAll("tbody, main ul, main ol")) {
    const rows = [...list.children];
    rows.slice(most, -2).forEach((row) => row.remove());
  }
}

// Runs in the page: what reaches beyond the window, leaving out what scrolls in a box of its own.
function tooWide() {
  const wide = document.scrollingElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const scrolls = (e) => {
    for (; e; e = e.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX)) return true;
    return false;
  };
  const guilty = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e));
  return [`${wide} px wide in a window of ${innerWidth}: ${guilty.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")}`];
}

// Runs in the page: boxes that hide a part of their text, leaving out what is hidden on purpose.
function cutOff() {
  return [...document.body.querySelectorAll("*")]
    .filter((e) => /hidden|clip/.test(getComputedStyle(e).overflowY) && !e.closest(".vh, thead, svg") && e.tagName !== "INPUT"
      && e.scrollHeight > e.clientHeight + 1 && e.clientHeight > 0)
    .map((e) => `${e.outerHTML.slice(0, 80)} hides its text`);
}

// Runs in the page: boxes that are narrower than what they hold, on paper, where nobody can scroll them.
function cutAtSide() {
  return [...document.querySelectorAll("main *")]
    .filter((e) => getComputedStyle(e).overflowX !== "visible" && !e.closest(".vh, thead") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
    .map((e) => `${e.outerHTML.slice(0, 80)} hides ${e.scrollWidth - e.clientWidth} px of its text`);
}

test("descriptions that are written from right to left read so, on pages in English", async () => {
  const page = await browser.newPage();
  for (const [type, selector] of [["metric", ".lead-text p"], ["list", "tbody th p"]]) {
    await show(page, pages.find((one) => one.type === type).path);
    const [first, last] = await page.locator(selector).first().evaluate((e) => {
      e.textContent = "مستخدمون (Active users) نشطون";
      return [0, e.textContent.length - 1].map((at) => {
        const range = document.createRange();
        range.setStart(e.firstChild, at);
        range.setEnd(e.firstChild, at + 1);
        return range.getBoundingClientRect().left;
      });
    });
    assert.ok(first > last, `${type}: begins at ${first}, ends at ${last}`);
  }
  await page.close();
});

test("what is said of nothing found does not stand in the column of the filters, which are not there", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await show(page, "search.html?q=zzzzqqq");
  assert.equal(await page.locator(".results .side").isVisible(), false);
  assert.ok((await page.locator(".results .lead").locator("..").boundingBox()).width > 640);
  await page.close();
});

test("no word of the lists on home is broken, however wide the window is", async () => {
  const page = await browser.newPage(), broken = [];
  for (let width = 320; width <= 1280; width += 80) {
    await page.setViewportSize({ width, height: 800 });
    await show(page, "index.html");
    broken.push(...await page.evaluate(() => [...document.querySelectorAll(".cards .links a")].flatMap((a) => [...a.textContent.matchAll(/\S+/g)].filter((word) => {
      const range = document.createRange();
      range.setStart(a.firstChild, word.index);
      range.setEnd(a.firstChild, word.index + word[0].length);
      return range.getClientRects().length > 1;
    }).map((word) => `${innerWidth} px: ${word[0]}`))));
  }
  assert.deepEqual(broken, []);
  await page.close();
});

test("names that are long and cannot be broken leave room for keys, and make no page wider", async () => {
  const page = await browser.newPage(), narrow = [];
  for (const [type, selector] of [["list", ".entries td:nth-child(3)"], ["rule", ".findings td"], ["guides", ".grid p"], ["home", ".asks code"]])
    for (const width of [320, 720, 960, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await show(page, pages.find((one) => one.type === type).path);
      const least = await page.evaluate((cells) => {
        for (const e of document.querySelectorAll(cells)) e.textContent = "Donaudampfschifffahrts_elektrizitaetenhauptbetriebswerk_bauunterbeamtengesellschaft";
        return Math.min(...[...document.querySelectorAll("tbody th")].map((e) => e.getBoundingClientRect().width));
      }, selector);
      if (least < 180) narrow.push(`${type} at ${width} px: keys have ${least} px`);
      narrow.push(...(await page.evaluate(tooWide)).map((text) => `${type}: ${text}`));
    }
  assert.deepEqual(narrow, []);
  await page.close();
});

test("buttons that order a table move nothing when they come", async () => {
  const heights = [];
  for (const javaScriptEnabled of [false, true]) {
    const page = await browser.newPage({ javaScriptEnabled });
    await show(page, pages.find((one) => one.type === "health").path);
    heights.push(await page.locator("thead").first().evaluate((e) => e.getBoundingClientRect().height));
    await page.close();
  }
  assert.equal(heights[0], heights[1]);
});

test("buttons that order a table leave each other room on phones", async () => {
  const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
  await show(page, pages.find((one) => one.type === "versions").path);
  const boxes = await page.locator("thead button").evaluateAll((buttons) => buttons.map((e) => e.getBoundingClientRect().toJSON()));
  assert.ok(new Set(boxes.map((box) => box.top)).size > 1, "they stand on several lines");
  const touch = (a, b) => a !== b && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  assert.deepEqual(boxes.filter((a) => boxes.some((b) => touch(a, b))), []);
  await page.close();
});

test("chips of an entry stand on one line, whether they have a shape or not", async () => {
  const page = await browser.newPage();
  await show(page, pages.find((one) => one.type === "metric").path);
  const tops = await page.locator(".chips .chip").evaluateAll((chips) => chips.map((e) => e.getBoundingClientRect().top));
  assert.ok(tops.length > 2);
  assert.deepEqual(new Set(tops).size, 1, tops.join(" "));
  await page.close();
});

test("charts have the colours of the system where it forces them, whatever theme was chosen", async () => {
  const page = await browser.newPage({ forcedColors: "active", colorScheme: "light" });
  await show(page, pages.find((one) => one.type === "statistics").path);
  const fills = await page.evaluate(() => {
    document.documentElement.dataset.theme = "dark";
    const probe = document.body.appendChild(document.createElement("i"));
    const fillOf = (selector) => getComputedStyle(document.querySelector(selector)).fill;
    const system = (color) => { probe.style.color = color; return getComputedStyle(probe).color; };
    return [[".chart .bar", "Highlight"], [".chart .added", "Highlight"], [".chart .removed", "CanvasText"], [".chart .value", "CanvasText"], [".chart .label", "CanvasText"]]
      .filter(([selector, color]) => fillOf(selector) !== system(color)).map(([selector]) => `${selector}: ${fillOf(selector)}`);
  });
  assert.deepEqual(fills, []);
  await page.close();
});

test("what is jumped to, or has the focus, never hides behind the header, however long the name of the dictionary is", async () => {
  const page = await browser.newPage(), hidden = [];
  for (const width of [320, 704, 768, 960, 1024, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await show(page, "index.html");
    const [height, room] = await page.evaluate(() => {
      const top = document.querySelector(".top");
      top.querySelector(".brand").textContent = "Telemetry dictionary of Example Company";
      return [getComputedStyle(top).position === "sticky" ? top.getBoundingClientRect().height : 0, parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)];
    });
    if (height > room) hidden.push(`${width} px: the header has ${height} px, ${room} px are left free`);
  }
  assert.deepEqual(hidden, []);
  await page.close();
});
