// Writes N definitions in the layout of GitLab's repositories, the same for the same N: two metrics for each event, one folder per time frame. DIR becomes
// a repository with one commit, and COMMITS more that change a definition each.
// usage: node corpus.mjs DIR N [COMMITS]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const verbs = ['create', 'update', 'delete', 'view', 'merge', 'approve', 'retry', 'import', 'export', 'archive'];
const objects = ['merge_request', 'issue', 'epic', 'pipeline', 'runner', 'package', 'snippet', 'wiki_page', 'milestone', 'release'];
const places = ['sidebar', 'dashboard', 'rest_api', 'web_ide', 'drawer', 'modal', 'job_log', 'search_results', 'admin_area', 'header'];
const words = 'users projects count weekly monthly after each merge request pipeline opened from the settings page of a group with approval rules'.split(' ');
const groups = ['code_review', 'source_code', 'pipeline_execution', 'runner', 'package_registry', 'knowledge', 'optimize', 'integrations'];

const [directory, count, commits] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4] ?? 0)];
const texts = new Map();
// No two descriptions are the same: random words, of a generator that starts anew with each seed.
function prose(seed, n) {
  let x = Math.imul(seed + 1, 2654435761) >>> 0;
  return Array.from({ length: n }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return words[(x >>> 8) % words.length];
  }).join(' ');
}
const name = (i) => `${verbs[i % 10]}_${objects[Math.floor(i / 10) % 10]}_${places[Math.floor(i / 100) % 10]}_${Math.floor(i / 1000)}`;
const common = (i) => `product_group: ${groups[i % 8]}
milestone: '${13 + (i % 5)}.${i % 12}'
introduced_by_url: https://git.example.com/example/product/-/merge_requests/${1000 + i}
tiers:
- free
- premium
- ultimate
`;
const frames = [['7d', 'counts_7d', '_weekly'], ['28d', 'counts_28d', '_monthly']];

for (let i = 0; i * 3 < count; i++) {
  const action = name(i);
  texts.set(`config/events/${action}.yml`, `---
description: Tracks ${prose(i, 14)}
internal_events: true
action: ${action}
identifiers:
- project
- user
${common(i)}additional_properties:
  label:
    description: ${prose(i + 1, 8)}
`);
  frames.forEach(([frame, folder, suffix], f) => {
    if (i * 3 + 1 + f >= count) return;
    texts.set(`config/metrics/${folder}/${action}${suffix}.yml`, `---
key_path: redis_hll_counters.${groups[i % 8]}.${action}${suffix}
description: Count of ${prose(i + f, 18)}
value_type: number
status: active
time_frame: ${frame}
data_source: internal_events
data_category: optional
product_categories:
- ${groups[i % 8]}
performance_indicator_type: []
${common(i)}events:
- name: ${action}
  unique: user.id
`);
  });
}

const stream = [];
const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`;
const commit = (n, message) => stream.push(`commit refs/heads/main\ncommitter Ann <ann@example.com> ${1600000000 + n * 3600} +0000\n${data(message)}`);
const put = (file, text) => stream.push(`M 100644 inline ${file}\n${data(text)}`);
const git = (words, input) => {
  const run = spawnSync('git', ['-C', directory, ...words], { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`git ${words[0]}: ${run.stderr}`);
};

commit(0, 'Add the definitions');
for (const [file, text] of texts) put(file, text);
const files = [...texts.keys()];
for (let n = 1; n <= commits; n++) {
  const file = files[(n * 7919) % files.length];
  commit(n, `Change ${path.basename(file)}`);
  texts.set(file, texts.get(file).replace(/^(description: .*?)(?:, since change \d+)?$/m, `$1, since change ${n}`));
  put(file, texts.get(file));
}
fs.mkdirSync(directory, { recursive: true });
git(['init', '-q', '-b', 'main']);
git(['fast-import', '--quiet'], stream.join(''));
git(['reset', '-q', '--hard', 'main']);
