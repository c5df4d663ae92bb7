// Makes the picture of README.md from the sample dictionary: a metric's page at 1280 pixels. Run by hand: node tests/browser/picture.mjs
import { join } from "node:path";
import { chromium } from "playwright-core";
import { buildSite, top } from "./site.mjs";

const page = "metrics/counts.count_total_create_work_item_on_board_monthly.html";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
});
const tab = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light" })).newPage();
await tab.goto("file://" + join(buildSite(), process.argv[2] ?? page));
await tab.screenshot({ path: join(top, "man/site.png") });
await browser.close();
