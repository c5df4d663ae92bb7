// Medians and ratios of whole processes, the compared ones in turn. Prints a table, judges nothing. DICTUM is the program; HUGO and PAGEFIND are
// peers that are asked only where they are installed (tried: Debian's hugo 0.111, npm's pagefind 1.6).
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

// The program's full name, or undefined where it is not installed.
function installed(variable, name) {
  const command = process.env[variable] ?? name;
  const found = [...(process.env.PATH ?? '').split(path.delimiter), path.join(here, 'node_modules/.bin')]
    .map((folder) => path.resolve(folder, command)).find((file) => fs.existsSync(file));
  if (!found) console.log(`# skipped: ${name} is not installed`);
  return found;
}

const hugo = installed('HUGO', 'hugo');
const pagefind = installed('PAGEFIND', 'pagefind');

function row(label, ms, peer) {
  const ratio = peer ? `${(peer / ms).toFixed(1)} times faster than the peer` : '';
  console.log(`${label.padEnd(54)} ${ms.toFixed(1).padStart(9)} ms  ${ratio}`);
}

const empty = (folder) => fs.rmSync(folder, { recursive: true, force: true });

// What is run in turn; "before" is not timed.
function jobsFor(count, directory) {
  const [site, copies, peerSite, project] = ['site', 'gzip', 'hugo-site', 'hugo'].map((name) => path.join(work, `${name}-${count}`));
  const build = [dictum, 'build', '-q', '-C', directory, '-o'];
  const jobs = {
    peer: { run: ['node', path.join(here, 'lint_ajv.mjs'), directory, `${schemas}/gitlab-metric.json`, `${schemas}/gitlab-event.json`] },
    lint: { run: [dictum, 'lint', '-q', '-C', directory] },
    build: { before: () => empty(site), run: [...build, site] },
    again: { run: [...build, site] },
    gzip: { before: () => empty(copies), run: [...build, copies, '--gzip'] },
  };

  if (hugo) {
    empty(project);
    run(['node', path.join(here, 'hugo.mjs'), directory, project]);
    jobs.hugo = { before: () => empty(peerSite), run: [hugo, '--quiet', '-s', project, '-d', peerSite] };
    if (pagefind) jobs.pagefind = { run: [pagefind, '--site', peerSite] };
  }
  if (pagefind) jobs.same = { run: [pagefind, '--site', site, '--output-path', path.join(work, `pagefind-${count}`)] };
  return jobs;
}

for (const count of [1000, 6000]) {
  const jobs = jobsFor(count, corpus(count));
  const times = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));

  for (let i = 0; i <= runs; i++) {
    for (const [name, job] of Object.entries(jobs)) {
      job.before?.();
      const ms = run(job.run);
      if (i) times[name].push(ms); // the first round warms up
    }
  }
  const of = (name) => (times[name] ? median(times[name]) : 0);
  const peer = of('hugo') + of('pagefind');
  console.log(`${count.toLocaleString('en')} definitions, medians of ${runs} runs`);
  row('  ajv and js-yaml: YAML and schema', of('peer'));
  row('  dictum lint: YAML, schema and all rules', of('lint'), of('peer'));
  if (peer) row(`  ${pagefind ? 'Hugo and Pagefind: a page each, search' : 'Hugo: a page each'}`, peer);
  if (pagefind) row('  Pagefind alone, over the pages that dictum wrote', of('same'));
  row('  dictum build: the whole site with search, new', of('build'), peer);
  row('  dictum build: nothing changed', of('again'), peer);
  row('  dictum build --gzip: with compressed copies, new', of('gzip'), peer);
}
