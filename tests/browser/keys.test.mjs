// Everything by keyboard: shortcuts and their switch, filters, pages of lists, copying; and the address that leads nowhere.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { answer, baseUrl, browser, buildSite, examples, inBrowser, richDefinitions, server, watch } from "./site.mjs";

const definitions = richDefinitions();
const site = buildSite(definitions);
const home = baseUrl(definitions);
const pathOf = Object.fromEntries(examples(site).map(({ type, path }) => [type, path]));
const { entries: metrics } = JSON.parse(readFileSync(join(site, "api/v1/metrics.json"), "utf8"));
let context;

inBrowser(site, async () => {
  context = await browser.newContext({ reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] });
});

async function visit(path) {
  const page = await context.newPage();
  await page.goto(server.origin + path);
  return page;
}

const press = async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key); };
const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const said = (page, text) => page.waitForFunction((words) => document.querySelector("[role=status]").textContent === words, text);
const tabTo = async (page, selector, most = 200) => {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return i + 1;
  }
  throw new Error(`Tab never reaches ${selector}`);
};

describe("shortcuts", () => {
  test("? shows the keys in a dialog that holds the focus; Escape gives it back", async () => {
    const page = await visit(pathOf.metric);
    await tabTo(page, "button.copy");
    await press(page, "?");
    const dialog = page.locator("dialog[open]");
    assert.ok(await dialog.isVisible());
    assert.equal(await page.evaluate(() => document.querySelector("dialog[open]").contains(document.activeElement)), true);
    assert.deepEqual(await dialog.locator("kbd").allTextContents(), ["/", "j", "k", "y", "?", "Esc"]);
    assert.equal(await dialog.evaluate((e) => document.getElementById(e.getAttribute("aria-labelledby")).textContent), "Keyboard shortcuts");
    await press(page, "/");
    assert.ok(await dialog.isVisible(), "other keys wait");
    await press(page, "Escape");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.equal(await focused(page), "Copy key");
    await press(page, "?", "Enter");
    assert.equal(await page.locator("dialog[open]").count(), 0, "its button closes it, too");
    assert.match(page.url(), new RegExp(`${pathOf.metric.replaceAll(".", "\\.")}$`));
    await page.close();
  });

  test("j and k go through the rows of a list, only while one has the focus, and stop at its ends", async () => {
    for (const path of ["metrics/index.html", "search.html?q=count", pathOf.event]) {
      const page = await visit(path);
      const rows = page.locator("main tbody th a, .hits .hit a");
      await rows.first().waitFor();
      const names = await rows.allTextContents();
      await press(page, "j");
      assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
      await rows.first().focus();
      await press(page, "k");
      assert.equal(await focused(page), names[0].trim());
      await press(page, "j", "j", "k");
      assert.equal(await focused(page), names[1].trim());
      await rows.last().focus();
      await press(page, "j");
      assert.equal(await focused(page), names.at(-1).trim());
      await page.close();
    }
  });

  test("y copies the key of the page, or of the row that has the focus, and says so", async () => {
    const page = await visit(metrics[0].url);
    await press(page, "y");
    await said(page, `Copied ${metrics[0].key}`);
    assert.equal(await clipboard(page), metrics[0].key);
    await page.goto(`${server.origin}metrics/index.html`);
    await press(page, "y");
    assert.equal(await clipboard(page), metrics[0].key, "a list has no key");
    await page.locator("main tbody th a").nth(2).focus();
    await press(page, "y");
    await said(page, `Copied ${metrics[2].key}`);
    assert.equal(await clipboard(page), metrics[2].key);
    await page.close();
  });

  test("j and k take a row of findings as one, whatever else it leads to, and go on from any of its links", async () => {
    const page = await visit(pathOf.rule), keys = page.locator("main tbody th > a.key:first-child"), names = await keys.allTextContents();
    assert.ok(await page.locator("main tbody tr").first().locator("a").count() > 1);
    await keys.first().focus();
    for (const name of names.slice(1, 4)) {
      await press(page, "j");
      assert.equal(await focused(page), name);
    }
    await page.keyboard.press("Tab");
    assert.notEqual(await focused(page), names[3]);
    await press(page, "k");
    assert.equal(await focused(page), names[2]);
    await page.close();
  });

  test("y copies the key of a page from its findings, too, which have rules and files but no keys", async () => {
    const page = await visit("events/probe_extra_thing_0.html"), links = page.locator("#findings ~ table").first().locator("tbody tr").first().locator("a");
    assert.ok(await links.count() > 1);
    for (const link of await links.all()) {
      await page.evaluate(() => navigator.clipboard.writeText("before"));
      await link.focus();
      await press(page, "y");
      await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "before");
      assert.equal(await clipboard(page), "probe_extra_thing_0");
    }
    await page.close();
  });

  test("none works while somebody types or with a modifier", async () => {
    const page = await visit(metrics[1].url);
    await page.evaluate(() => navigator.clipboard.writeText("before"));
    await press(page, "Control+y", "Alt+y", "Meta+?");
    await page.locator("form.search input").focus();
    await page.keyboard.type("j?ky");
    assert.equal(await page.locator("form.search input").inputValue(), "j?ky");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.equal(await clipboard(page), "before");
    await page.close();
  });

  test("a switch on the page About turns all of them off, for good", async () => {
    const other = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] }), page = await other.newPage();
    await page.goto(`${server.origin}about.html`);
    await tabTo(page, "button.shortcut");
    assert.equal(await focused(page), "Keyboard shortcuts: on");
    await press(page, "Enter");
    await said(page, "Keyboard shortcuts: off");
    await page.goto(server.origin + metrics[0].url);
    await page.evaluate(() => navigator.clipboard.writeText("before"));
    await press(page, "?", "/", "y");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
    assert.equal(await clipboard(page), "before");
    await page.goto(`${server.origin}metrics/index.html`);
    await page.locator("main tbody th a").first().focus();
    await press(page, "j");
    assert.equal(await focused(page), metrics[0].key);
    await other.close();
  });
});

describe("without a pointer", () => {
  test("every stop of Tab is in sight, marked, and not under the header; the last one lets go", async () => {
    for (const type of ["home", "list", "metric", "statistics"]) {
      const page = await visit(pathOf[type]);
      const bad = [];
      let stops = 0;
      for (; stops < 1000; stops++) {
        await page.keyboard.press("Tab");
        const found = await page.evaluate(() => {
          const e = document.activeElement;
          if (e === document.body || e.dataset.seen) return "end";
          e.dataset.seen = "yes";
          const box = e.getClientRects()[0], style = getComputedStyle(e);
          if (!box || box.bottom < 1 || box.top > innerHeight - 1) return `${e.outerHTML.slice(0, 100)} is out of sight`;
          if (style.outlineStyle === "none") return `${e.outerHTML.slice(0, 100)} has no outline`;
          const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 8), Math.min(box.top + box.height / 2, innerHeight - 2));
          return e.contains(top) || top?.contains(e) || e.matches(".skip") ? "" : `${e.outerHTML.slice(0, 100)} lies under ${top?.outerHTML.slice(0, 60)}`;
        });
        if (found === "end") break;
        if (found) bad.push(found);
      }
      assert.deepEqual(bad.slice(0, 5), [], `${pathOf[type]}: ${bad.length} of ${stops}`);
      assert.ok(stops > 15 && stops < 1000, `${pathOf[type]}: ${stops} stops`);
      await page.close();
    }
  });

  test("filters are links that lead to lists and back", async () => {
    const page = await visit("metrics/index.html");
    await tabTo(page, ".filter li a");
    const value = (await focused(page)).replace(/\s*[\d,]+$/, "");
    await press(page, "Enter");
    await page.waitForURL((url) => !url.href.endsWith("metrics/index.html"));
    assert.match((await page.locator("h1").textContent()).toLowerCase(), new RegExp(value.toLowerCase().split(/\s/)[0]));
    await tabTo(page, '.filter [aria-current], nav.crumbs a, main a[href*="metrics/index.html"]');
    await page.close();
    const phone = await visit("metrics/index.html");
    await phone.setViewportSize({ width: 360, height: 740 });
    await tabTo(phone, "details.side summary");
    assert.equal(await phone.locator(".filter li a").first().isVisible(), false);
    await press(phone, "Enter");
    assert.equal(await phone.locator(".filter li a").first().isVisible(), true);
    await tabTo(phone, ".filter li a");
    await phone.close();
  });

  test("pages of a list are links: next, previous, and where one is", async () => {
    const page = await visit("events/index.html");
    await page.locator(".pager a", { hasText: "Next" }).focus();
    assert.equal(await page.locator('link[rel="next"]').getAttribute("href"), "../events/p2.html");
    await press(page, "Enter");
    await page.waitForURL(/events\/p2\.html$/);
    assert.match(await page.locator(".pager [aria-current=page]").textContent(), /2/);
    assert.equal(await page.locator('link[rel="prev"]').getAttribute("href"), "../events/index.html");
    await tabTo(page, ".pager a", 400);
    assert.match(await focused(page), /Previous/);
    await press(page, "Enter");
    await page.waitForURL(/events\/index\.html$/);
    await page.close();
  });

  test("a button copies with Enter and Space, keeps focus and text, and says so", async () => {
    const page = await visit(metrics[0].url);
    await tabTo(page, "button.copy");
    await press(page, "Enter");
    await said(page, "Copied");
    assert.equal(await clipboard(page), metrics[0].key);
    assert.equal(await focused(page), "Copy key");
    await tabTo(page, ".code button.copy");
    await press(page, "Space");
    await page.waitForFunction(async (key) => (await navigator.clipboard.readText()) !== key, metrics[0].key);
    assert.equal(await clipboard(page), await page.locator(".code code").first().textContent());
    await page.close();
  });

  test("the menu of narrow windows closes with Escape, and when something else is touched", async () => {
    const page = await visit("index.html"), menu = page.locator(".rest details");
    const isOpen = () => menu.evaluate((e) => e.open);
    await page.setViewportSize({ width: 360, height: 800 });
    await menu.locator("summary").focus();
    await press(page, "Enter");
    assert.equal(await isOpen(), true);
    await press(page, "Escape");
    assert.equal(await isOpen(), false);
    assert.equal(await focused(page), "More");
    await press(page, "Enter");
    assert.equal(await isOpen(), true);
    await page.mouse.click(20, 780);
    assert.equal(await isOpen(), false);
    await page.close();
  });

  test("the theme goes round by a button and stays", async () => {
    const other = await browser.newContext(), page = await other.newPage();
    await page.goto(`${server.origin}about.html`);
    await tabTo(page, "button.theme");
    await press(page, "Enter", "Enter");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    await page.goto(`${server.origin}index.html`);
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    const colour = () => page.evaluate(() => getComputedStyle(document.body).color);
    assert.equal(await colour(), "rgb(232, 235, 241)");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.equal(await colour(), "rgb(27, 31, 39)", "on paper");
    await other.close();
  });
});

test("from the disk links, filters, pages, copying and keys work as well", async () => {
  const page = await context.newPage(), root = pathToFileURL(site).href + "/", now = (await watch(page))((url) => url.startsWith(root));
  await page.goto(`${root}index.html`);
  await page.locator('header a[href$="metrics/index.html"]').click();
  await page.locator(".filter li a").first().click();
  await page.locator(".crumbs a, .filter a").first().click();
  assert.notEqual(page.url(), `${root}metrics/index.html`);
  await page.goto(`${root}events/index.html`);
  await page.locator(".pager a", { hasText: "Next" }).click();
  assert.equal(page.url(), `${root}events/p2.html`);
  await page.locator("main tbody th a").first().click();
  await page.locator("button.copy").first().click();
  await said(page, "Copied");
  await press(page, "?");
  assert.ok(await page.locator("dialog[open]").isVisible());
  await page.close();
  assert.deepEqual(now.complaints, []);
});

describe("an address that leads nowhere", () => {
  // The site under its public address, below a folder, as a host answers for it.
  async function ask(path) {
    const page = await context.newPage();
    const now = (await watch(page))((url) => url.startsWith(home));
    await page.route(`${home}**`, (route) => route.fulfill(answer(site, new URL(route.request().url()).pathname.slice(new URL(home).pathname.length - 1))));
    await page.goto(home + path);
    page.finish = async () => {
      await page.close();
      assert.deepEqual(now.complaints.filter((text) => !/^404 for|status of 404/.test(text)), []);
    };
    return page;
  }
  const near = (page) => page.locator(".asked .hits a");

  test("is answered with the nearest keys and a link to all results", async () => {
    const [kind, ...words] = metrics[0].key.split(".");
    const wrong = `${[kind, ...words].join(".").replace(/(.)(.)$/, "$2")}`;
    const page = await ask(`metrics/${wrong}.html`);
    await near(page).first().waitFor();
    assert.equal(await page.locator(".asked code").first().textContent(), wrong);
    assert.ok((await near(page).allTextContents()).includes(metrics[0].key));
    assert.ok((await near(page).count()) <= 5);
    assert.equal(await page.locator("form.search input").inputValue(), wrong);
    await near(page).first().click();
    await page.waitForURL(`${home}metrics/*.html`);
    assert.equal(await page.locator("h1").textContent(), metrics[0].key);
    await page.finish();
  });

  test("finds what moved to another folder, whatever is around the name", async () => {
    for (const path of [`old/place/${metrics[0].key}.html`, `metrics/${metrics[0].key}`, `metrics/${metrics[0].key}/`, `METRICS/${metrics[0].key}.yml`]) {
      const page = await ask(path);
      await near(page).first().waitFor();
      assert.equal(await near(page).first().textContent(), metrics[0].key, path);
      assert.equal(await page.locator(".asked h2").textContent(), "It is here");
      await page.finish();
    }
  });

  test("shows hostile ones as texts", async () => {
    const page = await ask(`metrics/${encodeURIComponent("<img src=x onerror=alert(1)>")}~3cb~3e.html`);
    await page.locator(".asked code").waitFor();
    assert.equal(await page.locator(".asked code").first().textContent(), "<img src=x onerror=alert(1)><b>");
    assert.equal(await page.locator("main img, main b").count(), 0);
    await page.finish();
    const broken = await ask("metrics/%ff~ff.html");
    await broken.locator(".asked code").waitFor();
    await broken.finish();
  });

  test("its links and its box work from any folder", async () => {
    const page = await ask("a/b/c/nothing.html");
    await page.locator("form.search input").fill("count");
    await page.locator("form.search button").click();
    await page.waitForURL(`${home}search.html?q=count`);
    await page.locator(".hits li").first().waitFor();
    await page.goBack();
    await page.locator("main .links a").first().click();
    await page.waitForURL(`${home}index.html`);
    await page.finish();
  });
});
