// Shared by the tests of the rendered site: builds the sample dictionary once per test file, lists its pages, serves it, starts Chromium.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
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

// A few pages that stand for all: those at the top, and of every folder its index, one further list page, its first and its largest page.
export function pageTypes(site) {
  const folders = new Map();
  for (const path of htmlOf(site)) {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    if (!folders.has(folder)) folders.set(folder, []);
    folders.get(folder).push(path);
  }
  const chosen = new Set();
  for (const [folder, paths] of folders) {
    if (folder === "") {
      paths.forEach((path) => chosen.add(path));
      continue;
    }
    const isList = (path) => /(\/(index|all)|[\/~]p\d+)\.html$/.test(path);
    const lists = paths.filter(isList);
    const entries = paths.filter((path) => !isList(path));
    const size = (path) => statSync(join(site, path)).size;
    const largest = entries.reduce((best, path) => (best === undefined || size(path) > size(best) ? path : best), undefined);
    const later = lists.find((path) => /[\/~]p\d+\.html$/.test(path));
    for (const path of [folder + "index.html", folder + "all.html", later, entries[0], largest]) {
      if (path && paths.includes(path)) chosen.add(path);
    }
  }
  return [...chosen].sort();
}

const types = {
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
  let name = decodeURIComponent(path).replace(/^\/+/, "");
  if (name === "" || name.endsWith("/")) name += "index.html";
  let file = resolve(site, name);
  let status = 200;
  if (!file.startsWith(resolve(site) + "/") || !existsSync(file) || !statSync(file).isFile()) {
    file = join(site, "404.html");
    status = 404;
  }
  const body = existsSync(file) ? readFileSync(file) : Buffer.from("not found");
  return { status, body, contentType: types[extname(file)] ?? "application/octet-stream" };
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

// Opens a page of the site. The 404 page knows only its public address, so it is opened there, answered from the site.
export async function open(page, site, origin, path) {
  const home = baseUrl();
  if (path !== "404.html" || home === "") return page.goto(origin + path, { waitUntil: "load" });
  await page.route(home + "**", (route) => {
    route.fulfill(answer(site, new URL(route.request().url()).pathname.slice(new URL(home).pathname.length - 1)));
  });
  return page.goto(home + path, { waitUntil: "load" });
}
