// Writes a dictionary of definitions with seeded defects that fixes can mend: node defects.mjs FOLDER COUNT SEED. Prints the number of files.
// Each file has comments, odd spacing and one to three defects; the same seed gives the same bytes.
import { mkdirSync, writeFileSync } from 'node:fs';

const [folder, count, seed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
let state = seed >>> 0 || 1;
const random = n => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor(state / 4294967296 * n);
};
const pick = list => list[random(list.length)];

const misspelt = { active: ['actve', 'activ', 'aktive'], operational: ['operatonal', 'opertional'], number: ['numbr', 'nuber'] };
const ambiguous = ['yes', '010', '1:30', '1_000', 'on', '0x1F', '16.10'];
let left = count, files = 0;
mkdirSync(`${folder}/config/metrics/counts_all`, { recursive: true });
while (left > 0) {
	const name = `m${files++}`;
	const fields = {
		key_path: `counts.${name}`, description: `Counts "${name}"  # not a comment? "no"`.replace(/.*/, s => `'${s}'`), product_group: 'source_code',
		value_type: 'number', status: 'active', milestone: '"16.0"', introduced_by_url: 'https://git.example.com/merge_requests/1',
		time_frame: 'all', data_source: 'database', data_category: 'operational',
		product_categories: '[source_code_management]', tiers: '[free, premium, ultimate]',
	};
	const lines = Object.entries(fields).map(([key, value]) => ({ key, text: `${key}: ${value}` }));
	const at = key => lines.find(l => l.key === key);
	const defects = [
		() => { at('milestone').text = `milestone: ${pick(['16.10', '15.0', '9.0', '16.0  # as released'])}`; },
		() => { at('key_path').text += '\n# twice: the earlier one has no effect'; lines.unshift({ key: 'x', text: `key_path: counts.${name}_old` }); },
		() => { const k = pick(['status', 'data_category', 'value_type']); at(k).text = `${k}: ${pick(misspelt[fields[k]])}`; },
		() => { lines.push({ key: 'options', text: `options:\n  version: ${pick(ambiguous)} # kept` }); },
		() => { at('introduced_by_url').tail = pick(['  ', '\t', '   # why   ']); },
	];
	for (let n = Math.min(left, 1 + random(3)); n > 0; n--, left--)
		defects.splice(random(defects.length), 1)[0]();
	const end = pick(['\n', '\n', '\r\n']);
	const text = (random(4) ? '' : '---\n') + `# ${name}: é ünï\n` + lines.map(l => l.text + (random(5) ? '' : ' # why') + (l.tail ?? '')).join('\n') + (random(6) ? '\n' : '');
	writeFileSync(`${folder}/config/metrics/counts_all/${name}.yml`, text.replaceAll('\n', end));
}
console.log(files);
