// html-validate over every type of page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import { buildSite, examples, richDefinitions } from "./site.mjs";

const validator = new HtmlValidate(JSON.parse(readFileSync(new URL(".htmlvalidate.json", import.meta.url), "utf8")));
const site = buildSite(richDefinitions());

for (const { type, path } of examples(site)) {
  test(`${type} (${path}) is valid HTML`, async () => {
    const report = await validator.validateString(readFileSync(join(site, path), "utf8"), path);
    const messages = report.results.flatMap((result) => result.messages)
      .map((m) => `${path}:${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
    assert.deepEqual(messages.slice(0, 20), []);
  });
}
