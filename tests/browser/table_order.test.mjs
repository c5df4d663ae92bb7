// Tables of numbers can be put in order by keyboard, on wide screens and on small ones; lists of several pages and tables of words cannot.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { browser, buildSite, examples, inBrowser, open, richDefinitions, server } from "./site.mjs";

const site = buildSite(richDefinitions());
let page;

inBrowser(site, async () => {
  page = await browser.newPage();
});

const show = (path) => open(page, site, server.origin, path, "https://metrics.example.com/dictionary/");
// [name, number of a column] of each row of the first table, and how its headers say it is sorted.
const rows = (column) => page.locator("table").first().evaluate((table, at) => [...table.tBodies[0].rows].map((row) => [row.cells[0].textContent, Number(row.cells[at].innerText.replace(/\D/g, ""))]), column);
const sorted = () => page.locator("table").first().evaluate((table) => [...table.rows[0].cells].map((cell) => cell.getAttribute("aria-sort")));

for (const width of [1280, 360])
  test(`by number and by name, forth and back, at ${width} px`, async () => {
    await page.setViewportSize({ width, height: 800 });
    await show("health/index.html");
    const before = await rows(2), header = page.locator("table").first().locator("thead button").last();
    const equal = (list, n) => list.filter((row) => row[1] === n).map(([name]) => name);
    assert.ok(before.length > 3, `${before.length} rows`);
    assert.deepEqual(await sorted(), [null, null, null]);
    await page.locator("table").first().locator("thead button").first().focus();
    await page.keyboard.press("Tab");
    assert.ok(await header.evaluate((e) => e === document.activeElement && e.getBoundingClientRect().height > 8 && e.checkVisibility()));
    await page.keyboard.press("Enter");
    const largest = await rows(2);
    assert.deepEqual(largest.map(([, n]) => n), before.map(([, n]) => n).sort((a, b) => b - a));
    for (const [, n] of before) assert.deepEqual(equal(largest, n), equal(before, n));
    assert.deepEqual(await sorted(), [null, null, "descending"]);
    await page.keyboard.press("Space");
    assert.deepEqual((await rows(2)).map(([, n]) => n), before.map(([, n]) => n).sort((a, b) => a - b));
    assert.deepEqual(await sorted(), [null, null, "ascending"]);
    assert.ok(await header.evaluate((e) => e === document.activeElement));
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    const named = (await rows(2)).map(([name]) => name);
    assert.deepEqual(named, [...named].sort(new Intl.Collator("en", { numeric: true }).compare));
    assert.deepEqual(await sorted(), ["ascending", null, null]);
  });

test("numbers of four digits and releases of two come in their order", async () => {
  await show("versions.html");
  const found = await page.evaluate(() => {
    const table = document.querySelector("table"), [body] = table.tBodies, [name, , number] = table.rows[0].cells;
    ["15.9", "15.11", "2.1"].forEach((text, i) => { body.rows[i].cells[0].textContent = text; });
    ["1,963", "294", ""].forEach((text, i) => { body.rows[i].cells[2].textContent = text; });
    while (body.rows.length > 3) body.rows[3].remove();
    const column = (at) => [...body.rows].map((row) => row.cells[at].textContent);
    number.firstChild.click();
    const numbers = column(2);
    name.firstChild.click();
    return [numbers, column(0)];
  });
  assert.deepEqual(found, [["1,963", "294", ""], ["2.1", "15.9", "15.11"]]);
});

test("what is older than a release comes just before it, and what sums up others stays last, forth and back", async () => {
  await show("versions.html");
  const found = await page.evaluate(() => {
    const table = document.querySelector("table"), [body] = table.tBodies, [name, , number] = table.rows[0].cells;
    while (body.rows.length > 1) body.rows[1].remove();
    const first = body.rows[0];
    [["8.10", "5"], ["<13.9", "1"], ["13.10", "2"], ["13.9", "4"], ["12.0", "3"], ["1,002 others", "9", "others"]].forEach(([text, n, role = ""]) => {
      const row = first.cloneNode(true);
      row.className = role;
      row.cells[0].textContent = text;
      row.cells[2].textContent = n;
      body.append(row);
    });
    first.remove();
    return [name, name, number, number].map((head) => {
      head.firstChild.click();
      return [...body.rows].map((row) => row.cells[0].textContent);
    });
  });
  assert.deepEqual(found, [
    ["8.10", "12.0", "<13.9", "13.9", "13.10", "1,002 others"],
    ["13.10", "13.9", "<13.9", "12.0", "8.10", "1,002 others"],
    ["8.10", "13.9", "12.0", "13.10", "<13.9", "1,002 others"],
    ["<13.9", "13.10", "12.0", "13.9", "8.10", "1,002 others"],
  ]);
});

test("only columns of numbers and names of tables that are whole have a button", async () => {
  const found = new Map();
  for (const { type, path } of examples(site)) {
    await show(path);
    found.set(type, await page.evaluate(() => document.querySelectorAll("thead button").length));
    assert.equal(await page.locator("thead th:not(.number):not(:first-child) button").count(), 0, path);
  }
  for (const type of ["list", "metric", "owner", "value", "removed", "rule"]) assert.equal(found.get(type), 0, type);
  for (const type of ["versions", "statistics", "health", "indicators", "what's new"]) assert.ok(found.get(type) > 1, type);
});
