// Timelines against a slow, independent replay: makes a repository of random commits (edits, formatting, renames with and without edits, changed
// keys, deletions, returns, files broken for a while, merges), reads every file of every commit with `git show`, compares whole dictionaries
// commit by commit, and expects `dictum log` to say the same of every key that ever was.
//   node timelines.mjs FOLDER FIRST_SEED [LAST_SEED [COMMITS]]      DICTUM is the program; makes FOLDER/SEED
//   node timelines.mjs --check REPOSITORY                            the replay alone
//   node timelines.mjs --make FOLDER SEED COMMITS                    the repository alone
//   node timelines.mjs --full FOLDER FIRST_SEED [LAST_SEED [COMMITS]] merged branches, too: each commit against its first parent, a merge by the files
//                                                                    that are as in none of its parents, and what all events together come to
//                                                                    against every commit of the first-parent chain; without files that cannot be read
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomOf } from './random.mjs';

const program = process.env.DICTUM, full = process.argv[2] === '--full';
const git = (dir, ...args) => execFileSync('git', ['-C', dir, ...args], { maxBuffer: 1 << 28 }).toString();

// ---- random commits ----

const words = 'users projects counted weekly pushed merged opened issues pipelines runners boards labels epics'.split(' ');

class Files { // of one branch: path -> { data, text }
	constructor(random, from) {
		this.random = random;
		this.all = new Map(from ? from.all : []);
	}
	text(n) { return Array.from({ length: n }, () => this.random.pick(words)).join(' '); }
	scalar(value) {
		const r = this.random;
		if (typeof value !== 'string' || !/^[a-z]/.test(value) || r.chance(0.2)) return typeof value === 'string' ? (r.chance(0.5) ? `"${value}"` : `'${value}'`) : String(value);
		return value;
	}
	list(key, items) {
		if (this.random.chance(0.3)) return `${key}: [${items.map((i) => this.scalar(i)).join(', ')}]`;
		return [`${key}:`, ...items.map((i) => `${this.random.chance(0.5) ? '' : '  '}- ${this.scalar(i)}`).map((l, _, all) => all[0].startsWith(' ') ? `  ${l.trim()}` : l.trim())].join('\n');
	}
	// Every call may write the same data in another form.
	write(data) {
		const r = this.random, keys = Object.keys(data);
		if (r.chance(0.3)) keys.sort(() => r.below(3) - 1);
		const lines = keys.map((k) => {
			const v = data[k];
			if (Array.isArray(v)) return this.list(k, v);
			if (v && typeof v === 'object') return [`${k}:`, ...Object.keys(v).map((n) => `  ${n}: ${this.scalar(v[n])}`)].join('\n');
			return `${k}: ${this.scalar(v)}`;
		});
		if (r.chance(0.3)) lines.splice(r.below(lines.length), 0, `# ${this.text(3)}`);
		return (r.chance(0.7) ? '---\n' : '') + lines.join('\n') + '\n';
	}
	put(path, data) { this.all.set(path, { data, text: this.write(data) }); }
	metrics() { return [...this.all.keys()].filter((p) => p.includes('metrics')); }
	free(key) { return ![...this.all.values()].some((f) => [f.data, f.was].some((d) => d && (d.key_path === key || d.action === key))); }
	newMetric(key) {
		const r = this.random;
		return { key_path: key, description: this.text(8), product_group: r.pick(['runner', 'code_review', 'pipelines']), milestone: '16.1', status: 'active', value_type: 'number',
			time_frame: r.pick(['all', '7d', '28d', ['7d', '28d'], ['7d', 'all']]), data_source: 'redis', tiers: ['free', 'premium', 'ultimate'].slice(r.below(3)), options: { limit: r.below(9) } };
	}
	path(kind, name) {
		const r = this.random;
		return kind === 'event' ? `config/events/${name}.yml` : `${r.pick(['', 'ee/'])}config/metrics/${r.pick(['counts_all', 'counts_7d', 'settings'])}/${name}.yml`;
	}
	add(number, gone) {
		const r = this.random, again = gone.length && r.chance(0.4) ? r.pick(gone) : `counts.thing_${number}`;
		if (!this.free(again)) return;
		if (r.chance(0.25)) this.put(this.path('event', `happened_${number}`), { action: `happened_${number}`, internal_events: true, description: this.text(6), identifiers: ['user', 'project'] });
		else this.put(this.path('metric', `m${number}_${r.below(3)}`), this.newMetric(again));
	}
	edit(path) {
		const r = this.random, data = JSON.parse(JSON.stringify(this.all.get(path).data));
		for (let n = 1 + r.below(2); n > 0; n--)
			r.pick([() => { data.description = this.text(5 + r.below(6)); }, () => { data.product_group = r.pick(['runner', 'epics', 'boards']); },
				() => { if (data.key_path) data.status = r.pick(['active', 'removed', 'broken', 'deprecated']); }, () => { if (data.key_path) data.time_frame = r.pick(['all', '7d', ['7d', '28d'], ['28d', 'all']]); },
				() => { if (data.options) data.options = { limit: r.below(9) }; else data.identifiers = ['user']; }, () => { delete data.milestone; }, () => { data.milestone_removed = '17.0'; },
				() => { if (data.tiers) data.tiers = [...data.tiers].reverse(); }])();
		this.put(path, data);
	}
	step(number, gone) {
		const r = this.random, paths = [...this.all.keys()], path = paths.length ? r.pick(paths) : null, file = path && this.all.get(path);
		const what = r.below(100);
		if (!path || what < 18) return this.add(number, gone);
		if (what < 45) return file.data ? this.edit(path) : this.put(path, file.was);
		if (what < 55) return file.data && this.put(path, file.data); // another form of the same
		if (what < 62) { // broken, and still somewhat the same
			if (file.data && !full) this.all.set(path, { was: file.data, text: file.text + r.pick(['\tbad: [\n', 'key: "open\n', '- no: mapping\nx\n']) });
			return;
		}
		if (what < 72) { // moved, perhaps with an edit
			const to = path.includes('events') ? `config/events/moved_${number}.yml` : this.path('metric', `moved_${number}`);
			this.all.set(to, file);
			this.all.delete(path);
			if (r.chance(0.4) && file.data) this.edit(to);
			if (r.chance(0.4) && file.data && file.data.key_path) this.other(to, number, gone);
			return;
		}
		if (what < 78 && file.data && file.data.key_path) { // another key in the same file
			const data = { ...file.data, key_path: `counts.renamed_${number}` };
			gone.push(file.data.key_path);
			return this.put(path, data);
		}
		if (what < 84) {
			if (file.data && file.data.key_path) gone.push(file.data.key_path);
			return this.all.delete(path);
		}
		if (what < 88 && file.data && file.data.key_path) { // written anew elsewhere
			this.all.delete(path);
			return this.put(this.path('metric', `anew_${number}`), { ...this.newMetric(file.data.key_path) });
		}
		if (what < 91) { // two files change places
			const other = r.pick(this.metrics().length ? this.metrics() : [path]), one = this.all.get(other);
			if (path.includes('metrics')) { this.all.set(other, file); this.all.set(path, one); }
			return;
		}
		if (what < 95) return this.all.set('README.md', { text: this.text(4) + '\n', other: true });
		return this.edit2(number);
	}
	// Another key in the same words; it may be another metric, too.
	other(path, number, gone) {
		const file = this.all.get(path), another = { product_group: 'labels', data_source: 'database', value_type: 'string', milestone: '17.0' };
		const fields = { key_path: `counts.other_${number}`, ...(this.random.chance(0.5) ? another : {}) }, now = { data: { ...file.data }, text: file.text };
		gone.push(file.data.key_path);
		for (const k of Object.keys(fields).filter((k) => k in file.data)) {
			now.data[k] = fields[k];
			now.text = now.text.replace(new RegExp(`^${k}: .*$`, 'm'), `${k}: "${fields[k]}"`);
		}
		this.all.set(path, now);
	}
	// Goes from its file, for good or to another.
	part(path, number, gone) {
		const file = this.all.get(path);
		this.all.delete(path);
		if (this.random.chance(0.6)) this.all.set(this.path('metric', `parted_${number}`), file);
		else gone.push(file.data.key_path);
	}
	// What another side did since both were as `base`; where this one changed a file, too, with a probability.
	take(base, side, chance) {
		for (const path of new Set([...base.all.keys(), ...side.all.keys()]))
			if (side.all.get(path) !== base.all.get(path) && (this.all.get(path) === base.all.get(path) || this.random.chance(chance)))
				if (side.all.has(path)) this.all.set(path, side.all.get(path)); else this.all.delete(path);
		const keys = new Set(); // no two files with one key
		for (const [path, f] of [...this.all]) {
			const key = f.data || f.was ? (f.data || f.was).key_path || (f.data || f.was).action : null;
			if (key && keys.has(key)) this.all.delete(path);
			keys.add(key);
		}
	}
	edit2() { for (const p of this.metrics().slice(0, 4)) if (this.all.get(p).data) this.edit(p); }
	change(number, gone) {
		for (let n = 1 + this.random.below(3); n > 0; n--) {
			const readme = this.all.get('README.md');
			this.all.delete('README.md');
			this.step(number * 10 + n, gone);
			if (readme && !this.all.has('README.md')) this.all.set('README.md', readme);
		}
	}
}

function make(dir, seed, commits) {
	const random = randomOf(seed), gone = [], out = [];
	let marks = 0, time = 1700000000, main = new Files(random), head = null;
	const commit = (files, parents) => {
		time += 3600 * (1 + random.below(60));
		out.push(`commit refs/heads/main\nmark :${++marks}\ncommitter Ann <a@example.com> ${time} +0200\ndata 1\nx\n`);
		if (parents[0]) out.push(`from :${parents[0]}\n`);
		if (parents[1]) out.push(`merge :${parents[1]}\n`);
		out.push('deleteall\n');
		for (const [path, f] of files.all) out.push(`M 100644 inline ${path}\ndata ${Buffer.byteLength(f.text)}\n${f.text}\n`);
		return marks;
	};
	for (let i = 0; i < commits; i++) {
		if (head && random.chance(0.12)) { // a branch, and what both sides did
			const base = main, side = new Files(random, main);
			let tip = head;
			for (let n = 1 + random.below(3); n > 0; n--) { side.change(1000 + marks, gone); tip = commit(side, [tip]); }
			if (full && side.metrics().length && random.chance(0.5)) { // two branches of the branch do something with one file; all that one did may be dropped
				const start = new Files(random, side), other = new Files(random, side), path = random.pick(side.metrics());
				other.part(path, `${marks}_0`, gone);
				if (random.chance(0.3)) other.change(6000 + marks, gone);
				const end = commit(other, [tip]);
				side.part(path, `${marks}_1`, gone);
				tip = commit(side, [tip]);
				if (random.chance(0.5)) side.take(start, other, 0.5);
				tip = commit(side, [tip, end]);
			}
			main = new Files(random, main);
			if (random.chance(0.5)) { main.change(2000 + marks, gone); head = commit(main, [head]); }
			if (full && random.chance(0.3)) { // what the branch merged before it was merged
				side.take(base, main, 0.5);
				tip = commit(side, [tip, head]);
				if (random.chance(0.5)) { side.change(3000 + marks, gone); tip = commit(side, [tip]); }
				if (random.chance(0.5)) { main = new Files(random, main); main.change(4000 + marks, gone); head = commit(main, [head]); }
			}
			const merged = new Files(random, main);
			if (full && gone.length && random.chance(0.3)) { // the key of what a branch deleted, in another file
				main.add(7000 + marks, gone);
				merged.all = new Map(main.all);
				head = commit(main, [head]);
			}
			if (!full || random.chance(0.8)) merged.take(base, side, 0.5);
			if (full && random.chance(0.2)) merged.change(5000 + marks, gone);
			main = merged;
			head = commit(main, [head, tip]);
		} else {
			main = new Files(random, main);
			main.change(marks, gone);
			head = commit(main, head ? [head] : []);
		}
	}
	mkdirSync(dir, { recursive: true });
	git(dir, 'init', '-q', '-b', 'main');
	execFileSync('git', ['-C', dir, 'fast-import', '--quiet', '--force'], { input: out.join('') });
}

// ---- the replay ----

function scalar(text) {
	text = text.trim();
	if (/^"[^"]*"$/.test(text) || /^'[^']*'$/.test(text)) return text.slice(1, -1);
	if (/^[[{"'\]]/.test(text)) throw new Error('scalar');
	return text === 'true' ? true : text === 'false' ? false : /^-?\d+$/.test(text) ? Number(text) : text;
}

// The YAML that `make` writes; throws where it is broken.
function parse(text) {
	const data = {};
	let key = null;
	for (const line of text.split('\n')) {
		let m;
		if (!line.trim() || line === '---' || line.startsWith('#')) continue;
		if (line.includes('\t')) throw new Error('tab');
		if ((m = /^([a-z_]+):(.*)$/.exec(line))) {
			key = m[1];
			if (key in data) throw new Error('key');
			const flow = /^\s*\[(.*)\]$/.exec(m[2]);
			data[key] = flow ? flow[1].split(',').map(scalar) : m[2].trim() ? scalar(m[2]) : undefined;
		} else if ((m = /^(?: {2})?- (.*)$/.exec(line)) && !/^\w+: /.test(m[1]) && (data[key] === undefined || Array.isArray(data[key]))) {
			(data[key] ??= []).push(scalar(m[1]));
		} else if ((m = /^ {2}([a-z_]+): (.*)$/.exec(line)) && (data[key] === undefined || typeof data[key] === 'object')) {
			(data[key] ??= {})[m[1]] = scalar(m[2]);
		} else throw new Error(line);
	}
	return data;
}

const suffix = { '7d': '_weekly', '28d': '_monthly', all: '' };

// [{ kind, key, variant, status, fields }]; null: no definition
function entriesOf(path, text) {
	let data;
	const kind = path.includes('/events/') ? 'event' : 'metric';
	try { data = parse(text); } catch { return null; }
	const key = kind === 'metric' ? data.key_path : data.action;
	if (!key) return null;
	const make = (variant, name) => {
		const fields = { ...data };
		delete fields.key_path;
		delete fields.action;
		if (variant) fields.time_frame = variant;
		for (const k of Object.keys(fields)) if (fields[k] === undefined || (Array.isArray(fields[k]) && !fields[k].length)) delete fields[k];
		return { kind, key: name, variant, frame: variant || data.time_frame, status: data.status ?? 'active', fields, data };
	};
	return Array.isArray(data.time_frame) ? data.time_frame.map((v) => make(v, key + suffix[v])) : [make('', key)];
}

const plain = (v) => v === null || typeof v !== 'object';
function same(a, b) {
	if (a === undefined || b === undefined) return a === b;
	if ((Array.isArray(a) || plain(a)) && (Array.isArray(b) || plain(b))) {
		const one = new Set([a].flat().map((x) => JSON.stringify(x))), other = new Set([b].flat().map((x) => JSON.stringify(x)));
		return one.size === other.size && [...one].every((x) => other.has(x));
	}
	return Object.keys({ ...a, ...b }).every((k) => same(a[k], b[k]));
}

function changedFields(old, now) {
	return Object.keys({ ...old, ...now }).filter((k) => !same(old[k], now[k])).sort();
}

const tellFields = (old, now) => changedFields(old, now).map((k) => `${k}=${JSON.stringify(now[k])}<${JSON.stringify(old[k])}`).join(' ');

// Four of five fields of the definitions, but for their keys, are equal; of three nobody can tell.
function isAlike(a, b) {
	const [one, other] = [a, b].map(({ key_path, action, ...fields }) => fields), most = Math.max(Object.keys(one).length, Object.keys(other).length);
	return most >= 4 && Object.keys(one).filter((k) => JSON.stringify(one[k]) === JSON.stringify(other[k])).length / most >= 0.8;
}

// The entry that `e` is among those of the file's other version, under a key that none of this one has. A file that moved has to be much as it was.
function renamed(e, there, here, hasMoved) {
	const left = there?.filter((o) => o.kind === e.kind && !here.some((x) => x.key === o.key) && (!hasMoved || isAlike(e.data, o.data))) ?? [];
	return left.find((o) => o.frame === e.frame) ?? left.find((o) => o.variant === e.variant);
}

const isDefinition = (p) => /^(ee\/)?config\/(metrics\/[^/]+|events)\/[^/]+\.yml$/.test(p);

function replay(dir) {
	const commits = git(dir, 'rev-list', '--first-parent', '--reverse', 'HEAD').trim().split('\n'), blobs = new Map(), timelines = new Map();
	let view = new Map(), pending = new Map(); // path -> { id, entries }; path -> commits without a readable version so far
	for (const [i, commit] of commits.entries()) {
		const now = new Map(), renames = new Map(), nextPending = new Map();
		if (i)
			for (const line of git(dir, 'diff-tree', '-r', '-M', '-l0', '--name-status', commits[i - 1], commit, '--', 'config', 'ee').split('\n')) {
				const [how, from, to] = line.split('\t');
				if (how?.startsWith('R')) renames.set(to, from);
			}
		for (const line of git(dir, 'ls-tree', '-r', commit).split('\n')) {
			const m = /^100644 blob (\S+)\t(.*)$/.exec(line);
			if (!m || !isDefinition(m[2])) continue;
			const [, id, path] = m, text = blobs.get(id) ?? git(dir, 'show', id), before = view.get(renames.get(path) ?? path);
			blobs.set(id, text);
			const entries = entriesOf(path, text), unreadable = !entries && !(view.get(path)?.id === id);
			const late = [...(pending.get(renames.get(path) ?? path) ?? []), ...(unreadable ? [commit] : [])];
			if (!entries && !before?.base) nextPending.set(path, late);
			now.set(path, { id, entries: entries ?? before?.entries ?? [], base: Boolean(entries ?? before?.base), stale: !entries, unreadable, late: entries ? pending.get(renames.get(path) ?? path) : undefined, from: renames.get(path) ?? path });
		}
		const readable = new Set([...now.values()].filter((f) => !f.stale).flatMap((f) => f.entries.map((e) => `${e.kind} ${e.key}`)));
		for (const f of now.values()) if (f.stale) f.entries = f.entries.filter((e) => !readable.has(`${e.kind} ${e.key}`)); // it is elsewhere
		const index = (files) => {
			const out = new Map();
			for (const [path, f] of files) for (const e of f.entries) out.set(`${e.kind} ${e.key}`, { path, f, e });
			return out;
		};
		const old = index(view), next = index(now);
		const tell = (name, event) => { if (!timelines.has(name)) timelines.set(name, []); timelines.get(name).push(event); };
		for (const [name, { path, f, e }] of next) {
			const was = old.get(name);
			if (was && was.path !== path) tell(name, `moved ${commit} ${path} from ${was.path}`);
			if (!was) {
				const before = renamed(e, view.get(f.from)?.entries, f.entries, f.from !== path), came = before ? ` renamed ${before.key} ${tellFields(before.fields, e.fields)}`.trimEnd() : '';
				const last = commits.indexOf(timelines.get(name)?.at(-1).split(' ')[1]);
				for (const c of f.late ?? []) if (commits.indexOf(c) >= last) tell(name, `unreadable ${c}`);
				tell(name, timelines.get(name)?.some((x) => !x.startsWith('unreadable')) ? `returned ${commit} ${path}${came}` : `added ${commit} ${path}${came}`);
			} else if (f.unreadable) tell(name, `unreadable ${commit}`);
			else {
				const fields = tellFields(was.e.fields, e.fields);
				if (fields) tell(name, `${was.e.status === e.status ? 'changed' : e.status} ${commit} ${fields}`);
			}
		}
		for (const [name, { path, e, f }] of old)
			if (!next.has(name)) {
				const [there, to] = [...now].find(([, n]) => n.from === path && !n.unreadable) ?? [];
				const after = renamed(e, to?.entries, f.entries, there !== path);
				tell(name, `deleted ${commit} ${path}${after ? ` renamed ${after.key}` : ''}`);
			}
		view = now;
		pending = nextPending;
	}
	return timelines;
}

// Reads the definitions of commits: path -> id; what these say is kept in `blobs`.
function filesAt(dir, commit, blobs) {
	const out = new Map();
	for (const line of commit ? git(dir, 'ls-tree', '-r', commit).split('\n') : []) {
		const m = /^100644 blob (\S+)\t(.*)$/.exec(line);
		if (!m || !isDefinition(m[2])) continue;
		out.set(m[2], m[1]);
		if (!blobs.has(m[2] + m[1])) blobs.set(m[2] + m[1], entriesOf(m[2], git(dir, 'show', m[1])) ?? []);
	}
	return out;
}

function indexOf(files, blobs, kept = () => true) {
	const out = new Map();
	for (const [path, id] of files) if (kept(path)) for (const e of blobs.get(path + id)) out.set(`${e.kind} ${e.key}`, { path, e });
	return out;
}

// key -> what each commit did to it, in no order
function replayFull(dir, blobs) {
	const files = new Map(), timelines = new Map();
	for (const line of git(dir, 'rev-list', '--reverse', '--topo-order', '--parents', 'HEAD').trim().split('\n')) {
		const [commit, ...parents] = line.split(' '), now = filesAt(dir, commit, blobs), others = parents.map((p) => files.get(p)), was = others[0] ?? new Map();
		files.set(commit, now);
		const kept = (path) => others.every((o) => o.get(path) !== now.get(path));
		const old = indexOf(was, blobs, parents.length > 1 ? kept : undefined), next = indexOf(now, blobs, parents.length > 1 ? kept : undefined);
		const tell = (name, event) => { if (!timelines.has(name)) timelines.set(name, []); timelines.get(name).push(event); };
		for (const [name, { path, e }] of next) {
			const before = old.get(name);
			if (!before) { tell(name, `came ${commit} ${path}`); continue; }
			if (before.path !== path) tell(name, `moved ${commit} ${path} from ${before.path}`);
			const fields = tellFields(before.e.fields, e.fields);
			if (fields) tell(name, `${before.e.status === e.status ? 'changed' : e.status} ${commit} ${fields}`);
		}
		for (const [name, { path }] of old) if (!next.has(name)) tell(name, `deleted ${commit} ${path}`);
	}
	return timelines;
}

// Branches that go side by side may do the same twice: an entry that is there cannot come, one that is gone cannot be deleted again.
function isTwice(event, got) {
	const word = event.split(' ')[0];
	return ['came', 'deleted'].includes(word) && got.some((g) => g.startsWith(`${word} `));
}

// What one branch moves or changes after another deleted it has come back.
function isBack(event, events) {
	const [word, commit] = event.split(' ');
	return events.some((e) => word === 'came' ? !/^(came|deleted) /.test(e) && e.split(' ')[1] === commit : e.startsWith(`came ${commit} `));
}

// commit -> which of the first-parent chain brought it
function chainOf(dir) {
	const chain = git(dir, 'rev-list', '--first-parent', '--reverse', 'HEAD').trim().split('\n'), brought = new Map();
	for (const [i, commit] of chain.entries())
		for (const c of git(dir, 'rev-list', commit, ...(i ? [`^${chain[i - 1]}`] : [])).trim().split('\n')) brought.set(c, i);
	return { chain, brought };
}

// What the timelines of a key add up to has to be what each commit of the first-parent chain says; what is wrong first, else "".
function addUp(name, histories, { chain, brought }, treeAt) {
	const all = histories.map((history) => ({ history, next: 0, state: null }));
	for (const [i, commit] of chain.entries()) {
		for (const t of all)
			for (; t.next < t.history.length && brought.get(t.history[t.next].commit) <= i; t.next++) {
				const h = t.history[t.next];
				if (h.change === 'deleted') t.state = null;
				else if (h.change === 'added' || h.change === 'returned') t.state = { path: h.path, fields: { ...treeAt(h.commit).get(name)?.e.fields } };
				else if (!t.state) return `${h.change} ${h.commit}, though it had ended`;
				else if (h.change === 'moved') t.state.path = h.path;
				else for (const f of h.fields) if (f.new === undefined || f.new === null) delete t.state.fields[f.field]; else t.state.fields[f.field] = f.new;
			}
		const there = treeAt(commit).get(name), told = all.map((t) => t.state).filter(Boolean);
		if (told.length !== (there ? 1 : 0) || (there && (told[0].path !== there.path || changedFields(told[0].fields, there.e.fields).length)))
			return `at ${commit} they add up to ${JSON.stringify(told)}, and it says ${JSON.stringify(there)}`;
	}
	return all.every((t) => t.next === t.history.length) ? '' : 'some of it is told too late';
}

function checkFull(dir) {
	let wrong = 0, events = 0, twice = 0;
	const blobs = new Map(), expected = replayFull(dir, blobs), past = chainOf(dir), trees = new Map();
	const merges = new Set(git(dir, 'rev-list', '--first-parent', '--merges', 'HEAD').trim().split('\n')), isOfMerge = (event) => merges.has(event.split(' ')[1]);
	const treeAt = (commit) => {
		if (!trees.has(commit)) trees.set(commit, indexOf(filesAt(dir, commit, blobs), blobs));
		return trees.get(commit);
	};
	for (const [name, list] of expected) {
		const histories = logsOf(dir, name, '--history', 'full'), told = new Set(histories.flat().map((h) => h.commit));
		for (const [, commit, path] of list.map((e) => e.split(' ')).filter(([word]) => word === 'came')) // in a file that only a branch had, next to one that is there
			if (!told.has(commit) && typeof histories[0] !== 'string') {
				const beside = logOf(dir, name, '--path', path, '--history', 'full');
				if (typeof beside !== 'string' && !histories.some((h) => JSON.stringify(h) === JSON.stringify(beside))) histories.push(beside);
			}
		const failed = histories.find((h) => typeof h === 'string');
		const got = failed ? [failed] : wordsOf(histories.flat()).map((e) => e.replace(/^(added|returned) /, 'came ').replace(/ renamed .*$/, ''));
		const missing = list.filter((e) => !got.includes(e) && !isBack(e, got)), extra = got.filter((e) => !list.includes(e) && !isOfMerge(e) && !isBack(e, list));
		const sum = failed ? '' : addUp(name, histories, past, treeAt);
		events += list.length;
		twice += missing.length;
		if (!sum && !extra.length && missing.every((e) => isTwice(e, got) || isOfMerge(e))) continue;
		if (wrong++ < 3) console.log(`${dir}: ${name}\n  missing\n    ${missing.join('\n    ')}\n  more\n    ${extra.join('\n    ')}\n  ${sum}`);
	}
	return { wrong, events, twice, keys: expected.size };
}

// The items of "history"; a text for what went wrong
function logOf(dir, name, ...options) {
	const [kind, key] = name.split(' ');
	const run = spawnSync(program, ['-C', dir, 'log', '--kind', kind, key, '--format', 'json', ...options], { maxBuffer: 1 << 26 });
	if (run.status !== 0) return `exit ${run.status}: ${run.stderr}`;
	const log = JSON.parse(run.stdout);
	return log.truncated ? 'truncated' : log.history;
}

// Of a key that was in two files at once, on two branches, those of both.
function logsOf(dir, name, ...options) {
	const log = logOf(dir, name, ...options), paths = typeof log === 'string' && / choose one with --path:/.test(log) ? [...log.matchAll(/^ {2}\w+: (.*)$/gm)] : [];
	return paths.length ? paths.map(([, path]) => logOf(dir, name, '--path', path, ...options)) : [log];
}

function wordsOf(history) {
	if (typeof history === 'string') return [history];
	return history.map((h) => {
		const at = `${h.change} ${h.commit}`;
		const fields = [...(h.fields ?? [])].sort((a, b) => (a.field < b.field ? -1 : 1)).map((f) => `${f.field}=${JSON.stringify(f.new)}<${JSON.stringify(f.old)}`).join(' ');
		if (h.change === 'moved') return `${at} ${h.path} from ${h.from}`;
		if (h.change === 'unreadable') return at;
		if (['added', 'returned', 'deleted'].includes(h.change)) return `${at} ${h.path}${h.renamed_from ?? h.renamed_to ? ` renamed ${h.renamed_from ?? h.renamed_to} ${fields}`.trimEnd() : ''}`;
		return `${at} ${fields}`;
	});
}

function check(dir) {
	const expected = replay(dir);
	let wrong = 0, events = 0;
	for (const [name, list] of expected) {
		const got = wordsOf(logOf(dir, name));
		events += list.length;
		if (JSON.stringify(got) === JSON.stringify(list)) continue;
		if (wrong++ < 3) console.log(`${dir}: ${name}\n  expected\n    ${list.join('\n    ')}\n  got\n    ${got.join('\n    ')}`);
	}
	return { wrong, events, keys: expected.size };
}

let failed = 0;
const [first, ...rest] = process.argv.slice(full ? 3 : 2);
if (first === '--check') {
	const result = check(rest[0]);
	console.log(`${result.keys} keys, ${result.events} events, ${result.wrong} wrong`);
	failed = result.wrong;
} else if (first === '--make') {
	make(join(rest[0], rest[1]), Number(rest[1]), Number(rest[2]));
} else {
	const from = Number(rest[0]), to = Number(rest[1] ?? rest[0]), total = { keys: 0, events: 0, twice: 0 };
	for (let seed = from; seed <= to; seed++) {
		const dir = join(first, String(seed));
		make(dir, seed, Number(rest[2] ?? 40));
		const result = full ? checkFull(dir) : check(dir);
		failed += result.wrong;
		total.twice += result.twice ?? 0;
		total.keys += result.keys;
		total.events += result.events;
	}
	console.log(`${to - from + 1} repositories, ${total.keys} keys, ${total.events} events${full ? `, ${total.twice} of them by two branches` : ''}, ${failed} wrong`);
	if (!total.events)
		failed++; // nothing was compared
}
process.exit(failed ? 1 : 0);
