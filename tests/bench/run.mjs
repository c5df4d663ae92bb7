// Medians and ratios of whole processes, the compared ones in turn. Prints a table, judges nothing. DICTUM is the program.
// usage: node run.mjs WORK_FOLDER [RUNS]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const schemas = path.join(here, '../../src/model/dialects');
const dictum = process.env.DICTUM;
const work = path.resolve(process.argv[2]);
const runs = Number(process.argv[3] ?? 7);

function run(command) {
  const started = process.hrtime.bigint();
  const result = spawnSync(command[0], command.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
  if (result.status !== 0) throw new Error(`${command.join(' ')}: exit ${result.status}: ${result.stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

function corpus(count) {
  const directory = path.join(work, `definitions-${count}`);
  if (!fs.existsSync(directory)) run(['node', path.join(here, 'corpus.mjs'), directory, String(count)]);
  return directory;
}

function row(label, ms, peer) {
  const ratio = peer ? `${(peer / ms).toFixed(1)} times faster than the peer` : '';
  console.log(`${label.padEnd(44)} ${ms.toFixed(1).padStart(9)} ms  ${ratio}`);
}

for (const count of [1000, 6000]) {
  const directory = corpus(count);
  const site = path.join(work, `site-${count}`);
  const jobs = {
    peer: ['node', path.join(here, 'lint_ajv.mjs'), directory, `${schemas}/gitlab-metric.json`, `${schemas}/gitlab-event.json`],
    lint: [dictum, 'lint', '-q', '-C', directory],
    build: [dictum, 'build', '-q', '-C', directory, '-o', site],
  };
  const times = { peer: [], lint: [], build: [] };

  for (let i = 0; i <= runs; i++) {
    for (const job of Object.keys(jobs)) {
      if (job === 'build') fs.rmSync(site, { recursive: true, force: true });
      const ms = run(jobs[job]);
      if (i) times[job].push(ms); // the first round warms up
    }
  }
  console.log(`${count.toLocaleString('en')} definitions, medians of ${runs} runs`);
  row('  ajv and js-yaml: YAML and schema', median(times.peer));
  row('  dictum lint: YAML, schema and all rules', median(times.lint), median(times.peer));
  row('  dictum build: the whole site, new', median(times.build));
}
