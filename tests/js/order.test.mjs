// What a definition says does not depend on the order in which it says it: random documents, valid and not, and the same with the keys of every
// mapping in another order have the same findings.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dictum, folderFor, howMany, randomOf } from "./properties.mjs";

const orders = 3;

function run(...args) {
  const done = spawnSync(dictum, args, { encoding: "utf8", maxBuffer: 1 << 30 });
  assert.ok(done.status === 0 || done.status === 1, `${args.slice(0, 4).join(" ")}: ${done.error ?? done.stderr}`);
  return done.stdout;
}

const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// JSON text with the keys of every mapping in random order.
function write(value, random) {
  if (Array.isArray(value)) return `[${value.map((item) => write(item, random)).join(", ")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{${random.shuffle(Object.keys(value)).map((key) => `${JSON.stringify(key)}: ${write(value[key], random)}`).join(", ")}}`;
}

// Every place of a schema: where "properties" stand and which values are told there.
function wordsOf(schema) {
  const keys = new Set(), values = [0, 1, -1, 1.5, true, false, null, "", "text", "2024-01-01", "https://example.com/x", "28d", [], {}, [1, "a"], { a: 1 }];
  const walk = (node) => {
    if (!node || typeof node !== "object") return;
    for (const key of isMap(node.properties) ? Object.keys(node.properties) : []) keys.add(key);
    for (const value of [...(Array.isArray(node.enum) ? node.enum : []), ...("const" in node ? [node.const] : []), ...(Array.isArray(node.examples) ? node.examples : [])]) values.push(value);
    for (const key of Object.keys(node)) walk(node[key]);
  };
  walk(schema);
  return { keys: [...keys, "unknown", ""], values };
}

function makeValue(words, random, depth) {
  if (depth > 3 || random.chance(0.6)) return random.pick(words.values);
  if (random.chance(0.4)) return Array.from({ length: random.below(4) }, () => makeValue(words, random, depth + 1));
  return makeMap(words, random, depth + 1);
}

function makeMap(words, random, depth) {
  const n = depth ? random.below(5) : 3 + random.below(12), map = {};
  for (let i = 0; i < n; i++) map[random.pick(words.keys)] = makeValue(words, random, depth);
  return map;
}

// What was found in each file, without places.
function findingsOf(report) {
  const found = new Map();
  for (const f of JSON.parse(report).findings) {
    const file = f.path.slice(f.path.lastIndexOf("/") + 1), said = JSON.stringify([f.rule, f.pointer, f.message, f.schema_pointer]);
    found.set(file, [...(found.get(file) ?? []), said]);
  }
  for (const list of found.values()) list.sort();
  return found;
}

function check(schema, name, words, seed) {
  const folder = folderFor("order"), n = howMany(150, 5000), random = randomOf(seed), files = [];
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "schema.json"), schema);
  for (let i = 0; i < n; i++) {
    const data = makeMap(words, random, 0);
    for (let k = 0; k < orders; k++) {
      files.push(join(folder, "data", `${i}-${k}.json`));
      writeFileSync(files.at(-1), write(data, random));
    }
  }
  const found = new Map();
  for (let from = 0; from < files.length; from += 600)
    for (const [file, list] of findingsOf(run("validate", "--schema", join(folder, "schema.json"), "--formats", "--format", "json", ...files.slice(from, from + 600)))) found.set(file, list);
  assert.ok(found.size > n, `${name}: nearly nothing is found`);
  for (let i = 0; i < n; i++)
    for (let k = 1; k < orders; k++) assert.deepEqual(found.get(`${i}-${k}.json`), found.get(`${i}-0.json`), `${name}: ${i}`);
}

for (const [kind, seed] of [["metric", 1], ["event", 2]]) {
  test(`findings of a ${kind} do not depend on the order of its keys`, () => {
    const schema = run("schema", kind);
    check(schema, kind, wordsOf(JSON.parse(schema)), seed);
  });
}

test("findings do not depend on the order of keys where branches and what is unevaluated count", () => {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { a: { type: ["integer", "string"] }, b: { $ref: "#/$defs/tree" }, c: { enum: [1, "text", { a: 1 }] }, d: { not: { const: 1 } }, e: { uniqueItems: true, contains: { type: "integer" }, maxContains: 2 } },
    patternProperties: { "^[a-c]$": { not: { type: "null" } } },
    dependentRequired: { a: ["b", "c"] },
    dependentSchemas: { d: { required: ["e"], properties: { f: { type: "number" } } } },
    anyOf: [{ required: ["a"], properties: { g: true } }, { required: ["d"], properties: { f: { minimum: 0 } } }, { maxProperties: 2 }],
    oneOf: [{ properties: { a: { type: "integer" } }, required: ["a"] }, { properties: { a: { type: "string" } } }],
    if: { properties: { c: { const: "text" } } },
    then: { propertyNames: { maxLength: 1 } },
    else: { minProperties: 2 },
    unevaluatedProperties: { type: "boolean" },
    $defs: { tree: { properties: { b: { $ref: "#/$defs/tree" }, a: { type: "integer" } }, additionalProperties: false } },
  };
  const words = wordsOf(schema);
  check(JSON.stringify(schema), "own", { keys: [..."abcdefg", "long name"], values: words.values }, 3);
});
