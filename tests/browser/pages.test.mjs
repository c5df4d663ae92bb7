// Every type of page in Chromium: accessible, inside its content security policy, self-contained, and no wider than a phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { baseUrl, buildSite, launch, open, pageTypes, serve } from "./site.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const site = buildSite();
const types = pageTypes(site);
let browser, server;

before(async () => {
  browser = await launch();
  server = await serve(site);
});
after(async () => {
  await browser?.close();
  await server?.close();
});

// Runs `visit(page, path)` for each page type in one tab and fails with everything it complained about.
async function everyPage(options, visit) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const complaints = [];
  for (const path of types) {
    const page = await context.newPage();
    try {
      for (const complaint of (await visit(page, path)) ?? []) complaints.push(`${path}: ${complaint}`);
    } finally {
      await page.close();
    }
  }
  await context.close();
  assert.deepEqual(complaints, []);
}

async function axe(page) {
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
  }));
  return result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}

test("the site has the pages that every dictionary has", () => {
  for (const path of ["index.html", "metrics/index.html", "events/index.html", "owners/index.html", "health/index.html", "about.html", "404.html"]) {
    assert.ok(types.includes(path), path);
  }
});

describe("accessibility", () => {
  test("axe finds nothing at 1280 and 360 px, light and dark", () =>
    everyPage({ bypassCSP: true }, async (page, path) => {
      await open(page, site, server.origin, path);
      await page.evaluate(axeSource);
      const complaints = [];
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          complaints.push(...(await axe(page)).map((complaint) => `${width} px, ${colorScheme}: ${complaint}`));
        }
      }
      return complaints;
    }));

  test("the first Tab lands on a link that skips to the main content", () =>
    everyPage({}, async (page, path) => {
      await open(page, site, server.origin, path);
      await page.keyboard.press("Tab");
      const target = await page.evaluate(() => document.activeElement?.getAttribute("href"));
      if (!target?.startsWith("#")) return [`the first stop is ${target}`];
      return (await page.locator(`main${target}, main ${target}`).count()) === 1 ? [] : [`${target} is not in main`];
    }));
});

describe("loading", () => {
  // What a page asks for and complains about, over http or from the disk.
  const watched = (root) => async (page, path) => {
    const complaints = [];
    const home = path === "404.html" ? baseUrl() : "";
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(root) && !url.startsWith("data:") && !(home && url.startsWith(home))) complaints.push(`asks for ${url}`);
    });
    page.on("requestfailed", (request) => complaints.push(`cannot load ${request.url()}`));
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
    });
    page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
    });
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
    });
    await open(page, site, root, path);
    await page.waitForTimeout(50);
    complaints.push(...(await page.evaluate(() => window.violations)).map((v) => `content security policy: ${v}`));
    const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
    if ((await policy.count()) !== 1 || !(await policy.getAttribute("content")).includes("default-src 'none'")) {
      complaints.push("has no policy of default-src 'none'");
    }
    return complaints;
  };

  test("over http nothing foreign, missing, blocked or broken", () => everyPage({}, watched(server.origin)));
  test("from the disk nothing foreign, missing, blocked or broken", () => everyPage({}, watched(pathToFileURL(site).href + "/")));
});

describe("layout", () => {
  test("no page scrolls sideways at 320, 360 or 768 px", () =>
    everyPage({}, async (page, path) => {
      await open(page, site, server.origin, path);
      const complaints = [];
      for (const width of [320, 360, 768]) {
        await page.setViewportSize({ width, height: 640 });
        complaints.push(...await page.evaluate(tooWide));
      }
      return complaints;
    }));

  test("nothing is stuck over the text on paper", () =>
    everyPage({ viewport: { width: 800, height: 1100 } }, async (page, path) => {
      await open(page, site, server.origin, path);
      await page.emulateMedia({ media: "print" });
      return page.evaluate(() => [...document.body.querySelectorAll("*")]
        .filter((e) => ["fixed", "sticky"].includes(getComputedStyle(e).position) && e.getClientRects().length > 0)
        .map((e) => `${e.tagName.toLowerCase()} stays in place on paper`));
    }));
});

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
