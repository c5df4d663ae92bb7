// What pages look like for those who ask for something else: on paper, with more contrast, in the colours of the system, for fingers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, buildSite, examples, inBrowser, PAPER, richDefinitions, server } from "./site.mjs";

const site = buildSite(richDefinitions());
const pathOf = Object.fromEntries(examples(site).map(({ type, path }) => [type, path]));
inBrowser(site);

async function show(path, options) {
  const page = await browser.newPage({ reducedMotion: "reduce", ...options });
  await page.goto(server.origin + path);
  return page;
}

test("code of long lines and tables of many columns are on paper as a whole", async () => {
  const page = await show(pathOf.metric, { viewport: PAPER });
  await page.emulateMedia({ media: "print" });
  const ends = await page.evaluate(() => {
    const row = (cell) => `<tr>${`<${cell}>a_name_that_is_rather_long with <code>blanks_in_it</code></${cell}>`.repeat(12)}</tr>`;
    document.querySelector(".lead-text").innerHTML = `<section class="table"><table><thead>${row("th")}</thead><tbody>${row("td")}</tbody></table></section>
      <pre><code>${"SELECT a_column_with_a_name, ".repeat(20)}</code></pre><pre><code>${"x".repeat(300)}</code></pre>`;
    return [...document.querySelectorAll(".lead-text th, .lead-text td, .lead-text pre")].map((e) => {
      const text = document.createRange();
      text.selectNodeContents(e);
      return text.getBoundingClientRect().right;
    });
  });
  assert.equal(ends.length, 26);
  assert.ok(Math.max(...ends) <= PAPER.width, `text reaches ${Math.max(...ends)} px`);
  await page.close();
});

const narrow = [[{ width: 768, height: 1024 }, "screen"], [{ width: 1024, height: 768 }, "screen"], [PAPER, "print"]];

// The event has a property whose name is 96 letters long.
test("a long name in a table of properties stays within its column on screens and on paper", async () => {
  const wrong = [];
  for (const [viewport, media] of narrow) {
    const page = await show("events/probe_extra_thing_1.html", { viewport });
    await page.emulateMedia({ media });
    const { end, column, longest } = await page.locator("#properties + table").evaluate((table) => ({
      end: table.getBoundingClientRect().right,
      column: table.parentElement.getBoundingClientRect().right,
      longest: Math.max(...[...table.querySelectorAll(".key")].map((e) => e.textContent.length)),
    }));
    assert.ok(longest > 90);
    if (end > column + 1) wrong.push(`${media} of ${viewport.width} px: the table ends at ${end}, its column at ${column}`);
    await page.close();
  }
  assert.deepEqual(wrong, []);
});

test("names of up to 20 letters in a table of properties are not broken for the sake of long descriptions", async () => {
  for (const [viewport, media] of narrow) {
    const page = await show("events/probe_extra_thing_4.html", { viewport });
    await page.emulateMedia({ media });
    const lines = await page.locator("#properties + table").evaluate((table) => {
      const name = table.querySelector(".key");
      name.textContent = "twenty_letters_or_so";
      table.querySelectorAll("td:last-child").forEach((e) => { e.textContent = "a description of many words ".repeat(20); });
      return name.getClientRects().length;
    });
    assert.equal(lines, 1, `${media} of ${viewport.width} px`);
    await page.close();
  }
});

test("who asks for more contrast gets soft text as strong as the rest, and lines as strong as those of fields, in every theme", async () => {
  const weak = [];
  for (const colorScheme of ["light", "dark"]) {
    const page = await show(pathOf.metric, { colorScheme, contrast: "more" });
    for (const theme of ["", "light", "dark"])
      weak.push(...await page.evaluate(([scheme, chosen]) => {
        if (chosen) document.documentElement.dataset.theme = chosen;
        const style = getComputedStyle(document.documentElement), colour = (name) => style.getPropertyValue(`--${name}`);
        return [["text2", "text"], ["text3", "text"], ["line", "field"]]
          .filter(([name, strong]) => colour(name) !== colour(strong)).map(([name]) => `${scheme}, theme ${chosen || "automatic"}: ${name} is ${colour(name)}`);
      }, [colorScheme, theme]));
    await page.close();
  }
  assert.deepEqual(weak, []);
});

// How each of the elements is decorated, "none" where it is not there.
const lines = (page, ...selectors) => page.evaluate((all) => all.map((selector) => {
  const e = document.querySelector(selector);
  return e ? getComputedStyle(e).textDecorationLine : "absent";
}), selectors);

test("what was and what is differ by more than their colours on paper and where the system forces its own", async () => {
  const path = "changes/16.10.html";
  for (const options of [{ forcedColors: "active" }, {}]) {
    const page = await show(path, options);
    if (!options.forcedColors) await page.emulateMedia({ media: "print" });
    assert.deepEqual(await lines(page, "ins", "del"), ["underline", "line-through"], JSON.stringify(options));
    await page.close();
  }
  const page = await show(path);
  assert.deepEqual(await lines(page, "ins", "del"), ["none", "none"]);
  await page.close();
});

test("the current page is marked where the system forces its colours: in the navigation, in its menu on phones, among numbered pages", async () => {
  const page = await show("events/p2.html", { forcedColors: "active" });
  assert.deepEqual(await lines(page, ".top nav [aria-current]", ".pager [aria-current]", ".pager a:not([aria-current])"), ["underline", "underline", "none"]);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(server.origin + pathOf.owners);
  assert.deepEqual(await lines(page, ".rest summary", ".rest [aria-current]"), ["underline", "underline"]);
  await page.goto(server.origin + pathOf.about);
  assert.deepEqual(await lines(page, ".rest summary"), ["none"]);
  await page.close();
});

// Where the message is, once it is seen, and where what has the focus is.
async function message(page, text) {
  await page.waitForFunction((words) => document.querySelector("[role=status]").textContent === words, text);
  return page.evaluate(() => {
    const box = (e) => e.getBoundingClientRect().toJSON(), status = document.querySelector("[role=status]"), said = box(status);
    const isSeen = document.elementFromPoint((said.left + said.right) / 2, (said.top + said.bottom) / 2) === status;
    return { said, isSeen, focused: document.activeElement === document.body ? undefined : box(document.activeElement) };
  });
}

const covers = (a, b) => b && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

for (const [words, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["in the colours of the system", { forcedColors: "active" }], ["on a phone", { viewport: { width: 320, height: 480 } }]])
  test(`that a key was copied, or could not be, is seen wherever the focus is, and goes away: ${words}`, async () => {
    const page = await show(pathOf.metric, { permissions: ["clipboard-read", "clipboard-write"], ...options }), height = page.viewportSize().height;
    const key = (await page.locator("h1").textContent()).trim(), rest = await message(page, "");
    assert.equal(rest.isSeen, false);
    await page.keyboard.press("y");
    const { said, isSeen } = await message(page, `Copied ${key}`);
    assert.ok(isSeen && said.left >= 0 && said.right <= page.viewportSize().width && said.top >= 0 && said.bottom <= height && said.width > 40, JSON.stringify(said));
    for (const block of ["start", "end"]) {
      const button = page.locator(".code button.copy").first();
      await page.evaluate((to) => {
        document.querySelector("[role=status]").textContent = ""; // what was said before
        document.activeElement.blur();
        document.querySelector(".code button.copy").focus({ preventScroll: true });
        document.activeElement.scrollIntoView({ block: to });
      }, block);
      await button.press("Enter");
      const found = await message(page, "Copied");
      assert.ok(found.isSeen && found.focused && !covers(found.said, found.focused), `${block}: ${JSON.stringify(found)}`);
    }
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
      document.execCommand = () => false;
    });
    await page.keyboard.press("Enter");
    const failed = await message(page, "The browser did not allow copying");
    assert.ok(failed.isSeen && failed.focused && !covers(failed.said, failed.focused), JSON.stringify(failed));
    assert.equal((await message(page, "")).isSeen, false);
    await page.close();
  });

test("on touch screens no button is lower than 40 px, none lies on another, and those that order a table move nothing when they come", async () => {
  const finger = { hasTouch: true, isMobile: true }, low = [];
  for (const viewport of [{ width: 360, height: 740 }, { width: 1024, height: 768 }]) {
    for (const type of ["list", "metric", "health", "versions", "about", "results"]) {
      const page = await show(type === "results" ? "search.html?q=count" : pathOf[type], { ...finger, viewport });
      assert.ok(await page.evaluate(() => matchMedia("(pointer:coarse)").matches));
      if (type === "results") await page.locator(".side details").first().waitFor({ state: "attached" });
      await page.evaluate(() => document.querySelectorAll("main details").forEach((e) => { e.open = true; }));
      if (type === "results") await page.locator(".side button:not([hidden])").first().waitFor();
      const boxes = await page.evaluate(() => {
        return [...document.querySelectorAll("button")].filter((e) => e.checkVisibility() && e.getClientRects().length)
          .map((e) => ({ ...e.getBoundingClientRect().toJSON(), text: e.textContent }));
      });
      const where = `${pathOf[type] ?? type} at ${viewport.width} px`;
      assert.ok(boxes.length > 1, where);
      low.push(...boxes.filter((box) => box.height < 40).map((box) => `${where}: ${box.text} has ${box.height} px`));
      low.push(...boxes.filter((a) => boxes.some((b) => a !== b && covers(a, b))).map((box) => `${where}: ${box.text} lies on another`));
      await page.close();
    }
  }
  assert.deepEqual(low, []);
  const heights = [];
  for (const javaScriptEnabled of [false, true]) {
    const page = await show(pathOf.health, { ...finger, viewport: { width: 1024, height: 768 }, javaScriptEnabled });
    heights.push(await page.locator("thead").first().evaluate((e) => e.getBoundingClientRect().height));
    await page.close();
  }
  assert.equal(heights[0], heights[1]);
});
