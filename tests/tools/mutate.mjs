// Do the tests notice? Changes one thing in a source (a comparison, a condition, a constant, a statement), builds the programs that test that source
// and runs them until one fails. What nobody notices is told with its place.
//   node mutate.mjs BUILD_FOLDER [MUTANTS]       a sample of that many (default: 60), the same ones each time, from every group of sources alike
//   node mutate.mjs BUILD_FOLDER FILE[:LINE[:WHAT]]   all mutants of a file, of a line, one of them
//   node mutate.mjs --list                       all mutants there are
// QUICK=1 leaves out the stories, which take minutes for each mutant that programs do not notice; SEED=n gives another sample.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { randomOf } from './random.mjs';

// Sources, and what tests them: programs of tests/unit, fuzzers' kept inputs, stories; the quick ones first.
const groups = [
	{
		name: 'validation',
		sources: ['validate', 'assertions', 'conditions', 'collections', 'exact', 'best_branch'].map((name) => `src/schema/${name}.c`),
		tests: ['unit/schema/t_validate', 'unit/schema/t_suite', 'unit/schema/t_compile', 'replay/f_schema', 'unit/schema/t_corpus'],
	},
	{ name: 'formats', sources: ['src/schema/format.c', 'src/schema/uri.c'], tests: ['unit/schema/t_format', 'unit/schema/t_uri', 'unit/schema/t_format_suite', 'unit/schema/t_suite'] },
	{
		name: 'escapers',
		sources: ['src/render/escape.c', 'src/report/escapes.c', 'src/site/url.c'],
		tests: ['replay/f_slug', 'unit/render/t_escape', 'unit/site/t_url', 'unit/report/t_markdown', 'unit/report/t_github', 'unit/report/t_junit', 'unit/site/t_site',
			'unit/site/t_versions', 'unit/site/t_page', 'e2e/output.bats'],
	},
	{
		name: 'publisher',
		sources: ['publish', 'swap', 'stage', 'tree', 'manifest'].map((name) => `src/site/${name}.c`),
		tests: ['unit/site/t_manifest', 'unit/site/t_publish', 'e2e/publish.bats', 'e2e/build.bats'],
	},
];
const seconds = { bats: 400, program: 60 }; // a mutant that takes longer hangs

// ---- mutants ----

// Code without comments, strings and preprocessor lines; every character keeps its place.
function codeOf(text) {
	const blank = (s) => s.replace(/[^\n]/g, ' ');
	return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|^#(?:[^\\\n]|\\[\s\S])*/gm, blank);
}

// Name, what is looked for, what it becomes.
const changes = [
	['less', / < /g, ' <= '], ['less or same', / <= /g, ' < '], ['more', / > /g, ' >= '], ['more or same', / >= /g, ' > '],
	['same', / == /g, ' != '], ['other', / != /g, ' == '],
	['and', / && /g, ' || '], ['or', / \|\| /g, ' && '],
	['one more', / \+ 1\b/g, ''], ['one less', / - 1\b/g, ''], ['plus', / \+= /g, ' -= '], ['minus', / -= /g, ' += '],
	['up', /\+\+/g, '--'],
	['not', /!(?=[a-z(])(?!=)/g, ''],
	['true', /\breturn true;/g, 'return false;'], ['false', /\breturn false;/g, 'return true;'],
	['constant', /(?<=[ (,[])([2-9]|[1-9]\d+)(?=[ ),;\]])/g, (n) => String(Number(n) + 1)], ['zero', / = 0;/g, ' = 1;'],
];

function mutantsOf(file) {
	const text = readFileSync(file, 'utf8'), code = codeOf(text), found = [];
	const add = (at, size, by, what) => {
		const line = text.slice(0, at).split('\n').length;
		found.push({ file, at, size, by, what, line, was: text.slice(at, at + size).trim() });
	};
	const lineStart = (at) => code.lastIndexOf('\n', at) + 1;
	const isCode = (at) => /^\t/.test(code.slice(lineStart(at))) && !/^\t*(static|const|struct|enum|\[|\{)/.test(code.slice(lineStart(at)));
	for (const [what, pattern, by] of changes)
		for (const m of code.matchAll(pattern)) if (isCode(m.index)) add(m.index, m[0].length, typeof by === 'string' ? by : by(m[0]), what);
	for (const m of code.matchAll(/^\t+(?:else )?if \((.*)\)$/gm)) {
		const at = m.index + m[0].indexOf('(');
		add(at, m[0].length - m[0].indexOf('('), `(!${text.slice(at, m.index + m[0].length)})`, 'condition');
	}
	// Statements of one line: calls, assignments; not declarations, returns, jumps.
	for (const m of code.matchAll(/^\t+((?:\([a-z]+\))?\*?[a-z_]+(?:->|\.|\[|\()[^;]*|\*?[a-z_]+(?:\+\+| [-+|]?= [^;]*));$/gm)) {
		const at = m.index + m[0].search(/\S/);
		if (!m[0].includes('\n')) add(at, m[0].length - m[0].search(/\S/), ';', 'statement');
	}
	return found.sort((a, b) => a.at - b.at || a.what.localeCompare(b.what));
}

const place = (m) => `${m.file}:${m.line}: ${m.what}: ${m.was} -> ${m.by.trim() || 'nothing'}`;

function choose(which) {
	const all = groups.map((group) => group.sources.flatMap(mutantsOf).map((m) => ({ ...m, group })));
	const [file, line, what] = which.split(':');
	if (existsSync(file)) return all.flat().filter((m) => m.file === file && (!line || m.line === Number(line)) && (!what || m.what === what));
	const piles = all.map((list, i) => randomOf(Number(process.env.SEED ?? 1) + i).shuffle(list)), chosen = [];
	while (chosen.length < Number(which) && piles.some((p) => p.length)) {
		const pile = piles.shift();
		if (pile.length) chosen.push(pile.shift());
		piles.push(pile);
	}
	return chosen;
}

// ---- building and trying ----

class Workshop {
	constructor(build) {
		this.build = resolve(build);
		this.folder = join(this.build, 'mutants');
		this.compile = readFileSync(join(build, 'compile.stamp'), 'utf8').trim();
		const link = readFileSync(join(build, 'link.stamp'), 'utf8').trim(), libraries = link.search(/ -l/);
		this.link = link.slice(0, libraries);
		this.libraries = link.slice(libraries);
		this.library = join(this.build, 'libdictum.a');
		this.objects = new Map();
		this.sound = new Set(); // tests that pass when nothing is changed
		rmSync(this.folder, { recursive: true, force: true });
		mkdirSync(join(this.folder, 'tools'), { recursive: true });
	}
	sh(command) {
		const run = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
		return run.status === 0;
	}
	// Without debugging data, so that objects can be compared.
	object(source, name, more = '') {
		const out = join(this.folder, name);
		return this.sh(`${this.compile} -O1 -g0 -w ${more} -Isrc -Itests -c -o '${out}' '${source}'`) ? out : null;
	}
	testObjects(test) {
		if (!this.objects.has(test)) {
			const name = test.replaceAll('/', '_'), source = test.startsWith('replay/') ? `tests/fuzz/${basename(test)}.c` : test.startsWith('tools/') ? `tests/${test}.c` : `tests/${test}.c`;
			const all = test === 'dictum' ? [this.object('src/cli/main.c', 'main.o')] : [this.object(source, `${name}.o`)];
			if (test.startsWith('replay/')) all.push(this.object('tests/fuzz/replay.c', 'replay.o'));
			if (all.includes(null)) throw new Error(`${test} does not compile`);
			this.objects.set(test, all.map((o) => `'${o}'`).join(' '));
		}
		return this.objects.get(test);
	}
	program(test, mutant) {
		const out = join(this.folder, test);
		mkdirSync(dirname(out), { recursive: true });
		const objects = this.testObjects(test);
		if (!this.sh(`${this.link} -o '${out}' ${objects} '${mutant}' '${this.library}' ${this.libraries} -lcmocka`)) throw new Error(`${test} does not link`);
		return out;
	}
	// Whether the test fails; it is killed after a while.
	fails(test, mutant) {
		const isStory = test.endsWith('.bats'), program = this.program(isStory ? 'dictum' : test, mutant);
		const env = { ...process.env, DICTUM: program, CC: process.env.CC ?? 'cc' };
		if (isStory) for (const tool of ['publish_driver']) this.program(`tools/${tool}`, mutant);
		const run = isStory ? ['timeout', ['-k', '5', String(seconds.bats), 'bats', '--formatter', 'tap', `tests/${test}`]]
			: ['timeout', ['-k', '5', String(seconds.program), program]];
		const done = spawnSync(run[0], run[1], { env, maxBuffer: 1 << 28 });
		return done.status !== 0;
	}
	// "killed by", "survived", or why it is no mutant.
	try(m) {
		const text = readFileSync(m.file, 'utf8'), source = join(this.folder, basename(m.file));
		const before = this.object(m.file, 'before.o');
		writeFileSync(source, text.slice(0, m.at) + m.by + text.slice(m.at + m.size));
		// as if it lay where it belongs, for what it includes and says of itself
		const mutant = this.object(source, 'mutant.o', `-I'${dirname(m.file)}'`);
		if (!mutant) return 'does not compile';
		if (this.code(before) === this.code(mutant)) return 'same code';
		const killer = m.group.tests.find((test) => this.fails(test, mutant));
		if (killer && !this.sound.has(killer)) {
			if (this.fails(killer, before)) throw new Error(`${killer} fails anyway`);
			this.sound.add(killer);
		}
		return killer ? `killed by ${killer}` : 'SURVIVED';
	}
	code(object) {
		return execFileSync('objdump', ['-d', '-r', '-s', '--no-show-raw-insn', '-j', '.text', '-j', '.rodata', '-j', '.data.rel.ro.local', object], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] })
			.replace(/^.*file format.*$/m, '');
	}
}

function main([build, which = '60']) {
	if (build === '--list') return groups.flatMap((g) => g.sources.flatMap(mutantsOf)).map((m) => console.log(place(m))), 0;
	const workshop = new Workshop(build), chosen = choose(which), survived = [];
	let killed = 0;
	for (const group of groups) group.tests = group.tests.filter((test) => (test.endsWith('.bats') ? !process.env.QUICK : existsSync(join(build, test))));
	for (const m of chosen) {
		const result = workshop.try(m);
		console.log(`${result}: ${place(m)}`);
		if (result === 'SURVIVED') survived.push(m);
		killed += result.startsWith('killed');
	}
	const n = killed + survived.length;
	console.log(`${killed} of ${n} mutants were noticed (${n ? ((100 * killed) / n).toFixed(1) : 0} %), ${chosen.length - n} of ${chosen.length} are none`);
	return 0;
}

process.exitCode = main(process.argv.slice(2));
