// First and last change of random files against git: what `git log --follow --diff-filter=A` and `git log -1` say of each is what the walk says.
//   node files.mjs REPOSITORY [FILES [SEED]]      TOOLS is the folder of history_driver; prints differences
// git's --follow also takes a copy of another file for that file, and then goes on with a file that is still there. Where `git diff-tree -M` calls
// the file added in the commit that the walk names, that is counted, not wrong.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { randomOf } from './random.mjs';

const [repository, count = '500', seed = '1'] = process.argv.slice(2);
const git = (...args) => execFileSync('git', ['-C', repository, ...args], { maxBuffer: 1 << 28 }).toString();
const folders = ['config', 'ee/config'];
const walked = execFileSync(join(process.env.TOOLS, 'history_driver'), [repository, ...folders], { maxBuffer: 1 << 28 }).toString().trim().split('\n')
	.map((line) => ({ first: line.slice(0, 40), last: line.slice(41, 81), path: line.slice(82) }));
const here = git('ls-tree', '-r', '--name-only', 'HEAD', '--', ...folders).split('\n').filter((p) => p.endsWith('.yml'));
const head = ['log', '--first-parent', '-m', '--format=%H'];

function isAdded(commit, path) {
	const parent = git('rev-list', '--parents', '-1', commit).trim().split(' ')[1];
	if (!parent) return true;
	return git('diff-tree', '-r', '-M', '-l0', '--diff-filter=A', '--name-only', parent, commit, '--', ...folders).split('\n').includes(path);
}

// Names that the file had, newest first, as the walk's commit knows it.
function nameAt(path, commit) {
	const lines = git('diff-tree', '-r', '--root', '--no-commit-id', '-m', '--first-parent', '--diff-filter=A', '--no-renames', '--name-only', commit, '--', ...folders);
	return lines.split('\n').filter((p) => p.endsWith('.yml'));
}

const random = randomOf(Number(seed)), rest = [...walked];
let wrong = 0, copies = 0, n = 0;
if (JSON.stringify(walked.map((f) => f.path).sort()) !== JSON.stringify(here.sort())) { wrong++; console.log('the files are others'); }
for (; rest.length && n < Number(count); n++) {
	const { first, last, path } = rest.splice(random.below(rest.length), 1)[0];
	const added = git(...head, '--follow', '--diff-filter=A', '--', path).trim().split('\n').at(-1), changed = git(...head, '-1', '--', path).trim();
	if (changed !== last) { wrong++; console.log(`${path}: changed last in ${changed}, not ${last}`); }
	if (added === first) continue;
	if (nameAt(path, first).some((name) => isAdded(first, name))) copies++;
	else { wrong++; console.log(`${path}: added in ${added}, not ${first}`); }
}
console.log(`${n} of ${walked.length} files, ${copies} that git takes for copies, ${wrong} wrong`);
process.exit(wrong || !n ? 1 : 0);
