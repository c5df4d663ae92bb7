// What is kept of a history never changes a byte of output: a repository of random commits for each seed, whose branch goes back and forth and to
// commits that leave it; after each step what is said with what was kept is what is said without.
//   node kept.mjs FOLDER FIRST_SEED LAST_SEED      DICTUM is the program; makes FOLDER/SEED, prints what differs
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomOf } from './random.mjs';

const program = process.env.DICTUM, tools = dirname(fileURLToPath(import.meta.url));
const steps = 5;

const identity = { GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'a@example.com',
	GIT_AUTHOR_DATE: '1900000000 +0000', GIT_COMMITTER_DATE: '1900000000 +0000' };
const git = (dir, ...args) => execFileSync('git', ['-C', dir, ...args], { env: { ...process.env, ...identity } }).toString().trim();

function say(folder, args, cache) {
	const run = spawnSync(program, ['-C', join(folder, 'r'), ...args], { env: { ...process.env, XDG_CACHE_HOME: cache }, maxBuffer: 1 << 28 });
	return { status: run.status, text: `${run.status}\n${run.stdout}\n${run.stderr}` };
}

// Everything that is told of the history now; the site is left in FOLDER/NAME.
function tell(folder, name, keys, options) {
	const site = join(folder, name), cache = join(folder, 'cache');
	rmSync(site, { recursive: true, force: true });
	const built = say(folder, ['build', '-q', '-o', site, ...options], cache);
	if (built.status !== 0) throw new Error(built.text);
	return [built.text, say(folder, ['list', '--format', 'json', '--changed-since', '2000-01-01', ...options], cache).text,
		...keys.flatMap((k) => ['text', 'json'].map((format) => say(folder, ['log', '--format', format, k, ...options], cache).text))].join('\n');
}

// A tip that a branch may go to: a commit of the first one's past, or one of its own upon it.
function nextTip(dir, commits, random) {
	const at = random.below(commits.length - 200);
	if (random.chance(0.7)) return commits[at];
	return git(dir, 'commit-tree', '-m', 'x', '-p', commits[at], `${commits[random.below(commits.length - 1)]}^{tree}`);
}

function check(folder, seed) {
	const dir = join(folder, 'r'), random = randomOf(seed);
	mkdirSync(folder, { recursive: true });
	execFileSync('node', [join(tools, 'timelines.mjs'), '--make', folder, String(seed), String(300 + random.below(60))]);
	execFileSync('mv', [join(folder, String(seed)), dir]);
	const commits = git(dir, 'rev-list', '--first-parent', 'HEAD').split('\n');
	let known = 0;
	for (let i = 0; i < steps; i++) {
		git(dir, 'update-ref', 'refs/heads/main', nextTip(dir, commits, random));
		const keys = spawnSync(program, ['-C', dir, 'list', '-q']).stdout.toString().split('\n').filter(Boolean).map((l) => l.trim().split(/\s+/)[1]);
		const asked = keys.length ? [random.pick(keys), `counts.thing_${random.below(300)}`] : [];
		known += /\([1-9]\d* known\)/.test(say(folder, ['log', '-v', 'counts.thing_1'], join(folder, 'cache')).text);
		if (tell(folder, 'kept', asked, []) !== tell(folder, 'anew', asked, ['--no-cache'])) throw new Error(`seed ${seed}, step ${i}: what is said differs`);
		const diff = spawnSync('diff', ['-r', join(folder, 'kept'), join(folder, 'anew')]);
		if (diff.status !== 0) throw new Error(`seed ${seed}, step ${i}:\n${diff.stdout.toString().slice(0, 2000)}`);
	}
	rmSync(folder, { recursive: true, force: true });
	return known;
}

const [top, first, last] = process.argv.slice(2);
let failed = 0, known = 0;
for (let seed = Number(first); seed <= Number(last); seed++)
	try {
		known += check(join(resolve(top), `kept${seed}`), seed);
	} catch (e) {
		failed++;
		console.log(e.message);
	}
console.log(`${Number(last) - Number(first) + 1} sequences of ${steps} tips, ${known} went on from what was kept, ${failed} wrong`);
process.exit(failed || !known ? 1 : 0);
