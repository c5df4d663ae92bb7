// What people come for, in as few actions as promised: who plans a metric, who runs an installation, who reads a query. A click, a key and a
// paste are one action each.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { browser, buildSite, inBrowser, server } from "./site.mjs";

const site = buildSite();
const { entries: metrics } = JSON.parse(readFileSync(join(site, "api/v1/metrics.json"), "utf8"));
const { entries: events } = JSON.parse(readFileSync(join(site, "api/v1/events.json"), "utf8"));
inBrowser(site);

// Somebody on the start page; actions and pages loaded since are counted.
async function somebody(javaScriptEnabled, from = "index.html") {
  const page = await (await browser.newContext({ javaScriptEnabled, acceptDownloads: true })).newPage();
  const me = { page, actions: 0, loads: 0 };
  await page.goto(server.origin + from);
  page.on("framenavigated", () => me.loads++);
  me.click = async (selector) => {
    me.actions++;
    await page.locator(selector).first().click();
  };
  me.press = async (...keys) => {
    for (const key of keys) {
      me.actions++;
      await page.keyboard.press(key);
    }
  };
  me.type = (text) => me.press(...[...text].map((c) => (c === " " ? "Space" : c)));
  me.paste = async (text) => {
    me.actions++;
    await page.keyboard.insertText(text);
  };
  me.path = () => new URL(page.url()).pathname.slice(1);
  me.leave = () => page.context().close();
  return me;
}

const noSpace = (text) => text.replace(/\s/g, "");

describe("who plans a metric: is it counted already, and what does the group count?", () => {
  // An event that is counted, and the beginning of a word or two of it.
  const asked = "publish p", event = events.find((e) => e.key.startsWith("publish_") && e.metrics?.length && e.owner?.group);

  test("12 actions and 2 pages", async () => {
    const me = await somebody(true);
    await me.press("/");
    await me.type(asked);
    await me.page.locator("[role=option].all").waitFor();
    const first = await me.page.locator("[role=option]").first().textContent();
    assert.match(first, /active/i, "the first row says its status");
    assert.match(first, new RegExp(event.owner.group.replaceAll("_", "."), "i"), "and its owner");
    await me.press("Enter");
    await me.page.waitForURL(/(metrics|events)\/[^/]+\.html$/);
    assert.ok((await me.page.locator('main a[href*="metrics/"], main a[href*="../metrics/"]').count()) > 0, "what feeds it or is fed by it");
    await me.click(`.facts a[href*="owners/"]`);
    await me.page.waitForURL(/owners\//);
    assert.ok((await me.page.locator('main a[href*="events/"]').count()) > 0, "events by this group");
    assert.ok(me.actions <= 12, `${me.actions} actions`);
    assert.equal(me.loads, 2);
    await me.leave();
  });

  test("without JavaScript by links: the owner's events, the event, what it feeds", async () => {
    const me = await somebody(false);
    await me.click('a[href="owners/index.html"]');
    await me.click(`main a[href$="${event.owner.group}.html"]`);
    await me.click(`main a[href$="${event.url}"]`);
    assert.equal(me.path(), event.url);
    await me.click(`main a[href$="${event.metrics[0].url}"]`);
    assert.equal(noSpace(await me.page.locator("h1").innerText()), event.metrics[0].key ?? metrics.find((m) => m.url === event.metrics[0].url).key);
    await me.click(`main a[href$="${event.url}"]`);
    assert.equal(me.path(), event.url);
    assert.ok(me.actions <= 5);
    await me.leave();
  });
});

describe("who runs an installation: what leaves it, and how is that stopped?", () => {
  for (const script of [true, false]) {
    test(`3 clicks, nothing typed, JavaScript ${script ? "on" : "off"}: category, how to turn it off, everything as a table`, async () => {
      const me = await somebody(script);
      await me.click(".cards h2 a:has-text('What is collected')");
      assert.match(me.path(), /^privacy\/index\.html$/);
      const row = 'main tr:has(a[href*="optional"])';
      assert.ok(await me.page.locator(row).first().isVisible());
      await me.click(`${row} a[href*="#turn-off"], ${row} a:has-text("turn it off")`);
      assert.match(await me.page.locator("main").innerText(), /Admin > Settings > Usage data > Optional data/);
      assert.match(await me.page.locator("main").innerText(), /service_ping_optional: false/);
      const [download] = await Promise.all([me.page.waitForEvent("download"), me.click('a[href$="optional.csv"]')]);
      assert.match(readFileSync(await download.path(), "utf8"), /^\uFEFF?kind,key|^\uFEFF?"?key/);
      assert.equal(me.actions, 3);
      await me.leave();
    });
  }

  test("from the page of any metric in 1 click", async () => {
    const metric = metrics.find((m) => m.fields.data_category === "optional");
    const me = await somebody(false, metric.url);
    await me.click('.facts summary:has-text("turn it off")');
    assert.ok(await me.page.getByText("service_ping_optional: false").first().isVisible());
    assert.equal(me.actions, 1);
    await me.leave();
  });
});

describe("who reads a query: what is this key?", () => {
  const metric = metrics.find((m) => m.key.includes(".") && metrics.filter((o) => o.key.startsWith(m.key)).length === 1);

  test("3 actions: a key, paste, Enter", async () => {
    const me = await somebody(true);
    await me.press("/");
    await me.paste(`metrics['${metric.key.replaceAll(".", "']['")}']`);
    await me.press("Enter");
    await me.page.waitForURL((url) => url.href.endsWith(metric.url));
    assert.equal(me.actions, 3);
    assert.equal(me.loads, 1);
    await me.leave();
  });

  test("with its address written by hand, without JavaScript: description, query and definition", async () => {
    const me = await somebody(false, `metrics/${metric.key}.html`);
    assert.equal(noSpace(await me.page.locator("h1").innerText()), metric.key);
    assert.ok(await me.page.locator("details.query pre").first().isVisible());
    await me.click("details.raw summary");
    assert.ok(await me.page.locator("details.raw pre").isVisible());
    await me.leave();
  });

  test("without JavaScript from the page of all names", async () => {
    const me = await somebody(false);
    await me.click('a[href="metrics/index.html"]');
    await me.click('a[href$="metrics/all.html"]');
    await me.click(`main a[href$="${metric.url}"]`);
    assert.equal(me.path(), metric.url);
    assert.equal(me.actions, 3);
    await me.leave();
  });

  test("what was removed says so", async () => {
    const removed = metrics.find((m) => m.status === "removed");
    const me = await somebody(false, removed.url);
    assert.match(await me.page.locator(".banner").innerText(), /Removed/);
    await me.leave();
  });
});
