// The machine-readable output: valid against the schema published beside it, complete, and consistent with itself.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { buildSite, filesOf } from "./site.mjs";

const site = buildSite();
const files = filesOf(site);
const read = (path) => JSON.parse(readFileSync(join(site, path), "utf8"));
const kinds = { metric: "metrics", event: "events" };
const lists = Object.values(kinds).map((name) => `api/v1/${name}.json`);
const single = files.filter((path) => /^(metrics|events)\/[^/]+\.json$/.test(path));

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false, strictTypes: false });
addFormats(ajv);
ajv.addSchema(read("api/v1/schema.json"), "api");
const validate = ajv.getSchema("api");

// The paths that their part of the schema refuses, with the reason.
function refused(part, paths) {
  const check = ajv.getSchema(`api#/$defs/${part}`);
  assert.ok(check, `the schema has no part ${part}`);
  const wrong = [];
  for (const path of paths) {
    const value = read(path);
    if (!check(value)) wrong.push(`${path}: ${ajv.errorsText(check.errors.slice(0, 3))}`);
    else if (!validate(value)) wrong.push(`${path}: the whole schema refuses it`);
  }
  return wrong.slice(0, 10);
}

test("index.json is as its schema says", () => assert.deepEqual(refused("index", ["api/v1/index.json"]), []));
test("lists of entries are as their schema says", () => assert.deepEqual(refused("entries", lists), []));
test("files of single entries are as their schema says", () => {
  assert.ok(single.length > 50, `${single.length} files of single entries`);
  assert.deepEqual(refused("entry", single), []);
});
test("lint.json is as its schema says", () =>
  assert.deepEqual(refused("lint", files.filter((path) => /^(api\/v1\/)?lint\.json$/.test(path))), []));

test("the schema refuses what is not ours", () => {
  for (const value of [[], {}, { version: 2 }, "text", null]) assert.equal(validate(value), false, JSON.stringify(value));
});

test("nothing is null: what is unknown is left out", () => {
  const nulls = [];
  const look = (value, place) => {
    if (value === null) nulls.push(place);
    else if (typeof value === "object") {
      for (const key of Object.keys(value)) if (!["fields", "filter"].includes(key)) look(value[key], `${place}/${key}`);
    }
  };
  for (const path of ["api/v1/index.json", ...lists]) look(read(path), path);
  assert.deepEqual(nulls.slice(0, 10), []);
});

describe("lists", () => {
  const order = (a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));

  for (const [kind, name] of Object.entries(kinds)) {
    const { version, entries } = read(`api/v1/${name}.json`);

    test(`${name}.json holds ${name}, sorted by key and path`, () => {
      assert.equal(version, 1);
      assert.ok(entries.length >= 30, `${entries.length} entries`);
      assert.deepEqual(entries.filter((entry) => entry.kind !== kind), []);
      assert.deepEqual(entries.map((e) => [e.key, e.path]), [...entries].sort(order).map((e) => [e.key, e.path]));
    });

    test(`every address in ${name}.json leads to a file`, () => {
      const lost = [];
      const look = (value) => {
        if (value === null || typeof value !== "object") return;
        for (const [key, inner] of Object.entries(value)) {
          if (key === "url" && typeof inner === "string" && !existsSync(join(site, decodeURIComponent(inner.split("#")[0])))) lost.push(inner);
          else if (key !== "fields") look(inner);
        }
      };
      look(entries);
      assert.deepEqual(lost.slice(0, 10), []);
    });

    test(`each of the ${name} has a file of its own that says the same`, () => {
      for (const entry of entries) {
        const { version: one, commit, ...own } = read(entry.url.replace(/\.html$/, ".json"));
        const { commit: listed, ...expected } = entry;
        assert.equal(commit, listed ?? commit);
        assert.deepEqual(own, expected);
      }
    });

    test(`${name}.csv has a header and a row for each entry`, () => {
      const path = [`${name}.csv`, `api/v1/${name}.csv`].find((place) => files.includes(place));
      const rows = csv(readFileSync(join(site, path), "utf8"));
      const column = rows[0].indexOf("key");
      assert.ok(column >= 0, rows[0].join());
      assert.deepEqual(rows.slice(1).map((row) => row[column]), entries.map((entry) => entry.key));
      assert.deepEqual(rows.filter((row) => row.length !== rows[0].length), []);
      assert.deepEqual(rows.flat().filter((cell) => /^[=+@\t\r-]/.test(cell) && Number.isNaN(Number(cell))), []);
    });
  }

  test("index.json lists files that are there and counts their entries", () => {
    const index = read("api/v1/index.json");
    for (const path of lists) assert.ok(index.files.includes(path), path);
    assert.deepEqual(index.files.filter((path) => !files.includes(path)), []);
    for (const { kind, entries } of index.kinds) assert.equal(entries, read(`api/v1/${kinds[kind]}.json`).entries.length, kind);
  });
});

// RFC 4180
function csv(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.replace(/^\uFEFF/, "").matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === "" && row.length === 0 && !quoted && !plain) break;
    row.push(quoted !== undefined ? quoted.replaceAll('""', '"') : plain);
    if (end !== ",") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
