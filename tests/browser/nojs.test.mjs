// The site with JavaScript switched off: everything can be read and reached.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { baseUrl, browser, buildSite, examples, inBrowser, open, richDefinitions, server } from "./site.mjs";

const definitions = richDefinitions();
const site = buildSite(definitions);
let page;

inBrowser(site, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
});

const path = () => new URL(page.url()).pathname.slice(1);

test("every type of page shows its heading and text", async () => {
  const empty = [];
  for (const { path: type } of examples(site)) {
    await open(page, site, server.origin, type, baseUrl(definitions));
    const text = await page.locator("main").innerText();
    if (!(await page.locator("h1").isVisible()) || text.trim().length < 20) empty.push(type);
  }
  assert.deepEqual(empty, []);
});

test("small screens reach every link of the header, the later ones behind More; wide ones show all", async () => {
  const links = page.locator(".top nav a"), more = page.locator(".top nav summary"), all = await (async () => { await page.goto(server.origin); return links.allTextContents(); })();
  assert.ok(all.length > 3, String(all));
  assert.equal(await more.isVisible(), false);
  for (let i = 0; i < all.length; i++) assert.ok(await links.nth(i).isVisible(), all[i]);
  await page.setViewportSize({ width: 360, height: 720 });
  const seen = async () => { const out = []; for (let i = 0; i < all.length; i++) if (await links.nth(i).isVisible()) out.push(all[i]); return out; };
  assert.deepEqual(await seen(), all.slice(0, 2));
  const boxes = await Promise.all([links.nth(0), links.nth(1), more].map((link) => link.boundingBox()));
  assert.ok(boxes.every(({ y, height }) => Math.abs(y + height / 2 - boxes[0].y - boxes[0].height / 2) < 3), "one line");
  await more.focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await seen(), all);
  assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/");
  await page.setViewportSize({ width: 1280, height: 720 });
});

test("from home to a metric, its owner and back to its metrics by links alone", async () => {
  await page.goto(server.origin);
  await page.locator('header a[href*="metrics/index.html"], nav a[href*="metrics/index.html"]').first().click();
  assert.equal(path(), "metrics/index.html");
  const row = page.locator("main tbody a").first();
  const key = (await row.innerText()).trim();
  await row.click();
  assert.match(path(), /^metrics\/[^/]+\.html$/);
  assert.equal((await page.locator("h1").innerText()).replace(/\s/g, ""), key.replace(/\s/g, ""));
  await page.locator('main a[href*="owners/"]').first().click();
  assert.match(path(), /^owners\/[^/]+\.html$/);
  await page.locator('main a[href*="metrics/"]').first().click();
  assert.match(path(), /^metrics\//);
});

test("from an event to the metrics it feeds", async () => {
  const { entries } = JSON.parse(readFileSync(join(site, "api/v1/events.json"), "utf8"));
  const event = entries.find((entry) => entry.metrics?.length > 0);
  const { url } = event.metrics[0];
  await page.goto(server.origin + event.url);
  await page.locator(`main a[href$="${url.split("/").pop()}"]`).first().click();
  assert.equal(path(), url);
});

test("the search box says how many entries there are, which is what the totals of home add up to", async () => {
  await page.goto(server.origin);
  const totals = await page.locator(".cards .total").allInnerTexts(), box = await page.locator("form.search input").getAttribute("placeholder");
  const [metrics, events] = totals.map((text) => Number(text.replaceAll(",", "")));
  assert.equal(box, `Search ${metrics + events} entries`);
});

test("the search box is a plain form that leads to a page with links", async () => {
  await page.goto(server.origin);
  const box = page.locator('form input[name="q"]').first();
  await box.fill("users");
  await box.press("Enter");
  assert.equal(path(), "search.html");
  assert.equal(new URL(page.url()).searchParams.get("q"), "users");
  assert.ok((await page.locator("main a").count()) > 0);
});
