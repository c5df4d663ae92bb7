// What holds for everything, tried on many random things: the same ones on every run. A sample in `make check`, all of it in `make check-deep`.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export { randomOf } from "../tools/random.mjs";
export const top = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const dictum = process.env.DICTUM ?? join(top, "build/release/dictum");
export const tool = (name) => join(dirname(dictum), "tools", name);
export const isDeep = Boolean(process.env.DEEP);
export const howMany = (sample, all) => (isDeep ? all : sample);

// A folder that goes away with the process.
export function folderFor(what) {
  const folder = mkdtempSync(join(tmpdir(), `dictum-${what}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// Path -> hash of every file below a folder, those with a dot in front included.
export function treeOf(folder) {
  const found = new Map();
  const walk = (at, prefix) => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(at, entry.name), `${prefix}${entry.name}/`);
      else found.set(prefix + entry.name, createHash("sha1").update(readFileSync(join(at, entry.name))).digest("hex"));
    }
  };
  if (existsSync(folder)) walk(folder, "");
  return found;
}

// What differs between two such maps, at most ten paths.
export function differences(one, other) {
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
  return paths.filter((path) => one.get(path) !== other.get(path)).slice(0, 10);
}

// Seeds are told, so that one that fails can be tried alone: SEED=7.
export const seeds = (n) => (process.env.SEED ? [Number(process.env.SEED)] : Array.from({ length: n }, (_, i) => i + 1));
