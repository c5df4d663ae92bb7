// The peer: every definition read with js-yaml and checked with ajv against the same schemas; YAML and schema only, no rules.
// usage: node lint_ajv.mjs DIR METRIC_SCHEMA EVENT_SCHEMA
import fs from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';

const [root, metricFile, eventFile] = process.argv.slice(2);
const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { known_product_category: true } });
addFormats(ajv);
const metric = ajv.compile(JSON.parse(fs.readFileSync(metricFile, 'utf8')));
const event = ajv.compile(JSON.parse(fs.readFileSync(eventFile, 'utf8')));
let files = 0;
let bad = 0;

for (const top of ['config/metrics', 'config/events']) {
  const validate = top.endsWith('events') ? event : metric;
  for (const file of fs.readdirSync(path.join(root, top), { recursive: true })) {
    if (!file.endsWith('.yml')) continue;
    files++;
    if (!validate(load(fs.readFileSync(path.join(root, top, file), 'utf8')))) {
      bad++;
      console.log(file, validate.errors[0].instancePath, validate.errors[0].message);
    }
  }
}
console.log(`${files} files, ${bad} bad`);
