// The modules of static/ as Node reads them: older ones need a package.json that says so, and none lies among files that are published.
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const from = resolve(dirname(fileURLToPath(import.meta.url)), "../../static");
const folder = mkdtempSync(join(tmpdir(), "dictum-modules-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "package.json"), '{"type": "module"}\n');
for (const file of readdirSync(from).filter((name) => name.endsWith(".js"))) copyFileSync(join(from, file), join(folder, file));

export const staticModule = (name) => import(pathToFileURL(join(folder, name)));
