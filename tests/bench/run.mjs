// Medians and ratios of whole processes, the compared ones in turn, beside what the machine itself needs. Prints tables, judges nothing. Peers that are
// not installed are left out and named: Debian's hugo and ruby-json-schemer, npm's pagefind. DICTUM is the program.
// usage: node run.mjs WORK_FOLDER [RUNS [DEFINITIONS...]]     (7 runs of 1,000, 6,000 and 100,000 definitions; peers of 100,000 run once)
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const schemas = ['gitlab-metric.json', 'gitlab-event.json'].map((name) => path.join(here, '../../src/model/dialects', name));
const dictum = process.env.DICTUM;
const tools = path.join(path.dirname(dictum), 'tools');
const work = path.resolve(process.argv[2]);
const runs = Number(process.argv[3] ?? 7);
const counts = process.argv.length > 4 ? process.argv.slice(4).map(Number) : [1000, 6000, 100000];
const large = 50000; // from here on peers take minutes
const env = { ...process.env, XDG_CACHE_HOME: path.join(work, 'cache') };

const number = (n, digits = 0) => n.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];
const empty = (folder) => fs.rmSync(folder, { recursive: true, force: true });

function output(command, input) {
  const result = spawnSync(command[0], command.slice(1), { input, env, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`${command.join(' ')}: exit ${result.status}: ${result.error ?? result.stderr}`);
  return result.stdout;
}

// Wall and processors' milliseconds, peak KiB.
const measured = (command) => output([path.join(tools, 'measure'), ...command]).trim().split(' ').map(Number);

function corpus(name, ...numbers) {
  const directory = path.join(work, name);
  if (spawnSync('git', ['--git-dir', path.join(directory, '.git'), 'rev-parse', '-q', '--verify', 'main']).status !== 0) { // never made, or not to its end
    empty(directory);
    output(['node', path.join(here, 'corpus.mjs'), directory, ...numbers.map(String)]);
  }
  output(['git', '-C', directory, 'reset', '-q', '--hard', 'main']); // a former run edited it
  return directory;
}

// The full name of the first that is there of several files.
function find(name, files) {
  const found = files.find((file) => fs.existsSync(file));
  if (!found) console.log(`# left out, not installed: ${name}`);
  return found;
}

const folders = (process.env.PATH ?? '').split(path.delimiter);
const hugo = find('hugo', folders.map((folder) => path.join(folder, 'hugo')));
const own = path.join(here, 'node_modules/@pagefind', `${process.platform}-${process.arch}`, 'bin/pagefind_extended');
const pagefind = find('pagefind', [own, ...folders.map((folder) => path.join(folder, 'pagefind'))]);
const ruby = spawnSync('ruby', ['-rset', '-rjson_schemer', '-e', '']).status === 0;
if (!ruby) console.log('# left out, not installed: ruby-json-schemer');

// Runs the jobs in turn: { name: { run, before, times } }; `before` is not counted, the first round warms up. Medians, by name.
function medians(jobs) {
  const seen = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let i = 0; i <= runs; i++) {
    for (const [name, job] of Object.entries(jobs)) {
      if (job.once && i) continue;
      job.before?.(i);
      const figures = measured(job.run);
      if (i || job.once) seen[name].push(figures);
    }
  }
  return Object.fromEntries(Object.entries(seen).map(([name, list]) => [name, [0, 1, 2].map((i) => median(list.map((figures) => figures[i])))]));
}

function title(text) {
  console.log(`\n${text.padEnd(58)} ${'wall ms'.padStart(9)} ${'cpu ms'.padStart(9)} ${'MiB'.padStart(7)}`);
}

// `against` are [words, milliseconds]: how many times faster than that.
function row(label, [wall, cpu, peak], against = []) {
  const ratios = against.filter(([, ms]) => ms).map(([words, ms]) => `${number(ms / wall, 1)} x ${words}`).join(', ');
  console.log(`  ${label.padEnd(56)} ${number(wall, 1).padStart(9)} ${number(cpu, 1).padStart(9)} ${number(peak / 1024).padStart(7)}  ${ratios}`);
}

function floorRow(label, ms, [words, own]) {
  console.log(`  ${label.padEnd(56)} ${number(ms, 1).padStart(9)} ${''.padStart(17)}  ${words} takes ${number(own / ms, 1)} times as long`);
}

const filesOf = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

function floorOfEvents(directory) {
  const config = path.join(directory, 'config');
  const names = fs.readdirSync(config, { recursive: true }).map(String).filter((name) => name.endsWith('.yml'));
  return Number(output([path.join(tools, 'floor'), 'events'], names.map((name) => `${path.join(config, name)}\n`).join('')));
}

function floorOfPages(site) {
  const sizes = filesOf(site).map((file) => fs.statSync(path.join(file.parentPath ?? file.path, file.name)).size);
  const bytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);
  const folder = fs.mkdtempSync(path.join(work, 'pages-'));
  const ms = Number(output([path.join(tools, 'floor'), 'pages', folder, String(sizes.length), String(bytes)]));
  empty(folder);
  return { ms, text: `floor: ${number(sizes.length)} new files of ${number(bytes)} bytes, two threads` };
}

// ---- lint ----

function lint(count, directory) {
  const once = count >= large;
  const jobs = { ajv: { run: ['node', path.join(here, 'lint_ajv.mjs'), directory, ...schemas], once } };
  if (ruby) jobs.schemer = { run: ['ruby', path.join(here, 'lint_schemer.rb'), directory, ...schemas], once };
  jobs.lint = { run: [dictum, 'lint', '-q', '-C', directory] };
  const of = medians(jobs);

  title(`${number(count)} definitions, lint${once ? '; peers run once' : ''}`);
  row('ajv and js-yaml: YAML and schema', of.ajv);
  if (of.schemer) row('Psych and json_schemer: YAML and schema', of.schemer);
  row('dictum lint: YAML, schema and all rules', of.lint, [['faster than ajv', of.ajv[0]], ['than json_schemer', of.schemer?.[0]]]);
  floorRow('floor: events of libyaml, two threads', floorOfEvents(directory), ['lint', of.lint[0]]);
  return of.lint[0];
}

// ---- build ----

function buildJobs(count, directory) {
  const [site, tree, bare, copies, peerSite, project] = ['site', 'tree', 'bare', 'gzip', 'hugo-site', 'hugo'].map((name) => path.join(work, `${name}-${count}`));
  const build = [dictum, 'build', '-q', '-C', directory], once = count >= large;
  const file = filesOf(path.join(directory, 'config/metrics'))[0], metric = path.join(file.parentPath ?? file.path, file.name);
  const text = fs.readFileSync(metric, 'utf8'), edit = (i) => fs.writeFileSync(metric, text.replace(/^description: .*/m, `$& edited ${i}`));
  const jobs = {
    build: { before: () => empty(site), run: [...build, '-o', site] },
    bare: { before: () => empty(bare), run: [...build, '--no-history', '-o', bare] },
    gzip: { before: () => empty(copies), run: [...build, '-o', copies, '--gzip'] },
    again: { run: [...build, '-o', site] },
    tree: { before: () => output([...build, '--worktree', '-o', tree]), run: [...build, '--worktree', '-o', tree] },
    edited: { before: edit, run: [...build, '--worktree', '-o', tree] },
  };

  if (hugo) {
    empty(project);
    output(['node', path.join(here, 'hugo.mjs'), directory, project]);
    jobs.hugo = { before: () => empty(peerSite), run: [hugo, '--quiet', '-s', project, '-d', peerSite], once };
    if (pagefind) jobs.pagefind = { run: [pagefind, '--site', peerSite], once };
  }
  if (pagefind && !once) jobs.same = { run: [pagefind, '--site', site, '--output-path', path.join(work, `pagefind-${count}`)] };
  return { jobs, site };
}

function build(count, directory) {
  const { jobs, site } = buildJobs(count, directory);
  const of = medians(jobs);
  const peer = [['faster than Hugo and Pagefind', of.hugo && of.pagefind ? of.hugo[0] + of.pagefind[0] : 0]];
  const pages = floorOfPages(site);

  title(`${number(count)} definitions, build${count >= large ? '; peers run once' : ''}`);
  if (of.hugo) row('Hugo: a lean page for each definition, no lists', of.hugo);
  if (of.pagefind) row('Pagefind over those', of.pagefind);
  if (of.same) row('Pagefind over the pages that dictum wrote', of.same);
  row('dictum build: the whole site with search, new', of.build, peer);
  row('dictum build --no-history', of.bare, peer);
  row('dictum build --gzip', of.gzip, peer);
  row('dictum build: nothing changed, commit', of.again);
  row('dictum build: nothing changed, work tree', of.tree);
  row('dictum build: one edited file, work tree', of.edited);
  floorRow(pages.text, pages.ms, ['build', of.build[0]]);
  return of.build[0];
}

// ---- history ----

function history() {
  const definitions = 6000, commits = 20000, directory = corpus(`history-${definitions}-${commits}`, definitions, commits);
  const key = 'redis_hll_counters.code_review.create_merge_request_sidebar_0_weekly';
  const log = ['git', '-C', directory, 'log', '--format=%H %ct', '--name-status', '-M', '--', 'config'];
  const sites = ['history-site', 'history-none'].map((name) => path.join(work, name));
  const of = medians({
    git: { run: log },
    log: { run: [dictum, '-C', directory, 'log', key, '--no-cache'] },
    build: { before: () => empty(sites[0]), run: [dictum, 'build', '-q', '-C', directory, '-o', sites[0]] },
    bare: { before: () => empty(sites[1]), run: [dictum, 'build', '-q', '-C', directory, '--no-history', '-o', sites[1]] },
  });

  title(`${number(definitions)} definitions, ${number(commits)} commits`);
  row('git log --name-status -M', of.git);
  row('dictum log --no-cache: how every definition changed', of.log, [['faster than git log', of.git[0]]]);
  row('dictum build: with history, kept from the last build', of.build);
  row('dictum build --no-history', of.bare);
}

fs.mkdirSync(work, { recursive: true });
const times = counts.map((count) => {
  const directory = corpus(`definitions-${count}`, count);
  return { count, lint: lint(count, directory), build: build(count, directory) };
});
history();
const [from, to] = times.slice(-2);
if (to) {
  console.log(`\nFrom ${number(from.count)} to ${number(to.count)} definitions (${number(to.count / from.count, 1)} times as many): lint takes ${
    number(to.lint / from.lint, 1)} times as long, build ${number(to.build / from.build, 1)} times.`);
}
