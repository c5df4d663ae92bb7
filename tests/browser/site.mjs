// Shared by the tests of the rendered site: builds the sample dictionary once per test file, lists its pages, serves it, starts Chromium.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

export const top = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

// The dictionary under test: the sample, or the one DICTUM_DEFINITIONS names.
const dictionary = process.env.DICTUM_DEFINITIONS ?? join(top, "definitions");

// Renders the dictionary (or the folder given) and returns the folder of the site; it goes away with the process.
export function buildSite(definitions = dictionary) {
  const program = process.env.DICTUM ?? join(top, "build/release/dictum");
  const folder = mkdtempSync(join(tmpdir(), "dictum-site-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const site = join(folder, "site");
  const run = spawnSync(program, ["-C", definitions, "build", "--worktree", "--output", site], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`${program} build: exit ${run.status ?? run.signal}: ${run.stderr ?? run.error}`);
  return site;
}

// Where the site says it will live (base_url), with a slash at the end; "" when it does not say.
export function baseUrl(definitions = dictionary) {
  const config = join(definitions, "dictum.yml");
  const found = existsSync(config) && readFileSync(config, "utf8").match(/^base_url:\s*["']?([^\s"'#]+)/m);
  return found ? found[1].replace(/\/?$/, "/") : "";
}

// Every file below a folder as a sorted list of relative paths with slashes; files with a leading dot are left out.
export function filesOf(site) {
  const found = [];
  const walk = (folder, prefix) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) walk(join(folder, entry.name), prefix + entry.name + "/");
      else found.push(prefix + entry.name);
    }
  };
  walk(site, "");
  return found.sort();
}

export const htmlOf = (site) => filesOf(site).filter((path) => path.endsWith(".html"));

// One of everything: what a page of this type is called here, and which addresses are such pages. The largest of them is looked at.
export const pageTypes = [
  ["home", /^index\.html$/],
  ["list", /^metrics\/index\.html$/],
  ["last list", /^events\/p2\.html$/],
  ["names", /^(metrics|events)\/all\.html$/],
  ["metric", /^metrics\/(?!all\.|index\.|p\d+\.|counts\.never)[^/]+\.html$/],
  ["event", /^events\/(?!all\.|index\.|p\d+\.)[^/]+\.html$/],
  ["namespace", /^metrics\/ns\/[^/]+\.html$/],
  ["owners", /^owners\/index\.html$/],
  ["owner", /^owners\/(?!index\.)[^/]+\.html$/],
  ["stages", /^stages\/index\.html$/],
  ["stage", /^stages\/(?!index\.)[^/]+\.html$/],
  ["section", /^sections\/[^/]+\.html$/],
  ["values", /^tiers\/index\.html$/],
  ["value", /^tiers\/[^/~]+\.html$/],
  ["second part of a value", /^tiers\/[^/]+~p2\.html$/],
  ["privacy", /^privacy\/index\.html$/],
  ["data category", /^privacy\/(?!index\.)[^/]+\.html$/],
  ["indicators", /^indicators\/index\.html$/],
  ["indicator", /^indicators\/(?!index\.)[^/]+\.html$/],
  ["properties", /^properties\/index\.html$/],
  ["property", /^properties\/(?!index\.|p\d+\.)[^/~]+\.html$/],
  ["standard context", /^context\.html$/],
  ["removed", /^removed\.html$/],
  ["deleted", /^events\/probe_extra_thing_109\.html$/],
  ["renamed", /^events\/probe_extra_thing_108\.html$/],
  ["replaced", /^metrics\/counts\.never_seen\.html$/],
  ["what's new", /^changes\/index\.html$/],
  ["changes of a month", /^changes\/\d{4}-\d\d\.html$/],
  ["changes of a release", /^changes\/\d+\.\d+\.html$/],
  ["second part of changes", /^changes\/[^/]+~p2\.html$/],
  ["changes in no release yet", /^changes\/unreleased\.html$/],
  ["versions", /^versions\.html$/],
  ["version", /^versions\/[^/~]+\.html$/],
  ["statistics", /^stats\.html$/],
  ["health", /^health\/index\.html$/],
  ["rule", /^health\/(?!index\.)[^/~]+\.html$/],
  ["findings of an owner", /^health\/by-owner\/[^/~]+\.html$/],
  ["findings of nobody", /^health\/unowned\/index\.html$/],
  ["guides", /^guides\/index\.html$/],
  ["guide", /^guides\/(?!index\.)[^/]+\.html$/],
  ["about", /^about\.html$/],
  ["search", /^search\.html$/],
  ["not found", /^404\.html$/],
];

// A page of each type; throws when one is missing, so that nothing goes unseen.
export function examples(site) {
  const all = htmlOf(site);
  return pageTypes.map(([type, form]) => {
    const pages = all.filter((path) => form.test(path)).map((path) => [statSync(join(site, path)).size, path]);
    if (!pages.length) throw new Error(`the site has no page of type ${type}`);
    return { type, path: pages.reduce((best, page) => (page[0] > best[0] ? page : best))[1] };
  });
}

// The sample with more in it: lists of several pages, definitions with findings, some of them nobody's, and a base URL.
export function richDefinitions() {
  const folder = mkdtempSync(join(tmpdir(), "dictum-rich-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(top, "definitions"), folder, { recursive: true });
  const config = join(folder, "dictum.yml");
  writeFileSync(config, `${readFileSync(config, "utf8").replace(/^# base_url:.*$/m, "")
    .replace(/^replacements:$/m, "replacements:\n  counts.never_seen: {use: counts.wikis, reason: It was <b>counted</b> twice.}")}\nbase_url: https://metrics.example.com/dictionary/\n`);
  for (let i = 0; i < 110; i++) {
    const group = i % 10 ? "product_group: knowledge\n" : "";
    writeFileSync(join(folder, `events/probe_extra_thing_${i}.yml`), `internal_events: true\naction: probe_extra_thing_${i}\n${group}` +
      `identifiers: [user]\ntiers: [premium, ultimate]\nadditional_properties:\n  extra_${i}: {description: An amount}\n`);
  }
  commitHistory(folder);
  return folder;
}

// Three commits and two releases: everything is added, then some of it changes in many ways, then some goes.
function commitHistory(folder) {
  const git = (when, ...words) => {
    const date = `2024-0${when}-10T10:00:00Z`, who = "Mallory <b>\u0007&";
    const run = spawnSync("git", ["-C", folder, "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", ...words], { encoding: "utf8", env: {
      ...process.env, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date,
      GIT_AUTHOR_NAME: who, GIT_AUTHOR_EMAIL: "m@example.com", GIT_COMMITTER_NAME: who, GIT_COMMITTER_EMAIL: "m@example.com" } });
    if (run.status !== 0) throw new Error(`git ${words[0]}: ${run.stderr ?? run.error}`);
  };
  const commit = (when, message) => { git(when, "add", "-A"); git(when, "commit", "-q", "-m", message); };
  const edit = (file, change) => writeFileSync(join(folder, file), change(readFileSync(join(folder, file), "utf8")));
  git(1, "init", "-q");
  commit(1, "all of it\n\n<script>alert(1)</script>");
  git(1, "tag", "v16.8.0");
  edit("metrics/counts_28d/installation_score_monthly.yml", (text) => text.replace("time_frame: 28d", "time_frame: 7d")
    .replace("  - premium\n", "").replace("description: >-\n", "description: >-\n  <script>alert(1)</script> & \"more\"\n"));
  edit("events/probe_extra_thing_1.yml", (text) => text.replace("[user]", "[user, project]").replace("extra_1:", `extra_${"x".repeat(90)}:`));
  edit("events/probe_extra_thing_2.yml", (text) => text.replace("action: probe_extra_thing_2", "action: probe_extra_thing_two"));
  edit("events/probe_extra_thing_3.yml", (text) => `${text}status: removed\nmilestone_removed: "16.10"\nremoved_by_url: https://git.example.com/merge_requests/1\n`);
  rmSync(join(folder, "events/probe_extra_thing_109.yml"));
  edit("events/probe_extra_thing_108.yml", (text) => text.replace("thing_108", "thing_renamed").replace("An amount", '"<script>alert(1)</script> & more"'));
  commit(3, "change");
  git(3, "tag", "v16.10.0");
  edit("metrics/counts_28d/installation_score_monthly.yml", (text) => text.replace("time_frame: 7d", "time_frame: 28d")
    .replace("  <script>alert(1)</script> & \"more\"\n", "").replace("  - ultimate", "  - premium\n  - ultimate"));
  edit("events/probe_extra_thing_108.yml", (text) => text.replace("thing_renamed", "thing_renamed_again_with_a_name_that_is_rather_long"));
  commit(4, "back");
}

const contentTypes = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".csv": "text/csv; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".png": "image/png",
};

// What a plain static host answers for a path of the site: a file, or 404.html with status 404.
export function answer(site, path) {
  let name;
  try {
    name = decodeURIComponent(path).replace(/^\/+/, "");
  } catch {
    name = "404.html/"; // not UTF-8: no file is called so
  }
  if (name === "" || name.endsWith("/")) name += "index.html";
  let file = resolve(site, name);
  let status = 200;
  if (!file.startsWith(resolve(site) + "/") || !existsSync(file) || !statSync(file).isFile()) {
    file = join(site, "404.html");
    status = 404;
  }
  const body = existsSync(file) ? readFileSync(file) : Buffer.from("not found");
  return { status, body, contentType: contentTypes[extname(file)] ?? "application/octet-stream" };
}

// Serves the site on a free port of this machine: {origin: "http://127.0.0.1:PORT/", close}
export async function serve(site) {
  const server = createServer((request, response) => {
    const { status, body, contentType } = answer(site, new URL(request.url, "http://x/").pathname);
    response.writeHead(status, { "content-type": contentType });
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  return { origin: `http://127.0.0.1:${server.address().port}/`, close };
}

export async function launch() {
  const { chromium } = await import("playwright-core");
  const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("no Chromium found: `make check` installs it, CHROMIUM=... names one");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// A4 without the margins that Chromium leaves, in CSS pixels
export const PAPER = { width: 718, height: 1046 };

// Chromium, and the site served, while the tests of a file run; `begin` is what these need besides.
export let browser, server;
export function inBrowser(site, begin) {
  before(async () => {
    browser = await launch();
    server = await serve(site);
    await begin?.();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
}

// Opens a page of the site. The 404 page knows only its public address, so it is opened there, answered from the site.
export async function open(page, site, origin, path, home = baseUrl()) {
  if (path !== "404.html" || home === "") return page.goto(origin + path, { waitUntil: "load" });
  await page.route(home + "**", (route) => {
    route.fulfill(answer(site, new URL(route.request().url()).pathname.slice(new URL(home).pathname.length - 1)));
  });
  return page.goto(home + path, { waitUntil: "load" });
}

// What the pages shown in a tab ask for and complain about. Each call of the answer begins anew: {asked, complaints}; requests that are not
// `isOurs` are complaints, so are violations of the content security policy, dialogs, failures and whatever the console says.
export async function watch(page) {
  let now = { asked: [], complaints: [] }, isOurs = () => true;
  await page.exposeBinding("violated", (source, what) => now.complaints.push(`content security policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => window.violated(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
  });
  page.on("request", (request) => {
    now.asked.push(request.url());
    if (!isOurs(request.url())) now.complaints.push(`asks for ${request.url()}`);
    if (["font", "image"].includes(request.resourceType()) && !/favicon[^/]*\.svg$/.test(request.url())) now.complaints.push(`shows ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const isLeft = request.failure()?.errorText === "net::ERR_ABORTED"; // by going on to another page
    if (!isLeft) now.complaints.push(`cannot load ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) now.complaints.push(`${response.status()} for ${response.url()}`);
  });
  page.on("pageerror", (error) => now.complaints.push(`script error: ${error.message}`));
  page.on("dialog", (dialog) => {
    now.complaints.push(`says ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("popup", () => now.complaints.push("opens a window"));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) now.complaints.push(`console: ${message.text()}`);
  });
  return (ours) => {
    isOurs = ours;
    now = { asked: [], complaints: [] };
    return now;
  };
}
