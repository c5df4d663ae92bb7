// Search in Chromium: the box as a combobox by keyboard, the page of results, from a server and from the disk, inside the policy.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, buildSite, inBrowser, richDefinitions, serve, server } from "./site.mjs";

const site = buildSite();
const { entries: metrics } = JSON.parse(readFileSync(join(site, "api/v1/metrics.json"), "utf8"));
// A metric that counts an event and whose last word another entry has, too; its key has dots to be pasted in other forms.
const metric = metrics.find((m) => m.key.includes(".") && m.events?.length && metrics.filter((o) => o.key.startsWith(m.key)).length === 1);
const word = "work";
let context;

inBrowser(site, async () => {
  context = await browser.newContext({ reducedMotion: "reduce" });
});

// Opens a page; complaints of it are gathered in page.complaints.
async function visit(path, root = server.origin, from = context) {
  const page = await from.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`script error: ${error.message}`));
  page.on("requestfailed", (request) => page.complaints.push(`cannot load ${request.url()}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(`console: ${message.text()}`);
  });
  await page.goto(root + path);
  return page;
}

const box = (page) => page.locator("form.search input");
const options = (page) => page.locator("[role=listbox]:visible [role=option]");
const active = (page) => page.evaluate(() => document.getElementById(document.querySelector("form.search input").getAttribute("aria-activedescendant"))?.textContent ?? "");

async function type(page, text) {
  await box(page).focus();
  await page.keyboard.type(text);
  await page.waitForFunction(() => document.querySelector("[role=listbox]").dataset.query === document.querySelector("form.search input").value.trim()
    && document.querySelector("[role=listbox]:not([hidden]) .all"));
}

const roots = () => [["http", server.origin], ["disk", pathToFileURL(site).href + "/"]];

describe("search box", () => {
  test("the roles of a combobox are there with a script only", async () => {
    const page = await visit("index.html");
    const input = box(page);
    assert.equal(await input.getAttribute("role"), "combobox");
    assert.equal(await input.getAttribute("aria-expanded"), "false");
    assert.equal(await input.getAttribute("aria-autocomplete"), "list");
    assert.equal(await page.locator(`[id="${await input.getAttribute("aria-controls")}"]`).getAttribute("role"), "listbox");
    assert.doesNotMatch(readFileSync(join(site, "index.html"), "utf8"), /combobox|listbox/);
    await page.close();
  });

  test("nothing of the index is loaded before somebody is about to search", async () => {
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(server.origin);
    await page.waitForTimeout(100);
    const scripts = () => asked.filter((url) => url.endsWith(".js"));
    assert.equal(scripts().length, 1);
    await box(page).focus();
    while (scripts().length < 4) await page.waitForTimeout(50); // for as long as a test may take
    await page.waitForTimeout(100);
    assert.deepEqual(scripts().slice(1).map((url) => url.replace(/.*\//, "").replace(/\..*\.js/, ".js")).sort(), ["current.js", "root.js", "search.js"]);
    await page.close();
  });

  test("arrow keys go through the options and none, with the focus in the input", async () => {
    const page = await visit("index.html");
    await type(page, word);
    const n = await options(page).count();
    assert.ok(n > 2);
    const texts = await options(page).allTextContents();
    assert.equal(await active(page), texts[0], "the best match is active");
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(page), texts[1]);
    assert.equal(await page.locator("[role=option][aria-selected=true]").count(), 1);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(page), "", "above the first is none");
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(page), texts[n - 1]);
    assert.match(texts[n - 1], /^All (about )?[\d,]+ results$/);
    await page.keyboard.press("Home");
    assert.equal(await box(page).evaluate((e) => e.selectionStart), 0);
    assert.equal(await active(page), texts[n - 1], "Home moves the caret only");
    assert.ok(await box(page).evaluate((e) => e === document.activeElement));
    await page.close();
  });

  test("Escape closes, then clears; Tab closes and goes on", async () => {
    const page = await visit("index.html");
    await type(page, word);
    await page.keyboard.press("Escape");
    assert.equal(await box(page).getAttribute("aria-expanded"), "false");
    assert.equal(await options(page).count(), 0);
    assert.equal(await box(page).inputValue(), word);
    await page.keyboard.press("Escape");
    assert.equal(await box(page).inputValue(), "");
    await type(page, word);
    await page.keyboard.press("Tab");
    assert.equal(await box(page).getAttribute("aria-expanded"), "false");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Search");
    await page.close();
  });

  test("Enter opens the active option, the last one leads to all results", async () => {
    const page = await visit("index.html");
    await type(page, word);
    const first = (await page.locator("[role=option] .key").first().textContent()).trim();
    await page.keyboard.press("Enter");
    await page.waitForURL(/(metrics|events|guides)\/[^/]+\.html$/);
    assert.equal((await page.locator("h1").textContent()).trim(), first);
    await type(page, word);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\.html\?q=work$/);
    await page.close();
  });

  test("Enter with none active and the button lead to all results", async () => {
    const page = await visit("about.html");
    await type(page, word);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\.html\?q=work$/);
    await box(page).fill("users");
    await page.locator("form.search button").click();
    await page.waitForURL(/search\.html\?q=users$/);
    await page.close();
  });

  test("Enter with Ctrl opens another tab", async () => {
    const page = await visit("index.html");
    await type(page, word);
    const [other] = await Promise.all([context.waitForEvent("page"), page.keyboard.press("Control+Enter")]);
    await other.waitForURL(/\.html$/);
    assert.match(page.url(), /index\.html$/);
    await other.close();
    await page.close();
  });

  test("what was found is said after a pause, and unsaid on closing", async () => {
    const page = await visit("index.html");
    await type(page, word);
    const status = page.locator("[role=status]");
    assert.equal(await status.count(), 1);
    assert.equal(await status.textContent(), "");
    await page.waitForFunction(() => document.querySelector("[role=status]").textContent);
    assert.match(await status.textContent(), /^(About )?[\d,]+ results, active match: \S+/i);
    await page.keyboard.press("Escape");
    assert.equal(await status.textContent(), "");
    await page.close();
  });

  test("how many suggestions there are is said of one as of several", async () => {
    const page = await visit("index.html");
    for (const [text, wanted] of [["status:rem", "1 suggestion"], ["tier:", "3 suggestions"]]) {
      await box(page).fill(text);
      await page.waitForFunction((said) => document.querySelector("[role=status]").textContent === said, wanted);
    }
    await page.close();
  });

  test("one or two letters are completed to words, a field to its values", async () => {
    const page = await visit("index.html");
    await box(page).focus();
    await page.keyboard.type("wo");
    await page.waitForFunction(() => document.querySelector("[role=option]")?.textContent.startsWith("wo")); // not those of "w"
    assert.equal(await page.locator("[role=option].all").count(), 0);
    assert.match(await options(page).first().textContent(), /^wo\w+$/, "how often the word alone is there is not how much it finds");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.match(await box(page).inputValue(), /^wo\w+ $/);
    await box(page).fill("status:");
    await page.waitForFunction(() => [...document.querySelectorAll("[role=option]")].some((o) => o.textContent.startsWith("Active")));
    await box(page).fill("time_frame:2");
    await page.waitForFunction(() => document.querySelector("[role=option]")?.textContent === "28 days time:");
    await box(page).fill("added:");
    await page.waitForFunction(() => document.querySelector("[role=option]")?.textContent.endsWith("added:"));
    const versions = (await options(page).allTextContents()).map((text) => text.split(" ")[0].split(".").map(Number));
    assert.ok(versions.length > 3 && versions.every(([a, b], i) => !i || versions[i - 1][0] > a || (versions[i - 1][0] === a && versions[i - 1][1] > b)), versions.join(" "));
    await page.close();
  });

  test("versions are completed from the latest one to what was before the first, and keep the sign before them", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "dictum-added-"));
    writeFileSync(join(folder, "dictum.yml"), 'dialect: plain\nkinds: {event: {files: "*_e.yml", key: /name, added: {milestone: /added}}}\n');
    for (const [i, added] of ["13.9", "17.1", "<13.9", "9.5", "16.0", "16.11"].entries()) writeFileSync(join(folder, `${i}_e.yml`), `name: n${i}\nadded: "${added}"\n`);
    const versions = await serve(buildSite(folder)), page = await visit("index.html", versions.origin), latest = ["17.1", "16.11", "16.0", "13.9", "<13.9", "9.5"];
    t.after(async () => {
      await versions.close();
      rmSync(folder, { recursive: true });
    });
    const offered = async (text) => {
      await box(page).fill(text);
      await page.waitForFunction(() => document.querySelector("[role=listbox]").dataset.query === document.querySelector("form.search input").value);
      return (await options(page).allTextContents()).map((option) => option.replace(" added:", ""));
    };
    assert.deepEqual(await offered("added:"), latest);
    for (const [text, at, wanted] of [["added:>=", 0, "added:>=17.1 "], ["-added:<1", 1, "-added:<16.11 "], ["added:>", 4, 'added:"<13.9" '], ["added:", 4, 'added:"<13.9" '],
      ["added:..", 1, "added:..16.11 "], ["added:9.5..1", 0, "added:9.5..17.1 "], ["added:9.5,..", 1, "added:9.5,..16.11 "]]) {
      assert.deepEqual((await offered(text))[at], latest[at], text);
      await options(page).nth(at).click();
      assert.equal(await box(page).inputValue(), wanted);
    }
    assert.deepEqual(await offered("added:9.5.."), latest.filter((version) => version[0] !== "<"), "what is quoted is no bound");
    await page.goto(`${versions.origin}search.html?q=kind%3Aevent`);
    const added = page.locator(".side details", { hasText: "Added" });
    await added.waitFor();
    if (!(await added.evaluate((e) => e.open))) await added.locator("summary").click();
    await added.locator("a").first().waitFor();
    assert.deepEqual(await added.locator("a").evaluateAll((links) => links.map((e) => e.dataset.value)), latest);
    assert.deepEqual(page.complaints, []);
    await page.close();
  });

  test("a value in quotes is completed behind its blanks, too, and what stands before it stays", async () => {
    const page = await visit("index.html"), owner = metrics.map((m) => m.owner?.group ?? "").find((name) => name.includes("_")), [first, rest] = owner.split("_");
    for (const before of ["", "work -"]) {
      await box(page).fill(`${before}owner:"${first} ${rest[0]}`);
      await page.waitForFunction(() => document.querySelector("[role=listbox]").dataset.query === document.querySelector("form.search input").value
        && document.querySelector("[role=option]")?.textContent.endsWith(" owner:"));
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      assert.match(await box(page).inputValue(), new RegExp(`^${before}owner:${first}_${rest[0]}\\w* $`));
    }
    await page.close();
  });

  test("a value behind a comma is completed beside those before it", async () => {
    const page = await visit("index.html");
    await box(page).fill("tier:free,");
    await page.waitForFunction(() => document.querySelector("[role=option]")?.textContent.endsWith(" tier:"));
    assert.deepEqual(await options(page).allTextContents(), ["Premium tier:", "Ultimate tier:"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.equal(await box(page).inputValue(), "tier:free,premium ");
    await page.close();
  });

  test("/ focuses it, but not while typing, with a modifier or where it was switched off", async () => {
    const page = await visit("about.html", server.origin, await browser.newContext());
    const focused = () => box(page).evaluate((e) => e === document.activeElement);
    await page.keyboard.press("Control+/");
    assert.equal(await focused(), false);
    await page.keyboard.press("/");
    assert.equal(await focused(), true);
    assert.equal(await box(page).inputValue(), "");
    await page.keyboard.press("/");
    assert.equal(await box(page).inputValue(), "/");
    await page.locator("button.shortcut").click();
    await page.reload();
    await page.keyboard.press("/");
    assert.equal(await focused(), false);
    await page.context().close();
  });
});

describe("page of results", () => {
  test("counts, marks and goes through the pages by their addresses", async () => {
    const page = await visit("search.html?q=count");
    await page.locator(".hits li").first().waitFor();
    assert.equal(await page.locator(".hits li").count(), 20);
    assert.match(await page.locator(".results .lead").textContent(), /^(About )?[\d,]+ results$/);
    assert.ok(await page.locator(".hits mark").count() > 0);
    assert.equal(await box(page).inputValue(), "count");
    const firsts = await page.locator(".hits a").allTextContents();
    await page.locator('.pager a:has-text("Next")').click();
    await page.waitForURL(/search\.html\?q=count&p=2$/);
    await page.locator('.hits[start="21"] li').first().waitFor(); // the first page stands there until the second has come
    assert.equal(await page.locator('.pager [aria-current="page"]').textContent(), "Page 2");
    const seconds = await page.locator(".hits a").allTextContents();
    assert.equal(seconds.filter((key) => firsts.includes(key)).length, 0);
    await page.close();
  });

  test("the title says the words and which page of their results it is, as the heading does", async () => {
    const page = await visit("search.html"), said = async () => [(await page.title()).split(" - Search - ")[0], await page.locator("h1").textContent()];
    const name = await page.title();
    for (const [address, title] of [["?q=count", "count"], ["?q=count&p=2", "count, page 2"], ["?q=count&p=3", "count, page 3"], ["?q=count&p=2", "count, page 2"]]) {
      await page.goto(new URL(address, page.url()).href);
      await page.locator(".hits li").first().waitFor();
      assert.deepEqual(await said(), [title, `Search: ${title}`]);
      assert.ok((await page.title()).endsWith(` - ${name}`));
    }
    await page.locator('.pager a:has-text("Previous")').click();
    await page.locator('.hits[start="1"] li').first().waitFor();
    assert.deepEqual(await said(), ["count", "Search: count"]);
    await page.goBack();
    await page.locator('.hits[start="21"] li').first().waitFor();
    assert.deepEqual(await said(), ["count, page 2", "Search: count, page 2"]);
    await page.goto(new URL("?q=count&p=99999", page.url()).href);
    await page.locator(".hits li").first().waitFor();
    assert.match((await said())[0], /^count, page [1-9]\d{0,3}$/);
    await page.close();
  });

  test("a page behind the last one is the last one", async () => {
    const page = await visit("search.html?q=count&p=99999");
    await page.locator(".hits li").first().waitFor();
    assert.equal(await page.locator('.pager a:has-text("Next")').count(), 0);
    await page.close();
  });

  test("an unknown field is said with a link to the one that was meant", async () => {
    const page = await visit("search.html?q=statsu:active");
    await page.locator(".notice a").first().click();
    await page.waitForURL(/q=status%3Aactive$/);
    await page.locator(".hits li").first().waitFor();
    await page.close();
  });

  test("a field without a value leads to values of it", async () => {
    const page = await visit("search.html?q=tier:");
    await page.locator('.notice:has-text("No value follows") a').first().click();
    await page.waitForURL(/q=tier%3Afree$/);
    await page.locator(".hits li").first().waitFor();
    await page.close();
  });

  test("an unknown value is said with a link that has the one that was meant in its place", async () => {
    const page = await visit("search.html?q=status:actve");
    await page.locator(".notice a").first().click();
    await page.waitForURL(/q=status%3Aactive$/);
    await page.locator(".hits li").first().waitFor();
    for (const [asked, meant] of [["status:a", "status:active"], ["Status:remoevd,s work", "Status:removed,s work"], ['-status:"actve" work', "-status:active work"], ["type:numbr time:s", "type:number time:s"]]) {
      await page.goto(`${server.origin}search.html?q=${encodeURIComponent(asked)}`);
      assert.equal(await page.locator(".notice a").first().textContent(), `Search for ${meant}`);
    }
    assert.deepEqual(page.complaints, []);
    await page.close();
  });

  test("words that nobody has lead to the nearest ones and to the lists", async () => {
    const page = await visit("search.html?q=zzzzqqq");
    await page.waitForFunction(() => document.querySelector(".results .lead")?.textContent.startsWith("Nothing"));
    assert.equal(await page.locator(".results").textContent().then((text) => text.split("zzzzqqq").length), 2, "it is said once");
    assert.match(await page.locator(".results .lead").textContent(), /^Nothing contains "zzzzqqq"/);
    assert.ok(await page.locator(".browse a").first().isVisible());
    await page.waitForFunction(() => document.querySelector("[role=status]").textContent.includes('contains "zzzzqqq"'));
    assert.ok((await page.locator(".results .lead").boundingBox()).width > 400, "the place of the filters is free");
    await page.close();
  });

  test("what was meant takes the place of the word, not of a part of another one", async () => {
    const page = await visit("search.html?q=pipelines+ipel");
    const links = page.locator(".results p", { hasText: 'contains "ipel"' }).locator("a");
    await links.first().waitFor();
    assert.equal(await links.first().textContent(), "Search for pipelines item");
    await page.close();
  });

  test("a part of a word for which nothing can stand leads nowhere", async () => {
    const page = await visit("search.html?q=workIpel"), said = page.locator(".results p", { hasText: 'contains "ipel", did you mean' });
    await said.waitFor();
    assert.equal(await said.locator("a").count(), 0);
    await page.close();
  });

  test("conditions that leave nothing lead to what the words alone find", async () => {
    const page = await visit(`search.html?q=${encodeURIComponent('count owner:"no one" -"x y" -status:active "count"')}`);
    await page.locator('.notice:has-text("Wider: ") a').click();
    await page.waitForURL(/q=count(%20)+count$/);
    await page.locator(".hits li").first().waitFor();
    await page.waitForFunction(() => /^\d+ results/.test(document.querySelector("[role=status]").textContent));
    assert.equal(await page.locator('.notice:has-text("Wider: ")').count(), 0);
    await page.close();
  });

  test("what the words alone do not find either is not offered", async () => {
    const page = await visit("search.html");
    for (const query of ['"zzzzqqq"', "status:active zzzzqqq", "status:nope -count"]) {
      await page.goto(`${server.origin}search.html?q=${encodeURIComponent(query)}`);
      await page.waitForFunction(() => /Nothing/.test(document.querySelector("[role=status]").textContent));
      assert.equal(await page.locator('.notice:has-text("Wider: ")').count(), 0, query);
    }
    await page.close();
  });

  test("text of a query is text", async () => {
    const hostile = '<img src=x onerror="document.title=1"><b>count</b>';
    const page = await visit("search.html?q=" + encodeURIComponent(hostile));
    await page.waitForFunction(() => /result|Nothing/.test(document.querySelector(".results .lead")?.textContent));
    assert.equal(await page.locator("main img, main b").count(), 0);
    assert.ok((await page.locator("h1").textContent()).includes(hostile));
    assert.deepEqual(page.complaints, []);
    await page.close();
  });

  test("without a query it shows how to ask, the fields and the lists", async () => {
    const page = await visit("search.html");
    await page.locator(".fields li").first().waitFor();
    assert.ok(await page.locator(".query-help li").first().isVisible());
    assert.ok(await page.locator(".browse a").first().isVisible());
    await page.close();
  });

  test("what it shows how to ask finds something here", async () => {
    const page = await visit("search.html"), empty = [];
    const codes = (await Promise.all([0, 1, 3, 4, 5].map((i) => page.locator(".query-help li").nth(i).locator("code").allTextContents()))).flat();
    for (const query of codes) {
      await page.goto(`${server.origin}search.html?q=${encodeURIComponent(query)}`);
      await page.waitForFunction(() => /result|Nothing/.test(document.querySelector(".results .lead")?.textContent));
      if (!await page.locator(".hits li").count()) empty.push(query);
    }
    assert.deepEqual(empty, []);
    await page.close();
  });

  test("what an entry is, is said in the words of the configuration", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dictum-words-"));
    writeFileSync(join(folder, "dictum.yml"), "dialect: plain\nkinds: {feature_flag: {title: Feature flags, files: ['f*.yml'], key: /id}, product: {title: Data, singular: piece of data, files: ['p*.yml'], key: /id}}\n");
    for (const name of ["f1", "p1"]) writeFileSync(join(folder, `${name}.yml`), `id: same_${name}\n`);
    const page = await visit("search.html?q=same", pathToFileURL(buildSite(folder)).href + "/");
    rmSync(folder, { recursive: true });
    await page.locator(".hits li").first().waitFor();
    assert.deepEqual((await page.locator(".hits .small").allTextContents()).sort(), ["Feature flag, active", "Piece of data, active"]);
    await page.close();
  });

  test("it names the fields that tell entries apart, and no others", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dictum-own-"));
    writeFileSync(join(folder, "dictum.yml"), "kinds: {metric: false, event: false, signal: {title: Signals, files: ['*.yaml'], key: /id, chips: [signal_unit], facets: [signal_unit]}}\n");
    for (const unit of ["kelvin", "pascal"]) writeFileSync(join(folder, `${unit}.yaml`), `id: ${unit}\nsignal_unit: ${unit}\n`);
    const page = await visit("search.html", pathToFileURL(buildSite(folder)).href + "/");
    rmSync(folder, { recursive: true });
    await page.locator(".fields li").first().waitFor();
    assert.deepEqual(await page.locator(".fields li").allTextContents(), ["signal_unit: Signal unit"]);
    await page.close();
  });

  test("a template of one's own need not have a place for the fields", async () => {
    const page = await visit("about.html");
    await page.route("**/search.html*", async (route) => {
      const response = await route.fetch(), text = await response.text();
      assert.match(text, /<ul class="fields"><\/ul>/);
      await route.fulfill({ response, body: text.replace(/<ul class="fields"><\/ul>/, "") });
    });
    await page.goto(`${server.origin}search.html?q=${word}`);
    await page.waitForFunction(() => document.querySelector(".results .lead") && !/Loading/.test(document.querySelector(".results .lead").textContent));
    assert.ok(await page.locator(".hits li").count() > 0);
    await page.close();
  });

  test("where the index cannot be loaded the lists stay, and that it could not is read out", async () => {
    const page = await visit("about.html");
    await page.route("**/i/**", (route) => route.abort());
    await page.goto(`${server.origin}search.html?q=${word}`);
    await page.waitForFunction(() => /could not be loaded/.test(document.querySelector(".results .lead")?.textContent));
    assert.ok(await page.locator(".browse a").first().isVisible());
    await page.waitForFunction(() => /could not be loaded/.test(document.querySelector("footer [role=status]").textContent));
    await page.close();
  });
});

describe("fields beside the results", () => {
  const group = (page, name) => page.locator(`.side nav[aria-label="Filter: ${name}"]`);
  const count = async (link) => Number((await link.locator(".n").textContent()).replaceAll(",", ""));
  const total = async (page) => Number(/[\d,]+/.exec(await page.locator(".results .lead").textContent())[0].replaceAll(",", ""));
  const loaded = (page) => page.evaluate(() => performance.getEntriesByType("resource").map((e) => /\/(f\/\w+)\.js$/.exec(e.name)?.[1]).filter(Boolean));
  const focused = (page) => page.evaluate(() => document.activeElement.dataset.value ?? document.activeElement.localName);

  for (const where of [0, 1])
    test(`a value asks for less, once more for all, with the focus kept and Back going back, from ${where ? "the disk" : "a server"}`, async () => {
      const page = await visit("search.html?q=count", roots()[where][1]);
      const first = group(page, "Status").locator("a").first();
      await first.waitFor();
      const all = await total(page), n = await count(first), value = await first.getAttribute("data-value");
      assert.ok(n > 0 && n < all);
      await first.focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(new RegExp(`search\\.html\\?q=count%20status%3A${value}$`));
      const current = group(page, "Status").locator("a[aria-current=true]");
      await current.waitFor();
      assert.equal(await total(page), n);
      assert.equal(await box(page).inputValue(), `count status:${value}`);
      assert.equal(await current.textContent(), `Remove filter ${value[0].toUpperCase()}${value.slice(1)} ${n}`);
      assert.equal(await page.locator(".asked a").textContent(), `Remove filter status:${value}`);
      await page.waitForFunction((v) => document.activeElement.dataset.value === v, value);
      // others of the field stay and widen the results
      const other = group(page, "Status").locator("a:not([aria-current])").first(), more = await count(other);
      await other.click();
      await page.waitForURL(/status%3A\w+%2C\w+$/);
      assert.equal(await total(page), n + more);
      await page.locator(".asked a").click();
      await page.waitForURL(/\?q=count$/);
      assert.equal(await total(page), all);
      await page.goBack();
      await page.goBack();
      await page.waitForFunction((text) => document.querySelector(".results .lead").textContent.startsWith(text), String(n));
      assert.equal(await page.locator(".hits li").count(), Math.min(20, n));
      assert.deepEqual(page.complaints, []);
      await page.close();
    });

  test("of values that differ in punctuation the one that was clicked is chosen, and has as many results as it says", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dictum-values-"));
    writeFileSync(join(folder, "dictum.yml"), 'dialect: plain\nkinds: {event: {files: "*_e.yml", key: /name, facets: [lang]}}\n');
    for (const [i, lang] of ["C", "C", "C", "C++", "C#", "<1s", "1s"].entries()) writeFileSync(join(folder, `${i}_e.yml`), `name: n${i}\nlang: "${lang}"\n`);
    const values = await serve(buildSite(folder)), page = await visit("search.html?q=lang:C%2B%2B", values.origin), chosen = group(page, "Lang").locator("a[aria-current]");
    await chosen.waitFor();
    assert.deepEqual(await chosen.allTextContents(), ["Remove filter C++ 1"]);
    assert.equal(await total(page), 1);
    for (const [value, n, query] of [["C#", 2, "lang:C++,C#"], ["C++", 1, "lang:C#"], ["<1s", 2, 'lang:C#,"<1s"'], ["C#", 1, 'lang:"<1s"'], ["C", 4, 'lang:"<1s",C']]) {
      await group(page, "Lang").locator(`a[data-value="${value}"]`).click();
      await page.waitForFunction((text) => document.querySelector("form.search input").value === text && document.querySelectorAll(".side a[aria-current]").length === text.split(",").length, query);
      assert.equal(await total(page), n, query);
    }
    assert.deepEqual(page.complaints, []);
    await page.close();
    await values.close();
    rmSync(folder, { recursive: true });
  });

  test("a field is loaded when it is opened", async () => {
    const page = await visit("search.html?q=count"), tiers = "f/5"; // their place among the fields of the index
    await group(page, "Status").locator("a").first().waitFor();
    assert.ok(!(await loaded(page)).includes(tiers), String(await loaded(page)));
    await page.locator(".side details", { hasText: "Available in" }).locator("summary").click();
    await group(page, "Available in").locator("a").first().waitFor();
    assert.ok((await loaded(page)).includes(tiers));
    await page.close();
  });

  test("at 360 px no field is loaded before the filters are opened", async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 720 } });
    await page.goto(server.origin + "search.html?q=count");
    await page.locator(".hits li").first().waitFor();
    await page.waitForTimeout(200);
    assert.deepEqual(await loaded(page), []);
    await page.locator(".side > summary").click();
    await group(page, "Status").locator("a").first().waitFor();
    assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth));
    await page.close();
  });

  test("more values unfold, many can be looked through", async () => {
    const page = await visit("search.html?q=count");
    const owner = group(page, "Owner"), more = owner.locator("button");
    await owner.locator("a").first().waitFor();
    const n = await owner.locator("a").count(), folded = Number(/\d+/.exec(await more.textContent())[0]);
    assert.equal(await more.getAttribute("aria-expanded"), "false");
    await more.click();
    assert.equal(await owner.locator("a").count(), n + folded);
    assert.equal(await more.getAttribute("aria-expanded"), "true");
    await page.locator(".side details", { hasText: "Product categories" }).locator("summary").click();
    const category = group(page, "Product categories");
    await category.locator("a").first().waitFor();
    const value = await category.locator("a").nth(5).getAttribute("data-value");
    if (await category.locator("input").count()) {
      await category.locator("input").fill(value.toUpperCase());
      assert.equal(await category.locator("a").first().getAttribute("data-value"), value);
    }
    await page.close();
  });

  test("filters that leave nothing can be taken away", async () => {
    const page = await visit("search.html?q=count%20status%3Aactive%20-status%3Aactive");
    await page.locator(".asked a").nth(1).waitFor();
    assert.equal(await page.locator(".hits li").count(), 0);
    await page.locator(".asked a").nth(1).click();
    await page.waitForURL(/q=count%20status%3Aactive$/);
    await page.locator(".hits li").first().waitFor();
    assert.equal(await focused(page), "h1");
    await page.close();
  });
});

describe("journeys", () => {
  for (const where of [0, 1]) {
    test(`a pasted key is open after three actions, from ${where ? "the disk" : "a server"}`, async () => {
      const forms = [metric.key, `metrics${metric.key.split(".").map((part) => `['${part}']`).join("")}`, `$.${metric.key}`];
      for (const pasted of forms) {
        const page = await visit("index.html", roots()[where][1]);
        await page.keyboard.press("/");
        await page.keyboard.insertText(pasted);
        await page.keyboard.press("Enter"); // before the answer is there
        await page.waitForURL((url) => url.href.endsWith(metric.url));
        assert.deepEqual(page.complaints, []);
        await page.close();
      }
    });
  }

  test("Enter after words that no entry has together leads to the results", async () => {
    const page = await visit("index.html");
    await type(page, "connector boards license");
    assert.equal(await active(page), "");
    await page.keyboard.press("Enter");
    await page.waitForURL(/search\.html\?q=connector(\+|%20)boards(\+|%20)license$/);
    await page.close();
  });

  test("words, Enter and a click lead to the events that a group sends", async () => {
    const page = await visit("index.html");
    const words = metric.key.split(".").pop().replaceAll("_", " ");
    await page.keyboard.press("/");
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
    await page.waitForURL(/(metrics|events)\/[^/]+\.html$/);
    assert.ok(await page.locator("main a[href*='events/'], main a[href*='metrics/']").count() > 0);
    await page.locator("main a[href*='owners/']").first().click();
    await page.waitForURL(/owners\//);
    assert.ok(await page.locator("main a[href*='events/']").count() > 0);
    await page.close();
  });
});

describe("keys that are gone", () => {
  const renamed = "probe_extra_thing_108", now = "probe_extra_thing_renamed_again_with_a_name_that_is_rather_long", deleted = "probe_extra_thing_109";
  const past = buildSite(richDefinitions());
  let host;

  before(async () => { host = await serve(past); });
  after(() => host?.close());

  for (const where of [0, 1])
    test(`an old name leads to its page, which leads to the new one, from ${where ? "the disk" : "a server"}`, async () => {
      const page = await visit("index.html", where ? pathToFileURL(past).href + "/" : host.origin);
      await type(page, renamed);
      assert.equal(await options(page).first().textContent(), `${renamed} Exact match. Former event, renamed: use ${now}`);
      await page.keyboard.press("Enter");
      await page.waitForURL(new RegExp(`events/${renamed}\\.html$`));
      await page.locator("main .instead a", { hasText: now }).click();
      await page.waitForURL(new RegExp(`events/${now}\\.html$`));
      assert.deepEqual(page.complaints, []);
      await page.close();
    });

  test("results say how it ended, and no field counts it", async () => {
    for (const [width, colorScheme] of [[1280, "light"], [360, "dark"]]) {
      const page = await visit(`search.html?q=${renamed}`, host.origin, await browser.newContext({ viewport: { width, height: 800 }, colorScheme }));
      await page.locator(".hits li").first().waitFor();
      assert.equal(await page.locator(".hits li").first().locator(".small").textContent(), `Exact match. Former event, renamed: use ${now}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await page.goto(`${host.origin}search.html?q=metrics%2F${deleted}.html`);
      await page.locator(".hits li").first().waitFor();
      assert.match(await page.locator(".hits li").first().textContent(), new RegExp(`^${deleted}Exact match\\. Former event, deleted`));
      await page.context().close();
    }
    const page = await visit(`search.html?q=counts.never_seen`, host.origin), first = page.locator(".hits li").first();
    await first.waitFor();
    assert.equal(await first.locator(".small").textContent(), "Exact match. Former metric, replaced: use counts.documents");
    const total = (await page.locator(".hits li").count()), status = page.locator('.side nav[aria-label="Filter: Status"] .n');
    if (total > 1) await status.first().waitFor();
    const counted = (await status.allTextContents()).reduce((sum, n) => sum + Number(n.replaceAll(",", "")), 0);
    assert.ok(counted < total, `${counted} of ${total}`);
    await page.close();
  });

  test("where their index cannot be loaded the entries are shown, and that it could not be", async () => {
    const page = await context.newPage(), lost = "Renamed and deleted keys cannot be read";
    await page.route(/\/i\/g[0-9a-f]+\//, (route) => route.abort());
    await page.goto(`${host.origin}search.html?q=${renamed}`);
    await page.locator(".hits li").first().waitFor();
    assert.equal(await page.locator(".notice").last().textContent(), lost);
    assert.doesNotMatch(await page.locator(".hits").textContent(), /Former/);
    await page.goto(`${host.origin}search.html?q=zzzzz.qqqqq`);
    await page.locator(".notice", { hasText: lost }).waitFor();
    assert.match(await page.locator("main").textContent(), /Nothing contains "zzzzz"/);
    await page.goto(`${host.origin}index.html`);
    await type(page, renamed);
    assert.ok((await options(page).count()) > 1);
    await page.unroute(/\/i\/g[0-9a-f]+\//);
    await page.goto(`${host.origin}search.html?q=${renamed}`);
    await page.locator(".hits li", { hasText: "Former event" }).first().waitFor();
    assert.ok(!(await page.locator(".notice").allTextContents()).includes(lost));
    await page.close();
  });

  test("the index of them is loaded when few entries answer, and not before", async () => {
    const page = await visit("index.html", host.origin), loaded = [];
    page.on("request", (request) => loaded.push(/\/i\/(g?)[0-9a-f]+\//.exec(request.url())?.[1]));
    await box(page).fill("probe extra"); // at once: its first letters have few answers
    await type(page, "");
    assert.ok(loaded.includes("") && !loaded.includes("g"));
    await type(page, " 109");
    assert.ok(loaded.includes("g"));
    assert.match((await options(page).allTextContents()).join("\n"), new RegExp(`${deleted} Former event, deleted`));
    await page.close();
  });
});

describe("everywhere", () => {
  test("nothing is missing, blocked or broken, from a server and from the disk", async () => {
    for (const [, root] of roots()) {
      const page = await visit("index.html", root);
      await page.evaluate(() => {
        window.violations = [];
        document.addEventListener("securitypolicyviolation", (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
      });
      await type(page, word);
      assert.deepEqual(await page.evaluate(() => window.violations), []);
      await page.locator("form.search button").click();
      await page.waitForURL(/search\.html\?q=work$/);
      await page.locator(".hits li").first().waitFor();
      await page.locator(".hits a").first().click();
      await page.waitForURL(/(metrics|events|guides)\/[^/]+\.html$/);
      assert.deepEqual(page.complaints, []);
      await page.close();
    }
  });
});
